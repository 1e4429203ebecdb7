// The hashes of the event log: the bytes that are hashed.
#include "service/store/hashing.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"

namespace heng::store {
namespace {

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

// The values below were computed by another program (Python's hashlib) from the description in hashing.h. If one
// changes, existing stores would be taken for damaged.

TEST(HashingTest, RevisionHashIsThatOfTheDescribedBytes) {
  const Revision revision{.id = "a", .rev = 1, .form = "内容", .score = "", .contacts = "c", .review = ""};
  EXPECT_EQ(Hex(RevisionSha256(revision)), "e8a0d79428c1e7740be01c03bcd2d9663afbf0804d1e6cbd2e8ae46690d22139");
}

Header DescribedHeader() {
  Header header;
  header.id = "dt-2022-canjiren";
  header.sequence = 1;
  header.etag = 2;
  header.content_rev = 3;
  header.subject = "projects/p";
  header.subject_kind = 4;
  header.org_id = "大同";
  header.fiscal_year = 2022;
  header.state = 5;
  header.active = true;
  header.project_name = "名";
  header.policy = "policies/x@1";
  header.policy_sha256 = "ff";
  header.total = -6;
  header.grade = 7;
  header.execution_rate = 8;
  header.errors = 9;
  header.warnings = 10;
  header.infos = 11;
  header.create_time = 12;
  header.update_time = 13;
  header.submit_time = 14;
  return header;
}

TEST(HashingTest, HeaderHashIsThatOfTheDescribedBytes) {
  EXPECT_EQ(Hex(Sha256(CanonicalBytes(DescribedHeader()))),
            "b0abe42aef1ca981b26f5f698281084221f032bfacea3dcaf2f9ea4077aac095");
}

TEST(HashingTest, HeaderWithALifeIsHashedWithIt) {
  Header header = DescribedHeader();
  header.form_type = kTarget;
  header.review_rev = 15;
  header.flags = 16;
  header.review_step = 17;
  header.returned = 18;
  header.open_comments = 19;
  header.score_source = 20;
  header.in_force_rev = 21;
  header.editor = "principals/李";
  EXPECT_EQ(Hex(Sha256(CanonicalBytes(header))), "d4d912b24d538a4a4ed34623714cdabb93d072b7b13f9350189bb78c855827d3");
}

TEST(HashingTest, OneFieldOfTheLifeIsEnough) {
  Header header = DescribedHeader();
  header.editor = "x";
  EXPECT_EQ(Hex(Sha256(CanonicalBytes(header))), "4d81e5e58678816d88c09078f55b1b3b3d9cef89e05785750824d024cee87ec5");
  const auto size = CanonicalBytes(DescribedHeader()).size();
  const std::vector<std::function<void(Header&)>> changes = {
      [](Header& h) { h.form_type = kTarget; }, [](Header& h) { h.review_rev = 1; },
      [](Header& h) { h.flags = 1; },           [](Header& h) { h.review_step = 1; },
      [](Header& h) { h.returned = 1; },        [](Header& h) { h.open_comments = 1; },
      [](Header& h) { h.score_source = 1; },    [](Header& h) { h.in_force_rev = 1; }};
  for (const auto& change : changes) {
    header = DescribedHeader();
    change(header);
    EXPECT_GT(CanonicalBytes(header).size(), size);
  }
}

TEST(HashingTest, RevisionWithAReviewRecordIsThatOfTheDescribedBytes) {
  Revision revision{.id = "a", .rev = 1, .form = "内容", .score = "", .contacts = "c", .review = std::string("r\0", 2)};
  EXPECT_EQ(Hex(RevisionSha256(revision)), "4acc11c1a126a7bc9811c0921078728dd2bbe1ac296f98ff97672e39a2beb3ec");
  revision.form = revision.contacts = "";
  EXPECT_EQ(Hex(RevisionSha256(revision)), "1627391d9a1337c4906349d72ab562b01f06426aed5bbd5a1e3a27daf158bc3d");
}

TEST(HashingTest, EventHashIsThatOfTheDescribedBytes) {
  Event event;
  event.sequence = 1;
  event.time = 2;
  event.draft = {.caller = "li",
                 .role = "preparer",
                 .action = "evaluation.submit",
                 .resource = "evaluations/a",
                 .org_id = "o",
                 .policy = "p",
                 .request_id = ""};
  event.etag = 3;
  event.revision_sha256 = "r";
  event.header_sha256 = "h";
  event.previous_sha256 = std::string(32, '\0');
  event.sha256 = "not part of it";
  EXPECT_EQ(Hex(EventSha256(event)), "38f7d541d5ab870c4ed0f8b4d2a95cf4279382cb6f6fdb35cdaa14d01e9a71be");
}

TEST(HashingTest, BytesCannotMoveFromOneFieldToTheNext) {
  const Revision one{.id = "a", .rev = 1, .form = "ab", .score = "c", .contacts = "", .review = ""};
  const Revision other{.id = "a", .rev = 1, .form = "a", .score = "bc", .contacts = "", .review = ""};
  EXPECT_NE(RevisionSha256(one), RevisionSha256(other));
}

}  // namespace
}  // namespace heng::store
