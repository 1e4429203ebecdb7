// The friendly JSON dialect: proto JSON of heng.v1, read strictly and with every mistake named at once.
//
// Beside what proto JSON says: keys may be lowerCamelCase or snake_case, a UTF-8 byte order mark is accepted, decimals
// are strings ("10", never 10). Refused: unknown and duplicate keys, comments, trailing commas, NUL characters, text
// that is not UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"

namespace heng::json {

inline constexpr std::size_t kMaxMistakes = 100;    // more are not listed
inline constexpr int kMaxNesting = 32;              // objects and arrays inside each other; a form needs 5
inline constexpr std::size_t kMaxValues = 500'000;  // of one text; the largest form allowed has about 10 000

// One thing that is wrong with a text.
struct Mistake {
  std::string path;  // as written: form.indicators[3].weight; empty: the whole text
  int line = 0;      // from 1; 0: not known
  int column = 0;    // from 1, in characters
  std::string zh;    // what is wrong, with the value, and what to write instead
  std::string en;
};

// Reads `text` into `out`, which is cleared first. Returns all mistakes in the order of the text, at most
// kMaxMistakes; empty: `out` holds the message. A text that is not JSON has exactly one mistake. Never throws.
// The caller limits the size of `text`.
std::vector<Mistake> ReadMessage(std::string_view text, google::protobuf::Message* out);

// The keys of the outermost object, as written and in order; empty: not JSON or not an object.
std::vector<std::string> TopLevelKeys(std::string_view text);

enum class Style {
  kPretty,  // several lines, ends with a newline
  kLine,    // one line without a newline
};

// `text`, which is UTF-8, as a JSON string, escaped as WriteMessage does.
std::string Quoted(std::string_view text);

// Canonical proto JSON: lowerCamelCase keys in field order, fields at their default left out, Chinese unescaped.
std::string WriteMessage(const google::protobuf::Message& message, Style style = Style::kPretty);

}  // namespace heng::json
