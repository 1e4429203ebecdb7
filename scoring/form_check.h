// Is a form well made? Syntax, ranges and limits of its fields, before anything is scored. What is wrong with a
// well-made form's *content* (weights that don't sum to 100, ...) is a finding, see scoring/findings/.
#pragma once

#include <string>
#include <vector>

#include "heng/v1/form.pb.h"

namespace heng::scoring {

// Limits of a form; shown in the docs.
inline constexpr int kMaxIndicators = 300;  // the largest public form has about 30
inline constexpr int kMaxHeadings = 100;
inline constexpr int kMaxFundBreakdowns = 10;
inline constexpr int kMaxFundLines = 50;  // in one breakdown
inline constexpr int kMaxGoals = 50;
inline constexpr int kMaxMainTasks = 100;
inline constexpr int kMaxAttachments = 50;
inline constexpr int kMaxCellChars = 2'000;      // code points in a cell of a row or of the head
inline constexpr int kMaxTextChars = 20'000;     // code points in a narrative text, a goal or the transcription note
inline constexpr int kMaxFormBytes = 1'048'576;  // the whole form, serialized

// One field that is wrong.
struct Violation {
  std::string field;  // path below the form: "indicators[3].weight", lowerCamelCase like the JSON
  std::string zh;     // what is wrong, with the value, and what to do
  std::string en;
};

// All violations of `form`, in field order; empty: well made. At most kMaxViolations are returned.
inline constexpr int kMaxViolations = 100;
std::vector<Violation> CheckForm(const heng::v1::FormContent& form);
// The same for the personal data at the foot of the form.
std::vector<Violation> CheckContacts(const heng::v1::Contacts& contacts);

}  // namespace heng::scoring
