// Rules that are set on an org and taken back again: filing windows, extensions, how an office works. Each is a
// resident entry. Taking one back keeps the entry, no longer active; setting it again revives it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"

namespace heng::core {

// The entry with this message, or without it in force. Keeps the create time of the first.
template <typename Message>
absl::StatusOr<store::Mutation> RuleChange(const std::optional<store::Entry>& current, const std::string& org_id,
                                           Message next, int64_t now, bool active) {
  if constexpr (requires { next.mutable_update_time(); }) {
    Message before;
    if (current) {
      if (!before.ParseFromString(current->body)) return absl::DataLossError(current->name + " can't be read");
      *next.mutable_create_time() = before.create_time();
    }
    return ChangeTo(current, org_id, std::move(next), now, Resident::kYes, active);
  } else {
    next.set_etag(absl::StrCat(current ? current->etag + 1 : 1));
    const std::string name = next.name();
    return ChangeOf(current, name, org_id, next.SerializeAsString(), Resident::kYes, active);
  }
}

// Whether an etag may be left out where there is something to be replaced.
enum class EtagNeed { kOptional, kWhereInForce };

// Creates or replaces the one of `message.name()`, on an org whose access was checked already and whose fields are
// well-formed. `check` says what has to be true of what is in force.
template <typename Message, typename Request>
void SetRule(Writes* writes, Method method, const CallContext& call, const Request& request, Message message,
             EtagNeed need, std::function<absl::Status(const Epoch&, bool is_new)> check, Reply reply) {
  WriteJob job(method, call, request);
  job.keys.entries = {message.name()};
  AnswerWithEntry(*writes, &job);
  job.decide = [method, message, need, check = std::move(check)](
                   const Authority& authority,
                   const store::Snapshot& snapshot) -> absl::StatusOr<std::vector<store::Mutation>> {
    const std::string org_id = OrgId(message.org()).value_or("");
    if (auto status = authority.Check(method, message.org(), org_id); !status.ok()) return status;
    const auto& current = snapshot.entries.front();
    const bool is_new = !current || !current->active;
    if (auto status = check(authority.epoch(), is_new); !status.ok()) return status;
    const bool needed = need == EtagNeed::kWhereInForce && !is_new;
    if (current && (needed || !message.etag().empty())) {
      if (auto status = CheckEntryEtag(*current, message.etag()); !status.ok()) return status;
    }
    auto change = RuleChange(current, org_id, message, snapshot.now, /*active=*/true);
    if (!change.ok()) return change.status();
    return One(*std::move(change));
  };
  writes->Run(std::move(job), std::move(reply));
}

// Takes it out of force. A request with an etag has to carry the current one.
template <typename Message, typename Request>
void DropRule(Writes* writes, Method method, const std::string& collection, const CallContext& call,
              const Request& request, Reply reply) {
  if (const std::string& name = request.name();
      !name.starts_with(collection + "/") || !IsResourceId(name.substr(collection.size() + 1))) {
    return reply(InvalidField("name", absl::StrCat(Quoted(name), " 不是名称；应形如 ", collection, "/{编号}，见列表。"),
                              absl::StrCat(Quoted(name), " is no name; write ", collection, "/{id} as listed")));
  }
  WriteJob job(method, call, request);
  job.keys.entries = {request.name()};
  AnswerWithEntry(*writes, &job);
  job.decide = [method, request](const Authority& authority,
                                 const store::Snapshot& snapshot) -> absl::StatusOr<std::vector<store::Mutation>> {
    const std::string& name = request.name();
    const auto& current = snapshot.entries.front();
    if (!current || !current->active) return authority.Missing(method, name, ResourceNotFound(name));
    if (auto status = authority.Check(method, name, current->org_id); !status.ok()) return status;
    if constexpr (requires { request.etag(); }) {
      if (auto status = CheckEntryEtag(*current, request.etag()); !status.ok()) return status;
    }
    Message message;
    if (!message.ParseFromString(current->body)) return absl::DataLossError(name + " can't be read");
    auto change = RuleChange(current, current->org_id, std::move(message), snapshot.now, /*active=*/false);
    if (!change.ok()) return change.status();
    return One(*std::move(change));
  };
  writes->Run(std::move(job), std::move(reply));
}

}  // namespace heng::core
