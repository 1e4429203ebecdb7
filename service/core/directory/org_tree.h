// The orgs as one tree, in memory. Immutable; a change makes a new one.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "heng/v1/directory.pb.h"

namespace heng::core {

struct OrgNode {
  heng::v1::Org org;   // as stored
  std::string id;      // "dt-shebao"
  int64_t etag = 0;    // of the entry
  bool active = true;  // false: closed
};

class OrgTree {
 public:
  using Nodes = std::unordered_map<std::string, std::shared_ptr<const OrgNode>>;  // by id

  // A node whose parent is missing or that stands below itself is found but contains nothing and is contained in
  // nothing but itself: the store never has one.
  explicit OrgTree(Nodes nodes);

  // Null: no such org.
  const OrgNode* Find(std::string_view id) const;
  // Null: there are no orgs yet.
  const OrgNode* root() const { return order_.empty() ? nullptr : order_.front(); }

  // True if `id` is `ancestor` or stands below it.
  bool Contains(std::string_view ancestor, std::string_view id) const;
  // The same, or an org that succeeded `id`, directly or not, does: whoever has the successor reads the predecessors.
  bool ContainsForReading(std::string_view ancestor, std::string_view id) const;

  // `id` itself, or the org in use that succeeded it. A closed org without successor is itself.
  std::string_view Successor(std::string_view id) const;

  // `id` and everything below it, a parent before its children, these by code and id. Empty: no such org.
  std::vector<const OrgNode*> Subtree(std::string_view id) const;
  // Those that are closed and have a successor.
  const std::vector<const OrgNode*>& succeeded() const { return succeeded_; }

  // The nearest org of this type at or above `id`; null: none.
  const OrgNode* Nearest(std::string_view id, heng::v1::Org::Type type) const;
  // The org above; null for the root.
  const OrgNode* Parent(const OrgNode& node) const;
  // The org in use with this code in a region (its id); null: none. Codes are local to the nearest region above;
  // regions themselves have theirs in the region "".
  const OrgNode* ByCode(std::string_view region, std::string_view code) const;

  // All orgs in the order of the tree, as Subtree of the root has them.
  const std::vector<const OrgNode*>& order() const { return order_; }
  // Where `id` stands in it; nullopt: no such org.
  std::optional<size_t> Position(std::string_view id) const;

  const Nodes& nodes() const { return nodes_; }

 private:
  struct Place {
    size_t begin = 0, end = 0;  // in order_; the subtree is [begin, end)
  };
  const Place* PlaceOf(std::string_view id) const;

  Nodes nodes_;
  std::vector<const OrgNode*> order_;  // of the tree
  std::unordered_map<std::string_view, Place> places_;
  std::map<std::pair<std::string_view, std::string_view>, const OrgNode*> by_code_;  // region, code; those in use
  std::vector<const OrgNode*> succeeded_;
};

}  // namespace heng::core
