// The hashes of the event log. They are part of the stored format: what is hashed, and in which order, never changes
// for a row that exists.
//
// Canonical bytes: integers as 8 bytes, big-endian; text and blobs as 8 bytes of length and the bytes; an optional
// value as one byte 0, or 1 and the value. A tag with a version goes first.
#pragma once

#include <string>

#include "service/store/store.h"

namespace heng::store {

inline constexpr size_t kSha256Size = 32;

std::string Sha256(const std::string& bytes);

// All fields of the header up to submit_time; then, unless all others are as in a new Header, these, after a tag of
// their own.
std::string CanonicalBytes(const Header& header);

// name, collection, sequence, etag, org_id, active and resident. Not `changed`, which is the event's own sequence, and
// not the body, which the event knows by its revision's hash.
std::string CanonicalBytes(const Entry& entry);

// form, score and contacts, each with its length; with a review record the tag is another one, and this is the fourth.
std::string RevisionSha256(const Revision& revision);

// The same of an entry's body, which is stored as `form`.
std::string BodySha256(const Entry& entry);

// All fields of the event but `sha256` itself; so `previous_sha256` links it to the one before.
std::string EventSha256(const Event& event);

}  // namespace heng::store
