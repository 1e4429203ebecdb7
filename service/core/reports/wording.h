// What reports say: the wording slots of the texts published with final accounts (决算公开, 预算绩效情况说明). {name}
// is filled in by the code beside it; nothing here has a digit, and a sentence that has nothing to say is left out or
// replaced by one that says so: no slot is ever printed empty.
#pragma once

#include <string_view>

namespace heng::core::wording {

inline constexpr std::string_view kNotFilledIn = "未填写";

// ---- 自评综述 ----
inline constexpr std::string_view kNarrativeOfProject =
    "{name}项目绩效自评综述：根据年初设定的绩效目标，{score}。项目{money}。项目绩效目标完成情况：{achievements}。"
    "发现的主要问题及原因：{problems}。下一步改进措施：{next}（项目自评表详见附件{appendix}）。";
inline constexpr std::string_view kNarrativeOfUnit =
    "{name}部门（单位）整体支出绩效自评综述：根据年初设定的绩效目标，{score}。部门（单位）{money}"
    "。年度绩效目标完成情况："
    "{achievements}。发现的主要问题及原因：{problems}。下一步改进措施：{next}（整体支出自评表详见附件{appendix}"
    "）。涉密内容除外。";
inline constexpr std::string_view kProjectScored = "项目绩效自评得分为{total}，等级为“{grade}”";
inline constexpr std::string_view kUnitScored = "部门（单位）整体绩效自评得分为{total}，等级为“{grade}”";
inline constexpr std::string_view kProjectRescored = "项目绩效自评得分为{self}，经{by}得分为{total}，等级为“{grade}”";
inline constexpr std::string_view kUnitRescored =
    "部门（单位）整体绩效自评得分为{self}，经{by}得分为{total}，等级为“{grade}”";
inline constexpr std::string_view kByDepartment = "主管部门复评";
inline constexpr std::string_view kByFinance = "财政部门复核";
inline constexpr std::string_view kNotScored = "未得出自评总分（自评表未填写完整）";
inline constexpr std::string_view kNeverScored = "按规定不评分（转移支付）";
inline constexpr std::string_view kMoney = "全年预算数{budget}，执行数{executed}，{rate}";
inline constexpr std::string_view kAmount = "为{amount}";
inline constexpr std::string_view kRate = "执行率为{rate}";
inline constexpr std::string_view kRateAndScore = "执行率为{rate}，预算执行情况得分{score}";
inline constexpr std::string_view kRateNotApplicable = "执行率不适用（全年预算数为零）";
inline constexpr std::string_view kRateUnknown = "执行率无法计算（预算数或执行数未填写）";
inline constexpr std::string_view kPart = "{part}：{rows}";
inline constexpr std::string_view kPartScored = "{part}，得分{score}：{rows}";
inline constexpr std::string_view kRowTwice = "{name}（{level2}）{result}";
inline constexpr std::string_view kRowOnce = "{name}{result}";
inline constexpr std::string_view kResultIs = "为{actual}";
inline constexpr std::string_view kResultUnread = "实际完成值填写为“{actual}”";
inline constexpr std::string_view kResultMissing = "实际完成值未填写";
inline constexpr std::string_view kNoRows = "自评表未列各项指标，指标得分合计{score}";

// ---- 预算绩效情况说明 ----
inline constexpr std::string_view kTitle = "（四）预算绩效情况说明";
inline constexpr std::string_view kHeadings[] = {"预算绩效管理工作开展情况", "项目绩效自评结果",
                                                 "部门（单位）整体支出绩效自评结果", "部门评价项目绩效评价结果",
                                                 "其他需要说明的事项"};
inline constexpr std::string_view kManagement =
    "根据预算绩效管理要求，{org}部门（单位）按照“谁支出、谁自评”的原则，组织对{year}项目资金开展了绩效自评，涵盖{"
    "counts}，"
    "共涉及资金{funds}（自评表全年预算数合计）{shares}{budgets}。涉密项目除外。";
inline constexpr std::string_view kNoProjects =
    "根据预算绩效管理要求，{org}部门（单位）{year}没有经审核的项目绩效自评。涉密项目除外。";
inline constexpr std::string_view kShare = "，占{basis}{amount}的{share}";
inline constexpr std::string_view kOfExpenditure = "项目支出决算数";
inline constexpr std::string_view kOfBudget = "年初项目支出预算数";
inline constexpr std::string_view kFourBudgets =
    "，其中一般公共预算项目支出{general}、政府性基金预算项目支出{fund}、国有资本经营预算项目支出{capital}、"
    "社会保险基金预算项目支出{insurance}";
inline constexpr std::string_view kNoBudgets = "，自评表未按四本预算分列";
inline constexpr std::string_view kUnitEvaluated =
    "组织开展了{year}{org}部门（单位）整体支出绩效自评，涉及资金{funds}（自评表全年预算数）。";
inline constexpr std::string_view kUnitsEvaluated =
    "组织开展了{year}所属{count}单位的整体支出绩效自评，涉及资金{funds}（自评表全年预算数合计）。";
inline constexpr std::string_view kUnitNotEvaluated = "{year}未开展部门（单位）整体支出绩效自评。";
inline constexpr std::string_view kDepartmentEvaluated =
    "组织开展了{count}部门评价，涉及项目{projects}，涉及资金{funds}。";
inline constexpr std::string_view kDepartmentNotEvaluated = "{year}未开展部门评价。";
inline constexpr std::string_view kTierResults =
    "{org}部门（单位）{year}{tier}绩效自评个数{count}，涉及资金{funds}：{excellent}项目自评等级为“优”，{good}"
    "项目自评等级为"
    "“良”，{fair}项目自评等级为“中”，{poor}项目自评等级为“差”{ungraded}。{measures}涉密项目除外。";
inline constexpr std::string_view kUngraded = "，{count}项目未得出等级";
inline constexpr std::string_view kNoTier = "{org}部门（单位）{year}没有经审核的{tier}绩效自评。涉密项目除外。";
inline constexpr std::string_view kMeasures =
    "对于自评结果为“中”和“差”的项目，本部门（单位）采取的改进管理措施为{measures}。";
inline constexpr std::string_view kNoFairOrPoor = "没有自评结果为“中”和“差”的项目。";
inline constexpr std::string_view kMeasuresMissing = "对于自评结果为“中”和“差”的项目，改进管理措施未填写。";
inline constexpr std::string_view kTiers[] = {"未标明级次的项目", "一级项目", "二级项目"};
inline constexpr std::string_view kEachProject = "具体公开的每个项目绩效自评结果如下表述：";
inline constexpr std::string_view kLeftOut = "其余{count}项目的自评综述见各项目自评表。";
inline constexpr std::string_view kDepartmentRecord = "{number}{title}：{facts}。";
inline constexpr std::string_view kRecordBy = "由{org}组织";
inline constexpr std::string_view kRecordProjects = "涉及项目{projects}";
inline constexpr std::string_view kRecordFunds = "涉及资金{funds}";
inline constexpr std::string_view kRecordScore = "评价得分{score}";
inline constexpr std::string_view kRecordGrade = "等级为“{grade}”";
inline constexpr std::string_view kRecordConclusion = "评价结论：{conclusion}";
inline constexpr std::string_view kRecordReport = "评价报告见{report}";

}  // namespace heng::core::wording
