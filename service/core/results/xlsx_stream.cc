#include "service/core/results/xlsx_stream.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "service/core/errors.h"
#include "service/core/results/outcome_table.h"

namespace heng::core {
namespace {

absl::Status TooManyExports() {
  return TooMany("同时导出的电子表格", "spreadsheets exported at once", kMaxXlsxExports);
}

}  // namespace

void XlsxStream::Pull(Next next) {
  {
    const std::lock_guard<std::mutex> lock(pulling_mutex_);
    pulling_ = true;
  }
  Next told = [self = std::static_pointer_cast<XlsxStream>(shared_from_this()),
               next = std::move(next)](Message message) {
    {
      const std::lock_guard<std::mutex> lock(self->pulling_mutex_);
      if (!message.ok() || !message->has_value() || self->stage_ == Stage::kDone) {
        self->table_.reset();
        self->over_ = true;
      }
      self->pulling_ = false;
      self->idle_since_ = absl::Now();
    }
    next(std::move(message));
  };
  if (auto status = ended(); !status.ok()) return told(status);
  switch (stage_) {
    case Stage::kPages:
      return PullPage(std::move(told));
    case Stage::kFinish:
    case Stage::kContent:
      return Work(std::move(told), [this] { return ContentPart(); });
    case Stage::kDone:
      return told(std::nullopt);
  }
}

bool XlsxStream::over() const {
  const std::lock_guard<std::mutex> lock(pulling_mutex_);
  return over_;
}

void XlsxStream::MakeRoom(absl::Time now) {
  const std::lock_guard<std::mutex> lock(pulling_mutex_);
  if (pulling_ || over_ || now - idle_since_ < kXlsxPatience) return;
  EndWith(TooManyExports());
  table_.reset();
  over_ = true;
}

void XlsxStream::Begin(Response* part) {
  const char* const sheet = request_.english() ? "results" : "绩效自评结果";
  table_ = std::make_unique<forms::TableXlsx>(part->file_name(), sheet, OutcomeColumns(request_.english()), 0);
}

absl::StatusOr<bool> XlsxStream::Add(const heng::v1::EvaluationOutcome& outcome, Response* /*part*/) {
  if (rows_ == forms::kMaxTableRows) {
    return TooMany("一张电子表格的行（请改用 CSV，或按单位分别导出）",
                   "rows of one spreadsheet (export CSV instead, or org by org)", forms::kMaxTableRows);
  }
  if (auto status = table_->AddRow(OutcomeCells(outcome, request_.english())); !status.ok()) return status;
  return true;
}

void XlsxStream::End(Response* /*part*/) { stage_ = Stage::kFinish; }

XlsxStream::Message XlsxStream::ContentPart() {
  if (stage_ == Stage::kFinish) {
    if (auto status = table_->Finish(); !status.ok()) return status;
    stage_ = Stage::kContent;
  }
  auto content = table_->Part(offset_, kMaxPartBytes);
  if (!content.ok()) return content.status();
  offset_ += static_cast<int64_t>(content->size());
  Response part = NewPart();
  if (content->size() < kMaxPartBytes) {
    part.set_done(true);
    stage_ = Stage::kDone;
  }
  part.set_content(*std::move(content));
  return part.SerializeAsString();
}

absl::Status XlsxExports::Enter(const std::shared_ptr<XlsxStream>& stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const absl::Time now = absl::Now();
  const auto is_over = [](const std::weak_ptr<XlsxStream>& other) {
    const auto open = other.lock();
    return open == nullptr || open->over();
  };
  streams_.erase(std::remove_if(streams_.begin(), streams_.end(), is_over), streams_.end());
  if (streams_.size() >= kMaxXlsxExports) {
    for (const auto& other : streams_) {
      if (const auto open = other.lock(); open != nullptr) open->MakeRoom(now);
    }
    streams_.erase(std::remove_if(streams_.begin(), streams_.end(), is_over), streams_.end());
  }
  if (streams_.size() >= kMaxXlsxExports) return TooManyExports();
  streams_.push_back(stream);
  return absl::OkStatus();
}

}  // namespace heng::core
