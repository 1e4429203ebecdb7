// Streams over gRPC and over HTTP: the same messages, the same end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heng/v1/policy_service.pb.h"
#include "tests/conformance/api/office.h"
#include "tests/conformance/api/transport.h"

namespace heng::conformance {
namespace {

using grpc::StatusCode;
using ::testing::HasSubstr;

template <typename Message>
std::vector<Message> Read(const Received& received) {
  std::vector<Message> messages(received.messages.size());
  for (size_t i = 0; i < messages.size(); ++i) EXPECT_TRUE(messages[i].ParseFromString(received.messages[i]));
  return messages;
}

// What stays the same from one export to the next: the log may grow in between.
std::string RowsOf(const Received& received) {
  std::string rows;
  for (const auto& part : Read<heng::v1::ExportResultsResponse>(received)) {
    for (const auto& row : part.rows()) rows += row.SerializeAsString();
    rows += part.content();
  }
  return rows;
}

TEST(TransportStreams, AnExportIsTheSame) {
  const Office office;
  for (int i = 0; i < 3; ++i) office.Draft();
  for (const char* format : {"", "format: TEXT", "format: CSV", "format: CSV english: true"}) {
    SCOPED_TRACE(format);
    const Sent sent = TextRequest("BudgetService/ExportResults", "org: '" + office.bureau() + "' " + format);
    const Received first = Send(Transport::kGrpc, sent);
    ASSERT_EQ(first.error.code, StatusCode::OK) << first.error;
    const std::string rows = RowsOf(first);
    EXPECT_NE(rows, "");
    for (const Transport transport : Transports()) {
      SCOPED_TRACE(transport);
      const Received other = Send(transport, sent);
      ASSERT_EQ(other.error.code, StatusCode::OK) << other.error;
      EXPECT_EQ(RowsOf(other), rows);
      const auto parts = Read<heng::v1::ExportResultsResponse>(other);
      ASSERT_FALSE(parts.empty());
      EXPECT_TRUE(parts.back().done());
      EXPECT_EQ(parts.back().row_count(), 3);
    }
  }
}

TEST(TransportStreams, AnExportLeavesOutWhatIsForeign) {
  const Office home, foreign;
  const auto own = home.Draft();
  foreign.Draft();
  Sent sent = TextRequest("BudgetService/ExportResults", "");
  // The finance person of a bureau sees that bureau.
  sent.authorization = "Bearer " + home.TokenOf("finance");
  for (const Transport transport : Transports()) {
    SCOPED_TRACE(transport);
    const Received received = Send(transport, sent);
    ASSERT_EQ(received.error.code, StatusCode::OK) << received.error;
    std::vector<std::string> names;
    for (const auto& part : Read<heng::v1::ExportResultsResponse>(received)) {
      for (const auto& row : part.rows()) names.push_back(row.evaluation());
    }
    EXPECT_THAT(names, ::testing::ElementsAre(own.name()));
  }
}

TEST(TransportStreams, ASimulationIsTheSame) {
  const Office office;
  for (int i = 0; i < 3; ++i) office.Draft();
  const Sent sent = TextRequest("PolicyService/SimulatePolicy",
                                "policy: 'policies/mof-2020' with_changes: true org: '" + office.bureau() + "'");
  std::string first;
  for (const Transport transport : Transports()) {
    SCOPED_TRACE(transport);
    const Received received = Send(transport, sent);
    ASSERT_EQ(received.error.code, StatusCode::OK) << received.error;
    const auto parts = Read<heng::v1::SimulatePolicyResponse>(received);
    ASSERT_FALSE(parts.empty());
    auto result = parts.back().result();
    EXPECT_EQ(result.forms(), 3);
    result.clear_start_sequence();
    result.clear_end_sequence();
    if (first.empty()) first = result.SerializeAsString();
    EXPECT_EQ(result.SerializeAsString(), first);
  }
}

// Events of one form, watched until so many are there.
TEST(TransportStreams, AWatchIsTheSame) {
  const Office office;
  const auto form = office.Draft();
  office.Submit("preparer", form);
  Sent sent = TextRequest("EventService/WatchEvents", "resource: '" + form.name() + "'");
  sent.authorization = "Bearer " + office.TokenOf("preparer");
  sent.max_messages = 2;  // the first one says from where it watches
  const Received first = Send(Transport::kGrpc, sent);
  ASSERT_EQ(first.messages.size(), 2u) << first.error;
  heng::v1::WatchEventsResponse page;
  ASSERT_TRUE(page.ParseFromString(first.messages[1]));
  ASSERT_EQ(page.events_size(), 2);
  EXPECT_EQ(page.events(0).action(), "evaluation.create");
  EXPECT_EQ(page.events(1).action(), "evaluation.submit");
  for (const Transport transport : Transports()) {
    SCOPED_TRACE(transport);
    const Received other = Send(transport, sent);
    ASSERT_EQ(other.messages.size(), 2u) << other.error;
    heng::v1::WatchEventsResponse same;
    ASSERT_TRUE(same.ParseFromString(other.messages[1]));
    ASSERT_EQ(same.events_size(), page.events_size());
    for (int i = 0; i < page.events_size(); ++i) EXPECT_TRUE(SameBytes(same.events(i), page.events(i))) << i;
  }
}

TEST(TransportStreams, AWatchOfWhatIsForeignIsSilent) {
  const Office home, foreign;
  foreign.Draft();
  Sent sent = TextRequest("EventService/WatchEvents", "heartbeat_seconds: 1 org: '" + foreign.bureau() + "'");
  sent.authorization = "Bearer " + home.TokenOf("preparer");
  sent.max_messages = 2;
  for (const Transport transport : Transports()) {
    SCOPED_TRACE(transport);
    const auto pages = Read<heng::v1::WatchEventsResponse>(Send(transport, sent));
    EXPECT_EQ(pages.size(), 2u);
    for (const auto& page : pages) EXPECT_EQ(page.events_size(), 0) << page.ShortDebugString();
  }
}

TEST(TransportStreams, ADeadlineEndsAWatch) {
  Sent sent = TextRequest("EventService/WatchEvents", "from_now: true heartbeat_seconds: 60");
  sent.timeout = std::chrono::milliseconds(300);
  for (const Transport transport : Transports()) {
    SCOPED_TRACE(transport);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(Send(transport, sent).error.code, StatusCode::DEADLINE_EXCEEDED);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  }
}

// A heart-beat comes though nothing happens, and a silent watch is no hindrance to hanging up.
TEST(TransportStreams, ASilentWatchShowsSignsOfLife) {
  Sent sent = TextRequest("EventService/WatchEvents", "from_now: true heartbeat_seconds: 1 actions: 'no.such-action'");
  sent.max_messages = 2;
  for (const Transport transport : Transports()) {
    SCOPED_TRACE(transport);
    const Received received = Send(transport, sent);
    EXPECT_EQ(received.error.code, StatusCode::OK) << received.error;
    for (const auto& beat : Read<heng::v1::WatchEventsResponse>(received)) {
      EXPECT_EQ(beat.events_size(), 0);
      EXPECT_GT(beat.sequence(), 0);
    }
    EXPECT_EQ(received.messages.size(), 2u);
  }
}

TEST(TransportStreams, HttpNamesTheMethodToUseInPlaceOfTwoWays) {
  if (HttpAddress().empty()) GTEST_SKIP() << "HENG_CONFORMANCE_HTTP is not given";
  for (const auto& [method, twin] : {std::pair{"BudgetService/ImportBudgets", "ImportBudgetBatch"},
                                     {"EvaluationService/ImportEvaluations", "ImportEvaluationBatch"}}) {
    for (const char* type :
         {"application/json", "application/proto", "application/connect+json", "application/connect+proto"}) {
      SCOPED_TRACE(type);
      testing::HttpConnection connection(HttpAddress());
      const auto answer =
          connection.Call("POST", std::string("/heng.v1.") + method,
                          {{"content-type", type}, {"authorization", "Bearer " + Token()}}, Envelope(0, ""));
      const bool stream = std::string(type).find('+') != std::string::npos;
      EXPECT_EQ(answer.status, stream ? 200 : 501) << answer.trouble;
      EXPECT_THAT(answer.body, HasSubstr("unimplemented"));
      EXPECT_THAT(answer.body, HasSubstr(twin));
    }
  }
}

}  // namespace
}  // namespace heng::conformance
