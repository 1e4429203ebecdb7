#include "service/core/access/access.h"

#include "service/core/envelope.h"
#include "service/core/errors.h"

namespace heng::core {

void Access::WhoAmI(const CallContext& call, const heng::v1::WhoAmIRequest&, Reply reply) {
  const Authority& authority = call.authority;
  if (auto status = authority.CheckAnywhere(Method::kWhoAmI); !status.ok()) return reply(status);
  heng::v1::WhoAmIResponse response;
  *response.mutable_principal() = *authority.principal();
  const auto& tokens = authority.epoch().principals->tokens;
  if (const auto token = tokens.find(authority.token_id()); token != tokens.end()) {
    response.set_token(token->second->token.name());
    *response.mutable_expire_time() = token->second->token.expire_time();
  }
  for (const MethodRule& rule : MethodRules()) {
    if (authority.CheckAnywhere(rule.method).ok()) response.add_methods(rule.name);
  }
  reply(response.SerializeAsString());
}

}  // namespace heng::core
