#include "service/forms/write_pdf.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "service/forms/page_look.h"
#include "service/forms/pdf_flow.h"
#include "service/forms/pdf_text.h"
#include "service/forms/printable.h"

namespace heng::forms {
namespace {

using heng::v1::LayoutCell;

constexpr double kPerMillimetre = 72 / 25.4;
constexpr double kShortSide = 210 * kPerMillimetre;
constexpr double kLongSide = 297 * kPerMillimetre;
constexpr double kMargin = 15 * kPerMillimetre;
constexpr double kFooter = 6 * kPerMillimetre;  // above the lower margin: the number of the page
constexpr double kPadding = 1.0 * kPerMillimetre;
constexpr double kMaxSidePadding = 1.2 * kPerMillimetre;
constexpr double kSidePaddingShare = 0.1;  // of a narrow cell
constexpr double kBorder = 0.6;
constexpr int kMaxSheets = 200;
constexpr size_t kMaxText = size_t{2} << 20;

// 五号 down to 小五 so that a form takes fewer sheets, further only where a number would be broken.
constexpr double kSizes[] = {10.5, 10, 9.5, 9, 8.5, 8};
constexpr double kSmallestToSaveSheets = 9;
constexpr size_t kMaxSheetsSaved = 4;
constexpr double kSmallestNumber = 5;
constexpr size_t kMaxValue = 48;  // bytes: a text with digits up to here is a value, which is kept whole as a number is
constexpr double kFooterSize = 9;

// The page at one size of text.
struct Laid {
  double size = 0;
  std::vector<double> columns;    // left sides, and the right side of the last one, in points from the paper's edge
  std::vector<TextBlock> blocks;  // of each cell
  std::vector<Sheet> sheets;
  bool numbers_whole = true;  // no number goes over two lines
};

struct Paper {
  double width = 0, height = 0;
};

Paper PaperOf(const Page& page) {
  const bool landscape = page.layout != nullptr && page.layout->landscape();
  return landscape ? Paper{kLongSide, kShortSide} : Paper{kShortSide, kLongSide};
}

// Columns as wide as the layout says, less where the paper is narrower; in the middle of the paper.
std::vector<double> Columns(const Page& page, const Paper& paper) {
  const std::vector<int> widths = ColumnWidths(page);
  double sum = 0;
  for (const int width : widths) sum += width * kPerMillimetre;
  const double scale = std::min(1.0, (paper.width - 2 * kMargin) / sum);
  double left = (paper.width - sum * scale) / 2;
  std::vector<double> columns = {left};
  for (const int width : widths) columns.push_back(left += width * kPerMillimetre * scale);
  return columns;
}

struct Span {
  double left = 0, right = 0, padding = 0;
  double TextWidth() const { return right - left - 2 * padding; }
};

Span SpanOf(const PageCell& cell, const std::vector<double>& columns) {
  const int end = cell.column + cell.columns;
  Span span{columns[static_cast<size_t>(cell.column)], columns[static_cast<size_t>(end)]};
  span.padding = std::min(kMaxSidePadding, kSidePaddingShare * (span.right - span.left));
  return span;
}

TextStyle StyleAt(const PageCell& cell, double size) {
  TextStyle style{.size = size, .bold = false, .align = AlignOf(cell)};
  if (StyleOf(cell) == LayoutCell::TITLE) {
    style.size = size * 16 / 10.5;
    style.bold = true;
  } else if (StyleOf(cell) == LayoutCell::NOTE) {
    style.size = std::max(8.0, size - 1.5);
  }
  return style;
}

// A number read in two halves is another number.
bool BreaksANumber(const PageCell& cell, const std::string& text, const TextBlock& block) {
  if (cell.number) return block.line_heights().size() > 1;
  const bool value = text.size() <= kMaxValue && text.find_first_of("0123456789") != std::string::npos;
  return value && block.broken_words();
}

// A number that does not fit on a line even at the smallest size of the page gets smaller by itself.
TextBlock BlockOf(const PdfFonts& fonts, const PageCell& cell, const Span& span, double size, bool* numbers_whole) {
  const std::string text = Printable(cell.text);
  TextStyle style = StyleAt(cell, size);
  TextBlock block(fonts, text, style, span.TextWidth());
  if (!BreaksANumber(cell, text, block)) return block;
  *numbers_whole = false;
  if (size > kSizes[std::size(kSizes) - 1]) return block;
  style.size = std::max(kSmallestNumber, style.size * 0.98 * span.TextWidth() / std::max(1.0, block.NaturalWidth()));
  return {fonts, text, style, span.TextWidth()};
}

Flow FlowOf(const Page& page, const Laid& laid, const Paper& paper) {
  Flow flow;
  flow.headers = HeaderGroups(page);
  flow.padding = kPadding;
  flow.height = paper.height - 2 * kMargin - kFooter;
  flow.max_sheets = kMaxSheets;
  const std::vector<int> lines = MinLines(page);
  for (size_t row = 0; row < page.rows.size(); ++row) {
    flow.rows.push_back(
        {.min_height = lines[row] * laid.size * 1.4 + 2 * kPadding, .header = page.rows[row].header, .tail = true});
  }
  for (size_t at = 0; at < page.cells.size(); ++at) {
    const PageCell& cell = page.cells[at];
    flow.cells.push_back(
        {.row = cell.row, .rows = cell.rows, .lines = laid.blocks[at].line_heights(), .repeat = Repeats(cell)});
    if (Borderless(cell)) continue;
    for (int row = cell.row; row < cell.row + cell.rows; ++row) flow.rows[static_cast<size_t>(row)].tail = false;
  }
  return flow;
}

absl::StatusOr<Laid> LayAt(const Page& page, const PdfFonts& fonts, double size) {
  const Paper paper = PaperOf(page);
  Laid laid;
  laid.size = size;
  laid.columns = Columns(page, paper);
  laid.blocks.reserve(page.cells.size());
  for (const PageCell& cell : page.cells) {
    laid.blocks.push_back(BlockOf(fonts, cell, SpanOf(cell, laid.columns), size, &laid.numbers_whole));
  }
  absl::StatusOr<std::vector<Sheet>> sheets = FlowOver(FlowOf(page, laid, paper));
  if (!sheets.ok()) return sheets.status();
  laid.sheets = *std::move(sheets);
  return laid;
}

// The largest size at which no number is broken and that takes the fewest sheets.
absl::StatusOr<Laid> Lay(const Page& page, const PdfFonts& fonts) {
  absl::StatusOr<Laid> best = absl::InternalError("no size of text");
  for (const double size : kSizes) {
    // Text so long is read, not looked at: it is not made smaller to save a sheet.
    if (best.ok() &&
        (best->sheets.size() <= 1 || best->sheets.size() > kMaxSheetsSaved || size < kSmallestToSaveSheets)) {
      break;
    }
    absl::StatusOr<Laid> laid = LayAt(page, fonts, size);
    if (!laid.ok()) return laid.status();
    const bool last = size == kSizes[std::size(kSizes) - 1];
    const bool better = !best.ok() || laid->sheets.size() < best->sheets.size();
    if (better && (laid->numbers_whole || last)) best = std::move(laid);
  }
  return best;
}

void DrawPiece(cairo_t* cairo, const Page& page, const Laid& laid, const Piece& piece) {
  const auto at = static_cast<size_t>(piece.cell);
  const PageCell& cell = page.cells[at];
  const Span span = SpanOf(cell, laid.columns);
  const double top = kMargin + piece.top;
  if (!Borderless(cell)) {
    cairo_rectangle(cairo, span.left, top, span.right - span.left, piece.height);
    cairo_stroke(cairo);
  }
  // A text that stands there whole is in the middle; one that goes on begins and ends at the edges.
  const std::vector<double>& heights = laid.blocks[at].line_heights();
  const bool whole = piece.first_line == 0 && piece.end_line == static_cast<int>(heights.size());
  double text_height = 0;
  for (int line = piece.first_line; line < piece.end_line; ++line) text_height += heights[static_cast<size_t>(line)];
  const double offset = whole ? (piece.height - text_height) / 2 : kPadding;
  laid.blocks[at].Draw(cairo, piece.first_line, piece.end_line, span.left + span.padding, top + offset);
}

void DrawFooter(cairo_t* cairo, const PdfFonts& fonts, const Paper& paper, size_t number, size_t count) {
  const TextBlock block(fonts, absl::StrCat("第 ", number, " 页 共 ", count, " 页"),
                        {.size = kFooterSize, .bold = false, .align = CellAlign::kCenter}, paper.width - 2 * kMargin);
  block.Draw(cairo, 0, 1, kMargin, paper.height - kMargin - block.line_heights()[0]);
}

cairo_status_t Append(void* out, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

struct SurfaceDestroy {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct CairoDestroy {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};

void SetMetadata(cairo_surface_t* surface, const PdfOptions& options) {
  // Years that a PDF can say; without a date cairo would take the clock's.
  constexpr int64_t kLast = 253'402'300'799'000'000;  // 9999-12-31T23:59:59Z
  const absl::Time created = absl::FromUnixMicros(std::clamp<int64_t>(options.created, 0, kLast));
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, Printable(options.title).c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Heng");
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                 absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", created, absl::UTCTimeZone()).c_str());
}

absl::Status CairoError(cairo_status_t status) {
  return absl::InternalError(absl::StrCat("cairo: ", cairo_status_to_string(status)));
}

absl::StatusOr<std::string> Draw(const Page& page, const Laid& laid, const PdfFonts& fonts, const PdfOptions& options) {
  const Paper paper = PaperOf(page);
  std::string out;
  const std::unique_ptr<cairo_surface_t, SurfaceDestroy> surface(
      cairo_pdf_surface_create_for_stream(Append, &out, paper.width, paper.height));
  SetMetadata(surface.get(), options);
  {
    const std::unique_ptr<cairo_t, CairoDestroy> cairo(cairo_create(surface.get()));
    cairo_set_line_width(cairo.get(), kBorder);
    const size_t count = std::max<size_t>(laid.sheets.size(), 1);
    for (size_t number = 1; number <= count; ++number) {
      if (number <= laid.sheets.size()) {
        for (const Piece& piece : laid.sheets[number - 1]) DrawPiece(cairo.get(), page, laid, piece);
      }
      DrawFooter(cairo.get(), fonts, paper, number, count);
      cairo_show_page(cairo.get());
    }
    if (const cairo_status_t status = cairo_status(cairo.get()); status != CAIRO_STATUS_SUCCESS)
      return CairoError(status);
  }
  cairo_surface_finish(surface.get());
  const cairo_status_t status = cairo_surface_status(surface.get());
  if (status != CAIRO_STATUS_SUCCESS) return CairoError(status);
  return out;
}

}  // namespace

absl::StatusOr<std::string> WritePdf(const Page& page, const PdfOptions& options) {
  size_t text = 0;
  for (const PageCell& cell : page.cells) {
    text += cell.text.size();
    if (cell.row + cell.rows > static_cast<int>(page.rows.size())) {
      return absl::InternalError(absl::StrCat("a cell of row ", cell.row, " reaches below the page"));
    }
  }
  if (text > kMaxText) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the form has ", text, " bytes of text, more than the ", kMaxText, " that are printed"));
  }
  const absl::StatusOr<PdfFonts> fonts = PdfFonts::Open();
  if (!fonts.ok()) return fonts.status();
  const absl::StatusOr<Laid> laid = Lay(page, *fonts);
  if (!laid.ok()) return laid.status();
  return Draw(page, *laid, *fonts, options);
}

}  // namespace heng::forms
