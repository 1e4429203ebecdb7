// Imports and mergers.
#include <gmock/gmock.h>

#include "tests/unit/core/directory_testing.h"

namespace heng::core {
namespace {

using heng::v1::ImportResult;
using heng::v1::MergeOrgsRequest;
using heng::v1::MergeOrgsResponse;
using heng::v1::Org;
using heng::v1::Project;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class DirectoryMergeTest : public DirectoryTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(CreateOrg(Unit("one-office")).ok());
    ASSERT_TRUE(CreateProject(ProjectOf("mine")).ok());
  }
  static MergeOrgsRequest MergerOf(const std::vector<std::string>& from, const std::string& to) {
    MergeOrgsRequest request;
    for (const auto& id : from) request.add_predecessors("orgs/" + id);
    request.set_successor("orgs/" + to);
    return request;
  }
  using Merged = absl::StatusOr<MergeOrgsResponse>;
  Merged Merge(const MergeOrgsRequest& request, const std::string& as = testing::kTester) {
    return Call<MergeOrgsResponse>(&Directory::MergeOrgs, request, as);
  }
  Merged Merge(const std::vector<std::string>& from, const std::string& to) { return Merge(MergerOf(from, to)); }

  // Writes the orgs of a merger and nothing else: one that was killed before it moved anything.
  void MergeOrgsOnly(const std::string& from, const std::string& to) {
    store::Write write;
    write.keys.entries = {"orgs/" + from, "orgs/" + to};
    write.decide = [&](const store::Snapshot& snapshot) -> absl::StatusOr<std::vector<store::Mutation>> {
      Org closed, next;
      EXPECT_TRUE(closed.ParseFromString(snapshot.entries[0]->body) && next.ParseFromString(snapshot.entries[1]->body));
      closed.set_successor("orgs/" + to);
      closed.set_end_date("2022-12-31");
      next.add_predecessors("orgs/" + from);
      std::vector<store::Mutation> both = {
          ChangeTo(snapshot.entries[0], from, closed, snapshot.now, Resident::kYes, /*active=*/false),
          ChangeTo(snapshot.entries[1], to, next, snapshot.now, Resident::kYes)};
      for (auto& mutation : both) mutation.event.action = "org.merge";
      return both;
    };
    ASSERT_TRUE(store::RunWrite(*store_, std::move(write)).status.ok());
    ASSERT_TRUE(core_.residents()->Refresh().ok());
  }
};

TEST_F(DirectoryMergeTest, OpenWorkMovesWithAnEventEachAndHistoryStays) {
  const auto draft = CreateForm(FormOf("mine"));
  const auto shared = CreateForm(FormOf("abc", "another-office"));
  auto submitted = CreateForm(FormOf("mine", "an-office", 2021));
  ASSERT_TRUE(draft.ok() && shared.ok() && submitted.ok());
  submitted = SubmitForm(*submitted);
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  const auto content = store_->Get(draft->name().substr(12));
  const int64_t before = LastSequence();

  MergeOrgsRequest request = MergerOf({"an-office", "another-office"}, "one-office");
  request.set_date("2022-07-01");
  const auto merged = Merge(request);
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->moved_evaluations(), 2);
  EXPECT_EQ(merged->moved_projects(), 1);
  EXPECT_EQ(merged->not_moved_count(), 0);
  EXPECT_THAT(merged->successor().predecessors(), ElementsAre("orgs/an-office", "orgs/another-office"));
  for (const Org& org : merged->predecessors()) {
    EXPECT_EQ(org.end_date(), "2022-06-30");
    EXPECT_EQ(org.successor(), "orgs/one-office");
    EXPECT_EQ(GetOrg(org.name().substr(5))->SerializeAsString(), org.SerializeAsString());
  }
  EXPECT_EQ(GetOrg("one-office")->SerializeAsString(), merged->successor().SerializeAsString());
  EXPECT_THAT(EventsBehind(before),
              UnorderedElementsAre("org.merge orgs/an-office", "org.merge orgs/another-office",
                                   "org.merge orgs/one-office", "project.move projects/mine",
                                   "evaluation.move " + draft->name(), "evaluation.move " + shared->name()));
  EXPECT_EQ(OrgOfForm(draft->name()), "one-office");
  EXPECT_EQ(OrgOfForm(shared->name()), "one-office");
  EXPECT_EQ(OrgOfForm(submitted->name()), "an-office");
  EXPECT_EQ(GetProject("mine")->org(), "orgs/one-office");
  EXPECT_EQ(GetProject("mine")->etag(), "2");
  const auto moved = store_->Get(draft->name().substr(12));
  EXPECT_EQ(moved->header.etag, content->header.etag + 1);
  EXPECT_EQ(moved->header.content_rev, content->header.content_rev);
  EXPECT_EQ(moved->revision.form, content->revision.form) << "the content stays word for word";
  heng::v1::VerifyEventsRequest verify;
  const auto sound = CallOn<heng::v1::VerifyEventsResponse>(&events_, &Events::Verify, verify, testing::kTester);
  ASSERT_TRUE(sound.ok()) << sound.status();
  EXPECT_EQ(sound->problems_size(), 0) << sound->DebugString();
}

TEST_F(DirectoryMergeTest, WhoHasTheSuccessorReadsThePredecessorsAndChangesNothingThere) {
  auto submitted = CreateForm(FormOf("mine", "an-office", 2021));
  submitted = SubmitForm(*submitted);
  const auto draft = CreateForm(FormOf("mine"));
  ASSERT_TRUE(submitted.ok() && draft.ok());
  AddPrincipal("new", {{heng::v1::PREPARER, "one-office"}});
  AddPrincipal("old", {{heng::v1::PREPARER, "an-office"}});
  EXPECT_FALSE(GetForm(submitted->name(), "new").ok());
  ASSERT_TRUE(Merge({"an-office"}, "one-office").ok());
  EXPECT_TRUE(GetForm(submitted->name(), "new").ok());
  heng::v1::Evaluation change = *submitted;
  EXPECT_EQ(ReasonFor(UpdateForm(change, "new").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(DiscardForm(change, "new").status()), "PERMISSION_DENIED");
  auto moved = GetForm(draft->name(), "new");
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(moved->form().org(), "orgs/an-office") << "as it was printed";
  const auto updated = UpdateForm(*moved, "new");
  EXPECT_TRUE(updated.ok()) << updated.status();
  EXPECT_TRUE(GetForm(submitted->name(), "old").ok()) << "grants on the predecessor stay";
  EXPECT_FALSE(GetForm(draft->name(), "old").ok()) << "what moved is the successor's";
  EXPECT_EQ(OrgOfForm(CreateForm(FormOf("mine", "an-office", 2020), "new")->name()), "one-office")
      << "a form that prints the old org is one of the new";
}

TEST_F(DirectoryMergeTest, FormsOfWholeUnitsKeepTheirSubject) {
  std::vector<heng::v1::Evaluation> forms;
  for (const char* id : {"an-office", "another-office"}) forms.push_back(*CreateForm(WholeUnitForm(id)));
  const auto merged = Merge({"an-office", "another-office"}, "one-office");
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->moved_evaluations(), 2);
  for (const auto& form : forms) {
    const auto moved = GetForm(form.name());
    ASSERT_TRUE(moved.ok());
    EXPECT_TRUE(UpdateForm(*moved).ok());
  }
  EXPECT_TRUE(CreateForm(WholeUnitForm("one-office")).ok());
}

TEST_F(DirectoryMergeTest, AFormWhoseKeyIsTakenStaysAndIsReported) {
  const auto theirs = CreateForm(FormOf("abc", "one-office"));
  const auto mine = CreateForm(FormOf("abc"));
  ASSERT_TRUE(theirs.ok() && mine.ok());
  MergeOrgsRequest request = MergerOf({"an-office"}, "one-office");
  const auto merged = Merge(request);
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->moved_evaluations(), 0);
  EXPECT_EQ(merged->not_moved_count(), 1);
  ASSERT_EQ(merged->not_moved_size(), 1);
  EXPECT_EQ(merged->not_moved(0).name(), mine->name());
  EXPECT_EQ(merged->not_moved(0).reason(), "FORM_KEY_TAKEN");
  EXPECT_THAT(merged->not_moved(0).message().en(), HasSubstr(theirs->name()));
  EXPECT_THAT(merged->not_moved(0).message().zh(), HasSubstr("已有自评表"));
  EXPECT_EQ(ReasonFor(UpdateForm(*mine).status()), "ORG_CLOSED");
  ASSERT_TRUE(DiscardForm(*mine).ok()) << "it can be thrown away";
  EXPECT_EQ(Merge(request)->not_moved_count(), 0);
}

TEST_F(DirectoryMergeTest, OnceTheKeyIsFreeTheSameCallMovesTheForm) {
  const auto theirs = CreateForm(FormOf("abc", "one-office"));
  const auto mine = CreateForm(FormOf("abc"));
  ASSERT_EQ(Merge({"an-office"}, "one-office")->not_moved_count(), 1);
  ASSERT_TRUE(DiscardForm(*theirs).ok());
  const auto again = Merge({"an-office"}, "one-office");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->moved_evaluations(), 1);
  EXPECT_EQ(OrgOfForm(mine->name()), "one-office");
}

TEST_F(DirectoryMergeTest, ATrialCountsAndMovesNothing) {
  ASSERT_TRUE(CreateForm(FormOf("mine")).ok());
  const int64_t before = LastSequence();
  MergeOrgsRequest request = MergerOf({"an-office"}, "one-office");
  request.set_validate_only(true);
  const auto trial = Merge(request);
  ASSERT_TRUE(trial.ok()) << trial.status();
  EXPECT_EQ(trial->moved_evaluations(), 1);
  EXPECT_EQ(trial->moved_projects(), 1);
  EXPECT_EQ(trial->predecessors(0).successor(), "orgs/one-office") << "as it would be";
  EXPECT_EQ(LastSequence(), before);
  EXPECT_EQ(GetOrg("an-office")->etag(), "1");
}

TEST_F(DirectoryMergeTest, TheSameCallAgainWritesNothing) {
  ASSERT_TRUE(CreateForm(FormOf("mine")).ok());
  const auto first = Merge({"an-office"}, "one-office");
  ASSERT_TRUE(first.ok());
  const int64_t before = LastSequence();
  const auto again = Merge({"an-office"}, "one-office");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(LastSequence(), before);
  EXPECT_EQ(again->moved_evaluations(), 0);
  EXPECT_EQ(again->successor().SerializeAsString(), first->successor().SerializeAsString());
  EXPECT_EQ(again->predecessors(0).SerializeAsString(), first->predecessors(0).SerializeAsString());
}

TEST_F(DirectoryMergeTest, AnInterruptedMergerIsFinishedByTheSameCall) {
  const auto draft = CreateForm(FormOf("mine"));
  MergeOrgsOnly("an-office", "one-office");
  const auto merged = Merge({"an-office"}, "one-office");
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->moved_evaluations(), 1);
  EXPECT_EQ(merged->moved_projects(), 1);
  EXPECT_EQ(OrgOfForm(draft->name()), "one-office");
}

TEST_F(DirectoryMergeTest, AnInterruptedMergerIsFinishedAtTheNextStart) {
  const auto draft = CreateForm(FormOf("mine"));
  MergeOrgsOnly("an-office", "one-office");
  const int64_t before = LastSequence();
  ASSERT_TRUE(directory_.FinishMergers().ok());
  EXPECT_EQ(OrgOfForm(draft->name()), "one-office");
  EXPECT_THAT(EventsBehind(before), ElementsAre("project.move projects/mine", "evaluation.move " + draft->name()));
  ASSERT_TRUE(directory_.FinishMergers().ok());
  EXPECT_EQ(EventsBehind(before).size(), 2u) << "nothing is left";
}

TEST_F(DirectoryMergeTest, WhatAnEarlierMergerLeftGoesAlongWithALaterOne) {
  const auto draft = CreateForm(FormOf("mine"));
  MergeOrgsOnly("an-office", "one-office");
  const auto merged = Merge({"one-office"}, "another-office");
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(OrgOfForm(draft->name()), "another-office");
  EXPECT_EQ(GetProject("mine")->org(), "orgs/another-office");
  AddPrincipal("new", {{heng::v1::PREPARER, "another-office"}});
  EXPECT_TRUE(GetOrg("an-office", "new").ok()) << "a predecessor of a predecessor";
}

TEST_F(DirectoryMergeTest, MoreOpenWorkThanOnePageMoves) {
  for (int year = 2000; year < 2100; ++year) ASSERT_TRUE(CreateForm(FormOf("mine", "an-office", year)).ok()) << year;
  for (int i = 0; i < 70; ++i) ASSERT_TRUE(CreateProject(ProjectOf("more-" + std::to_string(i))).ok());
  const auto merged = Merge({"an-office"}, "one-office");
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->moved_evaluations(), 100);
  EXPECT_EQ(merged->moved_projects(), 71);
}

TEST_F(DirectoryMergeTest, ClassifiedProjectsMoveAndStayHidden) {
  Project secret = ProjectOf("secret");
  secret.set_classified(true);
  ASSERT_TRUE(CreateProject(secret).ok());
  AddPrincipal("admin", {{heng::v1::ADMIN, "test-root"}});
  EXPECT_EQ(ReasonFor(Merge(MergerOf({"an-office"}, "one-office"), "admin").status()), "CLEARANCE_NEEDED");
  ASSERT_TRUE(Merge({"an-office"}, "one-office").ok());
  EXPECT_EQ(core_.residents()->Current()->classified->at("projects/secret").org_id, "one-office");
  AddPrincipal("new", {{heng::v1::PREPARER, "one-office"}});
  EXPECT_EQ(ReasonFor(GetProject("secret", "new").status()), "PERMISSION_DENIED");
}

TEST_F(DirectoryMergeTest, WhatIsNoMergerIsRefused) {
  ASSERT_TRUE(CreateOrg(Unit("sub-unit", "", "an-office")).ok());
  ASSERT_TRUE(CreateOrg(OrgOf("datong", Org::REGION, "test-root")).ok());
  AddPrincipal("narrow", {{heng::v1::ADMIN, "one-office", true}});
  EXPECT_THAT(FieldsOf(Merge(MergerOf({}, "one-office")).status()), ElementsAre("predecessors"));
  EXPECT_THAT(FieldsOf(Merge({"an-office", "an-office", "X", "one-office"}, "one-office").status()),
              ElementsAre("predecessors[1]", "predecessors[2]", "predecessors[3]"));
  EXPECT_EQ(ReasonFor(Merge({"an-office"}, "one-office").status()), "ORG_IN_USE") << "an org stands below it";
  EXPECT_EQ(ReasonFor(Merge({"test-department"}, "one-office").status()), "ORG_IN_USE") << "its own successor does";
  EXPECT_TRUE(Merge({"an-office", "sub-unit"}, "one-office").ok()) << "together with it";
  EXPECT_EQ(ReasonFor(Merge({"an-office"}, "another-office").status()), "ORG_CLOSED") << "another successor";
  EXPECT_EQ(ReasonFor(Merge({"another-office"}, "an-office").status()), "ORG_CLOSED");
  EXPECT_THAT(FieldsOf(Merge({"datong"}, "one-office").status()), ElementsAre("successor"));
  EXPECT_EQ(ReasonFor(Merge({"nothing"}, "one-office").status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonFor(Merge(MergerOf({"another-office"}, "one-office"), "narrow").status()), "PERMISSION_DENIED");
  MergeOrgsRequest request = MergerOf({"another-office"}, "one-office");
  request.set_date("2999-01-01");
  EXPECT_THAT(FieldsOf(Merge(request).status()), ElementsAre("date"));
  EXPECT_EQ(GetOrg("another-office")->etag(), "1");
}

// ---- imports ----

class DirectoryImportTest : public DirectoryTest {
 protected:
  std::vector<ImportResult> Import(const std::vector<Org>& orgs, const std::string& as = testing::kTester,
                                   bool validate_only = false) {
    heng::v1::ImportOrgsRequest request;
    for (const Org& org : orgs) *request.add_orgs() = org;
    request.set_validate_only(validate_only);
    const auto answer = Call<heng::v1::ImportOrgsResponse>(&Directory::ImportOrgs, request, as);
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok()) return {};
    return {answer->results().begin(), answer->results().end()};
  }
  std::vector<ImportResult> Import(const std::vector<Project>& projects, const std::string& as = testing::kTester) {
    heng::v1::ImportProjectsRequest request;
    for (const Project& project : projects) *request.add_projects() = project;
    const auto answer = Call<heng::v1::ImportProjectsResponse>(&Directory::ImportProjects, request, as);
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok()) return {};
    return {answer->results().begin(), answer->results().end()};
  }
  // "CREATED", "REFUSED INVALID_FIELDS" …
  static std::vector<std::string> Outcomes(const std::vector<ImportResult>& results) {
    std::vector<std::string> outcomes;
    for (const auto& result : results) {
      outcomes.push_back(ImportResult::Outcome_Name(result.outcome()) +
                         (result.reason().empty() ? "" : " " + result.reason()));
      EXPECT_EQ(result.reason().empty(), result.message().zh().empty());
      EXPECT_EQ(result.reason().empty(), result.message().en().empty());
    }
    return outcomes;
  }
};

TEST_F(DirectoryImportTest, ABatchMakesOrgsParentsBeforeChildren) {
  const std::vector<Org> batch = {OrgOf("datong", Org::REGION, "test-root", "140200"),
                                  OrgOf("dt-renshe", Org::DEPARTMENT, "datong", "121"),
                                  Unit("dt-shebao", "121005", "dt-renshe"), Unit("dt-sub", "", "dt-shebao")};
  const int64_t before = LastSequence();
  EXPECT_THAT(Outcomes(Import(batch)), ElementsAre("CREATED", "CREATED", "CREATED", "CREATED"));
  EXPECT_EQ(EventsBehind(before).size(), 4u);
  EXPECT_EQ(EventsBehind(before)[0], "org.import orgs/datong");
  heng::v1::ListOrgsRequest request;
  request.set_org("orgs/datong");
  EXPECT_THAT(ListOrgs(request), ElementsAre("datong", "dt-renshe", "dt-shebao", "dt-sub"));
  EXPECT_THAT(Outcomes(Import(batch)), ElementsAre("UNCHANGED", "UNCHANGED", "UNCHANGED", "UNCHANGED"));
  EXPECT_EQ(EventsBehind(before).size(), 4u);
}

TEST_F(DirectoryImportTest, WhatWasReadUnchangedIsUnchanged) {
  Org read = *CreateOrg(Unit("sx-unit", "1"));
  EXPECT_THAT(Outcomes(Import({read})), ElementsAre("UNCHANGED")) << "etag and times don't count";
  read.set_title("新名称");
  read.clear_code();
  EXPECT_THAT(Outcomes(Import({read})), ElementsAre("UPDATED"));
  EXPECT_EQ(GetOrg("sx-unit")->title(), "新名称");
  EXPECT_EQ(GetOrg("sx-unit")->code(), "") << "a row stands for the whole org";
  EXPECT_EQ(GetOrg("sx-unit")->etag(), "2");
  EXPECT_TRUE(GetOrg("sx-unit")->has_create_time());
}

TEST_F(DirectoryImportTest, WrongRowsAreRefusedAndTheOthersKept) {
  AddPrincipal("narrow", {{heng::v1::ADMIN, "another-office", true}, {heng::v1::ADMIN, "sx-child"}});
  Org bad = Unit("bad-unit");
  bad.set_title("a\nb");
  bad.set_code("a b");
  Org unnamed = Unit("");
  unnamed.clear_name();
  Org type_changed = OrgOf("an-office", Org::DEPARTMENT, "test-root");
  const auto results =
      Import({Unit("child-first", "", "sx-parent"), Unit("sx-parent", "5"), Unit("sx-child", "", "sx-parent"), bad,
              unnamed, Unit("sx-parent"), Unit("same-code", "5"), Unit("an-office", "", "sx-child"), type_changed});
  EXPECT_THAT(Outcomes(results),
              ElementsAre("REFUSED RESOURCE_NOT_FOUND", "CREATED", "CREATED", "REFUSED INVALID_FIELDS",
                          "REFUSED INVALID_FIELDS", "REFUSED INVALID_FIELDS", "REFUSED ORG_CODE_TAKEN", "UPDATED",
                          "REFUSED INVALID_FIELDS"));
  EXPECT_THAT(results[3].message().zh(), HasSubstr("orgs[3].title"));
  EXPECT_THAT(results[3].message().zh(), HasSubstr("orgs[3].code"));
  EXPECT_THAT(results[3].message().en(), HasSubstr("orgs[3].code"));
  EXPECT_EQ(results[3].name(), "orgs/bad-unit");
  EXPECT_EQ(results[4].name(), "");
  EXPECT_THAT(results[5].message().en(), HasSubstr("row 2"));
  EXPECT_TRUE(GetOrg("sx-child").ok());
  EXPECT_FALSE(GetOrg("bad-unit").ok());
  EXPECT_THAT(
      Outcomes(Import({Unit("sx-new"), Unit("sx-child", "", "another-office"), Unit("sx-mine", "", "another-office")},
                      "narrow")),
      ElementsAre("REFUSED PERMISSION_DENIED", "UPDATED", "CREATED"));
}

TEST_F(DirectoryImportTest, ACodeGivenUpInABatchMayBeTakenInIt) {
  ASSERT_THAT(Outcomes(Import({Unit("unit-a", "1"), Unit("unit-b", "2")})), ElementsAre("CREATED", "CREATED"));
  EXPECT_THAT(Outcomes(Import({Unit("unit-a", "2")})), ElementsAre("REFUSED ORG_CODE_TAKEN"));
  EXPECT_THAT(Outcomes(Import({Unit("unit-b", "3"), Unit("unit-a", "2"), Unit("unit-c", "1")})),
              ElementsAre("UPDATED", "UPDATED", "CREATED"));
}

TEST_F(DirectoryImportTest, ClosedOrgsAndProjectsAreRefused) {
  ASSERT_TRUE(CloseOrg("an-office", "1").ok());
  EXPECT_THAT(Outcomes(Import({Unit("an-office"), Unit("sub-unit", "", "an-office")})),
              ElementsAre("REFUSED ORG_CLOSED", "REFUSED ORG_CLOSED"));
  ASSERT_TRUE(CloseProject("abc", "1").ok());
  EXPECT_THAT(Outcomes(Import({ProjectOf("abc", testing::kTestDepartment), ProjectOf("mine")})),
              ElementsAre("REFUSED PROJECT_CLOSED", "REFUSED ORG_CLOSED"));
}

TEST_F(DirectoryImportTest, ProjectsAreImportedWithTheirParents) {
  Project one = ProjectOf("tier-one", testing::kTestDepartment);
  one.set_tier(Project::TIER_ONE);
  Project two = ProjectOf("tier-two");
  two.set_tier(Project::TIER_TWO);
  two.set_parent("projects/tier-one");
  EXPECT_THAT(Outcomes(Import({two, one, ProjectOf("tier-two", "another-office")})),
              ElementsAre("REFUSED PROJECT_UNUSABLE", "CREATED", "REFUSED INVALID_FIELDS"));
  EXPECT_THAT(Outcomes(Import({one, two})), ElementsAre("UNCHANGED", "CREATED"));
  two.set_title("新名称");
  EXPECT_THAT(Outcomes(Import({two})), ElementsAre("UPDATED"));
  EXPECT_EQ(GetProject("tier-two")->lineage(0).former_title(), "项目 tier-two");
  EXPECT_THAT(Outcomes(Import({*GetProject("tier-two")})), ElementsAre("UNCHANGED"));
}

TEST_F(DirectoryImportTest, ClassifiedProjectsAreImportedByWhoHasClearance) {
  AddPrincipal("finance", {{heng::v1::FINANCE, "test-root"}});
  Project secret = ProjectOf("secret");
  secret.set_classified(true);
  EXPECT_THAT(Outcomes(Import({secret}, "finance")), ElementsAre("REFUSED CLEARANCE_NEEDED"));
  EXPECT_THAT(Outcomes(Import({secret})), ElementsAre("CREATED"));
  EXPECT_THAT(Outcomes(Import({ProjectOf("secret")}, "finance")), ElementsAre("REFUSED PERMISSION_DENIED"));
  EXPECT_EQ(ReasonFor(GetProject("secret", "finance").status()), "PERMISSION_DENIED");
}

TEST_F(DirectoryImportTest, ABatchHasFiveHundredRows) {
  std::vector<Org> batch;
  for (int i = 0; i < 500; ++i) batch.push_back(Unit("unit-" + std::to_string(i), std::to_string(i)));
  EXPECT_THAT(Outcomes(Import(batch)), ::testing::Each("CREATED"));
  heng::v1::ImportOrgsRequest request;
  for (int i = 0; i < 501; ++i) *request.add_orgs() = Unit("unit-" + std::to_string(i));
  EXPECT_THAT(FieldsOf(Call<heng::v1::ImportOrgsResponse>(&Directory::ImportOrgs, request).status()),
              ElementsAre("orgs"));
  heng::v1::ImportProjectsRequest projects;
  for (int i = 0; i < 501; ++i) *projects.add_projects() = ProjectOf("mine-" + std::to_string(i));
  EXPECT_THAT(FieldsOf(Call<heng::v1::ImportProjectsResponse>(&Directory::ImportProjects, projects).status()),
              ElementsAre("projects"));
}

TEST_F(DirectoryImportTest, ATrialSaysWhatWouldBecomeOfEachRow) {
  const int64_t before = LastSequence();
  EXPECT_THAT(Outcomes(Import({Unit("sx-unit"), Unit("sx-sub", "", "sx-unit")}, testing::kTester, true)),
              ElementsAre("CREATED", "CREATED"));
  EXPECT_EQ(LastSequence(), before);
  EXPECT_FALSE(GetOrg("sx-unit").ok());
}

TEST_F(DirectoryImportTest, OrgsBelowAnotherMoveToAnotherRegionOneByOneOnly) {
  ASSERT_THAT(Outcomes(Import({OrgOf("datong", Org::REGION, "test-root"), OrgOf("moving", Org::DEPARTMENT, "test-root"),
                               Unit("sub-unit", "", "moving")})),
              ElementsAre("CREATED", "CREATED", "CREATED"));
  EXPECT_THAT(Outcomes(Import({OrgOf("moving", Org::DEPARTMENT, "datong")})), ElementsAre("REFUSED INVALID_FIELDS"));
  Org change = OrgOf("moving", Org::DEPARTMENT, "datong");
  change.set_etag("1");
  EXPECT_TRUE(UpdateOrg(change, {"parent"}).ok());
}

}  // namespace
}  // namespace heng::core
