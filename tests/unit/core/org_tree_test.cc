// The org tree against brute force, on random trees.
#include "service/core/directory/org_tree.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace heng::core {
namespace {

using heng::v1::Org;

struct Forest {
  OrgTree::Nodes nodes;
  std::vector<std::string> ids;
};

std::string Id(size_t i) { return "org-" + std::to_string(i); }

// Org 0 is the root; every other one stands below an earlier one. Some are closed, of these some succeeded.
Forest RandomForest() {
  Forest forest;
  const auto count = *rc::gen::inRange<size_t>(1, 40);
  for (size_t i = 0; i < count; ++i) {
    auto node = std::make_shared<OrgNode>();
    node->id = Id(i);
    node->org.set_name("orgs/" + node->id);
    node->org.set_type(static_cast<Org::Type>(i == 0 ? Org::REGION : *rc::gen::inRange(1, 4)));
    if (i > 0) node->org.set_parent("orgs/" + Id(*rc::gen::inRange<size_t>(0, i)));
    node->org.set_code(std::to_string(*rc::gen::inRange(0, 5)));
    node->active = i == 0 || *rc::gen::inRange(0, 4) > 0;
    // A later one, so that there is no ring.
    if (!node->active && i + 1 < count && *rc::gen::arbitrary<bool>()) {
      node->org.set_successor("orgs/" + Id(*rc::gen::inRange<size_t>(i + 1, count)));
    }
    forest.ids.push_back(node->id);
    forest.nodes[node->id] = node;
  }
  return forest;
}

std::string IdOf(const std::string& name) { return name.empty() ? "" : name.substr(5); }

bool StandsBelow(const Forest& forest, const std::string& ancestor, std::string id) {
  while (!id.empty()) {
    if (id == ancestor) return true;
    id = IdOf(forest.nodes.at(id)->org.parent());
  }
  return false;
}

std::string RegionAbove(const Forest& forest, std::string id) {
  while (!id.empty() && forest.nodes.at(id)->org.type() != Org::REGION) id = IdOf(forest.nodes.at(id)->org.parent());
  return id;
}

RC_GTEST_PROP(OrgTree, ContainsWhatStandsBelow, ()) {
  const Forest forest = RandomForest();
  const OrgTree tree(forest.nodes);
  for (const auto& a : forest.ids) {
    for (const auto& b : forest.ids) RC_ASSERT(tree.Contains(a, b) == StandsBelow(forest, a, b));
  }
}

RC_GTEST_PROP(OrgTree, WhoHasTheSuccessorReadsThePredecessors, ()) {
  const Forest forest = RandomForest();
  const OrgTree tree(forest.nodes);
  for (const auto& a : forest.ids) {
    for (const auto& b : forest.ids) {
      bool reads = false;
      for (std::string at = b; !at.empty();) {
        reads |= StandsBelow(forest, a, at);
        const OrgNode& node = *forest.nodes.at(at);
        at = node.active ? "" : IdOf(node.org.successor());
      }
      RC_ASSERT(tree.ContainsForReading(a, b) == reads);
    }
  }
}

RC_GTEST_PROP(OrgTree, TheSuccessorIsTheLastOfItsLine, ()) {
  const Forest forest = RandomForest();
  const OrgTree tree(forest.nodes);
  std::set<std::string> succeeded;
  for (const auto& id : forest.ids) {
    std::string last = id;
    while (!forest.nodes.at(last)->active && !forest.nodes.at(last)->org.successor().empty()) {
      succeeded.insert(last);
      last = IdOf(forest.nodes.at(last)->org.successor());
    }
    RC_ASSERT(std::string(tree.Successor(id)) == last);
  }
  std::set<std::string> listed;
  for (const OrgNode* node : tree.succeeded()) listed.insert(node->id);
  RC_ASSERT(listed == succeeded);
}

RC_GTEST_PROP(OrgTree, SubtreesAreWholeAndParentsComeFirst, ()) {
  const Forest forest = RandomForest();
  const OrgTree tree(forest.nodes);
  RC_ASSERT(tree.order().size() == forest.ids.size());
  for (const auto& id : forest.ids) {
    std::set<std::string> seen;
    for (const OrgNode* node : tree.Subtree(id)) {
      RC_ASSERT(StandsBelow(forest, id, node->id));
      RC_ASSERT(node->id == id || seen.count(IdOf(node->org.parent())) == 1);
      RC_ASSERT(seen.insert(node->id).second);
    }
    const auto below = std::count_if(forest.ids.begin(), forest.ids.end(),
                                     [&](const std::string& other) { return StandsBelow(forest, id, other); });
    RC_ASSERT(seen.size() == static_cast<size_t>(below));
    RC_ASSERT(tree.order()[*tree.Position(id)]->id == id);
  }
  for (size_t i = 1; i < tree.order().size(); ++i) {
    const OrgNode &a = *tree.order()[i - 1], &b = *tree.order()[i];
    if (a.org.parent() == b.org.parent()) RC_ASSERT(std::tie(a.org.code(), a.id) < std::tie(b.org.code(), b.id));
  }
}

RC_GTEST_PROP(OrgTree, ACodeBelongsToAnOrgInUseOfItsRegion, ()) {
  const Forest forest = RandomForest();
  const OrgTree tree(forest.nodes);
  for (const auto& region : forest.ids) {
    for (int code = 0; code < 5; ++code) {
      std::set<std::string> owners;
      for (const auto& [id, node] : forest.nodes) {
        if (node->active && node->org.code() == std::to_string(code) && node->org.type() != Org::REGION &&
            RegionAbove(forest, id) == region) {
          owners.insert(id);
        }
      }
      const OrgNode* const found = tree.ByCode(region, std::to_string(code));
      if (found == nullptr) {
        RC_ASSERT(owners.empty());
      } else {
        RC_ASSERT(owners.count(found->id) == 1);
      }
    }
  }
}

TEST(OrgTree, RegionsHaveCodesAmongThemselves) {
  OrgTree::Nodes nodes;
  for (const auto& [id, parent, code] : std::vector<std::tuple<std::string, std::string, std::string>>{
           {"shanxi", "", "140000"}, {"datong", "orgs/shanxi", "140200"}}) {
    auto node = std::make_shared<OrgNode>();
    node->id = id;
    node->org.set_name("orgs/" + id);
    node->org.set_parent(parent);
    node->org.set_type(Org::REGION);
    node->org.set_code(code);
    nodes[id] = node;
  }
  const OrgTree tree(nodes);
  EXPECT_EQ(tree.ByCode("", "140200")->id, "datong");
  EXPECT_EQ(tree.ByCode("shanxi", "140200"), nullptr) << "a region's own code is none of those given in it";
}

TEST(OrgTree, ARingIsLeftOutAndHarmsNobody) {
  OrgTree::Nodes nodes;
  for (const auto& [id, parent] : std::vector<std::pair<std::string, std::string>>{
           {"root", ""}, {"aaa", "orgs/bbb"}, {"bbb", "orgs/aaa"}, {"lost", "orgs/nowhere"}}) {
    auto node = std::make_shared<OrgNode>();
    node->id = id;
    node->org.set_name("orgs/" + id);
    node->org.set_parent(parent);
    nodes[id] = node;
  }
  const OrgTree tree(nodes);
  EXPECT_EQ(tree.root()->id, "root");
  EXPECT_EQ(tree.order().size(), 1u);
  for (const char* id : {"aaa", "bbb", "lost"}) {
    EXPECT_NE(tree.Find(id), nullptr);
    EXPECT_FALSE(tree.Contains("root", id));
    EXPECT_FALSE(tree.ContainsForReading("root", id));
    EXPECT_EQ(tree.Nearest(id, Org::REGION), nullptr);
    EXPECT_EQ(tree.Position(id), std::nullopt);
  }
}

}  // namespace
}  // namespace heng::core
