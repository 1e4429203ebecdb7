// What the system does with self-evaluation forms: score, keep, change, submit, find. One handler per method of
// EvaluationService; every front end calls these.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "heng/v1/evaluation_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/policies/policy_book.h"
#include "service/core/writes.h"

namespace heng::core {

// Limits; shown in the docs.
inline constexpr int kDefaultPageSize = 100;
inline constexpr int kMaxPageSize = 1000;
inline constexpr int kMaxFullPageSize = 100;
// A page of whole forms stops at this size and goes on with the next, so that an answer always fits a message.
inline constexpr size_t kMaxPageBytes = 3 << 20;

class Evaluations {
 public:
  struct Options {
    Writes* writes = nullptr;             // not owned; outlives this
    std::function<std::string()> new_id;  // a fresh resource id for a form that names none
  };

  explicit Evaluations(Options options);

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in evaluation_service.proto.
  void Score(const CallContext& call, const heng::v1::ScoreEvaluationRequest& request, Reply reply);
  void Create(const CallContext& call, const heng::v1::CreateEvaluationRequest& request, Reply reply);
  void Get(const CallContext& call, const heng::v1::GetEvaluationRequest& request, Reply reply);
  void List(const CallContext& call, const heng::v1::ListEvaluationsRequest& request, Reply reply);
  void Count(const CallContext& call, const heng::v1::CountEvaluationsRequest& request, Reply reply);
  void Update(const CallContext& call, const heng::v1::UpdateEvaluationRequest& request, Reply reply);
  void Submit(const CallContext& call, const heng::v1::SubmitEvaluationRequest& request, Reply reply);
  void Discard(const CallContext& call, const heng::v1::DiscardEvaluationRequest& request, Reply reply);

 private:
  struct Scored;     // a form made ready to be stored
  struct WriteCall;  // one write on its way

  absl::StatusOr<Scored> ScoreForm(const heng::v1::FormContent& form, const heng::v1::Contacts& contacts,
                                   const KeptPolicy& policy) const;
  // For a caller who may call `method` on the form's org: scored under the policy in force, which has to be the one
  // `wanted` names, if it names any.
  absl::StatusOr<Scored> ScoreToKeep(Method method, const Authority& authority, const heng::v1::FormContent& form,
                                     const heng::v1::Contacts& contacts, std::string_view wanted) const;
  absl::Status SubmitStored(const CallContext& call, const heng::v1::SubmitEvaluationRequest& request, Reply reply);
  absl::Status SubmitForm(const CallContext& call, const heng::v1::SubmitEvaluationRequest& request, Reply reply);
  absl::Status StartUpdate(const CallContext& call, const heng::v1::UpdateEvaluationRequest& request, Reply reply);
  absl::Status StartCreate(const CallContext& call, const heng::v1::CreateEvaluationRequest& request, Reply reply);
  absl::Status StartDiscard(const CallContext& call, const heng::v1::DiscardEvaluationRequest& request, Reply reply);
  absl::StatusOr<std::string> AnswerPage(const heng::v1::ListEvaluationsRequest& request, const Authority& authority,
                                         size_t page_size, const std::string& filter,
                                         const std::vector<store::Header>& headers);
  void Run(WriteCall write, Reply reply);
  absl::StatusOr<std::string> AnswerReplay(const Authority& authority, const store::RequestRecord& record);
  // The stored form, if the caller may call `method` on it.
  absl::StatusOr<store::StoredForm> Load(const Authority& authority, Method method, const std::string& name,
                                         std::string_view field);

  Options options_;
};

}  // namespace heng::core
