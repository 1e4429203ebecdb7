// heng org import and heng project import; budgets: commands_budget_import.cc.
#include <algorithm>
#include <span>

#include "client/cli/commands.h"
#include "client/cli/import_file.h"
#include "client/cli/import_report.h"
#include "client/cli/interrupt.h"
#include "client/cli/rpc.h"

namespace heng::cli {
namespace {

using heng::v1::ImportResult;

RowReport ReportOf(const ImportResult& result) {
  RowReport report;
  report.outcome = result.outcome();
  report.name = result.name();
  report.reason = result.reason();
  report.message = result.message();
  return report;
}

// How orgs and projects are imported.
struct Orgs {
  using Result = ImportResult;
  using Thing = heng::v1::Org;
  using Request = heng::v1::ImportOrgsRequest;
  static constexpr auto kMethod = [](Client& client, const Request& request) {
    return client.Call(&Directory::ImportOrgs, request);
  };
  static Thing* Add(Request* request) { return request->add_orgs(); }
};

struct Projects {
  using Result = ImportResult;
  using Thing = heng::v1::Project;
  using Request = heng::v1::ImportProjectsRequest;
  static constexpr auto kMethod = [](Client& client, const Request& request) {
    return client.Call(&Directory::ImportProjects, request);
  };
  static Thing* Add(Request* request) { return request->add_projects(); }
};

// Sends the sound rows of one batch and adds a result for each row, in their order.
template <typename Kind>
std::optional<RpcError> ImportBatch(const Session& session, const std::string& path, std::span<const ImportRow> rows,
                                    ImportReport* results) {
  typename Kind::Request request;
  request.set_validate_only(session.options.dry_run);
  int sent = 0;
  for (const ImportRow& row : rows) {
    if (row.message == nullptr) continue;
    Kind::Add(&request)->CopyFrom(*row.message);
    ++sent;
  }
  google::protobuf::RepeatedPtrField<typename Kind::Result> answers;
  if (sent > 0) {
    auto answer = Kind::kMethod(session.client, request);
    if (!answer.ok()) return answer.error;
    if (answer.value.results_size() != sent) {
      RpcError error = LocalError("WRONG_ANSWER", "服务器没有逐行答复。", "The server did not answer row by row.");
      error.code = grpc::StatusCode::INTERNAL;
      return error;
    }
    answers.Swap(answer.value.mutable_results());
  }
  int next = 0;
  for (const ImportRow& row : rows) {
    results->Add(path, row, row.message == nullptr ? RefusedHere(row) : ReportOf(answers.Get(next++)));
  }
  return std::nullopt;
}

// False: nothing more is to be tried.
template <typename Kind>
bool ImportFile(const Session& session, const std::string& path, ImportReport* results) {
  const auto rows = ReadImportFile(path, Kind::Thing::default_instance());
  if (!rows.ok()) {
    results->Failed(Report(session, path, *rows.error), 0);
    return true;
  }
  CountProgress progress(session.console, session.console.Say("已导入 ", "imported "));
  const std::span<const ImportRow> all(rows.value);
  for (std::size_t at = 0; at < all.size();) {
    const auto batch = all.subspan(at, NextBatch(all.subspan(at)));
    const auto error = ImportBatch<Kind>(session, path, batch, results);
    progress.Clear();
    if (error) {
      results->PrintSoFar();
      const ExitCode code = Report(session, path, *error);
      results->Failed(code, all.size() - at);
      return code != ExitCode::kUnreachable && code != ExitCode::kInterrupted;
    }
    results->PrintSoFar();
    at += batch.size();
    progress.Show(static_cast<int64_t>(at), static_cast<int64_t>(all.size()));
    if (Interrupted()) {
      progress.Clear();
      results->Failed(ExitCode::kInterrupted, all.size() - at);
      return false;
    }
  }
  return true;
}

template <typename Kind>
ExitCode Import(const Session& session) {
  ImportReport results(session);
  if (const auto code = results.Begin()) return *code;
  for (const std::string& path : session.options.files) {
    if (!ImportFile<Kind>(session, path, &results)) break;
  }
  return results.Finish();
}

}  // namespace

ExitCode RunOrgImport(const Session& session) { return Import<Orgs>(session); }

ExitCode RunProjectImport(const Session& session) { return Import<Projects>(session); }

}  // namespace heng::cli
