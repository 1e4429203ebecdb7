// Outcomes as a table for people: its columns, and the cells of a row in words.
#pragma once

#include <string>
#include <vector>

#include "heng/v1/result.pb.h"
#include "service/forms/table_xlsx.h"

namespace heng::core {

// Of the same number and order as cells.
std::vector<forms::TableColumn> OutcomeColumns(bool english);
std::vector<std::string> OutcomeCells(const heng::v1::EvaluationOutcome& outcome, bool english);

}  // namespace heng::core
