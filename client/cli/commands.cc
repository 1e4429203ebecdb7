#include "client/cli/commands.h"

#include "client/cli/rpc.h"
#include "client/cli/version.h"

namespace heng::cli {

const std::string& Session::Server() const { return client.connection().server; }

ExitCode RunVersion(const Session& session) {
  if (session.Json()) {
    session.console.out << "{\"version\": \"" << kVersion << "\"}\n";
  } else {
    session.console.out << "heng " << kVersion << "\n";
  }
  return ExitCode::kOk;
}

ExitCode Report(const Session& session, const std::string& subject, const RpcError& error) {
  session.console.err << RenderError(subject, error, session.Server(), session.ErrLook());
  return ExitCodeOf(error);
}

ExitCode RunCommand(const Options& options, const Console& console) {
  auto connection = options.offline ? Answer<Connection>() : Resolve(options.connection);
  if (!connection.ok()) {
    console.err << RenderError("", *connection.error, "", {console.language, console.color_err, 0});
    return ExitCode::kUsage;
  }
  Client client(std::move(connection.value), options.timeout, options.request_id);
  const ExitCode code = options.run({options, console, client});
  console.out.flush();
  if (console.out.good()) return code;
  console.err << console.Say("错误：无法写出结果（磁盘已满？），输出不完整。\n",
                             "Error: the output could not be written (disk full?) and is incomplete.\n");
  return ExitCode::kFailure;
}

}  // namespace heng::cli
