#include "service/core/directory/open_work.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace heng::core {
namespace {

constexpr int32_t kCountedProjects = 1001;

// One question after the other; keeps itself alive by the callbacks it waits for.
class Counting : public std::enable_shared_from_this<Counting> {
 public:
  Counting(store::Store* store, std::vector<std::string> org_ids, absl::Time deadline,
           std::function<void(absl::StatusOr<OpenWork>)> done)
      : store_(store), org_ids_(std::move(org_ids)), deadline_(deadline), done_(std::move(done)) {}

  void CountForms(size_t open) {
    if (open == std::size(kOpenStates)) return CountProjects();
    store::ListQuery query;
    query.scope.org_ids = org_ids_;
    query.form_type = kOpenStates[open].form_type;
    query.state = kOpenStates[open].state;
    store_->Count(std::move(query), deadline_,
                  [self = shared_from_this(), open](const absl::StatusOr<std::vector<store::CountRow>>& rows) {
                    if (!rows.ok()) return self->done_(rows.status());
                    for (const store::CountRow& row : *rows) self->open_.forms += row.forms;
                    self->CountForms(open + 1);
                  });
  }

 private:
  void CountProjects() {
    store::EntryQuery query;
    query.collection = "projects";
    query.org_ids = org_ids_;
    query.limit = kCountedProjects;
    store_->ListEntries(std::move(query), deadline_,
                        [self = shared_from_this()](const absl::StatusOr<std::vector<store::Entry>>& entries) {
                          if (!entries.ok()) return self->done_(entries.status());
                          self->open_.projects = static_cast<int64_t>(entries->size());
                          self->done_(self->open_);
                        });
  }

  store::Store* const store_;
  const std::vector<std::string> org_ids_;
  const absl::Time deadline_;
  const std::function<void(absl::StatusOr<OpenWork>)> done_;
  OpenWork open_;
};

}  // namespace

bool IsOpen(const store::Header& header) {
  return header.active && std::any_of(std::begin(kOpenStates), std::end(kOpenStates), [&header](const OpenState& open) {
           return open.form_type == header.form_type && open.state == header.state;
         });
}

void CountOpenWork(store::Store* store, std::vector<std::string> org_ids, absl::Time deadline,
                   std::function<void(absl::StatusOr<OpenWork>)> done) {
  std::make_shared<Counting>(store, std::move(org_ids), deadline, std::move(done))->CountForms(0);
}

}  // namespace heng::core
