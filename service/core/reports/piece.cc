#include "service/core/reports/piece.h"

#include <cassert>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace heng::core {
namespace {

using heng::v1::Source;
using scoring::Decimal;

constexpr std::string_view kNumerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};

// Of 1 to 99; beyond, nothing is numbered.
std::string Ordinal(size_t n) {
  if (n > 99) return "又";
  const size_t tens = n / 10, ones = n % 10;
  std::string text;
  if (tens > 1) text = kNumerals[tens - 1];
  if (tens > 0) text += "十";
  if (ones > 0) text += kNumerals[ones - 1];
  return text;
}

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

// The number that begins at `at`: digits with points, commas and colons between digits, and a percent sign.
size_t NumberEnd(std::string_view text, size_t at) {
  while (at < text.size()) {
    const bool joins = text[at] == '.' || text[at] == ',' || text[at] == ':';
    if (!IsDigit(text[at]) && !(joins && at + 1 < text.size() && IsDigit(text[at + 1]))) break;
    ++at;
  }
  if (at < text.size() && text[at] == '%') ++at;
  return at;
}

Source SourceOf(std::string text, const Origin& origin) {
  Source source;
  source.set_text(std::move(text));
  source.set_resource(origin.resource);
  source.set_field(origin.field);
  source.set_rule(origin.rule);
  return source;
}

// Lines become one; what spreadsheets put between them goes.
std::string OneLine(std::string_view text) {
  std::string line;
  bool blank = false;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == '\t' || c == ' ') {
      blank = true;
      continue;
    }
    // A blank says something between two ASCII words only.
    const bool between = blank && !line.empty() && absl::ascii_isalnum(static_cast<unsigned char>(line.back())) &&
                         absl::ascii_isalnum(static_cast<unsigned char>(c));
    if (between) line += ' ';
    blank = false;
    line += c;
  }
  return line;
}

std::string_view WithoutEnd(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view end : {"。", "；", "，", "、", ";", ",", "."}) {
      if (!text.ends_with(end)) continue;
      text.remove_suffix(end.size());
      again = true;
    }
  }
  return text;
}

}  // namespace

Piece& Piece::operator+=(Piece other) {
  text += other.text;
  for (Source& source : other.sources) sources.push_back(std::move(source));
  return *this;
}

Piece Words(std::string_view text) { return {std::string(text), {}}; }

Piece Figure(std::string text, const Origin& origin) {
  Source source = SourceOf(text, origin);
  return {std::move(text), {std::move(source)}};
}

Piece Quote(std::string_view text, const Origin& origin) {
  Piece piece{OneLine(text), {}};
  for (size_t at = 0; at < piece.text.size(); ++at) {
    if (!IsDigit(piece.text[at])) continue;
    const size_t end = NumberEnd(piece.text, at);
    piece.sources.push_back(SourceOf(piece.text.substr(at, end - at), origin));
    at = end - 1;
  }
  return piece;
}

Piece QuoteClause(std::string_view text, const Origin& origin) { return Quote(WithoutEnd(OneLine(text)), origin); }

Piece Fill(std::string_view wording, const Fillings& fillings) {
  Piece filled;
  while (!wording.empty()) {
    const size_t open = wording.find('{');
    filled += Words(wording.substr(0, open));
    if (open == std::string_view::npos) break;
    const size_t close = wording.find('}', open);
    const std::string_view name = wording.substr(open + 1, close - open - 1);
    bool found = false;
    for (const auto& [key, piece] : fillings) {
      if (key != name) continue;
      filled += piece;
      found = true;
    }
    if (!found) std::abort();  // a wording of wording.h and its caller don't agree; every one of them is tested
    wording.remove_prefix(close + 1);
  }
  return filled;
}

Piece Join(const std::vector<Piece>& pieces, std::string_view separator) {
  Piece joined;
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0) joined += Words(separator);
    joined += pieces[i];
  }
  return joined;
}

Piece Enumerated(const std::vector<Piece>& pieces) {
  if (pieces.size() == 1) return pieces.front();
  std::vector<Piece> numbered;
  for (size_t i = 0; i < pieces.size(); ++i) numbered.push_back(Words(Ordinal(i + 1) + "是") + pieces[i]);
  return Join(numbered, "；");
}

std::string MoneyText(absl::int128 cents, heng::v1::MoneyUnit unit, int decimals) {
  const Decimal yuan = Decimal::FromMillionths(cents * 10'000);
  if (unit == heng::v1::WAN_YUAN) {
    const Decimal wan = Decimal::FromMillionths(cents);  // 10^-2 元 are 10^-6 万元
    if (wan == wan.Rounded(decimals, heng::v1::Rounding::DOWN)) return wan.ToString() + "万元";
  }
  std::string text = yuan.ToString();
  // 100.5 is no amount as people write it.
  if (text.find('.') != std::string::npos) text = yuan.ToString(2);
  return text + "元";
}

std::string PercentText(absl::int128 part, absl::int128 whole) {
  const Decimal percent =
      scoring::MulDiv(Decimal::FromMillionths(part * 10'000), Decimal::FromInt(100),
                      Decimal::FromMillionths(whole * 10'000), /*places=*/2, heng::v1::Rounding::HALF_UP);
  return percent.ToString(2);
}

std::string PercentWords(absl::int128 part, absl::int128 whole) {
  std::string percent = PercentText(part, whole);
  if (percent.ends_with(".00")) percent.resize(percent.size() - 3);
  return percent + "%";
}

std::string ShortText(int64_t scaled, int places) {
  absl::int128 units = scaled;
  for (int i = places; i < Decimal::kPlaces; ++i) units *= 10;
  return Decimal::FromMillionths(units).Rounded(2, heng::v1::Rounding::HALF_UP).ToString();
}

heng::v1::ReportParagraph ToParagraph(Piece piece, int heading_level) {
  heng::v1::ReportParagraph paragraph;
  paragraph.set_heading_level(heading_level);
  paragraph.set_text(std::move(piece.text));
  for (Source& source : piece.sources) *paragraph.add_sources() = std::move(source);
  return paragraph;
}

void AddRemark(const std::string& zh, const std::string& en, heng::v1::ReportText* text) {
  auto* const remark = text->add_remarks();
  remark->set_zh(zh);
  remark->set_en(en);
}

}  // namespace heng::core
