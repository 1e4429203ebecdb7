// GetNarrative: 自评综述 of one form.
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/reports/narrative_text.h"
#include "service/core/reports/published.h"
#include "service/core/reports/report_file.h"
#include "service/core/reports/reports.h"
#include "service/core/workflow/texts.h"

namespace heng::core {
namespace {

constexpr Method kMethod = Method::kGetNarrative;
constexpr int kMaxAppendix = 10'000;

absl::StatusOr<std::string> Answer(const Authority& authority, store::Store* store,
                                   const heng::v1::GetNarrativeRequest& request, const std::string& id) {
  auto stored = store->Get(id);
  if (absl::IsNotFound(stored.status())) {
    return authority.Missing(kMethod, request.evaluation(), EvaluationNotFound(request.evaluation()));
  }
  if (!stored.ok()) return stored.status();
  const store::Header& header = stored->header;
  if (auto status = authority.Check(kMethod, request.evaluation(), header.org_id, header.subject); !status.ok()) {
    return status;
  }
  if (IsClassified(authority.epoch(), header.subject)) {
    return ActionRefused(request.evaluation(), "narrative",
                         {"CLASSIFIED", "涉密项目不公开，没有综述。", "classified projects are never published"});
  }
  auto evaluation = ReadStored(*std::move(stored));
  if (!evaluation.ok()) return evaluation.status();
  if (const OrgNode* org = authority.epoch().orgs->Find(evaluation->header.org_id)) {
    evaluation->org_title = org->org.title();
  }
  heng::v1::ReportTextResponse response;
  const int appendix = request.appendix() == 0 ? 1 : request.appendix();
  *response.mutable_text()->add_paragraphs() = ToParagraph(NarrativeOf(*evaluation, appendix, response.mutable_text()));
  AddFile(request.format(), {evaluation->header.project_name, "自评综述"}, &response);
  return response.SerializeAsString();
}

}  // namespace

void Reports::GetNarrative(const CallContext& call, const heng::v1::GetNarrativeRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  const auto id = EvaluationId(request.evaluation());
  if (!id) return reply(BadName("evaluation", request.evaluation()));
  if (auto status = CheckTextFormat(request.format()); !status.ok()) return reply(status);
  if (request.appendix() < 0 || request.appendix() > kMaxAppendix) {
    return reply(InvalidField("appendix",
                              absl::StrCat("不能是 ", request.appendix(), "；应为 1 至 ", kMaxAppendix, "。"),
                              absl::StrCat("can't be ", request.appendix(), "; must be 1 to ", kMaxAppendix)));
  }
  auto answer = Answer(call.authority, writes_->store(), request, *id);
  if (!answer.ok() && ReasonOf(answer.status()).empty()) return reply(writes_->Caught(answer.status()));
  reply(std::move(answer));
}

}  // namespace heng::core
