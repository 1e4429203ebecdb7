// Text in a PDF: measured and drawn with pango. Nothing here is shared between threads.
#pragma once

#include <glib-object.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/forms/page_look.h"

namespace heng::forms {

struct GObjectUnref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <typename T>
using GObjectPtr = std::unique_ptr<T, GObjectUnref>;

// The fonts of one file. Their cost is that of opening the font files anew: a few milliseconds.
class PdfFonts {
 public:
  // INTERNAL: no font with Chinese is installed.
  static absl::StatusOr<PdfFonts> Open();
  PangoContext* context() const { return context_.get(); }

 private:
  GObjectPtr<PangoFontMap> map_;
  GObjectPtr<PangoContext> context_;
};

struct TextStyle {
  double size = 10.5;  // points
  bool bold = false;
  CellAlign align = CellAlign::kLeft;
};

class TextBlock {
 public:
  // `width`: points, at which lines are broken. The text is printable (printable.h).
  TextBlock(const PdfFonts& fonts, const std::string& text, const TextStyle& style, double width);

  const std::vector<double>& line_heights() const { return heights_; }
  // A line ends within a word or a number, because it is longer than a line.
  bool broken_words() const { return broken_words_; }
  // Of the text on one line, however long.
  double NaturalWidth() const;
  // Lines first..end, from `top` down. `left` is the left side of the width given.
  void Draw(cairo_t* cairo, int first, int end, double left, double top) const;

 private:
  // Lines of about the same length, and no more of them: 绩效 over 指标, not 绩效指 over 标.
  void Balance(double step);
  void FindBrokenWords(const std::string& text);

  GObjectPtr<PangoLayout> layout_;
  std::vector<PangoLayoutLine*> lines_;  // owned by the layout
  std::vector<double> heights_;
  CellAlign align_;
  double width_;
  bool broken_words_ = false;
};

}  // namespace heng::forms
