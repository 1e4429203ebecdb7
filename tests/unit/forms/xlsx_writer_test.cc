#include <cstdlib>

#include "service/forms/layouts.h"
#include "service/forms/write_xlsx.h"
#include "tests/unit/forms/seed_forms.h"

namespace heng::forms {
namespace {

TEST(WriteXlsx, Out) {
  const char* folder = std::getenv("OUT");
  if (folder == nullptr) GTEST_SKIP();
  for (const SeedForm& form : SeedForms()) {
    for (const heng::v1::Layout& layout : Layouts()) {
      if ((layout.form_type() == heng::v1::TARGET) != form.is_target) continue;
      const PaperForm paper = form.paper();
      const auto file = WriteXlsx(Place(layout, paper), paper);
      ASSERT_TRUE(file.ok()) << file.status();
      std::ofstream(std::string(folder) + "/" + form.id + "." + layout.id() + ".xlsx", std::ios::binary) << *file;
    }
  }
}

}  // namespace
}  // namespace heng::forms
