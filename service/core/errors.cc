#include "service/core/errors.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/rpc/error_details.pb.h"
#include "heng/v1/evaluation.pb.h"
#include "service/core/errors_internal.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

constexpr char kPayload[] = "type.googleapis.com/google.rpc.Status";
constexpr char kDomain[] = "heng";

constexpr size_t kMaxQuotedBytes = 120;

// The ids as one text; where there are too many for the details, the first ones and how many are left out.
std::string IdList(const std::vector<std::string>& ids) {
  constexpr size_t kMaxBytes = 600;
  std::string list;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (list.size() + ids[i].size() > kMaxBytes) return absl::StrCat(list, ", … (+", ids.size() - i, ")");
    absl::StrAppend(&list, list.empty() ? "" : ", ", ids[i]);
  }
  return list;
}

// Adds as many violations as the size limit allows, and says how many were left out.
void AddViolations(const std::vector<scoring::Violation>& violations, google::rpc::Status* details) {
  google::rpc::BadRequest bad_request;
  const size_t room = kMaxDetailBytes - details->ByteSizeLong() - 160;
  for (size_t i = 0; i < violations.size(); ++i) {
    auto* added = bad_request.add_field_violations();
    added->set_field(violations[i].field);
    added->set_description(absl::StrCat(violations[i].zh, " / ", violations[i].en));
    if (bad_request.ByteSizeLong() <= room) continue;
    const size_t left_out = violations.size() - i;
    added->set_field("…");
    added->set_description(absl::StrCat("另有 ", left_out, " 处。 / And ", left_out, " more."));
    break;
  }
  details->add_details()->PackFrom(bad_request);
}

std::string InOrder(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&out);
  out.Trim();
  return bytes;
}

}  // namespace

std::string Shortened(std::string_view value) {
  if (value.size() <= kMaxQuotedBytes) return std::string(value);
  size_t end = kMaxQuotedBytes;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(std::string(value.substr(0, end)), "…");
}

absl::Status MakeError(const ErrorEntry& entry) {
  google::rpc::Status details;
  details.set_code(static_cast<int>(entry.code));
  details.set_message(entry.en);
  google::rpc::ErrorInfo info;
  info.set_reason(entry.reason);
  info.set_domain(kDomain);
  info.mutable_metadata()->insert(entry.metadata.begin(), entry.metadata.end());
  details.add_details()->PackFrom(info);
  // The metadata in the order of its keys: what is said of one thing and of another can be compared byte by byte.
  details.mutable_details(details.details_size() - 1)->set_value(InOrder(info));
  google::rpc::LocalizedMessage chinese;
  chinese.set_locale("zh-CN");
  chinese.set_message(entry.zh);
  details.add_details()->PackFrom(chinese);
  if (entry.retry > absl::ZeroDuration()) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(entry.retry));
    retry.mutable_retry_delay()->set_nanos(
        static_cast<int32_t>(absl::ToInt64Nanoseconds(entry.retry % absl::Seconds(1))));
    details.add_details()->PackFrom(retry);
  }
  if (!entry.violations.empty()) AddViolations(entry.violations, &details);
  absl::Status status(entry.code, entry.en);
  status.SetPayload(kPayload, absl::Cord(details.SerializeAsString()));
  return status;
}

std::string Quoted(std::string_view value) { return absl::StrCat("\"", Shortened(value), "\""); }

absl::Status InvalidFields(const std::vector<scoring::Violation>& violations) {
  const std::string& first = violations.empty() ? std::string() : violations.front().field;
  return MakeError(
      {.code = absl::StatusCode::kInvalidArgument,
       .reason = "INVALID_FIELDS",
       .zh = absl::StrCat(violations.size(), " 处填写不符合要求，第一处：", first, "。请按各处说明修改后重试。"),
       .en = absl::StrCat(violations.size(), " field(s) are not well-formed, the first is ", first,
                          "; correct them and try again"),
       .violations = violations});
}

absl::Status InvalidField(std::string_view field, std::string_view zh, std::string_view en) {
  return InvalidFields({{std::string(field), std::string(zh), std::string(en)}});
}

scoring::Violation BadNameViolation(std::string_view field, std::string_view name) {
  return {std::string(field),
          absl::StrCat(Quoted(name),
                       " 不是名称；应形如 evaluations/dt-2022-canjiren（targets/…、orgs/…），编号为 3 至 63 "
                       "位小写字母、数字和连字符。"),
          absl::StrCat(
              Quoted(name),
              " is no such name; write evaluations/{id}, targets/{id} or orgs/{id} with an id of 3 to 63 lower-case "
              "letters, digits and hyphens")};
}

absl::Status BadName(std::string_view field, std::string_view name) {
  return InvalidFields({BadNameViolation(field, name)});
}

absl::Status RequestIdReused(std::string_view request_id) {
  return MakeError(
      {.code = absl::StatusCode::kInvalidArgument,
       .reason = "REQUEST_ID_REUSED",
       .zh = absl::StrCat("请求号 ", Quoted(request_id), " 已用于另一内容的请求。新的请求请换一个请求号。"),
       .en = absl::StrCat("request_id ", Quoted(request_id),
                          " was already used with another body; use a new id for a new request"),
       .metadata = {{"request_id", Shortened(request_id)}}});
}

absl::Status UnreadableRequest() {
  return MakeError({.code = absl::StatusCode::kInvalidArgument,
                    .reason = "UNREADABLE_REQUEST",
                    .zh = "无法读取请求：不是该方法的消息，或文本不是 UTF-8。",
                    .en = "the request can't be read: it is not a message of this method, or a text is not UTF-8"});
}

absl::Status EvaluationNotFound(std::string_view name) {
  return MakeError(
      {.code = absl::StatusCode::kNotFound,
       .reason = "EVALUATION_NOT_FOUND",
       .zh = absl::StrCat("没有自评表 ", Quoted(name), "。请用 ListEvaluations（heng eval list）查看已有的。"),
       .en = absl::StrCat("there is no evaluation ", Quoted(name), "; ListEvaluations (heng eval list) shows them"),
       .metadata = {{"name", Shortened(name)}}});
}

absl::Status ResourceNotFound(std::string_view name) {
  return MakeError({.code = absl::StatusCode::kNotFound,
                    .reason = "RESOURCE_NOT_FOUND",
                    .zh = absl::StrCat("没有 ", Quoted(name), "。请核对名称；各类的 list 命令列出已有的。"),
                    .en = absl::StrCat("there is no ", Quoted(name), "; the list commands show what there is"),
                    .metadata = {{"name", Shortened(name)}}});
}

absl::Status PolicyNotFound(std::string_view policy, const std::vector<std::string>& known_policies) {
  const std::string known = absl::StrJoin(known_policies, ", ");
  return MakeError({.code = absl::StatusCode::kNotFound,
                    .reason = "POLICY_NOT_FOUND",
                    .zh = absl::StrCat("没有评分规则 ", Quoted(policy), "。现有：", known, "。"),
                    .en = absl::StrCat("there is no policy ", Quoted(policy), "; there are: ", known),
                    .metadata = {{"policy", Shortened(policy)}}});
}

absl::Status EvaluationExists(std::string_view name) {
  return MakeError(
      {.code = absl::StatusCode::kAlreadyExists,
       .reason = "EVALUATION_EXISTS",
       .zh = absl::StrCat("自评表 ", Quoted(name), " 已存在。请换一个名称，或修改已有的。"),
       .en = absl::StrCat("evaluation ", Quoted(name), " exists already; choose another name or update it"),
       .metadata = {{"name", Shortened(name)}}});
}

absl::Status FormKeyTaken(std::string_view subject, std::string_view org, int32_t year, std::string_view by_name) {
  const bool target = TargetId(by_name).has_value();
  return MakeError(
      {.code = absl::StatusCode::kAlreadyExists,
       .reason = "FORM_KEY_TAKEN",
       .zh = absl::StrCat(std::string(org), " 的 ", std::string(subject), " 在 ", year, " 年度已有",
                          target ? "目标表 " : "自评表 ", std::string(by_name), "。请修改那一份，或先作废。"),
       .en = absl::StrCat(std::string(subject), " of ", std::string(org), " already has the ",
                          target ? "target " : "evaluation ", std::string(by_name), " for ", year,
                          "; update that one or discard it first"),
       .metadata = {{"name", Shortened(by_name)}}});
}

absl::Status EtagMismatch(std::string_view name, std::string_view given, int64_t current) {
  return MakeError({.code = absl::StatusCode::kAborted,
                    .reason = "ETAG_MISMATCH",
                    .zh = absl::StrCat(std::string(name), " 已被他人改动：你的版本是 ", Quoted(given), "，现在是 \"",
                                       current, "\"。请重新读取后再改。"),
                    .en = absl::StrCat(std::string(name), " has changed: your etag is ", Quoted(given),
                                       ", the current one is \"", current, "\"; read it again and repeat your change"),
                    .metadata = {{"name", Shortened(name)}, {"etag", absl::StrCat(current)}}});
}

absl::Status BlockedByFindings(int errors, const std::vector<std::string>& ids) {
  const std::string list = IdList(ids);
  return MakeError({.code = absl::StatusCode::kFailedPrecondition,
                    .reason = "BLOCKED_BY_FINDINGS",
                    .zh = absl::StrCat("有 ", errors, " 处错误，不能提交", ids.empty() ? "" : "：", list,
                                       "。heng check（ScoreEvaluation）列出全部问题及改法。"),
                    .en = absl::StrCat(errors, " error finding(s) block the submission", ids.empty() ? "" : ": ", list,
                                       "; `heng check` (ScoreEvaluation) lists them all with what to do"),
                    .metadata = {{"errors", absl::StrCat(errors)}, {"findings", list}}});
}

absl::Status FromStore(const absl::Status& store_status) {
  switch (store_status.code()) {
    case absl::StatusCode::kOk:
      return store_status;
    case absl::StatusCode::kResourceExhausted:
      return MakeError({.code = absl::StatusCode::kResourceExhausted,
                        .reason = "STORE_BUSY",
                        .zh = "服务端现在放不下这一请求（排队已满或磁盘已满），没有写入。请稍后用同一请求号重试。",
                        .en =
                            "the server has no room for this request now (its queue or its disk is full); nothing was "
                            "written; try again later with the same request_id",
                        .retry = absl::Seconds(1)});
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
      return MakeError(
          {.code = absl::StatusCode::kDeadlineExceeded,
           .reason = "DEADLINE_EXCEEDED",
           .zh = "在时限内没有轮到这一请求，没有写入。请用同一请求号重试。",
           .en = "the deadline passed before the request's turn came; nothing was written; try again with the "
                 "same request_id"});
    case absl::StatusCode::kUnavailable:
      return MakeError(
          {.code = absl::StatusCode::kUnavailable,
           .reason = "STORE_UNAVAILABLE",
           .zh = "存储暂时不可用。读取可直接重试；写入是否完成不能确定，请用同一请求号重试，不会重复写入。",
           .en = "the store is unavailable at the moment; read again, and repeat a write, of which it is unknown "
                 "whether it happened, with the same request_id: nothing is done twice",
           .retry = absl::Seconds(1)});
    case absl::StatusCode::kDataLoss:
      return MakeError({.code = absl::StatusCode::kDataLoss,
                        .reason = "STORE_DAMAGED",
                        .zh = "存储文件已损坏。请管理员停止服务并恢复备份。",
                        .en = "the store is damaged; the administrator must stop the server and restore a backup"});
    default:
      return MakeError({.code = absl::StatusCode::kInternal,
                        .reason = "INTERNAL",
                        .zh = "服务端内部错误，已记入日志。请把请求号告诉管理员。",
                        .en = "internal error, written to the server's log; tell the administrator the request id"});
  }
}

bool ReadDetails(const absl::Status& status, google::rpc::Status* details) {
  const auto payload = status.GetPayload(kPayload);
  return payload.has_value() && details->ParseFromString(std::string(*payload));
}

std::string ReasonOf(const absl::Status& status) {
  google::rpc::Status details;
  if (!ReadDetails(status, &details)) return "";
  google::rpc::ErrorInfo info;
  for (const auto& any : details.details()) {
    if (any.UnpackTo(&info)) return info.reason();
  }
  return "";
}

std::string ChineseOf(const absl::Status& status) {
  google::rpc::Status details;
  if (!ReadDetails(status, &details)) return "";
  google::rpc::LocalizedMessage chinese;
  for (const auto& any : details.details()) {
    if (any.UnpackTo(&chinese)) return chinese.message();
  }
  return "";
}

}  // namespace heng::core
