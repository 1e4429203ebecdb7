#include "client/cli/choices.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "heng/v1/access.pb.h"
#include "heng/v1/directory.pb.h"
#include "heng/v1/directory_service.pb.h"

namespace heng::cli {
namespace {

struct Named {
  const char* choice;  // full name of the enumeration, without "heng.v1."
  const char* value;
  const char* zh;
  const char* en;
  const char* alias = "";  // also understood
};

constexpr Named kNames[] = {
    {"Org.Type", "REGION", "地区", "region"},
    {"Org.Type", "DEPARTMENT", "主管部门", "department", "部门"},
    {"Org.Type", "UNIT", "预算单位", "unit", "单位"},
    {"Project.Category", "PERSONNEL", "人员类", "personnel"},
    {"Project.Category", "OTHER_OPERATING", "其他运转类", "other-operating"},
    {"Project.Category", "SPECIFIC_TARGET", "特定目标类", "specific-target"},
    {"Project.Tier", "TIER_ONE", "一级项目", "one", "1"},
    {"Project.Tier", "TIER_TWO", "二级项目", "two", "2"},
    {"Lineage.Kind", "RENAMED", "更名", "renamed from"},
    {"Lineage.Kind", "SPLIT_FROM", "拆分自", "split from"},
    {"Lineage.Kind", "SPLIT_INTO", "拆分为", "split into"},
    {"Lineage.Kind", "MERGED_FROM", "合并自", "merged from"},
    {"Lineage.Kind", "MERGED_INTO", "并入", "merged into"},
    {"Role", "PREPARER", "填报人", "preparer", "经办"},
    {"Role", "UNIT_HEAD", "单位负责人", "unit-head", "负责人"},
    {"Role", "REVIEWER", "主管部门", "reviewer", "审核"},
    {"Role", "FINANCE", "财政部门", "finance"},
    {"Role", "INTEGRATOR", "系统对接", "integrator"},
    {"Role", "AUDITOR", "审计", "auditor"},
    {"Role", "ADMIN", "系统管理员", "admin", "管理员"},
    {"FormType", "TARGET", "绩效目标表", "target", "目标"},
    {"FormType", "EVALUATION", "绩效自评表", "evaluation", "自评"},
    {"ScoreSource", "SELF", "单位自评", "self"},
    {"ScoreSource", "DEPARTMENT", "主管部门复评", "department"},
    {"ScoreSource", "FINANCE_BUREAU", "财政部门复核", "finance"},
    {"Recheck.Conclusion", "UPHOLD", "维持", "uphold"},
    {"Recheck.Conclusion", "ADJUST", "调整", "adjust"},
    {"Recheck.Conclusion", "SEND_BACK", "退回", "return", "send-back"},
    {"WorkflowRules.Switch", "ON", "开", "on"},
    {"WorkflowRules.Switch", "OFF", "关", "off"},
    {"WorkflowRules.FourEyes", "REQUIRED", "必须", "required"},
    {"WorkflowRules.FourEyes", "WARN", "只记录", "warn"},
    {"WorkflowRules.LateFiling", "REFUSED", "不收", "refused"},
    {"WorkflowRules.LateFiling", "MARKED", "收并标记", "marked"},
    {"Sample.Method", "RANDOM", "随机", "random"},
    {"Sample.Method", "BY_RISK", "风险", "risk"},
    {"Sample.Method", "BY_AMOUNT", "金额", "amount"},
    {"SubjectKind", "PROJECT", "项目支出", "project"},
    {"SubjectKind", "WHOLE_UNIT", "单位整体支出", "whole-unit"},
    {"SubjectKind", "TRANSFER", "转移支付", "transfer"},
    {"Direction", "HIGHER", "正向", "higher"},
    {"Direction", "LOWER", "反向", "lower"},
    {"Direction", "QUALITATIVE", "定性", "qualitative"},
    {"MoneyUnit", "YUAN", "元", "yuan"},
    {"MoneyUnit", "WAN_YUAN", "万元", "10 000 yuan"},
    {"FundSource", "CENTRAL", "中央", "central"},
    {"FundSource", "PROVINCIAL", "省级", "provincial"},
    {"FundSource", "LOCAL", "市县", "local"},
    {"FundSource", "SELF_RAISED", "自筹", "self-raised"},
    {"FundSource", "OTHER_FUNDS", "其他", "other"},
    {"FundSource", "CARRIED_OVER", "结转", "carried-over"},
    {"BudgetResult.Outcome", "CREATED", "新建", "created"},
    {"BudgetResult.Outcome", "UPDATED", "更新", "updated"},
    {"BudgetResult.Outcome", "UNCHANGED", "未变", "unchanged"},
    {"BudgetResult.Outcome", "REFUSED", "拒绝", "refused"},
    {"BudgetResult.Outcome", "SUPERSEDED", "已有更新", "superseded"},
    {"ImportResult.Outcome", "CREATED", "新建", "created"},
    {"ImportResult.Outcome", "UPDATED", "更新", "updated"},
    {"ImportResult.Outcome", "UNCHANGED", "未变", "unchanged"},
    {"ImportResult.Outcome", "REFUSED", "拒绝", "refused"},
    {"EvaluationResult.Outcome", "CREATED", "新建", "created"},
    {"EvaluationResult.Outcome", "UPDATED", "更新", "updated"},
    {"EvaluationResult.Outcome", "UNCHANGED", "未变", "unchanged"},
    {"EvaluationResult.Outcome", "REFUSED", "拒绝", "refused"},
    {"EvaluationResult.Outcome", "SKIPPED", "跳过", "skipped"},
};

bool IsOf(const Named& named, const EnumDescriptor* choice) {
  return choice->full_name() == std::string("heng.v1.") + named.choice;
}

bool Same(const std::string& text, const char* name) { return *name != '\0' && absl::EqualsIgnoreCase(text, name); }

}  // namespace

std::string ChoiceLabel(const EnumDescriptor* choice, int value, Language language) {
  const auto* const descriptor = choice->FindValueByNumber(value);
  if (value == 0) return "";
  if (descriptor == nullptr) return std::to_string(value);
  for (const Named& named : kNames) {
    if (IsOf(named, choice) && descriptor->name() == named.value) return Say(language, named.zh, named.en);
  }
  return descriptor->name();
}

std::optional<int> ParseChoice(const EnumDescriptor* choice, const std::string& text) {
  for (const Named& named : kNames) {
    if (!IsOf(named, choice)) continue;
    for (const char* name : {named.zh, named.en, named.value, named.alias}) {
      if (Same(text, name)) return choice->FindValueByName(named.value)->number();
    }
  }
  return std::nullopt;
}

std::vector<std::string> ChoiceWords(const EnumDescriptor* choice) {
  std::vector<std::string> words;
  for (const Named& named : kNames) {
    if (IsOf(named, choice)) words.emplace_back(named.en);
  }
  return words;
}

std::string ChoiceList(const EnumDescriptor* choice, Language language) {
  std::string list;
  for (const Named& named : kNames) {
    if (!IsOf(named, choice)) continue;
    if (!list.empty()) list += Say(language, "、", ", ");
    list += Say(language, named.zh, named.en);
  }
  return list;
}

}  // namespace heng::cli
