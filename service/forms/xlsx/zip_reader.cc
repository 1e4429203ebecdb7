#include "service/forms/xlsx/zip_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "minizip/unzip.h"
#include "service/forms/xlsx/refusals.h"
#include "service/forms/xlsx/view.h"

namespace heng::forms::xlsx {
namespace {

constexpr size_t kMaxName = 512;
constexpr size_t kMagicBytes = 8;
constexpr uint64_t kLocalHeader = 30;  // the least there is before the bytes of an entry

constexpr Words kNoDirectory = {"压缩包的目录不全", "the directory of the archive is incomplete"};
constexpr Words kBadEntry = {"压缩包的目录有误", "the directory of the archive is wrong"};
constexpr Words kBadBytes = {"数据解压出错，或与校验和不符",
                             "the data can't be decompressed or does not match its checksum"};

}  // namespace

// How minizip reads from memory.
struct ZipReader::Io {
  static Source& Of(void* stream) { return *static_cast<Source*>(stream); }
  static void* Open(void* opaque, const void*, int) { return opaque; }
  static uLong Read(void*, void* stream, void* buffer, uLong size) {
    Source& source = Of(stream);
    const std::string_view taken = source.bytes.substr(source.at, size);
    std::memcpy(buffer, taken.data(), taken.size());
    source.at += taken.size();
    source.cut = taken.size() < size;
    return taken.size();
  }
  static uLong Write(void*, void*, const void*, uLong) { return 0; }
  static ZPOS64_T Tell(void*, void* stream) { return Of(stream).at; }
  static long Seek(void*, void* stream, ZPOS64_T offset, int origin) {
    Source& source = Of(stream);
    const uint64_t base = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                          : origin == ZLIB_FILEFUNC_SEEK_CUR ? source.at
                                                             : source.bytes.size();
    if (offset > source.bytes.size() - base) return -1;
    source.at = base + offset;
    return 0;
  }
  static int Close(void*, void*) { return 0; }
  // Without it minizip takes what is missing for zeros.
  static int Error(void*, void* stream) { return Of(stream).cut ? 1 : 0; }
};

ZipReader::~ZipReader() {
  if (zip_ == nullptr) return;
  unzCloseCurrentFile(zip_);
  unzClose(zip_);
}

std::optional<Mistake> ZipReader::Open() {
  zlib_filefunc64_def io = {};
  io.zopen64_file = Io::Open;
  io.zread_file = Io::Read;
  io.zwrite_file = Io::Write;
  io.ztell64_file = Io::Tell;
  io.zseek64_file = Io::Seek;
  io.zclose_file = Io::Close;
  io.zerror_file = Io::Error;
  io.opaque = &source_;
  zip_ = unzOpen2_64("", &io);
  unz_global_info64 info;
  if (zip_ == nullptr || unzGetGlobalInfo64(zip_, &info) != UNZ_OK) return Damaged("", kNoDirectory);
  const auto most = static_cast<size_t>(limits_.parts);
  if (info.number_entry > most) return TooManyParts(info.number_entry, most);
  if (auto mistake = List(info.number_entry)) return mistake;
  std::sort(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) { return a.key < b.key; });
  if (auto mistake = CheckNames()) return mistake;
  return CheckPlaces();
}

std::optional<Mistake> ZipReader::List(uint64_t count) {
  parts_.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    if ((i == 0 ? unzGoToFirstFile(zip_) : unzGoToNextFile(zip_)) != UNZ_OK) return Damaged("", kNoDirectory);
    if (auto mistake = TakeEntry()) return mistake;
  }
  return std::nullopt;
}

std::optional<Mistake> ZipReader::TakeEntry() {
  unz_file_info64 info;
  unz64_file_pos place;
  char name[kMaxName];
  if (unzGetCurrentFileInfo64(zip_, &info, name, sizeof(name), nullptr, 0, nullptr, 0) != UNZ_OK ||
      unzGetFilePos64(zip_, &place) != UNZ_OK || info.size_filename == 0 || info.size_filename > sizeof(name)) {
    return Damaged("", kBadEntry);
  }
  Part part;
  part.name.assign(name, info.size_filename);
  part.key = absl::AsciiStrToLower(part.name);
  part.in_directory = place.pos_in_zip_directory;
  part.number = place.num_of_file;
  part.packed = info.compressed_size;
  part.unpacked = info.uncompressed_size;
  if ((info.flag & 1) != 0) return Encrypted();
  if (info.compression_method != 0 && info.compression_method != Z_DEFLATED) {
    return Damaged(part.name, {"压缩方法不是电子表格所用的", "it is compressed in a way spreadsheets are not"});
  }
  if (auto mistake = LookInto(part)) return mistake;
  parts_.push_back(std::move(part));
  return std::nullopt;
}

std::optional<Mistake> ZipReader::LookInto(Part& part) {
  if (unzOpenCurrentFile(zip_) != UNZ_OK) return Damaged(part.name, kBadEntry);
  part.begin = unzGetCurrentFileZStreamPos64(zip_);
  char magic[kMagicBytes];
  const int read = unzReadCurrentFile(zip_, magic, sizeof(magic));
  const bool bad = unzCloseCurrentFile(zip_) != UNZ_OK || read < 0;
  if (bad) return Damaged(part.name, kBadBytes);
  part.magic.assign(magic, static_cast<size_t>(read));
  return std::nullopt;
}

std::optional<Mistake> ZipReader::CheckNames() const {
  const auto twice =
      std::adjacent_find(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) { return a.key == b.key; });
  if (twice == parts_.end()) return std::nullopt;
  return Damaged(twice->name, {"压缩包里有两个同名的部件", "there are two parts of this name"});
}

// Entries that share bytes are how a small file claims to be a huge one.
std::optional<Mistake> ZipReader::CheckPlaces() const {
  std::vector<std::pair<uint64_t, const Part*>> places;
  for (const Part& part : parts_) places.emplace_back(part.begin, &part);
  std::sort(places.begin(), places.end());
  uint64_t end = 0;
  for (const auto& [begin, part] : places) {
    if (begin < end + kLocalHeader || part->packed > source_.bytes.size() ||
        begin + part->packed > source_.bytes.size()) {
      return Damaged(part->name, {"它与压缩包里别的部件重叠", "it overlaps other parts of the archive"});
    }
    end = begin + part->packed;
  }
  return std::nullopt;
}

const ZipReader::Part* ZipReader::Find(std::string_view name) const {
  const std::string key = absl::AsciiStrToLower(View(name));
  const auto at = std::lower_bound(parts_.begin(), parts_.end(), key,
                                   [](const Part& part, const std::string& wanted) { return part.key < wanted; });
  return at != parts_.end() && at->key == key ? &*at : nullptr;
}

std::optional<Mistake> ZipReader::Begin(const Part& part) {
  current_ = &part;
  current_read_ = 0;
  if (part.unpacked > limits_.part_bytes) return PartTooLarge(part.name, limits_.part_bytes);
  const unz64_file_pos place = {part.in_directory, part.number};
  if (unzGoToFilePos64(zip_, &place) != UNZ_OK || unzOpenCurrentFile(zip_) != UNZ_OK) {
    return Damaged(part.name, kBadEntry);
  }
  return std::nullopt;
}

std::optional<Mistake> ZipReader::Read(char* buffer, size_t size, size_t* read) {
  const int taken = unzReadCurrentFile(zip_, buffer, static_cast<unsigned>(size));
  if (taken < 0) return Damaged(current_->name, kBadBytes);
  *read = static_cast<size_t>(taken);
  current_read_ += *read;
  total_read_ += *read;
  // What the directory says of sizes is not believed.
  if (current_read_ > limits_.part_bytes) return PartTooLarge(current_->name, limits_.part_bytes);
  if (total_read_ > limits_.total_bytes) return TooLargeUnpacked(limits_.total_bytes);
  if (taken > 0) return std::nullopt;
  const bool right = unzCloseCurrentFile(zip_) == UNZ_OK && current_read_ == current_->unpacked;
  return right ? std::nullopt : std::optional<Mistake>(Damaged(current_->name, kBadBytes));
}

}  // namespace heng::forms::xlsx
