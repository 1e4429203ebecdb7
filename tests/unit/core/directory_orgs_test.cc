#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "tests/unit/core/directory_testing.h"

namespace heng::core {
namespace {

using heng::v1::Org;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class DirectoryOrgsTest : public DirectoryTest {};

TEST_F(DirectoryOrgsTest, AnOrgIsMadeReadAndListed) {
  const int64_t before = LastSequence();
  Org wanted = Unit("sx-unit", "121005");
  wanted.set_start_date("2020-01-01");
  const auto made = CreateOrg(wanted);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->etag(), "1");
  EXPECT_TRUE(made->has_create_time());
  EXPECT_EQ(made->code(), "121005");
  EXPECT_EQ(made->start_date(), "2020-01-01");
  EXPECT_EQ(GetOrg("sx-unit")->SerializeAsString(), made->SerializeAsString());
  EXPECT_THAT(ListOrgs({}), ElementsAre("test-root", "test-department", "an-office", "another-office", "sx-unit"));
  EXPECT_THAT(EventsBehind(before), ElementsAre("org.create orgs/sx-unit"));
}

TEST_F(DirectoryOrgsTest, WhatOnlyTheSystemSetsIsNotTaken) {
  Org wanted = Unit("sx-unit");
  wanted.set_end_date("2020-01-01");
  wanted.set_successor("orgs/an-office");
  wanted.add_predecessors("orgs/an-office");
  wanted.set_etag("7");
  const auto made = CreateOrg(wanted);
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(made->end_date() + made->successor(), "");
  EXPECT_EQ(made->predecessors_size(), 0);
  EXPECT_EQ(made->etag(), "1");
}

TEST_F(DirectoryOrgsTest, AnOrgWithoutNameIsGivenOne) {
  Org wanted = Unit("");
  wanted.clear_name();
  const auto first = CreateOrg(wanted), second = CreateOrg(wanted);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(first->name(), second->name());
  EXPECT_EQ(first->name().rfind("orgs/o-", 0), 0u);
}

TEST_F(DirectoryOrgsTest, EveryBadFieldIsNamedAtOnce) {
  Org wrong;
  wrong.set_name("orgs/X");
  wrong.set_title("大同\n市");
  wrong.set_type(static_cast<Org::Type>(9));
  wrong.set_code("12 1005");
  wrong.set_start_date("2022-02-29");
  EXPECT_THAT(FieldsOf(CreateOrg(wrong).status()),
              UnorderedElementsAre("org.name", "org.title", "org.type", "org.parent", "org.code", "org.startDate"));
}

struct BadField {
  const char* what;
  std::function<void(Org*)> spoil;
  const char* field;
};

TEST_F(DirectoryOrgsTest, EachBadFieldIsRefused) {
  const std::vector<BadField> bad = {
      {"no title", [](Org* o) { o->clear_title(); }, "org.title"},
      {"blanks only", [](Org* o) { o->set_title("  　"); }, "org.title"},
      {"too long",
       [](Org* o) {
         for (int i = 0; i < 201; ++i) o->mutable_title()->append("字");
         o->mutable_title()->erase(0, 10);
       },
       "org.title"},
      {"tab", [](Org* o) { o->set_title("a\tb"); }, "org.title"},
      {"line separator", [](Org* o) { o->set_title("a\u2028b"); }, "org.title"},
      {"turned text", [](Org* o) { o->set_title("a\u202Eb"); }, "org.title"},
      {"no type", [](Org* o) { o->clear_type(); }, "org.type"},
      {"unknown type", [](Org* o) { o->set_type(static_cast<Org::Type>(4)); }, "org.type"},
      {"second root", [](Org* o) { o->clear_parent(); }, "org.parent"},
      {"parent no name", [](Org* o) { o->set_parent("test-department"); }, "org.parent"},
      {"department below a department", [](Org* o) { o->set_type(Org::DEPARTMENT); }, "org.parent"},
      {"region below a department", [](Org* o) { o->set_type(Org::REGION); }, "org.parent"},
      {"unit below a region", [](Org* o) { o->set_parent("orgs/test-root"); }, "org.parent"},
      {"code too long", [](Org* o) { o->set_code(std::string(33, '1')); }, "org.code"},
      {"code with a blank", [](Org* o) { o->set_code("12 3"); }, "org.code"},
      {"no day", [](Org* o) { o->set_start_date("2022-13-01"); }, "org.startDate"},
      {"no day in short", [](Org* o) { o->set_start_date("2022-1-1"); }, "org.startDate"},
      {"name too short", [](Org* o) { o->set_name("orgs/ab"); }, "org.name"},
      {"another collection", [](Org* o) { o->set_name("projects/abc"); }, "org.name"},
  };
  for (const BadField& c : bad) {
    SCOPED_TRACE(c.what);
    Org org = Unit("sx-unit", "1");
    c.spoil(&org);
    const auto answer = CreateOrg(org);
    EXPECT_EQ(answer.status().code(), absl::StatusCode::kInvalidArgument) << answer.status();
    EXPECT_THAT(FieldsOf(answer.status()), ElementsAre(c.field));
  }
  EXPECT_FALSE(GetOrg("sx-unit").ok());
}

TEST_F(DirectoryOrgsTest, TwoHundredCharactersAreATitle) {
  Org org = Unit("sx-unit");
  org.clear_title();
  for (int i = 0; i < 200; ++i) org.mutable_title()->append("字");
  EXPECT_TRUE(CreateOrg(org).ok());
}

TEST_F(DirectoryOrgsTest, ATakenNameIsToldToWhoMaySeeIt) {
  AddPrincipal("narrow", {{heng::v1::ADMIN, "another-office"}});
  ASSERT_TRUE(CreateOrg(Unit("sx-unit")).ok());
  EXPECT_EQ(ReasonFor(CreateOrg(Unit("sx-unit")).status()), "RESOURCE_EXISTS");
  const Org below = Unit("sx-unit", "", "another-office");
  EXPECT_EQ(ReasonFor(CreateOrg(below, "narrow").status()), "PERMISSION_DENIED");
  EXPECT_TRUE(CreateOrg(Unit("sx-other", "", "another-office"), "narrow").ok());
}

TEST_F(DirectoryOrgsTest, CodesAreUniqueInTheirRegionAmongOrgsInUse) {
  ASSERT_TRUE(CreateOrg(OrgOf("datong", Org::REGION, "test-root", "140200")).ok());
  ASSERT_TRUE(CreateOrg(OrgOf("dt-renshe", Org::DEPARTMENT, "datong", "121")).ok());
  ASSERT_TRUE(CreateOrg(Unit("sx-unit", "121005")).ok());
  const auto taken = CreateOrg(Unit("sx-second", "121005", "an-office"));
  EXPECT_EQ(ReasonFor(taken.status()), "ORG_CODE_TAKEN");
  EXPECT_THAT(std::string(taken.status().message()), HasSubstr("orgs/sx-unit"));
  EXPECT_TRUE(CreateOrg(Unit("dt-unit", "121005", "dt-renshe")).ok()) << "another region has codes of its own";
  EXPECT_EQ(ReasonFor(CreateOrg(OrgOf("xinzhou", Org::REGION, "datong", "140200")).status()), "ORG_CODE_TAKEN");
  EXPECT_TRUE(CreateOrg(OrgOf("xinzhou", Org::REGION, "test-root", "140900")).ok());
  EXPECT_TRUE(CreateOrg(Unit("sx-third")).ok());
  EXPECT_TRUE(CreateOrg(Unit("sx-fourth")).ok()) << "no code is no code";
  ASSERT_TRUE(CloseOrg("sx-unit", "1").ok());
  EXPECT_TRUE(CreateOrg(Unit("sx-second", "121005")).ok()) << "a closed org has given its code up";
}

TEST_F(DirectoryOrgsTest, WhoHasTheCodeIsToldToWhoMaySeeIt) {
  AddPrincipal("narrow", {{heng::v1::ADMIN, "another-office"}});
  ASSERT_TRUE(CreateOrg(Unit("sx-unit", "121005")).ok());
  const auto taken = CreateOrg(Unit("sx-second", "121005", "another-office"), "narrow");
  EXPECT_EQ(ReasonFor(taken.status()), "ORG_CODE_TAKEN");
  EXPECT_EQ(std::string(taken.status().message()).find("sx-unit"), std::string::npos);
}

TEST_F(DirectoryOrgsTest, AnUpdateChangesWhatTheMaskNames) {
  ASSERT_TRUE(CreateOrg(Unit("sx-unit", "121005")).ok());
  Org change = Unit("sx-unit", "999");
  change.set_title("新名称");
  change.set_etag("1");
  const auto renamed = UpdateOrg(change, {"title"});
  ASSERT_TRUE(renamed.ok()) << renamed.status();
  EXPECT_EQ(renamed->title(), "新名称");
  EXPECT_EQ(renamed->code(), "121005");
  EXPECT_EQ(renamed->etag(), "2");
  change.set_etag("2");
  change.set_start_date("2021-01-01");
  const auto all = UpdateOrg(change);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->code(), "999");
  EXPECT_EQ(all->start_date(), "2021-01-01");
  EXPECT_THAT(FieldsOf(UpdateOrg(change, {"type", "title", "end_date"}).status()),
              ElementsAre("updateMask.paths[0]", "updateMask.paths[2]"));
  EXPECT_EQ(GetOrg("sx-unit")->etag(), "3");
}

TEST_F(DirectoryOrgsTest, StaleAndMissingEtagsAreRefused) {
  ASSERT_TRUE(CreateOrg(Unit("sx-unit")).ok());
  Org change = Unit("sx-unit");
  EXPECT_THAT(FieldsOf(UpdateOrg(change).status()), ElementsAre("etag"));
  change.set_etag("2");
  EXPECT_EQ(ReasonFor(UpdateOrg(change).status()), "ETAG_MISMATCH");
  EXPECT_EQ(ReasonFor(CloseOrg("sx-unit", "2").status()), "ETAG_MISMATCH");
  EXPECT_THAT(FieldsOf(CloseOrg("sx-unit", "").status()), ElementsAre("etag"));
  change.set_etag("1");
  EXPECT_TRUE(UpdateOrg(change).ok());
  EXPECT_EQ(ReasonFor(UpdateOrg(change).status()), "ETAG_MISMATCH");
}

TEST_F(DirectoryOrgsTest, OfTwoChangesAtOnceOneIsMade) {
  ASSERT_TRUE(CreateOrg(Unit("sx-unit")).ok());
  std::vector<std::string> reasons(8);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < reasons.size(); ++i) {
    threads.emplace_back([&, i] {
      Org change = Unit("sx-unit");
      change.set_title("名称 " + std::to_string(i));
      change.set_etag("1");
      reasons[i] = ReasonFor(UpdateOrg(change, {"title"}).status());
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "OK"), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "ETAG_MISMATCH"), 7);
  EXPECT_EQ(GetOrg("sx-unit")->etag(), "2");
}

TEST_F(DirectoryOrgsTest, OfOneCodeTakenByManyAtOnceOneOrgGetsIt) {
  std::vector<std::string> reasons(8);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < reasons.size(); ++i) {
    threads.emplace_back(
        [&, i] { reasons[i] = ReasonFor(CreateOrg(Unit("sx-unit-" + std::to_string(i), "121005")).status()); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "OK"), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "ORG_CODE_TAKEN"), 7);
}

TEST_F(DirectoryOrgsTest, AnOrgMovesWithAllThatStandsBelowIt) {
  ASSERT_TRUE(CreateOrg(OrgOf("second", Org::DEPARTMENT, "test-root")).ok());
  ASSERT_TRUE(CreateOrg(Unit("sub-unit", "", "an-office")).ok());
  const auto form = CreateForm(FormOf("abc"));
  ASSERT_TRUE(form.ok()) << form.status();
  Org change = Unit("an-office", "", "second");
  change.set_etag("1");
  const auto moved = UpdateOrg(change, {"parent"});
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(moved->parent(), "orgs/second");
  heng::v1::ListOrgsRequest request;
  request.set_org("orgs/second");
  EXPECT_THAT(ListOrgs(request), ElementsAre("second", "an-office", "sub-unit"));
  EXPECT_EQ(OrgOfForm(form->name()), "an-office") << "forms stay with their org";
}

TEST_F(DirectoryOrgsTest, NoOrgMovesBelowItselfOrWhereItDoesNotFit) {
  ASSERT_TRUE(CreateOrg(Unit("sub-unit", "", "an-office")).ok());
  ASSERT_TRUE(CreateOrg(Unit("sub-sub-unit", "", "sub-unit")).ok());
  Org change = Unit("an-office");
  change.set_etag("1");
  for (const char* below : {"an-office", "sub-unit", "sub-sub-unit"}) {
    change.set_parent(std::string("orgs/") + below);
    EXPECT_THAT(FieldsOf(UpdateOrg(change, {"parent"}).status()), ElementsAre("org.parent")) << below;
  }
  change.set_parent("orgs/test-root");
  EXPECT_THAT(FieldsOf(UpdateOrg(change, {"parent"}).status()), ElementsAre("org.parent"));
  change.set_parent("");
  EXPECT_THAT(FieldsOf(UpdateOrg(change, {"parent"}).status()), ElementsAre("org.parent")) << "one root only";
  Org root = OrgOf("test-root", Org::REGION, "test-department");
  root.set_etag("1");
  EXPECT_THAT(FieldsOf(UpdateOrg(root, {"parent"}).status()), ElementsAre("org.parent"));
  root.set_parent("");
  EXPECT_TRUE(UpdateOrg(root).ok());
}

TEST_F(DirectoryOrgsTest, ADepartmentMovesToAnotherRegionWithItsCodesOrNotAtAll) {
  ASSERT_TRUE(CreateOrg(OrgOf("datong", Org::REGION, "test-root", "140200")).ok());
  ASSERT_TRUE(CreateOrg(OrgOf("dt-renshe", Org::DEPARTMENT, "datong", "121")).ok());
  ASSERT_TRUE(CreateOrg(Unit("dt-unit", "121005", "dt-renshe")).ok());
  ASSERT_TRUE(CreateOrg(Unit("sx-unit", "121005")).ok());
  Org change = OrgOf("dt-renshe", Org::DEPARTMENT, "test-root");
  change.set_etag("1");
  EXPECT_EQ(ReasonFor(UpdateOrg(change, {"parent"}).status()), "ORG_CODE_TAKEN") << "of a unit below it";
  ASSERT_TRUE(CloseOrg("sx-unit", "1").ok());
  EXPECT_TRUE(UpdateOrg(change, {"parent"}).ok());
  EXPECT_EQ(ReasonFor(CreateOrg(Unit("sx-new", "121005")).status()), "ORG_CODE_TAKEN")
      << "it is one of this region now";
}

TEST_F(DirectoryOrgsTest, MovingTakesTheRoleOnBothOrgs) {
  AddPrincipal("one", {{heng::v1::ADMIN, "an-office"}});
  AddPrincipal("both", {{heng::v1::ADMIN, "an-office"}, {heng::v1::ADMIN, "another-office"}});
  Org change = Unit("an-office", "", "another-office");
  change.set_etag("1");
  EXPECT_EQ(ReasonFor(UpdateOrg(change, {"parent"}, "one").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(UpdateOrg(Unit("another-office"), {"title"}, "one").status()), "PERMISSION_DENIED");
  EXPECT_TRUE(UpdateOrg(change, {"parent"}, "both").ok());
}

TEST_F(DirectoryOrgsTest, TheTreeHasABottom) {
  std::string parent = "an-office";  // level 3
  for (int level = 4; level <= 32; ++level) {
    const std::string id = "level-" + std::to_string(level);
    ASSERT_TRUE(CreateOrg(Unit(id, "", parent)).ok()) << level;
    parent = id;
  }
  EXPECT_THAT(FieldsOf(CreateOrg(Unit("level-33", "", parent)).status()), ElementsAre("org.parent"));
  Org change = Unit("level-4", "", "another-office");
  change.set_etag("1");
  EXPECT_TRUE(UpdateOrg(change, {"parent"}).ok());
  ASSERT_TRUE(CreateOrg(Unit("sub-unit", "", "an-office")).ok());
  change = Unit("level-4", "", "sub-unit");
  change.set_etag("2");
  EXPECT_THAT(FieldsOf(UpdateOrg(change, {"parent"}).status()), ElementsAre("org.parent"))
      << "what is below moves along";
}

TEST_F(DirectoryOrgsTest, AnOrgIsClosedOnceItHasNothingOpen) {
  ASSERT_TRUE(CreateOrg(Unit("sub-unit", "", "an-office")).ok());
  ASSERT_TRUE(CreateProject(ProjectOf("mine")).ok());
  const auto draft = CreateForm(FormOf("mine"));
  ASSERT_TRUE(draft.ok()) << draft.status();
  EXPECT_EQ(ReasonFor(CloseOrg("an-office", "1").status()), "ORG_IN_USE");
  EXPECT_THAT(std::string(CloseOrg("an-office", "1").status().message()), HasSubstr("1 open orgs"));
  ASSERT_TRUE(CloseOrg("sub-unit", "1").ok());
  EXPECT_THAT(std::string(CloseOrg("an-office", "1").status().message()), HasSubstr("1 open projects and 1 forms"));
  ASSERT_TRUE(CloseProject("mine", "1").ok());
  EXPECT_EQ(ReasonFor(CloseOrg("an-office", "1").status()), "ORG_IN_USE");
  ASSERT_TRUE(DiscardForm(*draft).ok());
  const auto closed = CloseOrg("an-office", "1", "2022-12-31");
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->end_date(), "2022-12-31");
  EXPECT_EQ(closed->etag(), "2");
  EXPECT_TRUE(GetOrg("an-office").ok()) << "still readable by name";
  EXPECT_THAT(ListOrgs({}), ElementsAre("test-root", "test-department", "another-office"));
  heng::v1::ListOrgsRequest request;
  request.set_show_closed(true);
  EXPECT_THAT(ListOrgs(request),
              ElementsAre("test-root", "test-department", "an-office", "sub-unit", "another-office"));
}

TEST_F(DirectoryOrgsTest, AClosedOrgIsChangedByNobody) {
  ASSERT_TRUE(CloseOrg("an-office", "1").ok());
  Org change = Unit("an-office");
  change.set_etag("2");
  EXPECT_EQ(ReasonFor(UpdateOrg(change).status()), "ORG_CLOSED");
  EXPECT_EQ(ReasonFor(CloseOrg("an-office", "2").status()), "ORG_CLOSED");
  EXPECT_EQ(ReasonFor(CreateOrg(Unit("sub-unit", "", "an-office")).status()), "ORG_CLOSED");
  EXPECT_EQ(ReasonFor(CreateProject(ProjectOf("mine")).status()), "ORG_CLOSED");
  EXPECT_EQ(ReasonFor(CreateForm(FormOf("abc")).status()), "ORG_CLOSED");
  Org move = Unit("another-office", "", "an-office");
  move.set_etag("1");
  EXPECT_EQ(ReasonFor(UpdateOrg(move, {"parent"}).status()), "ORG_CLOSED");
}

TEST_F(DirectoryOrgsTest, TheLastDayIsADayThatHasCome) {
  EXPECT_THAT(FieldsOf(CloseOrg("an-office", "1", "2999-01-01").status()), ElementsAre("endDate"));
  EXPECT_THAT(FieldsOf(CloseOrg("an-office", "1", "2022-2-1").status()), ElementsAre("endDate"));
  Org late = Unit("sx-unit");
  late.set_start_date("2022-01-01");
  ASSERT_TRUE(CreateOrg(late).ok());
  EXPECT_THAT(FieldsOf(CloseOrg("sx-unit", "1", "2021-12-31").status()), ElementsAre("endDate"));
  EXPECT_EQ(CloseOrg("an-office", "1")->end_date(), DayOf(absl::ToUnixMicros(absl::Now())));
}

TEST_F(DirectoryOrgsTest, ClosingTakesClearance) {
  AddPrincipal("admin", {{heng::v1::ADMIN, "test-root"}});
  EXPECT_EQ(ReasonFor(CloseOrg("an-office", "1", "", "admin").status()), "CLEARANCE_NEEDED");
}

TEST_F(DirectoryOrgsTest, NobodyLearnsWhetherAnOrgExists) {
  AddPrincipal("narrow", {{heng::v1::ADMIN, "another-office"}});
  const auto exists = GetOrg("an-office", "narrow").status();
  const auto missing = GetOrg("no-office", "narrow").status();
  std::string a(exists.message()), b(missing.message());
  a.replace(a.find("an-office"), 9, "x");
  b.replace(b.find("no-office"), 9, "x");
  EXPECT_EQ(a, b);
  EXPECT_EQ(exists.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonFor(GetOrg("no-office").status()), "RESOURCE_NOT_FOUND") << "to who sees everything there is";
  EXPECT_EQ(ReasonFor(CreateOrg(Unit("sx-unit", "", "no-office"), "narrow").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(CreateOrg(Unit("sx-unit", "", "no-office")).status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonFor(CloseOrg("no-office", "1", "", "narrow").status()), "PERMISSION_DENIED");
  EXPECT_THAT(FieldsOf(GetOrg("X").status()), ElementsAre("name"));
}

TEST_F(DirectoryOrgsTest, EveryoneListsTheirSubtreesOnly) {
  ASSERT_TRUE(CreateOrg(Unit("sub-unit", "", "an-office")).ok());
  AddPrincipal("one", {{heng::v1::PREPARER, "an-office"}});
  AddPrincipal("nobody", {});
  EXPECT_THAT(ListOrgs({}, "one"), ElementsAre("an-office", "sub-unit"));
  heng::v1::ListOrgsRequest request;
  request.set_org("orgs/another-office");
  EXPECT_THAT(ListOrgs(request, "one"), ElementsAre());
  request.set_org("orgs/test-root");
  EXPECT_THAT(ListOrgs(request, "one"), ElementsAre("an-office", "sub-unit"));
  EXPECT_EQ(ReasonFor(Call<heng::v1::ListOrgsResponse>(&Directory::ListOrgs, request, "nobody").status()),
            "PERMISSION_DENIED");
}

TEST_F(DirectoryOrgsTest, PagesGoOnWhereTheyEndedWhateverWasAddedMeanwhile) {
  heng::v1::ListOrgsRequest request;
  request.set_page_size(2);
  const auto first = Call<heng::v1::ListOrgsResponse>(&Directory::ListOrgs, request);
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(first->orgs_size(), 2);
  ASSERT_TRUE(CreateOrg(Unit("aaa-first", "0")).ok());
  request.set_page_token(first->next_page_token());
  const auto second = Call<heng::v1::ListOrgsResponse>(&Directory::ListOrgs, request);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->orgs(0).name(), "orgs/an-office");
  for (int size = 1; size < 6; ++size) {
    heng::v1::ListOrgsRequest paged;
    paged.set_page_size(size);
    EXPECT_THAT(ListOrgs(paged),
                ElementsAre("test-root", "test-department", "an-office", "another-office", "aaa-first"));
  }
}

TEST_F(DirectoryOrgsTest, PagesAreBoundToTheirFilter) {
  heng::v1::ListOrgsRequest request;
  request.set_page_size(-1);
  EXPECT_THAT(FieldsOf(Call<heng::v1::ListOrgsResponse>(&Directory::ListOrgs, request).status()),
              ElementsAre("pageSize"));
  request.set_page_size(1);
  const auto first = Call<heng::v1::ListOrgsResponse>(&Directory::ListOrgs, request);
  request.set_page_token(first->next_page_token());
  request.set_show_closed(true);
  EXPECT_THAT(FieldsOf(Call<heng::v1::ListOrgsResponse>(&Directory::ListOrgs, request).status()),
              ElementsAre("pageToken"));
  request.set_page_token("x");
  EXPECT_THAT(FieldsOf(Call<heng::v1::ListOrgsResponse>(&Directory::ListOrgs, request).status()),
              ElementsAre("pageToken"));
  request.set_org("nothing");
  EXPECT_THAT(FieldsOf(Call<heng::v1::ListOrgsResponse>(&Directory::ListOrgs, request).status()), ElementsAre("org"));
}

TEST_F(DirectoryOrgsTest, TheSameRequestIsAnsweredAgainAndChangesNothing) {
  heng::v1::CreateOrgRequest request;
  *request.mutable_org() = Unit("sx-unit");
  request.mutable_org()->clear_name();
  request.set_request_id("r-1");
  const auto first = Call<Org>(&Directory::CreateOrg, request);
  ASSERT_TRUE(first.ok());
  Org change = *first;
  change.set_title("新名称");
  ASSERT_TRUE(UpdateOrg(change, {"title"}).ok());
  const int64_t before = LastSequence();
  const auto again = Call<Org>(&Directory::CreateOrg, request);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(LastSequence(), before);
  heng::v1::CloseOrgRequest close;
  close.set_name(first->name());
  close.set_etag("2");
  close.set_request_id("r-2");
  const auto closed = Call<Org>(&Directory::CloseOrg, close);
  ASSERT_TRUE(closed.ok());
  EXPECT_EQ(Call<Org>(&Directory::CloseOrg, close)->SerializeAsString(), closed->SerializeAsString());
  close.set_end_date("2022-01-01");
  EXPECT_EQ(ReasonFor(Call<Org>(&Directory::CloseOrg, close).status()), "REQUEST_ID_REUSED");
}

TEST_F(DirectoryOrgsTest, ATrialWritesNothing) {
  const int64_t before = LastSequence();
  heng::v1::CreateOrgRequest create;
  *create.mutable_org() = Unit("sx-unit");
  create.set_validate_only(true);
  EXPECT_TRUE(Call<Org>(&Directory::CreateOrg, create).ok());
  heng::v1::CloseOrgRequest close;
  close.set_name("orgs/an-office");
  close.set_etag("1");
  close.set_validate_only(true);
  EXPECT_TRUE(Call<Org>(&Directory::CloseOrg, close).ok());
  heng::v1::UpdateOrgRequest update;
  *update.mutable_org() = Unit("an-office");
  update.mutable_org()->set_etag("1");
  update.set_validate_only(true);
  EXPECT_TRUE(Call<Org>(&Directory::UpdateOrg, update).ok());
  EXPECT_EQ(LastSequence(), before);
  EXPECT_FALSE(GetOrg("sx-unit").ok());
}

TEST_F(DirectoryOrgsTest, OrgsAreThereAfterANewStart) {
  ASSERT_TRUE(CreateOrg(Unit("sx-unit", "121005")).ok());
  Residents later(store_.get(), "policies/mof-2020");
  ASSERT_TRUE(later.Refresh().ok());
  ASSERT_NE(later.Current()->orgs->Find("sx-unit"), nullptr);
  EXPECT_EQ(later.Current()->orgs->ByCode("test-root", "121005")->id, "sx-unit");
}

}  // namespace
}  // namespace heng::core
