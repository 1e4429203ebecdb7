// JSON in pieces, so that each can be read and refused alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace heng::cli {

struct JsonPiece {
  int line = 0;  // where it begins, from 1
  std::string_view text;
};

struct JsonPieces {
  std::vector<JsonPiece> pieces;
  int bad_line = 0;  // 0: they could be told apart; else where not, and why:
  std::string zh, en;
};

// The elements of an array, or the objects that stand one after another (JSON lines). What is inside is not looked at.
// Refused: what stands between them, one that does not end, more than `max_pieces`.
JsonPieces SplitJson(std::string_view text, std::size_t max_pieces);

}  // namespace heng::cli
