// Entries as messages: what is common to reading and writing orgs, projects, principals, tokens, policies and windows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/writes.h"
#include "service/store/store.h"

namespace heng::core {

// Whether servers keep the entry in memory. Once resident, always.
enum class Resident { kNo, kYes };

// The change of an entry (nullopt: a new one) to this message. The event's org is `org_id`, its action that of the
// method.
store::Mutation ChangeOf(const std::optional<store::Entry>& current, const std::string& name, const std::string& org_id,
                         std::string body, Resident resident, bool active = true);

// The same for a message with name, etag, create_time and update_time, which are set.
template <typename Message>
store::Mutation ChangeTo(const std::optional<store::Entry>& current, const std::string& org_id, Message message,
                         int64_t now, Resident resident, bool active = true) {
  message.set_etag(absl::StrCat(current ? current->etag + 1 : 1));
  if (!current) SetTime(now, message.mutable_create_time());
  SetTime(now, message.mutable_update_time());
  const std::string name = message.name();
  return ChangeOf(current, name, org_id, message.SerializeAsString(), resident, active);
}

// What a decision gives that changes one thing.
std::vector<store::Mutation> One(store::Mutation mutation);

// OK, or ETAG_MISMATCH; an empty etag is INVALID_FIELDS.
absl::Status CheckEntryEtag(const store::Entry& current, std::string_view given);

// Answers a write of one entry with its message, and a repeated one with the message as it was written then.
void AnswerWithEntry(const Writes& writes, WriteJob* job);

// Today at +08:00, and the day of a time in µs: "2022-12-31"; its minute: "2022-12-31 09:30".
std::string DayOf(int64_t micros);
std::string MinuteOf(int64_t micros);
std::string Today();
// True for "2022-02-28", a day there is.
bool IsDay(std::string_view text);

}  // namespace heng::core
