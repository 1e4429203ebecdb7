#include "client/cli/policy_labels.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace heng::cli {
namespace {

struct NamedText {
  const char* name;
  const char* zh;
  const char* en;  // "": the name itself, with blanks
};

constexpr NamedText kFields[] = {
    {"name", "名称", ""},
    {"revision", "修订", ""},
    {"title", "标题", ""},
    {"authority", "依据", ""},
    {"effective_date", "施行日期", "in force from"},
    {"based_on", "依据的规则", ""},
    {"claims", "填报得分", ""},
    {"level_weights", "各级指标分值", "weights per level"},
    {"level1", "一级指标", "level 1"},
    {"weight", "分值", ""},
    {"weights", "表内分值", ""},
    {"full_marks", "满分", ""},
    {"execution", "预算执行率", "budget execution"},
    {"rate_rounding", "执行率取整", ""},
    {"score_rounding", "得分取整", ""},
    {"rounding", "取整", ""},
    {"rows", "指标计分", "indicator rows"},
    {"row", "每行得分", ""},
    {"total", "总分", ""},
    {"target_missing", "缺指标值", ""},
    {"actual_missing", "缺完成值", ""},
    {"at_most", "超出上限", "over an at-most target"},
    {"late_date", "逾期", ""},
    {"late_share_per_day", "逾期每日扣减（占分值）", "lost each day late (share of the weight)"},
    {"lower_is_better_endings", "越低越好的指标（名称结尾）", "lower is better (ends of names)"},
    {"money_units", "金额单位", ""},
    {"cost_levels", "成本类指标", "cost indicators"},
    {"pass_share", "及格比例（低于则 0 分）", "pass share (0 below it)"},
    {"share_steps", "分段计分", "score by steps"},
    {"overshoot_steps", "超额完成扣分", "deduction for overshooting"},
    {"coefficient", "得分系数", ""},
    {"share", "占分值", "share of the weight"},
    {"bands", "定性分档", "bands"},
    {"band", "档", ""},
    {"number", "档", "band"},
    {"upper", "上限（占分值）", "upper (share of the weight)"},
    {"lower", "下限（占分值）", "lower (share of the weight)"},
    {"claim_cap", "填报上限（占分值）", "claims at most (share of the weight)"},
    {"grades", "等级", ""},
    {"grade", "等级", ""},
    {"from", "起点", ""},
    {"label", "印刷名称", "printed as"},
    {"aliases", "别称", "also printed as"},
    {"scaling", "折算", ""},
    {"indicator_weights", "指标原满分", "full marks of the indicators before scaling"},
    {"not_applicable", "不适用", ""},
    {"total_caps", "总分封顶", "caps of the total"},
    {"below_rate", "执行率低于（%）", "execution rate below (%)"},
    {"cap", "总分最高", "total at most"},
    {"lights", "预警", "warning lights"},
    {"red_gap_percent", "红灯：执行落后于指标（%）", "red: execution behind the indicators (%)"},
    {"yellow_unspent_percent", "黄灯：未执行（%）", "yellow: unspent (%)"},
    {"preparer_may_waive", "填报人可说明免改的问题", "findings a preparer may waive"},
    {"phrases", "用语", "phrases"},
    {"text", "用语", "phrase"},
    {"match", "匹配", ""},
    {"missing", "视为未填", "means missing"},
    {"zero_for_zero", "视为零", "means zero for a target of 0"},
    {"empty_reasons", "视为没有原因", "reasons that say nothing"},
    {"increase_prefixes", "没有基数的增幅", "an increase without its base"},
    {"doubled_digits", "重复数字的位数（异常值）", "digits written twice (corrupt values)"},
    {"savings", "说明节约的用语", "words for savings"},
    {"template_texts", "模板残留", "leftovers of a template"},
    {"severities", "问题级别", "severities of findings"},
    {"default_severity", "其他问题", "all other findings"},
    {"of", "问题", "findings"},
    {"finding", "问题", ""},
    {"severity", "级别", ""},
    {"thresholds", "提示界限", "thresholds of findings"},
    {"overshoot_ratio", "超额需说明（倍）", "overshoot wants a reason from (ratio)"},
    {"undershoot_ratio", "过低需说明（倍）", "undershoot wants a reason up to (ratio)"},
    {"low_execution_percent", "执行率低需说明（%）", "a lower execution rate wants an explanation (%)"},
    {"execution_tolerance", "执行得分允许误差", "tolerance of the execution score"},
    {"concentrated_weight", "单行分值过大", "too much weight in one row"},
    {"outrun_percent", "得分领先于执行（%）", "indicators outrun spending from (%)"},
    {"unspent_percent", "未执行过多（%）", "unspent above (%)"},
    {"budget_cut_percent", "预算调减需调指标（%）", "a budget cut wants new targets from (%)"},
    {"clauses", "条款", ""},
    {"rule", "规则", ""},
    {"source", "出处", ""},
    {"cases", "用例", ""},
};

constexpr NamedText kChoices[] = {
    {"CHECKED", "取填报与计算的较低者", "the lower of claimed and computed counts"},
    {"AUTHORITATIVE", "以填报为准", "the claim counts"},
    {"KEEP_CLAIM", "保留填报得分", "the claim stands"},
    {"ZERO", "0 分", "0 points"},
    {"LINEAR", "按超出比例扣分", "weight × (1 − (actual − target) ÷ target)"},
    {"INVERSE", "分值 × 上限 ÷ 实际", "weight × target ÷ actual"},
    {"LATE_ZERO", "0 分", "0 points"},
    {"LATE_BAND", "最高为第 2 档上限", "at most the upper edge of band 2"},
    {"LATE_PER_DAY", "按日扣减", "a share of the weight each day"},
    {"COEFFICIENT_SCORES", "分值 × 得分系数", "weight × coefficient"},
    {"WEIGHTS_TEMPLATE", "按各级指标分值", "as the weights per level"},
    {"WEIGHTS_NONE", "表内不印分值", "forms print none"},
    {"OPEN", "待财政部门确定", "stays open until finance decides"},
    {"REDISTRIBUTE", "分摊到其余各项", "goes to the rest"},
    {"HALF_UP", "四舍五入", ""},
    {"HALF_EVEN", "四舍六入五成双", ""},
    {"DOWN", "截尾", ""},
    {"WHOLE", "整格", "whole cell"},
    {"PREFIX", "开头", "beginning"},
    {"EXCELLENT", "优", ""},
    {"GOOD", "良", ""},
    {"FAIR", "中", ""},
    {"POOR", "差", ""},
    {"ERROR", "错误", ""},
    {"WARNING", "警告", ""},
    {"INFO", "提示", "note"},
};

std::string Plain(std::string name) {
  for (char& c : name) c = c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

template <std::size_t N>
std::string Label(const NamedText (&names)[N], const std::string& name, Language language) {
  const auto* found =
      std::find_if(std::begin(names), std::end(names), [&](const NamedText& n) { return n.name == name; });
  if (found == std::end(names)) return Plain(name);
  if (language == Language::kChinese) return found->zh;
  return *found->en == '\0' ? Plain(name) : found->en;
}

}  // namespace

std::string PolicyFieldLabel(const std::string& field, Language language) { return Label(kFields, field, language); }

std::string PolicyChoiceLabel(const std::string& choice, Language language) {
  return Label(kChoices, choice, language);
}

}  // namespace heng::cli
