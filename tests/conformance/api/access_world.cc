#include "tests/conformance/api/access_world.h"

#include <grpcpp/generic/generic_stub.h>

#include <chrono>
#include <sstream>

#include "heng/v1/budget_service.pb.h"
#include "heng/v1/directory_service.pb.h"
#include "heng/v1/evaluation_service.pb.h"
#include "heng/v1/policy_service.pb.h"
#include "heng/v1/report_service.pb.h"
#include "heng/v1/sample_service.pb.h"
#include "heng/v1/target_service.pb.h"
#include "heng/v1/workflow_service.pb.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using heng::v1::Grant;
using heng::v1::Org;

std::vector<std::string> Cells(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line.substr(1));
  for (std::string cell; std::getline(in, cell, '|');) {
    const size_t begin = cell.find_first_not_of(' '), end = cell.find_last_not_of(' ');
    cells.push_back(begin == std::string::npos ? "" : cell.substr(begin, end - begin + 1));
  }
  return cells;
}

Grant GrantOf(int role, const std::string& place, bool clearance) {
  Grant grant;
  grant.set_role(static_cast<heng::v1::Role>(role));
  grant.set_org("orgs/" + place);
  grant.set_clearance(clearance);
  return grant;
}

std::string SecretOf(const std::string& token) { return token.substr(token.rfind('_') + 1); }

}  // namespace

std::vector<Rule> TableRules() {
  std::vector<Rule> rules;
  std::vector<std::string> heads;
  std::istringstream table(testing::ReadSourceFile("service/core/access.md"));
  for (std::string line; std::getline(table, line);) {
    if (line.rfind("| Method", 0) == 0) heads = Cells(line);
    if (line.rfind("| `", 0) != 0) continue;
    const auto cells = Cells(line);
    Rule rule;
    rule.method = cells[0].substr(1, cells[0].size() - 2);
    rule.reach = cells[1].substr(0, cells[1].find(" ("));
    for (size_t i = 2; i < cells.size(); ++i) {
      if (cells[i] == "yes") rule.roles.insert(heads.at(i).substr(0, heads.at(i).find(' ')));
    }
    rules.push_back(rule);
  }
  return rules;
}

World& World::Get() {
  static auto* const world = new World;  // the server ends with the process: ServerProcess::Stop is called by a test
  return *world;
}

World::World() : store_path_(dir_.path() + "/heng.db") {
  const std::string token_file = dir_.path() + "/chief.token";
  std::string said;
  EXPECT_EQ(testing::RunHengd({"init", "--store", "sqlite:" + store_path_, "--org", "city", "--title", "某市",
                               "--admin", "chief", "--token-file", token_file},
                              &said),
            0)
      << said;
  std::string token = testing::ReadFile(token_file);
  token = token.substr(0, token.find('\n'));
  EXPECT_EQ(said.find(SecretOf(token)), std::string::npos) << "init prints the secret";
  secrets_.insert(SecretOf(token));
  headers_["chief"] = "Bearer " + token;
  server_ = std::make_unique<testing::ServerProcess>(store_path_);
  EXPECT_TRUE(server_->Start()) << server_->log();
  channel_ = grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
  for (int role = 1; role <= 7; ++role) {
    heng::v1::AddGrantRequest request;
    request.set_principal("principals/chief");
    *request.mutable_grant() = GrantOf(role, "city", true);
    MustCall<heng::v1::Principal>("AccessService.AddGrant", request);
  }
  MakeOrgs();
  MakeThings();
  MakeCallers();
}

RawAnswer World::Call(const std::string& method, const std::string& request, const std::string& header) {
  grpc::GenericStub stub(channel_);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  if (!header.empty()) context.AddMetadata("authorization", header);
  const grpc::Slice slice(request);
  const grpc::ByteBuffer bytes(&slice, 1);
  grpc::ByteBuffer response;
  RawAnswer answer;
  grpc::CompletionQueue queue;
  const auto wait = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    return ok;
  };
  const std::string path = "/heng.v1." + method.substr(0, method.find('.')) + "/" + method.substr(method.find('.') + 1);
  // Streams of either kind: one request, and the first answer to it.
  auto call = stub.PrepareCall(&context, path, &queue);
  call->StartCall(nullptr);
  wait();
  call->WriteLast(bytes, grpc::WriteOptions(), nullptr);
  wait();
  call->Read(&response, nullptr);
  const bool answered = wait();
  // Streams that end are read to their end, so that they are over for the server, too, when the next one begins.
  const bool endless = method == "EventService.WatchEvents";
  bool more = answered && !endless;
  while (more) {
    grpc::ByteBuffer rest;
    call->Read(&rest, nullptr);
    more = wait();
  }
  if (answered && endless) context.TryCancel();
  call->Finish(&answer.status, nullptr);
  wait();
  if (answered && endless) answer.status = grpc::Status::OK;
  grpc::Slice body;
  if (answered && response.DumpToSingleSlice(&body).ok()) {
    answer.bytes.assign(reinterpret_cast<const char*>(body.begin()), body.size());
  }
  ExpectNoSecret(method, answer);
  return answer;
}

void World::ExpectNoSecret(const std::string& method, const RawAnswer& answer) const {
  const std::string all = answer.status.error_message() + answer.status.error_details() + answer.bytes;
  for (const std::string& secret : secrets_) {
    EXPECT_EQ(all.find(secret), std::string::npos) << method << " answers a secret";
  }
}

heng::v1::Token World::MakeToken(const std::string& caller, int64_t seconds) {
  heng::v1::CreateTokenRequest request;
  request.mutable_token()->set_principal("principals/" + caller);
  if (seconds != 0) request.mutable_token()->mutable_expire_time()->set_seconds(time(nullptr) + seconds);
  const auto token = MustCall<heng::v1::Token>("AccessService.CreateToken", request);
  secrets_.insert(SecretOf(token.secret()));
  return token;
}

void World::MakeOrgs() {
  for (const auto& [id, type, parent] :
       {std::tuple{"health", Org::DEPARTMENT, "city"}, std::tuple{"hospital", Org::UNIT, "health"},
        std::tuple{"ward", Org::UNIT, "hospital"}, std::tuple{"clinic", Org::UNIT, "health"},
        std::tuple{"schools", Org::DEPARTMENT, "city"}, std::tuple{"school", Org::UNIT, "schools"}}) {
    heng::v1::CreateOrgRequest request;
    request.mutable_org()->set_name(std::string("orgs/") + id);
    request.mutable_org()->set_title(id);
    request.mutable_org()->set_type(type);
    request.mutable_org()->set_parent(std::string("orgs/") + parent);
    MustCall<Org>("DirectoryService.CreateOrg", request);
  }
}

void World::MakeThings() {
  for (const std::string& name : {names_.project, names_.new_project, std::string("projects/secret")}) {
    heng::v1::CreateProjectRequest request;
    request.mutable_project()->set_name(name);
    request.mutable_project()->set_title(name);
    request.mutable_project()->set_org(names_.org);
    request.mutable_project()->set_classified(name == "projects/secret");
    MustCall<heng::v1::Project>("DirectoryService.CreateProject", request);
  }
  for (const auto& [name, project] : {std::pair<std::string, std::string>{names_.evaluation, names_.project},
                                      {"evaluations/secret", "projects/secret"}}) {
    heng::v1::CreateEvaluationRequest create;
    create.mutable_evaluation()->set_name(name);
    *create.mutable_evaluation()->mutable_form() = SmallForm();
    create.mutable_evaluation()->mutable_form()->set_org(names_.org);
    create.mutable_evaluation()->mutable_form()->set_subject(project);
    create.mutable_evaluation()->mutable_contacts()->set_phone("0352-0000000");
    MustCall<heng::v1::Evaluation>("EvaluationService.CreateEvaluation", create);
  }
  for (const auto& [name, project] :
       {std::pair<std::string, std::string>{names_.target, names_.project}, {"targets/secret", "projects/secret"}}) {
    heng::v1::CreateTargetRequest create;
    create.mutable_target()->set_name(name);
    *create.mutable_target()->mutable_form() = SmallTarget();
    create.mutable_target()->mutable_form()->set_org(names_.org);
    create.mutable_target()->mutable_form()->set_subject(project);
    create.mutable_target()->mutable_contacts()->set_phone("0352-0000000");
    MustCall<heng::v1::Target>("TargetService.CreateTarget", create);
  }
  heng::v1::CreatePrincipalRequest principal;
  principal.mutable_principal()->set_name(names_.principal);
  principal.mutable_principal()->set_title("对象");
  principal.mutable_principal()->set_org(names_.org);
  MustCall<heng::v1::Principal>("AccessService.CreatePrincipal", principal);
  heng::v1::AddGrantRequest grant;
  grant.set_principal(names_.principal);
  *grant.mutable_grant() = GrantOf(heng::v1::PREPARER, "hospital", false);
  MustCall<heng::v1::Principal>("AccessService.AddGrant", grant);
  names_.token = MakeToken("target").name();

  heng::v1::SetFilingWindowRequest window;
  window.mutable_window()->set_org(names_.org);
  window.mutable_window()->set_fiscal_year(2019);
  window.mutable_window()->set_form_type(heng::v1::EVALUATION);
  window.mutable_window()->set_close_date("2020-03-31");
  names_.window = MustCall<heng::v1::FilingWindow>("AccessService.SetFilingWindow", window).name();
  heng::v1::SetFilingExtensionRequest extension;
  extension.mutable_extension()->set_org(names_.org);
  extension.mutable_extension()->set_fiscal_year(2019);
  extension.mutable_extension()->set_form_type(heng::v1::EVALUATION);
  extension.mutable_extension()->set_until("2020-04-30");
  extension.mutable_extension()->set_reason("停电");
  names_.extension = MustCall<heng::v1::FilingExtension>("AccessService.SetFilingExtension", extension).name();
  heng::v1::ActivatePolicyRequest activation;
  activation.mutable_activation()->set_org(names_.org);
  activation.mutable_activation()->set_policy("policies/mof-2020");
  activation.mutable_activation()->set_from_year(2030);
  names_.activation = MustCall<heng::v1::PolicyActivation>("PolicyService.ActivatePolicy", activation).name();

  heng::v1::SetWorkflowRulesRequest rules;
  rules.mutable_rules()->set_org(names_.org);
  rules.mutable_rules()->set_four_eyes(heng::v1::WorkflowRules::WARN);
  names_.rules = MustCall<heng::v1::WorkflowRules>("WorkflowService.SetWorkflowRules", rules).name();
  heng::v1::DrawSampleRequest sample;
  sample.mutable_sample()->set_name(names_.sample);
  sample.mutable_sample()->set_org(names_.org);
  sample.mutable_sample()->set_fiscal_year(2022);
  sample.mutable_sample()->set_method(heng::v1::Sample::BY_AMOUNT);
  sample.mutable_sample()->set_size(1);
  MustCall<heng::v1::Sample>("SampleService.DrawSample", sample);
  heng::v1::ImportBudgetsRequest budgets;
  budgets.set_system("test");
  budgets.set_batch("access");
  for (const std::string project : {"projects/beds", "projects/secret"}) {
    budgets.add_rows()->set_row(std::to_string(budgets.rows_size()));
    auto* budget = budgets.mutable_rows(budgets.rows_size() - 1)->mutable_budget();
    budget->set_as_of("2022-12-31");
    budget->mutable_total()->set_annual_budget("1");
    budget->set_subject(project);
    budget->set_org(names_.org);
    budget->set_fiscal_year(2021);  // no form of these tests becomes stale by it
  }
  names_.budget =
      MustCall<heng::v1::ImportBudgetsResponse>("BudgetService.ImportBudgetBatch", budgets).results(0).name();

  heng::v1::RecordDepartmentEvaluationRequest record;
  record.mutable_department_evaluation()->set_name(names_.record);
  record.mutable_department_evaluation()->set_org(names_.org);
  record.mutable_department_evaluation()->set_fiscal_year(2022);
  record.mutable_department_evaluation()->set_title("评价");
  MustCall<heng::v1::DepartmentEvaluation>("ReportService.RecordDepartmentEvaluation", record);
  heng::v1::SetYearFactsRequest facts;
  facts.mutable_facts()->set_org(names_.org);
  facts.mutable_facts()->set_fiscal_year(2022);
  MustCall<heng::v1::YearFacts>("ReportService.SetYearFacts", facts);

  absent_ = names_;
  for (std::string* name : {&absent_.org, &absent_.project, &absent_.new_project, &absent_.evaluation, &absent_.target,
                            &absent_.principal, &absent_.token, &absent_.window, &absent_.extension,
                            &absent_.activation, &absent_.rules, &absent_.sample, &absent_.budget, &absent_.record}) {
    char& letter = (*name)[name->find('/') + 2];
    letter = letter == 'q' ? 'x' : 'q';
  }
}

void World::MakeCallers() {
  for (int role = 1; role <= 7; ++role) {
    const std::string name = kRoles[role - 1];
    for (const std::string place : kPlaces) MakeCaller(name + "@" + place, {GrantOf(role, place, false)});
    MakeCaller(name + "@city+", {GrantOf(role, "city", true)});
  }
  MakeCaller("nobody", {});
  std::vector<Grant> all;
  for (int role = 1; role <= 7; ++role) all.push_back(GrantOf(role, "city", true));
  MakeCaller("disabled", all);
  heng::v1::UpdatePrincipalRequest disable;
  disable.mutable_principal()->set_name("principals/disabled");
  disable.mutable_principal()->set_disabled(true);
  disable.mutable_principal()->set_etag("8");  // created, then a grant of each role
  disable.mutable_update_mask()->add_paths("disabled");
  MustCall<heng::v1::Principal>("AccessService.UpdatePrincipal", disable);
}

void World::MakeCaller(const std::string& caller, const std::vector<Grant>& grants) {
  std::string id = caller;
  for (char& c : id) {
    if (c == '@' || c == '_' || c == '+') c = '-';
  }
  if (caller.back() == '+') id += "plus";
  heng::v1::CreatePrincipalRequest create;
  create.mutable_principal()->set_name("principals/" + id);
  create.mutable_principal()->set_title("甲");
  create.mutable_principal()->set_org("orgs/city");
  MustCall<heng::v1::Principal>("AccessService.CreatePrincipal", create);
  for (const Grant& grant : grants) {
    heng::v1::AddGrantRequest add;
    add.set_principal("principals/" + id);
    *add.mutable_grant() = grant;
    MustCall<heng::v1::Principal>("AccessService.AddGrant", add);
  }
  headers_[caller] = "Bearer " + MakeToken(id).secret();
}

}  // namespace heng::conformance
