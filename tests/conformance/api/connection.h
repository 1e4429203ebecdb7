// The server under test, seen from outside: calls, and errors taken apart.
//
// Tests here include the generated contract, gtest, std, tests/support and this folder only, so that they hold for any
// server of the contract and survive a rewrite of ours.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <ostream>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "heng/v1/directory_service.grpc.pb.h"
#include "heng/v1/evaluation_service.grpc.pb.h"
#include "heng/v1/event_service.grpc.pb.h"

namespace heng::conformance {

// The server at $HENG_CONFORMANCE_ADDRESS, else a hengd of this process with a store of its own, started at the first
// use. The policy in force is shanxi-2022. The caller is the one whose token the file $HENG_CONFORMANCE_TOKEN_FILE
// holds (every role on the root and on orgs/test-department, with clearance), in a server of our own a tester like
// that.
std::shared_ptr<grpc::Channel> Channel();
std::string Token();

// "127.0.0.1:8080": $HENG_CONFORMANCE_HTTP, or that of the server of our own. Empty: the server under test was named
// without it.
std::string HttpAddress();

// Sees to it that the org and the project a form names are in the directory, where their names are well-formed.
void Register(const heng::v1::FormContent& form);
void RegisterOrg(const std::string& name);

// An error as a caller sees it.
struct Error {
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string message;                          // English
  std::string reason;                           // of google.rpc.ErrorInfo
  std::map<std::string, std::string> metadata;  // of google.rpc.ErrorInfo
  std::string chinese;                          // google.rpc.LocalizedMessage in zh-CN
  std::map<std::string, std::string> fields;    // google.rpc.BadRequest: path -> description
  size_t detail_bytes = 0;
};
Error ErrorOf(const grpc::Status& status);
std::ostream& operator<<(std::ostream& out, const Error& error);

template <typename Message>
struct Answer {
  grpc::Status status;
  Message message;

  bool ok() const { return status.ok(); }
  Error error() const { return ErrorOf(status); }
};

// One call each, by the type of the request, with a deadline far beyond any test.
Answer<heng::v1::ScoreEvaluationResponse> Call(const heng::v1::ScoreEvaluationRequest& request);
Answer<heng::v1::Evaluation> Call(const heng::v1::CreateEvaluationRequest& request);
Answer<heng::v1::Evaluation> Call(const heng::v1::GetEvaluationRequest& request);
Answer<heng::v1::ListEvaluationsResponse> Call(const heng::v1::ListEvaluationsRequest& request);
Answer<heng::v1::Evaluation> Call(const heng::v1::UpdateEvaluationRequest& request);
Answer<heng::v1::Evaluation> Call(const heng::v1::SubmitEvaluationRequest& request);
Answer<heng::v1::Evaluation> Call(const heng::v1::DiscardEvaluationRequest& request);
Answer<heng::v1::Org> Call(const heng::v1::GetOrgRequest& request);
Answer<heng::v1::ListOrgsResponse> Call(const heng::v1::ListOrgsRequest& request);
Answer<heng::v1::Org> Call(const heng::v1::CreateOrgRequest& request);
Answer<heng::v1::Org> Call(const heng::v1::UpdateOrgRequest& request);
Answer<heng::v1::Org> Call(const heng::v1::CloseOrgRequest& request);
Answer<heng::v1::MergeOrgsResponse> Call(const heng::v1::MergeOrgsRequest& request);
Answer<heng::v1::ImportOrgsResponse> Call(const heng::v1::ImportOrgsRequest& request);
Answer<heng::v1::Project> Call(const heng::v1::GetProjectRequest& request);
Answer<heng::v1::ListProjectsResponse> Call(const heng::v1::ListProjectsRequest& request);
Answer<heng::v1::Project> Call(const heng::v1::CreateProjectRequest& request);
Answer<heng::v1::Project> Call(const heng::v1::UpdateProjectRequest& request);
Answer<heng::v1::Project> Call(const heng::v1::CloseProjectRequest& request);
Answer<heng::v1::ReplaceProjectsResponse> Call(const heng::v1::ReplaceProjectsRequest& request);
Answer<heng::v1::ImportProjectsResponse> Call(const heng::v1::ImportProjectsRequest& request);
Answer<heng::v1::ListEventsResponse> Call(const heng::v1::ListEventsRequest& request);
Answer<heng::v1::LogHead> Call(const heng::v1::GetEventHeadRequest& request);
Answer<heng::v1::VerifyEventsResponse> Call(const heng::v1::VerifyEventsRequest& request);

// The whole evaluation as it is now; a test failure and an empty one if it can't be read.
heng::v1::Evaluation Get(const std::string& name);
// A draft of `form`; a test failure and an empty one if it is refused.
heng::v1::Evaluation CreateDraft(const heng::v1::FormContent& form);

// Sends bytes as they are to a unary method such as "/heng.v1.EvaluationService/GetEvaluation"; with another token than
// Token() as its caller.
Answer<std::string> CallRaw(const std::string& method, const std::string& bytes);
Answer<std::string> CallRaw(const std::string& method, const std::string& bytes, const std::string& token);

// True if both messages serialize to the same bytes.
bool SameBytes(const google::protobuf::Message& a, const google::protobuf::Message& b);

// The error is one of the catalogue: this code and reason, a text in both languages, details that fit the metadata.
void ExpectError(const Error& error, grpc::StatusCode code, const std::string& reason);
// INVALID_ARGUMENT / INVALID_FIELDS that names the field at `path`.
void ExpectInvalidField(const Error& error, const std::string& path);

}  // namespace heng::conformance
