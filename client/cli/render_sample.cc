#include "client/cli/render_sample.h"

#include "client/cli/choices.h"
#include "client/cli/console.h"
#include "client/cli/labels.h"
#include "client/cli/sha256.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::Sample;
using heng::v1::SampledForm;

constexpr std::size_t kShortHash = 12;

// The rest of a hash says nothing to people; --full shows it.
std::string Measure(const Sample& sample, const std::string& measure, bool full) {
  return sample.method() == Sample::RANDOM && !full ? measure.substr(0, kShortHash) : measure;
}

std::string Reasons(const SampledForm& form, Language language) {
  std::string reasons;
  for (const auto& reason : form.reasons()) {
    reasons += (reasons.empty() ? "" : Say(language, "；", "; ")) + Say(language, reason);
  }
  return reasons;
}

// "94.00 → 91.50 优"; before the recheck there is the unit's total only.
std::string Totals(const SampledForm& form, Language language) {
  if (!form.has_total()) return TwoDecimals(form.self_total());
  return TwoDecimals(form.self_total()) + " → " + TwoDecimals(form.total()) + " " + GradeLabel(form.grade(), language);
}

const char* MeasureTitle(const Sample& sample, Language language) {
  if (sample.method() == Sample::BY_RISK) return Say(language, "风险分", "Risk");
  if (sample.method() == Sample::BY_AMOUNT) return Say(language, "全年预算数（元）", "Annual budget (yuan)");
  return Say(language, "哈希", "Hash");
}

std::string FormsTable(const Sample& sample, bool full, const Look& look) {
  const Language language = look.language;
  const bool by_risk = sample.method() == Sample::BY_RISK;
  std::vector<Column> columns = {
      {Say(language, "序号", "No."), Align::kRight},
      {Say(language, "项目", "Project"), Align::kLeft, true},
      {Say(language, "单位", "Organisation")},
      {MeasureTitle(sample, language), sample.method() == Sample::RANDOM ? Align::kLeft : Align::kRight},
      {Say(language, "结论", "Conclusion")},
      {Say(language, "得分", "Total")},
      {Say(language, "名称", "Name")}};
  if (by_risk) columns.push_back({Say(language, "原因", "Reasons"), Align::kLeft, true});
  Table table(std::move(columns));
  for (int i = 0; i < sample.forms_size(); ++i) {
    const SampledForm& form = sample.forms(i);
    std::vector<std::string> cells = {std::to_string(i + 1),
                                      form.project_name(),
                                      form.org(),
                                      Measure(sample, form.measure(), full),
                                      ChoiceLabel(form.conclusion(), language),
                                      Totals(form, language),
                                      form.evaluation()};
    if (by_risk) cells.push_back(Reasons(form, language));
    table.AddRow(std::move(cells));
  }
  return table.empty() ? "" : "\n" + table.Render(look.width);
}

}  // namespace

Table SampleTable(Language language) {
  return Table({{Say(language, "标题", "Title"), Align::kLeft, true},
                {Say(language, "单位", "Organisation")},
                {Say(language, "年度", "Year"), Align::kRight},
                {Say(language, "方法", "Method")},
                {Say(language, "份数", "Size"), Align::kRight},
                {Say(language, "总数", "Of"), Align::kRight},
                {Say(language, "抽取时间（北京）", "Drawn (+08:00)")},
                {Say(language, "名称", "Name")}});
}

std::vector<std::string> Row(const Sample& sample, Language language) {
  return {sample.title(),
          sample.org(),
          std::to_string(sample.fiscal_year()),
          ChoiceLabel(sample.method(), language),
          std::to_string(sample.size()),
          std::to_string(sample.population()),
          TimeText(sample.create_time()),
          sample.name()};
}

std::string RenderSample(const Sample& sample, bool full, const Look& look) {
  const Language language = look.language;
  Table head({{""}, {""}});
  const auto add = [&](const char* zh, const char* en, const std::string& value) {
    if (!value.empty()) head.AddRow({Say(language, zh, en), value});
  };
  add("名称", "Name", sample.name());
  add("标题", "Title", sample.title());
  add("单位", "Organisation", sample.org());
  add("年度", "Fiscal year", std::to_string(sample.fiscal_year()));
  add("方法", "Method", ChoiceLabel(sample.method(), language));
  add("种子", "Seed", sample.seed());
  add("份数", "Size", std::to_string(sample.size()));
  add("从多少份中抽取", "Drawn from", std::to_string(sample.population()));
  add("名单的 SHA-256", "SHA-256 of the list",
      full ? sample.population_sha256() : sample.population_sha256().substr(0, kShortHash));
  add("抽取人", "Drawn by", sample.principal());
  add("抽取时间", "Drawn", TimeText(sample.create_time()));
  return head.Render() + FormsTable(sample, full, look);
}

std::vector<DrawProblem> CheckDraw(const Sample& sample) {
  std::vector<DrawProblem> problems;
  std::string before;
  for (int i = 0; i < sample.forms_size(); ++i) {
    const SampledForm& form = sample.forms(i);
    const std::string expected = Sha256Hex(sample.seed() + "\n" + form.evaluation());
    if (form.measure() != expected) problems.push_back({i + 1, form.evaluation(), true, expected});
    // Lower-case hexadecimal digits stand in the order of the bytes.
    if (expected <= before) problems.push_back({i + 1, form.evaluation(), false, ""});
    before = expected;
  }
  return problems;
}

std::string RenderDrawProblem(const DrawProblem& problem, Language language) {
  const std::string place = std::to_string(problem.place);
  const std::string name = SafeText(problem.evaluation);
  if (language == Language::kChinese) {
    return "第 " + place + " 份 " + name +
           (problem.wrong_measure ? "：哈希不对，应当是 " + problem.expected : "：次序不对，应当排在前一份之前");
  }
  return "form " + place + " " + name +
         (problem.wrong_measure ? ": wrong hash, it is to be " + problem.expected
                                : ": wrong place, it is to stand before the one before it");
}

}  // namespace heng::cli
