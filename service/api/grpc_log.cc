#include "service/api/grpc_log.h"

#include <grpc/support/log.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "service/api/call_log.h"

namespace heng::api {

void TakeGrpcLog() {
  gpr_set_log_function([](gpr_log_func_args* line) {
    const std::string file = line->file;
    CallLog::Event("warning",
                   absl::StrCat("grpc: ", line->message, " (", file.substr(file.rfind('/') + 1), ":", line->line, ")"));
  });
}

}  // namespace heng::api
