#include "service/core/results/result_stream.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "proto/json/json.h"
#include "service/core/csv.h"
#include "service/core/errors.h"
#include "service/core/forms/form_lists.h"
#include "service/core/names.h"
#include "service/core/page_token.h"
#include "service/core/paper/file_name.h"
#include "service/core/results/outcome.h"
#include "service/core/results/outcome_table.h"

namespace heng::core {
namespace {

using heng::v1::EvaluationOutcome;
using heng::v1::ExportResultsRequest;

constexpr Method kMethod = Method::kExportResults;

// What kind of file; nullptr: none.
const char* ExtensionOf(heng::v1::FileFormat format) {
  switch (format) {
    case heng::v1::TEXT:
      return ".jsonl";
    case heng::v1::CSV:
      return ".csv";
    case heng::v1::XLSX:
      return ".xlsx";
    default:
      return nullptr;
  }
}

std::string FileNameFor(const ExportResultsRequest& request, const Epoch& epoch) {
  const char* const extension = ExtensionOf(request.format());
  if (extension == nullptr) return "";
  const OrgNode* const org =
      request.org().empty() ? epoch.orgs->root() : epoch.orgs->Find(OrgId(request.org()).value_or(""));
  return FileNameOf(
      {org == nullptr ? "" : org->org.title(), request.fiscal_year() == 0 ? "" : absl::StrCat(request.fiscal_year()),
       request.english() ? "results" : "绩效自评结果"},
      extension);
}

}  // namespace

std::string ExportFilter(const ExportResultsRequest& request) {
  ExportResultsRequest filter = request;
  filter.clear_page_token();
  return filter.SerializeAsString();
}

absl::StatusOr<store::ListQuery> ExportQuery(const Authority& authority, const ExportResultsRequest& request) {
  auto query = FormQuery(authority, kMethod, request, heng::v1::EVALUATION);
  if (!query.ok()) return query;
  if (request.grade() != 0) query->grade = request.grade();
  query->limit = kExportPage + 1;  // one more tells whether there are more
  return query;
}

ResultStream::ResultStream(const ExportTools& tools, const CallContext& call, const ExportResultsRequest& request,
                           int64_t after)
    : tools_(tools),
      request_(request),
      authority_(call.authority),
      deadline_(call.deadline),
      filter_(ExportFilter(request)),
      file_name_(FileNameFor(request, call.authority.epoch())),
      resumed_(after > 0) {
  query_.after_sequence = after;
}

void ResultStream::EndWith(absl::Status status) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (end_.ok()) end_ = std::move(status);
}

absl::Status ResultStream::ended() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return end_;
}

void ResultStream::Cancel() { EndWith(CallerGone()); }

void ResultStream::Pull(Next next) {
  if (auto status = ended(); !status.ok()) return next(status);
  if (done_) return next(std::nullopt);
  PullPage(std::move(next));
}

absl::Status ResultStream::Prepare() {
  Residents* const residents = tools_.writes->residents();
  auto epoch = residents->Current();
  if (!prepared_ || epoch != authority_.shared_epoch()) {
    auto authority = authority_.Later(std::move(epoch), absl::Now());
    if (!authority.ok()) return authority.status();
    authority_ = *std::move(authority);
    auto query = ExportQuery(authority_, request_);
    if (!query.ok()) return query.status();
    query->after_sequence = query_.after_sequence;
    query_ = *std::move(query);
  }
  // Before the page is read: everything up to there is in it.
  const auto head = tools_.writes->store()->Head();
  if (!head.ok()) return head.status();
  if (!prepared_) start_sequence_ = head->sequence;
  end_sequence_ = head->sequence;
  prepared_ = true;
  return absl::OkStatus();
}

void ResultStream::PullPage(Next next) {
  const auto fail = [this](const absl::Status& status) {
    return ReasonOf(status).empty() ? tools_.writes->Caught(status) : status;
  };
  if (auto status = Prepare(); !status.ok()) return next(fail(status));
  tools_.writes->store()->List(
      query_, deadline_,
      [self = shared_from_this(), next = std::move(next), fail](absl::StatusOr<std::vector<store::Header>> forms) {
        if (!forms.ok()) return next(fail(forms.status()));
        const auto shared = std::make_shared<const std::vector<store::Header>>(*std::move(forms));
        self->Work(next, [raw = self.get(), shared] { return raw->PartOf(*shared); });
      });
}

void ResultStream::Work(Next next, std::function<Message()> work) {
  const auto shared = std::make_shared<Next>(std::move(next));
  const bool taken = tools_.pool->Run(0, [self = shared_from_this(), shared, work = std::move(work)] {
    const absl::Status end = self->ended();
    Message message = end.ok() ? work() : end;
    if (!message.ok() && ReasonOf(message.status()).empty()) message = self->tools_.writes->Caught(message.status());
    (*shared)(std::move(message));
  });
  if (!taken) (*shared)(FromStore(absl::ResourceExhaustedError("queue full")));
}

ResultStream::Response ResultStream::NewPart() const {
  Response part;
  part.set_start_sequence(start_sequence_);
  part.set_end_sequence(end_sequence_);
  part.set_row_count(rows_);
  part.set_file_name(file_name_);
  return part;
}

ResultStream::Message ResultStream::PartOf(const std::vector<store::Header>& forms) {
  Response part = NewPart();
  part_bytes_ = 0;
  if (!std::exchange(begun_, true) && !resumed_) Begin(&part);
  size_t taken = 0;
  for (; taken < std::min<size_t>(forms.size(), kExportPage); ++taken) {
    const auto outcome = OutcomeOf(tools_.writes->store(), authority_.epoch(), forms[taken]);
    if (!outcome.ok()) return outcome.status();
    const auto added = Add(*outcome, &part);
    if (!added.ok()) return added.status();
    if (!*added) break;
    query_.after_sequence = forms[taken].sequence;
    ++rows_;
  }
  part.set_row_count(rows_);
  if (taken == forms.size()) {
    End(&part);
  } else if (request_.format() != heng::v1::XLSX) {
    part.set_page_token(MakePageToken(filter_, query_.after_sequence));
  }
  return part.SerializeAsString();
}

void ResultStream::Begin(Response* part) {
  if (request_.format() != heng::v1::CSV) return;
  std::vector<std::string> titles;
  for (auto& column : OutcomeColumns(request_.english())) titles.push_back(std::move(column.title));
  part->mutable_content()->assign(kByteOrderMark.data(), kByteOrderMark.size());
  AppendCsvRow(titles, part->mutable_content());
}

absl::StatusOr<bool> ResultStream::Add(const EvaluationOutcome& outcome, Response* part) {
  const bool is_row = request_.format() == heng::v1::FILE_FORMAT_UNSPECIFIED;
  std::string line;
  if (request_.format() == heng::v1::TEXT) line = json::WriteMessage(outcome, json::Style::kLine) + "\n";
  if (request_.format() == heng::v1::CSV) AppendCsvRow(OutcomeCells(outcome, request_.english()), &line);
  const size_t bytes = is_row ? outcome.ByteSizeLong() : line.size();
  if (part_bytes_ > 0 && part_bytes_ + bytes > kMaxPartBytes) return false;
  part_bytes_ += bytes;
  if (is_row) {
    *part->add_rows() = outcome;
  } else {
    part->mutable_content()->append(line);
  }
  return true;
}

void ResultStream::End(Response* part) {
  part->set_done(true);
  done_ = true;
}

}  // namespace heng::core
