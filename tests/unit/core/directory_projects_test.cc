#include <gmock/gmock.h>

#include <thread>

#include "tests/unit/core/directory_testing.h"

namespace heng::core {
namespace {

using heng::v1::Lineage;
using heng::v1::Project;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr char kCode[] = "51092324T000010263357";

class DirectoryProjectsTest : public DirectoryTest {
 protected:
  using Replaced = absl::StatusOr<heng::v1::ReplaceProjectsResponse>;
  Replaced Replace(const std::vector<std::string>& from, const std::vector<std::string>& to,
                   const std::string& date = "", const std::string& as = testing::kTester) {
    heng::v1::ReplaceProjectsRequest request;
    for (const auto& id : from) request.add_predecessors("projects/" + id);
    for (const auto& id : to) request.add_successors("projects/" + id);
    request.set_date(date);
    return Call<heng::v1::ReplaceProjectsResponse>(&Directory::ReplaceProjects, request, as);
  }
};

TEST_F(DirectoryProjectsTest, AProjectIsMadeReadAndListed) {
  const int64_t before = LastSequence();
  Project wanted = ProjectOf("mine");
  wanted.set_local_prefix("QT");
  wanted.set_code(kCode);
  wanted.set_category(Project::SPECIFIC_TARGET);
  wanted.set_attribute("延续性项目");
  wanted.set_tier(Project::TIER_ONE);
  const auto made = CreateProject(wanted);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->code(), kCode);
  EXPECT_EQ(made->etag(), "1");
  EXPECT_EQ(GetProject("mine")->SerializeAsString(), made->SerializeAsString());
  EXPECT_THAT(EventsBehind(before), ElementsAre("project.create projects/mine"));
  ASSERT_TRUE(CreateProject(ProjectOf("a-later-one")).ok());
  EXPECT_THAT(ListProjects({}), ElementsAre("abc", "mine", "a-later-one")) << "in the order they were created";
  wanted.clear_name();
  EXPECT_EQ(CreateProject(wanted)->name().rfind("projects/p-", 0), 0u) << "a code may stand twice";
}

TEST_F(DirectoryProjectsTest, EachBadFieldIsRefused) {
  struct Bad {
    const char* what;
    std::function<void(Project*)> spoil;
    const char* field;
  };
  const std::vector<Bad> bad = {
      {"no title", [](Project* p) { p->clear_title(); }, "project.title"},
      {"line break", [](Project* p) { p->set_title("a\nb"); }, "project.title"},
      {"too long", [](Project* p) { p->set_title(std::string(201, 'x')); }, "project.title"},
      {"prefix", [](Project* p) { p->set_local_prefix("Q T"); }, "project.localPrefix"},
      {"long prefix", [](Project* p) { p->set_local_prefix("ABCDEFGHIJK"); }, "project.localPrefix"},
      {"no org", [](Project* p) { p->clear_org(); }, "project.org"},
      {"no org name", [](Project* p) { p->set_org("an-office"); }, "project.org"},
      {"20 characters", [](Project* p) { p->set_code("51092324T00001026335"); }, "project.code"},
      {"22 characters", [](Project* p) { p->set_code("51092324T0000102633571"); }, "project.code"},
      {"code with a hyphen", [](Project* p) { p->set_code("51092324T00001026335-"); }, "project.code"},
      {"category", [](Project* p) { p->set_category(static_cast<Project::Category>(4)); }, "project.category"},
      {"tier", [](Project* p) { p->set_tier(static_cast<Project::Tier>(3)); }, "project.tier"},
      {"attribute", [](Project* p) { p->set_attribute(std::string(101, 'x')); }, "project.attribute"},
      {"parent of a 一级项目",
       [](Project* p) {
         p->set_parent("projects/abc");
         p->set_tier(Project::TIER_ONE);
       },
       "project.parent"},
      {"its own parent",
       [](Project* p) {
         p->set_parent(p->name());
         p->set_tier(Project::TIER_TWO);
       },
       "project.parent"},
      {"name", [](Project* p) { p->set_name("projects/Mine"); }, "project.name"},
  };
  for (const Bad& c : bad) {
    SCOPED_TRACE(c.what);
    Project project = ProjectOf("mine");
    c.spoil(&project);
    EXPECT_THAT(FieldsOf(CreateProject(project).status()), ElementsAre(c.field));
  }
  Project wrong = ProjectOf("mine");
  wrong.clear_title();
  wrong.set_code("1");
  wrong.set_local_prefix("-");
  EXPECT_THAT(FieldsOf(CreateProject(wrong).status()),
              UnorderedElementsAre("project.title", "project.code", "project.localPrefix"));
}

TEST_F(DirectoryProjectsTest, AParentIsATierOneProjectInUseOfTheOrgOrOfOneAbove) {
  Project one = ProjectOf("tier-one", testing::kTestDepartment);
  one.set_tier(Project::TIER_ONE);
  ASSERT_TRUE(CreateProject(one).ok());
  Project two = ProjectOf("tier-two");
  two.set_tier(Project::TIER_TWO);
  two.set_parent("projects/tier-one");
  EXPECT_TRUE(CreateProject(two).ok());
  two.set_name("projects/tier-three");
  two.set_parent("projects/tier-two");
  EXPECT_THAT(FieldsOf(CreateProject(two).status()), ElementsAre("project.parent"));
  two.set_parent("projects/nothing");
  EXPECT_EQ(ReasonFor(CreateProject(two).status()), "PROJECT_UNUSABLE");
  Project elsewhere = ProjectOf("elsewhere", "another-office");
  elsewhere.set_tier(Project::TIER_ONE);
  ASSERT_TRUE(CreateProject(elsewhere).ok());
  two.set_parent("projects/elsewhere");
  EXPECT_EQ(ReasonFor(CreateProject(two).status()), "PROJECT_UNUSABLE") << "of an org beside it";
  ASSERT_TRUE(CloseProject("tier-one", "1").ok());
  two.set_parent("projects/tier-one");
  EXPECT_EQ(ReasonFor(CreateProject(two).status()), "PROJECT_UNUSABLE") << "closed";
}

TEST_F(DirectoryProjectsTest, ANewTitleIsKeptInTheLineageWithTheOldOne) {
  ASSERT_TRUE(CreateProject(ProjectOf("mine")).ok());
  Project change = ProjectOf("mine");
  change.set_title("新名称");
  change.set_etag("1");
  const auto renamed = UpdateProject(change, {"title"});
  ASSERT_TRUE(renamed.ok()) << renamed.status();
  ASSERT_EQ(renamed->lineage_size(), 1);
  EXPECT_EQ(renamed->lineage(0).kind(), Lineage::RENAMED);
  EXPECT_EQ(renamed->lineage(0).former_title(), "项目 mine");
  EXPECT_EQ(renamed->lineage(0).date(), DayOf(absl::ToUnixMicros(absl::Now())));
  change.set_etag("2");
  change.set_attribute("新增项目");
  const auto same = UpdateProject(change);
  ASSERT_TRUE(same.ok());
  EXPECT_EQ(same->lineage_size(), 1) << "the title is the same";
  EXPECT_EQ(same->attribute(), "新增项目");
  change.set_etag("3");
  EXPECT_THAT(FieldsOf(UpdateProject(change, {"title", "lineage"}).status()), ElementsAre("updateMask.paths[1]"));
}

TEST_F(DirectoryProjectsTest, StaleEtagsAreRefusedAndOfTwoChangesAtOnceOneIsMade) {
  ASSERT_TRUE(CreateProject(ProjectOf("mine")).ok());
  EXPECT_EQ(ReasonFor(UpdateProject(ProjectOf("mine")).status()), "INVALID_FIELDS") << "no etag";
  EXPECT_EQ(ReasonFor(CloseProject("mine", "2").status()), "ETAG_MISMATCH");
  std::vector<std::string> reasons(6);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < reasons.size(); ++i) {
    threads.emplace_back([&, i] {
      Project change = ProjectOf("mine");
      change.set_title("名称 " + std::to_string(i));
      change.set_etag("1");
      reasons[i] = ReasonFor(UpdateProject(change).status());
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "OK"), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "ETAG_MISMATCH"), 5);
}

TEST_F(DirectoryProjectsTest, GivingAProjectAwayTakesTheRoleOnBothOrgs) {
  ASSERT_TRUE(CreateProject(ProjectOf("mine")).ok());
  AddPrincipal("one", {{heng::v1::REVIEWER, "an-office"}});
  AddPrincipal("both", {{heng::v1::REVIEWER, "an-office"}, {heng::v1::REVIEWER, "another-office"}});
  Project change = ProjectOf("mine", "another-office");
  change.set_etag("1");
  EXPECT_EQ(ReasonFor(UpdateProject(change, {"org"}, "one").status()), "PERMISSION_DENIED");
  const auto given = UpdateProject(change, {"org"}, "both");
  ASSERT_TRUE(given.ok()) << given.status();
  EXPECT_EQ(given->org(), "orgs/another-office");
  EXPECT_EQ(ReasonFor(GetProject("mine", "one").status()), "PERMISSION_DENIED");
  heng::v1::ListProjectsRequest request;
  request.set_org("orgs/another-office");
  EXPECT_THAT(ListProjects(request), ElementsAre("mine"));
}

TEST_F(DirectoryProjectsTest, AClosedProjectStaysReadableAndIsChangedByNobody) {
  ASSERT_TRUE(CreateProject(ProjectOf("mine")).ok());
  const auto form = CreateForm(FormOf("mine"));
  ASSERT_TRUE(form.ok());
  EXPECT_THAT(FieldsOf(CloseProject("mine", "1", "2999-12-31").status()), ElementsAre("endDate"));
  const auto closed = CloseProject("mine", "1", "2022-12-31");
  ASSERT_TRUE(closed.ok());
  EXPECT_EQ(closed->end_date(), "2022-12-31");
  EXPECT_EQ(GetProject("mine")->etag(), "2");
  EXPECT_THAT(ListProjects({}), ElementsAre("abc"));
  heng::v1::ListProjectsRequest request;
  request.set_show_closed(true);
  EXPECT_THAT(ListProjects(request), ElementsAre("abc", "mine"));
  Project change = *closed;
  EXPECT_EQ(ReasonFor(UpdateProject(change, {"title"}).status()), "PROJECT_CLOSED");
  EXPECT_EQ(ReasonFor(CloseProject("mine", "2").status()), "PROJECT_CLOSED");
  EXPECT_TRUE(GetForm(form->name()).ok()) << "its forms stay";
  EXPECT_EQ(ReasonFor(UpdateForm(*form).status()), "PROJECT_UNUSABLE");
}

TEST_F(DirectoryProjectsTest, PagesGoOnWhereTheyEnded) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(CreateProject(ProjectOf("mine-" + std::to_string(i))).ok());
  for (int size = 1; size < 8; ++size) {
    heng::v1::ListProjectsRequest request;
    request.set_page_size(size);
    EXPECT_THAT(ListProjects(request), ElementsAre("abc", "mine-0", "mine-1", "mine-2", "mine-3", "mine-4"));
  }
}

TEST_F(DirectoryProjectsTest, ASplitEndsOneAndSaysSoOnAll) {
  for (const char* id : {"old", "new-a", "new-b"}) ASSERT_TRUE(CreateProject(ProjectOf(id)).ok());
  const int64_t before = LastSequence();
  const auto split = Replace({"old"}, {"new-a", "new-b"}, "2022-07-01");
  ASSERT_TRUE(split.ok()) << split.status();
  const Project& old = split->predecessors(0);
  EXPECT_EQ(old.end_date(), "2022-06-30");
  EXPECT_EQ(old.lineage(0).kind(), Lineage::SPLIT_INTO);
  EXPECT_THAT(old.lineage(0).projects(), ElementsAre("projects/new-a", "projects/new-b"));
  for (const Project& successor : split->successors()) {
    EXPECT_EQ(successor.end_date(), "");
    EXPECT_EQ(successor.lineage(0).kind(), Lineage::SPLIT_FROM);
    EXPECT_EQ(successor.lineage(0).date(), "2022-07-01");
    EXPECT_THAT(successor.lineage(0).projects(), ElementsAre("projects/old"));
  }
  EXPECT_EQ(EventsBehind(before).size(), 3u);
  EXPECT_EQ(ReasonFor(Replace({"old"}, {"new-a", "new-b"}).status()), "PROJECT_CLOSED");
  EXPECT_THAT(ListProjects({}), ElementsAre("abc", "new-a", "new-b"));
}

TEST_F(DirectoryProjectsTest, AMergerEndsSeveral) {
  for (const char* id : {"old-a", "old-b", "one"}) ASSERT_TRUE(CreateProject(ProjectOf(id)).ok());
  const auto merged = Replace({"old-a", "old-b"}, {"one"});
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->predecessors(1).lineage(0).kind(), Lineage::MERGED_INTO);
  EXPECT_EQ(merged->successors(0).lineage(0).kind(), Lineage::MERGED_FROM);
  EXPECT_THAT(merged->successors(0).lineage(0).projects(), ElementsAre("projects/old-a", "projects/old-b"));
}

TEST_F(DirectoryProjectsTest, WhatIsNoReplacementIsRefusedWithAllThatIsWrong) {
  for (const char* id : {"aaa", "bbb", "ccc", "ddd"}) ASSERT_TRUE(CreateProject(ProjectOf(id)).ok());
  EXPECT_THAT(FieldsOf(Replace({}, {}).status()), ElementsAre("predecessors", "successors"));
  EXPECT_THAT(FieldsOf(Replace({"aaa", "aaa"}, {"aaa"}).status()), ElementsAre("predecessors[1]", "successors[0]"));
  EXPECT_THAT(FieldsOf(Replace({"aaa", "bbb"}, {"ccc", "ddd"}).status()), ElementsAre("successors"));
  EXPECT_THAT(FieldsOf(Replace({"aaa"}, {"bbb"}, "2999-01-01").status()), ElementsAre("date"));
  EXPECT_EQ(ReasonFor(Replace({"aaa"}, {"nothing"}).status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(GetProject("aaa")->etag(), "1");
}

TEST_F(DirectoryProjectsTest, TheSameRequestIsAnsweredAgain) {
  for (const char* id : {"old", "new-a", "new-b"}) ASSERT_TRUE(CreateProject(ProjectOf(id)).ok());
  heng::v1::ReplaceProjectsRequest request;
  request.add_predecessors("projects/old");
  request.add_successors("projects/new-a");
  request.add_successors("projects/new-b");
  request.set_request_id("r-1");
  const auto first = Call<heng::v1::ReplaceProjectsResponse>(&Directory::ReplaceProjects, request);
  ASSERT_TRUE(first.ok());
  const auto again = Call<heng::v1::ReplaceProjectsResponse>(&Directory::ReplaceProjects, request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  heng::v1::CreateProjectRequest create;
  *create.mutable_project() = ProjectOf("mine");
  create.set_request_id("r-2");
  const auto made = Call<Project>(&Directory::CreateProject, create);
  ASSERT_TRUE(made.ok());
  const auto made_again = Call<Project>(&Directory::CreateProject, create);
  ASSERT_TRUE(made_again.ok()) << made_again.status();
  EXPECT_EQ(made_again->SerializeAsString(), made->SerializeAsString());
}

}  // namespace
}  // namespace heng::core
