// What the comparisons of a unit's figures have in common.
#pragma once

#include <string>
#include <utility>

#include "service/core/reports/crosscheck/items.h"
#include "service/core/reports/crosscheck/report_text.h"
#include "service/core/reports/crosscheck/tolerance.h"

namespace heng::core::crosscheck {

inline Draft Start(const ReportFigure& figure, std::string label, std::string stated) {
  Draft draft;
  draft.figure = &figure;
  draft.label = std::move(label);
  draft.stated = std::move(stated);
  return draft;
}

inline Draft MoneyDraft(const ReportFigure& figure, std::string label) {
  return Start(figure, std::move(label), MoneyText(figure.number));
}

inline Amount AmountOf(const ReportFigure& figure) { return {figure.number, MoneyHalf(figure.half)}; }

inline const ReportFigure* FigureOf(const Passage* passage, Kind kind) {
  return passage == nullptr ? nullptr : passage->First(kind);
}

inline bool Equal(const ReportFigure* a, const ReportFigure* b) {
  return a != nullptr && b != nullptr && a->number == b->number;
}

}  // namespace heng::core::crosscheck
