// heng policy list, show and test.
#include <algorithm>

#include "client/cli/commands.h"
#include "client/cli/json_text.h"
#include "client/cli/policy_source.h"
#include "client/cli/read_file.h"
#include "client/cli/render_policy.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace heng::cli {
namespace {

using google::protobuf::TextFormat;

// What a list shows of a policy.
heng::v1::Policy Head(const heng::v1::Policy& whole) {
  heng::v1::Policy head;
  head.set_name(whole.name());
  head.set_revision(whole.revision());
  *head.mutable_title() = whole.title();
  head.set_authority(whole.authority());
  head.set_effective_date(whole.effective_date());
  return head;
}

struct CaseResult {
  std::string name;
  int line = 0;  // from 1
  int column = 0;
  std::vector<std::string> failures;
};

class Silent : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, google::protobuf::io::ColumnNumber, const std::string&) override {}
};

// The cases of a policy file and where they stand. `refusal`, the reasons LoadPolicy gave, names those that fail.
std::vector<CaseResult> CasesOf(const std::string& text, const std::vector<std::string>& refusal) {
  heng::v1::Policy policy;
  Silent silent;
  TextFormat::ParseInfoTree tree;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&silent);
  parser.WriteLocationsTo(&tree);
  if (!parser.ParseFromString(text, &policy)) return {};
  const auto* const field = policy.GetDescriptor()->FindFieldByName("cases");
  std::vector<CaseResult> cases;
  for (int i = 0; i < policy.cases_size(); ++i) {
    CaseResult result{policy.cases(i).name(), 0, 0, {}};
    const auto location = tree.GetLocation(field, i);
    result.line = location.line + 1;
    result.column = location.column + 1;
    for (const std::string& line : refusal) {
      const std::string mark = "case \"" + result.name + "\": ";
      const std::size_t at = line.find(mark);
      if (at != std::string::npos) result.failures.push_back(line.substr(at + mark.size()));
    }
    cases.push_back(std::move(result));
  }
  return cases;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

// What became of one policy file.
struct TestResult {
  std::string path;
  std::optional<RpcError> error;  // the policy is refused
  std::string policy;             // its name and revision; empty: refused
  std::vector<CaseResult> cases;  // empty: the file has mistakes before any case could run

  int Failed() const {
    return static_cast<int>(
        std::count_if(cases.begin(), cases.end(), [](const CaseResult& c) { return !c.failures.empty(); }));
  }
};

TestResult Test(const std::string& path) {
  TestResult result;
  result.path = path;
  const auto loaded = LoadPolicyFile(path);
  result.error = loaded.error;
  if (loaded.ok()) result.policy = loaded.value->pin().name();
  const FileText file = ReadRegularFile(path, kMaxPolicyBytes);
  if (file.text) result.cases = CasesOf(*file.text, loaded.ok() ? std::vector<std::string>() : Lines(loaded.error->en));
  // Refused for something else: then no case has run.
  if (!loaded.ok() && result.Failed() == 0) result.cases.clear();
  return result;
}

void PrintText(const Session& session, const TestResult& result) {
  const Console& console = session.console;
  for (const CaseResult& one : result.cases) {
    console.out << SafeText(result.path) << ":" << one.line << ":" << one.column << ": "
                << (one.failures.empty() ? console.Say("通过", "ok") : console.Say("不符", "FAILED")) << "  "
                << SafeText(one.name) << "\n";
    for (const std::string& failure : one.failures) console.out << "    " << SafeText(failure) << "\n";
  }
  console.out.flush();
  if (result.error && result.cases.empty()) {
    Report(session, result.path, *result.error);
    return;
  }
  const std::string count = std::to_string(result.cases.size());
  console.Note(SafeText(result.path) + console.Say("：用例 ", ": cases: ") + count +
               console.Say("，不符 ", ", failed: ") + std::to_string(result.Failed()) + console.Say("。", "."));
}

std::string Json(const CaseResult& result) {
  std::string failures;
  for (const std::string& failure : result.failures) failures += (failures.empty() ? "" : ",") + JsonString(failure);
  return "{\"name\":" + JsonString(result.name) + ",\"line\":" + std::to_string(result.line) +
         ",\"ok\":" + (result.failures.empty() ? "true" : "false") + ",\"failures\":[" + failures + "]}";
}

void PrintJsonLine(const Session& session, const TestResult& result) {
  std::string cases;
  for (const CaseResult& one : result.cases) cases += (cases.empty() ? "" : ",") + Json(one);
  session.console.out << "{\"file\":" << JsonString(result.path) << ",\"ok\":" << (result.error ? "false" : "true")
                      << ",\"policy\":" << JsonString(result.policy) << ",\"cases\":[" << cases << "]";
  if (result.error) {
    session.console.out << ",\"error\":{\"reason\":" << JsonString(result.error->reason)
                        << ",\"message\":" << JsonString(result.error->en) << "}";
  }
  session.console.out << "}\n";
}

}  // namespace

ExitCode RunPolicyList(const Session& session) {
  const Console& console = session.console;
  const auto& shipped = scoring::ShippedPolicies::Get();
  Table table({{console.Say("规则", "Policy")},
               {console.Say("施行日期", "In force from")},
               {console.Say("名称", "Title"), Align::kLeft, true},
               {console.Say("依据", "Authority"), Align::kLeft, true}});
  for (const std::string& name : shipped.Names()) {
    const heng::v1::Policy& policy = shipped.Find(name)->proto();
    if (session.Json()) {
      console.out << json::WriteMessage(Head(policy), json::Style::kLine) << "\n";
      continue;
    }
    table.AddRow({ShortPolicyName(shipped.Find(name)->pin().name()), policy.effective_date(),
                  Say(console.language, policy.title()), policy.authority()});
  }
  if (!session.Json()) console.out << table.Render(console.width);
  return ExitCode::kOk;
}

ExitCode RunPolicyShow(const Session& session) {
  const std::string& name = session.options.policy;
  const auto policy = FindPolicy(name);
  if (!policy.ok()) return Report(session, IsPolicyPath(name) ? name : "", *policy.error);
  const heng::v1::Policy& proto = policy.value->proto();
  session.console.out << (session.Json() ? json::WriteMessage(proto) : RenderPolicy(proto, session.OutLook()));
  return ExitCode::kOk;
}

ExitCode RunPolicyTest(const Session& session) {
  BatchResult outcome;
  for (const std::string& path : session.options.files) {
    const TestResult result = Test(path);
    if (result.error) {
      outcome.Failed(ExitCode::kFailure);
    } else {
      outcome.Succeeded();
    }
    if (session.Json()) {
      PrintJsonLine(session, result);
    } else {
      PrintText(session, result);
    }
  }
  return outcome.Result(session.options.files.size());
}

}  // namespace heng::cli
