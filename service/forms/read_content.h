// The form that the cells of a sheet say. Inner part of read_form.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "service/forms/hidden_sheet.h"
#include "service/forms/read_form.h"
#include "service/forms/read_places.h"
#include "service/forms/read_problems.h"

namespace heng::forms {

struct ReadSheet {
  const ReadLayout& layout;
  const Anchors& anchors;
  const Grid& grid;
  const Places& places;
  const HiddenForm* base = nullptr;         // null: none
  const std::vector<std::string>& row_ids;  // of rows of the sheet, from the hidden column; used with `base` only
};

void ReadContent(const ReadSheet& sheet, ReadResult& result, Problems& problems);

}  // namespace heng::forms
