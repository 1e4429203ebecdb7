#include "service/core/forms/review_record.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/core/access/principal_rules.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"

namespace heng::core {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using heng::v1::Comment;
using heng::v1::ReviewRecord;

constexpr size_t kMaxFieldChars = 100;
constexpr int kMaxDepth = 6;  // of messages in a form; rows stand at 3 at most

bool Waits(const Comment& comment) { return comment.needs_answer() && comment.answer().empty(); }

bool HasRowBelow(const Message& message, const std::string& row_id, int depth) {
  if (depth > kMaxDepth) return false;
  const auto* reflection = message.GetReflection();
  const auto* id = message.GetDescriptor()->FindFieldByName("id");
  if (id != nullptr && id->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
      reflection->GetString(message, id) == row_id) {
    return true;
  }
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  return std::any_of(fields.begin(), fields.end(), [&](const FieldDescriptor* field) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return false;
    if (!field->is_repeated()) return HasRowBelow(reflection->GetMessage(message, field), row_id, depth + 1);
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      if (HasRowBelow(reflection->GetRepeatedMessage(message, field, i), row_id, depth + 1)) return true;
    }
    return false;
  });
}

}  // namespace

int OpenComments(const ReviewRecord& record) {
  return static_cast<int>(std::count_if(record.comments().begin(), record.comments().end(), Waits));
}

bool HasRow(const Message& content, const std::string& row_id) {
  return !row_id.empty() && HasRowBelow(content, row_id, 0);
}

absl::Status CheckComments(const Comments& comments, const Message& content) {
  FieldProblems problems;
  if (comments.empty()) {
    problems.Add("comments", "至少写一条意见，说明要改什么。",
                 "are missing; say in at least one what has to be changed");
  }
  if (comments.size() > kMaxCommentsAtOnce) {
    problems.Add("comments", absl::StrCat("有 ", comments.size(), " 条，一次最多 ", kMaxCommentsAtOnce, " 条。"),
                 absl::StrCat("are ", comments.size(), "; at most ", kMaxCommentsAtOnce, " at once"));
    return problems.Take();
  }
  for (int i = 0; i < comments.size(); ++i) {
    const Comment& comment = comments[i];
    const std::string field = absl::StrCat("comments[", i, "].");
    problems.Prose(field + "text", comment.text(), kMaxCommentChars, /*may_be_empty=*/false);
    problems.Text(field + "field", comment.field(), kMaxFieldChars, /*may_be_empty=*/true);
    if (!comment.row_id().empty() && !HasRow(content, comment.row_id())) {
      problems.Add(field + "rowId", absl::StrCat("本表没有编号为 ", Quoted(comment.row_id()), " 的行。"),
                   absl::StrCat("the form has no row with the id ", Quoted(comment.row_id())));
    }
  }
  return problems.Take();
}

absl::Status AddComments(const Comments& comments, const Editing& editing, ReviewRecord* record) {
  if (record->comments_size() + comments.size() > kMaxComments) {
    return TooMany("一张表的审核意见", "comments on one form", kMaxComments);
  }
  for (const Comment& given : comments) {
    Comment* const comment = record->add_comments();
    comment->set_id(absl::StrCat("c", record->comments_size()));
    comment->set_row_id(given.row_id());
    comment->set_field(given.field());
    comment->set_text(given.text());
    comment->set_author(editing.principal);
    comment->set_role(editing.role);
    SetTime(editing.now, comment->mutable_time());
    comment->set_etag(absl::StrCat(editing.before.etag));
    comment->set_needs_answer(true);
  }
  return absl::OkStatus();
}

absl::Status AddComment(const std::string& text, const Editing& editing, ReviewRecord* record) {
  Comments comments;
  comments.Add()->set_text(text);
  return AddComments(comments, editing, record);
}

absl::Status AnswerComments(const heng::v1::AnswerCommentsRequest& request, const Editing& editing,
                            ReviewRecord* record) {
  FieldProblems problems;
  if (request.answers().empty()) problems.Add("answers", "至少答复一条意见。", "are missing; answer at least one");
  for (int i = 0; i < request.answers_size(); ++i) {
    const auto& answer = request.answers(i);
    const std::string field = absl::StrCat("answers[", i, "].");
    problems.Prose(field + "text", answer.text(), kMaxCommentChars, /*may_be_empty=*/false);
    auto* const comments = record->mutable_comments();
    const auto found = std::find_if(comments->begin(), comments->end(),
                                    [&](const Comment& comment) { return comment.id() == answer.comment(); });
    if (found == comments->end()) {
      problems.Add(field + "comment", absl::StrCat("没有编号为 ", Quoted(answer.comment()), " 的意见。"),
                   absl::StrCat("there is no comment ", Quoted(answer.comment())));
      continue;
    }
    if (!Waits(*found)) {
      problems.Add(field + "comment", absl::StrCat("意见 ", answer.comment(), " 已经答复过。"),
                   absl::StrCat("the comment ", answer.comment(), " has its answer"));
      continue;
    }
    found->set_answer(answer.text());
    found->set_answered_by(editing.principal);
    SetTime(editing.now, found->mutable_answer_time());
  }
  return problems.Take();
}

void AddTransition(const WorkflowRow& row, heng::v1::FormType type, const Editing& editing, const store::Header& after,
                   const std::string& reason, bool own_work, ReviewRecord* record) {
  auto* const transitions = record->mutable_transitions();
  if (transitions->size() >= kMaxTransitions) {
    transitions->DeleteSubrange(0, transitions->size() - kMaxTransitions + 1);
  }
  heng::v1::Transition* const made = transitions->Add();
  made->set_action(std::string(ActionName(row.action)));
  made->set_from(StateName(type, editing.before.state));
  made->set_to(StateName(type, after.state));
  made->set_principal(editing.principal);
  made->set_role(editing.role);
  SetTime(editing.now, made->mutable_time());
  made->set_reason(reason);
  made->set_etag(editing.etag);
  made->mutable_policy()->set_name(after.policy);
  made->mutable_policy()->set_content_sha256(after.policy_sha256);
  made->set_own_work(own_work);
  made->set_late((row.effects & kBecomesFiled) != 0 && (after.flags & store::kLate) != 0);
}

void TakeRechecks(const ReviewRecord& record, store::Header* header) {
  header->score_source = 0;
  for (const heng::v1::Recheck& recheck : record.rechecks()) {
    int64_t of = 0;  // the etag that was rechecked
    if (recheck.conclusion() != heng::v1::Recheck::ADJUST || !absl::SimpleAtoi(recheck.etag(), &of)) continue;
    if (of < header->content_rev || of >= header->etag) continue;
    header->total = ScaledDecimal(recheck.has_total(), recheck.total(), kScorePlaces);
    header->grade = recheck.grade();
    header->score_source = recheck.source();
  }
}

}  // namespace heng::core
