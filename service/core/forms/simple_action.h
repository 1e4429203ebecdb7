// Actions that need no more than a reason, and comments: the same for evaluations and targets.
#pragma once

#include <utility>

#include "heng/v1/workflow.pb.h"
#include "service/core/forms/forms.h"
#include "service/core/forms/review_record.h"

namespace heng::core {

void ActSimply(const Forms& forms, Method method, Action action, const CallContext& call,
               const heng::v1::FormActionRequest& request, Reply reply);
// The reason is what the author has to answer.
void ActAsking(const Forms& forms, Method method, Action action, const CallContext& call,
               const heng::v1::FormActionRequest& request, Reply reply);
void ReturnForm(const Forms& forms, Method method, const CallContext& call, const heng::v1::ReturnFormRequest& request,
                Reply reply);
void CommentForm(const Forms& forms, Method method, const CallContext& call,
                 const heng::v1::CommentFormRequest& request, Reply reply);
void AnswerForm(const Forms& forms, Method method, const CallContext& call,
                const heng::v1::AnswerCommentsRequest& request, Reply reply);
void WaiveFinding(const Forms& forms, Method method, const CallContext& call,
                  const heng::v1::WaiveFindingRequest& request, Reply reply);

// Submits a stored draft, as part of a batch.
void SubmitDraft(const Forms& forms, Method method, const CallContext& call, const heng::v1::FormActionRequest& request,
                 Reply reply);

// One form of a batch: `call` carries the bytes of `request`.
using OneAction = std::function<void(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply)>;
// Up to kMaxBatch forms, each decided, written and answered on its own; the answer comes when all have.
inline constexpr int kMaxBatch = 500;
void ActOnEach(const Forms& forms, Method method, const CallContext& call,
               const heng::v1::BatchFormActionRequest& request, const OneAction& one, Reply reply);

}  // namespace heng::core
