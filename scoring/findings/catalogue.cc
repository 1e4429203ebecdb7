#include "scoring/findings/catalogue.h"

#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/text_format.h"
#include "scoring/fill_text.h"

namespace heng::embedded {
extern const std::vector<std::pair<std::string, std::string>> kFindingCatalogue;
}

namespace heng::scoring {
namespace {

using heng::v1::FindingCatalogue;
using heng::v1::FindingEntry;

constexpr int kQuotedChars = 40;
constexpr int kStatedChars = 200;  // `stated` and `expected` repeat a cell, not a novel

struct Index {
  FindingCatalogue catalogue;
  absl::flat_hash_map<std::string_view, const FindingEntry*> by_id;
};

const Index& LoadedIndex() {
  static const Index* const index = [] {
    auto* loaded = new Index();
    for (const auto& [file, text] : heng::embedded::kFindingCatalogue) {
      if (google::protobuf::TextFormat::ParseFromString(text, &loaded->catalogue)) continue;
      std::fprintf(stderr, "%s is not a finding catalogue\n", file.c_str());
      std::abort();
    }
    for (const FindingEntry& entry : loaded->catalogue.entries()) loaded->by_id.emplace(entry.id(), &entry);
    return loaded;
  }();
  return *index;
}

// The first `chars` characters of UTF-8 `text`; bytes that are no UTF-8 count like characters.
std::string Cut(std::string_view text, int chars) {
  size_t end = 0;
  for (; end < text.size(); ++end) {
    const bool continues = (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80;
    if (!continues && chars-- == 0) return std::string(text.substr(0, end)) + "…";
  }
  return std::string(text);
}

}  // namespace

const FindingCatalogue& Catalogue() { return LoadedIndex().catalogue; }

const FindingEntry* FindFinding(std::string_view id) {
  const auto& by_id = LoadedIndex().by_id;
  const auto it = by_id.find(id);
  return it == by_id.end() ? nullptr : it->second;
}

std::string Quoted(std::string_view text) { return Cut(text, kQuotedChars); }

void Findings::Add(Found found, std::initializer_list<Arg> args) {
  const FindingEntry* const entry = FindFinding(found.id);
  if (entry == nullptr) {
    std::fprintf(stderr, "no finding %s in the catalogue\n", std::string(found.id).c_str());
    std::abort();
  }
  const std::string* zh = &entry->zh();
  const std::string* en = &entry->en();
  for (const auto& variant : entry->variants()) {
    if (variant.name() != found.variant) continue;
    zh = &variant.zh();
    en = &variant.en();
  }
  const auto value = [&](std::string_view name, bool chinese) -> std::string {
    if (name == "row") return chinese ? found.row_zh : found.row_en;
    if (name == "stated") return Quoted(found.stated.value_or(""));
    if (name == "expected") return Quoted(found.expected.value_or(""));
    for (const Arg& arg : args) {
      if (arg.name == name) return chinese || arg.en.empty() ? arg.zh : arg.en;
    }
    return "";
  };
  heng::v1::Finding* finding = out_->Add();
  finding->set_id(entry->id());
  finding->set_severity(rules_.SeverityOf(found.id));
  heng::v1::LocalizedText* message = finding->mutable_message();
  AppendFilled(
      *zh, [&](std::string_view name) { return value(name, true); }, message->mutable_zh());
  AppendFilled(
      entry->mend_zh(), [&](std::string_view name) { return value(name, true); }, message->mutable_zh());
  AppendFilled(
      *en, [&](std::string_view name) { return value(name, false); }, message->mutable_en());
  if (!entry->mend_en().empty()) message->mutable_en()->push_back(' ');
  AppendFilled(
      entry->mend_en(), [&](std::string_view name) { return value(name, false); }, message->mutable_en());
  *finding->mutable_place() = std::move(found.place);
  if (found.stated) finding->set_stated(Cut(*found.stated, kStatedChars));
  if (found.expected) finding->set_expected(Cut(*found.expected, kStatedChars));
}

}  // namespace heng::scoring
