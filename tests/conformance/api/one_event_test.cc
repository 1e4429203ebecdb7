// One call, one event: every method that changes something, of every service the server has, found by its `request_id`.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/unknown_field_set.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using heng::v1::Event;

// A request that is known to succeed once, and what the log then says.
struct Good {
  std::unique_ptr<Message> request;
  std::string action;
};

// A new method that changes something needs a line here.
const std::map<std::string, std::function<Good()>>& GoodRequests() {
  static const std::map<std::string, std::function<Good()>> requests = {
      {"heng.v1.EvaluationService.CreateEvaluation",
       [] {
         auto request = std::make_unique<heng::v1::CreateEvaluationRequest>();
         request->mutable_evaluation()->set_name("evaluations/" + UniqueId("one"));
         *request->mutable_evaluation()->mutable_form() = SmallForm();
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
         *request->mutable_evaluation()->mutable_form() = SmallForm();
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
  };
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
  std::vector<const MethodDescriptor*> methods;
  for (const std::string& name : ServiceNames()) {
    if (!name.starts_with("heng.")) continue;
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    EXPECT_NE(service, nullptr) << name << " is served but unknown here; include its contract in connection.h";
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

// The `name` in a serialized answer of the method.
std::string NameIn(const MethodDescriptor* method, const std::string& bytes) {
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
  const auto [request, action] = good->second();
  const int64_t before = LastSequence();

  SetText("request_id", "no id", request.get());
  EXPECT_FALSE(Send(method, *request).ok());
  ExpectNoneAfter(before, "a rejected call");
  const std::string id = UniqueId("one-event");
  SetText("request_id", id, request.get());
  SetFlag("validate_only", true, request.get());
  EXPECT_TRUE(Send(method, *request).ok());
  ExpectNoneAfter(before, "validate_only");

  SetFlag("validate_only", false, request.get());
  const auto answer = Send(method, *request);
  ASSERT_TRUE(answer.ok()) << answer.error();
  const auto events = EventsAfter(before);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].sequence(), before + 1);
  EXPECT_EQ(events[0].action(), action);
  EXPECT_EQ(events[0].resource(), NameIn(method, answer.message));
  EXPECT_EQ(events[0].request_id(), id);

  const auto replay = Send(method, *request);
  ASSERT_TRUE(replay.ok()) << replay.error();
  EXPECT_EQ(replay.message, answer.message);
  ExpectNoneAfter(before + 1, "a replay");
  SetFlag("validate_only", true, request.get());  // another body
  EXPECT_FALSE(Send(method, *request).ok());
  ExpectNoneAfter(before + 1, "a request id used again");
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
