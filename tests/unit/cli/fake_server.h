// A server in this process that answers as each test says, and commands run against it.
#pragma once

#include <grpcpp/server_builder.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "proto/json/json.h"
#include "run_heng.h"

namespace heng::cli::testing {

// A refusal as the catalogue of errors makes it.
inline grpc::Status RefusedBy(grpc::StatusCode code, const std::string& reason, const std::string& en) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  details.add_details()->PackFrom(info);
  return {code, en, details.SerializeAsString()};
}

// A message from JSON.
template <typename T>
T From(const std::string& text) {
  T message;
  const auto mistakes = json::ReadMessage(text, &message);
  EXPECT_TRUE(mistakes.empty()) << mistakes.front().path << ": " << mistakes.front().en;
  return message;
}

class FakeServer {
 public:
  explicit FakeServer(const std::vector<grpc::Service*>& services) {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    for (grpc::Service* service : services) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  ~FakeServer() { server_->Shutdown(); }
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  // In English unless `arguments` say otherwise.
  Ran Heng(std::vector<std::string> arguments, const Around& around = {}) const {
    if (std::find(arguments.begin(), arguments.end(), "--lang") == arguments.end()) {
      arguments.insert(arguments.end(), {"--lang", "en"});
    }
    arguments.insert(arguments.end(), {"--server", address_, "--config", folder_.path() + "/config.toml"});
    return RunHeng(arguments, around);
  }
  std::string File(const std::string& name, const std::string& content) const { return folder_.File(name, content); }

 private:
  Folder folder_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

}  // namespace heng::cli::testing
