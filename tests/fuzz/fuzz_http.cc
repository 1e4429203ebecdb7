// A request of the Connect protocol: any bytes are a message or refused in words; a message that was read can be
// answered with, and reads back the same. The first byte says how it travels.
#include <string>

#include "heng/v1/evaluation_service.pb.h"
#include "service/core/errors.h"
#include "service/gateway/codec.h"
#include "service/gateway/connect_error.h"
#include "service/gateway/envelope.h"
#include "tests/fuzz/fuzz.h"

using heng::fuzz::Require;
using namespace heng::gateway;  // NOLINT(google-build-using-namespace): all of it is about that

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  heng::fuzz::SilenceProtobuf();
  if (size == 0) return 0;
  constexpr size_t kLimit = 64 << 10;
  const bool json = (data[0] & 1) != 0, gzip = (data[0] & 2) != 0, enveloped = (data[0] & 4) != 0;
  std::string_view body = heng::fuzz::AsText(data + 1, size - 1);
  if (enveloped) {
    const auto envelope = OnlyEnvelope(body);
    if (!envelope) return 0;
    Require(MakeEnvelope(envelope->flags, envelope->message) == body, "an envelope is its flags and its message");
    body = envelope->message;
  }
  const auto* const type = heng::v1::SubmitEvaluationRequest::descriptor();
  const RequestForm form = {.codec = json ? Codec::kJson : Codec::kProto, .gzip = gzip, .limit = kLimit};
  std::string kept;
  const auto read = ReadRequest(body, form, type, &kept);
  if (!read.ok()) {
    Require(!heng::core::ReasonOf(read.status()).empty(), "a refusal is of the catalogue");
    Require(ErrorJson(read.status()).size() < 20'000, "and short");
    return 0;
  }
  const auto answer = WriteAnswer(std::string(*read), Codec::kJson, type);
  if (!answer.ok()) {
    Require(!json, "what was JSON is a message");
    return 0;
  }
  std::string again;
  const auto read_again =
      ReadRequest(*answer, {.codec = Codec::kJson, .gzip = false, .limit = 10 * kLimit}, type, &again);
  Require(read_again.ok() || !json, "what was written can be read");
  if (json) Require(*read_again == *read, "and is the same");
  return 0;
}
