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

// All fields of the header.
std::string CanonicalBytes(const Header& header);

// form, score and contacts, each with its length.
std::string RevisionSha256(const Revision& revision);

// All fields of the event but `sha256` itself; so `previous_sha256` links it to the one before.
std::string EventSha256(const Event& event);

}  // namespace heng::store
