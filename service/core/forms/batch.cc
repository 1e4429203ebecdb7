// Many forms at once: submitted, approved, accepted, published; one result per form.
#include <atomic>
#include <memory>

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/forms/simple_action.h"

namespace heng::core {
namespace {

using heng::v1::BatchFormActionRequest;
using heng::v1::BatchFormActionResponse;
using heng::v1::FormActionRequest;
using heng::v1::FormResult;

// So that with ".499" behind it it is still one.
constexpr size_t kMaxBatchIdBytes = kMaxRequestIdBytes - 4;

// Filled by the answers, which come on any thread and in any order.
struct Batch {
  Batch(int size, Reply the_reply) : waiting(size), reply(std::move(the_reply)) {
    for (int i = 0; i < size; ++i) response.add_results();
  }
  BatchFormActionResponse response;
  std::atomic<int> waiting;
  Reply reply;
};

void FillResult(heng::v1::FormType type, const absl::StatusOr<std::string>& answer, FormResult* result) {
  if (!answer.ok()) {
    result->set_code(absl::StatusCodeToString(answer.status().code()));
    result->set_reason(ReasonOf(answer.status()));
    result->mutable_message()->set_zh(ChineseOf(answer.status()));
    result->mutable_message()->set_en(std::string(answer.status().message()));
    return;
  }
  heng::v1::Evaluation form;  // name, state and etag stand in the same fields of a Target
  if (!form.ParseFromString(*answer)) return;
  result->set_etag(form.etag());
  result->set_state(StateName(type, form.state()));
}

}  // namespace

void ActOnEach(const Forms& forms, Method method, const CallContext& call, const BatchFormActionRequest& request,
               const OneAction& one, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(method); !status.ok()) return reply(status);
  if (request.requests().empty() || request.requests_size() > kMaxBatch) {
    return reply(InvalidField("requests",
                              absl::StrCat("有 ", request.requests_size(), " 份；一次 1 至 ", kMaxBatch, " 份。"),
                              absl::StrCat("are ", request.requests_size(), "; send 1 to ", kMaxBatch, " at once")));
  }
  if (request.request_id().size() > kMaxBatchIdBytes) {
    return reply(InvalidField("requestId", absl::StrCat("成批办理的请求号最多 ", kMaxBatchIdBytes, " 位。"),
                              absl::StrCat("at most ", kMaxBatchIdBytes, " characters for a batch")));
  }
  auto batch = std::make_shared<Batch>(request.requests_size(), std::move(reply));
  const heng::v1::FormType type = forms.kind().type();
  for (int i = 0; i < request.requests_size(); ++i) {
    FormActionRequest each = request.requests(i);
    each.set_validate_only(request.validate_only());
    each.set_request_id(request.request_id().empty() ? "" : absl::StrCat(request.request_id(), ".", i));
    FormResult* const result = batch->response.mutable_results(i);
    result->set_name(each.name());
    const std::string body = each.SerializeAsString();
    const CallContext one_call{.authority = call.authority, .deadline = call.deadline, .body = body};
    one(one_call, each, [batch, type, result](const absl::StatusOr<std::string>& answer) {
      FillResult(type, answer, result);
      if (--batch->waiting == 0) batch->reply(batch->response.SerializeAsString());
    });
  }
}

}  // namespace heng::core
