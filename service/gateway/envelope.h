// Messages of streams in the Connect protocol: a byte of flags, four of length, the message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heng::gateway {

inline constexpr uint8_t kCompressed = 1, kEndOfStream = 2;
inline constexpr size_t kEnvelopeBytes = 5;

struct Envelope {
  uint8_t flags = 0;
  std::string_view message;
};

// The one message that `body` is; nullopt: it is cut off, more follows it, or it has flags a request may not have.
std::optional<Envelope> OnlyEnvelope(std::string_view body);

std::string MakeEnvelope(uint8_t flags, std::string_view message);

}  // namespace heng::gateway
