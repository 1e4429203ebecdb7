// ReadForm: a spreadsheet as a form, beside what is stored of it.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "heng/v1/form_service.pb.h"
#include "service/core/forms/forms.h"

namespace heng::core {

// What can be said before anything is read.
absl::Status CheckReadForm(const Authority& authority, const heng::v1::ReadFormRequest& request);

// The serialized response. Takes milliseconds and waits for the store: runs on threads of its own.
absl::StatusOr<std::string> ReadSheet(const Forms& evaluations, const Forms& targets, const Authority& authority,
                                      absl::Time deadline, const heng::v1::ReadFormRequest& request);

}  // namespace heng::core
