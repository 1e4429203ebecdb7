#include "service/config.h"

#include <arpa/inet.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iostream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "scoring/policy.h"
#include "service/store_location.h"

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

absl::Status CheckCommand(const Config& config) {
  StoreLocation location;
  if (auto status = ReadStoreLocation(config.store, &location); !status.ok()) return status;
  return admin::CheckCommand(config.command);
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
  admin::AddCommands(app, &config->store, &config->command);
  app.footer("Example: hengd --default-policy shanxi-2022 --store sqlite:/var/lib/heng/heng.db");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // CLI11 reports by exception
    return app.exit(error, std::cout, std::cerr) == 0 ? ConfigOutcome::kExitOk : ConfigOutcome::kExitUsage;
  }
  const bool serve = config->command.kind == admin::Command::Kind::kNone;
  if (const auto status = serve ? CheckConfig(config) : CheckCommand(*config); !status.ok()) {
    std::cerr << "hengd: " << std::string(status.message()) << "\n";
    return ConfigOutcome::kExitUsage;
  }
  return serve ? ConfigOutcome::kServe : ConfigOutcome::kCommand;
}

}  // namespace heng
