#include "service/core/event_view.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "heng/v1/budget.pb.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/log_problems.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

}  // namespace

heng::v1::Event EventToProto(const store::Event& event) {
  heng::v1::Event out;
  out.set_sequence(event.sequence);
  SetTime(event.time, out.mutable_time());
  out.set_caller(Sendable(event.draft.caller));
  out.set_role(Sendable(event.draft.role));
  out.set_action(Sendable(event.draft.action));
  out.set_resource(Sendable(event.draft.resource));
  if (!event.draft.org_id.empty()) out.set_org(Sendable(OrgName(event.draft.org_id)));
  out.set_policy(Sendable(event.draft.policy));
  out.set_request_id(Sendable(event.draft.request_id));
  out.set_etag(absl::StrCat(event.etag));
  out.set_revision_sha256(Hex(event.revision_sha256));
  out.set_header_sha256(Hex(event.header_sha256));
  out.set_previous_sha256(Hex(event.previous_sha256));
  out.set_sha256(Hex(event.sha256));
  return out;
}

absl::Status BeyondTheEnd(int64_t head, int64_t sequence) {
  return InvalidField("afterSequence", absl::StrCat("日志到第 ", head, " 条为止，没有第 ", sequence, " 条事件。"),
                      absl::StrCat("the log ends with event ", head, ", there is no event ", sequence));
}

absl::StatusOr<bool> HidesEvent(store::Store& store, const Authority& authority, const std::string& resource) {
  if (!resource.starts_with("budgets/") || authority.epoch().classified->empty()) return false;
  const auto entry = store.GetEntry(resource);
  if (!entry.ok()) return entry.status();
  heng::v1::Budget budget;
  if (!budget.ParseFromString(entry->body)) return absl::DataLossError(resource + " can't be read");
  return !authority.SeesSubject(budget.subject());
}

absl::Status CheckEventsOf(const Writes& writes, const Authority& authority, Method method,
                           const std::string& resource) {
  const size_t slash = resource.find('/');
  if (slash == std::string::npos || slash == 0) return BadName("resource", resource);
  const auto missing = [&] { return authority.Missing(method, resource, ResourceNotFound(resource)); };
  auto id = EvaluationId(resource);
  if (!id) id = TargetId(resource);
  if (id) {
    const auto stored = writes.store()->Get(*id);
    if (absl::IsNotFound(stored.status())) return missing();
    if (!stored.ok()) return writes.Caught(stored.status());
    return authority.Check(method, resource, stored->header.org_id, stored->header.subject);
  }
  const auto entry = writes.store()->GetEntry(resource);
  if (absl::IsNotFound(entry.status())) return missing();
  if (!entry.ok()) return writes.Caught(entry.status());
  const auto hidden = HidesEvent(*writes.store(), authority, resource);
  if (!hidden.ok()) return writes.Caught(hidden.status());
  if (*hidden) return PermissionDenied(method, resource);
  // What belongs to no org (a policy) is everybody's.
  if (entry->org_id.empty()) return authority.CheckAnywhere(method);
  return authority.Check(method, resource, entry->org_id, entry->name);
}

}  // namespace heng::core
