#include "service/core/reports/disclosure_text.h"

#include <array>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "heng/v1/evaluation.pb.h"
#include "scoring/decimal.h"
#include "service/core/envelope.h"
#include "service/core/reports/labels.h"
#include "service/core/reports/report_entries.h"
#include "service/core/reports/wording.h"

namespace heng::core {
namespace {

using heng::v1::DepartmentEvaluation;
using heng::v1::Project;
using heng::v1::ReportText;

constexpr int kGrades = 5;  // 0: none

// Of some of the projects.
struct Totals {
  int64_t forms = 0, without_budget = 0;
  absl::int128 funds = 0;  // 分
  std::array<int64_t, kGrades> grades = {};
};

absl::int128 Cents(const std::string& money) {
  const auto value = ReadMoney(money);
  return value ? value->millionths() / 10'000 : absl::int128(0);
}

class Writer {
 public:
  Writer(const DisclosureFacts& facts, size_t max_bytes) : facts_(facts), max_bytes_(max_bytes) {
    for (const DisclosedProject& project : facts_.projects) {
      Add(project, &all_);
      Add(project, &tiers_[static_cast<size_t>(project.tier)]);
    }
  }

  ReportText Write() {
    Heading(Words(wording::kTitle), 1);
    Section(1);
    WriteManagement();
    Section(2);
    WriteProjects();
    Section(3);
    WriteUnits();
    Section(4);
    WriteDepartmentEvaluations();
    Section(5);
    const std::string& other = YearFacts().other_matters();
    Paragraph(QuoteClause(other.empty() ? wording::kNotFilledIn : other, OfFacts("otherMatters")) + Words("。"));
    WriteRemarks();
    return std::move(text_);
  }

 private:
  static void Add(const DisclosedProject& project, Totals* totals) {
    const store::Header& header = project.evaluation.header;
    ++totals->forms;
    totals->funds += header.annual_budget.value_or(0);
    if (!header.annual_budget) ++totals->without_budget;
    if (header.grade >= 0 && header.grade < kGrades) ++totals->grades[static_cast<size_t>(header.grade)];
  }

  const heng::v1::YearFacts& YearFacts() const {
    return facts_.year_facts ? *facts_.year_facts : heng::v1::YearFacts::default_instance();
  }
  Origin OfFacts(std::string field) const { return {.resource = YearFacts().name(), .field = std::move(field)}; }

  void Paragraph(Piece piece) { *text_.add_paragraphs() = ToParagraph(std::move(piece)); }
  void Heading(Piece piece, int level) { *text_.add_paragraphs() = ToParagraph(std::move(piece), level); }
  void Section(int number) {
    Heading(Words("（") + Number(number) + Words("）") + Words(wording::kHeadings[number - 1]), 2);
  }
  void Say(const std::string& zh, const std::string& en) { AddRemark(zh, en, &text_); }

  static Piece Number(int number) { return Figure(absl::StrCat(number), {.rule = "numbering"}); }
  static Piece Count(int64_t count, std::string_view of) {
    return Figure(absl::StrCat(count, "个"), {.field = "summary", .rule = absl::StrCat("count of ", std::string(of))});
  }
  static Piece Funds(absl::int128 cents, std::string_view of) {
    return Figure(MoneyText(cents),
                  {.field = "form.funds.total.annualBudget", .rule = absl::StrCat("sum of ", std::string(of))});
  }
  Piece Year() const { return Figure(absl::StrCat(facts_.fiscal_year, "年度"), {.rule = "fiscal year"}); }
  Piece Org() const { return Quote(facts_.org_title, {.resource = facts_.org, .field = "title"}); }

  // ---- (1) ----
  void WriteManagement() {
    if (all_.forms == 0) {
      Paragraph(Fill(wording::kNoProjects, {{"org", Org()}, {"year", Year()}}));
    } else {
      Paragraph(Fill(wording::kManagement, {{"org", Org()},
                                            {"year", Year()},
                                            {"counts", Counts()},
                                            {"funds", Funds(all_.funds, "approved evaluations of projects")},
                                            {"shares", Shares()},
                                            {"budgets", FourBudgets()}}));
    }
    WriteUnitFunds();
    WriteDepartmentFunds();
  }

  Piece Counts() const {
    std::vector<Piece> counts;
    for (const auto tier : {Project::TIER_ONE, Project::TIER_TWO, Project::TIER_UNSPECIFIED}) {
      const int64_t count = tiers_[static_cast<size_t>(tier)].forms;
      if (tier == Project::TIER_UNSPECIFIED && count == 0) continue;
      counts.push_back(Words(wording::kTiers[tier]) + Count(count, TierRule(tier)));
    }
    return Join(counts, "，");
  }
  static std::string TierRule(Project::Tier tier) {
    return absl::StrCat("approved evaluations, ", Project::Tier_Name(tier));
  }

  Piece Shares() {
    const auto& facts = YearFacts();
    Piece shares;
    if (facts.has_project_expenditure()) {
      shares += Share(wording::kOfExpenditure, "projectExpenditure", facts.project_expenditure());
    }
    if (facts.has_project_budget()) shares += Share(wording::kOfBudget, "projectBudget", facts.project_budget());
    return shares;
  }

  Piece Share(std::string_view basis, const std::string& field, const std::string& money) {
    const absl::int128 whole = Cents(money);
    const std::string name(basis);
    if (whole == 0) {
      Say(name + "为 0，占比无从算起，未写。", absl::StrCat("the basis ", field, " is 0: the share is not stated."));
      return {};
    }
    const std::string percent = PercentWords(all_.funds, whole);
    if (all_.funds > whole) {
      Say(absl::StrCat("自评资金占", name, "的 ", percent, "，超过 100%，照实写明：自评资金按全年预算数合计，口径与",
                       name, "不同。"),
          absl::StrCat("the funds evaluated are ", percent, " of ", field,
                       ", more than 100 %, and stand there as they are: they are annual budgets, which is another "
                       "basis."));
    }
    return Fill(wording::kShare,
                {{"basis", Words(basis)},
                 {"amount", Figure(MoneyText(whole), OfFacts(field))},
                 {"share", Figure(percent, {.rule = absl::StrCat("share: funds of the evaluations / ", field)})}});
  }

  Piece FourBudgets() {
    const auto& facts = YearFacts();
    const bool given = facts.has_general_public_funds() || facts.has_government_fund_funds() ||
                       facts.has_state_capital_funds() || facts.has_social_insurance_funds();
    if (!given) return Words(wording::kNoBudgets);
    const absl::int128 general = Cents(facts.general_public_funds()), fund = Cents(facts.government_fund_funds()),
                       capital = Cents(facts.state_capital_funds()), insurance = Cents(facts.social_insurance_funds());
    const absl::int128 sum = general + fund + capital + insurance;
    if (sum != all_.funds) {
      Say(absl::StrCat("四本预算合计 ", MoneyText(sum), "，与自评资金 ", MoneyText(all_.funds), " 不等，未分列。"),
          absl::StrCat("the four budgets add up to ", MoneyText(sum), ", the evaluations to ", MoneyText(all_.funds),
                       ": they are not printed."));
      return Words(wording::kNoBudgets);
    }
    return Fill(wording::kFourBudgets, {{"general", Figure(MoneyText(general), OfFacts("generalPublicFunds"))},
                                        {"fund", Figure(MoneyText(fund), OfFacts("governmentFundFunds"))},
                                        {"capital", Figure(MoneyText(capital), OfFacts("stateCapitalFunds"))},
                                        {"insurance", Figure(MoneyText(insurance), OfFacts("socialInsuranceFunds"))}});
  }

  bool IsOfOrg(const ReadEvaluation& unit) const { return unit.header.subject == facts_.org; }

  void WriteUnitFunds() {
    if (facts_.units.empty()) return Paragraph(Fill(wording::kUnitNotEvaluated, {{"year", Year()}}));
    absl::int128 below = 0;
    int64_t count = 0;
    for (const ReadEvaluation& unit : facts_.units) {
      const auto& header = unit.header;
      if (!IsOfOrg(unit)) {
        below += header.annual_budget.value_or(0);
        ++count;
        continue;
      }
      const Origin origin{.resource = store::FormNameOf(header.id), .field = "form.funds.total.annualBudget"};
      const Piece funds =
          header.annual_budget ? Figure(MoneyText(*header.annual_budget), origin) : Words(wording::kNotFilledIn);
      Paragraph(Fill(wording::kUnitEvaluated, {{"year", Year()}, {"org", Org()}, {"funds", funds}}));
    }
    if (count == 0) return;
    Paragraph(Fill(wording::kUnitsEvaluated, {{"year", Year()},
                                              {"count", Count(count, "approved evaluations of whole units")},
                                              {"funds", Funds(below, "approved evaluations of whole units")}}));
  }

  void WriteDepartmentFunds() {
    const auto& all = facts_.department_evaluations;
    if (all.empty()) return Paragraph(Fill(wording::kDepartmentNotEvaluated, {{"year", Year()}}));
    absl::int128 funds = 0;
    std::set<std::string> projects;
    for (const DepartmentEvaluation& one : all) {
      funds += Cents(one.funds());
      projects.insert(one.projects().begin(), one.projects().end());
    }
    const auto origin = [](const char* rule) { return Origin{.field = "departmentEvaluations", .rule = rule}; };
    Paragraph(Fill(wording::kDepartmentEvaluated,
                   {{"count", Figure(absl::StrCat(all.size(), "项"), origin("count"))},
                    {"projects", Figure(absl::StrCat(projects.size(), "个"), origin("count of projects"))},
                    {"funds", Figure(MoneyText(funds), origin("sum of funds"))}}));
  }

  // ---- (2) ----
  void WriteProjects() {
    for (const auto tier : {Project::TIER_ONE, Project::TIER_TWO, Project::TIER_UNSPECIFIED}) {
      const Totals& totals = tiers_[static_cast<size_t>(tier)];
      if (totals.forms > 0) {
        WriteTier(tier, totals);
      } else if (tier != Project::TIER_UNSPECIFIED) {
        Paragraph(Fill(wording::kNoTier, {{"org", Org()}, {"year", Year()}, {"tier", Words(wording::kTiers[tier])}}));
      }
    }
    if (facts_.projects.empty()) return;
    Paragraph(Words(wording::kEachProject));
    WriteNarratives();
  }

  void WriteTier(Project::Tier tier, const Totals& totals) {
    const std::string rule = TierRule(tier);
    const auto grade = [&](int which) {
      return Count(totals.grades[static_cast<size_t>(which)], absl::StrCat(rule, ", ", GradeInChinese(which)));
    };
    const int64_t none = totals.grades[0];
    Paragraph(Fill(wording::kTierResults,
                   {{"org", Org()},
                    {"year", Year()},
                    {"tier", Words(wording::kTiers[tier])},
                    {"count", Count(totals.forms, rule)},
                    {"funds", Funds(totals.funds, rule)},
                    {"excellent", grade(heng::v1::EXCELLENT)},
                    {"good", grade(heng::v1::GOOD)},
                    {"fair", grade(heng::v1::FAIR)},
                    {"poor", grade(heng::v1::POOR)},
                    {"ungraded", none == 0 ? Piece() : Fill(wording::kUngraded, {{"count", grade(0)}})},
                    {"measures", Measures(totals)}}));
  }

  Piece Measures(const Totals& totals) const {
    if (totals.grades[heng::v1::FAIR] + totals.grades[heng::v1::POOR] == 0) return Words(wording::kNoFairOrPoor);
    const std::string& measures = YearFacts().measures_for_fair_and_poor();
    if (measures.empty()) return Words(wording::kMeasuresMissing);
    return Fill(wording::kMeasures, {{"measures", QuoteClause(measures, OfFacts("measuresForFairAndPoor"))}});
  }

  void WriteNarratives() {
    size_t bytes = text_.ByteSizeLong();
    int number = 0;
    for (const DisclosedProject& project : facts_.projects) {
      if (bytes > max_bytes_) break;
      ++number;
      Piece numbered = Number(number) + Words(". ") + NarrativeOf(project.evaluation, number, &text_);
      Paragraph(std::move(numbered));
      const auto& written = text_.paragraphs(text_.paragraphs_size() - 1);
      bytes += written.ByteSizeLong() + written.text().size();  // once more in a file
    }
    const int64_t left = static_cast<int64_t>(facts_.projects.size()) - number;
    if (left == 0) return;
    Paragraph(Fill(wording::kLeftOut, {{"count", Count(left, "narratives left out")}}));
    Say(absl::StrCat("文字太长，有 ", left, " 个项目的综述未列入；请按下级单位分别生成。"),
        absl::StrCat("the text is too long: ", left, " narratives are left out; ask for the orgs below one by one."));
  }

  // ---- (3), (4) ----
  void WriteUnits() {
    if (facts_.units.empty()) return Paragraph(Fill(wording::kUnitNotEvaluated, {{"year", Year()}}));
    int number = static_cast<int>(facts_.projects.size());
    for (const ReadEvaluation& unit : facts_.units) {
      if (text_.ByteSizeLong() > max_bytes_) break;
      Paragraph(NarrativeOf(unit, ++number, &text_));
    }
  }

  void WriteDepartmentEvaluations() {
    if (facts_.department_evaluations.empty()) {
      return Paragraph(Fill(wording::kDepartmentNotEvaluated, {{"year", Year()}}));
    }
    int number = 0;
    for (const DepartmentEvaluation& one : facts_.department_evaluations) Paragraph(Record(one, ++number));
  }

  Piece Record(const DepartmentEvaluation& one, int number) const {
    const auto at = [&](std::string field) { return Origin{.resource = one.name(), .field = std::move(field)}; };
    std::vector<Piece> said;
    if (one.org() != facts_.org) {
      const auto title = facts_.org_titles.find(one.org());
      if (title != facts_.org_titles.end()) {
        said.push_back(Fill(wording::kRecordBy, {{"org", Quote(title->second, at("org"))}}));
      }
    }
    said.push_back(Fill(wording::kRecordProjects,
                        {{"projects", Figure(absl::StrCat(one.projects_size(), "个"), at("projects"))}}));
    said.push_back(Fill(wording::kRecordFunds,
                        {{"funds", one.funds().empty() ? Words(wording::kNotFilledIn)
                                                       : Figure(MoneyText(Cents(one.funds())), at("funds"))}}));
    if (const auto score = ScaledDecimal(one.has_score(), one.score(), kScorePlaces)) {
      said.push_back(
          Fill(wording::kRecordScore, {{"score", Figure(ShortText(*score, kScorePlaces) + "分", at("score"))}}));
    }
    if (!one.grade().empty()) said.push_back(Fill(wording::kRecordGrade, {{"grade", Words(one.grade())}}));
    if (!one.conclusion().empty()) {
      said.push_back(
          Fill(wording::kRecordConclusion, {{"conclusion", QuoteClause(one.conclusion(), at("conclusion"))}}));
    }
    if (!one.report().empty()) {
      said.push_back(Fill(wording::kRecordReport, {{"report", Quote(one.report(), at("report"))}}));
    }
    return Fill(wording::kDepartmentRecord, {{"number", Number(number) + Words(". ")},
                                             {"title", Quote(one.title(), at("title"))},
                                             {"facts", Join(said, "，")}});
  }

  // ---- for the author ----
  void WriteRemarks() {
    RemarkNotCounted();
    RemarkFacts();
    if (all_.without_budget > 0) {
      Say(absl::StrCat(all_.without_budget, " 份自评表没有全年预算数，涉及资金里没有它们。"),
          absl::StrCat(all_.without_budget, " form(s) state no annual budget and add nothing to the funds."));
    }
    if (const int64_t untold = tiers_[Project::TIER_UNSPECIFIED].forms; untold > 0) {
      Say(absl::StrCat(untold, " 个项目没有标明一级或二级：heng project update PROJECT --tier …。"),
          absl::StrCat(untold, " project(s) have no tier: heng project update PROJECT --tier …."));
    }
    if (!facts_.units.empty()) {
      Say("整体支出自评的资金和文字应当不含涉密内容：请核对。",
          "funds and texts of whole-unit evaluations must not contain classified matters: check them.");
    }
    std::set<std::string> subjects;
    for (const DisclosedProject& project : facts_.projects) subjects.insert(project.evaluation.header.subject);
    if (subjects.size() < facts_.projects.size()) {
      Say("有的项目由几个单位分别自评；个数按自评表的份数计。",
          "some projects were evaluated by several units; evaluations are counted, not projects.");
    }
    const int64_t bad = all_.grades[heng::v1::FAIR] + all_.grades[heng::v1::POOR];
    if (bad > 0 && YearFacts().measures_for_fair_and_poor().empty()) {
      Say("有等级为中或差的项目，请填写改进管理措施：heng year-facts set --measures …。",
          "there are projects graded FAIR or POOR: set the measures by heng year-facts set --measures ….");
    }
    if (YearFacts().other_matters().empty()) {
      Say("没有填写其他需要说明的事项：heng year-facts set --other …，没有就写“无”。",
          "other matters are not set: heng year-facts set --other …; write 无 if there are none.");
    }
  }

  void RemarkNotCounted() {
    if (facts_.not_counted.empty()) return;
    std::string zh, en;
    for (const auto& [state, count] : facts_.not_counted) {
      absl::StrAppend(&zh, zh.empty() ? "" : "、", StateInChinese(state), " ", count, " 份");
      absl::StrAppend(&en, en.empty() ? "" : ", ", count, " ",
                      heng::v1::Evaluation::State_Name(static_cast<heng::v1::Evaluation::State>(state)));
    }
    Say("未审核通过的自评表没有计入：" + zh + "。", "forms that are not approved are not counted: " + en + ".");
  }

  void RemarkFacts() {
    const auto& facts = YearFacts();
    if (all_.forms > 0 && !facts.has_project_expenditure() && !facts.has_project_budget()) {
      Say(absl::StrCat("没有项目支出的决算数，占比未写：heng year-facts set --org ", facts_.org, " --year ",
                       facts_.fiscal_year, " --project-expenditure …。"),
          absl::StrCat("no basis is known, so the share is not stated: heng year-facts set --org ", facts_.org,
                       " --year ", facts_.fiscal_year, " --project-expenditure …."));
    }
    if (facts.has_project_expenditure() || facts.has_project_budget()) {
      Say("占比的基数应当不含涉密项目的支出：否则与自评资金相减，会显露涉密项目的资金。",
          "the basis of the share must not contain classified projects: subtracting the funds evaluated would tell "
          "theirs.");
    }
  }

  const DisclosureFacts& facts_;
  const size_t max_bytes_;
  Totals all_;
  std::array<Totals, 3> tiers_;  // by Project::Tier
  ReportText text_;
};

}  // namespace

ReportText WriteDisclosure(const DisclosureFacts& facts, size_t max_bytes) { return Writer(facts, max_bytes).Write(); }

}  // namespace heng::core
