// Numbers of a store file. Its tables are in store/migrations/sqlite.
#pragma once

#include <cstdint>

namespace heng::store::sqlite {

inline constexpr int32_t kApplicationId = 0x48656E67;  // "Heng"; at offset 68 of the file
// A form with its score sheet is about 11 KB: with pages of 8 KiB one of them overflows where with 4 KiB three do,
// which makes gets a fifth faster and submits a quarter; with 16 KiB the log grows and submits lose it again.
inline constexpr int32_t kPageBytes = 8192;
// PRAGMA user_version: the number of the last migration (a test compares).
inline constexpr int32_t kSchemaVersion = 5;
inline constexpr int kRevisionBits =
    20;  // of the rowid, as in content_row: at most a million revisions of one form or entry

}  // namespace heng::store::sqlite
