#include "service/core/entries.h"

#include <utility>

#include "absl/time/time.h"

namespace heng::core {

store::Mutation ChangeOf(const std::optional<store::Entry>& current, const std::string& name, const std::string& org_id,
                         std::string body, Resident resident, bool active) {
  store::Entry entry;
  entry.name = name;
  entry.collection = name.substr(0, name.find('/'));
  entry.org_id = org_id;
  entry.body = std::move(body);
  entry.resident = resident == Resident::kYes;
  entry.active = active;
  entry.etag = 1;
  if (current) {
    entry.sequence = current->sequence;
    entry.etag = current->etag + 1;
    entry.resident = entry.resident || current->resident;
  }
  store::Mutation mutation;
  mutation.event.resource = name;
  mutation.event.org_id = org_id;
  mutation.entry = std::move(entry);
  return mutation;
}

std::vector<store::Mutation> One(store::Mutation mutation) {
  std::vector<store::Mutation> mutations;
  mutations.push_back(std::move(mutation));
  return mutations;
}

absl::Status CheckEntryEtag(const store::Entry& current, std::string_view given) {
  if (given.empty()) {
    return InvalidField("etag", "缺少版本标记；请先读取，再把其中的 etag 一并提交。",
                        "is missing; read it first and send the etag it carries");
  }
  if (given == absl::StrCat(current.etag)) return absl::OkStatus();
  return EtagMismatch(current.name, given, current.etag);
}

void AnswerWithEntry(const Writes& writes, WriteJob* job) {
  job->answer = [](const std::vector<store::Mutation>& mutations) -> absl::StatusOr<std::string> {
    return mutations.front().entry->body;
  };
  job->replay = [&writes](const store::RequestRecord& record) -> absl::StatusOr<std::string> {
    const auto revision = writes.store()->GetRevision(record.resource_id, record.content_rev);
    if (!revision.ok()) return writes.CaughtReplaying(revision.status());
    return revision->form;
  };
}

std::string DayOf(int64_t micros) {
  return absl::FormatTime("%Y-%m-%d", absl::FromUnixMicros(micros), absl::FixedTimeZone(8 * 60 * 60));
}

std::string MinuteOf(int64_t micros) {
  return absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixMicros(micros), absl::FixedTimeZone(8 * 60 * 60));
}

std::string Today() { return DayOf(absl::ToUnixMicros(absl::Now())); }

bool IsDay(std::string_view text) {
  absl::CivilDay day;
  return absl::ParseCivilTime({text.data(), text.size()}, &day) && absl::FormatCivilTime(day) == std::string(text);
}

}  // namespace heng::core
