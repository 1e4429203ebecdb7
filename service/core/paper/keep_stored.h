// A sheet says less than the form it is of: its rows have no ids, and not everything has a cell in its layout. What the
// sheet can't say stays as it is stored.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "heng/v1/layout.pb.h"
#include "service/core/paper/differences.h"

namespace heng::core {

// For a sheet whose rows were numbered when it was read: gives them the ids of the rows of `stored` they are. Those are
// the ones of the same name, each found once; of the others, if equally many are left, those at the same place. New
// rows get ids that no row of `stored` has. `cells` follow.
void AdoptRowIds(const google::protobuf::Message& stored, google::protobuf::Message* sheet, SheetCells* cells);

// Fills into `sheet` what `stored` says and `layout` has no cell for, where the sheet says nothing of its own; and
// writes numbers that are the same as they are stored ("20" for "20.00"). Returns the fields that were filled in.
std::vector<std::string> KeepWhatHasNoCell(const heng::v1::Layout& layout, const google::protobuf::Message& stored,
                                           google::protobuf::Message* sheet);

}  // namespace heng::core
