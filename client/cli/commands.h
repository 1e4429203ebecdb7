// The commands: options in, calls to the server, tables or JSON out.
#pragma once

#include "client/cli/console.h"
#include "client/cli/exit_code.h"
#include "client/cli/options.h"
#include "client/cli/render.h"
#include "client/cli/rpc.h"

namespace heng::cli {

// What every command works with.
struct Session {
  const Options& options;
  const Console& console;
  Client& client;

  Look OutLook() const { return {console.language, console.color_out, console.width}; }
  Look ErrLook() const { return {console.language, console.color_err, 0}; }
  bool Json() const { return options.output == Output::kJson; }
};

ExitCode RunScore(const Session& session);
ExitCode RunCheck(const Session& session);
ExitCode RunSubmit(const Session& session);
ExitCode RunEvalList(const Session& session);
ExitCode RunEvalShow(const Session& session);
ExitCode RunEvalDiscard(const Session& session);
ExitCode RunEventsList(const Session& session);
ExitCode RunEventsHead(const Session& session);
ExitCode RunEventsVerify(const Session& session);
ExitCode RunPolicyList(const Session& session);
ExitCode RunPolicyShow(const Session& session);
ExitCode RunPolicyTest(const Session& session);
ExitCode RunPolicySimulate(const Session& session);
ExitCode RunExplainFinding(const Session& session);
ExitCode RunCompletion(const Session& session);

// Prints `error` on stderr and returns how the command ends. `subject` is the file or name it happened to.
ExitCode Report(const Session& session, const std::string& subject, const RpcError& error);

// The command of `options`.
ExitCode RunCommand(const Options& options, const Console& console);

}  // namespace heng::cli
