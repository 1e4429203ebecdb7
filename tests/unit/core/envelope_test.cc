#include "service/core/envelope.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "service/core/wire.h"

namespace heng::core {
namespace {

using google::protobuf::util::MessageDifferencer;
using heng::v1::Evaluation;
using heng::v1::Finding;

store::Header SomeHeader() {
  store::Header header;
  header.id = "dt-2022-canjiren";
  header.sequence = 7;
  header.etag = 3;
  header.content_rev = 2;
  header.subject = "projects/canjiren";
  header.subject_kind = heng::v1::PROJECT;
  header.org_id = "sx-datong-121005";
  header.fiscal_year = 2022;
  header.state = Evaluation::DRAFT;
  header.project_name = "残疾人就业保障金";
  header.policy = "policies/shanxi-2022@1";
  header.policy_sha256 = std::string(64, 'a');
  header.grade = heng::v1::EXCELLENT;
  header.create_time = 1'700'000'000'000'001;
  header.update_time = 1'700'000'001'500'000;
  return header;
}

Evaluation Envelope(const store::Header& header) {
  std::string bytes;
  AppendEnvelope(header, &bytes);
  Evaluation envelope;
  EXPECT_TRUE(envelope.ParseFromString(bytes));
  return envelope;
}

TEST(Envelope, FieldsOfEveryLengthCanBeAppended) {
  for (size_t size : {0u, 1u, 127u, 128u, 16'383u, 16'384u, 2'097'151u, 2'097'152u}) {
    std::string bytes;
    heng::v1::FormContent form;
    form.set_title(std::string(size, 'x'));
    AppendField(Evaluation::kFormFieldNumber, form.SerializeAsString(), &bytes);
    Evaluation parsed;
    ASSERT_TRUE(parsed.ParseFromString(bytes)) << size;
    EXPECT_EQ(parsed.form().title().size(), size);
  }
}

TEST(Envelope, TimesKeepTheirMicroseconds) {
  store::Header header = SomeHeader();
  EXPECT_FALSE(Envelope(header).has_submit_time());
  header.submit_time = 1'700'000'002'000'009;
  const Evaluation envelope = Envelope(header);
  EXPECT_EQ(envelope.create_time().seconds(), 1'700'000'000);
  EXPECT_EQ(envelope.create_time().nanos(), 1'000);
  EXPECT_EQ(envelope.update_time().nanos(), 500'000'000);
  EXPECT_EQ(envelope.submit_time().seconds(), 1'700'000'002);
  EXPECT_EQ(envelope.submit_time().nanos(), 9'000);
}

// What the header keeps as integers comes back as the decimals it was made of.
TEST(Envelope, DecimalsSurviveTheHeader) {
  struct {
    const char* stored;
    const char* shown;
  } const cases[] = {{"100", "100.00"}, {"88.77", "88.77"}, {"0", "0.00"}, {"99.5", "99.50"}, {"99.9999", "99.9999"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.stored);
    heng::v1::ScoreSheet sheet;
    sheet.set_total(c.stored);
    sheet.mutable_execution()->set_score(c.stored);
    sheet.mutable_execution()->set_rate(c.stored);
    store::Header header;
    FillHeader({}, sheet, &header);
    const auto summary = Envelope(header).summary();
    EXPECT_EQ(summary.total(), c.shown);
    EXPECT_EQ(summary.execution_score(), c.shown);
    EXPECT_EQ(summary.execution_rate(), c.shown);
  }
  heng::v1::ScoreSheet sheet;
  sheet.mutable_execution()->set_rate("95.454545");
  store::Header header;
  FillHeader({}, sheet, &header);
  EXPECT_EQ(Envelope(header).summary().execution_rate(), "95.454545");
}

TEST(Envelope, AmountsSurviveTheHeaderUpToTheLargest) {
  for (const char* amount : {"0.00", "0.01", "1007943.96", "220000000.00", "999999999999.99"}) {
    heng::v1::FormContent form;
    form.mutable_funds()->mutable_total()->set_annual_budget(amount);
    form.mutable_funds()->mutable_total()->set_executed(amount);
    store::Header header;
    FillHeader(form, {}, &header);
    EXPECT_EQ(Envelope(header).summary().annual_budget(), amount);
    EXPECT_EQ(Envelope(header).summary().executed(), amount);
  }
}

// A blank is not a zero: what the form or the sheet does not have, the summary does not have.
TEST(Envelope, WhatIsAbsentStaysAbsent) {
  heng::v1::FormContent form;
  form.mutable_funds()->mutable_total()->set_annual_budget("");  // an empty cell
  store::Header header;
  FillHeader(form, {}, &header);
  const auto summary = Envelope(header).summary();
  EXPECT_FALSE(summary.has_total());
  EXPECT_FALSE(summary.has_execution_score());
  EXPECT_FALSE(summary.has_execution_rate());
  EXPECT_FALSE(summary.has_annual_budget());
  EXPECT_FALSE(summary.has_executed());
  EXPECT_EQ(summary.grade(), heng::v1::GRADE_UNSPECIFIED);
}

TEST(Envelope, TheHeaderTakesItsColumnsFromFormAndSheet) {
  heng::v1::FormContent form;
  form.set_subject("projects/canjiren");
  form.set_subject_kind(heng::v1::PROJECT);
  form.set_org("orgs/sx-datong-121005");
  form.set_fiscal_year(2022);
  form.set_project_name("残疾人就业保障金");
  heng::v1::ScoreSheet sheet;
  sheet.mutable_policy()->set_name("policies/mof-2020@1");
  sheet.mutable_policy()->set_content_sha256("abc");
  sheet.set_grade(heng::v1::GOOD);
  for (auto severity :
       {Finding::ERROR, Finding::WARNING, Finding::WARNING, Finding::INFO, Finding::INFO, Finding::INFO}) {
    sheet.add_findings()->set_severity(severity);
  }
  store::Header header;
  header.errors = 99;  // of the revision before
  FillHeader(form, sheet, &header);
  EXPECT_EQ(header.subject, "projects/canjiren");
  EXPECT_EQ(header.subject_kind, heng::v1::PROJECT);
  EXPECT_EQ(header.org_id, "sx-datong-121005");
  EXPECT_EQ(header.fiscal_year, 2022);
  EXPECT_EQ(header.project_name, "残疾人就业保障金");
  EXPECT_EQ(header.policy, "policies/mof-2020@1");
  EXPECT_EQ(header.policy_sha256, "abc");
  EXPECT_EQ(header.grade, heng::v1::GOOD);
  EXPECT_EQ(header.errors, 1);
  EXPECT_EQ(header.warnings, 2);
  EXPECT_EQ(header.infos, 3);
}

}  // namespace
}  // namespace heng::core
