// deploy/examples/FIELDS.md names every heading that is taken, and no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "client/cli/import_columns.h"
#include "heng/v1/budget.pb.h"
#include "run_heng.h"

namespace heng::cli {
namespace {

using heng::v1::Budget;

// What stands in ` ` in a cell.
std::vector<std::string> Quoted(const std::string& cell) {
  std::vector<std::string> words;
  for (std::size_t at = 0; (at = cell.find('`', at)) != std::string::npos;) {
    const std::size_t end = cell.find('`', at + 1);
    words.push_back(cell.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return words;
}

// The rows of the table below this heading line: the quoted words of each cell.
std::vector<std::vector<std::vector<std::string>>> TableOf(const std::string& heading) {
  std::istringstream file(testing::ReadAll(HENG_SOURCE_DIR "/deploy/examples/FIELDS.md"));
  std::vector<std::vector<std::vector<std::string>>> rows;
  bool in_table = false;
  for (std::string line; std::getline(file, line);) {
    if (line == heading) {
      in_table = true;
    } else if (in_table && !line.starts_with("|")) {
      break;
    } else if (in_table && !line.starts_with("|--")) {
      std::vector<std::vector<std::string>> cells;
      std::istringstream parts(line.substr(1));
      for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(Quoted(cell));
      rows.push_back(std::move(cells));
    }
  }
  EXPECT_FALSE(rows.empty()) << heading;
  return rows;
}

TEST(FieldNames, TheTableNamesEveryHeadingAndNoOther) {
  std::map<std::string, std::vector<std::string>> taken, written;
  std::set<std::string> by_source;
  for (const ImportColumn& column : ImportColumnsOf(Budget::default_instance())) {
    if (column.field.starts_with("lines.")) {
      by_source.insert(column.titles.begin(), column.titles.end());
    } else {
      taken[column.field.substr(column.field.find('.') + 1)] = column.titles;  // npos + 1: the whole
    }
  }
  for (const auto& row : TableOf("| Field | Headings |")) written[row.at(0).at(0)] = row.at(1);
  EXPECT_EQ(written, taken);

  std::set<std::string> made, examples;
  for (const auto& row : TableOf("| Source | 中文列名的前缀 | Prefix | As in |")) {
    for (const char* amount : {"declared_in_target", "initial_budget", "annual_budget", "executed"}) {
      for (const std::string& title : taken[amount]) {
        const bool english = static_cast<unsigned char>(title.front()) < 0x80;
        made.insert((english ? row.at(2).at(0) : row.at(1).at(0)) + title);
      }
    }
    examples.insert(row.at(3).begin(), row.at(3).end());
  }
  EXPECT_EQ(made, by_source);
  for (const std::string& example : examples) EXPECT_TRUE(by_source.contains(example)) << example;
}

TEST(FieldNames, FieldsAreThoseOfTheContract) {
  for (const auto& row : TableOf("| Field | 表上的名称 | 一体化规范的用词 | | Note |")) {
    const std::string& field = row.at(0).at(0);
    const auto* const in_budget = Budget::descriptor();
    const auto* const message = field.starts_with("Budget.") ? in_budget : heng::v1::FundLine::descriptor();
    EXPECT_NE(message->FindFieldByName(field.substr(field.find('.') + 1)), nullptr) << field;
  }
}

}  // namespace
}  // namespace heng::cli
