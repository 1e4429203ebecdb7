#include "service/store/sqlite/records.h"

#include <tuple>

#include "absl/strings/str_cat.h"
#include "service/store/records.h"

namespace heng::store::sqlite {

std::string Placeholders(int count) {
  std::string text = "?1";
  for (int i = 2; i <= count; ++i) absl::StrAppend(&text, ", ?", i);
  return text;
}

Header TakeHeader(Rows& rows) {
  Header header;
  std::apply([&rows](auto&... field) { rows.Take(field...); }, HeaderFields(header));
  return header;
}

Entry TakeEntry(Rows& rows) {
  Entry entry;
  std::apply([&rows](auto&... field) { rows.Take(field...); }, EntryFields(entry));
  return entry;
}

Event TakeEvent(Rows& rows) {
  Event event;
  std::apply([&rows](auto&... field) { rows.Take(field...); }, EventFields(event));
  rows.Take(event.revision_sha256, event.header_sha256, event.previous_sha256, event.sha256, event.form);
  return event;
}

RequestRecord TakeRequest(Rows& rows, const RequestKey& key) {
  RequestRecord record;
  record.key = key;
  std::apply([&rows](auto&... field) { rows.Take(field...); }, RequestFields(record));
  return record;
}

}  // namespace heng::store::sqlite
