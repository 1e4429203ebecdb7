// What is done with forms of one kind, evaluations or targets: keep, change, submit, read, and every action of the
// workflow. The handlers of the services (evaluations.h, targets.h) take requests apart and call these.
//
// A write is prepared on the caller's thread (read, parse, check, score, serialize) and decided in the store's order;
// what was read must then still be what is stored, or it is ETAG_MISMATCH.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/field_mask.pb.h"
#include "heng/v1/review.pb.h"
#include "service/core/call_context.h"
#include "service/core/forms/form_kind.h"
#include "service/core/workflow/situation.h"
#include "service/core/writes.h"

namespace heng::core {

inline constexpr size_t kMaxReasonChars = 2000;

// What a request says of a form that it carries.
struct FormDraft {
  const std::string& name;                   // empty: none
  const std::string& etag;                   // empty: not compared
  const google::protobuf::Message& content;  // FormContent or TargetContent
  const heng::v1::Contacts* contacts;        // null: none
  const std::string& policy;                 // empty: the one in force
};

// What an edit of the review record knows of the write it is part of.
struct Editing {
  int64_t now;            // µs
  std::string etag;       // of the form after it
  std::string principal;  // "principals/x"
  std::string role;       // "reviewer"
  const store::Header& before;
};

// One action on a stored form. What is not needed stays empty.
struct FormAction {
  Action action = Action::kUpdate;
  std::string name = {}, etag = {}, reason = {};
  // Changes the review record; an error refuses the action. Runs on the writer thread, on the record that is stored.
  std::function<absl::Status(heng::v1::ReviewRecord*, const Editing&)> edit = {};
  // Columns of the header that are not the workflow's: totals of a recheck.
  std::function<void(store::Header*)> adjust = {};
  std::shared_ptr<const ScoredForm> scored = {};  // new content
  // The form it was worked out from, where that was read: nothing may come in between. Else Act reads it.
  std::optional<store::StoredForm> read = {};
};

// What an import does where the name or the key of a row is taken.
enum class OnConflict : uint8_t {
  kFail,    // refuses the row
  kSkip,    // leaves what is there
  kUpdate,  // replaces the content of what is there, as far as the workflow lets its author
};

// What became of a row of an import.
struct ImportedForm {
  enum class Outcome : uint8_t {
    kCreated,
    kUpdated,
    kUnchanged,  // it was there, word for word
    kSkipped,
    kRefused,
    kUndecided,  // it takes what stands in the form that is there: LookUp
  };
  Outcome outcome = Outcome::kRefused;
  absl::Status refusal;  // an error of the catalogue
  // The form as it is now. Refused: the one that is in the way, if there is one; else what the row was scored to.
  store::Header header;
};

// A form as it was read, with its review record parsed.
struct LoadedForm {
  store::StoredForm stored;
  std::unique_ptr<google::protobuf::Message> content;
  heng::v1::Contacts contacts;
  heng::v1::ReviewRecord record;
};

class Forms {
 public:
  // Neither is owned; both outlive this. `new_id`: a fresh id for a form that names none.
  Forms(const FormKind* kind, Writes* writes, std::function<std::string()> new_id);

  const FormKind& kind() const { return *kind_; }
  Writes* writes() const { return writes_; }

  void Create(WriteJob job, std::string_view body, const FormDraft& draft, Reply reply) const;
  void Update(WriteJob job, const FormDraft& draft, const google::protobuf::FieldMask& mask, Reply reply) const;
  // Creates or replaces the draft, and submits it.
  void Submit(WriteJob job, std::string_view body, const FormDraft& draft, Reply reply) const;
  // Submits a stored draft as it stands, scored anew.
  void SubmitStored(WriteJob job, const std::string& name, const std::string& etag, const std::string& policy,
                    Reply reply) const;
  void Act(WriteJob job, FormAction action, Reply reply) const;

  // ---- a row of an import (forms_import.cc): prepared, decided, and where it takes what stands in the form that is
  // there, looked up and decided again. PrepareImport and LookUp take their time: not for threads of calls or the
  // store.
  struct Write;  // one write on its way
  // `carrier`: the bytes of the Evaluation (Target) the draft stands in. An etag is not asked for.
  absl::StatusOr<std::shared_ptr<Write>> PrepareImport(WriteJob job, std::string_view carrier, const FormDraft& draft,
                                                       OnConflict on_conflict, bool submit) const;
  // `done`: once, on any thread, perhaps before this returns.
  void DecideImport(std::shared_ptr<Write> write, std::function<void(ImportedForm)> done) const;
  // kUndecided: to be decided again.
  ImportedForm LookUp(Write& write) const;

  // `revision`: an etag it had; empty: now.
  absl::StatusOr<std::string> Get(const CallContext& call, Method method, const std::string& name,
                                  const std::string& revision) const;

  // The stored form, if the caller may call `method` on it.
  absl::StatusOr<store::StoredForm> Load(const Authority& authority, Method method, const std::string& name,
                                         std::string_view field) const;
  absl::StatusOr<LoadedForm> LoadParsed(const Authority& authority, Method method, const std::string& name,
                                        std::string_view field = "name") const;
  // The same for a caller who may call `method` on the form's org: scored under the policy in force, which has to be
  // the one `wanted` names, if it names any.
  absl::StatusOr<ScoredForm> ScoreToKeep(Method method, const Authority& authority,
                                         const google::protobuf::Message& content, const heng::v1::Contacts& contacts,
                                         const std::vector<heng::v1::Waiver>& waivers, std::string_view wanted) const;

  // What the budget system says of an evaluation's money, if the caller may see that; nullopt: nothing. As fast as Get.
  absl::StatusOr<std::optional<heng::v1::Budget>> BudgetOf(const Authority& authority, std::string_view subject,
                                                           std::string_view org_id, int32_t fiscal_year) const;

  // The form as this caller sees it: contacts inside the unit and its department only.
  std::string Encode(const Authority& authority, const store::Header& header, const store::Revision& revision) const;

 private:
  class Decision;  // what is decided of a write

  absl::Status StartCreate(WriteJob job, std::string_view body, const FormDraft& draft, Reply reply) const;
  absl::Status StartUpdate(WriteJob job, const FormDraft& draft, const google::protobuf::FieldMask& mask,
                           Reply reply) const;
  absl::Status StartSubmit(WriteJob job, std::string_view body, const FormDraft& draft, Reply reply) const;
  absl::Status StartSubmitStored(WriteJob job, const std::string& name, const std::string& etag,
                                 const std::string& policy, Reply reply) const;
  absl::Status StartAct(WriteJob job, FormAction action, Reply reply) const;
  absl::StatusOr<std::vector<store::Mutation>> Decide(Write& write, const Authority& authority,
                                                      const store::Snapshot& snapshot) const;
  void Run(std::shared_ptr<Write> write, Reply reply) const;
  absl::StatusOr<store::StoredForm> Reload(Write& write) const;
  absl::StatusOr<std::string> AnswerReplay(const Authority& authority, const store::RequestRecord& record) const;
  absl::StatusOr<store::StoredForm> AsAnswered(const store::RequestRecord& record) const;

  const FormKind* const kind_;
  Writes* const writes_;
  const std::function<std::string()> new_id_;
};

// Reasons and comments of requests: not empty where they must not be, and not too long.
absl::Status CheckReason(std::string_view reason, bool required);

}  // namespace heng::core
