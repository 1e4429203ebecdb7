// The yardstick for submits: plain inserts of the same bytes, in as many rows, in groups of the same size, with the
// same durability, on the same disk.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace heng::bench {

// Inserts `submits` times one row of each of `row_bytes`, `group` submits a transaction; submits per second.
double RawInserts(const std::string& path, size_t submits, size_t group, const std::vector<size_t>& row_bytes);

}  // namespace heng::bench
