// heng results export: what became of the evaluations, as a file or on stdout.
#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/commands.h"
#include "client/cli/interrupt.h"
#include "client/cli/json_text.h"
#include "client/cli/part_file.h"
#include "client/cli/stream_call.h"
#include "client/cli/text_width.h"
#include "client/cli/write_file.h"
#include "heng/v1/budget_service.pb.h"
#include "proto/json/json.h"

namespace heng::cli {
namespace {

using heng::v1::ExportResultsRequest;
using heng::v1::ExportResultsResponse;

// A spreadsheet is put together when all its rows are there, which takes its time.
constexpr absl::Duration kMaxSilence = absl::Minutes(1), kMaxXlsxSilence = absl::Minutes(10);
// In a row, without anything that came in between: about a minute; before anything came, a few seconds.
constexpr int kMaxFailures = 11, kMaxFirstFailures = 4;

ExportResultsRequest RequestOf(const Session& session) {
  const Options& options = session.options;
  ExportResultsRequest request;
  request.set_org(options.org);
  request.set_fiscal_year(options.fiscal_year);
  request.set_state(options.state);
  request.set_grade(options.grade);
  request.set_format(options.format == "csv"    ? heng::v1::CSV
                     : options.format == "xlsx" ? heng::v1::XLSX
                                                : heng::v1::TEXT);
  request.set_english(session.console.language == Language::kEnglish);
  return request;
}

// How many there are, for progress on a terminal; 0: not known.
int64_t CountAll(const Session& session) {
  if (!session.console.err_is_terminal || session.console.quiet) return 0;
  heng::v1::CountEvaluationsRequest request;
  request.set_org(session.options.org);
  request.set_fiscal_year(session.options.fiscal_year);
  request.set_state(session.options.state);
  request.set_grade(session.options.grade);
  const auto counted = session.client.Call(&Evaluations::CountEvaluations, request);
  return counted.ok() ? counted.value.count() : 0;
}

class Export {
 public:
  explicit Export(const Session& session)
      : session_(session),
        console_(session.console),
        request_(RequestOf(session)),
        is_xlsx_(request_.format() == heng::v1::XLSX) {
    const std::string& out = session.options.out;
    if (!out.empty() && out != "-") file_ = std::make_unique<PartFile>(out);
  }

  ExitCode Run() {
    if (const auto error = Begin()) return Report(session_, "", *error);
    const auto error = ReadAll();
    if (error) return Fail(*error);
    if (file_ != nullptr) {
      if (const auto broken = file_->Finish()) return Report(session_, "", *broken);
    }
    Conclude();
    return ExitCode::kOk;
  }

 private:
  std::optional<RpcError> Begin() {
    if (file_ == nullptr) return std::nullopt;
    if (!session_.options.force) {
      if (auto error = CheckCanCreate(session_.options.out)) return error;
    }
    if (session_.options.resume) {
      const auto note = file_->Resume();
      if (!note.ok()) return note.error;
      if (TakeNote(note.value)) return std::nullopt;
      console_.Note(console_.Say("没有可以继续的部分，从头导出。", "There is nothing to go on with: it begins anew."));
    }
    return file_->Begin();
  }

  // How far it is, and of what: rows, where the log was, server, request with its page token.
  std::string NoteOf() const {
    return absl::StrCat(rows_, " ", start_sequence_, " ", session_.client.connection().server, " ",
                        json::WriteMessage(request_, json::Style::kLine));
  }
  // False: it is of another export.
  bool TakeNote(const std::string& text);

  // Again and again behind what has come, until it is whole.
  std::optional<RpcError> ReadAll() {
    CountProgress progress(console_, console_.Say("已导出 ", "exported "));
    const int64_t all = CountAll(session_);
    Pauses pauses;
    while (true) {
      const int64_t before = rows_;
      bool came = false;
      std::optional<RpcError> broken;
      const StreamLimits limits{.idle = is_xlsx_ ? kMaxXlsxSilence : kMaxSilence,
                                .first_attempt = !began_ && pauses.failed() == 0};
      auto error =
          ReadStream(session_.client, &Budgets::ExportResults, request_, limits, [&](ExportResultsResponse& part) {
            came = true;
            broken = Take(part, before);
            if (all > 0) progress.Show(rows_, std::max(all, rows_));
            return !broken && !done_;
          });
      progress.Clear();
      if (broken) return broken;
      if (done_) return std::nullopt;
      if (!error) error = Incomplete();
      if (came) pauses.Reset();
      if (is_xlsx_ || !MayGoOn(*error) || pauses.failed() + 1 >= (began_ ? kMaxFailures : kMaxFirstFailures))
        return error;
      if (pauses.failed() == 0 && began_) {
        console_.Note(console_.Say("连接中断，从断开处继续：", "The connection broke; going on where it did: ") +
                      SafeText(console_.language == Language::kEnglish || error->zh.empty() ? error->en : error->zh));
      }
      if (!pauses.Wait(*error)) return error;
    }
  }

  std::optional<RpcError> Take(const ExportResultsResponse& part, int64_t before) {
    if (start_sequence_ == 0) start_sequence_ = part.start_sequence();
    end_sequence_ = part.end_sequence();
    if (file_ == nullptr) {
      console_.out << part.content() << std::flush;
      if (!console_.out) {
        return LocalError("WRONG_FILE", "标准输出无法写入。", "stdout can't be written.");
      }
    } else if (auto error = file_->Write(part.content())) {
      return error;
    }
    began_ = true;
    rows_ = before + part.row_count();
    done_ = part.done();
    request_.set_page_token(part.page_token());
    return file_ == nullptr || is_xlsx_ || done_ ? std::nullopt : file_->Note(NoteOf());
  }

  static RpcError Incomplete() {
    RpcError error = LocalError("INCOMPLETE", "导出在完成之前结束了。", "the export ended before it was complete");
    error.code = grpc::StatusCode::UNAVAILABLE;
    return error;
  }

  ExitCode Fail(const RpcError& error) {
    const ExitCode code = Report(session_, "", error);
    if (file_ == nullptr) return code;
    if (is_xlsx_ || !began_) {
      file_->Remove();
      return code;
    }
    file_->Note(NoteOf(), /*now=*/true);
    console_.Note(
        console_.Say("已有 ", "There are ") + std::to_string(rows_) + console_.Say(" 行在 ", " rows in ") +
        SafeText(file_->part()) +
        console_.Say("；加上 --resume 再运行一次，从这里继续。", "; run it again with --resume to go on from there."));
    return code;
  }

  void Conclude() {
    const std::string rows = std::to_string(rows_), from = std::to_string(start_sequence_),
                      to = std::to_string(end_sequence_);
    if (file_ != nullptr && session_.Json()) {
      console_.out << "{\"file\":" << JsonString(session_.options.out) << ",\"rows\":" << rows
                   << ",\"start_sequence\":" << from << ",\"end_sequence\":" << to << "}\n";
      return;
    }
    if (file_ != nullptr) console_.out << SafeText(session_.options.out) << "\n";
    console_.Note(
        rows + console_.Say(" 行；事件日志 ", " rows; event log ") + from + "–" + to +
        console_.Say("。此后的变动：heng events list --from ", ". What changed since: heng events list --from ") +
        std::to_string(start_sequence_ + 1));
  }

  const Session& session_;
  const Console& console_;
  ExportResultsRequest request_;
  const bool is_xlsx_;
  std::unique_ptr<PartFile> file_;  // null: stdout
  int64_t rows_ = 0, start_sequence_ = 0, end_sequence_ = 0;
  bool began_ = false, done_ = false;
};

bool Export::TakeNote(const std::string& text) {
  const std::vector<std::string> words = absl::StrSplit(text, absl::MaxSplits(' ', 3));
  int64_t rows = 0, start_sequence = 0;
  if (words.size() != 4 || !absl::SimpleAtoi(words[0], &rows) || !absl::SimpleAtoi(words[1], &start_sequence)) {
    return false;
  }
  if (words[2] != session_.client.connection().server) return false;
  ExportResultsRequest kept;
  if (!json::ReadMessage(words[3], &kept).empty() || kept.page_token().empty()) return false;
  const std::string token = std::exchange(*kept.mutable_page_token(), "");
  if (kept.SerializeAsString() != request_.SerializeAsString()) return false;
  request_.set_page_token(token);
  rows_ = rows;
  start_sequence_ = start_sequence;
  began_ = true;
  console_.Note(console_.Say("从第 ", "Going on behind row ") + std::to_string(rows_) +
                console_.Say(" 行之后继续。", "."));
  return true;
}

}  // namespace

ExitCode RunResultsExport(const Session& session) { return Export(session).Run(); }

}  // namespace heng::cli
