#include "scoring/target_check.h"

#include "absl/strings/str_cat.h"
#include "scoring/field_check.h"

namespace heng::scoring {
namespace {

using heng::v1::TargetContent;
using heng::v1::TargetFunds;
using heng::v1::TargetIndicator;
using heng::v1::TargetValue;

// Walks one target, field by field in the order of form.proto.
class TargetWalk {
 public:
  explicit TargetWalk(const TargetContent& target) : target_(target) {}

  std::vector<Violation> Run() {
    check_.FormSize(target_.ByteSizeLong(), kMaxFormBytes);
    check_.Identity(target_, {"实施单位", "org"});
    check_.Head(target_, {"实施单位名称", "unit"});
    Cell(head_, "layout", {"表样", "layout"}, target_.layout());
    Cell(head_, "projectAttribute", {"项目属性", "project attribute"}, target_.project_attribute());
    Cell(head_, "projectTerm", {"项目期", "project term"}, target_.project_term());
    if (target_.has_term_funds()) Funds({"termFunds.", "实施期资金", "the funds of the term"}, target_.term_funds());
    if (target_.has_annual_funds())
      Funds({"annualFunds.", "年度资金", "the funds of the year"}, target_.annual_funds());
    Texts();
    Indicators();
    LongText("transcriptionNote", {"转录说明", "transcription note"}, target_.transcription_note());
    return check_.Take();
  }

 private:
  void Cell(const Spot& spot, std::string_view name, Label label, std::string_view text) {
    check_.Text({spot, name, label}, text, kMaxCellChars);
  }
  void LongText(std::string_view name, Label label, std::string_view text) {
    check_.Text({head_, name, label}, text, kMaxTextChars);
  }

  void Funds(const Spot& spot, const TargetFunds& funds) {
    check_.PrintedAs(spot, funds.printed_unit(), funds.printed_decimals());
    check_.Number({spot, "total", {"总额", "total"}}, funds.total(), kMoneyRule);
    if (!check_.Count({spot, "lines", {"资金来源行", "lines"}}, funds.lines_size(), kMaxFundLines)) return;
    RowIds ids;
    for (int i = 0; i < funds.lines_size(); ++i) {
      const heng::v1::TargetFundLine& line = funds.lines(i);
      const Spot row = {absl::StrCat(spot.path, "lines[", i, "]."), absl::StrCat(spot.zh, "第", i + 1, "行"),
                        absl::StrCat("line ", i + 1, " of ", spot.en)};
      check_.RowId(row, line.id(), ids);
      Cell(row, "label", {"名称", "label"}, line.label());
      check_.Enum({row, "source", {"资金来源", "source"}}, line.source(), *heng::v1::FundSource_descriptor());
      check_.Number({row, "amount", {"金额", "amount"}}, line.amount(), kMoneyRule);
    }
  }

  void Texts() {
    LongText("overview", {"项目概况", "overview"}, target_.overview());
    LongText("legalBasis", {"立项依据", "legal basis"}, target_.legal_basis());
    LongText("necessity", {"项目设立必要性", "necessity"}, target_.necessity());
    LongText("safeguards", {"保证项目实施的制度、措施", "safeguards"}, target_.safeguards());
    LongText("plan", {"项目实施计划", "plan"}, target_.plan());
    LongText("termGoal", {"实施期目标", "goal of the term"}, target_.term_goal());
    LongText("annualGoal", {"年度目标", "goal of the year"}, target_.annual_goal());
  }

  void Indicators() {
    const Field rows = {head_, "indicators", {"绩效指标", "indicators"}};
    if (!check_.Count(rows, target_.indicators_size(), kMaxIndicators)) return;
    RowIds ids;
    for (int i = 0; i < target_.indicators_size(); ++i) {
      Indicator(absl::StrCat("indicators[", i, "]."), i + 1, target_.indicators(i), ids);
    }
  }

  void Indicator(const std::string& path, int number, const TargetIndicator& row, RowIds& ids) {
    const Spot spot = {path, absl::StrCat("第", number, "行"), absl::StrCat("row ", number)};
    check_.RowId(spot, row.id(), ids);
    Cell(spot, "level1", {"一级指标", "level 1"}, row.level1());
    Value({path + "term.", spot.zh + "实施期目标", "the term in " + spot.en}, row.term());
    Value({path + "annual.", spot.zh + "年度目标", "the year in " + spot.en}, row.annual());
    check_.Number({spot, "weight", {"分值", "weight"}}, row.weight(), kWeightRule);
    check_.Enum({spot, "direction", {"指标性质", "direction"}}, row.direction(), *heng::v1::Direction_descriptor());
    Cell(spot, "unit", {"度量单位", "unit"}, row.unit());
  }

  void Value(const Spot& spot, const TargetValue& value) {
    Cell(spot, "level2", {"二级指标", "level 2"}, value.level2());
    Cell(spot, "name", {"三级指标", "name"}, value.name());
    Cell(spot, "value", {"指标值", "value"}, value.value());
  }

  const TargetContent& target_;
  const Spot head_;
  FieldChecker check_;
};

}  // namespace

std::vector<Violation> CheckTarget(const TargetContent& target) { return TargetWalk(target).Run(); }

}  // namespace heng::scoring
