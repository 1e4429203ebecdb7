// Entries: what is committed of them, what a decision sees, what breaks a rule, and what servers keep in memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/store/hashing.h"
#include "service/store/records.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void ExpectSame(const Entry& a, const Entry& b) {
  EXPECT_TRUE(EntryFields(a) == EntryFields(b)) << a.name << " " << b.name;
  EXPECT_EQ(a.body, b.body);
}

Entry Resident(const std::string& name) {
  Entry entry = NewEntry(name);
  entry.resident = true;
  return entry;
}

std::vector<Entry> Numbered(const std::string& prefix, int count, bool resident = false) {
  std::vector<Entry> entries;
  for (int i = 0; i < count; ++i) {
    entries.push_back(NewEntry(absl::StrCat(prefix, i), absl::StrCat("body ", i)));
    entries.back().resident = resident;
  }
  return entries;
}

class EntriesTest : public StoreTest {
 protected:
  // What a decision sees under these keys.
  Snapshot Look(Keys keys) {
    Snapshot seen;
    Write write;
    write.keys = std::move(keys);
    write.decide = [&seen](const Snapshot& snapshot) -> absl::StatusOr<std::vector<Mutation>> {
      seen = snapshot;
      return std::vector<Mutation>();
    };
    EXPECT_TRUE(RunWrite(*store_, std::move(write)).status.ok());
    return seen;
  }

  int64_t ResidentSequence() { return Look({}).resident_sequence; }
};

TEST_P(EntriesTest, AnEntryComesBackWholeAndItsEventHasItsHashes) {
  ASSERT_TRUE(Create("a1").status.ok());
  Entry entry = NewEntry("orgs/dt-shebao", std::string("大同\0body", 11));
  entry.org_id = "dt-shebao";
  const WriteResult result = RunWrite(*store_, CreateEntries({entry}));
  ASSERT_TRUE(result.status.ok()) << result.status;
  EXPECT_FALSE(result.header.has_value());
  entry.sequence = entry.changed = 2;
  ASSERT_EQ(result.entries.size(), 1u);
  ExpectSame(result.entries[0], entry);
  for (const bool reopened : {false, true}) {
    if (reopened) Open();
    const absl::StatusOr<Entry> stored = store_->GetEntry("orgs/dt-shebao");
    ASSERT_TRUE(stored.ok()) << stored.status();
    ExpectSame(*stored, entry);
    const Event event = RunEvents(*store_, 1, 10)->front();
    EXPECT_EQ(event.sequence, 2);
    EXPECT_EQ(event.form, 2);
    EXPECT_EQ(event.etag, 1);
    EXPECT_EQ(event.draft.resource, "orgs/dt-shebao");
    EXPECT_EQ(event.revision_sha256, BodySha256(entry));
    EXPECT_EQ(event.header_sha256, Sha256(CanonicalBytes(entry)));
    EXPECT_EQ(VerifyChain(*store_), "");
  }
  for (const char* name : {"orgs/dt", "orgs/dt-shebao2", "", "a1", "evaluations/a1"}) {
    EXPECT_EQ(store_->GetEntry(name).status().code(), absl::StatusCode::kNotFound) << name;
  }
  EXPECT_EQ(store_->Get("dt-shebao").status().code(), absl::StatusCode::kNotFound);
}

TEST_P(EntriesTest, AChangeKeepsTheSequenceAndMovesEtagAndChanged) {
  ASSERT_TRUE(RunWrite(*store_, CreateEntries({NewEntry("orgs/a", "first")})).status.ok());
  ASSERT_TRUE(Create("a1").status.ok());
  Write write;
  write.keys.entries = {"orgs/a"};
  write.decide = [](const Snapshot& snapshot) -> absl::StatusOr<std::vector<Mutation>> {
    Entry next = *snapshot.entries[0];
    ++next.etag;
    next.body = "second";
    next.org_id = "other";
    next.active = false;
    return One(ChangeOf(next));
  };
  ASSERT_TRUE(RunWrite(*store_, std::move(write)).status.ok());
  EXPECT_EQ(RunWrite(*store_, UpdateEntry("orgs/a", 1, "x")).status.code(), absl::StatusCode::kAborted);
  const Entry stored = *store_->GetEntry("orgs/a");
  EXPECT_EQ(stored.sequence, 1);
  EXPECT_EQ(stored.etag, 2);
  EXPECT_EQ(stored.changed, 3);
  EXPECT_EQ(stored.body, "second");
  EXPECT_EQ(stored.org_id, "other");
  EXPECT_FALSE(stored.active);
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_P(EntriesTest, EveryBodyAnEntryHadCanBeRead) {
  ASSERT_TRUE(RunWrite(*store_, CreateEntries({NewEntry("orgs/a", "first"), NewEntry("orgs/b")})).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateEntry("orgs/a", 1, "second")).status.ok());
  EXPECT_EQ(store_->GetRevision("orgs/a", 1)->form, "first");
  EXPECT_EQ(store_->GetRevision("orgs/a", 2)->form, "second");
  EXPECT_EQ(store_->GetRevision("orgs/a", 2)->id, "orgs/a");
  for (const int64_t rev : {0, 3, -1}) {
    EXPECT_EQ(store_->GetRevision("orgs/a", rev).status().code(), absl::StatusCode::kNotFound) << rev;
  }
  EXPECT_EQ(store_->GetRevision("orgs/none", 1).status().code(), absl::StatusCode::kNotFound);
}

TEST_P(EntriesTest, ADecisionSeesTheEntriesOfItsKeysInTheirOrder) {
  ASSERT_TRUE(RunWrite(*store_, CreateEntries({NewEntry("orgs/a", "A"), NewEntry("orgs/b", "B")})).status.ok());
  Keys keys;
  keys.entries = {"orgs/b", "orgs/none", "orgs/a", "orgs/b"};
  const Snapshot seen = Look(keys);
  ASSERT_EQ(seen.entries.size(), 4u);
  EXPECT_EQ(seen.entries[0]->body, "B");
  EXPECT_FALSE(seen.entries[1].has_value());
  EXPECT_EQ(seen.entries[2]->body, "A");
  EXPECT_EQ(seen.entries[3]->name, "orgs/b");
}

TEST_P(EntriesTest, LaterMembersOfAGroupSeeWhatEarlierOnesDidToAnEntry) {
  HoldWriter(*store_, gate_, answers_);
  Submit(CreateEntries({Resident("orgs/a"), NewEntry("orgs/b")}));
  Submit(UpdateEntry("orgs/a", 1, "second"));
  Submit(UpdateEntry("orgs/a", 1, "too late"));
  int64_t resident = 0;
  Write look = UpdateEntry("orgs/b", 1, "b2");
  look.decide = [&resident, decide = look.decide](const Snapshot& snapshot) {
    resident = snapshot.resident_sequence;
    return decide(snapshot);
  };
  Submit(std::move(look));
  Submit(UpdateEntry("orgs/a", 2, "third"));
  Submit(CreateEntries({NewEntry("orgs/c"), NewEntry("orgs/a")}));
  gate_.Open();
  const std::vector<WriteResult> results = answers_.Wait();
  EXPECT_TRUE(results[1].status.ok()) << results[1].status;
  EXPECT_TRUE(results[2].status.ok()) << results[2].status;
  EXPECT_EQ(results[3].status.code(), absl::StatusCode::kAborted);
  EXPECT_TRUE(results[4].status.ok()) << results[4].status;
  EXPECT_TRUE(results[5].status.ok()) << results[5].status;
  EXPECT_EQ(results[6].status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(resident, 3) << "the change of orgs/a just before";
  EXPECT_EQ(store_->GetStats().groups, 2);
  const Entry a = *store_->GetEntry("orgs/a");
  EXPECT_EQ(a.etag, 3);
  EXPECT_EQ(a.body, "third");
  EXPECT_EQ(a.changed, 5);
  EXPECT_EQ(store_->GetEntry("orgs/c").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(RunEvents(*store_, 0, 10)->size(), 5u);
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_P(EntriesTest, AThousandInOneWriteAreAllThereOrNone) {
  const std::vector<Entry> batch = Numbered("projects/p", 1000);
  const WriteResult result = RunWrite(*store_, CreateEntries(batch));
  ASSERT_TRUE(result.status.ok()) << result.status;
  ASSERT_EQ(result.entries.size(), 1000u);
  for (size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(result.entries[i].name, batch[i].name);
    EXPECT_EQ(result.entries[i].sequence, static_cast<int64_t>(i + 1));
  }
  EXPECT_EQ(store_->GetEntry("projects/p999")->body, "body 999");
  EXPECT_EQ(VerifyChain(*store_), "") << "every event has a later time than the one before";

  // The last name is taken, whatever the decision says.
  std::vector<Entry> next = Numbered("projects/q", 999);
  next.push_back(NewEntry("projects/p5"));
  Write blind = CreateEntries(next);
  blind.keys.entries.clear();
  blind.decide = [next](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> {
    std::vector<Mutation> mutations;
    for (const Entry& entry : next) mutations.push_back(ChangeOf(entry));
    return mutations;
  };
  const WriteResult refused = RunWrite(*store_, std::move(blind));
  EXPECT_EQ(refused.status.code(), absl::StatusCode::kInternal) << refused.status;
  EXPECT_THAT(refused.entries, IsEmpty());
  EXPECT_EQ(store_->GetEntry("projects/q0").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(store_->Head()->sequence, 1000);

  next.back() = NewEntry("projects/q999");
  ASSERT_TRUE(RunWrite(*store_, CreateEntries(next)).status.ok());
  EXPECT_EQ(store_->Head()->sequence, 2000);
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_P(EntriesTest, TooManyKeysOrChangesAreRefused) {
  const auto too_many = static_cast<int>(kMaxEntryKeys + 1);
  EXPECT_EQ(RunWrite(*store_, CreateEntries(Numbered("orgs/o", too_many))).status.code(), absl::StatusCode::kInternal);
  Write write = CreateEntries(Numbered("orgs/o", too_many));
  write.keys.entries.clear();
  write.decide = [too_many](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> {
    std::vector<Mutation> mutations;
    for (const Entry& entry : Numbered("orgs/o", too_many)) mutations.push_back(ChangeOf(entry));
    return mutations;
  };
  EXPECT_EQ(RunWrite(*store_, std::move(write)).status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(store_->Head()->sequence, 0);
  EXPECT_TRUE(RunWrite(*store_, CreateEntries(Numbered("orgs/o", kMaxEntryKeys))).status.ok());
}

TEST_P(EntriesTest, ARequestIsRememberedWithOneOfTheChanges) {
  const auto write = [] {
    Write made = CreateEntries({NewEntry("orgs/a"), NewEntry("orgs/b")});
    made.keys.request = RequestFor("r-1", "").key;
    made.decide = [decide = made.decide](const Snapshot& snapshot) -> absl::StatusOr<std::vector<Mutation>> {
      if (snapshot.request) return std::vector<Mutation>();
      absl::StatusOr<std::vector<Mutation>> decision = decide(snapshot);
      decision->front().request = RequestFor("r-1", "orgs/a");
      return decision;
    };
    return made;
  };
  EXPECT_EQ(RunWrite(*store_, write()).entries.size(), 2u);
  const WriteResult again = RunWrite(*store_, write());
  EXPECT_TRUE(again.status.ok()) << again.status;
  EXPECT_THAT(again.entries, IsEmpty());
  Keys keys;
  keys.request = RequestFor("r-1", "").key;
  EXPECT_EQ(Look(keys).request->resource_id, "orgs/a");
  EXPECT_EQ(store_->Head()->sequence, 2);
}

TEST_P(EntriesTest, ServersReadWhatChangedOfResidentEntriesPageByPage) {
  EXPECT_EQ(ResidentSequence(), 0);
  EXPECT_EQ(store_->Residents(0)->sequence, 0);
  ASSERT_TRUE(RunWrite(*store_, CreateEntries(Numbered("orgs/o", 1200, true))).status.ok());
  ASSERT_TRUE(RunWrite(*store_, CreateEntries(Numbered("projects/p", 5))).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateEntry("orgs/o3", 1, "third")).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateEntry("projects/p3", 1, "not kept in memory")).status.ok());
  ASSERT_TRUE(Create("a1").status.ok());
  for (const bool reopened : {false, true}) {
    if (reopened) Open();
    EXPECT_EQ(ResidentSequence(), 1206);
    ResidentPage page = *store_->Residents(0);
    EXPECT_EQ(page.sequence, 1206);
    ASSERT_EQ(page.entries.size(), 1000u);
    EXPECT_EQ(page.entries[2].name, "orgs/o2");
    EXPECT_EQ(page.entries[3].name, "orgs/o4") << "orgs/o3 comes as it is now, once";
    EXPECT_EQ(page.entries[3].body, "body 4");
    page = *store_->Residents(page.entries.back().changed);
    ASSERT_EQ(page.entries.size(), 200u);
    EXPECT_EQ(page.entries[198].name, "orgs/o1199");
    EXPECT_EQ(page.entries[199].body, "third");
    EXPECT_EQ(page.entries[199].changed, 1206);
    page = *store_->Residents(1206);
    EXPECT_THAT(page.entries, IsEmpty());
    EXPECT_EQ(page.sequence, 1206);
  }
}

TEST_P(EntriesTest, AWriteThatFailsDoesNotCountAsAChangeOfResidentEntries) {
  ASSERT_TRUE(RunWrite(*store_, CreateEntries({Resident("orgs/a")})).status.ok());
  Write broken = CreateEntries({Resident("orgs/b")});
  broken.decide = [](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> {
    return std::vector<Mutation>{ChangeOf(Resident("orgs/b")), ChangeOf(Resident("orgs/a"))};
  };
  EXPECT_EQ(RunWrite(*store_, std::move(broken)).status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ResidentSequence(), 1);
  EXPECT_EQ(store_->Residents(0)->sequence, 1);
}

TEST_P(EntriesTest, AnAuditFindsTheEntriesOfTheEvents) {
  ASSERT_TRUE(Create("a1").status.ok());
  ASSERT_TRUE(RunWrite(*store_, CreateEntries({NewEntry("orgs/a", "first"), NewEntry("orgs/b")})).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateEntry("orgs/a", 1, "second")).status.ok());
  const AuditPage page = *RunAudit(*store_, {});
  ASSERT_EQ(page.rows.size(), 4u);
  EXPECT_EQ(page.headers, 3);
  EXPECT_TRUE(page.rows[0].header.has_value());
  EXPECT_FALSE(page.rows[0].entry.has_value());
  for (const size_t i : {1u, 3u}) {
    const AuditRow& row = page.rows[i];
    EXPECT_FALSE(row.header.has_value());
    ASSERT_TRUE(row.entry.has_value());
    EXPECT_EQ(row.entry->name, "orgs/a");
    EXPECT_EQ(row.entry->etag, 2) << "as it is now";
    ASSERT_TRUE(row.revision.has_value());
    EXPECT_EQ(row.revision->form, i == 1 ? "first" : "second");
    EXPECT_EQ(row.revision->id, "orgs/a");
    EXPECT_EQ(RevisionSha256(*row.revision), row.event.revision_sha256);
  }
  EXPECT_EQ(page.rows[1].revisions_stored, 2);
  EXPECT_EQ(page.rows[1].revisions_logged, 2);
  EXPECT_EQ(page.rows[1].events_logged, 2);
  EXPECT_EQ(RunAudit(*store_, {.after_sequence = 1, .limit = 1})->headers, 1);
}

HENG_WITH_EVERY_ENGINE(EntriesTest);

struct Rule {
  std::string name;
  // Breaks it, given the stored entry "orgs/a" (resident) and header "a1".
  std::function<std::vector<Mutation>(const Entry&, const Header&)> decide;
};

Mutation Next(const Entry& stored, const std::function<void(Entry&)>& change) {
  Entry next = stored;
  ++next.etag;
  change(next);
  return ChangeOf(next);
}

const std::vector<Rule>& Rules() {
  static const auto* const kRules = new std::vector<Rule>{
      {"TakenName", [](const Entry&, const Header&) { return One(ChangeOf(NewEntry("orgs/a"))); }},
      {"EtagAhead", [](const Entry& e, const Header&) { return One(Next(e, [](Entry& n) { ++n.etag; })); }},
      {"EtagAgain", [](const Entry& e, const Header&) { return One(ChangeOf(e)); }},
      {"NewWithLaterEtag",
       [](const Entry&, const Header&) {
         Entry entry = NewEntry("orgs/new");
         entry.etag = 2;
         return One(ChangeOf(entry));
       }},
      {"OtherSequence", [](const Entry& e, const Header&) { return One(Next(e, [](Entry& n) { n.sequence += 1; })); }},
      {"OtherName", [](const Entry& e, const Header&) { return One(Next(e, [](Entry& n) { n.name = "orgs/b"; })); }},
      {"NotResidentAnyMore",
       [](const Entry& e, const Header&) { return One(Next(e, [](Entry& n) { n.resident = false; })); }},
      {"NameOutsideItsCollection",
       [](const Entry&, const Header&) {
         Entry entry = NewEntry("orgs/new");
         entry.collection = "projects";
         return One(ChangeOf(entry));
       }},
      {"NameOfAForm", [](const Entry&, const Header&) { return One(ChangeOf(NewEntry("evaluations/a9"))); }},
      {"EventOfAnother",
       [](const Entry& e, const Header&) {
         Mutation mutation = Next(e, [](Entry&) {});
         mutation.event.resource = "orgs/aa";
         return One(mutation);
       }},
      {"RevisionBesideIt",
       [](const Entry& e, const Header&) {
         Mutation mutation = Next(e, [](Entry&) {});
         mutation.revision = Revision{.id = e.name, .rev = 2, .form = "", .score = "", .contacts = "", .review = ""};
         return One(mutation);
       }},
      {"FormAndEntryInOne",
       [](const Entry& e, const Header& h) {
         Mutation mutation = NextOf(h, "x");
         mutation.entry = Next(e, [](Entry&) {}).entry;
         return One(mutation);
       }},
      {"Neither",
       [](const Entry& e, const Header&) {
         Mutation mutation = ChangeOf(e);
         mutation.entry.reset();
         return One(mutation);
       }},
      {"TwiceInOneWrite",
       [](const Entry& e, const Header&) {
         const Mutation second = Next(e, [](Entry&) {});
         return std::vector<Mutation>{second, Next(*second.entry, [](Entry&) {})};
       }},
      {"EventOfAFormNamesAnEntry",
       [](const Entry&, const Header& h) {
         Mutation mutation = NextOf(h, "x");
         mutation.event.resource = "orgs/a1";
         return One(mutation);
       }},
  };
  return *kRules;
}

class EntryRuleTest : public StoreTestBase, public ::testing::WithParamInterface<std::tuple<EngineCase, size_t>> {
 protected:
  EntryRuleTest() : StoreTestBase(std::get<0>(GetParam())) {}
};

// Refused with the keys read and without; the other members of the group are written.
TEST_P(EntryRuleTest, BrokenRuleIsInternalAndWritesNothing) {
  const Rule& rule = Rules()[std::get<1>(GetParam())];
  ASSERT_TRUE(RunWrite(*store_, CreateEntries({Resident("orgs/a")})).status.ok());
  ASSERT_TRUE(Create("a1").status.ok());
  const Entry entry = *store_->GetEntry("orgs/a");
  const Header header = store_->Get("a1")->header;
  int64_t sequence = 2;
  for (const bool blind : {false, true}) {
    Answers answers;
    Gate gate;
    HoldWriter(*store_, gate, answers);
    const auto submit = [&](Write write) {
      write.done = answers.Expect();
      store_->Submit(std::move(write));
    };
    submit(CreateEntries({NewEntry(absl::StrCat("orgs/before", blind))}));
    Write broken;
    if (!blind) {
      broken.keys.entries = {"orgs/a", "orgs/b", "orgs/new", "evaluations/a9"};
      broken.keys.id = "a1";
    }
    broken.decide = [&](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> {
      return rule.decide(entry, header);
    };
    submit(std::move(broken));
    submit(CreateEntries({NewEntry(absl::StrCat("orgs/behind", blind))}));
    gate.Open();
    const std::vector<WriteResult> results = answers.Wait();
    EXPECT_TRUE(results[1].status.ok()) << results[1].status;
    EXPECT_EQ(results[2].status.code(), absl::StatusCode::kInternal) << results[2].status;
    EXPECT_TRUE(results[3].status.ok()) << results[3].status;
    ExpectSame(*store_->GetEntry("orgs/a"), entry);
    EXPECT_EQ(store_->Get("a1")->header.etag, 1);
    EXPECT_EQ(store_->Head()->sequence, sequence += 2);
  }
  EXPECT_EQ(VerifyChain(*store_), "");
  store_.reset();
  EXPECT_EQ(place_->Integrity(), "ok");
}

INSTANTIATE_TEST_SUITE_P(Store, EntryRuleTest,
                         ::testing::Combine(::testing::ValuesIn(Engines()),
                                            ::testing::Range(size_t{0}, Rules().size())),
                         [](const auto& test) {
                           return absl::StrCat(std::get<0>(test.param).name, "_",
                                               Rules()[std::get<1>(test.param)].name);
                         });

}  // namespace
}  // namespace heng::store
