#include "service/config.h"

#include <arpa/inet.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iostream>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "scoring/policy.h"

namespace heng {
namespace {

bool IsLoopbackHost(const std::string& host) {
  if (host == "localhost") return true;
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

bool IsPort(const std::string& text) {
  uint32_t port = 0;
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  return digits && absl::SimpleAtoi(text, &port) && port <= 65535;
}

// True if what looks like an address names a password: USER:PASSWORD@, or a parameter.
bool HoldsPassword(const std::string& store) {
  const size_t scheme = store.find("://");
  if (scheme == std::string::npos) return store.find("password=") != std::string::npos;
  const std::string address = store.substr(scheme + 3);
  const size_t parameters = address.find('?');
  if (parameters != std::string::npos && address.find("password=", parameters) != std::string::npos) return true;
  // A password may hold any of "/?@": what stands before the last @ is user and password.
  const size_t at = address.rfind('@');
  return at != std::string::npos && address.substr(0, at).find(':') != std::string::npos;
}

absl::Status CheckConfig(Config* config) {
  if (auto status = CheckLoopback(config->listen); !status.ok()) return status;
  StoreLocation location;
  if (auto status = ReadStoreLocation(config->store, &location); !status.ok()) return status;
  const auto& shipped = scoring::ShippedPolicies::Get();
  const auto policy = shipped.Find(config->default_policy);
  if (policy == nullptr) {
    std::string known;
    for (const auto& name : shipped.Names()) absl::StrAppend(&known, " ", name.substr(sizeof("policies/") - 1));
    return absl::InvalidArgumentError(
        absl::StrCat("--default-policy: there is no policy \"", config->default_policy, "\"; there are:", known));
  }
  config->default_policy = policy->proto().name();
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckLoopback(const std::string& listen) {
  const size_t colon = listen.rfind(':');
  std::string host = listen.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  // gRPC reads "::1:7443" as an address without a port.
  const bool is_v6 = host.find(':') != std::string::npos;
  if (colon == std::string::npos || !IsPort(listen.substr(colon + 1)) || bracketed != is_v6) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen: \"", listen, "\" is no address; write host:port such as 127.0.0.1:7443"));
  }
  if (!IsLoopbackHost(host)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen: ", host,
                     " is not a loopback address; hengd has no user accounts "
                     "yet and serves this machine only: use 127.0.0.1, [::1] or localhost"));
  }
  return absl::OkStatus();
}

absl::Status ReadStoreLocation(const std::string& store, StoreLocation* location) {
  constexpr char kSqlite[] = "sqlite:";
  if (absl::StartsWith(store, kSqlite) && store.size() > sizeof(kSqlite) - 1) {
    *location = {.engine = StoreLocation::Engine::kSqlite, .place = store.substr(sizeof(kSqlite) - 1)};
    return absl::OkStatus();
  }
  if (HoldsPassword(store)) {
    return absl::InvalidArgumentError(
        "--store: the address holds a password, which every user of this machine could see; put it into a password "
        "file (~/.pgpass, or the one PGPASSFILE names) and leave it out here");
  }
  if (absl::StartsWith(store, "postgres://") || absl::StartsWith(store, "postgresql://")) {
    *location = {.engine = StoreLocation::Engine::kPostgres, .place = store};
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--store: \"", store,
                   "\" is no store; write sqlite:PATH such as "
                   "sqlite:/var/lib/heng/heng.db, or postgres://USER@HOST:PORT/DATABASE"));
}

ConfigOutcome ReadConfig(int argc, char** argv, Config* config) {
  CLI::App app{"hengd keeps, scores and grades budget performance self-evaluation forms (预算绩效自评服务)", "hengd"};
  app.set_version_flag("--version", "hengd " HENG_VERSION);
  app.add_option("--listen", config->listen, "Loopback address to serve on, host:port (服务地址，仅限本机)")
      ->capture_default_str();
  app.add_option("--store", config->store,
                 "Where forms are kept, sqlite:PATH or postgres://USER@HOST:PORT/DATABASE (存储位置)")
      ->capture_default_str();
  app.add_option("--default-policy", config->default_policy, "Scoring policy of forms that name none (默认评分规则)")
      ->capture_default_str();
  app.add_option("--drain-seconds", config->drain_seconds,
                 "How long SIGTERM waits for calls under way (停止时等待秒数)")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  app.add_flag("--log-calls,!--no-log-calls", config->log_calls,
               "Write one JSON line per call to standard error (调用日志)")
      ->capture_default_str();
  app.footer("Example: hengd --default-policy shanxi-2022 --store sqlite:/var/lib/heng/heng.db");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // CLI11 reports by exception
    return app.exit(error, std::cout, std::cerr) == 0 ? ConfigOutcome::kExitOk : ConfigOutcome::kExitUsage;
  }
  if (const auto status = CheckConfig(config); !status.ok()) {
    std::cerr << "hengd: " << std::string(status.message()) << "\n";
    return ConfigOutcome::kExitUsage;
  }
  return ConfigOutcome::kServe;
}

}  // namespace heng
