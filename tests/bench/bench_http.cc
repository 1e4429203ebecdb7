// Gets and lists at 16 connections over HTTP (Connect protocol: JSON and protobuf) beside the same calls over gRPC, in
// one run against one server. Prints one table; README.md holds the last.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "heng/v1/evaluation_service.pb.h"
#include "tests/bench/load_client.h"
#include "tests/bench/submits.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

namespace heng::bench {
namespace {

constexpr int kConnections = 16;
constexpr int kListed = 50;

struct Options {
  size_t forms = 2'000, gets = 40'000, lists = 4'000;
  int rounds = 3;
};

int Connect(int port) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(static_cast<uint16_t>(port));
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  if (connect(fd, reinterpret_cast<const sockaddr*>(&where), sizeof(where)) != 0) return -1;
  return fd;
}

// Reads one answer with a Content-Length; its status, or 0. `kept`: what was read beyond it, for the next.
int ReadAnswer(int fd, std::string* kept, size_t* bytes) {
  size_t head = std::string::npos, total = 0;
  while (true) {
    if (head == std::string::npos && (head = kept->find("\r\n\r\n")) != std::string::npos) {
      const size_t length = kept->find("Content-Length: ");
      if (length > head) return 0;
      total = head + 4 + std::strtoul(kept->c_str() + length + 16, nullptr, 10);
    }
    if (total > 0 && kept->size() >= total) break;
    char buffer[64 << 10];
    const ssize_t size = recv(fd, buffer, sizeof(buffer), 0);
    if (size <= 0) return 0;
    kept->append(buffer, static_cast<size_t>(size));
  }
  const int status = std::atoi(kept->c_str() + sizeof("HTTP/1.1"));
  *bytes = total - head - 4;
  kept->erase(0, total);
  return status;
}

struct HttpLoad {
  int port;
  std::string token, path, content_type;
  std::vector<std::string> bodies;  // round and round
};

LoadResult RunHttp(const HttpLoad& load, size_t calls) {
  std::vector<std::string> requests;
  for (const std::string& body : load.bodies) {
    requests.push_back("POST " + load.path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + load.token +
                       "\r\nContent-Type: " + load.content_type + "\r\nContent-Length: " + std::to_string(body.size()) +
                       "\r\n\r\n" + body);
  }
  std::atomic<size_t> started = 0, failures = 0, answer_bytes = 0;
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < kConnections; ++i) {
    threads.emplace_back([&] {
      const int fd = Connect(load.port);
      std::string kept;
      for (size_t number = 0; (number = started.fetch_add(1)) < calls;) {
        const std::string& request = requests[number % requests.size()];
        size_t bytes = 0;
        const bool sent =
            send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size());
        if (!sent || ReadAnswer(fd, &kept, &bytes) != 200) ++failures;
        answer_bytes = bytes;
      }
      close(fd);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  LoadResult result;
  result.calls = calls;
  result.calls_per_second = static_cast<double>(calls) / took.count();
  result.failures = failures;
  result.first_error = "no answer with status 200";
  result.last_answer.resize(answer_bytes);
  return result;
}

int HttpPort(const std::string& log) {
  const size_t at = log.find("http on 127.0.0.1:");
  if (at == std::string::npos) std::exit(1);
  return std::atoi(log.c_str() + at + sizeof("http on 127.0.0.1:") - 1);
}

struct Round {
  double get_proto, get_json, list_proto, list_json;
};

Round RunRound(const Options& options, int number) {
  const testing::TempDir dir;
  const std::string store = dir.path() + "/bench.db";
  const std::string token = SetUpSubmits(store, options.forms, number);
  testing::ServerProcess server(store, {"--no-log-calls"});
  if (!server.Start()) std::exit(1);
  const std::string get = std::string(kEvaluationService) + "GetEvaluation";
  const std::string list = std::string(kEvaluationService) + "ListEvaluations";
  std::vector<std::string> gets, json_gets;
  const auto submitted = RunLoad(server.address(), token, std::string(kEvaluationService) + "SubmitEvaluation",
                                 SubmitRequests(options.forms, number), options.forms, kConcurrency);
  ExitOnFailure("submit", submitted);
  heng::v1::ListEvaluationsRequest page;
  page.set_page_size(kListed);
  const std::string page_bytes = page.SerializeAsString();
  const auto listed = RunLoad(server.address(), token, list, {page_bytes}, 1, 1);
  ExitOnFailure("list", listed);
  heng::v1::ListEvaluationsResponse forms;
  if (!forms.ParseFromString(listed.last_answer) || forms.evaluations_size() != kListed) std::exit(1);
  for (const auto& form : forms.evaluations()) {
    heng::v1::GetEvaluationRequest request;
    request.set_name(form.name());
    gets.push_back(request.SerializeAsString());
    json_gets.push_back("{\"name\":\"" + form.name() + "\"}");
  }
  const int port = HttpPort(server.log());
  const auto over_http = [&](const char* what, const std::string& path, const char* type,
                             const std::vector<std::string>& bodies, size_t calls) {
    const LoadResult result = RunHttp({port, token, path, type, bodies}, calls);
    ExitOnFailure(what, result);
    return result;
  };
  const auto grpc_get = RunLoad(server.address(), token, get, gets, options.gets, kConnections);
  ExitOnFailure("get", grpc_get);
  const auto proto_get = over_http("proto get", get, "application/proto", gets, options.gets);
  const auto json_get = over_http("json get", get, "application/json", json_gets, options.gets);
  const auto grpc_list = RunLoad(server.address(), token, list, {page_bytes}, options.lists, kConnections);
  ExitOnFailure("list", grpc_list);
  const auto proto_list = over_http("proto list", list, "application/proto", {page_bytes}, options.lists);
  const auto json_list = over_http("json list", list, "application/json",
                                   {"{\"pageSize\":" + std::to_string(kListed) + "}"}, options.lists);
  server.Stop();
  const Round round = {.get_proto = proto_get.calls_per_second / grpc_get.calls_per_second,
                       .get_json = json_get.calls_per_second / grpc_get.calls_per_second,
                       .list_proto = proto_list.calls_per_second / grpc_list.calls_per_second,
                       .list_json = json_list.calls_per_second / grpc_list.calls_per_second};
  std::printf(
      "%5d  get: grpc %6.0f/s  proto %6.0f/s (%.2f)  json %6.0f/s (%.2f)   list of %d: grpc %5.0f/s (%zu bytes)  "
      "proto %5.0f/s (%.2f)  json %5.0f/s (%.2f; %zu bytes)\n",
      number, grpc_get.calls_per_second, proto_get.calls_per_second, round.get_proto, json_get.calls_per_second,
      round.get_json, kListed, grpc_list.calls_per_second, listed.last_answer.size(), proto_list.calls_per_second,
      round.list_proto, json_list.calls_per_second, round.list_json, json_list.last_answer.size());
  std::fflush(stdout);
  return round;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app{"Gets and lists at 16 connections, over HTTP and over gRPC", "bench_http"};
  app.add_option("--forms", options.forms)->capture_default_str();
  app.add_option("--gets", options.gets)->capture_default_str();
  app.add_option("--lists", options.lists)->capture_default_str();
  app.add_option("--rounds", options.rounds)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  std::vector<double> get_proto, get_json, list_proto, list_json;
  for (int number = 1; number <= options.rounds; ++number) {
    const Round round = RunRound(options, number);
    get_proto.push_back(round.get_proto);
    get_json.push_back(round.get_json);
    list_proto.push_back(round.list_proto);
    list_json.push_back(round.list_json);
  }
  std::printf("median ratios to gRPC: get proto %.2f  get json %.2f   list proto %.2f  list json %.2f\n",
              Median(get_proto), Median(get_json), Median(list_proto), Median(list_json));
  return 0;
}

}  // namespace
}  // namespace heng::bench

int main(int argc, char** argv) { return heng::bench::Main(argc, argv); }
