// The catalogue's part about the life of forms.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/errors_internal.h"
#include "service/core/workflow/texts.h"

namespace heng::core {
namespace {

absl::Status Precondition(std::string reason, std::string zh, std::string en,
                          std::map<std::string, std::string> metadata) {
  return MakeError({.code = absl::StatusCode::kFailedPrecondition,
                    .reason = std::move(reason),
                    .zh = std::move(zh),
                    .en = std::move(en),
                    .metadata = std::move(metadata)});
}

}  // namespace

absl::Status TargetNotFound(std::string_view name) {
  return MakeError({.code = absl::StatusCode::kNotFound,
                    .reason = "TARGET_NOT_FOUND",
                    .zh = absl::StrCat("没有目标表 ", Quoted(name), "。请核对名称（heng target list）。"),
                    .en = absl::StrCat("there is no target ", Quoted(name), "; `heng target list` shows what there is"),
                    .metadata = {{"name", Shortened(name)}}});
}

absl::Status TargetExists(std::string_view name) {
  return MakeError({.code = absl::StatusCode::kAlreadyExists,
                    .reason = "TARGET_EXISTS",
                    .zh = absl::StrCat("已有目标表 ", Quoted(name), "。请换一个名称，或修改已有的那份。"),
                    .en = absl::StrCat("the target ", Quoted(name), " exists; choose another name, or change that one"),
                    .metadata = {{"name", Shortened(name)}}});
}

absl::Status RevisionNotFound(std::string_view name, std::string_view revision, int64_t last) {
  return MakeError(
      {.code = absl::StatusCode::kNotFound,
       .reason = "REVISION_NOT_FOUND",
       .zh = absl::StrCat(Quoted(name), " 没有版本 ", Quoted(revision), "；版本从 1 到 ", last, "。"),
       .en = absl::StrCat(Quoted(name), " has no revision ", Quoted(revision), "; they go from 1 to ", last),
       .metadata = {{"name", Shortened(name)}}});
}

absl::Status NothingInForce(std::string_view name) {
  return MakeError({.code = absl::StatusCode::kNotFound,
                    .reason = "NOTHING_IN_FORCE",
                    .zh = absl::StrCat(Quoted(name), " 还没有批复过，没有生效的版本。"),
                    .en = absl::StrCat("no revision of ", Quoted(name), " was approved yet, so none is in force"),
                    .metadata = {{"name", Shortened(name)}}});
}

absl::Status WrongState(std::string_view name, heng::v1::FormType type, Action action, int32_t state, uint32_t from) {
  const std::map<std::string, std::string> metadata = {
      {"name", Shortened(name)}, {"state", StateName(type, state)}, {"action", std::string(ActionName(action))}};
  if (from == 0) {
    return Precondition("WRONG_STATE",
                        absl::StrCat(std::string(name), " 的状态是", StateInChinese(type, state), "，不能",
                                     ActionInChinese(action), "。"),
                        absl::StrCat(std::string(name), " is ", StateName(type, state), " and can't be changed by \"",
                                     std::string(ActionName(action)), "\""),
                        metadata);
  }
  const auto text = WrongStateText(type, action, state, from);
  return Precondition("WRONG_STATE", absl::StrCat(std::string(name), "：", text.zh()),
                      absl::StrCat(std::string(name), ": ", text.en()), metadata);
}

absl::Status RoleNeeded(std::string_view name, Action action, RoleSet roles) {
  std::vector<std::string> zh, en;
  for (const heng::v1::Role role : kAllRoles) {
    if (!Contains(roles, role)) continue;
    zh.push_back(RoleInChinese(role));
    en.push_back(RoleName(role));
  }
  return Precondition(
      "ROLE_NEEDED",
      absl::StrCat(std::string(name), " 在当前状态下须由", absl::StrJoin(zh, "或"), ActionInChinese(action), "。"),
      absl::StrCat(std::string(name), ": in its state it takes the role ", absl::StrJoin(en, " or "), " to ",
                   std::string(ActionName(action)), " it"),
      {{"name", Shortened(name)}, {"roles", absl::StrJoin(en, ",")}});
}

absl::Status NoReviewer(std::string_view name, std::string_view org) {
  return Precondition(
      "NO_REVIEWER",
      absl::StrCat(std::string(name), " 没有审核人：", std::string(org),
                   " 及其上级都没有授予主管部门（reviewer）角色。请管理员用 heng access grant 指定。"),
      absl::StrCat(std::string(name), " has no reviewer: nobody holds the role reviewer on ", std::string(org),
                   " or above it; an administrator names one with `heng access grant`"),
      {{"name", Shortened(name)}, {"org", Shortened(org)}});
}

absl::Status NotYourTurn(std::string_view name, std::string_view org) {
  return Precondition("NOT_YOUR_TURN",
                      absl::StrCat(std::string(name), " 现在由 ", std::string(org), " 审核，不由您所在的单位审核。"),
                      absl::StrCat("it is the turn of ", std::string(org), " to review ", std::string(name)),
                      {{"name", Shortened(name)}, {"org", Shortened(org)}});
}

absl::Status ActionRefused(std::string_view name, std::string_view action, const RefusalText& text) {
  return Precondition(text.reason, absl::StrCat(std::string(name), "：", text.zh),
                      absl::StrCat(std::string(name), ": ", text.en),
                      {{"name", Shortened(name)}, {"action", std::string(action)}});
}

absl::Status EtagConflict(std::string_view name, int64_t given, int64_t current,
                          const std::vector<ConflictingChange>& changes, const std::vector<std::string>& fields) {
  std::vector<std::string> who_zh, who_en;
  for (const ConflictingChange& change : changes) {
    who_zh.push_back(absl::StrCat(change.principal, " 于 ", MinuteOf(change.time), " ", change.action));
    who_en.push_back(absl::StrCat(change.action, " by ", change.principal, " at ", MinuteOf(change.time), " (+08:00)"));
  }
  const std::string list = Shortened(absl::StrJoin(fields, ", "));
  return MakeError(
      {.code = absl::StatusCode::kAborted,
       .reason = "ETAG_MISMATCH",
       .zh =
           absl::StrCat(std::string(name), " 已被改动：您的版本是 \"", given, "\"，现在是 \"", current, "\"。",
                        absl::StrJoin(who_zh, "；"), "。", fields.empty() ? "" : "改动的内容：", list,
                        fields.empty() ? "" : "。", "没有覆盖任何内容；请重新读取后再改（heng diff 可比较两个版本）。"),
       .en = absl::StrCat(std::string(name), " has changed: your etag is \"", given, "\", the current one is \"",
                          current, "\"; since then: ", absl::StrJoin(who_en, ", "),
                          fields.empty() ? "" : "; changed fields: ", list,
                          ". Nothing was overwritten: read it again and repeat your change (`heng diff` compares the "
                          "two)"),
       .metadata = {{"name", Shortened(name)},
                    {"etag", absl::StrCat(current)},
                    {"changed_by", Shortened(changes.back().principal)},
                    {"changed_fields", list}}});
}

absl::Status WaiverRefused(std::string_view name, std::string_view finding, bool exists) {
  if (!exists) {
    return Precondition("WAIVER_REFUSED",
                        absl::StrCat(std::string(name), " 在该处没有问题 ", Quoted(finding), "，无须豁免。"),
                        absl::StrCat(std::string(name), " has no finding ", Quoted(finding), " at that place to waive"),
                        {{"name", Shortened(name)}, {"finding", Shortened(finding)}});
  }
  return Precondition(
      "WAIVER_REFUSED", absl::StrCat("问题 ", Quoted(finding), " 应由填报人改正，不能自行豁免；审核人可以豁免。"),
      absl::StrCat("the finding ", Quoted(finding), " is its author's to mend; a reviewer may waive it"),
      {{"name", Shortened(name)}, {"finding", Shortened(finding)}});
}

}  // namespace heng::core
