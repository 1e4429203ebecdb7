// heng crosscheck, against a server in this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/render_crosscheck.h"
#include "fake_server.h"
#include "heng/v1/report_service.grpc.pb.h"

namespace heng::cli {
namespace {

using heng::v1::CrossCheckReportRequest;
using heng::v1::CrossCheckReportResponse;
using testing::From;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::RefusedBy;

constexpr char kItems[] = R"({"items": [
  {"verdict": "CONSISTENT", "line": 137, "column": 53, "quote": "全年预算数为88100元", "label": "全年预算数",
   "stated": "88100.00", "expected": "88100.00", "project": "残疾人就业保障金",
   "message": {"zh": "与自评表一致。", "en": "the same as: the form"}},
  {"verdict": "ROUNDING", "line": 138, "column": 1, "label": "执行数", "stated": "781943.33", "expected": "781940.00",
   "message": {"zh": "差在尾数。", "en": "rounding"}},
  {"verdict": "CONTRADICTION", "line": 139, "column": 108, "quote": "一是产出指标，得分40分\u001b[31m", "label": "产出指标得分",
   "stated": "40", "expected": "44", "project": "驻村帮扶工作人员经费",
   "message": {"zh": "自评表为 44。", "en": "the form: 44"}},
  {"verdict": "NOT_COMPARABLE", "line": 147, "column": 63, "quote": "得分为0分", "label": "得分", "stated": "0",
   "message": {"zh": "无可对照。", "en": "nothing to compare it with"}}], "leftOut": 2})";

class FakeReports : public heng::v1::ReportService::Service {
 public:
  grpc::Status CrossCheckReport(grpc::ServerContext*, const CrossCheckReportRequest* request,
                                CrossCheckReportResponse* response) override {
    if (refuse) return RefusedBy(grpc::StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED", "not for you");
    asked.push_back(*request);
    *response = answer;
    return grpc::Status::OK;
  }

  bool refuse = false;
  CrossCheckReportResponse answer = From<CrossCheckReportResponse>(kItems);
  std::vector<CrossCheckReportRequest> asked;
};

class CrossCheckCommands : public ::testing::Test {
 protected:
  testing::Ran Heng(const std::vector<std::string>& more, const std::string& file = "") {
    return server_.Heng(testing::Joined(
        {"crosscheck", file.empty() ? folder_.File("r.txt", "得分为40分。") : file, "--org", "dt", "--year", "2022"},
        more));
  }

  FakeReports reports_;
  testing::FakeServer server_{{&reports_}};
  testing::Folder folder_;
};

TEST_F(CrossCheckCommands, WhatDoesNotAgreeByPlace) {
  const auto ran = Heng({"--lang", "zh"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(
      ran.out,
      "  行:列  判定      数据               文中       应为  项目                  原文                            "
      "说明\n"
      "  138:1  尾差      执行数        781943.33  781940.00                                                        "
      "差在尾数。\n"
      "139:108  矛盾      产出指标得分         40         44  驻村帮扶工作人员经费  "
      "一是产出指标，得分40分\\x1b[31m  自评表为 44。\n"
      " 147:63  无可对照  得分                  0                                   得分为0分                       "
      "无可对照。\n");
  EXPECT_EQ(ran.err, "核对 4 处：一致 1，尾差 1，口径不同 0，矛盾 1，无可对照 1；另有未列出 2。\n");
  ASSERT_EQ(reports_.asked.size(), 1);
  EXPECT_EQ(reports_.asked[0].text(), "得分为40分。");
  EXPECT_EQ(reports_.asked[0].org(), "orgs/dt");
  EXPECT_EQ(reports_.asked[0].fiscal_year(), 2022);
}

TEST_F(CrossCheckCommands, AllOfThemInEnglish) {
  const auto ran = Heng({"--all"});
  EXPECT_THAT(ran.out, HasSubstr("137:53  consistent"));
  EXPECT_THAT(ran.out, HasSubstr("the form: 44"));
  EXPECT_EQ(ran.err,
            "Compared: 4 figure(s): consistent 1, rounding 1, other basis 0, contradiction 1, not comparable 1; "
            "left out 2.\n");
  EXPECT_THAT(Heng({}).out, Not(HasSubstr("137:53")));
}

TEST_F(CrossCheckCommands, AContradictionEndsWith5WhereThatIsWanted) {
  EXPECT_EQ(Heng({}).code, 0);
  EXPECT_EQ(Heng({"--fail-on", "contradiction"}).code, 5);
  EXPECT_EQ(Heng({"--fail-on", "contradiction", "-o", "json"}).code, 5);
  EXPECT_EQ(Heng({"--fail-on", "rounding"}).code, 2);
  reports_.answer.mutable_items(2)->set_verdict(heng::v1::CrossCheckItem::OTHER_BASIS);
  EXPECT_EQ(Heng({"--fail-on", "contradiction"}).code, 0);
}

TEST_F(CrossCheckCommands, JsonIsTheAnswer) {
  const auto ran = Heng({"-o", "json"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(From<CrossCheckReportResponse>(ran.out).SerializeAsString(), reports_.answer.SerializeAsString());
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST_F(CrossCheckCommands, NothingFoundIsSaidSo) {
  reports_.answer.Clear();
  const auto ran = Heng({"--lang", "zh"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_EQ(ran.err, "核对 0 处：一致 0，尾差 0，口径不同 0，矛盾 0，无可对照 0。\n");
}

TEST_F(CrossCheckCommands, TextsAsTheyComeFromOtherPrograms) {
  Heng({}, folder_.File("bom.txt", "\xEF\xBB\xBF得分"));
  Heng({}, folder_.File("gb.txt", "\xB5\xC3\xB7\xD6"));  // 得分 in GB18030
  ASSERT_EQ(reports_.asked.size(), 2);
  EXPECT_EQ(reports_.asked[0].text(), "得分");
  EXPECT_EQ(reports_.asked[1].text(), "得分");
  const auto piped = server_.Heng({"crosscheck", "-", "--org", "dt", "--year", "2022"},
                                  testing::Around{"得分为1分。", false, false, 0, {}});
  EXPECT_EQ(piped.code, 0) << piped.err;
  EXPECT_EQ(reports_.asked[2].text(), "得分为1分。");
}

TEST_F(CrossCheckCommands, WhatIsNoTextIsRefusedBeforeACall) {
  EXPECT_EQ(Heng({}, folder_.path() + "/none.txt").code, 1);
  const auto pdf = Heng({"--lang", "zh"}, folder_.File("r.pdf", "%PDF-1.7 …"));
  EXPECT_EQ(pdf.code, 1);
  EXPECT_THAT(pdf.err, HasSubstr("另存为纯文本"));
  const auto large = Heng({"--lang", "zh"}, folder_.File("large.txt", std::string((1 << 20) + 1, 'x')));
  EXPECT_EQ(large.code, 1);
  EXPECT_THAT(large.err, HasSubstr("超过 1 MiB"));
  EXPECT_EQ(server_.Heng({"crosscheck", "r.txt", "--year", "2022"}).code, 2);
  EXPECT_EQ(server_.Heng({"crosscheck", "r.txt", "--org", "dt"}).code, 2);
  EXPECT_THAT(reports_.asked, IsEmpty());
  reports_.refuse = true;
  EXPECT_EQ(Heng({}).code, 3);
}

}  // namespace
}  // namespace heng::cli
