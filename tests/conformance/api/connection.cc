#include "tests/conformance/api/connection.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <grpcpp/generic/generic_stub.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <regex>
#include <set>

#include "google/rpc/status.pb.h"
#include "heng/v1/directory_service.grpc.pb.h"
#include "tests/support/office.h"
#include "tests/support/postgres_server.h"
#include "tests/support/server_process.h"

namespace heng::conformance {
namespace {

using heng::v1::DirectoryService;
using heng::v1::EvaluationService;
using heng::v1::EventService;

constexpr size_t kMaxDetailBytes = 4096;
constexpr auto kDeadline = std::chrono::seconds(60);

// A hengd that lives as long as the test binary. With HENG_CONFORMANCE_ENGINE=postgres its store is a database of a
// PostgreSQL server of its own.
class OwnServer {
 public:
  OwnServer()
      : location_(MakeStore()),
        token_(testing::SetUpOfficeAt(location_, testing::SeedOffice())),
        server_(location_, {"--no-log-calls"}) {
    if (server_.Start()) return;
    ADD_FAILURE() << "hengd did not start:\n" << server_.log();
    address_ = "127.0.0.1:1";  // nobody: every call fails at once
  }

  std::string address() const { return address_.empty() ? server_.address() : address_; }
  std::string http_address() const { return server_.http_address(); }
  const std::string& token() const { return token_; }

 private:
  std::string MakeStore() {
    const char* const engine = std::getenv("HENG_CONFORMANCE_ENGINE");
    if (engine == nullptr || std::string(engine) != "postgres") return dir_.path() + "/heng.db";
    EXPECT_TRUE(postgres_.Start()) << postgres_.log();
    const std::string location = postgres_.CreateDatabase();
    std::string said;
    EXPECT_EQ(testing::RunHengd({"migrate", "--store", location}, &said), 0) << said;
    return location;
  }

  testing::TempDir dir_;
  testing::PostgresServer postgres_;
  std::string location_, token_;
  testing::ServerProcess server_;
  std::string address_;
};

const OwnServer& Own() {
  static const OwnServer server;
  return server;
}

std::string Address() {
  const char* const given = std::getenv("HENG_CONFORMANCE_ADDRESS");
  return given == nullptr ? Own().address() : given;
}

std::string FirstLine(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

void Prepare(grpc::ClientContext* context, const std::string& token = Token()) {
  context->set_deadline(std::chrono::system_clock::now() + kDeadline);
  context->AddMetadata("authorization", "Bearer " + token);
}

// True for the first one of this name.
bool IsNew(const std::string& name) {
  static std::mutex mutex;
  static auto* const seen = new std::set<std::string>;
  const std::lock_guard lock(mutex);
  return seen->insert(name).second;
}

bool IsName(const std::string& name, const std::string& collection) {
  static const std::regex kId("[a-z][a-z0-9-]{2,62}");
  return name.starts_with(collection) && std::regex_match(name.substr(collection.size()), kId);
}

void ExpectThere(const grpc::Status& status) {
  EXPECT_TRUE(status.ok() || status.error_code() == grpc::StatusCode::ALREADY_EXISTS) << ErrorOf(status);
}

template <typename Service>
typename Service::Stub& Stub() {
  static const auto stub = Service::NewStub(Channel());
  return *stub;
}

template <typename Service, typename Request, typename Response>
Answer<Response> CallMethod(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                            const Request& request) {
  grpc::ClientContext context;
  Prepare(&context);
  Answer<Response> answer;
  answer.status = (Stub<Service>().*method)(&context, request, &answer.message);
  return answer;
}

std::string Deterministic(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&out);
  out.Trim();
  return bytes;
}

}  // namespace

std::string Token() {
  static const char* const path = std::getenv("HENG_CONFORMANCE_TOKEN_FILE");
  static const std::string token = path == nullptr ? Own().token() : FirstLine(path);
  return token;
}

std::string HttpAddress() {
  const char* const given = std::getenv("HENG_CONFORMANCE_HTTP");
  if (given != nullptr) return given;
  return std::getenv("HENG_CONFORMANCE_ADDRESS") == nullptr ? Own().http_address() : "";
}

void RegisterOrg(const std::string& name) {
  if (!IsName(name, "orgs/") || !IsNew(name)) return;
  heng::v1::CreateOrgRequest request;
  request.mutable_org()->set_name(name);
  request.mutable_org()->set_title("测试单位");
  request.mutable_org()->set_type(heng::v1::Org::UNIT);
  request.mutable_org()->set_parent("orgs/test-department");
  ExpectThere(CallMethod<DirectoryService>(&DirectoryService::Stub::CreateOrg, request).status);
}

void Register(const heng::v1::FormContent& form) {
  RegisterOrg(form.org());
  if (!IsName(form.subject(), "projects/") || !IsNew(form.subject())) return;
  heng::v1::CreateProjectRequest request;
  request.mutable_project()->set_name(form.subject());
  request.mutable_project()->set_title("测试项目");
  request.mutable_project()->set_org("orgs/test-department");
  ExpectThere(CallMethod<DirectoryService>(&DirectoryService::Stub::CreateProject, request).status);
}

std::shared_ptr<grpc::Channel> Channel() {
  static const auto channel = grpc::CreateChannel(Address(), grpc::InsecureChannelCredentials());
  return channel;
}

Error ErrorOf(const grpc::Status& status) {
  Error error;
  error.code = status.error_code();
  error.message = status.error_message();
  error.detail_bytes = status.error_details().size();
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return error;
  for (const auto& any : details.details()) {
    if (google::rpc::ErrorInfo info; any.UnpackTo(&info)) {
      EXPECT_EQ(info.domain(), "heng");
      error.reason = info.reason();
      error.metadata.insert(info.metadata().begin(), info.metadata().end());
    }
    if (google::rpc::LocalizedMessage text; any.UnpackTo(&text)) {
      EXPECT_EQ(text.locale(), "zh-CN");
      error.chinese = text.message();
    }
    if (google::rpc::BadRequest bad; any.UnpackTo(&bad)) {
      for (const auto& violation : bad.field_violations()) error.fields[violation.field()] = violation.description();
    }
  }
  return error;
}

std::ostream& operator<<(std::ostream& out, const Error& error) {
  out << "code " << error.code << ", reason \"" << error.reason << "\": " << error.message;
  for (const auto& [field, text] : error.fields) out << "\n  " << field << ": " << text;
  return out;
}

Answer<heng::v1::ScoreEvaluationResponse> Call(const heng::v1::ScoreEvaluationRequest& request) {
  return CallMethod<EvaluationService>(&EvaluationService::Stub::ScoreEvaluation, request);
}
Answer<heng::v1::Evaluation> Call(const heng::v1::CreateEvaluationRequest& request) {
  Register(request.evaluation().form());
  return CallMethod<EvaluationService>(&EvaluationService::Stub::CreateEvaluation, request);
}
Answer<heng::v1::Evaluation> Call(const heng::v1::GetEvaluationRequest& request) {
  return CallMethod<EvaluationService>(&EvaluationService::Stub::GetEvaluation, request);
}
Answer<heng::v1::ListEvaluationsResponse> Call(const heng::v1::ListEvaluationsRequest& request) {
  return CallMethod<EvaluationService>(&EvaluationService::Stub::ListEvaluations, request);
}
Answer<heng::v1::Evaluation> Call(const heng::v1::UpdateEvaluationRequest& request) {
  Register(request.evaluation().form());
  return CallMethod<EvaluationService>(&EvaluationService::Stub::UpdateEvaluation, request);
}
Answer<heng::v1::Evaluation> Call(const heng::v1::SubmitEvaluationRequest& request) {
  Register(request.evaluation().form());
  return CallMethod<EvaluationService>(&EvaluationService::Stub::SubmitEvaluation, request);
}
Answer<heng::v1::Evaluation> Call(const heng::v1::DiscardEvaluationRequest& request) {
  return CallMethod<EvaluationService>(&EvaluationService::Stub::DiscardEvaluation, request);
}

Answer<heng::v1::Org> Call(const heng::v1::GetOrgRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::GetOrg, request);
}
Answer<heng::v1::ListOrgsResponse> Call(const heng::v1::ListOrgsRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::ListOrgs, request);
}
Answer<heng::v1::Org> Call(const heng::v1::CreateOrgRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::CreateOrg, request);
}
Answer<heng::v1::Org> Call(const heng::v1::UpdateOrgRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::UpdateOrg, request);
}
Answer<heng::v1::Org> Call(const heng::v1::CloseOrgRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::CloseOrg, request);
}
Answer<heng::v1::MergeOrgsResponse> Call(const heng::v1::MergeOrgsRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::MergeOrgs, request);
}
Answer<heng::v1::ImportOrgsResponse> Call(const heng::v1::ImportOrgsRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::ImportOrgs, request);
}
Answer<heng::v1::Project> Call(const heng::v1::GetProjectRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::GetProject, request);
}
Answer<heng::v1::ListProjectsResponse> Call(const heng::v1::ListProjectsRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::ListProjects, request);
}
Answer<heng::v1::Project> Call(const heng::v1::CreateProjectRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::CreateProject, request);
}
Answer<heng::v1::Project> Call(const heng::v1::UpdateProjectRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::UpdateProject, request);
}
Answer<heng::v1::Project> Call(const heng::v1::CloseProjectRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::CloseProject, request);
}
Answer<heng::v1::ReplaceProjectsResponse> Call(const heng::v1::ReplaceProjectsRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::ReplaceProjects, request);
}
Answer<heng::v1::ImportProjectsResponse> Call(const heng::v1::ImportProjectsRequest& request) {
  return CallMethod<DirectoryService>(&DirectoryService::Stub::ImportProjects, request);
}
Answer<heng::v1::ListEventsResponse> Call(const heng::v1::ListEventsRequest& request) {
  return CallMethod<EventService>(&EventService::Stub::ListEvents, request);
}
Answer<heng::v1::LogHead> Call(const heng::v1::GetEventHeadRequest& request) {
  return CallMethod<EventService>(&EventService::Stub::GetEventHead, request);
}
Answer<heng::v1::VerifyEventsResponse> Call(const heng::v1::VerifyEventsRequest& request) {
  return CallMethod<EventService>(&EventService::Stub::VerifyEvents, request);
}

heng::v1::Evaluation Get(const std::string& name) {
  heng::v1::GetEvaluationRequest request;
  request.set_name(name);
  auto answer = Call(request);
  EXPECT_TRUE(answer.ok()) << answer.error();
  return answer.message;
}

heng::v1::Evaluation CreateDraft(const heng::v1::FormContent& form) {
  heng::v1::CreateEvaluationRequest request;
  *request.mutable_evaluation()->mutable_form() = form;
  auto answer = Call(request);
  EXPECT_TRUE(answer.ok()) << answer.error();
  return answer.message;
}

Answer<std::string> CallRaw(const std::string& method, const std::string& bytes) {
  return CallRaw(method, bytes, Token());
}

Answer<std::string> CallRaw(const std::string& method, const std::string& bytes, const std::string& token) {
  grpc::GenericStub stub(Channel());
  grpc::ClientContext context;
  Prepare(&context, token);
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  Answer<std::string> answer;
  grpc::CompletionQueue queue;
  auto call = stub.PrepareUnaryCall(&context, method, request, &queue);
  call->StartCall();
  call->Finish(&response, &answer.status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  grpc::Slice body;
  if (answer.ok() && response.DumpToSingleSlice(&body).ok()) {
    answer.message.assign(reinterpret_cast<const char*>(body.begin()), body.size());
  }
  return answer;
}

bool SameBytes(const google::protobuf::Message& a, const google::protobuf::Message& b) {
  return Deterministic(a) == Deterministic(b);
}

void ExpectError(const Error& error, grpc::StatusCode code, const std::string& reason) {
  EXPECT_EQ(error.code, code) << error;
  EXPECT_EQ(error.reason, reason) << error;
  EXPECT_FALSE(error.message.empty()) << error;
  EXPECT_FALSE(error.chinese.empty()) << error;
  EXPECT_LE(error.detail_bytes, kMaxDetailBytes) << error;
}

void ExpectInvalidField(const Error& error, const std::string& path) {
  ExpectError(error, grpc::StatusCode::INVALID_ARGUMENT, "INVALID_FIELDS");
  EXPECT_EQ(error.fields.count(path), 1u) << "no violation at " << path << "; " << error;
}

}  // namespace heng::conformance
