#include "client/cli/commands.h"

#include "client/cli/version.h"

namespace heng::cli {
namespace {

ExitCode RunVersion(const Session& session) {
  if (session.Json()) {
    session.console.out << "{\"version\": \"" << kVersion << "\"}\n";
  } else {
    session.console.out << "heng " << kVersion << "\n";
  }
  return ExitCode::kOk;
}

ExitCode Dispatch(const Session& session) {
  switch (session.options.command) {
    case Command::kScore:
      return RunScore(session);
    case Command::kCheck:
      return RunCheck(session);
    case Command::kSubmit:
      return RunSubmit(session);
    case Command::kEvalList:
      return RunEvalList(session);
    case Command::kEvalShow:
      return RunEvalShow(session);
    case Command::kEvalDiscard:
      return RunEvalDiscard(session);
    case Command::kEventsList:
      return RunEventsList(session);
    case Command::kEventsHead:
      return RunEventsHead(session);
    case Command::kEventsVerify:
      return RunEventsVerify(session);
    case Command::kPolicyList:
      return RunPolicyList(session);
    case Command::kPolicyShow:
      return RunPolicyShow(session);
    case Command::kPolicyTest:
      return RunPolicyTest(session);
    case Command::kPolicySimulate:
      return RunPolicySimulate(session);
    case Command::kExplainFinding:
      return RunExplainFinding(session);
    case Command::kCompletion:
      return RunCompletion(session);
    case Command::kVersion:
      return RunVersion(session);
    case Command::kNone:
      break;
  }
  return ExitCode::kUsage;
}

}  // namespace

ExitCode Report(const Session& session, const std::string& subject, const RpcError& error) {
  session.console.err << RenderError(subject, error, session.options.server, session.ErrLook());
  return ExitCodeOf(error);
}

ExitCode RunCommand(const Options& options, const Console& console) {
  Client client(options.target, options.timeout, options.request_id);
  const ExitCode code = Dispatch({options, console, client});
  console.out.flush();
  if (console.out.good()) return code;
  console.err << console.Say("错误：无法写出结果（磁盘已满？），输出不完整。\n",
                             "Error: the output could not be written (disk full?) and is incomplete.\n");
  return ExitCode::kFailure;
}

}  // namespace heng::cli
