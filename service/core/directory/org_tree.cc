#include "service/core/directory/org_tree.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "service/core/names.h"

namespace heng::core {
namespace {

// More successors in a row, or levels above an org, than any history or tree has: where the store is damaged, a ring.
constexpr int kMaxSteps = 64;

std::string IdOf(const std::string& name) { return OrgId(name).value_or(""); }

}  // namespace

OrgTree::OrgTree(Nodes nodes) : nodes_(std::move(nodes)) {
  std::unordered_map<std::string, std::vector<const OrgNode*>> children;
  for (const auto& [id, node] : nodes_) {
    children[IdOf(node->org.parent())].push_back(node.get());
    if (!node->active && !node->org.successor().empty()) succeeded_.push_back(node.get());
  }
  for (auto& [parent, list] : children) {
    std::sort(list.begin(), list.end(), [](const OrgNode* a, const OrgNode* b) {
      return std::tie(a->org.code(), a->id) < std::tie(b->org.code(), b->id);
    });
  }
  std::sort(succeeded_.begin(), succeeded_.end(), [](const OrgNode* a, const OrgNode* b) { return a->id < b->id; });

  // Depth first, without recursion: (node, whether its children have been visited).
  std::vector<std::pair<const OrgNode*, bool>> stack;
  if (const auto roots = children.find(""); roots != children.end()) stack.emplace_back(roots->second.front(), false);
  while (!stack.empty()) {
    const auto [node, visited] = stack.back();
    stack.pop_back();
    if (visited) {
      places_[node->id].end = order_.size();
      continue;
    }
    places_[node->id].begin = order_.size();
    order_.push_back(node);
    stack.emplace_back(node, true);
    if (const auto below = children.find(node->id); below != children.end()) {
      for (auto child = below->second.rbegin(); child != below->second.rend(); ++child)
        stack.emplace_back(*child, false);
    }
  }
}

const OrgNode* OrgTree::Find(std::string_view id) const {
  const auto found = nodes_.find(std::string(id));
  return found == nodes_.end() ? nullptr : found->second.get();
}

const OrgTree::Place* OrgTree::PlaceOf(std::string_view id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? nullptr : &found->second;
}

bool OrgTree::Contains(std::string_view ancestor, std::string_view id) const {
  const Place* const above = PlaceOf(ancestor);
  const Place* const place = PlaceOf(id);
  return above != nullptr && place != nullptr && above->begin <= place->begin && place->end <= above->end;
}

bool OrgTree::ContainsForReading(std::string_view ancestor, std::string_view id) const {
  std::string current(id);
  for (int i = 0; i < kMaxSteps; ++i) {
    if (Contains(ancestor, current)) return true;
    const OrgNode* const node = Find(current);
    if (node == nullptr || node->active || node->org.successor().empty()) return false;
    current = IdOf(node->org.successor());
  }
  return false;
}

std::string_view OrgTree::Successor(std::string_view id) const {
  const OrgNode* node = Find(id);
  if (node == nullptr) return id;
  for (int i = 0; i < kMaxSteps && !node->active; ++i) {
    const OrgNode* const next = Find(IdOf(node->org.successor()));
    if (next == nullptr) break;
    node = next;
  }
  return node->id;
}

std::vector<const OrgNode*> OrgTree::Subtree(std::string_view id) const {
  const Place* const place = PlaceOf(id);
  if (place == nullptr) return {};
  return {order_.begin() + static_cast<ptrdiff_t>(place->begin), order_.begin() + static_cast<ptrdiff_t>(place->end)};
}

const OrgNode* OrgTree::Parent(const OrgNode& node) const {
  return node.org.parent().empty() ? nullptr : Find(IdOf(node.org.parent()));
}

const OrgNode* OrgTree::Nearest(std::string_view id, heng::v1::Org::Type type) const {
  const OrgNode* node = Find(id);
  for (int i = 0; i < kMaxSteps && node != nullptr; ++i) {
    if (node->org.type() == type) return node;
    node = Parent(*node);
  }
  return nullptr;
}

const OrgNode* OrgTree::ByCode(std::string_view id, std::string_view code) const {
  const OrgNode* const region = Nearest(id, heng::v1::Org::REGION);
  if (region == nullptr || code.empty()) return nullptr;
  for (const OrgNode* node : Subtree(region->id)) {
    // Orgs of a region further down have codes of their own.
    if (node->active && node->org.code() == code && node->org.type() != heng::v1::Org::REGION &&
        Nearest(node->id, heng::v1::Org::REGION) == region) {
      return node;
    }
  }
  return nullptr;
}

}  // namespace heng::core
