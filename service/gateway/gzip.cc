#include "service/gateway/gzip.h"

#include <zlib.h>

#include <algorithm>

namespace heng::gateway {
namespace {

constexpr int kGzipWindow = 15 + 16;  // the largest window; gzip's header
constexpr int kLevel = 1;             // forms shrink to a fifth with it; 6 takes three times as long for a tenth less
constexpr int kMemory = 8;            // zlib's own
constexpr size_t kStep = 64 << 10;

Bytef* In(std::string_view bytes) { return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); }

}  // namespace

Inflated Gunzip(std::string_view packed, size_t limit, std::string* plain) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) return Inflated::kNotGzip;
  stream.next_in = In(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  plain->clear();
  int state = Z_OK;
  size_t size = 0;
  while (state == Z_OK && size <= limit) {
    plain->resize(std::min(limit + 1, size + std::max(kStep, size)));
    stream.next_out = reinterpret_cast<Bytef*>(plain->data()) + size;
    stream.avail_out = static_cast<uInt>(plain->size() - size);
    state = inflate(&stream, Z_NO_FLUSH);
    size = plain->size() - stream.avail_out;
    if (state == Z_BUF_ERROR || (state == Z_OK && stream.avail_in == 0 && stream.avail_out > 0)) break;  // cut off
  }
  const bool whole = state == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  plain->resize(size);
  if (size > limit) return Inflated::kTooLarge;
  return whole ? Inflated::kOk : Inflated::kNotGzip;
}

std::string Gzip(std::string_view plain) {
  z_stream stream{};
  // Fails only without memory.
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string packed(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = In(plain);
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace heng::gateway
