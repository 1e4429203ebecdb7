// The layouts that come with Heng (layouts/*.textproto).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "heng/v1/layout.pb.h"

namespace heng::forms {

// All of them, read once; a layout with a mistake ends the program at start, a test reads each.
const std::vector<heng::v1::Layout>& Layouts();
// Null: there is none of that id.
const heng::v1::Layout* FindLayout(std::string_view id);
// What is wrong with a layout; empty: nothing. Every path must name a field, every row id a row, cells must not
// overlap.
std::vector<std::string> CheckLayout(const heng::v1::Layout& layout);

}  // namespace heng::forms
