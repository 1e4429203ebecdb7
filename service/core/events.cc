#include "service/core/events.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/event_view.h"
#include "service/core/log_problems.h"
#include "service/core/page_token.h"
#include "service/core/verification.h"
#include "service/store/hashing.h"

namespace heng::core {
namespace {

using heng::v1::ListEventsRequest;
using heng::v1::ListEventsResponse;
using heng::v1::VerifyEventsRequest;

// A page of an audit holds whole forms: it starts small and grows as far as this many bytes allow.
constexpr int32_t kFirstAuditRows = 20;
constexpr int32_t kMaxAuditRows = 200;
constexpr int64_t kAuditBytes = 4 << 20;

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

heng::v1::LogHead ToProto(const store::LogHead& head) {
  heng::v1::LogHead out;
  out.set_sequence(head.sequence);
  if (head.sequence > 0) SetTime(head.time, out.mutable_time());
  out.set_sha256(Hex(head.sha256));
  return out;
}

absl::Status NegativeNumber(const char* field) { return InvalidField(field, "不能为负数。", "must not be negative"); }

// 32 bytes, or none for an empty text. nullopt: neither.
std::optional<std::string> HashBytes(const std::string& hex) {
  const bool is_hex = std::all_of(hex.begin(), hex.end(), [](unsigned char c) { return absl::ascii_isxdigit(c); });
  if (!is_hex || (!hex.empty() && hex.size() != 2 * store::kSha256Size)) return std::nullopt;
  return absl::HexStringToBytes(hex);
}

int64_t BytesOf(const std::optional<store::Revision>& r) {
  return r ? static_cast<int64_t>(r->form.size() + r->score.size() + r->contacts.size() + r->review.size()) : 0;
}

int64_t BytesOf(const store::AuditPage& page) {
  int64_t bytes = 0;
  for (const auto& row : page.rows) bytes += BytesOf(row.revision) + BytesOf(row.current);
  return bytes;
}

// How many rows to ask for next, so that a page has about kAuditBytes.
int32_t NextRows(const store::AuditPage& page, int32_t rows) {
  const int64_t fitting = rows * kAuditBytes / std::max<int64_t>(BytesOf(page), 1);
  return static_cast<int32_t>(std::clamp<int64_t>(fitting, 1, std::min(2 * rows, kMaxAuditRows)));
}

}  // namespace

void Events::List(const CallContext& call, const ListEventsRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kListEvents); !status.ok()) return reply(status);
  if (request.page_size() < 0) return reply(NegativeNumber("pageSize"));
  if (request.after_sequence() < 0) return reply(NegativeNumber("afterSequence"));
  store::EventQuery query{
      .after_sequence = request.after_sequence(), .limit = 0, .resource = std::nullopt, .scope = {}};
  if (request.resource().empty()) {
    query.scope = call.authority.ScopeOf(Method::kListEvents, std::nullopt);
  } else {
    if (auto status = CheckEventsOf(*options_.writes, call.authority, Method::kListEvents, request.resource());
        !status.ok())
      return reply(status);
    query.resource = request.resource();
  }
  ListAll(call, request, std::move(query), std::move(reply));
}

void Events::ListAll(const CallContext& call, const ListEventsRequest& request, store::EventQuery query, Reply reply) {
  ListEventsRequest filter = request;
  filter.clear_page_token();
  filter.clear_page_size();
  std::string filter_text = filter.SerializeAsString();
  if (!request.page_token().empty()) {
    const auto after = ReadPageToken(request.page_token(), filter_text);
    if (!after.has_value()) return reply(BadPageToken());
    query.after_sequence = *after;
  }
  query.limit =
      request.page_size() == 0 ? kDefaultEventPageSize : std::min<int32_t>(request.page_size(), kMaxEventPageSize);
  const auto limit = static_cast<size_t>(query.limit);
  options_.writes->store()->Events(
      std::move(query), call.deadline,
      [this, limit, authority = call.authority, filter_text = std::move(filter_text),
       reply = std::move(reply)](absl::StatusOr<std::vector<store::Event>> events) {
        if (!events.ok()) return reply(options_.writes->Caught(events.status()));
        ListEventsResponse response;
        for (const store::Event& event : *events) {
          const auto hidden = HidesEvent(*options_.writes->store(), authority, event.draft.resource);
          if (!hidden.ok()) return reply(options_.writes->Caught(hidden.status()));
          if (!*hidden) *response.add_events() = EventToProto(event);
        }
        // A full page may be the last one; then the next one is empty.
        if (events->size() == limit) {
          response.set_next_page_token(MakePageToken(filter_text, events->back().sequence));
        }
        reply(response.SerializeAsString());
      });
}

void Events::Head(const CallContext& call, const heng::v1::GetEventHeadRequest&, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kGetEventHead); !status.ok()) return reply(status);
  const auto head = options_.writes->store()->Head();
  if (!head.ok()) return reply(options_.writes->Caught(head.status()));
  reply(ToProto(*head).SerializeAsString());
}

struct Events::Stretch {
  Reply reply;
  absl::Time deadline;  // of the call
  absl::Time stop;      // no page is asked for after it
  int64_t left = 0;     // events that may still be looked at
  int32_t rows = kFirstAuditRows;
  std::string previous_sha256;  // as the caller knows it; empty: does not
  LogCheck check;
  bool done = false;
  std::vector<heng::v1::LogProblem> at_start;
};

void Events::Verify(const CallContext& call, const VerifyEventsRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kVerifyEvents); !status.ok()) return reply(status);
  if (request.after_sequence() < 0) return reply(NegativeNumber("afterSequence"));
  if (request.limit() < 0) return reply(NegativeNumber("limit"));
  const auto hash = HashBytes(request.previous_sha256());
  const bool fits = hash && (request.after_sequence() > 0 || hash->empty() || *hash == LogCheck().at().sha256);
  if (!fits) {
    return reply(InvalidField("previousSha256", "应为 64 位十六进制数；afterSequence 为 0 时只能是 64 个 0 或不填。",
                              "must be 64 hexadecimal digits; for afterSequence 0 64 zeros or nothing"));
  }
  const absl::Time now = absl::Now();
  auto stretch = std::make_shared<Stretch>();
  stretch->reply = std::move(reply);
  stretch->deadline = call.deadline;
  // Well before the deadline, so that what was found gets back to the caller.
  stretch->stop = now + std::min(options_.stretch_time, (call.deadline - now) / 2);
  stretch->left = request.limit() == 0 ? INT64_MAX : request.limit();
  stretch->previous_sha256 = *hash;
  if (request.after_sequence() == 0) return NextPage(std::move(stretch));
  StartBehind(std::move(stretch), request.after_sequence());
}

void Events::StartBehind(std::shared_ptr<Stretch> stretch, int64_t sequence) {
  options_.writes->store()->Events({.after_sequence = sequence - 1, .limit = 1, .resource = std::nullopt, .scope = {}},
                                   stretch->deadline,
                                   [this, stretch, sequence](absl::StatusOr<std::vector<store::Event>> events) {
                                     if (!events.ok()) return stretch->reply(options_.writes->Caught(events.status()));
                                     // A number typed too large is no hole in the log; one with the hash it once had
                                     // is.
                                     if (events->empty() && stretch->previous_sha256.empty()) {
                                       const auto head = options_.writes->store()->Head();
                                       return stretch->reply(head.ok() ? BeyondTheEnd(head->sequence, sequence)
                                                                       : options_.writes->Caught(head.status()));
                                     }
                                     std::optional<store::Event> start;
                                     if (!events->empty() && events->front().sequence == sequence)
                                       start = std::move(events->front());
                                     if (auto problem = CompareHead(sequence, stretch->previous_sha256, start)) {
                                       stretch->at_start.push_back(*std::move(problem));
                                     }
                                     if (start) {
                                       stretch->check = LogCheck(*start);
                                       return NextPage(stretch);
                                     }
                                     stretch->done = true;
                                     Finish(*stretch);
                                   });
}

void Events::NextPage(std::shared_ptr<Stretch> stretch) {
  const auto rows = static_cast<int32_t>(std::min<int64_t>(stretch->rows, stretch->left));
  options_.writes->store()->Audit({.after_sequence = stretch->check.at().sequence, .limit = rows}, stretch->deadline,
                                  [this, stretch, rows](absl::StatusOr<store::AuditPage> page) {
                                    if (!page.ok()) return stretch->reply(options_.writes->Caught(page.status()));
                                    stretch->check.Add(*page);
                                    stretch->left -= rows;
                                    stretch->rows = NextRows(*page, rows);
                                    stretch->done = page->rows.size() < static_cast<size_t>(rows);
                                    const bool enough =
                                        stretch->left <= 0 || stretch->check.problems().size() >= kMaxProblems;
                                    if (stretch->done || enough || absl::Now() >= stretch->stop)
                                      return Finish(*stretch);
                                    NextPage(stretch);
                                  });
}

void Events::Finish(const Stretch& stretch) {
  const auto head = options_.writes->store()->Head();
  if (!head.ok()) return stretch.reply(options_.writes->Caught(head.status()));
  heng::v1::VerifyEventsResponse response;
  response.set_verified_through(stretch.check.at().sequence);
  response.set_sha256(Hex(stretch.check.at().sha256));
  response.set_done(stretch.done);
  *response.mutable_head() = ToProto(*head);
  for (const auto& problem : stretch.at_start) *response.add_problems() = problem;
  for (const auto& problem : stretch.check.problems()) *response.add_problems() = problem;
  stretch.reply(response.SerializeAsString());
}

}  // namespace heng::core
