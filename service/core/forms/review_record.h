// The review record of a form: what is added to it, and what it says.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "heng/v1/review.pb.h"
#include "heng/v1/workflow.pb.h"
#include "service/core/forms/forms.h"
#include "service/core/workflow/table.h"

namespace heng::core {

// Limits; shown in review.proto.
inline constexpr int kMaxComments = 500;
inline constexpr int kMaxCommentsAtOnce = 50;
inline constexpr size_t kMaxCommentChars = 2000;
inline constexpr int kMaxWaivers = 300;
inline constexpr int kMaxRechecks = 50;
inline constexpr int kMaxTransitions = 200;  // older ones stand in earlier revisions

using Comments = google::protobuf::RepeatedPtrField<heng::v1::Comment>;

// How many comments wait for an answer.
int OpenComments(const heng::v1::ReviewRecord& record);

// INVALID_FIELDS: none, too many, an empty or long text, a row the form does not have.
absl::Status CheckComments(const Comments& comments, const google::protobuf::Message& content);
// TOO_MANY: the form has as many as it may have.
absl::Status AddComments(const Comments& comments, const Editing& editing, heng::v1::ReviewRecord* record);
absl::Status AddComment(const std::string& text, const Editing& editing, heng::v1::ReviewRecord* record);
// INVALID_FIELDS: a comment that is not there or has its answer.
absl::Status AnswerComments(const heng::v1::AnswerCommentsRequest& request, const Editing& editing,
                            heng::v1::ReviewRecord* record);

// `after`: the header the transition leads to.
void AddTransition(const WorkflowRow& row, heng::v1::FormType type, const Editing& editing, const store::Header& after,
                   const std::string& reason, bool own_work, heng::v1::ReviewRecord* record);

// True if a row (of indicators, funds, tasks, attachments …) of the form has this id.
bool HasRow(const google::protobuf::Message& content, const std::string& row_id);

// Puts the score that counted at the header's etag and content into it: that of the last adjustment made of this
// content by then, if any; else it stays the unit's own.
void TakeRechecks(const heng::v1::ReviewRecord& record, store::Header* header);

}  // namespace heng::core
