// The yardstick for submits to PostgreSQL: plain pipelined inserts of the same bytes, in as many rows, in groups of the
// same size, into the same server.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace heng::bench {

// Inserts `submits` times each of `rows`, `group` submits a transaction and a pipeline; submits per
// second. `location` is a libpq URI of an empty database.
double RawPostgresInserts(const std::string& location, size_t submits, size_t group,
                          const std::vector<std::string>& rows);

}  // namespace heng::bench
