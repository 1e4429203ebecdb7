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

  // Depth first, without recursion.
  struct Visit {
    const OrgNode* node;
    std::string_view region;  // nearest above
    bool left;                // its children have been visited
  };
  std::vector<Visit> stack;
  if (const auto roots = children.find(""); roots != children.end()) {
    stack.push_back({roots->second.front(), "", false});
  }
  while (!stack.empty()) {
    const Visit visit = stack.back();
    const OrgNode* const node = visit.node;
    stack.pop_back();
    if (visit.left) {
      places_[node->id].end = order_.size();
      continue;
    }
    places_[node->id].begin = order_.size();
    order_.push_back(node);
    const bool is_region = node->org.type() == heng::v1::Org::REGION;
    const std::string_view space = is_region ? std::string_view() : visit.region;
    if (node->active && !node->org.code().empty()) by_code_.try_emplace({space, node->org.code()}, node);
    stack.push_back({node, "", true});
    if (const auto below = children.find(node->id); below != children.end()) {
      const std::string_view region = is_region ? std::string_view(node->id) : visit.region;
      for (auto child = below->second.rbegin(); child != below->second.rend(); ++child) {
        stack.push_back({*child, region, false});
      }
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

const OrgNode* OrgTree::ByCode(std::string_view region, std::string_view code) const {
  const auto found = by_code_.find({region, code});
  return found == by_code_.end() ? nullptr : found->second;
}

std::optional<size_t> OrgTree::Position(std::string_view id) const {
  const Place* const place = PlaceOf(id);
  return place == nullptr ? std::nullopt : std::optional(place->begin);
}

}  // namespace heng::core
