// 自评综述: the paragraph about one form. Pure.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/report.pb.h"
#include "heng/v1/review.pb.h"
#include "heng/v1/score.pb.h"
#include "service/core/reports/piece.h"
#include "service/store/store.h"

namespace heng::core {

// An evaluation as stored.
struct ReadEvaluation {
  store::Header header;
  heng::v1::FormContent form;
  heng::v1::ScoreSheet sheet;
  heng::v1::ReviewRecord review;
  std::string org_title;  // as the directory has it
};
// DATA_LOSS: it can't be read.
absl::StatusOr<ReadEvaluation> ReadStored(store::StoredForm stored);

// The paragraph; `appendix` is the number of 详见附件. What its author has to know goes into `remarks`, which may be
// null.
Piece NarrativeOf(const ReadEvaluation& evaluation, int appendix, heng::v1::ReportText* remarks);

}  // namespace heng::core
