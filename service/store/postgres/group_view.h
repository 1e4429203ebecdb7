// What a group of writes sees: the rows read at its beginning, and over them what its earlier members have applied.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "service/store/store.h"

namespace heng::store::postgres {

class GroupView {
 public:
  // A stored row. Headers may come twice (by id and by key), an entry once for each member that names it.
  void LoadHeader(Header header);
  void LoadEntry(Entry entry);
  void LoadResident(int64_t sequence) { resident_sequence_ = sequence; }
  void LoadRequest(RequestRecord record);

  Snapshot Read(const Keys& keys) const;

  // INTERNAL: the id or the active key of a new header is taken, or the etag does not follow.
  absl::Status Apply(const Header& header, bool is_new);
  // The same of an entry's name. A resident entry stays resident.
  absl::Status Apply(const Entry& entry, bool is_new);
  absl::Status Apply(const RequestRecord& record);

  // A header as the group leaves it.
  struct Change {
    const Header* header;
    int64_t etag_before;  // of the stored one
    bool is_new;
  };
  // An entry as the group leaves it.
  struct EntryChange {
    const Entry* entry;
    int64_t etag_before;
    bool is_new;
  };
  // Each changed header once, in the order of their ids.
  std::vector<Change> Changes() const;
  // Each changed entry once, in the order of their names.
  std::vector<EntryChange> EntryChanges() const;

 private:
  struct HeaderState {
    Header header;
    int64_t etag_before = 0;
    bool is_new = false;
    bool changed = false;
  };
  struct EntryState {
    Entry entry;
    int64_t etag_before = 0;
    bool is_new = false;
    bool changed = false;
  };
  using KeyFields = std::tuple<std::string, std::string, int32_t, int32_t, int32_t>;
  using RequestFields = std::tuple<std::string, std::string, std::string>;

  static KeyFields KeyOf(const Header& header);

  std::map<std::string, HeaderState> headers_;  // by id
  std::map<KeyFields, std::string> active_;     // form key -> id
  std::map<std::string, EntryState> entries_;   // by name
  int64_t resident_sequence_ = 0;
  std::map<RequestFields, RequestRecord> requests_;
};

}  // namespace heng::store::postgres
