#include <utility>

#include "service/forms/read_form.h"

namespace heng::forms {

std::variant<ReadResult, Mistake> ReadFormFile(std::string_view file, const ReadOptions& options,
                                               const WorkbookLimits& limits) {
  std::variant<Workbook, Mistake> workbook = ReadWorkbook(file, limits);
  if (Mistake* mistake = std::get_if<Mistake>(&workbook)) return std::move(*mistake);
  return ReadFormWorkbook(std::get<Workbook>(workbook), options);
}

}  // namespace heng::forms
