// Keys are bytes: nothing is folded, trimmed or composed, in no key and in no filter.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

using KeysTest = StoreTest;

// Texts which one collation or another takes for equal.
constexpr std::array kLookalikes = {
    "abc",     "ABC",     "Abc",         "ａｂｃ",     // case and width
    "abc ",    " abc",    "abc\t",       "abc\u3000",  // blanks
    "社保",    "社保 ",   "社保中心",    "社會保險",   // one the beginning of the other; variants of a character
    "\u00e9",  "e\u0301", "e",           "㎡",         // composed, decomposed, without accent
    "m²",      "m2",      "２",          "2",          // compatibility characters
    "\u200b2", "大同市",  "大同\u5e02 ", "大\u540c",   // invisible ones
    "\u4e00",  "\u2f00",  "\U00020000",  "",           // 一 and its radical; beyond the first plane; nothing
    "a_c",     "a%",      "a*",          "a'c",        // characters that mean something in SQL
};

TEST_P(KeysTest, IdsAreComparedByteByByte) {
  for (const char* id : kLookalikes) {
    if (*id == '\0') continue;  // no id
    ASSERT_TRUE(Create(id, id).status.ok()) << '"' << id << '"';
  }
  for (const char* id : kLookalikes) {
    if (*id == '\0') continue;
    const absl::StatusOr<StoredForm> form = store_->Get(id);
    ASSERT_TRUE(form.ok()) << form.status();
    EXPECT_EQ(form->header.id, id);
    EXPECT_EQ(form->revision.form, id);
    EXPECT_EQ(
        RunEvents(
            *store_,
            EventQuery{.after_sequence = 0, .limit = 10, .resource = std::string("evaluations/") + id, .scope = {}})
            ->size(),
        1u)
        << id;
    EXPECT_EQ(Create(id).status.code(), absl::StatusCode::kAlreadyExists) << id;
  }
}

TEST_P(KeysTest, FormKeysAreComparedByteByByte) {
  const auto form = [](int number, const std::string& subject, const std::string& org) {
    Mutation mutation = NewForm(absl::StrCat("f", number));
    mutation.header->subject = subject;
    mutation.header->org_id = org;
    return mutation;
  };
  int number = 0;
  for (const char* text : kLookalikes) {
    ASSERT_TRUE(RunWrite(*store_, CreateWrite(form(++number, text, "org"))).status.ok()) << text;
    ASSERT_TRUE(RunWrite(*store_, CreateWrite(form(++number, "subject", text))).status.ok()) << text;
  }
  for (const char* text : kLookalikes) {
    for (const Mutation& again : {form(1000, text, "org"), form(1000, "subject", text)}) {
      EXPECT_EQ(RunWrite(*store_, CreateWrite(again)).status.code(), absl::StatusCode::kAlreadyExists) << text;
      // The table itself knows, not only the decision.
      Write blind;
      blind.decide = [&again](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> { return One(again); };
      EXPECT_EQ(RunWrite(*store_, std::move(blind)).status.code(), absl::StatusCode::kInternal) << text;
    }
    ListQuery query;
    query.scope.org_ids = {text};
    const absl::StatusOr<std::vector<Header>> of_org = RunList(*store_, query);
    ASSERT_TRUE(of_org.ok()) << of_org.status();
    ASSERT_EQ(of_org->size(), 1u) << '"' << text << '"';
    EXPECT_EQ(of_org->front().org_id, text);
  }
}

TEST_P(KeysTest, KeyOfAFormHasFourParts) {
  const Mutation first = NewForm("a1");
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(first)).status.ok());
  Mutation other = NewForm("a2");
  other.header->subject = first.header->subject;
  EXPECT_EQ(RunWrite(*store_, CreateWrite(other)).status.code(), absl::StatusCode::kAlreadyExists);
  other.header->subject_kind = 2;
  EXPECT_TRUE(RunWrite(*store_, CreateWrite(other)).status.ok());
  other = NewForm("a3");
  other.header->subject = first.header->subject;
  other.header->fiscal_year = 2023;
  EXPECT_TRUE(RunWrite(*store_, CreateWrite(other)).status.ok());
}

TEST_P(KeysTest, RequestKeysAreComparedByteByByte) {
  int number = 0;
  for (const char* text : kLookalikes) {
    for (int part = 0; part < 3; ++part) {
      Mutation mutation = NewForm(absl::StrCat("f", ++number));
      mutation.request = RequestFor("id", mutation.header->id);
      RequestKey& key = mutation.request->key;
      (part == 0 ? key.caller : part == 1 ? key.method : key.id) = text;
      const WriteResult result = RunWrite(*store_, CreateWrite(mutation));
      ASSERT_TRUE(result.status.ok()) << result.status;
      EXPECT_TRUE(result.header.has_value()) << '"' << text << "\" was taken for a replay";
      EXPECT_FALSE(RunWrite(*store_, CreateWrite(mutation)).header.has_value()) << "no replay: " << text;
    }
  }
}

// The order of lists is that of creation whatever the ids are; after_sequence goes on behind any of them.
TEST_P(KeysTest, TextHasNoSayInTheOrderOfLists) {
  std::vector<std::string> created;
  for (const char* id : {"社保", "b", "一", "A", "a", "二", "𠀀", "ａ"}) {
    ASSERT_TRUE(Create(id).status.ok());
    created.emplace_back(id);
  }
  std::vector<std::string> listed;
  ListQuery query = FirstForms(1);
  for (auto page = *RunList(*store_, query); !page.empty(); page = *RunList(*store_, query)) {
    listed.push_back(page.front().id);
    query.after_sequence = page.front().sequence;
  }
  EXPECT_EQ(listed, created);
}

HENG_WITH_EVERY_ENGINE(KeysTest);

}  // namespace
}  // namespace heng::store
