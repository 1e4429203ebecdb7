// The seed forms as HTML and PDF, in every layout they fit. HENG_KEEP_PAPER=FOLDER keeps the files, to look at them.
#include <gtest/gtest.h>

#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/forms/layouts.h"
#include "service/forms/printable.h"
#include "service/forms/write_html.h"
#include "service/forms/write_pdf.h"
#include "tests/unit/forms/made_page.h"
#include "tests/unit/forms/pdf_look.h"
#include "tests/unit/forms/run_tool.h"
#include "tests/unit/forms/seed_forms.h"

namespace heng::forms {
namespace {

void Keep(const std::string& name, const std::string& bytes) {
  const char* folder = std::getenv("HENG_KEEP_PAPER");
  if (folder != nullptr) WriteFile(absl::StrCat(folder, "/", name), bytes);
}

bool Fits(const heng::v1::Layout& layout, const SeedForm& form) {
  return (layout.form_type() == heng::v1::TARGET) == form.is_target && layout.subject_kind() == heng::v1::PROJECT;
}

std::string Pdf(const Page& page, const PaperForm& form) {
  const auto pdf = WritePdf(page, {.title = form.name, .created = form.update_time});
  EXPECT_TRUE(pdf.ok()) << pdf.status();
  return pdf.ok() ? *pdf : "";
}

TEST(SeedPaper, OneOrTwoPagesEachAndNothingCut) {
  int files = 0;
  for (SeedForm& form : SeedForms()) {
    auto* contacts = form.is_target ? form.target.mutable_contacts() : form.evaluation.mutable_contacts();
    contacts->set_unit_head("负责人甲");
    contacts->set_preparer("经办人乙");
    contacts->set_phone("0000-0000000");
    contacts->set_filled_on("2023-03-01");
    for (const heng::v1::Layout& layout : Layouts()) {
      if (!Fits(layout, form)) continue;
      SCOPED_TRACE(form.id + "." + layout.id());
      ++files;
      const Page page = Place(layout, form.paper());
      const std::string pdf = Pdf(page, form.paper());
      EXPECT_EQ(pdf, Pdf(page, form.paper()));
      Keep(form.id + "." + layout.id() + ".pdf", pdf);
      const PdfLook look(pdf);
      EXPECT_GE(look.pages(), 1);
      EXPECT_LE(look.pages(), 2);
      look.ExpectTexts(page);
      look.ExpectFontsEmbedded();
      look.ExpectNothingInTheMargins();
      EXPECT_TRUE(absl::StrContains(look.text(), "0000-0000000")) << "signature line";

      const std::string html = WriteHtml(page, form.id);
      EXPECT_EQ(html, WriteHtml(page, form.id));
      Keep(form.id + "." + layout.id() + ".html", html);
      const std::string read = WithoutSpace(CheckedHtml(html));
      for (const PageCell& cell : page.cells) {
        EXPECT_TRUE(absl::StrContains(read, WithoutSpace(Printable(cell.text)))) << cell.text;
      }
    }
  }
  EXPECT_EQ(files, 7 * 2 + 6);
}

TEST(SeedPaper, EmptyTemplates) {
  for (const heng::v1::Layout& layout : Layouts()) {
    SCOPED_TRACE(layout.id());
    const heng::v1::Evaluation evaluation;
    const heng::v1::Target target;
    const PaperForm form = layout.form_type() == heng::v1::TARGET ? PaperFormOf(target) : PaperFormOf(evaluation);
    for (const int rows : {3, 120}) {
      const Page page = Place(layout, form, rows);
      const std::string pdf = Pdf(page, form);
      Keep(absl::StrCat("template-", rows, ".", layout.id(), ".pdf"), pdf);
      const PdfLook look(pdf);
      look.ExpectTexts(page);
      look.ExpectNothingInTheMargins();
      const std::string html = WriteHtml(page, "template");
      Keep(absl::StrCat("template-", rows, ".", layout.id(), ".html"), html);
      CheckedHtml(html);
      EXPECT_EQ(look.pages() > 2, rows == 120);
    }
  }
}

}  // namespace
}  // namespace heng::forms
