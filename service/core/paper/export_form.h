// ExportForm: which form, in which layout, as which file.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "heng/v1/form_service.pb.h"
#include "service/core/forms/forms.h"

namespace heng::core {

// An export whose form has been read, and may be read by the caller; what is left takes time.
struct ExportJob {
  bool is_target = false;
  heng::v1::Evaluation evaluation;  // one of the two, as this caller sees it
  heng::v1::Target target;
  bool stored = false;  // else it came with the request
  const heng::v1::Layout* layout = nullptr;
  heng::v1::FileFormat format = heng::v1::XLSX;
  bool findings = false;
  std::string unit;                          // title of the org, for the file's name; empty: not known
  std::shared_ptr<const KeptPolicy> policy;  // to score a form that came with the request; null: it is not scored
  size_t bytes = 0;                          // about what the job holds while it waits
};

absl::StatusOr<ExportJob> StartExport(const Forms& evaluations, const Forms& targets, const CallContext& call,
                                      const heng::v1::ExportFormRequest& request);
// The serialized response.
absl::StatusOr<std::string> FinishExport(const Writes& writes, const ExportJob& job);

}  // namespace heng::core
