// Rows of a result as the records they hold.
#pragma once

#include <string>

#include "service/store/sqlite/database.h"
#include "service/store/store.h"

namespace heng::store::sqlite {

// "?1, ?2, … ?count".
std::string Placeholders(int count);

// Each takes the columns records.h lists, in that order.
Header TakeHeader(Rows& rows);
Entry TakeEntry(Rows& rows);  // without its body
Event TakeEvent(Rows& rows);
RequestRecord TakeRequest(Rows& rows, const RequestKey& key);

}  // namespace heng::store::sqlite
