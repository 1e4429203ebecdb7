// Scores of the department and of finance, beside the unit's own.
#include <utility>

#include "scoring/recheck.h"
#include "service/core/access/principal_rules.h"
#include "service/core/envelope.h"
#include "service/core/errors.h"
#include "service/core/evaluations.h"
#include "service/core/forms/forms_write.h"
#include "service/core/forms/review_record.h"

namespace heng::core {
namespace {

using RecheckMade = heng::v1::Recheck;
using heng::v1::RecheckEvaluationRequest;

absl::Status CheckRequest(const RecheckEvaluationRequest& request) {
  FieldProblems problems;
  problems.Prose("reason", request.reason(), kMaxReasonChars, /*may_be_empty=*/false);
  const bool adjusts = request.conclusion() == RecheckMade::ADJUST;
  if (!RecheckMade::Conclusion_IsValid(request.conclusion()) || request.conclusion() == 0) {
    problems.Add("conclusion", "应为 UPHOLD（维持）、ADJUST（调整）或 SEND_BACK（退回）。",
                 "must be UPHOLD, ADJUST or SEND_BACK");
  }
  if (adjusts && request.rows().empty()) {
    problems.Add("rows", "调整须写明至少一行的分数。",
                 "are missing: an adjustment gives at least one row another score");
  }
  if (!adjusts && !request.rows().empty()) {
    problems.Add("rows", "只有调整（ADJUST）才填写各行分数。", "are for ADJUST only");
  }
  for (int i = 0; i < request.rows_size(); ++i) {
    problems.Prose("rows[" + std::to_string(i) + "].reason", request.rows(i).reason(), kMaxReasonChars,
                   /*may_be_empty=*/false);
  }
  return problems.Take();
}

heng::v1::ScoreSource SourceAt(int32_t state) {
  return state == heng::v1::Evaluation::SUBMITTED ? heng::v1::DEPARTMENT : heng::v1::FINANCE_BUREAU;
}

// Puts who, when and on which form into the record.
absl::Status AddRecheck(RecheckMade recheck, const Editing& editing, heng::v1::ReviewRecord* record) {
  if (record->rechecks_size() >= kMaxRechecks) return TooMany("一张表的复核", "rechecks of one form", kMaxRechecks);
  recheck.set_id("r" + std::to_string(record->rechecks_size() + 1));
  recheck.set_source(SourceAt(editing.before.state));
  recheck.set_principal(editing.principal);
  recheck.set_role(editing.role);
  SetTime(editing.now, recheck.mutable_time());
  recheck.set_etag(std::to_string(editing.before.etag));
  const std::string reason = recheck.reason();
  const bool sends_back = recheck.conclusion() == RecheckMade::SEND_BACK;
  *record->add_rechecks() = std::move(recheck);
  return sends_back ? AddComment(reason, editing, record) : absl::OkStatus();
}

}  // namespace

void Evaluations::Recheck(const CallContext& call, const RecheckEvaluationRequest& request, Reply reply) {
  if (auto status = StartRecheck(call, request, reply); !status.ok()) reply(status);
}

absl::Status Evaluations::StartRecheck(const CallContext& call, const RecheckEvaluationRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kRecheckEvaluation;
  if (auto status = CheckRequest(request); !status.ok()) return status;
  auto loaded = forms_.LoadParsed(call.authority, kMethod, request.name());
  if (!loaded.ok()) return loaded.status();
  const store::Header& header = loaded->stored.header;
  const auto policy = call.authority.epoch().policies->Find(header.policy);
  heng::v1::ScoreSheet sheet;
  if (policy == nullptr || !sheet.ParseFromString(loaded->stored.revision.score)) {
    return forms_.writes()->Caught(absl::DataLossError(request.name() + ": its score can't be read"));
  }
  RecheckMade recheck;
  recheck.set_conclusion(request.conclusion());
  recheck.set_reason(request.reason());
  recheck.set_sample(request.sample());
  const auto& form = static_cast<const heng::v1::FormContent&>(*loaded->content);
  *recheck.mutable_rows() = request.rows();
  const auto violations = scoring::WorkOutRecheck(*policy->compiled, form, sheet, &recheck);
  if (!violations.empty()) return InvalidFields(violations);
  const bool sends_back = request.conclusion() == RecheckMade::SEND_BACK;
  FormAction act{.action = sends_back ? Action::kSendBack : Action::kRecheck,
                 .name = request.name(),
                 .etag = request.etag(),
                 .reason = request.reason()};
  act.read = std::move(loaded->stored);
  act.edit = [recheck](heng::v1::ReviewRecord* record, const Editing& editing) {
    return AddRecheck(recheck, editing, record);
  };
  if (request.conclusion() == RecheckMade::ADJUST) {
    const auto total = ScaledDecimal(recheck.has_total(), recheck.total(), kScorePlaces);
    act.adjust = [total, grade = recheck.grade()](store::Header* after) {
      after->total = total;
      after->grade = grade;
      after->score_source = SourceAt(after->state);
    };
  }
  forms_.Act(WriteJob(kMethod, call, request), std::move(act), std::move(reply));
  return absl::OkStatus();
}

}  // namespace heng::core
