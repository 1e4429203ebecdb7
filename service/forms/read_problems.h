// What could not be read from a sheet, or not as it stands, in both languages. Inner part of read_form.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "heng/v1/form_service.pb.h"
#include "heng/v1/layout.pb.h"
#include "service/forms/mistake.h"
#include "service/forms/read_grid.h"
#include "service/forms/read_value.h"

namespace heng::forms {

class Problems {
 public:
  // An amount, a score or a rate that can't be taken.
  void BadValue(const GridCell& cell, Trouble trouble, heng::v1::LayoutCell::Format format);
  void OwnUnit(const GridCell& cell, heng::v1::MoneyUnit unit);
  // `shown`: an amount of the grid as it stands there.
  void UnitSuspect(const GridCell& cell, heng::v1::MoneyUnit unit);
  // With a result that was taken, or without.
  void Formula(const GridCell& cell);
  void ErrorValue(const GridCell& cell);
  void NotPlaced(const GridCell& cell);
  void MergedScore(const GridCell& cell);
  void MoreForms(std::string_view sheet, std::string_view read_sheet);

  // In the order of the sheet; what is about all of it first. At most kMaxProblems, then one that says how many more.
  std::vector<heng::v1::SheetProblem> Take();

 private:
  static constexpr size_t kMaxProblems = 500;
  void Add(std::string_view id, const GridCell& cell, std::string_view zh, std::string_view en);
  std::vector<std::pair<CellAt, heng::v1::SheetProblem>> problems_;
};

std::string_view UnitNameZh(heng::v1::MoneyUnit unit);

}  // namespace heng::forms
