#include "service/core/forms/form_lists.h"

namespace heng::core {
namespace {

absl::StatusOr<std::string> AnswerPage(const Forms& forms, const Authority& authority, const FormPage& page,
                                       const std::vector<store::Header>& headers) {
  std::string answer;
  size_t taken = 0;
  for (; taken < std::min(page.size, headers.size()); ++taken) {
    const store::Header& header = headers[taken];
    std::string item;
    if (page.full) {
      // The header and its content are read together: the form may have changed since the list was read.
      const auto stored = forms.writes()->store()->Get(header.id);
      if (!stored.ok()) return forms.writes()->Caught(stored.status());
      item = forms.Encode(authority, stored->header, stored->revision);
    } else {
      forms.kind().AppendEnvelope(header, &item);
      AppendActions(forms.kind().workflow(), authority, header, Actions::kAllowed, &item);
    }
    if (taken > 0 && answer.size() + item.size() > kMaxPageBytes) break;
    AppendField(page.forms_field, item, &answer);
  }
  if (taken < headers.size()) {
    AppendField(page.next_token_field, MakePageToken(page.filter, headers[taken - 1].sequence), &answer);
  }
  return answer;
}

}  // namespace

void AnswerList(const Forms& forms, const CallContext& call, store::ListQuery query, FormPage page, Reply reply) {
  forms.writes()->store()->List(std::move(query), call.deadline,
                                [&forms, page = std::move(page), authority = call.authority,
                                 reply = std::move(reply)](absl::StatusOr<std::vector<store::Header>> headers) {
                                  if (!headers.ok()) return reply(forms.writes()->Caught(headers.status()));
                                  reply(AnswerPage(forms, authority, page, *headers));
                                });
}

}  // namespace heng::core
