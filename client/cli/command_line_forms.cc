// heng eval, heng target and heng review.
#include "client/cli/choices.h"
#include "client/cli/command_line.h"
#include "client/cli/commands.h"
#include "client/cli/form_labels.h"
#include "heng/v1/access.pb.h"

namespace heng::cli {
namespace {

// "targets/x" stays as it is wherever it stands; "x" is of the collection.
std::string FormName(const std::string& collection, const std::string& name) {
  return name.find('/') == std::string::npos ? WithCollection(collection, name) : name;
}

constexpr char kEvaluations[] = "evaluations";
constexpr char kTargets[] = "targets";

}  // namespace

CLI::Option* CommandLine::AddForm(CLI::App* sub, const std::string& collection) {
  return sub->add_option("NAME", options_.name, T("名称或编号", "name or id"))
      ->transform([collection](const std::string& name) { return FormName(collection, name); })
      ->required();
}

CLI::Option* CommandLine::AddForms(CLI::App* sub, const std::string& collection) {
  return sub->add_option("NAME", options_.names, T("名称或编号，可给多个", "names or ids"))
      ->transform([collection](const std::string& name) { return FormName(collection, name); });
}

void CommandLine::AddReason(CLI::App* sub, bool required) {
  sub->add_option("--reason", options_.reason, T("原因", "why"))->required(required);
}

// What every step of a form's life takes.
void CommandLine::AddStep(CLI::App* sub, bool asks) {
  AddEtag(sub);
  AddDryRun(sub);
  if (asks) AddYes(sub);
}

CLI::App* CommandLine::AddFormAction(CLI::App* parent, const std::string& name, const std::string& description,
                                     const std::string& collection, Run run, Reason reason, bool asks) {
  CLI::App* sub = Sub(parent, name, description, run);
  AddForms(sub, collection)->required();
  if (reason != Reason::kNone) AddReason(sub, reason == Reason::kRequired);
  AddStep(sub, asks);
  return sub;
}

void CommandLine::AddWaiting(CLI::App* sub) {
  AddOrg(sub, T("这个单位连同它下面所有单位的，凡等您处理的；与 --year 一起",
                "all that wait for you in this org and below it; with --year"));
  sub->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"));
}

CLI::Option* CommandLine::AddComments(CLI::App* sub, const std::string& description) {
  return sub->add_option("--comment", options_.comments, description)->allow_extra_args(false);
}

void CommandLine::AddAnswers(CLI::App* parent, const std::string& collection) {
  CLI::App* answer = Sub(parent, "answer", T("答复审核意见", "answer the reviewer's comments"), RunFormAnswer);
  AddForm(answer, collection);
  AddComments(answer, T("意见编号=答复，可给多个；不给则在终端上逐条询问",
                        "ID=TEXT, several allowed; without it a terminal is asked for each"));
  AddStep(answer, false);
  const std::string group = collection == kTargets ? "target" : "eval";
  answer->footer(T("示例：\n  heng ", "Examples:\n  heng ") + group +
                 T(" answer dt-2022-zhucun --comment c1=已补充照片 --comment c2=见附件",
                   " answer dt-2022-zhucun --comment c1=\"photos added\" --comment c2=\"see the attachment\""));
  CLI::App* waive =
      Sub(parent, "waive", T("豁免一个问题，说明原因", "take responsibility for a finding"), RunFormWaive);
  AddForm(waive, collection);
  waive->add_option("--finding", options_.finding, T("问题编号，如 actual-missing", "its id: actual-missing"))
      ->required();
  waive->add_option("--row", options_.row, T("在哪一行", "the row it is in"));
  waive->add_option("--field", options_.field, T("在哪一格，如 actual", "the cell it is in: actual"));
  AddReason(waive, true);
  AddStep(waive, false);
}

void CommandLine::AddEvalLife(CLI::App* eval) {
  CLI::App* fresh =
      Sub(eval, "new", T("由目标表、去年的自评表或预算新建一份", "begin a form from what is known"), RunEvalNew);
  fresh->add_option("--from", options_.from_form, T("targets/… 或 evaluations/…", "targets/… or evaluations/…"));
  AddField(fresh, "--project", "project", T("项目", "project"), "projects");
  AddOrg(fresh, T("单位", "organisation"));
  fresh->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"));
  fresh->add_option("--name", options_.name, T("新表的编号（默认由服务器定）", "id of the new form"))
      ->transform([](const std::string& name) { return FormName(kEvaluations, name); });
  Takes(fresh->add_option("--file", options_.file,
                          T("写入这个新文件，不建草稿；- 为标准输出", "write to this new file instead; - is stdout")),
        FileNames());
  AddPolicyOption(fresh, T("评分规则（默认为施行的）", "scoring policy (default: the one in force)"));
  AddDryRun(fresh);
  fresh->footer(
      T("示例：\n  heng eval new --from targets/dt-2022-zhucun\n"
        "  heng eval new --project dt-zhucun --org sx-datong-121005 --year 2022 --file 自评表.json",
        "Examples:\n  heng eval new --from targets/dt-2022-zhucun\n"
        "  heng eval new --project dt-zhucun --org sx-datong-121005 --year 2022 --file form.json"));
  CLI::App* update = Sub(eval, "update", T("用文件替换草稿的内容", "replace a draft by a file"), RunEvalUpdate);
  AddForm(update, kEvaluations);
  AddFormFile(update);
  AddPolicyOption(update, T("评分规则（默认为施行的）", "scoring policy (default: the one in force)"));
  AddStep(update, false);
  AddFormAction(eval, "check", T("核对（单位负责人）", "the unit head has read it"), kEvaluations, RunFormCheck,
                Reason::kOptional, false);
  AddFormAction(eval, "submit", T("提交已存的草稿；文件用 heng submit", "submit drafts; files go with heng submit"),
                kEvaluations, RunFormSubmit, Reason::kOptional, false);
  AddFormAction(eval, "withdraw", T("撤回（审核人打开之前）", "take it back, until the reviewer has opened it"),
                kEvaluations, RunFormWithdraw, Reason::kOptional, true);
  AddFormAction(eval, "ask-withdrawal", T("申请撤回（审核人打开之后）", "ask the reviewer for it back"), kEvaluations,
                RunFormAskWithdrawal, Reason::kRequired, false);
  AddAnswers(eval, kEvaluations);
  CLI::App* budget =
      Sub(eval, "budget", T("评分后预算有变：预览，再采用或保留", "the budget changed after scoring"), RunEvalBudget);
  AddForm(budget, kEvaluations);
  budget->add_flag("--keep", options_.keep, T("保留所填数字，要说明原因", "the author's figures stand, with a reason"));
  AddReason(budget, false);
  AddStep(budget, true);
  AddFormAction(eval, "publish", T("公开", "publish"), kEvaluations, RunEvalPublish, Reason::kOptional, true);
  AddFormAction(eval, "reopen", T("重新打开（财政部门）", "send an approved form back to work (finance)"), kEvaluations,
                RunEvalReopen, Reason::kRequired, true);
  AddFormAction(eval, "discard", T("作废草稿", "discard drafts"), kEvaluations, RunFormDiscard, Reason::kNone, true);
}

void CommandLine::AddFormFile(CLI::App* sub) {
  Takes(sub->add_option("--file", options_.file, T("文件（JSON）；- 为标准输入", "the file (JSON); - is stdin")),
        FileNames())
      ->required();
}

void CommandLine::AddTarget() {
  CLI::App* target = Group("target", T("绩效目标表", "performance targets"));
  CLI::App* list = Sub(target, "list", T("列出", "list them"), RunTargetList);
  AddOrg(list, T("单位，连同它下面的所有单位", "organisation with all below it"));
  list->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"));
  Takes(list->add_option("--state", target_state_, T("状态：", "state: ") + TargetStateChoices(language_)),
        WordsOf({"draft", "submitted", "reviewed", "approved", "returned", "discarded"}));
  AddLimit(list);
  CLI::App* show = Sub(target, "show", T("查看一份", "show one"), RunTargetShow);
  AddForm(show, kTargets);
  show->add_option("--revision", options_.revision, T("以前的某一版本", "as it was at this etag"));
  show->add_flag("--in-force", options_.in_force, T("批复的那一版", "as it was approved last"));
  CLI::App* create = Sub(target, "create", T("把文件存为草稿", "keep files as drafts"), RunTargetCreate);
  AddFiles(create);
  AddDryRun(create);
  CLI::App* submit =
      Sub(target, "submit", T("提交文件，或已存的草稿", "submit files, or drafts by name"), RunTargetSubmit);
  AddFiles(submit)->description(T("文件（JSON），或草稿的名称", "files (JSON), or names of drafts"));
  AddDryRun(submit);
  submit->footer(
      T("只有小写字母、数字和 - 的是名称，其余是文件。\n示例：\n  heng target submit *.json\n"
        "  heng target submit dt-2026-zhucun dt-2026-dangan",
        "What has only small letters, digits and - is a name, all else a file.\nExamples:\n"
        "  heng target submit *.json\n  heng target submit dt-2026-zhucun dt-2026-dangan"));
  CLI::App* check = Sub(target, "check", T("检查文件中的问题，不保存", "what is wrong with files"), RunTargetCheck);
  AddFiles(check);
  AddPolicyOption(check, T("规则（默认为施行的）", "policy (default: the one in force)"));
  AddFailOn(check);
  CLI::App* update = Sub(target, "update", T("用文件替换草稿的内容", "replace a draft by a file"), RunTargetUpdate);
  AddForm(update, kTargets);
  AddFormFile(update);
  AddStep(update, false);
  AddFormAction(target, "withdraw", T("撤回（审核人打开之前）", "take it back, until the reviewer has opened it"),
                kTargets, RunFormWithdraw, Reason::kOptional, true);
  AddFormAction(target, "ask-withdrawal", T("申请撤回（审核人打开之后）", "ask the reviewer for it back"), kTargets,
                RunFormAskWithdrawal, Reason::kRequired, false);
  AddAnswers(target, kTargets);
  const auto add_waiting = [this, target](const char* name, const std::string& description, Run run) {
    CLI::App* sub = Sub(target, name, description, run);
    AddForms(sub, kTargets);
    AddWaiting(sub);
    AddReason(sub, false);
    AddStep(sub, true);
  };
  add_waiting("review", T("审核（主管部门）", "review (department)"), RunTargetReview);
  add_waiting("approve", T("批复（财政部门）", "approve (finance)"), RunTargetApprove);
  AddReturn(target, kTargets);
  AddFormAction(target, "amend", T("调整：打开下一版，批复的一版继续有效", "open the next revision of an approved one"),
                kTargets, RunTargetAmend, Reason::kRequired, true);
  AddFormAction(target, "discard", T("作废草稿", "discard drafts"), kTargets, RunFormDiscard, Reason::kOptional, true);
}

void CommandLine::AddReturn(CLI::App* parent, const std::string& collection) {
  CLI::App* sub = Sub(parent, "return", T("退回，附意见", "send it back, with comments"), RunReviewReturn);
  AddForm(sub, collection);
  AddComments(sub, T("[行[.字段]:]意见，可给多个", "[ROW[.FIELD]:]TEXT, several allowed"))->required();
  AddStep(sub, true);
  const std::string group = collection == kTargets ? "target" : "review";
  sub->footer(T("示例：\n  heng ", "Examples:\n  heng ") + group +
              T(" return dt-2022-zhucun --comment r3.actual:缺少佐证 --comment 请附验收报告",
                " return dt-2022-zhucun --comment r3.actual:\"no proof\" --comment \"attach the report\""));
}

void CommandLine::AddReview() {
  CLI::App* review = Group("review", T("审核：自评表，以及写全名称的目标表", "review evaluations, and targets/… too"));
  CLI::App* queue = Sub(review, "queue", T("等您审核的表", "what waits for your review"), RunReviewQueue);
  AddOrg(queue, T("单位，连同它下面的所有单位", "organisation with all below it"));
  queue->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"));
  AddChoice(queue, "--type", "form_type", heng::v1::FormType_descriptor(), T("哪种表", "which form"));
  AddLimit(queue);
  CLI::App* show =
      Sub(review, "show", T("打开一份：此后撤回要经您同意", "open one: then it is not withdrawn without you"),
          RunReviewShow);
  AddForm(show, kEvaluations);
  AddReturn(review, kEvaluations);
  CLI::App* approve = Sub(review, "approve", T("审核通过；目标表则为审核或批复", "approve"), RunReviewApprove);
  AddForms(approve, kEvaluations);
  AddWaiting(approve);
  AddChoice(approve, "--type", "form_type", heng::v1::FormType_descriptor(), T("哪种表", "which form"));
  AddReason(approve, false);
  AddStep(approve, true);
  approve->footer(T("示例：\n  heng review approve dt-2022-zhucun\n  heng review approve --org sx-datong --year 2022",
                    "Examples:\n  heng review approve dt-2022-zhucun\n"
                    "  heng review approve --org sx-datong --year 2022"));
  CLI::App* accept = Sub(review, "accept", T("接收（财政部门）", "accept (finance)"), RunReviewAccept);
  AddForms(accept, kEvaluations);
  AddWaiting(accept);
  AddReason(accept, false);
  AddStep(accept, true);
  AddFormAction(review, "allow", T("同意撤回", "agree that it is withdrawn"), kEvaluations, RunReviewAllow,
                Reason::kOptional, false);
  CLI::App* score =
      Sub(review, "score", T("复评、复核：另给分数，单位的分数仍在", "scores beside the unit's own"), RunReviewScore);
  AddForm(score, kEvaluations);
  score->add_option("--row", options_.rows, T("行=分数:原因，可给多个", "ROW=SCORE:REASON, several allowed"))
      ->allow_extra_args(false);
  AddChoice(score, "--conclusion", "conclusion", heng::v1::Recheck::Conclusion_descriptor(),
            T("结论（有 --row 时为调整）", "conclusion (with --row: adjust)"));
  AddReason(score, true);
  AddStep(score, true);
  score->footer(T("示例：\n  heng review score dt-2022-zhucun --row r3=8.5:佐证不足 --reason 抽查发现",
                  "Examples:\n  heng review score dt-2022-zhucun --row r3=8.5:\"no proof\" --reason \"sampled\""));
  CLI::App* comment = Sub(review, "comment", T("提意见，不退回", "comment without returning it"), RunReviewComment);
  AddForm(comment, kEvaluations);
  AddComments(comment, T("[行[.字段]:]意见，可给多个", "[ROW[.FIELD]:]TEXT, several allowed"))->required();
  AddStep(comment, false);
}

}  // namespace heng::cli
