#include "client/cli/labels.h"

#include <algorithm>
#include <cctype>

#include "absl/time/time.h"

namespace heng::cli {
namespace {

using heng::v1::Evaluation;
using heng::v1::Finding;
using heng::v1::Grade;

template <typename Value>
struct Named {
  Value value;
  const char* zh;
  const char* en;
};

constexpr Named<Grade> kGrades[] = {{heng::v1::EXCELLENT, "优", "Excellent"},
                                    {heng::v1::GOOD, "良", "Good"},
                                    {heng::v1::FAIR, "中", "Fair"},
                                    {heng::v1::POOR, "差", "Poor"}};

constexpr Named<Evaluation::State> kStates[] = {
    {Evaluation::DRAFT, "草稿", "Draft"},           {Evaluation::CHECKED, "已核对", "Checked"},
    {Evaluation::SUBMITTED, "已提交", "Submitted"}, {Evaluation::RETURNED, "已退回", "Returned"},
    {Evaluation::APPROVED, "审核通过", "Approved"}, {Evaluation::ACCEPTED, "已接收", "Accepted"},
    {Evaluation::PUBLISHED, "已公开", "Published"}, {Evaluation::DISCARDED, "已作废", "Discarded"}};

constexpr Named<Finding::Severity> kSeverities[] = {
    {Finding::ERROR, "错误", "Errors"}, {Finding::WARNING, "警告", "Warnings"}, {Finding::INFO, "提示", "Notes"}};

constexpr Named<Finding::Severity> kSeverityNames[] = {
    {Finding::ERROR, "错误", "error"}, {Finding::WARNING, "警告", "warning"}, {Finding::INFO, "提示", "note"}};

struct NamedText {
  const char* name;
  const char* zh;
  const char* en;
};

constexpr NamedText kActions[] = {{"create", "新建", "create"},     {"update", "修改", "update"},
                                  {"submit", "提交", "submit"},     {"discard", "作废", "discard"},
                                  {"close", "停用", "close"},       {"merge", "合并", "merge"},
                                  {"replace", "取代", "replace"},   {"move", "转移", "move"},
                                  {"import", "导入", "import"},     {"grant", "授权", "grant"},
                                  {"ungrant", "收回", "ungrant"},   {"revoke", "撤销", "revoke"},
                                  {"activate", "施行", "activate"}, {"deactivate", "停止施行", "deactivate"},
                                  {"set", "设定", "set"},           {"delete", "删除", "delete"}};

constexpr NamedText kFields[] = {
    {"subject", "评价对象", "subject"},
    {"subject_kind", "评价类型", "kind"},
    {"org", "预算单位", "organisation"},
    {"fiscal_year", "年度", "fiscal year"},
    {"title", "标题", "title"},
    {"project_name", "项目名称", "project name"},
    {"funds", "项目资金", "funds"},
    {"total", "资金总额", "total funds"},
    {"goals", "年度绩效目标", "goals"},
    {"expected", "年度目标", "goal"},
    {"achieved", "实际完成情况", "achievement"},
    {"indicators", "绩效指标", "indicators"},
    {"headings", "指标标题", "headings"},
    {"claimed_total", "总分", "total as printed"},
    {"claimed_grade", "等级", "grade as printed"},
    {"claimed_indicator_total", "指标得分合计", "indicator points as printed"},
    {"narrative", "绩效自评结果分析", "narrative"},
    {"adjustment_reason", "预算调整原因", "adjustment reason"},
    {"execution_reason", "执行率偏差原因", "execution reason"},
    {"declared_in_target", "目标申报数", "declared in target"},
    {"initial_budget", "预算编制数", "initial budget"},
    {"annual_budget", "全年预算数", "annual budget"},
    {"executed", "全年执行数", "executed"},
    {"claimed_unspent", "资金结余", "unspent as printed"},
    {"claimed_rate", "执行率", "rate as printed"},
    {"claimed_score", "得分", "score as printed"},
    {"weight", "分值", "weight"},
    {"level1", "一级指标", "level 1"},
    {"level2", "二级指标", "level 2"},
    {"name", "名称", "name"},
    {"initial_target", "年初指标值", "initial target"},
    {"adjusted_target", "调整后指标值", "adjusted target"},
    {"actual", "实际完成值", "actual"},
    {"unit", "度量单位", "unit"},
    {"direction", "指标性质", "direction"},
    {"claimed", "得分", "claimed score"},
    {"deviation_reason", "偏差原因分析及改进措施", "deviation reason"},
    {"score_group", "合并得分", "score group"},
    {"implementation", "项目实施和预算执行情况", "implementation"},
    {"output", "产出情况及分析", "output"},
    {"benefit", "效益情况及分析", "benefit"},
    {"satisfaction", "满意度情况及分析", "satisfaction"},
    {"experience", "主要经验做法", "experience"},
    {"problems", "存在的问题及原因分析", "problems"},
    {"next_steps", "下一步改进措施及管理建议", "next steps"},
    {"other", "其他需要说明的事项", "other"},
    {"summary", "自评综述", "summary"},
    {"term_funds", "实施期资金", "funds of the term"},
    {"annual_funds", "年度资金", "funds of the year"},
    {"amount", "金额", "amount"},
    {"overview", "项目概况", "overview"},
    {"legal_basis", "立项依据", "legal basis"},
    {"necessity", "项目设立必要性", "necessity"},
    {"safeguards", "保证项目实施的制度、措施", "safeguards"},
    {"plan", "项目实施计划", "plan"},
    {"term_goal", "实施期目标", "goal of the term"},
    {"annual_goal", "年度目标", "goal of the year"},
    {"term", "实施期目标", "term"},
    {"annual", "年度目标", "year"},
    {"value", "指标值", "value"},
    {"main_tasks", "年度主要任务", "main tasks"},
    {"attachments", "附件", "attachments"},
    {"score", "采用得分", "score"},
    {"core", "核心指标", "core"},
    {"memo", "其中", "memo"},
    {"bonus_max", "加分上限", "bonus at most"},
    {"score_coefficient", "得分系数", "coefficient"},
    {"label", "名目", "label"},
    {"source", "资金来源", "source"},
    {"description", "主要内容", "description"},
    {"result", "完成情况", "result"},
    {"project_code", "项目代码", "project code"},
    {"local_prefix", "前缀", "prefix"},
    {"department_text", "主管部门", "department"},
    {"unit_text", "单位", "unit"},
    {"target", "绩效目标表", "target"},
    {"layout", "版式", "layout"},
    {"printed_unit", "金额单位", "unit of money"},
    {"printed_decimals", "小数位数", "decimals"},
    {"transcription_note", "转录说明", "transcription note"},
    {"project_attribute", "项目属性", "attribute"},
    {"project_term", "项目期", "term"},
    {"kind", "种类", "kind"},
    {"size_bytes", "字节数", "bytes"},
    {"is_public", "可公开", "public"},
};

template <typename Value, std::size_t N>
std::string Label(const Named<Value> (&names)[N], Value value, Language language) {
  for (const auto& named : names) {
    if (named.value == value) return Say(language, named.zh, named.en);
  }
  return "";
}

template <std::size_t N>
std::string Label(const NamedText (&names)[N], const std::string& name, Language language) {
  for (const auto& named : names) {
    if (named.name == name) return Say(language, named.zh, named.en);
  }
  return name;
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

template <typename Value, std::size_t N>
bool Parse(const Named<Value> (&names)[N], const std::string& text, Value* value) {
  for (const auto& named : names) {
    if (text != named.zh && Lower(text) != Lower(named.en)) continue;
    *value = named.value;
    return true;
  }
  return false;
}

// "form.indicators[3].claimedTotal" -> "claimed_total".
std::string LastFieldName(const std::string& path) {
  std::string name;
  for (const char c : path.substr(path.rfind('.') + 1)) {
    if (c == '[') break;
    if (std::isupper(static_cast<unsigned char>(c)) != 0) name += '_';
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return name;
}

}  // namespace

std::string GradeLabel(Grade grade, Language language) { return Label(kGrades, grade, language); }

std::string StateLabel(Evaluation::State state, Language language) { return Label(kStates, state, language); }

std::string SeverityLabel(Finding::Severity severity, Language language) {
  return Label(kSeverities, severity, language);
}

std::string SeverityName(Finding::Severity severity, Language language) {
  return Label(kSeverityNames, severity, language);
}

std::string FieldLabel(const std::string& field, Language language) {
  return Label(kFields, LastFieldName(field), language);
}

std::string ActionLabel(const std::string& action, Language language) { return Label(kActions, action, language); }

std::string TimeText(const google::protobuf::Timestamp& time) {
  static const absl::TimeZone kBeijing = absl::FixedTimeZone(8 * 3600);
  if (time.seconds() == 0) return "";
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", absl::FromUnixSeconds(time.seconds()), kBeijing);
}

bool ParseState(const std::string& text, Evaluation::State* state) { return Parse(kStates, text, state); }

bool ParseGrade(const std::string& text, Grade* grade) { return Parse(kGrades, text, grade); }

std::string StateChoices(Language language) {
  std::string choices;
  for (const auto& named : kStates) {
    if (!choices.empty()) choices += Say(language, "、", ", ");
    choices += language == Language::kChinese ? named.zh : Lower(named.en);
  }
  return choices;
}

std::string TwoDecimals(const std::string& score) {
  if (score.empty()) return "";
  const std::size_t point = score.find('.');
  if (point == std::string::npos) return score + ".00";
  const std::size_t places = score.size() - point - 1;
  return places >= 2 ? score : score + std::string(2 - places, '0');
}

}  // namespace heng::cli
