// Who may do what: every method, every role, every place, against the table of access (service/core/access.md).
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <thread>

#include "heng/v1/budget_service.pb.h"
#include "heng/v1/directory_service.pb.h"
#include "heng/v1/policy_service.pb.h"
#include "heng/v1/report_service.pb.h"
#include "heng/v1/target_service.pb.h"
#include "tests/conformance/api/access_world.h"

namespace heng::conformance {
namespace {

// Lists answer with less where a single thing would be refused; imports refuse rows.
const std::set<std::string> kLists = {"EvaluationService.ListEvaluations", "EvaluationService.CountEvaluations",
                                      "EventService.WatchEvents",          "PolicyService.SimulatePolicy",
                                      "BudgetService.ExportResults",       "DirectoryService.ListOrgs",
                                      "DirectoryService.ListProjects",     "AccessService.ListPrincipals",
                                      "AccessService.ListFilingWindows",   "PolicyService.ListActivations",
                                      "WorkflowService.ListWorkflowRules", "WorkflowService.ListMissingForms",
                                      "SampleService.ListSamples",         "BudgetService.ListBudgets",
                                      "TargetService.ListTargets",         "ReportService.ListDepartmentEvaluations"};

// What may answer FAILED_PRECONDITION for a draft without comments and findings whose budget is what it was.
const std::set<std::string> kActions = {"EvaluationService.CheckEvaluation",
                                        "EvaluationService.WithdrawEvaluation",
                                        "EvaluationService.AskEvaluationWithdrawal",
                                        "EvaluationService.AllowEvaluationWithdrawal",
                                        "EvaluationService.OpenEvaluation",
                                        "EvaluationService.ReturnEvaluation",
                                        "EvaluationService.ApproveEvaluation",
                                        "EvaluationService.AcceptEvaluation",
                                        "EvaluationService.PublishEvaluation",
                                        "EvaluationService.ReopenEvaluation",
                                        "EvaluationService.RecheckEvaluation",
                                        "EvaluationService.AnswerEvaluationComments",
                                        "EvaluationService.WaiveEvaluationFinding",
                                        "EvaluationService.ApplyBudget",
                                        "TargetService.WithdrawTarget",
                                        "TargetService.AskTargetWithdrawal",
                                        "TargetService.AllowTargetWithdrawal",
                                        "TargetService.OpenTarget",
                                        "TargetService.ReturnTarget",
                                        "TargetService.ReviewTarget",
                                        "TargetService.ApproveTarget",
                                        "TargetService.AmendTarget",
                                        "TargetService.AnswerTargetComments",
                                        "TargetService.WaiveTargetFinding"};

bool Above(const std::string& place) { return place == "city" || place == "health" || place == "hospital"; }

// What the table says of a call about hospital by who holds `role` at `place`.
bool TableAllows(const Rule& rule, const std::string& role, std::string place) {
  const bool clearance = place.back() == '+';
  if (clearance) place.pop_back();
  if (rule.reach == "the caller") return true;
  if (rule.roles.count(role) == 0) return false;
  if (rule.reach == "any org") return true;
  if (rule.reach == "the root, with clearance") return place == "city" && clearance;
  if (kLists.count(rule.method) != 0) return true;
  // The successor of the merger is another org of the same department.
  if (rule.method == "DirectoryService.MergeOrgs") return place == "city" || place == "health";
  return Above(place);
}

// True for a refusal by the table; an import answers OK and refuses its row, a batch its form.
bool Refused(const std::string& method, const RawAnswer& answer) {
  if (ErrorOf(answer.status).reason == "PERMISSION_DENIED") return true;
  if (method.find("Service.ImportEvaluation") != std::string::npos) {
    heng::v1::ImportEvaluationsResponse forms;
    return forms.ParseFromString(answer.bytes) && forms.results_size() == 1 &&
           forms.results(0).reason() == "PERMISSION_DENIED";
  }
  if (method.find("Service.ImportBudget") != std::string::npos) {
    heng::v1::ImportBudgetsResponse budgets;
    return budgets.ParseFromString(answer.bytes) && budgets.results_size() == 1 &&
           budgets.results(0).reason() == "PERMISSION_DENIED";
  }
  if (method.find(".Batch") != std::string::npos) {
    heng::v1::BatchFormActionResponse forms;
    return forms.ParseFromString(answer.bytes) && forms.results_size() == 1 &&
           forms.results(0).reason() == "PERMISSION_DENIED";
  }
  heng::v1::ImportOrgsResponse rows;  // ImportProjectsResponse is the same
  return answer.status.ok() && method.find(".Import") != std::string::npos && rows.ParseFromString(answer.bytes) &&
         rows.results_size() == 1 && rows.results(0).reason() == "PERMISSION_DENIED";
}

class AccessTest : public ::testing::Test {
 protected:
  World& world_ = World::Get();
};

TEST_F(AccessTest, TheTableAndThisTestKnowEveryMethod) {
  std::set<std::string> methods, ruled, requested;
  for (const char* file : {"evaluation", "event", "directory", "access", "policy", "workflow", "sample", "budget",
                           "target", "form", "report"}) {
    const auto* proto = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(std::string("heng/v1/") +
                                                                                           file + "_service.proto");
    ASSERT_NE(proto, nullptr) << file;
    for (int s = 0; s < proto->service_count(); ++s) {
      for (int m = 0; m < proto->service(s)->method_count(); ++m) {
        methods.insert(proto->service(s)->name() + "." + proto->service(s)->method(m)->name());
      }
    }
  }
  for (const Rule& rule : TableRules()) ruled.insert(rule.method);
  for (const auto& [method, request] : Requests(world_.names())) requested.insert(method);
  EXPECT_EQ(ruled, methods);
  EXPECT_EQ(requested, methods);
}

TEST_F(AccessTest, EveryRequestOfThisTestIsGoodForWhoMayDoEverything) {
  for (const auto& [method, request] : Requests(world_.names())) {
    const RawAnswer answer = world_.Call(method, request, world_.HeaderOf("chief"));
    // Open forms, projects and orgs below keep an org from being closed or merged: it was looked at.
    if (method == "DirectoryService.CloseOrg" || method == "DirectoryService.MergeOrgs") {
      EXPECT_EQ(ErrorOf(answer.status).reason, "ORG_IN_USE");
      continue;
    }
    // A draft is not where most actions begin: it was looked at, and the state or a condition says no.
    if (answer.status.error_code() == grpc::StatusCode::FAILED_PRECONDITION) {
      EXPECT_EQ(kActions.count(method), 1u) << method << ": " << ErrorOf(answer.status);
      continue;
    }
    EXPECT_TRUE(answer.status.ok()) << method << ": " << ErrorOf(answer.status);
    EXPECT_FALSE(Refused(method, answer)) << method;
  }
}

TEST_F(AccessTest, EveryRoleAtEveryPlaceMayDoWhatTheTableSays) {
  const auto requests = Requests(world_.names());
  std::vector<std::string> places(std::begin(kPlaces), std::end(kPlaces));
  places.push_back("city+");
  int calls = 0;
  for (const Rule& rule : TableRules()) {
    for (const char* role : kRoles) {
      for (const std::string& place : places) {
        const RawAnswer answer =
            world_.Call(rule.method, requests.at(rule.method), world_.HeaderOf(std::string(role) + "@" + place));
        EXPECT_EQ(!Refused(rule.method, answer), TableAllows(rule, role, place))
            << rule.method << " by " << role << " at " << place << ": " << ErrorOf(answer.status);
        EXPECT_NE(answer.status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << rule.method;
        EXPECT_NE(answer.status.error_code(), grpc::StatusCode::INTERNAL) << rule.method;
        ++calls;
      }
    }
  }
  EXPECT_EQ(calls, static_cast<int>(requests.size()) * 7 * 6);
}

TEST_F(AccessTest, WhoHasNoRoleMayDoWhatIsTheirOwnOnlyAndWhoIsDisabledOrShowsNothingMayDoNothing) {
  const auto requests = Requests(world_.names());
  for (const Rule& rule : TableRules()) {
    const std::string& request = requests.at(rule.method);
    EXPECT_EQ(Refused(rule.method, world_.Call(rule.method, request, world_.HeaderOf("nobody"))),
              rule.reach != "the caller")
        << rule.method;
    const Error disabled = ErrorOf(world_.Call(rule.method, request, world_.HeaderOf("disabled")).status);
    ExpectError(disabled, grpc::StatusCode::UNAUTHENTICATED, "PRINCIPAL_DISABLED");
    const Error nothing = ErrorOf(world_.Call(rule.method, request, "").status);
    ExpectError(nothing, grpc::StatusCode::UNAUTHENTICATED, "CREDENTIALS_MISSING");
  }
}

std::string WithNamesOf(std::string text, const Names& from, const Names& to) {
  const auto each = [](const Names& names) {
    return std::array<std::string, 14>{names.org,       names.project,    names.new_project, names.evaluation,
                                       names.target,    names.principal,  names.token,       names.window,
                                       names.extension, names.activation, names.rules,       names.sample,
                                       names.budget,    names.record};
  };
  const auto old_names = each(from), new_names = each(to);
  for (size_t i = 0; i < old_names.size(); ++i) {
    for (size_t at = text.find(old_names[i]); at != std::string::npos; at = text.find(old_names[i], at + 1)) {
      text.replace(at, old_names[i].size(), new_names[i]);
    }
  }
  return text;
}

TEST_F(AccessTest, AnOutsiderIsToldTheSameOfWhatIsThereAndWhatIsNot) {
  const auto there = Requests(world_.names()), absent = Requests(world_.absent());
  for (const Rule& rule : TableRules()) {
    if (rule.reach == "any org" || rule.reach == "the caller" || rule.reach == "the root, with clearance") continue;
    // Documented: whether the one request of an import's row or a form is well made is told alike; these are single.
    for (const char* role : kRoles) {
      const std::string& header = world_.HeaderOf(std::string(role) + "@school");
      const RawAnswer a = world_.Call(rule.method, there.at(rule.method), header);
      const RawAnswer b = world_.Call(rule.method, absent.at(rule.method), header);
      EXPECT_EQ(a.status.error_code(), b.status.error_code()) << rule.method << " by " << role;
      EXPECT_EQ(a.status.error_message(), WithNamesOf(b.status.error_message(), world_.absent(), world_.names()))
          << rule.method << " by " << role;
      EXPECT_EQ(a.status.error_details(), WithNamesOf(b.status.error_details(), world_.absent(), world_.names()))
          << rule.method << " by " << role;
      EXPECT_EQ(a.bytes, WithNamesOf(b.bytes, world_.absent(), world_.names())) << rule.method << " by " << role;
    }
  }
}

TEST_F(AccessTest, ListsSumsAndCountsOfOutsidersHoldNothingOfIt) {
  auto requests = Requests(world_.names());
  for (const std::string& method : kLists) {
    for (const char* role : kRoles) {
      const std::string& header = world_.HeaderOf(std::string(role) + "@school");
      for (const std::string& request : {requests.at(method), std::string()}) {
        const RawAnswer answer = world_.Call(method, request, header);
        for (const char* word : {"hospital", "beds", "secret", "target"}) {
          EXPECT_EQ(answer.bytes.find(word), std::string::npos) << method << " by " << role << " tells of " << word;
        }
      }
      heng::v1::CountEvaluationsResponse count;
      if (method != "EvaluationService.CountEvaluations") continue;
      ASSERT_TRUE(count.ParseFromString(world_.Call(method, "", header).bytes));
      EXPECT_EQ(count.count(), 0) << role;
      EXPECT_EQ(count.groups_size(), 0) << role;
    }
  }
}

TEST_F(AccessTest, WithoutClearanceNothingOfAClassifiedProjectIsSeen) {
  heng::v1::GetEvaluationRequest form, no_form;
  form.set_name("evaluations/secret");
  no_form.set_name("evaluations/sxcret");
  heng::v1::GetTargetRequest target, no_target;
  target.set_name("targets/secret");
  no_target.set_name("targets/sxcret");
  heng::v1::GetNarrativeRequest narrative, no_narrative;
  narrative.set_evaluation("evaluations/secret");
  no_narrative.set_evaluation("evaluations/sxcret");
  heng::v1::GetProjectRequest project, no_project;
  project.set_name("projects/secret");
  no_project.set_name("projects/sxcret");
  for (const char* role : {"preparer", "reviewer", "finance", "auditor"}) {
    for (const char* place : {"city", "health", "hospital"}) {
      const std::string& header = world_.HeaderOf(std::string(role) + "@" + place);
      for (const auto& [method, a, b] :
           {std::tuple{"EvaluationService.GetEvaluation", form.SerializeAsString(), no_form.SerializeAsString()},
            std::tuple{"TargetService.GetTarget", target.SerializeAsString(), no_target.SerializeAsString()},
            std::tuple{"ReportService.GetNarrative", narrative.SerializeAsString(), no_narrative.SerializeAsString()},
            std::tuple{"DirectoryService.GetProject", project.SerializeAsString(), no_project.SerializeAsString()}}) {
        const RawAnswer there = world_.Call(method, a, header);
        RawAnswer absent = world_.Call(method, b, header);
        EXPECT_EQ(ErrorOf(there.status).reason, "PERMISSION_DENIED") << method << " by " << role << " at " << place;
        std::string details = absent.status.error_details();
        for (size_t at; (at = details.find("sxcret")) != std::string::npos;) details[at + 1] = 'e';
        EXPECT_EQ(there.status.error_details(), details);
      }
      for (const std::string& method : kLists) {
        EXPECT_EQ(world_.Call(method, "", header).bytes.find("secret"), std::string::npos) << method;
      }
      heng::v1::CountEvaluationsResponse count;
      ASSERT_TRUE(count.ParseFromString(world_.Call("EvaluationService.CountEvaluations", "", header).bytes));
      EXPECT_EQ(count.count(), 1) << role << " at " << place;
    }
  }
  heng::v1::CountEvaluationsResponse count;
  ASSERT_TRUE(count.ParseFromString(
      world_.Call("EvaluationService.CountEvaluations", "", world_.HeaderOf("auditor@city+")).bytes));
  EXPECT_EQ(count.count(), 2);
}

TEST_F(AccessTest, ContactsAreShownInsideTheUnitAndItsDepartmentOnly) {
  for (const char* method : {"EvaluationService.GetEvaluation", "TargetService.GetTarget"}) {
    const std::string request = Requests(world_.names()).at(method);
    for (const char* role : kRoles) {
      for (const char* place : {"city", "city+", "health", "hospital"}) {
        const RawAnswer answer = world_.Call(method, request, world_.HeaderOf(std::string(role) + "@" + place));
        const std::string who = role, where = place;
        const bool inside = (who == "preparer" || who == "unit_head" || who == "reviewer") && where.find("city") != 0;
        EXPECT_EQ(answer.bytes.find("0352-0000000") != std::string::npos, inside)
            << method << " by " << role << " at " << place;
      }
    }
  }
}

TEST_F(AccessTest, EachKindOfTokenThatDoesNotCountHasItsSentence) {
  const std::string method = "AccessService.WhoAmI";
  const auto reason = [&](const std::string& header) { return ErrorOf(world_.Call(method, "", header).status).reason; };
  const std::string good = world_.HeaderOf("nobody");
  EXPECT_EQ(reason(good), "");
  EXPECT_EQ(reason(good.substr(0, good.size() - 5)), "TOKEN_MALFORMED");
  std::string typo = good;
  typo[20] = typo[20] == 'b' ? 'c' : 'b';
  EXPECT_EQ(reason(typo), "TOKEN_MALFORMED");
  EXPECT_EQ(reason("Basic " + good.substr(7)), "TOKEN_MALFORMED");
  EXPECT_EQ(reason(good + std::string(2000, 'x')), "TOKEN_MALFORMED");
  const RawAnswer huge = world_.Call(method, "", "Bearer " + std::string(1 << 20, 'x'));
  EXPECT_FALSE(huge.status.ok()) << "a header of 1 MB";
  EXPECT_EQ(reason(good), "") << "the server serves on";

  // Of another server.
  testing::TempDir dir;
  std::string said;
  const std::string file = dir.path() + "/token";
  ASSERT_EQ(testing::RunHengd({"init", "--store", "sqlite:" + dir.path() + "/x.db", "--token-file", file}, &said), 0);
  std::string foreign = testing::ReadFile(file);
  foreign.pop_back();
  EXPECT_EQ(reason("Bearer " + foreign), "TOKEN_UNKNOWN");

  const auto revoked = world_.MakeToken("nobody");
  EXPECT_EQ(reason("Bearer " + revoked.secret()), "");
  heng::v1::RevokeTokenRequest revoke;
  revoke.set_name(revoked.name());
  world_.MustCall<heng::v1::Token>("AccessService.RevokeToken", revoke);
  EXPECT_EQ(reason("Bearer " + revoked.secret()), "TOKEN_REVOKED");

  const auto brief = world_.MakeToken("nobody", /*seconds=*/2);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  std::string last;
  do {  // asked again until it says so
    last = reason("Bearer " + brief.secret());
  } while (last.empty() && std::chrono::steady_clock::now() < end);
  EXPECT_EQ(last, "TOKEN_EXPIRED");
}

TEST_F(AccessTest, InitMakesAFileForItsOwnerAndOverwritesNone) {
  testing::TempDir dir;
  const std::string store = "sqlite:" + dir.path() + "/x.db", file = dir.path() + "/token";
  std::string said;
  ASSERT_EQ(testing::RunHengd({"init", "--store", store, "--token-file", file}, &said), 0) << said;
  struct stat about {};
  ASSERT_EQ(stat(file.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  const std::string before = testing::ReadFile(file);
  EXPECT_EQ(testing::RunHengd({"token", "--store", store, "--principal", "admin", "--token-file", file}, &said), 1);
  EXPECT_EQ(testing::ReadFile(file), before) << said;
  // Refused: nothing is left behind.
  const std::string other = dir.path() + "/other";
  EXPECT_EQ(testing::RunHengd({"init", "--store", store, "--token-file", other}, &said), 1);
  EXPECT_NE(said.find("hengd token"), std::string::npos) << said;
  EXPECT_FALSE(std::filesystem::exists(other));
  EXPECT_EQ(testing::RunHengd({"token", "--store", store, "--principal", "nobody-here", "--token-file", other}, &said),
            1);
  EXPECT_FALSE(std::filesystem::exists(other));
  const std::string none = "sqlite:" + dir.path() + "/none.db";
  EXPECT_EQ(testing::RunHengd({"token", "--store", none, "--principal", "admin", "--token-file", other}, &said), 1);
  EXPECT_FALSE(std::filesystem::exists(dir.path() + "/none.db")) << "token makes no store";
}

// The last one: it stops the server.
TEST_F(AccessTest, ZNoSecretIsInTheLogOrTheStore) {
  const std::string good = world_.HeaderOf("nobody");
  // Where a secret could slip in: broken, in the wrong place, in a request.
  for (const std::string& header : {good + "x", "Basic " + good.substr(7), good}) {
    heng::v1::RevokeTokenRequest revoke;
    revoke.set_name(good.substr(7));
    world_.Call("AccessService.RevokeToken", revoke.SerializeAsString(), header);
  }
  EXPECT_FALSE(world_.Call("EventService.ListEvents", "", world_.HeaderOf("chief")).bytes.empty());
  EXPECT_EQ(world_.server().Stop(), 0);
  const std::string log = world_.server().log();
  EXPECT_NE(log.find("CREDENTIALS_MISSING"), std::string::npos) << "refused callers are in the log, with the reason";
  std::map<std::string, std::string> places = {{"the log", log}};
  const std::string folder = std::filesystem::path(world_.store_path()).parent_path();
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".token") places[file.path()] = testing::ReadFile(file.path());
  }
  EXPECT_GE(places.size(), 2u);
  EXPECT_GT(world_.secrets().size(), 40u);
  for (const auto& [place, bytes] : places) {
    EXPECT_FALSE(place != "the log" && place.ends_with(".db") && bytes.empty()) << place;
    for (const std::string& secret : world_.secrets()) {
      EXPECT_EQ(bytes.find(secret), std::string::npos) << "a secret is in " << place;
    }
  }
}

}  // namespace
}  // namespace heng::conformance
