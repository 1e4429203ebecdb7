#include "service/forms/pdf_text.h"

#include <algorithm>

namespace heng::forms {
namespace {

constexpr const char* kFamilies = "Noto Serif CJK SC, serif";
constexpr const char* kLanguage = "zh-cn";  // of glyphs that differ by language, and of where lines may break
constexpr double kLineHeight = 1.36;        // of the size; the font's own 1.45 is more than forms are printed with
constexpr double kUsualHeight = 1.6;        // of the size: lines of other fonts that are higher keep their height

constexpr int kMaxBalanced = 6;  // lines

double Points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

struct DescriptionFree {
  void operator()(PangoFontDescription* description) const { pango_font_description_free(description); }
};
using DescriptionPtr = std::unique_ptr<PangoFontDescription, DescriptionFree>;

// Everything that a setting of the machine could choose otherwise is said.
DescriptionPtr Describe(const TextStyle& style) {
  DescriptionPtr description(pango_font_description_new());
  pango_font_description_set_family(description.get(), kFamilies);
  pango_font_description_set_style(description.get(), PANGO_STYLE_NORMAL);
  pango_font_description_set_variant(description.get(), PANGO_VARIANT_NORMAL);
  pango_font_description_set_weight(description.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_stretch(description.get(), PANGO_STRETCH_NORMAL);
  pango_font_description_set_absolute_size(description.get(), style.size * PANGO_SCALE);
  return description;
}

// Shapes are printed as they are designed, not as they would be put on a screen's dots.
void PrintNotScreen(PangoContext* context) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context, FALSE);
}

bool HasChinese(PangoContext* context) {
  constexpr guint kSample = 0x9879;  // 项
  const GObjectPtr<PangoFontset> fonts(
      pango_context_load_fontset(context, Describe({}).get(), pango_language_from_string(kLanguage)));
  if (!fonts) return false;
  const GObjectPtr<PangoFont> font(pango_fontset_get_font(fonts.get(), kSample));
  return font != nullptr && pango_font_has_char(font.get(), kSample);
}

}  // namespace

absl::StatusOr<PdfFonts> PdfFonts::Open() {
  PdfFonts fonts;
  // Never the default map: pango keeps one a thread, and each would live as long as its thread.
  fonts.map_.reset(pango_cairo_font_map_new());
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts.map_.get()), 72);
  fonts.context_.reset(pango_font_map_create_context(fonts.map_.get()));
  pango_context_set_language(fonts.context(), pango_language_from_string(kLanguage));
  pango_context_set_base_dir(fonts.context(), PANGO_DIRECTION_LTR);
  PrintNotScreen(fonts.context());
  if (!HasChinese(fonts.context())) {
    return absl::InternalError("no font with Chinese is installed on the server: install the package fonts-noto-cjk");
  }
  return fonts;
}

TextBlock::TextBlock(const PdfFonts& fonts, const std::string& text, const TextStyle& style, double width)
    : layout_(pango_layout_new(fonts.context())), align_(style.align), width_(width) {
  pango_layout_set_font_description(layout_.get(), Describe(style).get());
  pango_layout_set_auto_dir(layout_.get(), FALSE);
  pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width(layout_.get(), std::max(1, static_cast<int>(width * PANGO_SCALE)));
  pango_layout_set_text(layout_.get(), text.data(), static_cast<int>(text.size()));
  if (align_ == CellAlign::kCenter) Balance(style.size / 4);
  for (GSList* at = pango_layout_get_lines_readonly(layout_.get()); at != nullptr; at = at->next) {
    auto* line = static_cast<PangoLayoutLine*>(at->data);
    PangoRectangle logical;
    pango_layout_line_get_extents(line, nullptr, &logical);
    const double own = Points(logical.height);
    lines_.push_back(line);
    heights_.push_back(own <= kUsualHeight * style.size ? kLineHeight * style.size : own);
  }
  FindBrokenWords(text);
}

void TextBlock::Balance(double step) {
  PangoLayout* layout = layout_.get();
  const int lines = pango_layout_get_line_count(layout);
  if (lines < 2 || lines > kMaxBalanced) return;
  const int full = pango_layout_get_width(layout);
  PangoRectangle logical;
  pango_layout_set_width(layout, -1);
  pango_layout_get_extents(layout, nullptr, &logical);
  if (pango_layout_get_line_count(layout) == 1) {
    // Between words only, so that no number is broken for the sake of looks.
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
    for (int width = logical.width / lines; width < full; width += static_cast<int>(step * PANGO_SCALE)) {
      pango_layout_set_width(layout, width);
      pango_layout_get_extents(layout, nullptr, &logical);
      if (pango_layout_get_line_count(layout) <= lines && logical.width <= width) return;
    }
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  }
  pango_layout_set_width(layout, full);
}

void TextBlock::FindBrokenWords(const std::string& text) {
  int count = 0;
  const PangoLogAttr* attributes = pango_layout_get_log_attrs_readonly(layout_.get(), &count);
  const char* at = text.c_str();
  glong offset = 0;
  for (PangoLayoutLine* line : lines_) {
    const char* start = text.c_str() + line->start_index;
    offset += g_utf8_pointer_to_offset(at, start);
    at = start;
    if (offset > 0 && offset < count && attributes[offset].is_line_break == 0) broken_words_ = true;
  }
}

double TextBlock::NaturalWidth() const {
  double width = 0;
  for (PangoLayoutLine* line : lines_) {
    PangoRectangle logical;
    pango_layout_line_get_extents(line, nullptr, &logical);
    width += Points(logical.width);
  }
  return width;
}

void TextBlock::Draw(cairo_t* cairo, int first, int end, double left, double top) const {
  for (int at = first; at < end; ++at) {
    const auto index = static_cast<size_t>(at);
    PangoRectangle logical;
    pango_layout_line_get_extents(lines_[index], nullptr, &logical);
    const double spare = width_ - Points(logical.width);
    const double indent = align_ == CellAlign::kLeft ? 0 : align_ == CellAlign::kRight ? spare : spare / 2;
    // Logical rectangles are measured from the base line, downwards.
    const double base = top + (heights_[index] - Points(logical.height)) / 2 - Points(logical.y);
    cairo_move_to(cairo, left + indent, base);
    pango_cairo_show_layout_line(cairo, lines_[index]);
    top += heights_[index];
  }
}

}  // namespace heng::forms
