// A JSON text as a tree that knows where everything stands. Inner part of json.h.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "proto/json/json.h"

namespace heng::json {

struct Member;

struct Node {
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  std::size_t offset = 0;       // of the first byte in the text
  std::string text;             // decoded string; number and bool as written
  std::vector<Node> items;      // kArray
  std::vector<Member> members;  // kObject, in order, duplicates included
};

struct Member {
  std::string key;
  std::size_t offset = 0;  // of the key
  Node value;
};

// Sets line and column of `mistake` from a byte offset.
void Locate(std::string_view text, std::size_t offset, Mistake* mistake);

// `text` without a byte order mark.
std::string_view WithoutBom(std::string_view text);

// Parses `text` (without byte order mark). False: not JSON, too deep, too many values, not UTF-8; `mistake` says why.
bool ParseTree(std::string_view text, Node* root, Mistake* mistake);

}  // namespace heng::json
