// What the system does with target forms. One handler per method of TargetService; every front end calls these. What is
// the same for evaluations is in forms/.
#pragma once

#include <functional>
#include <string>

#include "heng/v1/target_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/forms/forms.h"
#include "service/core/writes.h"

namespace heng::core {

class Targets {
 public:
  struct Options {
    Writes* writes = nullptr;             // not owned; outlives this
    std::function<std::string()> new_id;  // a fresh "targets/…" for a form that names none
  };

  explicit Targets(Options options);

  // As those of Evaluations; what each method may answer stands in target_service.proto.
  void CheckForm(const CallContext& call, const heng::v1::CheckTargetFormRequest& request, Reply reply);
  void Create(const CallContext& call, const heng::v1::CreateTargetRequest& request, Reply reply);
  void Get(const CallContext& call, const heng::v1::GetTargetRequest& request, Reply reply);
  void List(const CallContext& call, const heng::v1::ListTargetsRequest& request, Reply reply);
  void Update(const CallContext& call, const heng::v1::UpdateTargetRequest& request, Reply reply);
  void Submit(const CallContext& call, const heng::v1::SubmitTargetRequest& request, Reply reply);
  void Discard(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Withdraw(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void AskWithdrawal(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void AllowWithdrawal(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Open(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Return(const CallContext& call, const heng::v1::ReturnFormRequest& request, Reply reply);
  void Review(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Approve(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Amend(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Comment(const CallContext& call, const heng::v1::CommentFormRequest& request, Reply reply);
  void Answer(const CallContext& call, const heng::v1::AnswerCommentsRequest& request, Reply reply);
  void Waive(const CallContext& call, const heng::v1::WaiveFindingRequest& request, Reply reply);
  void BatchSubmit(const CallContext& call, const heng::v1::BatchFormActionRequest& request, Reply reply);
  void BatchReview(const CallContext& call, const heng::v1::BatchFormActionRequest& request, Reply reply);
  void BatchApprove(const CallContext& call, const heng::v1::BatchFormActionRequest& request, Reply reply);

 private:
  Forms forms_;
};

}  // namespace heng::core
