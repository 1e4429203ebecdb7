// An evaluation or a target, where a command works with either; and the calls that do the same to both.
#pragma once

#include <string>
#include <variant>

#include "client/cli/commands.h"
#include "client/cli/render_review.h"
#include "client/cli/rpc.h"

namespace heng::cli {

class AnyForm {
 public:
  AnyForm() = default;
  explicit AnyForm(heng::v1::Evaluation form) : form_(std::move(form)) {}
  explicit AnyForm(heng::v1::Target form) : form_(std::move(form)) {}

  const std::string& name() const;
  const std::string& etag() const;
  // As results and transitions spell it: "DRAFT"; empty: none.
  std::string state() const;
  const std::string& project_name() const;
  const google::protobuf::RepeatedPtrField<heng::v1::AllowedAction>& allowed_actions() const;
  const heng::v1::ReviewRecord& review() const;
  const google::protobuf::Message& message() const;
  // Names of the rows; the form has to outlive them.
  RowNames rows() const;
  // Whether some row of the form has this id.
  bool HasRow(const std::string& row_id) const;
  bool Allows(const std::string& action) const;
  std::string Render(const Look& look) const;

 private:
  std::variant<heng::v1::Evaluation, heng::v1::Target> form_;
};

// "evaluations/x（J驻村帮扶）".
std::string Called(const AnyForm& form, Language language);

// By the name. `revision`: an etag it had; empty: as it is now.
Answer<AnyForm> GetForm(const Session& session, const std::string& name, const std::string& revision = "");

// Whether there is a call for the action, for one form or for many at once.
bool HasAction(const std::string& form, const std::string& action);
bool HasBatch(const std::string& form, const std::string& action);

// An action that takes no more than a reason, by the name allowed_actions gives it. Pre: HasAction.
Answer<AnyForm> Act(const Session& session, const std::string& action, const heng::v1::FormActionRequest& request);
// The same for many forms of one kind, at most kMaxBatch. Pre: HasBatch.
inline constexpr std::size_t kMaxBatch = 500;
Answer<heng::v1::BatchFormActionResponse> ActOnAll(const Session& session, const std::string& action,
                                                   const heng::v1::BatchFormActionRequest& request);

Answer<AnyForm> ReturnForm(const Session& session, const heng::v1::ReturnFormRequest& request);
Answer<AnyForm> CommentForm(const Session& session, const heng::v1::CommentFormRequest& request);
Answer<AnyForm> AnswerComments(const Session& session, const heng::v1::AnswerCommentsRequest& request);
Answer<AnyForm> WaiveFinding(const Session& session, const heng::v1::WaiveFindingRequest& request);

// Whose file it is and of which version: the name of the options, and --etag, else that of the file (a printed form has
// one), else the current one. nullopt: go on; else how the command ends.
template <typename Form>
std::optional<ExitCode> NameAndEtag(const Session& session, Form* form);
extern template std::optional<ExitCode> NameAndEtag(const Session& session, heng::v1::Evaluation* form);
extern template std::optional<ExitCode> NameAndEtag(const Session& session, heng::v1::Target* form);

// What the caller may do next, as commands.
void NoteNext(const Session& session, const AnyForm& form);

// Says what became of the form and what its caller may do next, as commands; as JSON the form itself. `before` is the
// state it had, empty: not known.
ExitCode DoneForm(const Session& session, const AnyForm& form, const std::string& what, const std::string& before = "");

}  // namespace heng::cli
