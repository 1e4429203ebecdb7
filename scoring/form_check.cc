#include "scoring/form_check.h"

#include "absl/strings/str_cat.h"
#include "scoring/field_check.h"

namespace heng::scoring {
namespace {

using heng::v1::FormContent;
using heng::v1::FundLine;

constexpr size_t kMaxContactChars = 200;
constexpr Decimal kLeastMoney = Decimal::FromMillionths(-999'999'999'999'990'000);

// Ranges only this form has.
constexpr DecimalRule kCoefficient = {Decimal(), Decimal::FromInt(1), 4, "1", "0.95"};
constexpr DecimalRule kBalance = {kLeastMoney, kMoneyRule.most, 2, "31200", "-0.50"};
constexpr DecimalRule kRate = {Decimal(), Decimal::FromInt(100'000), 6, "100", "47.74"};

// Walks one form, field by field in the order of form.proto.
class FormWalk {
 public:
  explicit FormWalk(const FormContent& form) : form_(form) {}

  std::vector<Violation> Run() {
    check_.FormSize(form_.ByteSizeLong(), kMaxFormBytes);
    check_.Identity(form_, {"预算单位", "org"});
    Head();
    if (form_.has_funds()) Funds();
    Goals();
    Indicators();
    Headings();
    Claims();
    Narrative();
    MainTasks();
    Attachments();
    check_.Text({head_, "transcriptionNote", {"转录说明", "transcription note"}}, form_.transcription_note(),
                kMaxTextChars);
    return check_.Take();
  }

 private:
  void Cell(const Spot& spot, std::string_view name, Label label, std::string_view text) {
    check_.Text({spot, name, label}, text, kMaxCellChars);
  }
  void LongText(const Spot& spot, std::string_view name, Label label, std::string_view text) {
    check_.Text({spot, name, label}, text, kMaxTextChars);
  }
  void Number(const Spot& spot, std::string_view name, Label label, std::string_view text, const DecimalRule& rule) {
    check_.Number({spot, name, label}, text, rule);
  }

  void Head() {
    check_.Head(form_, {"预算单位名称", "unit"});
    if (!form_.target().empty()) {
      check_.ResourceName({head_, "target", {"绩效目标", "target"}}, form_.target(), "targets");
    }
    Cell(head_, "layout", {"表样", "layout"}, form_.layout());
  }

  void Funds() {
    const heng::v1::Funds& funds = form_.funds();
    const Spot spot = {"funds.", "项目资金", "the funds"};
    check_.PrintedAs(spot, funds.printed_unit(), funds.printed_decimals());
    RowIds ids;
    if (funds.has_total()) Line({"funds.total.", "资金总额行", "the funds total"}, funds.total(), ids);
    if (check_.Count({spot, "breakdowns", {"资金构成", "breakdowns"}}, funds.breakdowns_size(), kMaxFundBreakdowns)) {
      Breakdowns(ids);
    }
    Cell(spot, "adjustmentReason", {"预算调整原因", "adjustment reason"}, funds.adjustment_reason());
    Cell(spot, "executionReason", {"执行率偏差原因", "execution reason"}, funds.execution_reason());
  }

  void Breakdowns(RowIds& ids) {
    RowIds names;
    for (int i = 0; i < form_.funds().breakdowns_size(); ++i) {
      const heng::v1::FundBreakdown& breakdown = form_.funds().breakdowns(i);
      const std::string path = absl::StrCat("funds.breakdowns[", i, "].");
      const Spot spot = {path, absl::StrCat("第", i + 1, "种资金构成"), absl::StrCat("breakdown ", i + 1)};
      Cell(spot, "name", {"名称", "name"}, breakdown.name());
      const auto [earlier, added] = names.emplace(breakdown.name(), spot);
      if (!added) check_.Repeated({spot, "name", {"名称", "name"}}, breakdown.name(), earlier->second);
      if (!check_.Count({spot, "lines", {"资金来源行", "lines"}}, breakdown.lines_size(), kMaxFundLines)) continue;
      for (int j = 0; j < breakdown.lines_size(); ++j) {
        Line({absl::StrCat(path, "lines[", j, "]."), absl::StrCat(spot.zh, "第", j + 1, "行"),
              absl::StrCat("line ", j + 1, " of ", spot.en)},
             breakdown.lines(j), ids);
      }
    }
  }

  void Line(const Spot& spot, const FundLine& line, RowIds& ids) {
    check_.RowId(spot, line.id(), ids);
    Cell(spot, "label", {"名称", "label"}, line.label());
    check_.Enum({spot, "source", {"资金来源", "source"}}, line.source(), *heng::v1::FundSource_descriptor());
    Number(spot, "declaredInTarget", {"目标申报数", "amount declared in the target"}, line.declared_in_target(),
           kMoneyRule);
    Number(spot, "initialBudget", {"预算编制数", "initial budget"}, line.initial_budget(), kMoneyRule);
    Number(spot, "annualBudget", {"全年预算数", "annual budget"}, line.annual_budget(), kMoneyRule);
    Number(spot, "executed", {"全年执行数", "executed amount"}, line.executed(), kMoneyRule);
    Number(spot, "claimedUnspent", {"资金结(转)余", "unspent amount"}, line.claimed_unspent(), kBalance);
    Number(spot, "claimedRate", {"执行率", "execution rate"}, line.claimed_rate(), kRate);
    Number(spot, "claimedScore", {"得分", "claimed score"}, line.claimed_score(), kClaimRule);
    Number(spot, "weight", {"分值", "weight"}, line.weight(), kWeightRule);
  }

  void Goals() {
    if (!check_.Count({head_, "goals", {"年度绩效目标", "goals"}}, form_.goals_size(), kMaxGoals)) return;
    for (int i = 0; i < form_.goals_size(); ++i) {
      const Spot spot = {absl::StrCat("goals[", i, "]."), absl::StrCat("第", i + 1, "个目标"),
                         absl::StrCat("goal ", i + 1)};
      LongText(spot, "expected", {"年度目标", "expected text"}, form_.goals(i).expected());
      LongText(spot, "achieved", {"实际完成情况", "achieved text"}, form_.goals(i).achieved());
    }
  }

  void Indicators() {
    if (!check_.Count({head_, "indicators", {"绩效指标", "indicators"}}, form_.indicators_size(), kMaxIndicators)) {
      return;
    }
    RowIds ids;
    for (int i = 0; i < form_.indicators_size(); ++i) {
      const Spot spot = {absl::StrCat("indicators[", i, "]."), absl::StrCat("第", i + 1, "行"),
                         absl::StrCat("row ", i + 1)};
      Indicator(spot, form_.indicators(i), ids);
    }
  }

  void Indicator(const Spot& spot, const heng::v1::Indicator& row, RowIds& ids) {
    check_.RowId(spot, row.id(), ids);
    Cell(spot, "level1", {"一级指标", "level 1"}, row.level1());
    Cell(spot, "level2", {"二级指标", "level 2"}, row.level2());
    Cell(spot, "name", {"三级指标", "name"}, row.name());
    Cell(spot, "initialTarget", {"年初指标值", "initial target"}, row.initial_target());
    Cell(spot, "adjustedTarget", {"调整后指标值", "adjusted target"}, row.adjusted_target());
    Cell(spot, "actual", {"实际完成值", "actual"}, row.actual());
    Cell(spot, "unit", {"度量单位", "unit"}, row.unit());
    check_.Enum({spot, "direction", {"指标性质", "direction"}}, row.direction(), *heng::v1::Direction_descriptor());
    Number(spot, "weight", {"分值", "weight"}, row.weight(), kWeightRule);
    Number(spot, "claimed", {"得分", "claimed score"}, row.claimed(), kClaimRule);
    Cell(spot, "deviationReason", {"偏差原因分析及改进措施", "deviation reason"}, row.deviation_reason());
    Cell(spot, "scoreGroup", {"合并得分组", "score group"}, row.score_group());
    Number(spot, "bonusMax", {"加分上限", "bonus limit"}, row.bonus_max(), kWeightRule);
    Number(spot, "scoreCoefficient", {"得分系数", "score coefficient"}, row.score_coefficient(), kCoefficient);
    Cell(spot, "cell", {"单元格", "cell"}, row.cell());
  }

  void Headings() {
    if (!check_.Count({head_, "headings", {"指标标题行", "headings"}}, form_.headings_size(), kMaxHeadings)) return;
    for (int i = 0; i < form_.headings_size(); ++i) {
      const heng::v1::Heading& heading = form_.headings(i);
      const Spot spot = {absl::StrCat("headings[", i, "]."), absl::StrCat("第", i + 1, "个标题行"),
                         absl::StrCat("heading ", i + 1)};
      Cell(spot, "level1", {"一级指标", "level 1"}, heading.level1());
      Cell(spot, "level2", {"二级指标", "level 2"}, heading.level2());
      Number(spot, "weight", {"分值", "weight"}, heading.weight(), kWeightRule);
      Number(spot, "claimed", {"得分", "claimed score"}, heading.claimed(), kClaimRule);
    }
  }

  void Claims() {
    Number(head_, "claimedTotal", {"总分", "claimed total"}, form_.claimed_total(), kClaimRule);
    Cell(head_, "claimedGrade", {"等级", "claimed grade"}, form_.claimed_grade());
    Number(head_, "claimedIndicatorTotal", {"指标总得分", "claimed indicator total"}, form_.claimed_indicator_total(),
           kClaimRule);
  }

  void Narrative() {
    const heng::v1::Narrative& texts = form_.narrative();
    const Spot spot = {"narrative.", "自评结果分析", "the narrative"};
    LongText(spot, "implementation", {"项目实施和预算执行情况", "implementation"}, texts.implementation());
    LongText(spot, "output", {"产出情况及分析", "output"}, texts.output());
    LongText(spot, "benefit", {"效益情况及分析", "benefit"}, texts.benefit());
    LongText(spot, "satisfaction", {"满意度情况及分析", "satisfaction"}, texts.satisfaction());
    LongText(spot, "experience", {"主要经验做法", "experience"}, texts.experience());
    LongText(spot, "problems", {"主要问题及原因分析", "problems"}, texts.problems());
    LongText(spot, "nextSteps", {"下一步改进措施及管理建议", "next steps"}, texts.next_steps());
    LongText(spot, "other", {"其他需要说明的事项", "other matters"}, texts.other());
    LongText(spot, "summary", {"自评综述", "summary"}, texts.summary());
  }

  void MainTasks() {
    if (!check_.Count({head_, "mainTasks", {"年度主要任务", "main tasks"}}, form_.main_tasks_size(), kMaxMainTasks)) {
      return;
    }
    RowIds ids;
    for (int i = 0; i < form_.main_tasks_size(); ++i) {
      const heng::v1::MainTask& task = form_.main_tasks(i);
      const Spot spot = {absl::StrCat("mainTasks[", i, "]."), absl::StrCat("第", i + 1, "项任务"),
                         absl::StrCat("main task ", i + 1)};
      check_.RowId(spot, task.id(), ids);
      Cell(spot, "name", {"任务名称", "name"}, task.name());
      Cell(spot, "description", {"主要内容", "description"}, task.description());
      Number(spot, "annualBudget", {"预算数", "annual budget"}, task.annual_budget(), kMoneyRule);
      Number(spot, "executed", {"执行数", "executed amount"}, task.executed(), kMoneyRule);
      Cell(spot, "result", {"完成情况", "result"}, task.result());
    }
  }

  void Attachments() {
    if (!check_.Count({head_, "attachments", {"附件", "attachments"}}, form_.attachments_size(), kMaxAttachments)) {
      return;
    }
    RowIds ids;
    for (int i = 0; i < form_.attachments_size(); ++i) {
      const heng::v1::Attachment& attachment = form_.attachments(i);
      const Spot spot = {absl::StrCat("attachments[", i, "]."), absl::StrCat("第", i + 1, "个附件"),
                         absl::StrCat("attachment ", i + 1)};
      check_.RowId(spot, attachment.id(), ids);
      Cell(spot, "name", {"文件名", "name"}, attachment.name());
      Cell(spot, "kind", {"类别", "kind"}, attachment.kind());
      check_.Sha256({spot, "sha256", {"文件哈希", "hash"}}, attachment.sha256());
      check_.Integer({spot, "sizeBytes", {"文件大小", "size"}}, attachment.size_bytes(), 0, kMaxAttachmentBytes);
    }
  }

  static constexpr int64_t kMaxAttachmentBytes = int64_t{1} << 40;

  const FormContent& form_;
  const Spot head_;
  FieldChecker check_;
};

}  // namespace

std::vector<Violation> CheckForm(const FormContent& form) { return FormWalk(form).Run(); }

std::vector<Violation> CheckContacts(const heng::v1::Contacts& contacts) {
  const Spot spot;
  FieldChecker check;
  check.Text({spot, "unitHead", {"负责人", "unit head"}}, contacts.unit_head(), kMaxContactChars);
  check.Text({spot, "preparer", {"经办人", "preparer"}}, contacts.preparer(), kMaxContactChars);
  check.Text({spot, "phone", {"联系电话", "phone"}}, contacts.phone(), kMaxContactChars);
  check.Text({spot, "filledOn", {"填报日期", "filling date"}}, contacts.filled_on(), kMaxContactChars);
  return check.Take();
}

}  // namespace heng::scoring
