// The hashes of the event log: the bytes that are hashed.
#include "service/store/hashing.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"

namespace heng::store {
namespace {

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

// The values below were computed by another program (Python's hashlib) from the description in hashing.h. If one
// changes, existing stores would be taken for damaged.

TEST(HashingTest, RevisionHashIsThatOfTheDescribedBytes) {
  const Revision revision{.id = "a", .rev = 1, .form = "内容", .score = "", .contacts = "c"};
  EXPECT_EQ(Hex(RevisionSha256(revision)), "e8a0d79428c1e7740be01c03bcd2d9663afbf0804d1e6cbd2e8ae46690d22139");
}

TEST(HashingTest, HeaderHashIsThatOfTheDescribedBytes) {
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
  EXPECT_EQ(Hex(Sha256(CanonicalBytes(header))), "b0abe42aef1ca981b26f5f698281084221f032bfacea3dcaf2f9ea4077aac095");
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
  const Revision one{.id = "a", .rev = 1, .form = "ab", .score = "c", .contacts = ""};
  const Revision other{.id = "a", .rev = 1, .form = "a", .score = "bc", .contacts = ""};
  EXPECT_NE(RevisionSha256(one), RevisionSha256(other));
}

}  // namespace
}  // namespace heng::store
