// What hengd is told: its settings (settings.h describes each), and the command to run.
#pragma once

#include <string>

#include "service/admin/command.h"
#include "service/language.h"
#include "service/tls/identity.h"

namespace heng {

struct Config {
  std::string listen = "127.0.0.1:7443";  // host:port; port 0 takes a free one
  bool insecure_plaintext = false;        // off loopback without TLS, on purpose
  std::string tls_certificate, tls_key;   // paths; both or neither
  std::string tls_client_ca;              // path; client certificates of these authorities are verified
  std::string http_listen = "127.0.0.1:7444";
  bool http_allow_remote = false;
  bool http_api = true;                              // the methods over HTTP, beside the pages
  bool http_tls = false;                             // HTTPS, with tls_certificate and tls_key
  std::string store = "sqlite:heng.db";              // sqlite:PATH or postgres://USER@HOST:PORT/DATABASE
  std::string default_policy = "policies/mof-2020";  // for forms that name no policy
  int drain_seconds = 10;                            // how long SIGTERM waits for calls under way
  bool log_calls = true;
  admin::Command command;

  Language language = Language::kChinese;  // of what people are told
  bool tls() const { return !tls_certificate.empty(); }
};

tls::Files TlsFilesOf(const Config& config);

enum class ConfigOutcome { kServe, kCommand, kExitOk, kExitUsage };

// Reads command line, environment and file. kExitOk after --help, --version and `hengd config`; kExitUsage after
// printing everything that is wrong to stderr.
ConfigOutcome ReadConfig(int argc, char** argv, Config* config);

}  // namespace heng
