// The same call over gRPC and over HTTP with JSON and proto bodies comes to the same: code, reason, fields, sentences,
// messages. What is about HTTP itself stands in http_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/conformance/api/office.h"
#include "tests/conformance/api/transport.h"

namespace heng::conformance {
namespace {

using grpc::StatusCode;
using ::testing::HasSubstr;
using ::testing::Not;

// Two offices that have nothing to do with each other, and tokens that do not count.
class Setting {
 public:
  static const Setting& Get() {
    static const auto* const setting = new Setting;
    return *setting;
  }

  // `text` with $FORM, $ORG, $PROJECT of the caller's own office and $FOREIGN_FORM, … of the other one.
  std::string Filled(std::string text) const {
    for (const auto& [word, value] : words_) {
      for (size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += value.size()) {
        text.replace(at, word.size(), value);
      }
    }
    return text;
  }
  const std::string& HeaderOf(const std::string& caller) const { return headers_.at(caller); }
  const std::string& Word(const std::string& word) const { return words_.at(word); }

 private:
  Setting() {
    AddThings("$", home_);
    AddThings("$FOREIGN_", foreign_);
    const std::string token = home_.TokenOf("preparer");
    headers_ = {{"tester", "Bearer " + Token()},
                {"preparer", "Bearer " + token},
                {"nobody", ""},
                {"cut off", "Bearer " + token.substr(0, token.size() - 5)},
                {"basic", "Basic " + token},
                {"no scheme", token}};
    std::string typo = "Bearer " + token;
    typo[20] = typo[20] == 'b' ? 'c' : 'b';
    headers_["mistyped"] = typo;
    headers_["far too long"] = "Bearer " + token + std::string(2000, 'x');
    MakeRevoked();
    MakeDisabled();
    MakeExpired();
  }

  void AddThings(const std::string& prefix, const Office& office) {
    const auto form = office.Draft();
    words_[prefix + "FORM"] = form.name();
    words_[prefix + "ORG"] = office.unit();
    words_[prefix + "PROJECT"] = form.form().subject();
  }

  heng::v1::Token NewToken(const std::string& caller, const std::string& more = "") const {
    return home_.Must<heng::v1::Token>(
        "tester", "AccessService/CreateToken",
        Parsed<heng::v1::CreateTokenRequest>("token { principal: '" + home_.PrincipalOf(caller) + "' " + more + "}"));
  }

  void MakeRevoked() {
    const auto token = NewToken("preparer");
    headers_["revoked"] = "Bearer " + token.secret();
    home_.Must<heng::v1::Token>("tester", "AccessService/RevokeToken",
                                Parsed<heng::v1::RevokeTokenRequest>("name: '" + token.name() + "'"));
  }

  void MakeDisabled() {
    headers_["disabled"] = "Bearer " + home_.TokenOf("preparer2");
    const std::string name = "name: '" + home_.PrincipalOf("preparer2") + "' ";
    const auto principal = home_.Must<heng::v1::Principal>("tester", "AccessService/GetPrincipal",
                                                           Parsed<heng::v1::GetPrincipalRequest>(name));
    home_.Must<heng::v1::Principal>(
        "tester", "AccessService/UpdatePrincipal",
        Parsed<heng::v1::UpdatePrincipalRequest>("principal { " + name + "disabled: true etag: '" + principal.etag() +
                                                 "' } update_mask { paths: 'disabled' }"));
  }

  // Lasts a moment, and is asked with until it is over.
  void MakeExpired() {
    const auto token = NewToken("preparer", "expire_time { seconds: " + std::to_string(time(nullptr) + 2) + " } ");
    headers_["expired"] = "Bearer " + token.secret();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (CallRaw("/heng.v1.AccessService/WhoAmI", "", token.secret()).ok()) {
      if (std::chrono::steady_clock::now() > end) return ADD_FAILURE() << "the token does not expire";
    }
  }

  const Office home_, foreign_;
  std::map<std::string, std::string> words_;
  std::map<std::string, std::string> headers_;
};

// The table: a request in text format, from whom, and what it comes to everywhere.
struct Case {
  const char* name;
  const char* method;
  const char* request;  // $FORM …: see Setting::Filled
  const char* caller;
  StatusCode code;
  const char* reason = "";
  std::set<std::string> fields = {};
};

constexpr char kGet[] = "EvaluationService/GetEvaluation", kList[] = "EvaluationService/ListEvaluations",
               kScore[] = "EvaluationService/ScoreEvaluation", kUpdate[] = "EvaluationService/UpdateEvaluation",
               kSubmit[] = "EvaluationService/SubmitEvaluation", kCreate[] = "EvaluationService/CreateEvaluation",
               kCount[] = "EvaluationService/CountEvaluations", kGetOrg[] = "DirectoryService/GetOrg",
               kWatch[] = "EventService/WatchEvents", kExport[] = "BudgetService/ExportResults",
               kSimulate[] = "PolicyService/SimulatePolicy", kBudgets[] = "BudgetService/ImportBudgetBatch";

const Case kCases[] = {
    // Who calls.
    {"no token", kGet, "name: '$FORM'", "nobody", StatusCode::UNAUTHENTICATED, "CREDENTIALS_MISSING"},
    {"a token cut off", kGet, "name: '$FORM'", "cut off", StatusCode::UNAUTHENTICATED, "TOKEN_MALFORMED"},
    {"a token mistyped", kGet, "name: '$FORM'", "mistyped", StatusCode::UNAUTHENTICATED, "TOKEN_MALFORMED"},
    {"another scheme", kGet, "name: '$FORM'", "basic", StatusCode::UNAUTHENTICATED, "TOKEN_MALFORMED"},
    {"no scheme", kGet, "name: '$FORM'", "no scheme", StatusCode::UNAUTHENTICATED, "TOKEN_MALFORMED"},
    {"a token with an endless tail", kGet, "name: '$FORM'", "far too long", StatusCode::UNAUTHENTICATED,
     "TOKEN_MALFORMED"},
    {"a token revoked", kGet, "name: '$FORM'", "revoked", StatusCode::UNAUTHENTICATED, "TOKEN_REVOKED"},
    {"a token expired", kGet, "name: '$FORM'", "expired", StatusCode::UNAUTHENTICATED, "TOKEN_EXPIRED"},
    {"a person disabled", kGet, "name: '$FORM'", "disabled", StatusCode::UNAUTHENTICATED, "PRINCIPAL_DISABLED"},
    {"no token, to a list", kList, "", "nobody", StatusCode::UNAUTHENTICATED, "CREDENTIALS_MISSING"},
    {"no token, to a stream", kWatch, "", "nobody", StatusCode::UNAUTHENTICATED, "CREDENTIALS_MISSING"},
    {"a token revoked, to a stream", kExport, "", "revoked", StatusCode::UNAUTHENTICATED, "TOKEN_REVOKED"},
    {"a token mistyped, to a stream", kSimulate, "policy: 'policies/mof-2020'", "mistyped", StatusCode::UNAUTHENTICATED,
     "TOKEN_MALFORMED"},
    // Of what.
    {"one's own form", kGet, "name: '$FORM'", "preparer", StatusCode::OK},
    {"somebody else's form", kGet, "name: '$FOREIGN_FORM'", "preparer", StatusCode::PERMISSION_DENIED,
     "PERMISSION_DENIED"},
    {"a form that is not there, of nobody's", kGet, "name: 'evaluations/not-there-at-all'", "preparer",
     StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED"},
    {"a form that is not there", kGet, "name: 'evaluations/not-there-at-all'", "tester", StatusCode::NOT_FOUND,
     "EVALUATION_NOT_FOUND"},
    {"somebody else's org", kGetOrg, "name: '$FOREIGN_ORG'", "preparer", StatusCode::PERMISSION_DENIED,
     "PERMISSION_DENIED"},
    {"a list of somebody else's org", kList, "org: '$FOREIGN_ORG'", "preparer", StatusCode::OK},
    {"a count of somebody else's org", kCount, "org: '$FOREIGN_ORG'", "preparer", StatusCode::OK},
    {"a form for somebody else's org", kCreate,
     "evaluation { form { subject: '$FOREIGN_PROJECT' org: '$FOREIGN_ORG' fiscal_year: 2021 subject_kind: PROJECT } }",
     "preparer", StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED"},
    {"budgets from a preparer", kBudgets, "system: 's' batch: 'b'", "preparer", StatusCode::PERMISSION_DENIED,
     "PERMISSION_DENIED"},
    // What is wrong in it.
    {"no name", kGet, "", "preparer", StatusCode::INVALID_ARGUMENT, "INVALID_FIELDS", {"name"}},
    {"a name of another thing",
     kGet,
     "name: 'orgs/abc'",
     "tester",
     StatusCode::INVALID_ARGUMENT,
     "INVALID_FIELDS",
     {"name"}},
    {"a number that is none",
     kScore,
     "form { subject: '$PROJECT' org: '$ORG' fiscal_year: 2022 subject_kind: PROJECT indicators { id: 'r1' weight: "
     "'十分' } indicators { id: 'r1' weight: '1e3' } }",
     "preparer",
     StatusCode::INVALID_ARGUMENT,
     "INVALID_FIELDS",
     {"form.indicators[0].weight", "form.indicators[1].weight", "form.indicators[1].id"}},
    {"a page token that is none",
     kList,
     "page_token: 'abc'",
     "tester",
     StatusCode::INVALID_ARGUMENT,
     "INVALID_FIELDS",
     {"pageToken"}},
    {"a negative page", kList, "page_size: -1", "tester", StatusCode::INVALID_ARGUMENT, "INVALID_FIELDS", {"pageSize"}},
    {"a mask of nothing known",
     kUpdate,
     "evaluation { name: '$FORM' etag: '1' } update_mask { paths: 'nothing' }",
     "preparer",
     StatusCode::INVALID_ARGUMENT,
     "INVALID_FIELDS",
     {"updateMask.paths[0]"}},
    {"a policy nobody made", kScore, "policy: 'policies/none' form { }", "tester", StatusCode::NOT_FOUND,
     "POLICY_NOT_FOUND"},
    {"an etag of long ago", kUpdate,
     "evaluation { name: '$FORM' etag: '77' form { title: '题' } } update_mask { paths: 'form.title' }", "preparer",
     StatusCode::ABORTED, "ETAG_MISMATCH"},
    {"a submission without an etag",
     kSubmit,
     "evaluation { name: '$FORM' }",
     "preparer",
     StatusCode::INVALID_ARGUMENT,
     "INVALID_FIELDS",
     {"etag"}},
    {"a key that is taken", kCreate,
     "evaluation { form { subject: '$PROJECT' org: '$ORG' fiscal_year: 2022 subject_kind: PROJECT } }", "preparer",
     StatusCode::ALREADY_EXISTS, "FORM_KEY_TAKEN"},
    // Streams say it as their only word.
    {"a watch from now and from before", kWatch, "from_now: true after_sequence: 7", "tester",
     StatusCode::INVALID_ARGUMENT, "INVALID_FIELDS"},
    {"a watch of an org that is none",
     kWatch,
     "org: 'abc'",
     "tester",
     StatusCode::INVALID_ARGUMENT,
     "INVALID_FIELDS",
     {"org"}},
    {"an export of an org that is none",
     kExport,
     "org: 'abc'",
     "tester",
     StatusCode::INVALID_ARGUMENT,
     "INVALID_FIELDS",
     {"org"}},
    {"a simulation without a policy", kSimulate, "", "tester", StatusCode::INVALID_ARGUMENT, "INVALID_FIELDS"},
    {"a simulation under no policy", kSimulate, "policy: 'policies/none'", "tester", StatusCode::NOT_FOUND,
     "POLICY_NOT_FOUND"},
};

std::set<std::string> FieldsOf(const Error& error) {
  std::set<std::string> fields;
  for (const auto& [field, text] : error.fields) fields.insert(field);
  return fields;
}

// Both came to the same, to the letter.
void ExpectSame(const Received& a, const Received& b) {
  EXPECT_EQ(a.error.code, b.error.code) << a.error << "\n" << b.error;
  EXPECT_EQ(a.error.reason, b.error.reason);
  EXPECT_EQ(a.error.message, b.error.message);
  EXPECT_EQ(a.error.chinese, b.error.chinese);
  EXPECT_EQ(a.error.fields, b.error.fields);
  EXPECT_EQ(a.error.metadata, b.error.metadata);
  ASSERT_EQ(a.messages.size(), b.messages.size());
  for (size_t i = 0; i < a.messages.size(); ++i) EXPECT_TRUE(a.messages[i] == b.messages[i]) << "message " << i;
}

TEST(Transports, TheTableHoldsOverEach) {
  const Setting& setting = Setting::Get();
  for (const Case& a_case : kCases) {
    SCOPED_TRACE(a_case.name);
    Sent sent = TextRequest(a_case.method, setting.Filled(a_case.request));
    sent.authorization = setting.HeaderOf(a_case.caller);
    const Received first = Send(Transport::kGrpc, sent);
    if (a_case.code == StatusCode::OK) {
      EXPECT_EQ(first.error.code, StatusCode::OK) << first.error;
      EXPECT_EQ(first.messages.size(), 1u);
    } else {
      ExpectError(first.error, a_case.code, a_case.reason);
      EXPECT_TRUE(first.messages.empty());
    }
    if (!a_case.fields.empty()) {
      EXPECT_EQ(FieldsOf(first.error), a_case.fields);
    }
    for (const Transport transport : Transports()) {
      SCOPED_TRACE(transport);
      ExpectSame(Send(transport, sent), first);
    }
  }
}

// Bodies that are none: each kind of transport has its own way of being wrong.
struct Unreadable {
  const char* name;
  std::string proto;  // empty: this goes wrong in JSON only
  std::string json;
  std::set<std::string> fields;  // named where JSON says what is wrong
};

std::vector<Unreadable> UnreadableBodies() {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += "{\"form\":";
  return {
      {"half a message", "\x0a\xff", "{\"form\": {\"title\": \"题", {""}},
      {"no message", "\xff\xff\xff\xff", "no JSON", {""}},
      {"no object", std::string(5000, '\x01'), "[1, 2]", {""}},
      {"text that is not UTF-8", "\x12\x03\xe9\xe8\xe0", "{\"policy\": \"\xe9\xe8\xe0\"}", {""}},
      {"nested without end", std::string(10'000, '\x0b'), deep, {""}},
      {"two messages", "", "{} {}", {""}},
      {"an unknown field", "", R"({"form": {"titel": "x"}})", {"form.titel"}},
      {"a field twice", "", R"({"policy": "a", "policy": "b"})", {"policy"}},
      {"a number for a text", "", R"({"form": {"title": 5}})", {"form.title"}},
      {"a text for an object", "", R"({"form": "x"})", {"form"}},
      {"an object for a list", "", R"({"form": {"indicators": {"id": "r1"}}})", {"form.indicators"}},
      {"a decimal without quotes",
       "",
       R"({"form": {"indicators": [{"id": "r1", "weight": 10.5}]}})",
       {"form.indicators[0].weight"}},
      {"a word that is no grade", "", R"({"form": {"subjectKind": "SOMETHING"}})", {"form.subjectKind"}},
      {"several at once",
       "",
       R"({"polizy": "x", "form": {"fiscalYear": "twenty", "claimedTotal": 95}})",
       {"polizy", "form.fiscalYear", "form.claimedTotal"}},
  };
}

TEST(Transports, ABodyThatIsNoMessageIsUnreadableOverEach) {
  for (const Unreadable& body : UnreadableBodies()) {
    SCOPED_TRACE(body.name);
    Sent sent;
    sent.method = kScore;
    sent.proto = body.proto;
    sent.json = body.json;
    for (const Transport transport : Transports()) {
      if (transport != Transport::kConnectJson && body.proto.empty()) continue;
      SCOPED_TRACE(transport);
      sent.authorization = "Bearer " + Token();
      const Error error = Send(transport, sent).error;
      ExpectError(error, StatusCode::INVALID_ARGUMENT, "UNREADABLE_REQUEST");
      if (transport == Transport::kConnectJson && body.fields != std::set<std::string>{""}) {
        EXPECT_EQ(FieldsOf(error), body.fields) << error;
      }
      // Who has no say learns nothing of it.
      sent.authorization = "";
      ExpectError(Send(transport, sent).error, StatusCode::UNAUTHENTICATED, "CREDENTIALS_MISSING");
    }
  }
}

TEST(Transports, StreamsTakeNoBodiesThatAreNoMessages) {
  for (const char* method : {kWatch, kExport, kSimulate}) {
    Sent sent = TextRequest(method, "");
    sent.proto = "\x0a\xff";
    sent.json = R"({"nothing": "like this"})";
    for (const Transport transport : Transports()) {
      SCOPED_TRACE(transport);
      ExpectError(Send(transport, sent).error, StatusCode::INVALID_ARGUMENT, "UNREADABLE_REQUEST");
    }
  }
}

TEST(Transports, ListsAndSumsLeaveOutWhatIsForeign) {
  const Setting& setting = Setting::Get();
  Sent list = TextRequest(kList, "page_size: 1000"), count = TextRequest(kCount, "");
  list.authorization = count.authorization = setting.HeaderOf("preparer");
  for (const Transport transport : Transports()) {
    SCOPED_TRACE(transport);
    const Received listed = Send(transport, list), counted = Send(transport, count);
    ASSERT_EQ(listed.messages.size(), 1u) << listed.error;
    heng::v1::ListEvaluationsResponse forms;
    ASSERT_TRUE(forms.ParseFromString(listed.messages[0]));
    ASSERT_EQ(forms.evaluations_size(), 1);
    EXPECT_EQ(forms.evaluations(0).name(), setting.Word("$FORM"));
    ASSERT_EQ(counted.messages.size(), 1u) << counted.error;
    heng::v1::CountEvaluationsResponse sums;
    ASSERT_TRUE(sums.ParseFromString(counted.messages[0]));
    EXPECT_EQ(sums.count(), 1);
    EXPECT_EQ(sums.annual_budget(), "200000.00");
  }
}

// What has no effect twice: the same answer, whichever way it was asked.
TEST(Transports, ARequestIdHoldsAcrossThem) {
  auto request = Parsed<heng::v1::CreateEvaluationRequest>("request_id: '" + UniqueId("r") + "'");
  *request.mutable_evaluation()->mutable_form() = SmallForm();
  Register(request.evaluation().form());
  const Sent sent = RequestOf(kCreate, request);
  const Received first = Send(Transport::kGrpc, sent);
  ASSERT_EQ(first.error.code, StatusCode::OK) << first.error;
  for (const Transport transport : Transports()) {
    SCOPED_TRACE(transport);
    ExpectSame(Send(transport, sent), first);
  }
}

// The largest answers there are: a form near its limit with its findings, and pages of forms.
TEST(Transports, LargeAnswersAreTheSame) {
  auto request = heng::v1::CreateEvaluationRequest();
  *request.mutable_evaluation()->mutable_form() = LargeForm();
  Register(request.evaluation().form());
  const Received made = Send(Transports().back(), RequestOf(kCreate, request));
  ASSERT_EQ(made.error.code, StatusCode::OK) << made.error;
  heng::v1::Evaluation draft;
  ASSERT_TRUE(draft.ParseFromString(made.messages.at(0)));
  EXPECT_TRUE(SameBytes(draft.form(), request.evaluation().form()));
  const Sent get = TextRequest(kGet, "name: '" + draft.name() + "'");
  const Received first = Send(Transport::kGrpc, get);
  for (const Transport transport : Transports()) {
    SCOPED_TRACE(transport);
    ExpectSame(Send(transport, get), first);
  }
}

TEST(Transports, ABodyOverFourMebibytesIsRefusedByEach) {
  auto request = heng::v1::ScoreEvaluationRequest();
  *request.mutable_form() = SmallForm();
  request.mutable_form()->set_transcription_note(std::string(5 << 20, 'x'));
  for (const Transport transport : Transports()) {
    SCOPED_TRACE(transport);
    EXPECT_EQ(Send(transport, RequestOf(kScore, request)).error.code, StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(Send(transport, TextRequest("AccessService/WhoAmI", "")).error.code, StatusCode::OK) << "it serves on";
  }
}

TEST(Transports, AMethodNobodyHasIsUnimplemented) {
  for (const char* method : {"EvaluationService/DropEverything", "NoService/GetEvaluation"}) {
    Sent sent;
    sent.method = method;
    sent.json = "{}";
    sent.authorization = "Bearer " + Token();
    for (const Transport transport : Transports()) {
      SCOPED_TRACE(transport);
      EXPECT_EQ(Send(transport, sent).error.code, StatusCode::UNIMPLEMENTED);
    }
  }
}

// Names of the services, as reflection lists them: so none can be forgotten here.
std::vector<std::string> Services() {
  // ServerReflectionRequest{list_services: "*"}
  const auto answer =
      CallRaw("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", std::string("\x3a\x01*"));
  EXPECT_TRUE(answer.ok()) << answer.error();
  const std::string& bytes = answer.message;
  std::vector<std::string> services;
  for (size_t at = 0; (at = bytes.find("heng.v1.", at)) != std::string::npos;) {
    const size_t end = bytes.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.0123456789_", at);
    services.push_back(bytes.substr(at, end - at));
    at = end == std::string::npos ? bytes.size() : end;
  }
  return services;
}

// An empty request to every method there is, by somebody who may do anything and by nobody.
TEST(Transports, AnEmptyRequestToAnyMethodComesToTheSame) {
  const auto services = Services();
  ASSERT_GE(services.size(), 11u);
  int methods = 0;
  for (const std::string& service : services) {
    const auto* const found = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service);
    ASSERT_NE(found, nullptr) << service << " is not linked into this test: see transport.cc";
    for (int i = 0; i < found->method_count(); ++i, ++methods) {
      SCOPED_TRACE(found->method(i)->full_name());
      Sent sent = TextRequest(found->name() + "/" + found->method(i)->name(), "");
      const bool batches = found->method(i)->client_streaming();
      if (found->method(i)->server_streaming()) sent.max_messages = 1;
      for (const std::string& caller : {"Bearer " + Token(), std::string()}) {
        sent.authorization = caller;
        const Received first = Send(Transport::kGrpc, sent);
        // A token is another one every time.
        const bool steady = Send(Transport::kGrpc, sent).messages == first.messages;
        if (caller.empty()) ExpectError(first.error, StatusCode::UNAUTHENTICATED, "CREDENTIALS_MISSING");
        for (const Transport transport : Transports()) {
          SCOPED_TRACE(transport);
          Received other = Send(transport, sent);
          if (!steady && other.messages.size() == first.messages.size()) other.messages = first.messages;
          if (batches && transport != Transport::kGrpc) {
            EXPECT_EQ(other.error.code, StatusCode::UNIMPLEMENTED);
            EXPECT_THAT(other.error.message, HasSubstr("Batch"));
          } else {
            ExpectSame(other, first);
          }
        }
      }
    }
  }
  EXPECT_GT(methods, 100);
}

}  // namespace
}  // namespace heng::conformance
