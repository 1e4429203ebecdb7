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
#include "scoring/policy.h"
#include "service/core/call_context.h"
#include "service/store/store.h"

namespace heng::core {

// Limits; shown in the docs.
inline constexpr int kDefaultPageSize = 100;
inline constexpr int kMaxPageSize = 1000;
inline constexpr int kMaxFullPageSize = 100;
// A page of whole forms stops at this size and goes on with the next, so that an answer always fits a message.
inline constexpr size_t kMaxPageBytes = 3 << 20;
inline constexpr size_t kMaxRequestIdBytes = 64;

class Evaluations {
 public:
  struct Options {
    store::Store* store = nullptr;                    // not owned; outlives this
    std::string default_policy;                       // "policies/shanxi-2022"; must exist
    std::function<std::string()> new_id;              // a fresh resource id for a form that names none
    std::function<void(std::string_view)> log_error;  // internal texts that callers never see
  };

  explicit Evaluations(Options options);

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in evaluation_service.proto.
  void Score(const CallContext& call, const heng::v1::ScoreEvaluationRequest& request, Reply reply);
  void Create(const CallContext& call, const heng::v1::CreateEvaluationRequest& request, Reply reply);
  void Get(const CallContext& call, const heng::v1::GetEvaluationRequest& request, Reply reply);
  void List(const CallContext& call, const heng::v1::ListEvaluationsRequest& request, Reply reply);
  void Update(const CallContext& call, const heng::v1::UpdateEvaluationRequest& request, Reply reply);
  void Submit(const CallContext& call, const heng::v1::SubmitEvaluationRequest& request, Reply reply);
  void Discard(const CallContext& call, const heng::v1::DiscardEvaluationRequest& request, Reply reply);

 private:
  struct Scored;     // a form made ready to be stored
  struct WriteCall;  // one write on its way

  absl::StatusOr<std::shared_ptr<const scoring::CompiledPolicy>> FindPolicy(std::string_view name) const;
  absl::StatusOr<Scored> ScoreForm(const heng::v1::FormContent& form, const heng::v1::Contacts& contacts,
                                   std::string_view policy) const;
  absl::Status SubmitStored(const CallContext& call, const heng::v1::SubmitEvaluationRequest& request, Reply reply);
  absl::Status SubmitForm(const CallContext& call, const heng::v1::SubmitEvaluationRequest& request, Reply reply);
  absl::Status StartUpdate(const CallContext& call, const heng::v1::UpdateEvaluationRequest& request, Reply reply);
  absl::Status StartCreate(const CallContext& call, const heng::v1::CreateEvaluationRequest& request, Reply reply);
  absl::Status StartDiscard(const CallContext& call, const heng::v1::DiscardEvaluationRequest& request, Reply reply);
  absl::StatusOr<std::string> AnswerPage(const heng::v1::ListEvaluationsRequest& request, size_t page_size,
                                         const std::string& filter, const std::vector<store::Header>& headers);
  void Run(WriteCall write, Reply reply);
  absl::StatusOr<std::string> AnswerReplay(const store::RequestRecord& record);
  absl::StatusOr<store::StoredForm> Load(const std::string& name, std::string_view field);
  // Turns an error of the store into one of the catalogue and logs what callers must not see.
  absl::Status Caught(const absl::Status& status) const;

  Options options_;
};

}  // namespace heng::core
