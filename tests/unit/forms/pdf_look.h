// A PDF as poppler sees it.
#pragma once

#include <string>

#include "service/forms/page.h"

namespace heng::forms {

class PdfLook {
 public:
  explicit PdfLook(const std::string& pdf);

  int pages() const { return pages_; }
  const std::string& info() const { return info_; }    // pdfinfo
  const std::string& lines() const { return lines_; }  // pdftotext
  const std::string& text() const { return text_; }    // the same without white space
  std::string PageText(int number) const;              // of one page, from 1

  // Every text of the page is there. A text that goes on on another sheet is there in parts.
  void ExpectTexts(const Page& page) const;
  void ExpectFontsEmbedded() const;
  // Of the picture of every page: nothing is drawn outside the margins.
  void ExpectNothingInTheMargins() const;

 private:
  std::string fonts_, info_, lines_, text_, pictures_outside_;
  int pages_ = 0;
};

}  // namespace heng::forms
