// The command line of `heng`.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/exit_code.h"
#include "client/cli/language.h"
#include "heng/v1/evaluation.pb.h"

namespace heng::cli {

enum class Command { kNone, kScore, kSubmit, kEvalList, kEvalShow, kEvalDiscard, kVersion };
enum class Output { kTable, kJson };

struct Options {
  Command command = Command::kNone;

  // For every command.
  Language language = Language::kChinese;
  Output output = Output::kTable;
  std::string server = "127.0.0.1:7443";
  std::string target;  // `server` as gRPC wants it; always on loopback
  absl::Duration timeout = absl::Seconds(30);
  std::string request_id;  // empty: derived
  bool quiet = false;
  bool no_color = false;

  // score, submit
  std::vector<std::string> files;
  std::string policy;  // "policies/…"; empty: the server's default
  bool explain = false;
  heng::v1::Finding::Severity fail_on = heng::v1::Finding::SEVERITY_UNSPECIFIED;  // unspecified: never
  bool dry_run = false;

  // eval
  std::string name;  // "evaluations/…"
  std::string etag;
  bool yes = false;
  std::string org;  // "orgs/…"
  int32_t fiscal_year = 0;
  heng::v1::Evaluation::State state = heng::v1::Evaluation::STATE_UNSPECIFIED;
  heng::v1::Grade grade = heng::v1::GRADE_UNSPECIFIED;
  int64_t limit = 0;  // 0: all
};

// The command line ends the program by itself: help, version, or a mistake.
struct Exit {
  ExitCode code;
  std::string text;  // kOk: for stdout; else for stderr
};

std::variant<Options, Exit> ParseCommandLine(const std::vector<std::string>& arguments, const Environment& environment);

// gRPC target of "host[:port]" where host is a loopback address or localhost; empty: it is not, or is malformed.
std::string LoopbackTarget(const std::string& server);

}  // namespace heng::cli
