// heng sample: draw, list, show, recheck and verify.
#include "client/cli/change.h"
#include "client/cli/choices.h"
#include "client/cli/json_text.h"
#include "client/cli/labels.h"
#include "client/cli/pages.h"
#include "client/cli/render_sample.h"
#include "client/cli/set_field.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::Sample;

Answer<Sample> GetSample(const Session& session, const std::string& name) {
  heng::v1::GetSampleRequest request;
  request.set_name(name);
  return session.client.Call(&Samples::GetSample, request);
}

// "维持，94.00" / "adjust, 94.00 → 91.50 Good".
std::string RecheckText(const Recheck& recheck, Language language) {
  std::string text = ChoiceLabel(recheck.conclusion(), language);
  if (!recheck.has_self_total()) return text;
  text += Say(language, "，", ", ") + TwoDecimals(recheck.self_total());
  if (recheck.conclusion() == Recheck::ADJUST && recheck.has_total()) {
    text += " → " + TwoDecimals(recheck.total()) + " " + GradeLabel(recheck.grade(), language);
  }
  return text;
}

std::optional<RpcError> FetchEtag(const Session& session, heng::v1::RecheckEvaluationRequest* request) {
  request->set_etag(session.options.etag);
  if (!request->etag().empty()) return std::nullopt;
  heng::v1::GetEvaluationRequest get;
  get.set_name(request->name());
  const auto current = session.client.Call(&Evaluations::GetEvaluation, get);
  if (current.ok()) request->set_etag(current.value.etag());
  return current.error;
}

void PrintVerdict(const Session& session, const Sample& sample, const std::vector<DrawProblem>& problems) {
  const Console& console = session.console;
  for (const DrawProblem& problem : problems) {
    if (session.Json()) {
      console.out << "{\"place\":" << problem.place << ",\"evaluation\":" << JsonString(problem.evaluation)
                  << ",\"kind\":" << (problem.wrong_measure ? "\"wrong-measure\"" : "\"wrong-place\"");
      if (problem.wrong_measure) console.out << ",\"expected\":" << JsonString(problem.expected);
      console.out << "}\n";
    } else {
      console.out << RenderDrawProblem(problem, console.language) << "\n";
    }
  }
  if (session.Json()) {
    console.out << "{\"summary\":{\"sound\":" << (problems.empty() ? "true" : "false")
                << ",\"problems\":" << problems.size() << ",\"forms\":" << sample.forms_size()
                << ",\"size\":" << sample.size() << "}}\n";
    return;
  }
  const std::string forms = std::to_string(sample.forms_size());
  console.out << (problems.empty()
                      ? console.Say("抽取无误：已由种子重算 ", "The draw is right: recomputed from the seed: ")
                      : console.Say("抽取有误：已由种子重算 ", "The draw is wrong: recomputed from the seed: "))
              << forms << console.Say(" 份的哈希和次序。", " form(s), hash and order.") << "\n";
}

}  // namespace

ExitCode RunSampleDraw(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  heng::v1::DrawSampleRequest request;
  request.mutable_sample()->set_fiscal_year(options.fiscal_year);
  if (const auto wrong = SetFields(options.fields, request.mutable_sample())) {
    return ReportUsage(session, console.Say(wrong->zh.c_str(), wrong->en.c_str()));
  }
  Prepare(session, Meant::kAgain, &request);
  const auto answer = session.client.Call(&Samples::DrawSample, request);
  if (!answer.ok()) return Report(session, request.sample().org(), *answer.error);
  const Sample& sample = answer.value;
  if (!session.Json()) console.out << RenderSample(sample, false, session.OutLook());
  const std::string drawn = console.Say("抽取 ", "Draw ") + std::to_string(sample.forms_size()) +
                            console.Say(" 份，共 ", " of ") + std::to_string(sample.population()) +
                            console.Say(" 份", " form(s)");
  const ExitCode code = Done(session, sample, drawn,
                             "heng review score EVALUATION --conclusion …" + std::string(console.Say("；", "; ")) +
                                 "heng sample show " + sample.name());
  if (options.dry_run && sample.method() == Sample::RANDOM) {
    console.Note(console.Say("用同一种子会抽到同样的表：--seed ", "The same seed draws the same forms: --seed ") +
                 SafeText(sample.seed()));
  }
  return code;
}

ExitCode RunSampleList(const Session& session) {
  const Language language = session.console.language;
  heng::v1::ListSamplesRequest request;
  request.set_org(session.options.org);
  return PrintList(
      session, &Samples::ListSamples, request, SampleTable(language),
      [](const heng::v1::ListSamplesResponse& response) -> const auto& { return response.samples(); },
      [language](const Sample& sample) { return Row(sample, language); },
      session.console.Say("没有抽查。", "No samples."));
}

ExitCode RunSampleShow(const Session& session) {
  const auto sample = GetSample(session, session.options.name);
  if (!sample.ok()) return Report(session, session.options.name, *sample.error);
  session.console.out << (session.Json() ? json::WriteMessage(sample.value)
                                         : RenderSample(sample.value, session.options.full, session.OutLook()));
  return ExitCode::kOk;
}

ExitCode RunSampleVerify(const Session& session) {
  const Console& console = session.console;
  const auto sample = GetSample(session, session.options.name);
  if (!sample.ok()) return Report(session, session.options.name, *sample.error);
  if (sample.value.method() != Sample::RANDOM) {
    return Report(session, session.options.name,
                  LocalError("NOT_RANDOM", "不是随机抽取的，没有种子可核对。",
                             "It was not drawn at random: there is no seed to check it by."));
  }
  const auto problems = CheckDraw(sample.value);
  PrintVerdict(session, sample.value, problems);
  const int drawn = static_cast<int>(std::min<int64_t>(sample.value.size(), sample.value.population()));
  if (const int hidden = drawn - sample.value.forms_size(); hidden > 0) {
    console.Note(console.Say("未核对（您不能查看）：", "Not checked, as you may not see them: ") +
                 std::to_string(hidden));
  }
  return problems.empty() ? ExitCode::kOk : ExitCode::kFailure;
}

}  // namespace heng::cli
