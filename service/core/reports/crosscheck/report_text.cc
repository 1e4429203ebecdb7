#include "service/core/reports/crosscheck/report_text.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "scoring/figure.h"
#include "scoring/text.h"
#include "service/core/reports/crosscheck/labels.h"
#include "service/core/reports/crosscheck/passages.h"

namespace heng::core::crosscheck {
namespace {

constexpr size_t kBeforeBytes = 180;  // how far before a number its label may stand
constexpr size_t kBehindBytes = 180;

Unit TakeUnit(bool has_multiplier, scoring::Cursor& in) {
  if (in.Take("元")) return Unit::kYuan;
  if (has_multiplier) return Unit::kNone;  // 42万人
  if (in.Take("分")) return in.rest().starts_with("钟") || in.rest().starts_with("之") ? Unit::kNone : Unit::kPoints;
  if (in.Take("%")) return Unit::kPercent;
  if (in.Take("个") || in.Take("项")) return Unit::kPieces;
  return Unit::kNone;
}

class Reader {
 public:
  Reader(const std::string& text, Passage* passage) : text_(text), passage_(passage) {}

  void Read(size_t room) {
    size_t at = passage_->begin;
    sentence_ = at;
    while (at < passage_->end && passage_->figures.size() < room) {
      if (scoring::IsDigit(text_[at])) {
        at = ReadNumber(at);
        continue;
      }
      if (const size_t length = SentenceEndAt(text_, at)) sentence_ = at + length;
      ReadGrade(at);
      ++at;
    }
  }

 private:
  // Where it goes on.
  size_t ReadNumber(size_t at) {
    scoring::Cursor in(std::string_view(text_).substr(at, passage_->end - at));
    const auto figure = scoring::TakeFigure(in);
    const size_t behind_number = passage_->end - in.rest().size();
    const char previous = at == 0 ? ' ' : text_[at - 1];
    if (!figure || previous == '.' || previous == '-') return behind_number;
    const bool has_multiplier = figure->unit != Decimal::FromInt(1);
    const Unit unit = TakeUnit(has_multiplier, in);
    if (unit == Unit::kNone) return behind_number;
    const size_t end = passage_->end - in.rest().size();
    const size_t before = std::max(sentence_, SentenceStart(text_, at, kBeforeBytes));
    const auto label = LabelOf(passage_->kind, unit, std::string_view(text_).substr(before, at - before),
                               in.rest().substr(0, kBehindBytes));
    if (!label) return end;
    ReportFigure read;
    read.kind = label->kind;
    read.number = InOnes(figure->number, figure->unit);
    // Nothing is not a rounded figure.
    read.half = unit == Unit::kYuan && read.number.IsZero() ? Decimal() : InOnes(figure->HalfLastDigit(), figure->unit);
    read.sign = label->sign;
    read.detail = std::string(label->detail);
    read.begin = at - label->label_bytes;
    read.at = at;
    read.end = end;
    read.sentence = sentence_;
    passage_->figures.push_back(std::move(read));
    return end;
  }

  static Decimal InOnes(Decimal number, Decimal unit) {
    return scoring::MulDiv(number, unit, Decimal::FromInt(1), Decimal::kPlaces, heng::v1::Rounding::HALF_UP);
  }

  // 属于“优秀”.
  void ReadGrade(size_t at) {
    constexpr std::string_view kLabel = "属于";
    const bool told = passage_->kind == PassageKind::kProject || passage_->kind == PassageKind::kUnit ||
                      passage_->kind == PassageKind::kReviews || passage_->kind == PassageKind::kUnitMention;
    const std::string_view rest = std::string_view(text_).substr(at, passage_->end - at);
    if (!told || !rest.starts_with(kLabel)) return;
    const std::string_view grade = GradeIn(rest.substr(kLabel.size()));
    if (grade.empty()) return;
    ReportFigure read;
    read.kind = Kind::kGrade;
    read.detail = std::string(grade);
    read.begin = at;
    read.at = static_cast<size_t>(grade.data() - text_.data());
    read.end = read.at + grade.size();
    read.sentence = sentence_;
    passage_->figures.push_back(std::move(read));
  }

  const std::string& text_;
  Passage* const passage_;
  size_t sentence_ = 0;  // where the one that is read begins
};

bool SaysNone(std::string_view text) {
  return text.find("无整体支出绩效自评") != std::string_view::npos ||
         text.find("未开展整体支出绩效自评") != std::string_view::npos;
}

}  // namespace

const ReportFigure* Passage::First(Kind wanted) const {
  const auto found = std::find_if(figures.begin(), figures.end(),
                                  [wanted](const ReportFigure& figure) { return figure.kind == wanted; });
  return found == figures.end() ? nullptr : &*found;
}

Report ReadReport(std::string_view text) {
  Report report{FlatText(text), {}};
  report.passages = FindPassages(report.flat);
  size_t room = kMaxFigures;
  for (Passage& passage : report.passages) {
    if (passage.kind == PassageKind::kOther) continue;
    const std::string& flat = report.flat.text();
    Reader(flat, &passage).Read(room);
    room -= passage.figures.size();
    passage.says_none = SaysNone(std::string_view(flat).substr(passage.begin, passage.end - passage.begin));
  }
  return report;
}

}  // namespace heng::core::crosscheck
