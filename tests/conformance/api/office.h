// An office of its own for one test, on the server under test: who does what on the way of a form.
//   a bureau (finance, second reviewer) > a department (reviewer) > a unit (preparers, unit head)
// All three are units below orgs/test-department: who may do what is a matter of grants, not of the type of an org.
#pragma once

#include <google/protobuf/text_format.h>

#include <map>
#include <string>

#include "heng/v1/access_service.pb.h"
#include "heng/v1/budget_service.pb.h"
#include "heng/v1/sample_service.pb.h"
#include "heng/v1/target_service.pb.h"
#include "heng/v1/workflow_service.pb.h"
#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {

// A message in protobuf's text format.
template <typename Message>
Message Parsed(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

class Office {
 public:
  // `rules` of the bureau, in text format: "unit_check: ON four_eyes: WARN".
  explicit Office(const std::string& rules = "");

  const std::string& bureau() const { return bureau_; }
  const std::string& department() const { return department_; }
  const std::string& unit() const { return unit_; }

  // Callers: "preparer", "preparer2", "head" (of the unit), "reviewer" (of the department), "second" (reviewer of the
  // bureau), "finance" (of the bureau), "tester" (every role on the root, with clearance).
  const std::string& PrincipalOf(const std::string& caller) const { return principals_.at(caller); }
  const std::string& TokenOf(const std::string& caller) const { return tokens_.at(caller); }

  // `method`: "EvaluationService/CheckEvaluation".
  template <typename Response, typename Request>
  Answer<Response> As(const std::string& caller, const std::string& method, const Request& request) const {
    const Answer<std::string> raw = CallRaw("/heng.v1." + method, request.SerializeAsString(), tokens_.at(caller));
    Answer<Response> answer;
    answer.status = raw.status;
    EXPECT_TRUE(answer.message.ParseFromString(raw.message)) << method;
    return answer;
  }
  template <typename Response, typename Request>
  Response Must(const std::string& caller, const std::string& method, const Request& request) const {
    const auto answer = As<Response>(caller, method, request);
    EXPECT_TRUE(answer.ok()) << method << " by " << caller << ": " << answer.error();
    return answer.message;
  }

  // A project of the unit.
  std::string NewProject(bool classified = false) const;
  // A small form, and a small target, of a project of the unit.
  heng::v1::FormContent Form() const;
  heng::v1::TargetContent TargetForm() const;
  // As drafts, made by the preparer.
  heng::v1::Evaluation Draft() const { return Draft(Form()); }
  heng::v1::Evaluation Draft(const heng::v1::FormContent& form) const;
  heng::v1::Target TargetDraft() const;
  // On its way: submitted by the preparer, approved by every reviewer.
  heng::v1::Evaluation Approved() const;

  // An action that is one FormActionRequest: Do("head", "CheckEvaluation", form). Fails the test if it is refused.
  template <typename F>
  F Do(const std::string& caller, const std::string& method, const F& form, const std::string& reason = "") const {
    return Must<F>(caller, Service(form) + method, ActionOn(form, reason));
  }
  // The same refused: the error, for FAILED_PRECONDITION and such. Fails the test if it is done.
  template <typename F>
  Error Refused(const std::string& caller, const std::string& method, const F& form,
                const std::string& reason = "") const {
    const auto answer = As<F>(caller, Service(form) + method, ActionOn(form, reason));
    EXPECT_FALSE(answer.ok()) << method << " by " << caller << " leads to " << answer.message.ShortDebugString();
    return answer.error();
  }

  heng::v1::Evaluation Submit(const std::string& caller, const heng::v1::Evaluation& form) const;
  heng::v1::Target Submit(const std::string& caller, const heng::v1::Target& form) const;
  Error SubmitRefused(const std::string& caller, const heng::v1::Evaluation& form) const;
  heng::v1::Evaluation Retitle(const std::string& caller, const heng::v1::Evaluation& form,
                               const std::string& title) const;
  // Comments on a row of the form ("": the form itself).
  template <typename F>
  F Return(const std::string& caller, const F& form, const std::string& row, const std::string& text) const {
    heng::v1::ReturnFormRequest request;
    request.set_name(form.name());
    request.set_etag(form.etag());
    auto* const comment = request.add_comments();
    comment->set_row_id(row);
    comment->set_text(text);
    return Must<F>(caller, Service(form) + "Return" + Kind(form), request);
  }
  // Answers every comment that waits.
  template <typename F>
  F AnswerAll(const std::string& caller, const F& form) const {
    heng::v1::AnswerCommentsRequest request;
    request.set_name(form.name());
    request.set_etag(form.etag());
    for (const auto& comment : form.review().comments()) {
      if (!comment.needs_answer() || !comment.answer().empty()) continue;
      auto* const answer = request.add_answers();
      answer->set_comment(comment.id());
      answer->set_text("已改");
    }
    return Must<F>(caller, Service(form) + "Answer" + Kind(form) + "Comments", request);
  }

  heng::v1::Evaluation Read(const std::string& caller, const heng::v1::Evaluation& form) const;
  heng::v1::Target Read(const std::string& caller, const heng::v1::Target& form) const;

  // Sets the rules of an org in place of those it has none of.
  void SetRules(const std::string& org, const std::string& rules) const;
  // What the budget system says of a project of the unit for 2022.
  heng::v1::BudgetResult ImportBudget(const std::string& project, const std::string& annual,
                                      const std::string& executed) const;

 private:
  static std::string Service(const heng::v1::Evaluation& /*form*/) { return "EvaluationService/"; }
  static std::string Service(const heng::v1::Target& /*form*/) { return "TargetService/"; }
  static std::string Kind(const heng::v1::Evaluation& /*form*/) { return "Evaluation"; }
  static std::string Kind(const heng::v1::Target& /*form*/) { return "Target"; }
  template <typename F>
  static heng::v1::FormActionRequest ActionOn(const F& form, const std::string& reason) {
    heng::v1::FormActionRequest request;
    request.set_name(form.name());
    request.set_etag(form.etag());
    request.set_reason(reason);
    return request;
  }
  std::string MakeOrg(const std::string& parent) const;
  void MakeCaller(const std::string& caller, const std::string& role, const std::string& org);

  std::string bureau_, department_, unit_;
  std::map<std::string, std::string> tokens_, principals_;
};

// "update submit …": what allowed_actions allow.
template <typename F>
std::string AllowedOf(const F& form) {
  std::string all;
  for (const auto& action : form.allowed_actions()) {
    if (action.allowed()) all += (all.empty() ? "" : " ") + action.action();
  }
  return all;
}

// FAILED_PRECONDITION with this reason, a sentence that holds `zh` and one that holds `en`.
void ExpectRefusal(const Error& error, const std::string& reason, const std::string& zh, const std::string& en);

}  // namespace heng::conformance
