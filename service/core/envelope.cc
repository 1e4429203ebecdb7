#include "service/core/envelope.h"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "scoring/decimal.h"
#include "scoring/project_name.h"
#include "service/core/names.h"
#include "service/core/wire.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using scoring::Decimal;

constexpr int kScorePlaces = 4;
constexpr int kPercentPlaces = 6;
constexpr int kMoneyPlaces = 2;
// Totals are shown with two decimals, as every official form prints them.
constexpr int kShownPlaces = 2;
constexpr size_t kEnvelopeArenaBytes = 2048;  // an envelope's messages without their longer texts

std::optional<int64_t> Scaled(bool present, const std::string& text, int places) {
  if (!present) return std::nullopt;
  const auto value = Decimal::Parse(text, places);
  if (!value.has_value()) return std::nullopt;
  return value->Scaled(places);
}

std::string Text(int64_t scaled, int places) {
  absl::int128 units = scaled;
  for (int i = places; i < Decimal::kPlaces; ++i) units *= 10;
  return Decimal::FromMillionths(units).ToString(kShownPlaces);
}

// What may be done in `state`, serialized as fields of an Evaluation. The same for every form of that state.
std::string ActionsOf(int32_t state) {
  Evaluation out;
  const std::string zh = StateInChinese(static_cast<Evaluation::State>(state));
  for (const char* action : {"update", "submit", "discard"}) {
    auto* added = out.add_allowed_actions();
    added->set_action(action);
    added->set_allowed(state == Evaluation::DRAFT);
    if (added->allowed()) continue;
    added->mutable_reason()->set_zh(absl::StrCat("状态是", zh, "，只有草稿可以", ActionInChinese(action), "。"));
    added->mutable_reason()->set_en(absl::StrCat("only a DRAFT can be changed by \"", action, "\""));
  }
  return out.SerializeAsString();
}

const std::string& CachedActionsOf(int32_t state) {
  static const auto* const kActions = [] {
    auto* actions = new std::vector<std::string>;
    for (int32_t s = 0; s < Evaluation::State_ARRAYSIZE; ++s) actions->push_back(ActionsOf(s));
    return actions;
  }();
  return (*kActions)[Evaluation::State_IsValid(state) ? static_cast<size_t>(state) : 0];
}

void FillSummary(const store::Header& header, heng::v1::EvaluationSummary* out) {
  out->set_subject(header.subject);
  out->set_subject_kind(static_cast<heng::v1::SubjectKind>(header.subject_kind));
  out->set_org("orgs/" + header.org_id);
  out->set_fiscal_year(header.fiscal_year);
  out->set_project_name(header.project_name);
  if (header.total) out->set_total(Text(*header.total, kScorePlaces));
  out->set_grade(static_cast<heng::v1::Grade>(header.grade));
  if (header.execution_score) out->set_execution_score(Text(*header.execution_score, kScorePlaces));
  if (header.execution_rate) out->set_execution_rate(Text(*header.execution_rate, kPercentPlaces));
  if (header.annual_budget) out->set_annual_budget(Text(*header.annual_budget, kMoneyPlaces));
  if (header.executed) out->set_executed(Text(*header.executed, kMoneyPlaces));
  out->set_error_count(header.errors);
  out->set_warning_count(header.warnings);
  out->set_info_count(header.infos);
}

}  // namespace

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
  header->total = Scaled(sheet.has_total(), sheet.total(), kScorePlaces);
  header->grade = sheet.grade();
  const auto& execution = sheet.execution();
  header->execution_score = Scaled(execution.has_score(), execution.score(), kScorePlaces);
  header->execution_rate = Scaled(execution.has_rate(), execution.rate(), kPercentPlaces);
  const auto& total = form.funds().total();
  header->annual_budget = Scaled(total.has_annual_budget(), total.annual_budget(), kMoneyPlaces);
  header->executed = Scaled(total.has_executed(), total.executed(), kMoneyPlaces);
  header->errors = header->warnings = header->infos = 0;
  for (const auto& finding : sheet.findings()) {
    if (finding.severity() == heng::v1::Finding::ERROR) ++header->errors;
    if (finding.severity() == heng::v1::Finding::WARNING) ++header->warnings;
    if (finding.severity() == heng::v1::Finding::INFO) ++header->infos;
  }
}

void AppendEnvelope(const store::Header& header, std::string* bytes) {
  char block[kEnvelopeArenaBytes];
  google::protobuf::Arena arena(block, sizeof(block));
  Evaluation& out = *google::protobuf::Arena::CreateMessage<Evaluation>(&arena);
  out.set_name(EvaluationName(header.id));
  out.set_state(static_cast<Evaluation::State>(header.state));
  out.set_etag(absl::StrCat(header.etag));
  SetTime(header.create_time, out.mutable_create_time());
  SetTime(header.update_time, out.mutable_update_time());
  if (header.submit_time) SetTime(*header.submit_time, out.mutable_submit_time());
  out.mutable_policy()->set_name(header.policy);
  out.mutable_policy()->set_content_sha256(header.policy_sha256);
  FillSummary(header, out.mutable_summary());
  out.AppendToString(bytes);
  bytes->append(CachedActionsOf(header.state));
}

std::string EncodeEvaluation(const store::Header& header, const store::Revision& revision, bool with_contacts) {
  std::string out;
  out.reserve(1024 + revision.form.size() + revision.score.size() + revision.contacts.size());
  AppendEnvelope(header, &out);
  AppendField(Evaluation::kFormFieldNumber, revision.form, &out);
  AppendField(Evaluation::kScoreFieldNumber, revision.score, &out);
  if (with_contacts && !revision.contacts.empty())
    AppendField(Evaluation::kContactsFieldNumber, revision.contacts, &out);
  return out;
}

}  // namespace heng::core
