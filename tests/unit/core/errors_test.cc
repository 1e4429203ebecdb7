#include "service/core/errors.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "google/rpc/error_details.pb.h"
#include "heng/v1/evaluation.pb.h"
#include "service/core/budgets/merge.h"
#include "service/core/errors_http.h"
#include "service/core/workflow/texts.h"

namespace heng::core {
namespace {

using absl::StatusCode;

struct Case {
  absl::Status status;
  StatusCode code;
  std::string reason;
};

// Every function of the catalogue, with ordinary values.
std::vector<Case> Catalogue() {
  std::vector<Case> cases = {
      {InvalidField("form.org", "未填写", "is missing"), StatusCode::kInvalidArgument, "INVALID_FIELDS"},
      {SheetRefused("a.xlsx", {"encrypted", "有密码。请去掉密码后另存。", "has a password; save it without"}),
       StatusCode::kInvalidArgument, "SHEET_REFUSED"},
      {LayoutNotFound("none", {"zp-shanxi-2022"}), StatusCode::kNotFound, "LAYOUT_NOT_FOUND"},
      {LayoutDoesNotFit("mb-datong-2026", {"zp-shanxi-2022"}), StatusCode::kInvalidArgument, "LAYOUT_DOES_NOT_FIT"},
      {LayoutDoesNotFit("", {"zp-shanxi-2022"}), StatusCode::kInvalidArgument, "LAYOUT_DOES_NOT_FIT"},
      {OrgNotRecognised("121005-某中心", {"orgs/abc"}), StatusCode::kInvalidArgument, "ORG_NOT_RECOGNISED"},
      {OrgNotRecognised("", {}), StatusCode::kInvalidArgument, "ORG_NOT_RECOGNISED"},
      {ProjectNotRecognised("J保障金", "orgs/abc", {"projects/abc"}), StatusCode::kInvalidArgument,
       "PROJECT_NOT_RECOGNISED"},
      {ProjectNotRecognised("", "orgs/abc", {}), StatusCode::kInvalidArgument, "PROJECT_NOT_RECOGNISED"},
      {RequestIdReused("r-1"), StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"},
      {RowReused("b-1", "7"), StatusCode::kInvalidArgument, "ROW_REUSED"},
      {RowTwice("b-1", "7", "3", FiguresText(heng::v1::CENTRAL)), StatusCode::kInvalidArgument, "ROW_TWICE"},
      {UnreadableRequest(), StatusCode::kInvalidArgument, "UNREADABLE_REQUEST"},
      {UnreadableRequest({{"form.orgs", "没有这个字段。", "Unknown field."}}), StatusCode::kInvalidArgument,
       "UNREADABLE_REQUEST"},
      {NoSuchMethod("/heng.v1.None/Get"), StatusCode::kUnimplemented, "METHOD_UNKNOWN"},
      {NotOverHttp("ImportBudgets", "ImportBudgetBatch"), StatusCode::kUnimplemented, "NOT_OVER_HTTP"},
      {PostOnly("PUT"), StatusCode::kUnimplemented, "POST_ONLY"},
      {WrongEncoding("Content-Encoding", "br"), StatusCode::kUnimplemented, "WRONG_ENCODING"},
      {WrongContentType("text/plain", "application/json"), StatusCode::kInvalidArgument, "WRONG_CONTENT_TYPE"},
      {WrongHeader("Connect-Timeout-Ms", "soon", "a number"), StatusCode::kInvalidArgument, "WRONG_HEADER"},
      {MessageTooLarge(4 << 20), StatusCode::kResourceExhausted, "MESSAGE_TOO_LARGE"},
      {AnswerTooLarge(4 << 20), StatusCode::kResourceExhausted, "ANSWER_TOO_LARGE"},
      {RequestTooSlow(), StatusCode::kDeadlineExceeded, "REQUEST_TOO_SLOW"},
      {ServerCrowded(), StatusCode::kUnavailable, "SERVER_CROWDED"},
      {EvaluationNotFound("evaluations/abc"), StatusCode::kNotFound, "EVALUATION_NOT_FOUND"},
      {PolicyNotFound("policies/none", {"policies/mof-2020"}), StatusCode::kNotFound, "POLICY_NOT_FOUND"},
      {EvaluationExists("evaluations/abc"), StatusCode::kAlreadyExists, "EVALUATION_EXISTS"},
      {FormKeyTaken("projects/abc", "orgs/abc", 2022, "evaluations/abc"), StatusCode::kAlreadyExists, "FORM_KEY_TAKEN"},
      {EtagMismatch("evaluations/abc", "2", 3), StatusCode::kAborted, "ETAG_MISMATCH"},
      {WrongState("evaluations/abc", heng::v1::EVALUATION, Action::kUpdate, heng::v1::Evaluation::SUBMITTED,
                  In(heng::v1::Evaluation::DRAFT)),
       StatusCode::kFailedPrecondition, "WRONG_STATE"},
      {WrongState("targets/abc", heng::v1::TARGET, Action::kUpdate, heng::v1::Target::SUBMITTED, 0),
       StatusCode::kFailedPrecondition, "WRONG_STATE"},
      {BadName("name", "x"), StatusCode::kInvalidArgument, "INVALID_FIELDS"},
      {TargetNotFound("targets/abc"), StatusCode::kNotFound, "TARGET_NOT_FOUND"},
      {TargetExists("targets/abc"), StatusCode::kAlreadyExists, "TARGET_EXISTS"},
      {RevisionNotFound("targets/abc", "9", 3), StatusCode::kNotFound, "REVISION_NOT_FOUND"},
      {NothingInForce("targets/abc"), StatusCode::kNotFound, "NOTHING_IN_FORCE"},
      {RoleNeeded("targets/abc", Action::kReturn, Set(heng::v1::FINANCE)), StatusCode::kFailedPrecondition,
       "ROLE_NEEDED"},
      {NoReviewer("targets/abc", "orgs/abc"), StatusCode::kFailedPrecondition, "NO_REVIEWER"},
      {NotYourTurn("targets/abc", "orgs/abc"), StatusCode::kFailedPrecondition, "NOT_YOUR_TURN"},
      {ActionRefused("evaluations/abc", "submit", TextOf(kCommentsAnswered)), StatusCode::kFailedPrecondition,
       "COMMENTS_OPEN"},
      {EtagConflict("evaluations/abc", 2, 4, {{"principals/zhang", "evaluation.update", 1'700'000'000'000'000}},
                    {"indicators[row-1].actual"}),
       StatusCode::kAborted, "ETAG_MISMATCH"},
      {WaiverRefused("evaluations/abc", "value-corrupt", false), StatusCode::kFailedPrecondition, "WAIVER_REFUSED"},
      {WaiverRefused("evaluations/abc", "value-corrupt", true), StatusCode::kFailedPrecondition, "WAIVER_REFUSED"},
      {BlockedByFindings(2, {"weights-not-100"}), StatusCode::kFailedPrecondition, "BLOCKED_BY_FINDINGS"},
      {ClearanceNeeded(Method::kMergeOrgs, "orgs/abc"), StatusCode::kPermissionDenied, "CLEARANCE_NEEDED"},
      {ResourceExists("orgs/abc"), StatusCode::kAlreadyExists, "RESOURCE_EXISTS"},
      {OrgCodeTaken("121005", "orgs/datong", "orgs/abc"), StatusCode::kAlreadyExists, "ORG_CODE_TAKEN"},
      {OrgInUse("orgs/abc", 1, 2, 3), StatusCode::kFailedPrecondition, "ORG_IN_USE"},
      {ProjectClosed("projects/abc", "2022-12-31"), StatusCode::kFailedPrecondition, "PROJECT_CLOSED"},
      {TooMany("单位", "orgs", 200'000), StatusCode::kResourceExhausted, "TOO_MANY"},
      {ResourceNotFound("orgs/abc"), StatusCode::kNotFound, "RESOURCE_NOT_FOUND"},
      {GrantNotFound("principals/abc", heng::v1::ADMIN, "orgs/abc"), StatusCode::kNotFound, "GRANT_NOT_FOUND"},
      {NotInitialized(), StatusCode::kUnauthenticated, "NOT_INITIALIZED"},
      {CredentialsMissing(), StatusCode::kUnauthenticated, "CREDENTIALS_MISSING"},
      {TokenMalformed(), StatusCode::kUnauthenticated, "TOKEN_MALFORMED"},
      {TokenUnknown(), StatusCode::kUnauthenticated, "TOKEN_UNKNOWN"},
      {TokenExpired("tokens/abc", 1'700'000'000'000'000), StatusCode::kUnauthenticated, "TOKEN_EXPIRED"},
      {TokenRevoked("tokens/abc"), StatusCode::kUnauthenticated, "TOKEN_REVOKED"},
      {CertificateUnknown({"a.example"}), StatusCode::kUnauthenticated, "CERTIFICATE_UNKNOWN"},
      {PrincipalDisabled("principals/abc"), StatusCode::kUnauthenticated, "PRINCIPAL_DISABLED"},
      {PermissionDenied(Method::kGetOrg, "orgs/abc"), StatusCode::kPermissionDenied, "PERMISSION_DENIED"},
      {PermissionDenied(Method::kCreatePolicy, ""), StatusCode::kPermissionDenied, "PERMISSION_DENIED"},
      {BeyondAuthority("principals/abc", "orgs/abc", true), StatusCode::kPermissionDenied, "BEYOND_AUTHORITY"},
      {CertificateNameTaken("a.example"), StatusCode::kAlreadyExists, "CERTIFICATE_NAME_TAKEN"},
      {PolicyExists("policies/abc@1"), StatusCode::kAlreadyExists, "POLICY_EXISTS"},
      {OrgClosed("orgs/abc", "2022-12-31", "orgs/def"), StatusCode::kFailedPrecondition, "ORG_CLOSED"},
      {ProjectUnusable("projects/abc", "orgs/abc"), StatusCode::kFailedPrecondition, "PROJECT_UNUSABLE"},
      {PolicyNotInForce("policies/a@1", "policies/b@1"), StatusCode::kFailedPrecondition, "POLICY_NOT_IN_FORCE"},
      {WindowClosed("orgs/abc", 2022, "2023-01-01", "2023-03-31", false), StatusCode::kFailedPrecondition,
       "WINDOW_CLOSED"},
      {NoWindow("orgs/abc", 2022), StatusCode::kFailedPrecondition, "NO_WINDOW"},
      {LastAdministrator("principals/abc"), StatusCode::kFailedPrecondition, "LAST_ADMINISTRATOR"},
      {RulesChanged(), StatusCode::kAborted, "RULES_CHANGED"},
      {CallerGone(), StatusCode::kCancelled, "CALLER_GONE"},
      {ServerStopping(), StatusCode::kUnavailable, "SERVER_STOPPING"},
      {DrawOutdated("evaluations/abc"), StatusCode::kAborted, "DRAW_OUTDATED"},
      {FromStore(absl::ResourceExhaustedError("x")), StatusCode::kResourceExhausted, "STORE_BUSY"},
      {FromStore(absl::DeadlineExceededError("x")), StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED"},
      {FromStore(absl::CancelledError("x")), StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED"},
      {FromStore(absl::UnavailableError("x")), StatusCode::kUnavailable, "STORE_UNAVAILABLE"},
      {FromStore(absl::DataLossError("x")), StatusCode::kDataLoss, "STORE_DAMAGED"},
      {FromStore(absl::InternalError("x")), StatusCode::kInternal, "INTERNAL"},
      {FromStore(absl::UnknownError("x")), StatusCode::kInternal, "INTERNAL"},
      {FromStore(absl::NotFoundError("x")), StatusCode::kInternal, "INTERNAL"},
  };
  // Conditions of the workflow that refuse; some have errors of their own above, others only choose between rows.
  for (int i = 0; i < kConditionCount; ++i) {
    const auto text = TextOf(static_cast<Condition>(1u << i));
    if (std::string_view(text.reason) == "INTERNAL") continue;
    cases.push_back({ActionRefused("evaluations/abc", "submit", text), StatusCode::kFailedPrecondition, text.reason});
  }
  return cases;
}

google::rpc::Status Details(const absl::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(ReadDetails(status, &details)) << status.ToString();
  return details;
}

template <typename Message>
std::optional<Message> Detail(const absl::Status& status) {
  const auto details = Details(status);
  Message message;
  for (const auto& any : details.details()) {
    if (any.UnpackTo(&message)) return message;
  }
  return std::nullopt;
}

// What must hold of every error, whatever it is about.
void ExpectWellMade(const absl::Status& status) {
  const auto details = Details(status);
  EXPECT_EQ(details.code(), static_cast<int>(status.code()));
  EXPECT_EQ(details.message(), std::string(status.message()));
  EXPECT_FALSE(details.message().empty());
  EXPECT_LE(details.ByteSizeLong(), kMaxDetailBytes);
  const auto info = Detail<google::rpc::ErrorInfo>(status);
  ASSERT_TRUE(info.has_value());
  EXPECT_EQ(info->domain(), "heng");
  EXPECT_EQ(info->reason(), ReasonOf(status));
  const auto chinese = Detail<google::rpc::LocalizedMessage>(status);
  ASSERT_TRUE(chinese.has_value());
  EXPECT_EQ(chinese->locale(), "zh-CN");
  EXPECT_NE(chinese->message().find("。"), std::string::npos) << chinese->message();
}

TEST(Errors, EveryErrorHasItsCodeItsReasonAndBothTexts) {
  for (const Case& c : Catalogue()) {
    SCOPED_TRACE(c.reason);
    EXPECT_EQ(c.status.code(), c.code);
    EXPECT_EQ(ReasonOf(c.status), c.reason);
    ExpectWellMade(c.status);
  }
}

TEST(Errors, TheReadmeListsExactlyTheseReasons) {
  std::map<std::string, std::string> listed;
  std::ifstream readme(HENG_SOURCE_DIR "/service/core/README.md");
  bool in_table = false;
  for (std::string line; std::getline(readme, line);) {
    in_table |= line == "## Errors";
    // | `REASON` | CODE | meaning |
    if (!in_table || line.rfind("| `", 0) != 0) continue;
    const size_t reason_end = line.find('`', 3);
    const size_t code_end = line.find(" |", reason_end + 4);
    ASSERT_NE(code_end, std::string::npos) << line;
    listed[line.substr(3, reason_end - 3)] = line.substr(reason_end + 4, code_end - reason_end - 4);
  }
  std::map<std::string, std::string> made;
  for (const Case& c : Catalogue()) made[c.reason] = absl::StatusCodeToString(c.code);
  EXPECT_EQ(listed, made);
}

TEST(Errors, ViolationsComeWithPathAndBothLanguages) {
  const auto bad = Detail<google::rpc::BadRequest>(
      InvalidFields({{"form.org", "未填写", "is missing"}, {"form.indicators[2].weight", "不是数", "is no number"}}));
  ASSERT_TRUE(bad.has_value());
  ASSERT_EQ(bad->field_violations_size(), 2);
  EXPECT_EQ(bad->field_violations(0).field(), "form.org");
  EXPECT_EQ(bad->field_violations(0).description(), "未填写 / is missing");
  EXPECT_EQ(bad->field_violations(1).field(), "form.indicators[2].weight");
}

TEST(Errors, AHundredLongViolationsStayWithinTheLimitAndTheRestIsCounted) {
  const std::vector<scoring::Violation> many(
      100, {"form.indicators[299].deviationReason", std::string("不符合要求，请改正。不符合要求，请改正。"),
            std::string(200, 'e')});
  const auto status = InvalidFields(many);
  ExpectWellMade(status);
  const auto bad = Detail<google::rpc::BadRequest>(status);
  ASSERT_TRUE(bad.has_value());
  const int shown = bad->field_violations_size() - 1;
  EXPECT_GT(shown, 3);
  EXPECT_EQ(bad->field_violations(shown).field(), "…");
  EXPECT_NE(bad->field_violations(shown).description().find(std::to_string(100 - shown)), std::string::npos);
}

TEST(Errors, OneViolationLargerThanTheLimitIsStillReported) {
  const auto status = InvalidField("form.title", std::string(10'000, 'z'), "is too long");
  ExpectWellMade(status);
  EXPECT_NE(std::string(status.message()).find("form.title"), std::string::npos);
}

TEST(Errors, LongValuesOfCallersAreCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) text += "绩";
  for (int shift = 0; shift < 3; ++shift) {
    const std::string value = std::string(static_cast<size_t>(shift), 'x') + text;
    const std::vector<std::string> ids(200, "a-finding-with-a-rather-long-name");
    for (const auto& status :
         {RequestIdReused(value), EvaluationNotFound(value), PolicyNotFound(value, {"policies/mof-2020"}),
          EvaluationExists(value), EtagMismatch("evaluations/abc", value, 3), BlockedByFindings(200, ids),
          InvalidField("name", Quoted(value), Quoted(value))}) {
      SCOPED_TRACE(ReasonOf(status));
      ExpectWellMade(status);  // parsing the details would fail on half a character
    }
  }
}

TEST(Errors, FindingsThatDoNotFitAreCounted) {
  std::vector<std::string> ids;
  for (int i = 0; i < 100; ++i) ids.push_back("finding-number-" + std::to_string(1000 + i));
  const auto info = Detail<google::rpc::ErrorInfo>(BlockedByFindings(100, ids));
  ASSERT_TRUE(info.has_value());
  EXPECT_EQ(info->metadata().at("errors"), "100");
  EXPECT_NE(info->metadata().at("findings").find("finding-number-1000, "), std::string::npos);
  EXPECT_NE(info->metadata().at("findings").find("(+"), std::string::npos);
}

TEST(Errors, WhatHelpsIsSaidForPrograms) {
  EXPECT_EQ(Detail<google::rpc::ErrorInfo>(EtagMismatch("evaluations/abc", "2", 3))->metadata().at("etag"), "3");
  EXPECT_EQ(Detail<google::rpc::ErrorInfo>(FormKeyTaken("projects/a", "orgs/b", 2022, "evaluations/abc"))
                ->metadata()
                .at("name"),
            "evaluations/abc");
  for (const auto& busy : {absl::ResourceExhaustedError(""), absl::UnavailableError("")}) {
    const auto retry = Detail<google::rpc::RetryInfo>(FromStore(busy));
    ASSERT_TRUE(retry.has_value());
    EXPECT_GT(retry->retry_delay().seconds(), 0);
  }
  EXPECT_FALSE(Detail<google::rpc::RetryInfo>(EtagMismatch("evaluations/abc", "2", 3)).has_value())
      << "repeating the call as it is can't help";
}

TEST(Errors, TheStoresOwnTextNeverLeaves) {
  for (int code = 1; code <= 16; ++code) {
    const auto status = FromStore(absl::Status(static_cast<StatusCode>(code), "SQLITE_IOERR at /var/lib/heng.db"));
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(Details(status).SerializeAsString().find("SQLITE"), std::string::npos) << code;
    EXPECT_EQ(status.ToString().find("heng.db"), std::string::npos) << code;
  }
  EXPECT_TRUE(FromStore(absl::OkStatus()).ok());
}

TEST(Errors, AStatusFromElsewhereHasNoReason) {
  google::rpc::Status details;
  EXPECT_FALSE(ReadDetails(absl::InternalError("x"), &details));
  EXPECT_EQ(ReasonOf(absl::InternalError("x")), "");
  EXPECT_EQ(ReasonOf(absl::OkStatus()), "");
}

}  // namespace
}  // namespace heng::core
