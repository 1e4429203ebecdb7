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

enum class Command {
  kNone,
  kScore,
  kCheck,
  kSubmit,
  kEvalList,
  kEvalShow,
  kEvalDiscard,
  kEventsList,
  kEventsHead,
  kEventsVerify,
  kPolicyList,
  kPolicyShow,
  kPolicyTest,
  kPolicySimulate,
  kExplainFinding,
  kCompletion,
  kVersion
};
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
  bool offline = false;  // the command needs no server

  // Flags of one command or two; here, where they leave no holes.
  bool explain = false;
  bool dry_run = false;
  bool yes = false;

  // score, check, submit, policy
  std::vector<std::string> files;
  std::string policy;       // "policies/…"; empty: the default; without a server also a .textproto file
  std::string policy_file;  // in place of policy; offline only
  std::string against;      // policy simulate: the old policy, like policy
  heng::v1::Finding::Severity fail_on = heng::v1::Finding::SEVERITY_UNSPECIFIED;  // unspecified: never

  // eval
  std::string name;  // "evaluations/…"
  std::string etag;
  std::string org;  // "orgs/…"
  int32_t fiscal_year = 0;
  heng::v1::Evaluation::State state = heng::v1::Evaluation::STATE_UNSPECIFIED;
  heng::v1::Grade grade = heng::v1::GRADE_UNSPECIFIED;
  int64_t limit = 0;  // 0: all

  // events; besides name (of the evaluation) and limit
  int64_t from = 1;           // the first event
  int64_t head_sequence = 0;  // a head kept elsewhere
  std::string head_sha256;    // 64 lower-case hexadecimal digits; empty: none

  std::string finding;  // explain-finding: an id of the catalogue; empty: all
  std::string shell;    // completion: bash or zsh
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
