// From a stored form to the Evaluation on the wire, without parsing what is stored.
#pragma once

#include <cstdint>
#include <optional>
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

// Appends the envelope of an Evaluation or Target, serialized: everything but allowed_actions, form, score, contacts
// and review record.
void AppendEnvelope(const store::Header& header, std::string* bytes);
void AppendTargetEnvelope(const store::Header& header, std::string* bytes);

// Of a decimal as columns keep it, scaled by 10^places: "8.76"; and back. nullopt: absent, or no such decimal.
std::string DecimalText(int64_t scaled, int places);
std::optional<int64_t> ScaledDecimal(bool present, const std::string& text, int places);
inline constexpr int kScorePlaces = 4;
inline constexpr int kPercentPlaces = 6;
inline constexpr int kMoneyPlaces = 2;

}  // namespace heng::core
