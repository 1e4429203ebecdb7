// From a stored form to the Evaluation on the wire, without parsing what is stored.
#pragma once

#include <cstdint>
#include <string>

#include "google/protobuf/timestamp.pb.h"
#include "heng/v1/evaluation.pb.h"
#include "service/store/store.h"

namespace heng::core {

// µs since the epoch as a Timestamp; beyond the years 1 to 9999, the nearest in them.
void SetTime(int64_t micros, google::protobuf::Timestamp* out);

// Copies what lists and sums read out of a form and its score sheet into the header. Identity, etag, state and times
// are the caller's.
void FillHeader(const heng::v1::FormContent& form, const heng::v1::ScoreSheet& sheet, store::Header* header);

// Appends the envelope of an Evaluation, serialized: everything but form, score and contacts.
void AppendEnvelope(const store::Header& header, std::string* bytes);

// The whole Evaluation, serialized: the envelope's bytes with the stored bytes appended as fields. Concatenation is
// merge in protobuf; parsing and serialising a Chinese form again would cost several times as much.
std::string EncodeEvaluation(const store::Header& header, const store::Revision& revision, bool with_contacts);

}  // namespace heng::core
