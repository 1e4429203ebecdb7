#include "client/cli/form_work.h"

#include <algorithm>

#include "client/cli/change.h"
#include "client/cli/form_labels.h"
#include "client/cli/interrupt.h"
#include "client/cli/pages.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::BatchFormActionRequest;
using heng::v1::FormActionRequest;
using heng::v1::FormResult;

// A form to act on; or why it can't be.
struct Chosen {
  std::string name, called, etag, state, action;
  std::optional<RpcError> error;
};

using Forms = std::vector<Chosen>;

Chosen Choose(const Session& session, const AnyForm& form, std::string action) {
  const std::string& etag = session.options.etag;
  return {form.name(),
          Called(form, session.console.language),
          etag.empty() ? form.etag() : etag,
          form.state(),
          std::move(action),
          std::nullopt};
}

bool EndsEverything(const RpcError& error) {
  const ExitCode code = ExitCodeOf(error);
  return code == ExitCode::kUnreachable || code == ExitCode::kInterrupted;
}

// nullopt: the server can't be reached, or Ctrl-C; that has been said.
std::optional<Forms> ReadNamed(const Session& session, const FormWork& work, ExitCode* end) {
  Forms forms;
  Progress progress(session.console, session.options.names.size());
  for (const std::string& name : session.options.names) {
    const bool again = std::any_of(forms.begin(), forms.end(), [&](const Chosen& c) { return c.name == name; });
    if (again) continue;
    progress.Step(name);
    auto form = GetForm(session, name);
    if (form.ok()) {
      forms.push_back(Choose(session, form.value, work.action(form.value)));
      continue;
    }
    if (EndsEverything(*form.error)) {
      progress.Clear();
      *end = Report(session, name, *form.error);
      return std::nullopt;
    }
    forms.push_back({name, name, "", "", "", std::move(form.error)});
  }
  return forms;
}

// Adds those of a list that wait for the action, and counts the others.
template <typename Stub, typename Request, typename Response, typename Things>
std::optional<RpcError> AddWaiting(const Session& session, Method<Stub, Request, Response> list, Request request,
                                   const char* action, Things things, Forms* forms, int64_t* others) {
  request.set_org(session.options.org);
  request.set_fiscal_year(session.options.fiscal_year);
  request.set_view(heng::v1::ENVELOPE);
  return ForEachPage(session, list, request, 0, [&](const Response& response) {
    for (const auto& thing : things(response)) {
      const AnyForm form(thing);
      if (form.Allows(action)) {
        forms->push_back(Choose(session, form, action));
      } else {
        ++*others;
      }
    }
    return things(response).size();
  });
}

std::optional<RpcError> AddWaiting(const Session& session, const WaitingForms& waiting, Forms* forms, int64_t* others) {
  if (waiting.type == heng::v1::TARGET) {
    heng::v1::ListTargetsRequest request;
    request.set_state(static_cast<heng::v1::Target::State>(waiting.state));
    return AddWaiting(
        session, Method<Targets, heng::v1::ListTargetsRequest, heng::v1::ListTargetsResponse>(&Targets::ListTargets),
        request, waiting.action, [](const auto& response) -> const auto& { return response.targets(); }, forms, others);
  }
  heng::v1::ListEvaluationsRequest request;
  request.set_state(static_cast<heng::v1::Evaluation::State>(waiting.state));
  return AddWaiting(
      session,
      Method<Evaluations, heng::v1::ListEvaluationsRequest, heng::v1::ListEvaluationsResponse>(
          &Evaluations::ListEvaluations),
      request, waiting.action, [](const auto& response) -> const auto& { return response.evaluations(); }, forms,
      others);
}

std::optional<Forms> FindWaiting(const Session& session, const FormWork& work, ExitCode* end) {
  const Console& console = session.console;
  Forms forms;
  int64_t others = 0;
  for (const WaitingForms& waiting : work.waiting) {
    if (const auto error = AddWaiting(session, waiting, &forms, &others)) {
      *end = Report(session, session.options.org, *error);
      return std::nullopt;
    }
  }
  if (others > 0) {
    console.Note(console.language == Language::kChinese
                     ? "另有 " + std::to_string(others) + " 份已到这一步，但现在不由您处理；show 说明原因。"
                     : std::to_string(others) + " more have come this far and are not yours to act on; show says why.");
  }
  return forms;
}

std::string Capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string ActionWord(const Chosen& form, Language language) {
  return Capital(FormActionText(form.name, form.action, language));
}

std::optional<ExitCode> Ask(const Session& session, const FormWork& work, const Forms& forms) {
  const bool one = forms.size() == 1;
  if (one ? !work.asks_for_one : !(work.asks_for_one || work.asks_for_many)) return std::nullopt;
  const auto first = std::find_if(forms.begin(), forms.end(), [](const Chosen& form) { return !form.error; });
  if (first == forms.end()) return std::nullopt;
  const std::string zh = ActionWord(*first, Language::kChinese), en = ActionWord(*first, Language::kEnglish);
  if (one) return Confirm(session, zh + " " + first->called, en + " " + first->called);
  const auto count = std::to_string(
      std::count_if(forms.begin(), forms.end(), [](const Chosen& form) { return !form.error.has_value(); }));
  return Confirm(session, zh + " " + count + " 份（" + first->called + " 等）",
                 en + " " + count + " forms (" + first->called + " …)");
}

// The action is none of this form's kind: a mistake in the command line.
std::string Impossible(const Session& session, const Forms& forms) {
  for (const Chosen& form : forms) {
    if (form.error || HasAction(form.name, form.action)) continue;
    return session.console.language == Language::kChinese
               ? form.name + "：这种表没有“" + ActionWord(form, Language::kChinese) + "”这一步。"
               : form.name + ": there is no \"" + form.action + "\" for this kind of form.";
  }
  return "";
}

FormActionRequest RequestOf(const Session& session, const Chosen& form) {
  FormActionRequest request;
  request.set_name(form.name);
  request.set_etag(form.etag);
  request.set_reason(session.options.reason);
  return request;
}

ExitCode WorkOnOne(const Session& session, const Chosen& form) {
  if (form.error) return Report(session, form.name, *form.error);
  FormActionRequest request = RequestOf(session, form);
  Prepare(session, Meant::kOnce, &request, form.action);
  const auto answer = Act(session, form.action, request);
  if (!answer.ok()) return Report(session, form.name, *answer.error);
  return DoneForm(session, answer.value, ActionWord(form, session.console.language) + " " + form.called, form.state);
}

// What became of many, line by line as it is known.
class Outcome {
 public:
  explicit Outcome(const Session& session)
      : session_(session),
        table_({{session.console.Say("结果", "Result")},
                {session.console.Say("名称", "Name")},
                {session.console.Say("状态", "State")},
                {session.console.Say("版本", "Etag"), Align::kRight},
                {session.console.Say("说明", "Why"), Align::kLeft}}) {}

  void Add(const FormResult& result) {
    const Console& console = session_.console;
    const bool refused = !result.code().empty();
    if (refused) {
      RpcError error;
      error.code = CodeOf(result.code());
      error.reason = result.reason();
      batch_.Failed(ExitCodeOf(error));
    } else {
      batch_.Succeeded();
    }
    if (session_.Json()) {
      console.out << json::WriteMessage(result, json::Style::kLine) << "\n";
      return;
    }
    const std::string reason = result.reason().empty() ? result.code() : result.reason();
    table_.AddRow({refused ? console.Say("拒绝", "refused") : console.Say("成功", "done"), result.name(),
                   StateText(result.name(), result.state(), console.language), result.etag(),
                   refused ? Say(console.language, result.message()) + " [" + reason + "]" : ""});
  }

  void Add(const std::string& name, const RpcError& error) {
    FormResult result;
    result.set_name(name);
    result.set_code(CodeName(error.code));
    result.set_reason(error.reason);
    result.mutable_message()->set_zh(error.zh.empty() ? error.en : error.zh);
    result.mutable_message()->set_en(error.en);
    Add(result);
  }

  // What was not tried, after `error` ended everything.
  void Stop(const RpcError& error, std::size_t left) {
    Print();
    const ExitCode code = Report(session_, "", error);
    for (std::size_t i = 0; i < left; ++i) batch_.Failed(code);
    session_.console.err << session_.console.Say("没有结果：", "Without result: ") << left
                         << session_.console.Say(" 份。重复同一命令是安全的。\n",
                                                 " form(s). Repeating the command is safe.\n");
  }

  void Print() {
    if (!table_.empty()) session_.console.out << table_.RenderPart(session_.console.width) << std::flush;
  }

  ExitCode End() {
    const Console& console = session_.console;
    Print();
    if (session_.options.dry_run) {
      console.Note(console.Say("只做了检查，没有写入任何内容。", "Checked only; nothing was written."));
    }
    console.Note(console.Say("成功 ", "Done: ") + std::to_string(batch_.succeeded()) +
                 console.Say("，没有成功 ", ", not done: ") + std::to_string(batch_.failed()) + console.Say("。", "."));
    if (batch_.failed() > 0) {
      console.Note(console.Say("下一步：按说明处理后重复同一命令；已经做过的会被拒绝，不会重做。",
                               "Next: mend what was refused and repeat the command; what is done is not done again."));
    } else if (!session_.options.dry_run) {
      console.Note(console.Say("下一步：heng todo 列出还要做什么。", "Next: heng todo lists what waits for you."));
    }
    return batch_.Result(batch_.succeeded() + batch_.failed());
  }

 private:
  static grpc::StatusCode CodeOf(const std::string& name) {
    for (int code = 0; code <= grpc::StatusCode::UNAUTHENTICATED; ++code) {
      if (name == CodeName(static_cast<grpc::StatusCode>(code))) return static_cast<grpc::StatusCode>(code);
    }
    return grpc::StatusCode::UNKNOWN;
  }

  const Session& session_;
  Table table_;
  BatchResult batch_;
};

// One call for up to kMaxBatch forms. False: everything ends.
bool WorkOnBatch(const Session& session, const Forms& forms, std::size_t first, std::size_t size, Outcome* outcome) {
  BatchFormActionRequest request;
  for (std::size_t i = first; i < first + size; ++i) *request.add_requests() = RequestOf(session, forms[i]);
  Prepare(session, Meant::kOnce, &request, forms[first].action);
  auto answer = ActOnAll(session, forms[first].action, request);
  if (answer.ok() && answer.value.results_size() != request.requests_size()) {
    answer.error = LocalError("WRONG_ANSWER", "服务器没有逐份答复。", "The server did not answer form by form.");
    answer.error->code = grpc::StatusCode::INTERNAL;
  }
  if (answer.error) {
    outcome->Stop(*answer.error, forms.size() - first);
    return false;
  }
  for (const FormResult& result : answer.value.results()) outcome->Add(result);
  outcome->Print();
  return true;
}

// One call each, where there is none for many.
bool WorkOnEach(const Session& session, const Forms& forms, std::size_t i, Outcome* outcome) {
  FormActionRequest request = RequestOf(session, forms[i]);
  Prepare(session, Meant::kOnce, &request, forms[i].action);
  const auto answer = Act(session, forms[i].action, request);
  if (answer.ok()) {
    FormResult result;
    result.set_name(answer.value.name());
    result.set_etag(answer.value.etag());
    result.set_state(answer.value.state());
    outcome->Add(result);
    return true;
  }
  if (EndsEverything(*answer.error)) {
    outcome->Stop(*answer.error, forms.size() - i);
    return false;
  }
  outcome->Add(forms[i].name, *answer.error);
  return true;
}

// How many from `first` on go to the server in one call.
std::size_t BatchSize(const Forms& forms, std::size_t first) {
  const auto alike = [&](const Chosen& form) {
    return !form.error && form.action == forms[first].action && IsTarget(form.name) == IsTarget(forms[first].name);
  };
  std::size_t size = 1;
  while (size < kMaxBatch && first + size < forms.size() && alike(forms[first + size])) ++size;
  return size;
}

ExitCode WorkOnMany(const Session& session, const Forms& forms) {
  Outcome outcome(session);
  CountProgress progress(session.console, session.console.Say("已处理 ", "done "));
  for (std::size_t i = 0; i < forms.size();) {
    if (forms.size() > kMaxBatch) progress.Show(static_cast<int64_t>(i), static_cast<int64_t>(forms.size()));
    std::size_t size = 1;
    if (forms[i].error) {
      outcome.Add(forms[i].name, *forms[i].error);
    } else if (HasBatch(forms[i].name, forms[i].action)) {
      size = BatchSize(forms, i);
      progress.Clear();
      if (!WorkOnBatch(session, forms, i, size, &outcome)) break;
    } else if (!WorkOnEach(session, forms, i, &outcome)) {
      break;
    }
    i += size;
  }
  progress.Clear();
  return outcome.End();
}

// Names or --org with --year, and what goes with several. Empty: nothing is wrong.
std::string WrongChoice(const Session& session, const FormWork& work) {
  const Options& options = session.options;
  const Console& console = session.console;
  const bool by_org = !options.org.empty() || options.fiscal_year != 0;
  if (options.names.empty() && work.waiting.empty()) return console.Say("缺少名称。", "Names are missing.");
  if (options.names.empty() ? options.org.empty() || options.fiscal_year == 0 : by_org) {
    return console.Say("给出名称，或者同时给出 --org 和 --year。", "Give names, or else both --org and --year.");
  }
  if (options.names.size() != 1 && !options.etag.empty()) {
    return console.Say("--etag 只能用于一份。", "--etag serves one form only.");
  }
  return "";
}

// One request id names one request.
std::string WrongRequestId(const Session& session, const Forms& forms) {
  if (session.options.request_id.empty() || forms.size() < 2) return "";
  const auto sent = std::find_if(forms.begin(), forms.end(), [](const Chosen& form) { return !form.error; });
  if (sent == forms.end()) return "";
  const auto first = static_cast<std::size_t>(sent - forms.begin());
  if (HasBatch(sent->name, sent->action) && first + BatchSize(forms, first) == forms.size()) return "";
  return session.console.Say("一个 --request-id 只能用于一次调用，这里要不止一次。",
                             "One --request-id serves one call, and this takes several.");
}

}  // namespace

FormWork WorkOf(const std::string& action) {
  FormWork work;
  work.action = [action](const AnyForm&) { return action; };
  return work;
}

ExitCode WorkOnForms(const Session& session, const FormWork& work) {
  if (const std::string wrong = WrongChoice(session, work); !wrong.empty()) return ReportUsage(session, wrong);
  ExitCode end = ExitCode::kOk;
  const bool named = !session.options.names.empty();
  const auto forms = named ? ReadNamed(session, work, &end) : FindWaiting(session, work, &end);
  if (!forms) return end;
  if (forms->empty()) {
    session.console.Note(session.console.Say("没有等您处理的。", "Nothing waits for you."));
    return ExitCode::kOk;
  }
  for (const std::string& wrong : {Impossible(session, *forms), WrongRequestId(session, *forms)}) {
    if (!wrong.empty()) return ReportUsage(session, wrong);
  }
  if (const auto ended = Ask(session, work, *forms)) return *ended;
  if (named && forms->size() == 1) return WorkOnOne(session, forms->front());
  return WorkOnMany(session, *forms);
}

}  // namespace heng::cli
