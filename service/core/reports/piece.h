// Words with where each number in them comes from: what the texts of reports are put together of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/report.pb.h"
#include "scoring/decimal.h"

namespace heng::core {

// Every run of digits in `text` stands in the text of a source, in order.
struct Piece {
  std::string text;
  std::vector<heng::v1::Source> sources;

  bool empty() const { return text.empty(); }
  Piece& operator+=(Piece other);
  friend Piece operator+(Piece a, Piece b) { return std::move(a += std::move(b)); }
};

// Where a number comes from; see Source in report.proto.
struct Origin {
  std::string resource = {};
  std::string field = {};
  std::string rule = {};
};

// Words of the system's own: no digits in them.
Piece Words(std::string_view text);
// One number as printed: "93.76", "88100元".
Piece Figure(std::string text, const Origin& origin);
// Words of somebody else, on one line; each number in them comes from `origin`.
Piece Quote(std::string_view text, const Origin& origin);
// The same of prose that goes on in a sentence: without the punctuation at its end.
Piece QuoteClause(std::string_view text, const Origin& origin);

// `wording` with each {name} replaced. Pre: every name in it is given.
using Fillings = std::vector<std::pair<std::string_view, Piece>>;
Piece Fill(std::string_view wording, const Fillings& fillings);
// With `separator` between them.
Piece Join(const std::vector<Piece>& pieces, std::string_view separator);
// 一是…；二是…
Piece Enumerated(const std::vector<Piece>& pieces);

// 分 as "88100元"; in WAN_YUAN with no more than `decimals` places as "8.81万元", where that is all of it.
std::string MoneyText(absl::int128 cents, heng::v1::MoneyUnit unit = heng::v1::YUAN, int decimals = 2);
// part ÷ whole in percent, 2 places half-up: "71.90". Pre: whole is positive.
std::string PercentText(absl::int128 part, absl::int128 whole);
// The same as texts have it: "71.90%", "100%".
std::string PercentWords(absl::int128 part, absl::int128 whole);
// Integers scaled by 10^places as the shortest decimal of at most 2 places, half-up: "47.74", "100".
std::string ShortText(int64_t scaled, int places);

heng::v1::ReportParagraph ToParagraph(Piece piece, int heading_level = 0);
void AddRemark(const std::string& zh, const std::string& en, heng::v1::ReportText* text);

}  // namespace heng::core
