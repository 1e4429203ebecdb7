#include "service/forms/page.h"

#include <cstdlib>
#include <set>

#include "service/forms/layouts.h"
#include "tests/unit/forms/page_text.h"
#include "tests/unit/forms/seed_forms.h"

namespace heng::forms {
namespace {

bool Fits(const heng::v1::Layout& layout, const SeedForm& form) {
  return (layout.form_type() == heng::v1::TARGET) == form.is_target && layout.subject_kind() == heng::v1::PROJECT;
}

// HENG_UPDATE_GOLDEN=1 writes the files anew.
TEST(Page, SeedFormsStandAsTheFilesSay) {
  int pages = 0;
  for (const SeedForm& form : SeedForms()) {
    for (const heng::v1::Layout& layout : Layouts()) {
      if (!Fits(layout, form)) continue;
      ++pages;
      const std::string file =
          std::string(HENG_SOURCE_DIR) + "/tests/data/paper/" + form.id + "." + layout.id() + ".txt";
      const std::string text = PageText(Place(layout, form.paper()));
      if (std::getenv("HENG_UPDATE_GOLDEN") != nullptr) std::ofstream(file, std::ios::binary) << text;
      EXPECT_EQ(ReadText(file), text) << file;
    }
  }
  EXPECT_EQ(pages, 7 * 2 + 6);
}

TEST(Page, NoCellOverlapsAnotherAndEveryPlaceOfTheGridBelongsToOne) {
  for (const SeedForm& form : SeedForms()) {
    for (const heng::v1::Layout& layout : Layouts()) {
      if (!Fits(layout, form)) continue;
      const Page page = Place(layout, form.paper());
      std::set<std::pair<int, int>> taken;
      for (const PageCell& cell : page.cells) {
        for (int row = cell.row; row < cell.row + cell.rows; ++row) {
          for (int column = cell.column; column < cell.column + cell.columns; ++column) {
            EXPECT_TRUE(taken.emplace(row, column).second) << form.id << " " << CellName({row, column});
          }
        }
      }
      EXPECT_EQ(taken.size(), page.rows.size() * static_cast<size_t>(layout.column_widths_size())) << form.id;
    }
  }
}

}  // namespace
}  // namespace heng::forms
