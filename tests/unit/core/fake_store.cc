#include "tests/unit/core/fake_store.h"

#include <algorithm>

#include "absl/time/clock.h"

namespace heng::core {
namespace {

std::tuple<std::string, std::string, std::string> Tuple(const store::RequestKey& key) {
  return {key.caller, key.method, key.id};
}

bool HasKey(const store::Header& header, const store::FormKey& key) {
  return header.active && header.subject == key.subject && header.org_id == key.org_id &&
         header.subject_kind == key.subject_kind && header.fiscal_year == key.fiscal_year;
}

}  // namespace

store::Snapshot FakeStore::Read(const store::Keys& keys) const {
  store::Snapshot snapshot;
  snapshot.now = now_;
  if (const auto found = headers_.find(keys.id); found != headers_.end()) snapshot.by_id = found->second;
  if (keys.form_key) {
    for (const auto& [id, header] : headers_) {
      if (HasKey(header, *keys.form_key)) snapshot.by_key = header;
    }
  }
  if (keys.request) {
    const auto found = requests_.find(Tuple(*keys.request));
    if (found != requests_.end()) snapshot.request = found->second;
  }
  return snapshot;
}

store::Header FakeStore::Commit(store::Mutation mutation) {
  ++commits_;
  store::Header& header = mutation.header;
  if (header.sequence == 0) header.sequence = commits_;
  headers_[header.id] = header;
  if (mutation.revision) revisions_[{mutation.revision->id, mutation.revision->rev}] = *mutation.revision;
  if (mutation.request) requests_[Tuple(mutation.request->key)] = *mutation.request;
  events_.push_back(mutation.event);
  return header;
}

void FakeStore::Submit(store::Write write) {
  if (auto other = std::exchange(before_decide, nullptr)) other();
  if (!submit_error.ok()) return write.done({submit_error, std::nullopt});
  if (write.deadline <= absl::Now()) return write.done({absl::DeadlineExceededError("waited in line"), std::nullopt});
  now_ += 1'000'001;
  if (decide_twice) {
    (void)write.decide(Read(write.keys));
    now_ += 1'000'001;
  }
  auto mutation = write.decide(Read(write.keys));
  if (!mutation.ok()) return write.done({mutation.status(), std::nullopt});
  if (!mutation->has_value()) return write.done({absl::OkStatus(), std::nullopt});
  const store::Header header = Commit(**std::move(mutation));
  if (!after_commit_error.ok()) return write.done({after_commit_error, std::nullopt});
  write.done({absl::OkStatus(), header});
}

absl::StatusOr<store::StoredForm> FakeStore::Get(const std::string& id) {
  if (!get_error.ok()) return get_error;
  const auto found = headers_.find(id);
  if (found == headers_.end()) return absl::NotFoundError("no such row");
  return store::StoredForm{found->second, revisions_.at({id, found->second.content_rev})};
}

absl::StatusOr<store::Revision> FakeStore::GetRevision(const std::string& id, int64_t rev) {
  if (!revision_error.ok()) return revision_error;
  const auto found = revisions_.find({id, rev});
  if (found == revisions_.end()) return absl::NotFoundError("no such row");
  return found->second;
}

void FakeStore::List(store::ListQuery query, absl::Time,
                     std::function<void(absl::StatusOr<std::vector<store::Header>>)> done) {
  last_query_ = query;
  if (!list_error.ok()) return done(list_error);
  std::vector<store::Header> found;
  for (const auto& [id, header] : headers_) {
    const bool wanted = (query.state ? header.state == *query.state : header.active) &&
                        (!query.org_id || header.org_id == *query.org_id) &&
                        (!query.fiscal_year || header.fiscal_year == *query.fiscal_year) &&
                        (!query.grade || header.grade == *query.grade) && header.sequence > query.after_sequence;
    if (wanted) found.push_back(header);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  if (found.size() > static_cast<size_t>(query.limit)) found.resize(static_cast<size_t>(query.limit));
  done(found);
}

}  // namespace heng::core
