// Long tables as spreadsheets, in parts. What stands in one is read by tests/e2e/results_test.py.
#include "service/forms/table_xlsx.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace heng::forms {
namespace {

const std::vector<TableColumn> kColumns = {{"项目", 60, TableColumn::Kind::kText},
                                           {"金额（元）", 34, TableColumn::Kind::kMoney}};

// The file of `rows` rows, read in parts of `size`.
std::string FileOf(int rows, size_t size) {
  TableXlsx table("标题", "表", kColumns, 1'600'000'000'000'000);
  for (int i = 0; i < rows; ++i) {
    const auto added = table.AddRow({"=1+" + std::to_string(i), i % 2 == 0 ? "88100.00" : ""});
    EXPECT_TRUE(added.ok()) << added;
  }
  EXPECT_TRUE(table.Finish().ok());
  std::string file;
  while (true) {
    const auto part = table.Part(static_cast<int64_t>(file.size()), size);
    EXPECT_TRUE(part.ok()) << part.status();
    if (!part.ok() || part->empty()) return file;
    EXPECT_LE(part->size(), size);
    file += *part;
  }
}

TEST(TableXlsx, IsAZipWhateverThePartsAndTheSameEveryTime) {
  const std::string file = FileOf(1000, 1 << 20);
  EXPECT_EQ(file.substr(0, 4), std::string("PK\x03\x04"));
  EXPECT_EQ(FileOf(1000, 997), file);
  EXPECT_EQ(FileOf(0, 1 << 20).substr(0, 2), "PK");
}

TEST(TableXlsx, LeavesNothingBehind) {
  const auto count = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
  };
  const auto before = count();
  FileOf(10, 100);
  { TableXlsx abandoned("标题", "表", kColumns, 0); }
  {
    TableXlsx abandoned("标题", "表", kColumns, 0);
    EXPECT_TRUE(abandoned.AddRow({"a", "1"}).ok());
  }
  EXPECT_EQ(count(), before);
}

TEST(TableXlsx, TextBeyondWhatACellHolds) {
  TableXlsx table("标题", "表", kColumns, 0);
  EXPECT_TRUE(absl::IsResourceExhausted(table.AddRow({std::string(40'000, 'x'), ""})));
  EXPECT_TRUE(absl::IsResourceExhausted(table.AddRow({"a", "1"})));
  EXPECT_TRUE(absl::IsResourceExhausted(table.Finish()));
}

}  // namespace
}  // namespace heng::forms
