#include "service/forms/xlsx/xml_reader.h"

#include <expat.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

#include "absl/strings/str_cat.h"
#include "service/forms/xlsx/refusals.h"

namespace heng::forms::xlsx {
namespace {

// No tag, comment or attribute of a spreadsheet comes near this; expat would read a long one again with every piece.
constexpr size_t kMaxMarkup = 1u << 20;
constexpr size_t kPiece = 32u << 10;

std::string_view LocalName(std::string_view name) {
  const size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// What expat has of memory is counted, and refused beyond kMaxMemory: it keeps every name it has seen.
constexpr size_t kMaxMemory = 16u << 20;
thread_local size_t memory_in_use = 0;  // expat does not say for which parser it asks

// Before each piece of memory stands its size.
constexpr size_t kHeader = alignof(std::max_align_t);
size_t& SizeOf(void* block) { return *static_cast<size_t*>(block); }

void* Reallocate(void* memory, size_t size) {
  void* block = memory == nullptr ? nullptr : static_cast<char*>(memory) - kHeader;
  const size_t before = block == nullptr ? 0 : SizeOf(block);
  if (size > kMaxMemory || memory_in_use - before + size > kMaxMemory) return nullptr;
  block = std::realloc(block, kHeader + size);
  if (block == nullptr) return nullptr;
  memory_in_use += size - before;
  SizeOf(block) = size;
  return static_cast<char*>(block) + kHeader;
}
void* Allocate(size_t size) { return Reallocate(nullptr, size); }
void Free(void* memory) {
  if (memory == nullptr) return;
  void* block = static_cast<char*>(memory) - kHeader;
  memory_in_use -= SizeOf(block);
  std::free(block);
}
constexpr XML_Memory_Handling_Suite kMemory = {Allocate, Reallocate, Free};

XML_Parser Parser(void* parser) { return static_cast<XML_Parser>(parser); }

}  // namespace

std::string_view XmlAttributes::Get(std::string_view name) const {
  for (const char* const* at = list_; *at != nullptr; at += 2) {
    if (LocalName(at[0]) == name) return at[1];
  }
  return {};
}

bool XmlAttributes::Is(std::string_view name) const {
  const std::string_view value = Get(name);
  return value == "1" || value == "true";
}

struct XmlReader::Callbacks {
  static XmlReader& Of(void* reader) { return *static_cast<XmlReader*>(reader); }

  static void Start(void* data, const char* name, const char** attributes) {
    XmlReader& reader = Of(data);
    if (++reader.depth_ > reader.max_depth_) {
      reader.Refuse(TooDeep(reader.part_, static_cast<size_t>(reader.max_depth_)));
    }
    if (reader.handler_.mistake_.has_value()) return;
    reader.handler_.OnStart(reader.depth_, LocalName(name), XmlAttributes(attributes));
    reader.StopIfRefused();
  }
  static void End(void* data, const char*) {
    XmlReader& reader = Of(data);
    if (reader.handler_.mistake_.has_value()) return;
    reader.handler_.OnEnd(reader.depth_--);
    reader.StopIfRefused();
  }
  static void Text(void* data, const char* text, int size) {
    XmlReader& reader = Of(data);
    if (reader.handler_.mistake_.has_value()) return;
    reader.handler_.OnText({text, static_cast<size_t>(size)});
    reader.StopIfRefused();
  }
  static void Doctype(void* data, const char*, const char*, const char*, int) {
    XmlReader& reader = Of(data);
    reader.Refuse(Entities(reader.part_));
  }
};

XmlReader::XmlReader(std::string_view part, int max_depth, XmlHandler& handler)
    : part_(part), max_depth_(max_depth), handler_(handler), parser_(XML_ParserCreate_MM(nullptr, &kMemory, nullptr)) {
  if (parser_ == nullptr) throw std::bad_alloc();
  XML_SetUserData(Parser(parser_), this);
  XML_SetElementHandler(Parser(parser_), Callbacks::Start, Callbacks::End);
  XML_SetCharacterDataHandler(Parser(parser_), Callbacks::Text);
  XML_SetStartDoctypeDeclHandler(Parser(parser_), Callbacks::Doctype);
}

XmlReader::~XmlReader() { XML_ParserFree(Parser(parser_)); }

void XmlReader::Refuse(Mistake mistake) {
  handler_.Refuse(std::move(mistake));
  StopIfRefused();
}

void XmlReader::StopIfRefused() {
  if (handler_.mistake_.has_value()) XML_StopParser(Parser(parser_), XML_FALSE);
}

char* XmlReader::Buffer(size_t size) {
  void* buffer = XML_GetBuffer(Parser(parser_), static_cast<int>(size));
  if (buffer == nullptr) throw std::bad_alloc();
  return static_cast<char*>(buffer);
}

std::optional<Mistake> XmlReader::Take(size_t size, bool last) {
  const XML_Status status = XML_ParseBuffer(Parser(parser_), static_cast<int>(size), last ? XML_TRUE : XML_FALSE);
  if (handler_.mistake_.has_value()) return handler_.mistake_;
  if (status != XML_STATUS_OK) {
    if (XML_GetErrorCode(Parser(parser_)) == XML_ERROR_NO_MEMORY) return TooMuchXml(part_);
    const auto line = XML_GetCurrentLineNumber(Parser(parser_));
    const char* what = XML_ErrorString(XML_GetErrorCode(Parser(parser_)));
    const std::string zh = absl::StrCat("第 ", line, " 行不是有效的 XML（", what, "）");
    const std::string en = absl::StrCat("line ", line, " is not valid XML (", what, ")");
    return Damaged(part_, {zh, en});
  }
  taken_ += size;
  const XML_Index read = XML_GetCurrentByteIndex(Parser(parser_));
  if (!last && read >= 0 && taken_ > static_cast<size_t>(read) + kMaxMarkup) {
    return Damaged(part_, {"其中一个标记过长", "one of its tags is too long"});
  }
  return std::nullopt;
}

std::optional<Mistake> ReadXml(std::string_view part, std::string_view xml, int max_depth, XmlHandler& handler) {
  XmlReader reader(part, max_depth, handler);
  for (;;) {
    const std::string_view piece = xml.substr(0, kPiece);
    xml.remove_prefix(piece.size());
    std::copy(piece.begin(), piece.end(), reader.Buffer(kPiece));
    if (auto mistake = reader.Take(piece.size(), piece.empty())) return mistake;
    if (piece.empty()) return std::nullopt;
  }
}

}  // namespace heng::forms::xlsx
