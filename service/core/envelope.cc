#include "service/core/envelope.h"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "heng/v1/target.pb.h"
#include "scoring/decimal.h"
#include "scoring/project_name.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::Target;
using scoring::Decimal;

// Totals are shown with two decimals, as every official form prints them.
constexpr int kShownPlaces = 2;
constexpr size_t kEnvelopeArenaBytes = 2048;  // an envelope's messages without their longer texts

// Where it is on its way: of both kinds of forms.
template <typename Summary>
void FillLife(const store::Header& header, Summary* out) {
  const auto flag = [&header](store::Flag wanted) { return (header.flags & wanted) != 0; };
  out->set_returned(header.returned);
  out->set_open_comments(header.open_comments);
  out->set_late(flag(store::kLate));
  out->set_opened(flag(store::kOpened));
  out->set_withdrawal_asked(flag(store::kWithdrawalAsked));
  out->set_review_step(header.review_step);
}

// What stands first in both.
template <typename Form>
void FillHead(const store::Header& header, Form* out) {
  out->set_name(store::FormNameOf(header.id));
  out->set_state(static_cast<typename Form::State>(header.state));
  out->set_etag(absl::StrCat(header.etag));
  SetTime(header.create_time, out->mutable_create_time());
  SetTime(header.update_time, out->mutable_update_time());
  if (header.submit_time) SetTime(*header.submit_time, out->mutable_submit_time());
}

void FillSummary(const store::Header& header, heng::v1::EvaluationSummary* out) {
  out->set_subject(header.subject);
  out->set_subject_kind(static_cast<heng::v1::SubjectKind>(header.subject_kind));
  out->set_org("orgs/" + header.org_id);
  out->set_fiscal_year(header.fiscal_year);
  out->set_project_name(header.project_name);
  if (header.total) out->set_total(DecimalText(*header.total, kScorePlaces));
  out->set_grade(static_cast<heng::v1::Grade>(header.grade));
  if (header.execution_score) out->set_execution_score(DecimalText(*header.execution_score, kScorePlaces));
  if (header.execution_rate) out->set_execution_rate(DecimalText(*header.execution_rate, kPercentPlaces));
  if (header.annual_budget) out->set_annual_budget(DecimalText(*header.annual_budget, kMoneyPlaces));
  if (header.executed) out->set_executed(DecimalText(*header.executed, kMoneyPlaces));
  out->set_error_count(header.errors);
  out->set_warning_count(header.warnings);
  out->set_info_count(header.infos);
  FillLife(header, out);
  out->set_score_source(static_cast<heng::v1::ScoreSource>(header.score_source));
  out->set_stale((header.flags & store::kStale) != 0);
  out->set_sampled((header.flags & store::kSampled) != 0);
  out->set_rechecked((header.flags & store::kRechecked) != 0);
}

}  // namespace

std::optional<int64_t> ScaledDecimal(bool present, const std::string& text, int places) {
  if (!present) return std::nullopt;
  const auto value = Decimal::Parse(text, places);
  if (!value.has_value()) return std::nullopt;
  return value->Scaled(places);
}

std::string DecimalText(int64_t scaled, int places) {
  absl::int128 units = scaled;
  for (int i = places; i < Decimal::kPlaces; ++i) units *= 10;
  return Decimal::FromMillionths(units).ToString(kShownPlaces);
}

void SetTime(int64_t micros, google::protobuf::Timestamp* out) {
  constexpr int64_t kFirst = -62'135'596'800'000'000, kLast = 253'402'300'799'999'999;
  micros = std::clamp(micros, kFirst, kLast);
  int64_t seconds = micros / 1'000'000;
  if (micros % 1'000'000 < 0) --seconds;
  out->set_seconds(seconds);
  out->set_nanos(static_cast<int32_t>(micros - seconds * 1'000'000) * 1000);
}

void FillHeader(const heng::v1::FormContent& form, const heng::v1::ScoreSheet& sheet, store::Header* header) {
  header->subject = form.subject();
  header->subject_kind = form.subject_kind();
  header->org_id = OrgId(form.org()).value_or("");
  header->fiscal_year = form.fiscal_year();
  header->project_name = scoring::ProjectName(form);
  header->policy = sheet.policy().name();
  header->policy_sha256 = sheet.policy().content_sha256();
  header->total = ScaledDecimal(sheet.has_total(), sheet.total(), kScorePlaces);
  header->grade = sheet.grade();
  const auto& execution = sheet.execution();
  header->execution_score = ScaledDecimal(execution.has_score(), execution.score(), kScorePlaces);
  header->execution_rate = ScaledDecimal(execution.has_rate(), execution.rate(), kPercentPlaces);
  const auto& total = form.funds().total();
  header->annual_budget = ScaledDecimal(total.has_annual_budget(), total.annual_budget(), kMoneyPlaces);
  header->executed = ScaledDecimal(total.has_executed(), total.executed(), kMoneyPlaces);
  header->errors = header->warnings = header->infos = 0;
  for (const auto& finding : sheet.findings()) {
    if (finding.has_waiver()) continue;
    if (finding.severity() == heng::v1::Finding::ERROR) ++header->errors;
    if (finding.severity() == heng::v1::Finding::WARNING) ++header->warnings;
    if (finding.severity() == heng::v1::Finding::INFO) ++header->infos;
  }
}

void AppendEnvelope(const store::Header& header, std::string* bytes) {
  char block[kEnvelopeArenaBytes];
  google::protobuf::Arena arena(block, sizeof(block));
  Evaluation& out = *google::protobuf::Arena::CreateMessage<Evaluation>(&arena);
  FillHead(header, &out);
  out.mutable_policy()->set_name(header.policy);
  out.mutable_policy()->set_content_sha256(header.policy_sha256);
  FillSummary(header, out.mutable_summary());
  out.AppendToString(bytes);
}

void AppendTargetEnvelope(const store::Header& header, std::string* bytes) {
  char block[kEnvelopeArenaBytes];
  google::protobuf::Arena arena(block, sizeof(block));
  Target& out = *google::protobuf::Arena::CreateMessage<Target>(&arena);
  FillHead(header, &out);
  if (header.in_force_rev != 0) out.set_in_force_etag(absl::StrCat(header.in_force_rev));
  auto* const summary = out.mutable_summary();
  summary->set_subject(header.subject);
  summary->set_subject_kind(static_cast<heng::v1::SubjectKind>(header.subject_kind));
  summary->set_org("orgs/" + header.org_id);
  summary->set_fiscal_year(header.fiscal_year);
  summary->set_project_name(header.project_name);
  if (header.annual_budget) summary->set_annual_funds(DecimalText(*header.annual_budget, kMoneyPlaces));
  summary->set_error_count(header.errors);
  summary->set_warning_count(header.warnings);
  summary->set_info_count(header.infos);
  FillLife(header, summary);
  out.AppendToString(bytes);
}

}  // namespace heng::core
