// The steps of Place.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "service/forms/page.h"

namespace heng::forms {

// The fields that stand in a cell.
using ShownFields = std::set<std::pair<const google::protobuf::Message*, const google::protobuf::FieldDescriptor*>>;

// Page::left_out.
std::vector<std::string> LeftOut(const heng::v1::Layout& layout, const PaperForm& form, const ShownFields& shown);

// Makes one cell of equal texts and of the rows of a score group, in page rows `first` to `last`, which `row` is
// repeated in. `groups`: the score group of each, empty: none. Takes cells by row and column and leaves them so.
void MergeCells(const heng::v1::LayoutRow& row, int first, int last, const std::vector<std::string>& groups,
                std::vector<PageCell>& cells);

// Sets PageRow::lines, so that every text has room at 10.5 pt.
void SetLines(Page& page);
// Lines a text takes in a cell so wide.
int LinesOf(std::string_view text, int width_mm);

}  // namespace heng::forms
