// heng sample, against a server in this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/render_sample.h"
#include "fake_server.h"
#include "heng/v1/evaluation_service.grpc.pb.h"
#include "heng/v1/sample_service.grpc.pb.h"

namespace heng::cli {
namespace {

using heng::v1::Sample;
using testing::From;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::RefusedBy;
using ::testing::StartsWith;

// The measures are `printf 'seed-1\nevaluations/b' | sha256sum`.
constexpr char kDrawn[] = R"({
  "name": "samples/s1", "title": "2022 年抽查", "org": "orgs/dt", "fiscalYear": 2022, "method": "RANDOM",
  "seed": "seed-1", "size": 2, "population": "31", "populationSha256":
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "principal": "principals/caizheng",
  "createTime": "2023-05-08T01:00:00Z", "forms": [
    {"evaluation": "evaluations/b", "org": "orgs/dt", "projectName": "驻村帮扶", "measure": "35f82203527e5bf1ffc0fe7b5a1688581cd3f057608b63e162890aa8faa276c2",
     "conclusion": "ADJUST", "selfTotal": "94", "total": "91.5", "grade": "EXCELLENT"},
    {"evaluation": "evaluations/a", "org": "orgs/zy", "projectName": "档案管理", "measure": "eeb6937cdb47894cdf8edd8329cbdf41a87c2bdc0a543856f48e5aa624c8d88f",
     "selfTotal": "88.25"}]})";

class FakeSamples : public heng::v1::SampleService::Service {
 public:
  grpc::Status DrawSample(grpc::ServerContext*, const heng::v1::DrawSampleRequest* request, Sample* sample) override {
    if (refuse) return RefusedBy(grpc::StatusCode::ABORTED, "DRAW_AGAIN", "a form has changed");
    drawn.push_back(*request);
    *sample = From<Sample>(kDrawn);
    return grpc::Status::OK;
  }
  grpc::Status GetSample(grpc::ServerContext*, const heng::v1::GetSampleRequest* request, Sample* sample) override {
    if (refuse) return RefusedBy(grpc::StatusCode::PERMISSION_DENIED, "NOT_ALLOWED", "not for you");
    *sample = kept;
    sample->set_name(request->name());
    return grpc::Status::OK;
  }
  grpc::Status ListSamples(grpc::ServerContext*, const heng::v1::ListSamplesRequest* request,
                           heng::v1::ListSamplesResponse* response) override {
    *response->add_samples() = From<Sample>(kDrawn);
    response->mutable_samples(0)->clear_forms();
    if (request->page_token().empty()) {
      response->set_next_page_token("2");
    } else {
      response->mutable_samples(0)->set_method(Sample::BY_AMOUNT);
    }
    return grpc::Status::OK;
  }

  bool refuse = false;
  Sample kept = From<Sample>(kDrawn);
  std::vector<heng::v1::DrawSampleRequest> drawn;
};

class SampleCommands : public ::testing::Test {
 protected:
  FakeSamples samples_;
  testing::FakeServer server_{{&samples_}};
};

const std::vector<std::string> kDraw = {"sample", "draw",   "--org", "dt",     "--year", "2022",    "--method",
                                        "random", "--size", "2",     "--seed", "seed-1", "--title", "2022 年抽查"};

TEST_F(SampleCommands, DrawSaysWhatWasDrawn) {
  const auto ran = server_.Heng(kDraw);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, R"(Name                 samples/s1
Title                2022 年抽查
Organisation         orgs/dt
Fiscal year          2022
Method               random
Seed                 seed-1
Size                 2
Drawn from           31
SHA-256 of the list  aaaaaaaaaaaa
Drawn by             principals/caizheng
Drawn                2023-05-08 09:00:00

No.  Project   Organisation  Hash          Conclusion  Total                    Name
  1  驻村帮扶  orgs/dt       35f82203527e  adjust      94.00 → 91.50 Excellent  evaluations/b
  2  档案管理  orgs/zy       eeb6937cdb47              88.25                    evaluations/a
)");
  EXPECT_THAT(ran.err, StartsWith("Draw 2 of 31 form(s)\nNext: heng review score "));
  ASSERT_EQ(samples_.drawn.size(), 1u);
  const Sample& asked = samples_.drawn[0].sample();
  EXPECT_EQ(asked.org(), "orgs/dt");
  EXPECT_EQ(asked.fiscal_year(), 2022);
  EXPECT_EQ(asked.method(), Sample::RANDOM);
  EXPECT_EQ(asked.size(), 2);
  EXPECT_EQ(asked.seed(), "seed-1");
  EXPECT_EQ(asked.title(), "2022 年抽查");
  // Drawing again is another sample.
  EXPECT_EQ(server_.Heng(kDraw).code, 0);
  EXPECT_NE(samples_.drawn[0].request_id(), samples_.drawn[1].request_id());
}

TEST_F(SampleCommands, ARehearsalNamesItsSeed) {
  const auto ran = server_.Heng(testing::Joined(kDraw, {"--dry-run"}));
  EXPECT_EQ(ran.code, 0);
  EXPECT_TRUE(samples_.drawn.at(0).validate_only());
  EXPECT_THAT(ran.err, HasSubstr("nothing was written"));
  EXPECT_THAT(ran.err, HasSubstr("--seed seed-1"));
}

TEST_F(SampleCommands, DrawMistakesAndRefusal) {
  EXPECT_EQ(server_.Heng({"sample", "draw", "--org", "dt", "--year", "2022", "--method", "dice", "--size", "2"}).code,
            2);
  EXPECT_EQ(server_.Heng({"sample", "draw", "--org", "dt", "--year", "2022", "--method", "risk", "--size", "x"}).code,
            2);
  EXPECT_EQ(server_.Heng({"sample", "draw", "--org", "dt", "--year", "2022", "--method", "risk"}).code, 2);
  EXPECT_THAT(samples_.drawn, IsEmpty());
  samples_.refuse = true;
  const auto ran = server_.Heng(kDraw);
  EXPECT_EQ(ran.code, 4);
  EXPECT_THAT(ran.err, HasSubstr("[DRAW_AGAIN]"));
}

TEST_F(SampleCommands, ListFollowsThePages) {
  const auto ran = server_.Heng({"sample", "list", "--lang", "zh"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, R"(标题         单位     年度  方法  份数  总数  抽取时间（北京）     名称
2022 年抽查  orgs/dt  2022  随机     2    31  2023-05-08 09:00:00  samples/s1
2022 年抽查  orgs/dt  2022  金额     2    31  2023-05-08 09:00:00  samples/s1
)");
  EXPECT_EQ(server_.Heng({"sample", "list", "--limit", "1", "-o", "json"}).out.substr(0, 21),
            R"({"name":"samples/s1",)");
}

TEST_F(SampleCommands, ShowTellsHowTheFormsStand) {
  EXPECT_EQ(server_.Heng({"sample", "show", "s1", "--lang", "zh"}).out, R"(名称            samples/s1
标题            2022 年抽查
单位            orgs/dt
年度            2022
方法            随机
种子            seed-1
份数            2
从多少份中抽取  31
名单的 SHA-256  aaaaaaaaaaaa
抽取人          principals/caizheng
抽取时间        2023-05-08 09:00:00

序号  项目      单位     哈希          结论  得分              名称
   1  驻村帮扶  orgs/dt  35f82203527e  调整  94.00 → 91.50 优  evaluations/b
   2  档案管理  orgs/zy  eeb6937cdb47        88.25             evaluations/a
)");
  EXPECT_THAT(server_.Heng({"sample", "show", "s1", "--full"}).out,
              HasSubstr("35f82203527e5bf1ffc0fe7b5a1688581cd3f057608b63e162890aa8faa276c2"));
  EXPECT_THAT(server_.Heng({"sample", "show", "s1", "-o", "json"}).out, HasSubstr("\"conclusion\": \"ADJUST\""));
  samples_.kept = From<Sample>(R"({"method": "BY_RISK", "size": 1, "population": "3", "forms": [
    {"evaluation": "evaluations/a", "measure": "13", "reasons": [{"zh": "退回 1 次", "en": "returned once"},
     {"zh": "逾期", "en": "late"}]}]})");
  EXPECT_THAT(server_.Heng({"sample", "show", "s1"}).out, HasSubstr("returned once; late"));
  samples_.refuse = true;
  EXPECT_EQ(server_.Heng({"sample", "show", "s1"}).code, 3);
}

TEST_F(SampleCommands, VerifyRecomputesTheDraw) {
  const auto right = server_.Heng({"sample", "verify", "s1"});
  EXPECT_EQ(right.code, 0) << right.out;
  EXPECT_EQ(right.out, "The draw is right: recomputed from the seed: 2 form(s), hash and order.\n");
  EXPECT_EQ(right.err, "");

  samples_.kept.mutable_forms()->SwapElements(0, 1);
  const auto order = server_.Heng({"sample", "verify", "s1"});
  EXPECT_EQ(order.code, 1);
  EXPECT_THAT(order.out, StartsWith("form 2 evaluations/b: wrong place"));

  samples_.kept.mutable_forms()->SwapElements(0, 1);
  samples_.kept.mutable_forms(1)->set_measure("00");
  const auto measure = server_.Heng({"sample", "verify", "s1", "-o", "json"});
  EXPECT_EQ(measure.code, 1);
  EXPECT_EQ(measure.out,
            "{\"place\":2,\"evaluation\":\"evaluations/"
            "a\",\"kind\":\"wrong-measure\",\"expected\":"
            "\"eeb6937cdb47894cdf8edd8329cbdf41a87c2bdc0a543856f48e5aa624c8d88f\"}\n"
            "{\"summary\":{\"sound\":false,\"problems\":1,\"forms\":2,\"size\":2}}\n");

  samples_.kept = From<Sample>(kDrawn);
  samples_.kept.set_size(5);
  EXPECT_THAT(server_.Heng({"sample", "verify", "s1"}).err, HasSubstr("may not see them: 3"));
  samples_.kept.set_method(Sample::BY_AMOUNT);
  const auto other = server_.Heng({"sample", "verify", "s1"});
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.err, HasSubstr("[NOT_RANDOM]"));
}

TEST_F(SampleCommands, AnotherSeedIsAnotherDraw) {
  samples_.kept.set_seed("seed-2");
  EXPECT_EQ(CheckDraw(samples_.kept).empty(), false);
}

}  // namespace
}  // namespace heng::cli
