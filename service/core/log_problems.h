// What can be wrong with the log, in words. The kinds are part of the contract (heng/v1/event.proto).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "heng/v1/event.pb.h"
#include "service/store/store.h"

namespace heng::core {

using heng::v1::LogProblem;

// The chain.
LogProblem EventsMissing(int64_t first, int64_t last);
LogProblem EventChanged(const store::Event& event);
LogProblem LinkBroken(const store::Event& event);
LogProblem HeadMismatch(int64_t sequence, std::string_view kept_sha256, const store::Event& stored);
LogProblem TimeOrder(const store::Event& event);

// What is stored beside it: of a form or an entry, whichever the event names.
LogProblem FormMismatch(const store::Event& event, std::string_view stored_name);
LogProblem FormEventsMissing(const store::AuditRow& row, int64_t etag);  // etag: the stored one
LogProblem HeaderMissing(const store::Event& event);
LogProblem HeaderChanged(const store::Event& event, std::string_view columns);     // columns: may be empty
LogProblem HeaderNotDerived(const store::Event& event, std::string_view columns);  // written so, but not from content
LogProblem HeaderWithoutEvent(int64_t after, int64_t last, int64_t count);
LogProblem RevisionMissing(const store::Event& event);
LogProblem RevisionChanged(const store::Event& event);
LogProblem RevisionWithoutEvent(const store::AuditRow& row);
LogProblem RevisionUnreadable(const store::Event& event);

// Text of the store as a message can carry it: bytes that are no UTF-8 are escaped.
std::string Sendable(std::string_view text);

}  // namespace heng::core
