#include "tests/bench/echo_server.h"

#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <fstream>

#include "heng/v1/evaluation_service.grpc.pb.h"

namespace heng::bench {
namespace {

// The least a unary callback method can do: GetEvaluation answers always the same, ScoreEvaluation what it was sent.
class EchoService final
    : public heng::v1::EvaluationService::WithRawCallbackMethod_GetEvaluation<
          heng::v1::EvaluationService::WithRawCallbackMethod_ScoreEvaluation<heng::v1::EvaluationService::Service>> {
 public:
  explicit EchoService(const std::string& answer) : slice_(answer) {}
  grpc::ServerUnaryReactor* GetEvaluation(grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                          grpc::ByteBuffer* response) override {
    return Answer(context, grpc::ByteBuffer(&slice_, 1), response);
  }
  grpc::ServerUnaryReactor* ScoreEvaluation(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                            grpc::ByteBuffer* response) override {
    return Answer(context, *request, response);
  }

 private:
  static grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes,
                                          grpc::ByteBuffer* response) {
    *response = bytes;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  const grpc::Slice slice_;
};

}  // namespace

void ServeEcho(const std::string& answer, int address_fd) {
  EchoService service(answer);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  const std::string line = "127.0.0.1:" + std::to_string(port) + "\n";
  if (write(address_fd, line.data(), line.size()) < 0) _exit(1);
  server->Wait();
  _exit(0);
}

std::string StartEcho(const std::string& program, const std::string& answer, const std::string& file, pid_t* pid) {
  std::ofstream(file, std::ios::binary) << answer;
  int out[2];
  if (pipe2(out, O_CLOEXEC) != 0) return "";
  *pid = fork();
  if (*pid == 0) {
    dup2(out[1], STDOUT_FILENO);
    execl(program.c_str(), program.c_str(), "--serve-echo", file.c_str(), nullptr);
    _exit(127);
  }
  close(out[1]);
  std::string address;
  for (char c; read(out[0], &c, 1) == 1 && c != '\n';) address.push_back(c);
  close(out[0]);
  return address;
}

}  // namespace heng::bench
