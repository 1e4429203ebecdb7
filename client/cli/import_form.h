// One form file on its way into the system: read, compared with what is stored, kept as a draft.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/import_results.h"
#include "client/cli/rpc.h"
#include "proto/json/json.h"

namespace heng::cli {

struct ImportedForm {
  std::string sha256;  // of the file; empty: it could not be read
  ImportOutcome outcome = ImportOutcome::kFailed;
  bool before = false;                  // done in an earlier run: nothing was tried
  std::vector<json::Mistake> mistakes;  // why a JSON file is no form
  std::optional<RpcError> error;        // any other reason for kFailed
  heng::v1::ReadFormResponse read;      // what the file says; with the score of what was kept, where it was
  std::string name, etag;               // of the stored form; empty: none
};

// Reads a file (.xlsx or JSON, evaluation or target) and keeps it as the options say. Several at a time.
ImportedForm ImportForm(const Session& session, const ImportResults& results, const std::string& path);

// The findings of what was read.
const google::protobuf::RepeatedPtrField<heng::v1::Finding>& FindingsOf(const heng::v1::ReadFormResponse& read);

}  // namespace heng::cli
