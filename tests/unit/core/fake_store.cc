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
         header.subject_kind == key.subject_kind && header.fiscal_year == key.fiscal_year &&
         header.form_type == key.form_type;
}

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The page of a list that a query asks for.
template <typename T, typename Q>
std::vector<T> Page(std::vector<T> all, const Q& query) {
  std::erase_if(all, [&](const T& item) { return item.sequence <= query.after_sequence; });
  std::sort(all.begin(), all.end(), [](const T& a, const T& b) { return a.sequence < b.sequence; });
  if (all.size() > static_cast<size_t>(query.limit)) all.resize(static_cast<size_t>(query.limit));
  return all;
}

}  // namespace

store::Snapshot FakeStore::Read(const store::Keys& keys) const {
  store::Snapshot snapshot;
  snapshot.now = now;
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
  for (const std::string& name : keys.entries) {
    const auto found = entries_.find(name);
    snapshot.entries.push_back(found == entries_.end() ? std::nullopt : std::make_optional(found->second));
  }
  for (const std::string& id : keys.forms) {
    const auto found = headers_.find(id);
    snapshot.forms.push_back(found == headers_.end() ? std::nullopt : std::make_optional(found->second));
  }
  snapshot.resident_sequence = resident_sequence_;
  return snapshot;
}

void FakeStore::Commit(store::Mutation mutation, store::WriteResult* result) {
  ++commits_;
  if (mutation.header) {
    store::Header& header = *mutation.header;
    if (header.sequence == 0) header.sequence = commits_;
    headers_[header.id] = header;
    result->header = header;
  }
  if (mutation.entry) {
    store::Entry& entry = *mutation.entry;
    if (entry.sequence == 0) entry.sequence = commits_;
    entry.changed = commits_;
    if (entry.resident) resident_sequence_ = commits_;
    entries_[entry.name] = entry;
    revisions_[{entry.name, entry.etag}] = {
        .id = entry.name, .rev = entry.etag, .form = entry.body, .score = {}, .contacts = {}, .review = {}};
    result->entries.push_back(entry);
  }
  if (mutation.revision) revisions_[{mutation.revision->id, mutation.revision->rev}] = *mutation.revision;
  if (mutation.request) requests_[Tuple(mutation.request->key)] = *mutation.request;
  events_.push_back(mutation.event);
}

void FakeStore::Submit(store::Write write) {
  if (auto other = std::exchange(before_decide, nullptr)) other();
  const auto refuse = [&write](const absl::Status& status) { write.done({status, std::nullopt, {}}); };
  if (!submit_error.ok()) return refuse(submit_error);
  if (write.deadline <= absl::Now()) return refuse(absl::DeadlineExceededError("waited in line"));
  now += 1'000'001;
  if (decide_twice) {
    (void)write.decide(Read(write.keys));
    now += 1'000'001;
  }
  auto mutations = write.decide(Read(write.keys));
  if (!mutations.ok()) return refuse(mutations.status());
  store::WriteResult result;
  for (store::Mutation& mutation : *mutations) Commit(std::move(mutation), &result);
  if (!mutations->empty() && !after_commit_error.ok()) return refuse(after_commit_error);
  write.done(std::move(result));
}

absl::StatusOr<store::StoredForm> FakeStore::Get(const std::string& id) {
  if (!get_error.ok()) return get_error;
  const auto found = headers_.find(id);
  if (found == headers_.end()) return absl::NotFoundError("no such row");
  const store::Header& header = found->second;
  store::StoredForm form{header, revisions_.at({id, header.content_rev})};
  form.revision.review = header.review_rev == 0 ? "" : revisions_.at({id, header.review_rev}).review;
  return form;
}

absl::StatusOr<store::Revision> FakeStore::GetRevision(const std::string& id, int64_t rev) {
  if (!revision_error.ok()) return revision_error;
  const auto found = revisions_.find({id, rev});
  if (found == revisions_.end()) return absl::NotFoundError("no such row");
  return found->second;
}

absl::StatusOr<store::Revision> FakeStore::GetContent(const std::string& id, int64_t rev) {
  if (!revision_error.ok()) return revision_error;
  const auto form = headers_.find(id);
  if (form == headers_.end() || rev > form->second.etag) return absl::NotFoundError("no such row");
  for (; rev > 0; --rev) {
    const auto found = revisions_.find({id, rev});
    if (found == revisions_.end() || !found->second.has_content()) continue;
    store::Revision content = found->second;
    content.review.clear();
    return content;
  }
  return absl::NotFoundError("no such row");
}

std::vector<store::Header> FakeStore::Matching(const store::ListQuery& query) const {
  std::vector<store::Header> found;
  for (const auto& [id, header] : headers_) {
    const bool wanted = (query.state ? header.state == *query.state : header.active) &&
                        header.form_type == query.form_type &&
                        (!query.subjects || Has(*query.subjects, header.subject)) &&
                        (!query.review_step || header.review_step == *query.review_step) &&
                        (header.flags & query.flags) == query.flags &&
                        (!query.scope.org_ids || Has(*query.scope.org_ids, header.org_id)) &&
                        !Has(query.scope.hidden_subjects, header.subject) &&
                        (!query.fiscal_year || header.fiscal_year == *query.fiscal_year) &&
                        (!query.grade || header.grade == *query.grade);
    if (wanted) found.push_back(header);
  }
  return found;
}

void FakeStore::List(store::ListQuery query, absl::Time,
                     std::function<void(absl::StatusOr<std::vector<store::Header>>)> done) {
  last_query_ = query;
  if (!list_error.ok()) return done(list_error);
  done(Page(Matching(query), query));
}

void FakeStore::Count(store::ListQuery query, absl::Time,
                      std::function<void(absl::StatusOr<std::vector<store::CountRow>>)> done) {
  last_query_ = query;
  if (!list_error.ok()) return done(list_error);
  std::map<std::pair<int32_t, int32_t>, store::CountRow> sums;
  for (const store::Header& header : Matching(query)) {
    store::CountRow& sum = sums[{header.state, header.grade}];
    sum.state = header.state;
    sum.grade = header.grade;
    ++sum.forms;
    sum.annual_budget += header.annual_budget.value_or(0);
    sum.executed += header.executed.value_or(0);
  }
  std::vector<store::CountRow> rows;
  for (const auto& [key, sum] : sums) rows.push_back(sum);
  done(rows);
}

absl::StatusOr<store::Entry> FakeStore::GetEntry(const std::string& name) {
  if (!get_error.ok()) return get_error;
  const auto found = entries_.find(name);
  if (found == entries_.end()) return absl::NotFoundError("no such row");
  return found->second;
}

void FakeStore::ListEntries(store::EntryQuery query, absl::Time,
                            std::function<void(absl::StatusOr<std::vector<store::Entry>>)> done) {
  if (!list_error.ok()) return done(list_error);
  std::vector<store::Entry> found;
  for (const auto& [name, entry] : entries_) {
    if (entry.collection == query.collection && (entry.active || query.inactive) && !Has(query.hidden, name) &&
        (!query.org_ids || Has(*query.org_ids, entry.org_id))) {
      found.push_back(entry);
    }
  }
  done(Page(std::move(found), query));
}

absl::StatusOr<store::ResidentPage> FakeStore::Residents(int64_t after_changed) {
  if (!get_error.ok()) return get_error;
  store::ResidentPage page;
  page.sequence = resident_sequence_;
  for (const auto& [name, entry] : entries_) {
    if (entry.resident && entry.changed > after_changed) page.entries.push_back(entry);
  }
  std::sort(page.entries.begin(), page.entries.end(),
            [](const auto& a, const auto& b) { return a.changed < b.changed; });
  if (page.entries.size() > 1000) page.entries.resize(1000);
  return page;
}

}  // namespace heng::core
