// Forms of other kinds than projects: out to a spreadsheet and in again.
#include "gmock/gmock.h"
#include "service/forms/layouts.h"
#include "service/forms/read_form.h"
#include "service/forms/write_xlsx.h"
#include "tests/unit/forms/seed_forms.h"

namespace heng::forms {
namespace {

ReadResult OutAndIn(const heng::v1::Evaluation& form, const char* layout) {
  const PaperForm paper = PaperFormOf(form);
  const auto file = WriteXlsx(Place(*FindLayout(layout), paper), paper);
  EXPECT_TRUE(file.ok()) << file.status();
  auto read = ReadFormFile(*file);
  if (const auto* mistake = std::get_if<Mistake>(&read)) {
    ADD_FAILURE() << mistake->zh;
    return {};
  }
  ReadResult result = std::get<ReadResult>(std::move(read));
  EXPECT_EQ(result.layout, layout);
  for (const auto& problem : result.problems) ADD_FAILURE() << problem.ShortDebugString();
  return result;
}

TEST(PaperKinds, TransfersComeBackAsTheyWere) {
  const heng::v1::Evaluation form = OtherForm("019-hengshan-chubeiliang.json");
  EXPECT_EQ(OutAndIn(form, "zy-national-2020").evaluation.form().SerializeAsString(), form.form().SerializeAsString());
}

TEST(PaperKinds, WholeUnitsComeBackAsTheyWere) {
  const heng::v1::Evaluation form = WholeUnit();
  EXPECT_EQ(OutAndIn(form, "zt-common").evaluation.form().SerializeAsString(), form.form().SerializeAsString());
}

TEST(PaperKinds, EveryTemplateIsRecognised) {
  for (const heng::v1::Layout& layout : Layouts()) {
    const heng::v1::Evaluation evaluation;
    const heng::v1::Target target;
    const PaperForm paper = layout.form_type() == heng::v1::TARGET ? PaperFormOf(target) : PaperFormOf(evaluation);
    const auto file = WriteXlsx(Place(layout, paper, 8), paper);
    ASSERT_TRUE(file.ok()) << file.status();
    const auto read = ReadFormFile(*file);
    ASSERT_TRUE(std::holds_alternative<ReadResult>(read)) << layout.id() << std::get<Mistake>(read).zh;
    const auto& result = std::get<ReadResult>(read);
    EXPECT_EQ(result.layout, layout.id());
    for (const auto& problem : result.problems) ADD_FAILURE() << layout.id() << " " << problem.ShortDebugString();
  }
}

}  // namespace
}  // namespace heng::forms
