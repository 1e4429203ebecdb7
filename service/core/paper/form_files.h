// Forms as files: exported, and read from spreadsheets. One handler per method of FormService; every front end calls
// these. How a form looks on paper is in service/forms.
//
// Reading a spreadsheet and drawing a PDF take too long for the threads calls arrive on: they have threads of their own
// (work_pool.h). A full queue is RESOURCE_EXHAUSTED, and a deadline that has passed ends the work before it begins.
#pragma once

#include <functional>

#include "heng/v1/form_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/forms/forms.h"
#include "service/core/work_pool.h"
#include "service/core/writes.h"
#include "service/forms/xlsx/workbook.h"

namespace heng::core {

inline constexpr size_t kMaxSheetBytes = 3u << 20;     // of a spreadsheet to be read
inline constexpr size_t kMaxExportedBytes = 3u << 20;  // of a file that is made

// What a spreadsheet may hold here: less than any spreadsheet may, because several are read at a time. The longest form
// there may be has some 9000 cells. Both threads at their limits and a full queue stay below 200 MB.
forms::WorkbookLimits SheetLimits();

class FormFiles {
 public:
  // Not owned; outlives this.
  explicit FormFiles(Writes* writes, const WorkPool::Limits& limits = {});

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in form_service.proto.
  void ListLayouts(const CallContext& call, const heng::v1::ListLayoutsRequest& request, Reply reply);
  void ExportForm(const CallContext& call, const heng::v1::ExportFormRequest& request, Reply reply);
  void ReadForm(const CallContext& call, const heng::v1::ReadFormRequest& request, Reply reply);

 private:
  // Answers with what `work` gives, on a thread of the pool.
  void RunSlowly(const CallContext& call, size_t bytes, std::function<absl::StatusOr<std::string>()> work, Reply reply);

  Writes* const writes_;
  const Forms evaluations_, targets_;
  WorkPool pool_;
};

}  // namespace heng::core
