#include "service/gateway/envelope.h"

namespace heng::gateway {

std::optional<Envelope> OnlyEnvelope(std::string_view body) {
  if (body.size() < kEnvelopeBytes) return std::nullopt;
  const auto byte = [body](size_t at) { return static_cast<uint8_t>(body[at]); };
  const size_t length = size_t{byte(1)} << 24 | size_t{byte(2)} << 16 | size_t{byte(3)} << 8 | size_t{byte(4)};
  const bool known_flags = (byte(0) & ~kCompressed) == 0;
  if (!known_flags || length != body.size() - kEnvelopeBytes) return std::nullopt;
  return Envelope{byte(0), body.substr(kEnvelopeBytes)};
}

std::string MakeEnvelope(uint8_t flags, std::string_view message) {
  const size_t length = message.size();
  std::string out;
  out.reserve(kEnvelopeBytes + length);
  out += static_cast<char>(flags);
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(length >> shift & 0xFF);
  return out.append(message);
}

}  // namespace heng::gateway
