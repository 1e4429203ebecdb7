// A hengd with a small tree of orgs, things of one of them, and callers with each role at each place:
//   city > health > hospital > ward; health > clinic; city > schools > school
// The things belong to hospital.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "heng/v1/access_service.pb.h"
#include "tests/conformance/api/connection.h"
#include "tests/support/server_process.h"

namespace heng::conformance {

// What requests name. Of the things of hospital there is also a set of names nothing has, of the same lengths.
struct Names {
  std::string org = "orgs/hospital";
  std::string project = "projects/beds", new_project = "projects/beds-new";
  std::string evaluation = "evaluations/beds-2022", target = "targets/beds-2022";
  std::string principal = "principals/target";
  std::string token, window, extension, activation;
  std::string rules, sample = "samples/beds-sample", budget;
  std::string record = "departmentEvaluations/beds-2022";
};

// A method of the table: what service/core/access.md says of it.
struct Rule {
  std::string method;           // "AccessService.CreateToken"
  std::string reach;            // "the org, or above"
  std::set<std::string> roles;  // "admin"
};
std::vector<Rule> TableRules();

struct RawAnswer {
  grpc::Status status;
  std::string bytes;
};

class World {
 public:
  static World& Get();

  // "Bearer …" of a caller: "admin@health", "admin@city+" (with clearance), "nobody", "disabled", "chief" (every role
  // on city with clearance).
  const std::string& HeaderOf(const std::string& caller) const { return headers_.at(caller); }
  // `method`: "AccessService.WhoAmI". An empty header is not sent. Nothing it answers may hold a secret, but for what
  // CreateToken answers.
  RawAnswer Call(const std::string& method, const std::string& request, const std::string& header);

  template <typename Response, typename Request>
  Response MustCall(const std::string& method, const Request& request, const std::string& caller = "chief") {
    const RawAnswer answer = Call(method, request.SerializeAsString(), HeaderOf(caller));
    EXPECT_TRUE(answer.status.ok()) << method << ": " << ErrorOf(answer.status);
    Response response;
    EXPECT_TRUE(response.ParseFromString(answer.bytes));
    return response;
  }
  heng::v1::Token MakeToken(const std::string& caller, int64_t seconds = 0);

  const Names& names() const { return names_; }
  const Names& absent() const { return absent_; }
  const std::set<std::string>& secrets() const { return secrets_; }
  testing::ServerProcess& server() { return *server_; }
  const std::string& store_path() const { return store_path_; }

 private:
  World();
  void MakeOrgs();
  void MakeThings();
  void MakeCallers();
  void MakeCaller(const std::string& caller, const std::vector<heng::v1::Grant>& grants);
  void ExpectNoSecret(const std::string& method, const RawAnswer& answer) const;

  testing::TempDir dir_;
  std::string store_path_;
  std::unique_ptr<testing::ServerProcess> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::map<std::string, std::string> headers_;
  std::set<std::string> secrets_;  // the secret parts of all tokens
  Names names_, absent_;
};

inline const char* const kRoles[] = {"preparer", "unit_head", "reviewer", "finance", "integrator", "auditor", "admin"};
inline const char* const kPlaces[] = {"city", "health", "hospital", "ward", "school"};

// One call of each method, about these names; it changes nothing where the method can be asked not to.
std::map<std::string, std::string> Requests(const Names& names);
// The part of it about actions on forms, added to `all`.
void AddForms(const Names& names, std::map<std::string, std::string>* all);

}  // namespace heng::conformance
