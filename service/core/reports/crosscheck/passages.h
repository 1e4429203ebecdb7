// Where in a report what is told: the passages of its flat text, found by the wording of the official templates.
#pragma once

#include <string_view>
#include <vector>

#include "service/core/reports/crosscheck/report_text.h"

namespace heng::core::crosscheck {

// By place; what stands before the first one is in none.
std::vector<Passage> FindPassages(const FlatText& flat);

// Bytes of the sign at `at` that ends a sentence; 0: there is none.
size_t SentenceEndAt(std::string_view text, size_t at);
// Where the sentence around `at` begins, at most `limit` bytes before it.
size_t SentenceStart(std::string_view text, size_t at, size_t limit);

}  // namespace heng::core::crosscheck
