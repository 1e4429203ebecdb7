// One call, one event: every method that changes something, of every service the server has, found by its `request_id`.
// Requests of actions on forms stand in one_event_forms.cc.
#include "tests/conformance/api/one_event.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/unknown_field_set.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "heng/v1/access_service.pb.h"
#include "heng/v1/budget_service.pb.h"
#include "heng/v1/policy_service.pb.h"
#include "heng/v1/report_service.pb.h"
#include "heng/v1/sample_service.pb.h"
#include "heng/v1/workflow_service.pb.h"
#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using heng::v1::Event;

std::string NewOrg() {
  const std::string name = "orgs/" + UniqueId("o");
  RegisterOrg(name);
  return name;
}

std::string NewProject() {
  heng::v1::FormContent form;
  form.set_subject("projects/" + UniqueId("p"));
  Register(form);
  return form.subject();
}

std::string NewPrincipal() {
  const std::string name = "principals/" + UniqueId("u");
  Do<heng::v1::CreatePrincipalRequest>(
      "AccessService/CreatePrincipal",
      "principal { name: " + Quote(name) + " title: 'one' org: 'orgs/test-department' }");
  return name;
}

std::string NewToken() {
  heng::v1::Token token;
  EXPECT_TRUE(token.ParseFromString(Do<heng::v1::CreateTokenRequest>(
      "AccessService/CreateToken", "token { principal: " + Quote(NewPrincipal()) + " title: 'one' }")));
  return token.name();
}

std::string WindowText(const std::string& org) {
  return "org: " + Quote(org) + " fiscal_year: 2022 form_type: EVALUATION ";
}

std::string NewWindow(const std::string& org) {
  heng::v1::FilingWindow window;
  EXPECT_TRUE(window.ParseFromString(Do<heng::v1::SetFilingWindowRequest>(
      "AccessService/SetFilingWindow", "window { " + WindowText(org) + " close_date: '2023-03-31' }")));
  return window.name();
}

std::string ExtensionText(const std::string& org) {
  return "extension { " + WindowText(org) + " until: '2023-04-30' reason: 'one' }";
}

std::string NewExtension() {
  const std::string org = NewOrg();
  NewWindow(org);
  heng::v1::FilingExtension extension;
  EXPECT_TRUE(extension.ParseFromString(
      Do<heng::v1::SetFilingExtensionRequest>("AccessService/SetFilingExtension", ExtensionText(org))));
  return extension.name();
}

std::string ActivationText() {
  return "activation { policy: 'policies/mof-2020' from_year: 2050 org: " + Quote(NewOrg()) + " }";
}

std::string NewActivation() {
  heng::v1::PolicyActivation activation;
  EXPECT_TRUE(activation.ParseFromString(
      Do<heng::v1::ActivatePolicyRequest>("PolicyService/ActivatePolicy", ActivationText())));
  return activation.name();
}

std::string RulesText() { return "rules { four_eyes: WARN org: " + Quote(NewOrg()) + " }"; }

std::string NewRules() {
  heng::v1::WorkflowRules rules;
  EXPECT_TRUE(
      rules.ParseFromString(Do<heng::v1::SetWorkflowRulesRequest>("WorkflowService/SetWorkflowRules", RulesText())));
  return rules.name();
}

std::string RecordText() {
  return "department_evaluation { fiscal_year: 2022 title: 'one' org: " + Quote(NewOrg()) + " }";
}

std::string NewRecord() {
  heng::v1::DepartmentEvaluation record;
  EXPECT_TRUE(record.ParseFromString(
      Do<heng::v1::RecordDepartmentEvaluationRequest>("ReportService/RecordDepartmentEvaluation", RecordText())));
  return record.name();
}

heng::v1::FormContent RegisteredForm() {
  auto form = SmallForm();
  Register(form);
  return form;
}

// A new method that changes something needs a line here.
GoodRequestMap OfficeRequests() {
  return {
      {"heng.v1.EvaluationService.CreateEvaluation",
       [] {
         auto request = std::make_unique<heng::v1::CreateEvaluationRequest>();
         request->mutable_evaluation()->set_name("evaluations/" + UniqueId("one"));
         *request->mutable_evaluation()->mutable_form() = RegisteredForm();
         return Good{std::move(request), "evaluation.create"};
       }},
      {"heng.v1.EvaluationService.UpdateEvaluation",
       [] {
         const auto draft = CreateDraft(SmallForm());
         auto request = std::make_unique<heng::v1::UpdateEvaluationRequest>();
         request->mutable_evaluation()->set_name(draft.name());
         request->mutable_evaluation()->set_etag(draft.etag());
         request->mutable_evaluation()->mutable_form()->set_title("改过的标题");
         request->mutable_update_mask()->add_paths("form.title");
         return Good{std::move(request), "evaluation.update"};
       }},
      {"heng.v1.EvaluationService.SubmitEvaluation",
       [] {
         auto request = std::make_unique<heng::v1::SubmitEvaluationRequest>();
         *request->mutable_evaluation()->mutable_form() = RegisteredForm();
         return Good{std::move(request), "evaluation.submit"};
       }},
      {"heng.v1.EvaluationService.DiscardEvaluation",
       [] {
         const auto draft = CreateDraft(SmallForm());
         auto request = std::make_unique<heng::v1::DiscardEvaluationRequest>();
         request->set_name(draft.name());
         request->set_etag(draft.etag());
         return Good{std::move(request), "evaluation.discard"};
       }},
      {"heng.v1.DirectoryService.CreateOrg",
       [] {
         return Of<heng::v1::CreateOrgRequest>("org.create", "org { name: 'orgs/" + UniqueId("o") +
                                                                 "' title: 'one' type: UNIT "
                                                                 "parent: 'orgs/test-department' }");
       }},
      {"heng.v1.DirectoryService.UpdateOrg",
       [] {
         return Of<heng::v1::UpdateOrgRequest>("org.update", "org { etag: '1' title: 'two' name: " + Quote(NewOrg()) +
                                                                 " } update_mask { paths: 'title' }");
       }},
      {"heng.v1.DirectoryService.CloseOrg",
       [] { return Of<heng::v1::CloseOrgRequest>("org.close", "etag: '1' name: " + Quote(NewOrg())); }},
      {"heng.v1.DirectoryService.CreateProject",
       [] {
         return Of<heng::v1::CreateProjectRequest>(
             "project.create",
             "project { name: 'projects/" + UniqueId("p") + "' title: 'one' org: 'orgs/test-department' }");
       }},
      {"heng.v1.DirectoryService.UpdateProject",
       [] {
         return Of<heng::v1::UpdateProjectRequest>(
             "project.update",
             "project { etag: '1' title: 'two' name: " + Quote(NewProject()) + " } update_mask { paths: 'title' }");
       }},
      {"heng.v1.DirectoryService.CloseProject",
       [] { return Of<heng::v1::CloseProjectRequest>("project.close", "etag: '1' name: " + Quote(NewProject())); }},
      {"heng.v1.DirectoryService.ReplaceProjects",
       [] {
         return Of<heng::v1::ReplaceProjectsRequest>("project.replace",
                                                     "predecessors: " + Quote(NewProject()) + " successors: " +
                                                         Quote(NewProject()) + " successors: " + Quote(NewProject()),
                                                     3);
       }},
      {"heng.v1.AccessService.CreatePrincipal",
       [] {
         return Of<heng::v1::CreatePrincipalRequest>(
             "principal.create",
             "principal { name: 'principals/" + UniqueId("u") + "' title: 'one' org: 'orgs/test-department' }");
       }},
      {"heng.v1.AccessService.UpdatePrincipal",
       [] {
         return Of<heng::v1::UpdatePrincipalRequest>(
             "principal.update",
             "principal { etag: '1' title: 'two' name: " + Quote(NewPrincipal()) + " } update_mask { paths: 'title' }");
       }},
      {"heng.v1.AccessService.AddGrant",
       [] {
         return Of<heng::v1::AddGrantRequest>(
             "principal.grant",
             "principal: " + Quote(NewPrincipal()) + " grant { role: AUDITOR org: 'orgs/test-department' }");
       }},
      {"heng.v1.AccessService.RemoveGrant",
       [] {
         const std::string text =
             "principal: " + Quote(NewPrincipal()) + " grant { role: AUDITOR org: 'orgs/test-department' }";
         Do<heng::v1::AddGrantRequest>("AccessService/AddGrant", text);
         return Of<heng::v1::RemoveGrantRequest>("principal.ungrant", text);
       }},
      {"heng.v1.AccessService.CreateToken",
       [] {
         Good good = Of<heng::v1::CreateTokenRequest>(
             "token.create", "token { title: 'one' principal: " + Quote(NewPrincipal()) + " }");
         good.secret_in_answer = true;
         return good;
       }},
      {"heng.v1.AccessService.RevokeToken",
       [] { return Of<heng::v1::RevokeTokenRequest>("token.revoke", "name: " + Quote(NewToken())); }},
      {"heng.v1.AccessService.SetFilingWindow",
       [] {
         return Of<heng::v1::SetFilingWindowRequest>(
             "window.set", "window { " + WindowText(NewOrg()) + " close_date: '2023-03-31' }");
       }},
      {"heng.v1.AccessService.DeleteFilingWindow",
       [] { return Of<heng::v1::DeleteFilingWindowRequest>("window.delete", "name: " + Quote(NewWindow(NewOrg()))); }},
      {"heng.v1.AccessService.SetFilingExtension",
       [] {
         const std::string org = NewOrg();
         NewWindow(org);
         return Of<heng::v1::SetFilingExtensionRequest>("extension.set", ExtensionText(org));
       }},
      {"heng.v1.AccessService.DeleteFilingExtension",
       [] { return Of<heng::v1::DeleteFilingExtensionRequest>("extension.delete", "name: " + Quote(NewExtension())); }},
      {"heng.v1.PolicyService.CreatePolicy",
       [] {
         return Of<heng::v1::CreatePolicyRequest>("policy.create",
                                                  "policy { name: 'policies/" + UniqueId("own") +
                                                      "' revision: 1 based_on: 'policies/shanxi-2022@1' "
                                                      "title { zh: 'one' en: 'one' } }");
       }},
      {"heng.v1.PolicyService.ActivatePolicy",
       [] { return Of<heng::v1::ActivatePolicyRequest>("policy.activate", ActivationText()); }},
      {"heng.v1.PolicyService.DeactivatePolicy",
       [] { return Of<heng::v1::DeactivatePolicyRequest>("policy.deactivate", "name: " + Quote(NewActivation())); }},
      {"heng.v1.WorkflowService.SetWorkflowRules",
       [] { return Of<heng::v1::SetWorkflowRulesRequest>("workflow.set", RulesText()); }},
      {"heng.v1.WorkflowService.DeleteWorkflowRules",
       [] {
         return Of<heng::v1::DeleteWorkflowRulesRequest>("workflow.delete", "etag: '1' name: " + Quote(NewRules()));
       }},
      {"heng.v1.ReportService.RecordDepartmentEvaluation",
       [] { return Of<heng::v1::RecordDepartmentEvaluationRequest>("department-evaluation.record", RecordText()); }},
      {"heng.v1.ReportService.DeleteDepartmentEvaluation",
       [] {
         return Of<heng::v1::DeleteDepartmentEvaluationRequest>("department-evaluation.delete",
                                                                "etag: '1' name: " + Quote(NewRecord()));
       }},
      {"heng.v1.ReportService.SetYearFacts",
       [] {
         return Of<heng::v1::SetYearFactsRequest>("year-facts.set",
                                                  "facts { fiscal_year: 2022 org: " + Quote(NewOrg()) + " }");
       }},
      // Of an org without forms: each form that is drawn leaves an event of its own.
      {"heng.v1.SampleService.DrawSample",
       [] {
         return Of<heng::v1::DrawSampleRequest>(
             "sample.draw", "sample { fiscal_year: 2022 method: RANDOM size: 1 org: " + Quote(NewOrg()) + " }");
       }},
  };
}

const GoodRequestMap& GoodRequests() {
  static const GoodRequestMap requests = [] {
    GoodRequestMap all = OfficeRequests();
    all.merge(FormActionRequests());
    return all;
  }();
  return requests;
}

// Names of the services the server says it has. Debian does not package the contract of reflection, so the answer is
// taken apart by field numbers: ServerReflectionResponse.list_services_response = 6, .service = 1, .name = 1.
std::set<std::string> ServiceNames() {
  grpc::GenericStub stub(Channel());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  grpc::CompletionQueue queue;
  const auto next = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  auto call = stub.PrepareCall(&context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  call->StartCall(nullptr);
  EXPECT_TRUE(next());
  const grpc::Slice list_services(std::string("\x3a\x01*"));  // ServerReflectionRequest{list_services: "*"}
  call->Write(grpc::ByteBuffer(&list_services, 1), nullptr);
  EXPECT_TRUE(next());
  grpc::ByteBuffer response;
  call->Read(&response, nullptr);
  EXPECT_TRUE(next());
  call->WritesDone(nullptr);
  EXPECT_TRUE(next());
  grpc::Status status;
  call->Finish(&status, nullptr);
  EXPECT_TRUE(next() && status.ok());
  grpc::Slice body;
  EXPECT_TRUE(response.DumpToSingleSlice(&body).ok());

  const auto inside = [](const std::vector<std::string>& messages, int number) {
    std::vector<std::string> found;
    for (const std::string& bytes : messages) {
      google::protobuf::UnknownFieldSet fields;
      EXPECT_TRUE(fields.ParseFromString(bytes));
      for (int i = 0; i < fields.field_count(); ++i) {
        const auto& field = fields.field(i);
        if (field.number() == number && field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) {
          found.push_back(field.length_delimited());
        }
      }
    }
    return found;
  };
  const std::string bytes(reinterpret_cast<const char*>(body.begin()), body.size());
  const auto names = inside(inside(inside({bytes}, 6), 1), 1);
  return {names.begin(), names.end()};
}

// All methods of Heng's services whose request has a request id.
std::vector<const MethodDescriptor*> MutatingMethods() {
  heng::v1::ImportBudgetsRequest::descriptor();  // links its contract, of which there is no request here
  std::vector<const MethodDescriptor*> methods;
  for (const std::string& name : ServiceNames()) {
    if (!name.starts_with("heng.")) continue;
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    EXPECT_NE(service, nullptr) << name << " is served but unknown here; include its contract and use it";
    for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      if (method->input_type()->FindFieldByName("request_id") != nullptr) methods.push_back(method);
    }
  }
  return methods;
}

void SetText(const char* field, const std::string& text, Message* message) {
  message->GetReflection()->SetString(message, message->GetDescriptor()->FindFieldByName(field), text);
}

void SetFlag(const char* field, bool on, Message* message) {
  message->GetReflection()->SetBool(message, message->GetDescriptor()->FindFieldByName(field), on);
}

Answer<std::string> Send(const MethodDescriptor* method, const Message& request) {
  return CallRaw("/" + method->service()->full_name() + "/" + method->name(), request.SerializeAsString());
}

bool IsBatch(const MethodDescriptor* method) {
  return method->output_type() == heng::v1::BatchFormActionResponse::descriptor();
}

// The result of the one form of a batch.
heng::v1::FormResult ResultIn(const std::string& bytes) {
  heng::v1::BatchFormActionResponse batch;
  EXPECT_TRUE(batch.ParseFromString(bytes));
  EXPECT_EQ(batch.results_size(), 1);
  return batch.results_size() == 1 ? batch.results(0) : heng::v1::FormResult();
}

// A batch is answered, and refuses its forms one by one.
bool IsDone(const MethodDescriptor* method, const Answer<std::string>& answer) {
  return answer.ok() && (!IsBatch(method) || ResultIn(answer.message).code().empty());
}

// The `name` in a serialized answer of the method.
std::string NameIn(const MethodDescriptor* method, const std::string& bytes) {
  if (IsBatch(method)) return ResultIn(bytes).name();
  google::protobuf::DynamicMessageFactory factory;
  const std::unique_ptr<Message> answer(factory.GetPrototype(method->output_type())->New());
  EXPECT_TRUE(answer->ParseFromString(bytes));
  const auto* name = method->output_type()->FindFieldByName("name");
  return name == nullptr ? "" : answer->GetReflection()->GetString(*answer, name);
}

int64_t LastSequence() {
  const auto head = Call(heng::v1::GetEventHeadRequest());
  EXPECT_TRUE(head.ok()) << head.error();
  return head.message.sequence();
}

std::vector<Event> EventsAfter(int64_t sequence) {
  heng::v1::ListEventsRequest request;
  request.set_after_sequence(sequence);
  const auto answer = Call(request);
  EXPECT_TRUE(answer.ok()) << answer.error();
  return {answer.message.events().begin(), answer.message.events().end()};
}

void ExpectNoneAfter(int64_t sequence, const char* call) {
  EXPECT_THAT(EventsAfter(sequence), ::testing::IsEmpty()) << call << " must leave no event";
}

void ExpectOneEvent(const MethodDescriptor* method) {
  const auto good = GoodRequests().find(method->full_name());
  ASSERT_NE(good, GoodRequests().end()) << "no request for this method; add one to GoodRequests";
  const auto [request, action, count, secret_in_answer] = good->second();
  const int64_t before = LastSequence();

  SetText("request_id", "no id", request.get());
  EXPECT_FALSE(IsDone(method, Send(method, *request)));
  ExpectNoneAfter(before, "a rejected call");
  const std::string id = UniqueId("one-event");
  SetText("request_id", id, request.get());
  SetFlag("validate_only", true, request.get());
  EXPECT_TRUE(IsDone(method, Send(method, *request)));
  ExpectNoneAfter(before, "validate_only");

  SetFlag("validate_only", false, request.get());
  const auto answer = Send(method, *request);
  ASSERT_TRUE(IsDone(method, answer)) << answer.error() << (IsBatch(method) ? ResultIn(answer.message).reason() : "");
  const auto events = EventsAfter(before);
  ASSERT_EQ(events.size(), count);
  for (const Event& event : events) {
    EXPECT_EQ(event.action(), action);
    EXPECT_EQ(event.request_id(), IsBatch(method) ? id + ".0" : id);
    EXPECT_EQ(event.caller(), "principals/tester");
    EXPECT_NE(event.role(), "");
  }
  EXPECT_EQ(events[0].sequence(), before + 1);
  if (count == 1) {
    EXPECT_EQ(events[0].resource(), NameIn(method, answer.message));
  }

  const auto replay = Send(method, *request);
  ASSERT_TRUE(replay.ok()) << replay.error();
  EXPECT_EQ(replay.message == answer.message, !secret_in_answer);
  EXPECT_EQ(NameIn(method, replay.message), NameIn(method, answer.message));
  const int64_t last = before + static_cast<int64_t>(count);
  ExpectNoneAfter(last, "a replay");
  SetFlag("validate_only", true, request.get());  // another body
  const auto reused = Send(method, *request);
  EXPECT_EQ(IsBatch(method) ? ResultIn(reused.message).reason() : reused.error().reason, "REQUEST_ID_REUSED");
  ExpectNoneAfter(last, "a request id used again");
}

TEST(OneEvent, PerCallOfEveryMethodThatChangesSomething) {
  const auto methods = MutatingMethods();
  EXPECT_GE(methods.size(), 4u);
  const int64_t start = LastSequence();
  for (const auto* method : methods) {
    SCOPED_TRACE(method->full_name());
    ExpectOneEvent(method);
  }
  EXPECT_GE(LastSequence(), start + static_cast<int64_t>(methods.size()));
  const auto verified = Call(heng::v1::VerifyEventsRequest());
  ASSERT_TRUE(verified.ok()) << verified.error();
  EXPECT_THAT(verified.message.problems(), ::testing::IsEmpty()) << "all in one chain";
}

TEST(OneEvent, ThereIsNoRequestForAMethodThatIsGone) {
  std::set<std::string> served;
  for (const auto* method : MutatingMethods()) served.insert(method->full_name());
  for (const auto& [name, request] : GoodRequests()) EXPECT_EQ(served.count(name), 1u) << name;
}

}  // namespace
}  // namespace heng::conformance
