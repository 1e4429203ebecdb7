#include "service/store/postgres/group_view.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace heng::store::postgres {

GroupView::KeyFields GroupView::KeyOf(const Header& header) {
  return {header.subject, header.org_id, header.subject_kind, header.fiscal_year, header.form_type};
}

void GroupView::LoadHeader(Header header) {
  if (header.active) active_[KeyOf(header)] = header.id;
  std::string id = header.id;
  headers_[std::move(id)].header = std::move(header);
}

void GroupView::LoadEntry(Entry entry) {
  std::string name = entry.name;
  entries_[std::move(name)].entry = std::move(entry);
}

void GroupView::LoadRequest(RequestRecord record) {
  RequestFields key{record.key.caller, record.key.method, record.key.id};
  requests_[std::move(key)] = std::move(record);
}

Snapshot GroupView::Read(const Keys& keys) const {
  Snapshot snapshot;
  if (const auto found = headers_.find(keys.id); found != headers_.end() && !keys.id.empty()) {
    snapshot.by_id = found->second.header;
  }
  if (keys.form_key) {
    const FormKey& key = *keys.form_key;
    const auto found =
        active_.find(KeyFields{key.subject, key.org_id, key.subject_kind, key.fiscal_year, key.form_type});
    if (found != active_.end()) snapshot.by_key = headers_.at(found->second).header;
  }
  if (keys.request) {
    const RequestKey& key = *keys.request;
    const auto found = requests_.find(RequestFields{key.caller, key.method, key.id});
    if (found != requests_.end()) snapshot.request = found->second;
  }
  snapshot.entries.reserve(keys.entries.size());
  for (const std::string& name : keys.entries) {
    const auto found = entries_.find(name);
    snapshot.entries.push_back(found == entries_.end() ? std::nullopt : std::make_optional(found->second.entry));
  }
  snapshot.forms.reserve(keys.forms.size());
  for (const std::string& id : keys.forms) {
    const auto found = headers_.find(id);
    snapshot.forms.push_back(found == headers_.end() ? std::nullopt : std::make_optional(found->second.header));
  }
  snapshot.resident_sequence = resident_sequence_;
  return snapshot;
}

absl::Status GroupView::Apply(const Header& header, bool is_new) {
  const auto known = headers_.find(header.id);
  if (is_new && known != headers_.end()) {
    return absl::InternalError(absl::StrCat("the id ", header.id, " is taken"));
  }
  const auto same_key = active_.find(KeyOf(header));
  if (header.active && same_key != active_.end() && same_key->second != header.id) {
    return absl::InternalError(absl::StrCat("the key of ", header.id, " is that of ", same_key->second));
  }
  HeaderState entry{.header = header, .etag_before = header.etag - 1, .is_new = is_new, .changed = true};
  if (known != headers_.end()) {
    const Header& before = known->second.header;
    if (header.etag != before.etag + 1 || header.sequence != before.sequence) {
      return absl::InternalError(
          absl::StrCat("etag ", header.etag, " of ", header.id, " does not follow the stored one"));
    }
    if ((header.content_rev != before.content_rev && header.content_rev != header.etag) ||
        (header.review_rev != before.review_rev && header.review_rev != header.etag)) {
      return absl::InternalError(absl::StrCat("content or review record of ", header.id, " is not where it was"));
    }
    if (known->second.changed) {
      entry.etag_before = known->second.etag_before;
      entry.is_new = known->second.is_new;
    }
    const auto old_key = active_.find(KeyOf(before));
    if (old_key != active_.end() && old_key->second == header.id) active_.erase(old_key);
  }
  if (header.active) active_[KeyOf(header)] = header.id;
  headers_[header.id] = std::move(entry);
  return absl::OkStatus();
}

absl::Status GroupView::Apply(const Entry& entry, bool is_new) {
  const auto known = entries_.find(entry.name);
  if (is_new && known != entries_.end()) {
    return absl::InternalError(absl::StrCat("the name ", entry.name, " is taken"));
  }
  EntryState state{.entry = entry, .etag_before = entry.etag - 1, .is_new = is_new, .changed = true};
  if (known != entries_.end()) {
    const Entry& before = known->second.entry;
    if (entry.etag != before.etag + 1 || entry.sequence != before.sequence || entry.resident < before.resident) {
      return absl::InternalError(
          absl::StrCat("etag ", entry.etag, " of ", entry.name, " does not follow the stored one, or it is resident"));
    }
    if (known->second.changed) {
      state.etag_before = known->second.etag_before;
      state.is_new = known->second.is_new;
    }
  }
  if (entry.resident) resident_sequence_ = entry.changed;
  entries_[entry.name] = std::move(state);
  return absl::OkStatus();
}

absl::Status GroupView::Apply(const RequestRecord& record) {
  RequestFields key{record.key.caller, record.key.method, record.key.id};
  if (requests_.emplace(std::move(key), record).second) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("the request ", record.key.id, " is remembered already"));
}

std::vector<GroupView::Change> GroupView::Changes() const {
  std::vector<Change> changes;
  for (const auto& [id, entry] : headers_) {
    if (entry.changed) {
      changes.push_back({.header = &entry.header, .etag_before = entry.etag_before, .is_new = entry.is_new});
    }
  }
  return changes;
}

std::vector<GroupView::EntryChange> GroupView::EntryChanges() const {
  std::vector<EntryChange> changes;
  for (const auto& [name, state] : entries_) {
    if (state.changed) {
      changes.push_back({.entry = &state.entry, .etag_before = state.etag_before, .is_new = state.is_new});
    }
  }
  return changes;
}

}  // namespace heng::store::postgres
