// What commands that change something have in common: they ask, name their request, and say what came of it.
#pragma once

#include <optional>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/rpc.h"
#include "google/protobuf/message.h"

namespace heng::cli {

// Asks before something that can't be taken back, or takes something away. No terminal to ask on: only --yes will do.
// Nothing is asked for --dry-run. nullopt: go on; else how the command ends, which has been said.
// `zh` and `en` say what would happen, without a full stop: "停用 orgs/x".
std::optional<ExitCode> Confirm(const Session& session, const std::string& zh, const std::string& en);

enum class Meant {
  kOnce,   // repeated, it is the same request: creating a thing, changing one version of it
  kAgain,  // may be wanted again after it was undone: a grant, a window
};

// Fills in what every change carries: request id and --dry-run. The request is complete otherwise. `action` tells calls
// apart that take the same message.
template <typename Request>
void Prepare(const Session& session, Meant meant, Request* request, const std::string& action = "") {
  request->set_validate_only(session.options.dry_run);
  if (!session.options.request_id.empty()) {
    request->set_request_id(session.options.request_id);
  } else {
    request->set_request_id(meant == Meant::kOnce ? RequestIdOf(*request, action) : RandomRequestId());
  }
}

// Says what was changed, and what to do next (may be empty): as JSON the thing itself.
ExitCode Done(const Session& session, const google::protobuf::Message& changed, const std::string& what,
              const std::string& next = "");

// "orgs/sx-datong（大同市）" / "orgs/sx-datong (大同市)".
std::string NameAndTitle(const std::string& name, const std::string& title, Language language);

// A wrong value of a flag, as the mistake in the command line it is.
ExitCode ReportUsage(const Session& session, const std::string& what);

}  // namespace heng::cli
