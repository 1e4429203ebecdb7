// The lists of a form from the rows of a sheet: fund lines, goals, indicators. Inner part of read_form.h.
#pragma once

#include "service/forms/read_cell.h"

namespace heng::forms {

void ReadLists(const ReadSheet& sheet, CellReader& cells, ReadResult& result, Problems& problems);

}  // namespace heng::forms
