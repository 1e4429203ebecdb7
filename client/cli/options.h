// The command line of `heng`.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/connection.h"
#include "client/cli/exit_code.h"
#include "client/cli/language.h"
#include "heng/v1/target.pb.h"

namespace heng::cli {

struct Session;
// A command: `heng score` is RunScore, see commands.h.
using Run = ExitCode (*)(const Session& session);

enum class Output { kTable, kJson };

struct Options {
  Run run = nullptr;

  // For every command.
  Language language = Language::kChinese;
  Output output = Output::kTable;
  ConnectionRequest connection;         // flags over environment
  ConnectionSettings connection_flags;  // flags alone: what `heng config set-context` keeps
  absl::Duration timeout = absl::Seconds(30);
  std::string request_id;  // empty: derived
  bool quiet = false;
  bool no_color = false;
  bool offline = false;  // the command needs no server

  // Flags of one command or two; here, where they leave no holes.
  bool explain = false;
  bool dry_run = false;
  bool yes = false;
  bool submit = false;   // eval import: not drafts, but submitted
  bool changes = false;  // policy simulate: name every form that changes

  // score, check, submit, policy
  std::vector<std::string> files;
  std::string policy;       // "policies/…"; empty: the default; without a server also a .textproto file
  std::string policy_file;  // in place of policy; offline only
  std::string against;      // policy simulate: the old policy, like policy
  heng::v1::Finding::Severity fail_on = heng::v1::Finding::SEVERITY_UNSPECIFIED;  // unspecified: never

  // What is given of an org, project, principal …: field of its message -> values as written. A field that is no list
  // has one value, which may be empty.
  std::map<std::string, std::vector<std::string>> fields;

  // eval, and whatever has a name
  std::string name;                // "evaluations/…", "orgs/…"
  std::vector<std::string> names;  // where a command takes several
  std::string etag;
  std::string org;  // "orgs/…"
  int32_t fiscal_year = 0;
  heng::v1::Evaluation::State state = heng::v1::Evaluation::STATE_UNSPECIFIED;
  heng::v1::Grade grade = heng::v1::GRADE_UNSPECIFIED;
  int64_t limit = 0;  // 0: all

  // forms on their way
  std::string reason;
  std::vector<std::string> comments;  // as written: "[ROW[.FIELD]:]TEXT"; eval answer: "c1=TEXT"
  std::vector<std::string> rows;      // as written: "ROW=SCORE:REASON"
  std::string revision;               // an etag the form had; empty: as it is now
  std::string from_form;              // eval new: "targets/…" or "evaluations/…"
  std::string file;                   // the form to read, or to write
  std::string row, field;             // eval waive: where the finding is
  heng::v1::Target::State target_state = heng::v1::Target::STATE_UNSPECIFIED;
  bool in_force = false;  // target show: the revision approved last
  bool keep = false;      // eval budget: the author's figures stand

  bool show_ended = false;              // closed orgs and projects, expired and revoked tokens too
  std::string date;                     // "2022-12-31"
  std::vector<std::string> successors;  // org merge (one), project replace
  std::string results;                  // import: a file for the results; empty: none
  std::string system;                   // budget import: who sends; empty: "heng"
  std::string batch;                    // budget import, eval import: empty: made of the file
  std::string out;              // token create: where the secret goes; "-": stdout; empty: stdout if it is a terminal
  int32_t days = 0;             // token create; 0: the server's default
  bool remote = false;          // policy list, show, test: what the server has, not what came with heng
  bool standard_input = false;  // login: the token comes on stdin
  bool revoke = false;          // logout

  // events; besides name (of the thing) and limit
  int64_t from = 1;           // the first event
  int64_t head_sequence = 0;  // a head kept elsewhere
  std::string head_sha256;    // 64 lower-case hexadecimal digits; empty: none

  bool full = false;               // diff, history, sample show: long texts and hashes whole
  bool fail_if_different = false;  // diff

  bool fail_on_contradiction = false;  // crosscheck; besides file, org, year, and full for what is consistent
  // export, summary, narrative, disclosure: "xlsx", "pdf", "html", "json", "csv", "text"; empty: as --out ends
  std::string format;
  // export, import, layout
  std::string layout;       // "zp-shanxi-2022"; empty: found out
  std::string project;      // "projects/…": whose form a sheet is
  std::string on_conflict;  // "fail", "skip", "update"; empty: drafts are updated unless they changed since
  bool findings = false;    // export: as notes on the cells
  bool force = false;       // export: files that are there are replaced
  bool resume = false;      // import: files that are done in --results are left out
  int32_t appendix = 0;     // narrative: 详见附件n; 0: the server's default

  std::string finding;  // explain-finding: an id of the catalogue; empty: all
  std::string shell;    // completion: bash or zsh

  // watch; besides name, org, limit and out
  int64_t after = 0;  // begins behind this event
  bool from_now = false;
  std::vector<std::string> actions;
  std::string cursor_file;  // empty: none
};

// The command line ends the program by itself: help, version, or a mistake.
struct Exit {
  ExitCode code;
  std::string text;  // kOk: for stdout; else for stderr
};

std::variant<Options, Exit> ParseCommandLine(const std::vector<std::string>& arguments, const Environment& environment);

}  // namespace heng::cli
