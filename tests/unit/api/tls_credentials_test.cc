#include "service/api/tls_credentials.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <optional>
#include <thread>

#include "service/api/peer.h"
#include "tests/unit/tls/certificates.h"

namespace heng::api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Answers every call at its beginning; keeps the names in the caller's certificate.
class NamesService final : public grpc::CallbackGenericService {
 public:
  std::vector<std::string> names() {
    std::lock_guard<std::mutex> lock(mutex_);
    return names_;
  }

 private:
  class Reactor final : public grpc::ServerGenericBidiReactor {
   public:
    Reactor() { Finish(grpc::Status::OK); }
    void OnDone() override { delete this; }
  };
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    std::lock_guard<std::mutex> lock(mutex_);
    names_ = PeerCertificateNames(*context);
    return new Reactor;
  }
  std::mutex mutex_;
  std::vector<std::string> names_;
};

class TlsCredentialsTest : public testing::Certificates {
 protected:
  TlsCredentialsTest() {
    Replace("cert.pem", "server.pem");
    Replace("key.pem", "server.key");
    Replace("ca.pem", "ca.pem");
  }
  ~TlsCredentialsTest() override {
    if (server_ != nullptr) server_->Shutdown();
  }

  void Serve(bool with_clients) {
    const tls::Files files = {
        .certificate = Path("cert.pem"), .key = Path("key.pem"), .client_ca = with_clients ? Path("ca.pem") : ""};
    watcher_.emplace(tls::Watcher::Options{.files = files,
                                           .first = tls::Load(files).identity,
                                           .interval = absl::Milliseconds(1),
                                           .log = [](const char*, const Text&) {}});
    credentials_ = TlsCredentials(&*watcher_);
    Listen(credentials_);
  }
  void Listen(const std::shared_ptr<grpc::ServerCredentials>& credentials) {
    grpc::ServerBuilder builder;
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // one socket, as tls_credentials.h wants it
    builder.AddListeningPort("127.0.0.1:0", credentials, &port_);
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }

  // Credentials of a client that trusts `authority` and shows the certificate `name` ("": none).
  static std::shared_ptr<grpc::ChannelCredentials> Client(const std::string& name,
                                                          const std::string& authority = "ca") {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = Read(Made() + "/" + authority + ".pem");
    if (!name.empty()) {
      options.pem_cert_chain = Read(Made() + "/" + name + ".pem");
      options.pem_private_key = Read(Made() + "/" + name + ".key");
    }
    return grpc::SslCredentials(options);
  }

  std::shared_ptr<grpc::Channel> Connect(const std::shared_ptr<grpc::ChannelCredentials>& credentials) const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection of its own
    return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port_), credentials, arguments);
  }

  // OK as soon as the server has taken the call.
  static grpc::StatusCode CallOn(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::GenericStub stub(channel);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    grpc::CompletionQueue queue;
    const grpc::ByteBuffer request;
    auto call = stub.PrepareUnaryCall(&context, "/heng.test.Names/Get", request, &queue);
    call->StartCall();
    grpc::ByteBuffer response;
    grpc::Status status;
    call->Finish(&response, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    // The service answers without a message, which a unary call reports so.
    return status.error_code() == grpc::StatusCode::INTERNAL || status.error_code() == grpc::StatusCode::UNIMPLEMENTED
               ? grpc::StatusCode::OK
               : status.error_code();
  }

  NamesService service_;
  std::optional<tls::Watcher> watcher_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

TEST_F(TlsCredentialsTest, TheCertificatesNamesReachTheCall) {
  Serve(/*with_clients=*/true);
  ASSERT_EQ(CallOn(Connect(Client("client-uri"))), grpc::StatusCode::OK);
  EXPECT_THAT(service_.names(), ElementsAre("heng://principals/zhang", "zhang.example"));
  ASSERT_EQ(CallOn(Connect(Client("client-dns"))), grpc::StatusCode::OK);
  EXPECT_THAT(service_.names(), ElementsAre("li.example", "li2.example"));
  ASSERT_EQ(CallOn(Connect(Client("client-cn"))), grpc::StatusCode::OK);
  EXPECT_THAT(service_.names(), ElementsAre("wang"));
  ASSERT_EQ(CallOn(Connect(Client(""))), grpc::StatusCode::OK) << "a certificate is asked for, not required";
  EXPECT_THAT(service_.names(), IsEmpty());
}

TEST_F(TlsCredentialsTest, AClientOfAnotherAuthorityIsRefused) {
  Serve(/*with_clients=*/true);
  EXPECT_EQ(CallOn(Connect(Client("stranger"))), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(service_.names(), IsEmpty());
}

// Without authorities nothing vouches for a client's names.
TEST_F(TlsCredentialsTest, WithoutAuthoritiesNoNamesAreTaken) {
  Serve(/*with_clients=*/false);
  EXPECT_EQ(CallOn(Connect(Client("stranger"))), grpc::StatusCode::OK);
  EXPECT_THAT(service_.names(), IsEmpty());
}

TEST_F(TlsCredentialsTest, PlaintextHasNoNames) {
  Listen(grpc::InsecureServerCredentials());
  EXPECT_EQ(CallOn(Connect(grpc::InsecureChannelCredentials())), grpc::StatusCode::OK);
  EXPECT_THAT(service_.names(), IsEmpty());
}

TEST_F(TlsCredentialsTest, AServerOfAnotherAuthorityIsRefusedByTheClient) {
  Serve(/*with_clients=*/false);
  EXPECT_EQ(CallOn(Connect(Client("", "stranger-ca"))), grpc::StatusCode::UNAVAILABLE);
}

// Client authorities are exchanged too: who was trusted before is not trusted on a new connection.
TEST_F(TlsCredentialsTest, NewAuthoritiesHoldForNewConnections) {
  Serve(/*with_clients=*/true);
  const auto standing = Connect(Client("client-cn"));
  ASSERT_EQ(CallOn(standing), grpc::StatusCode::OK);
  Replace("ca.pem", "stranger-ca.pem");
  while (watcher_->exchanges() == 0) std::this_thread::yield();
  EXPECT_EQ(CallOn(Connect(Client("client-cn"))), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(CallOn(Connect(Client("stranger"))), grpc::StatusCode::OK);
  EXPECT_EQ(CallOn(standing), grpc::StatusCode::OK);
}

// Certificates exchanged a hundred times under clients that connect anew for every call: none fails.
TEST_F(TlsCredentialsTest, NoCallFailsWhileCertificatesAreExchanged) {
  Serve(/*with_clients=*/false);
  std::atomic<bool> stop = false;
  std::atomic<int> calls = 0, failures = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      const auto credentials = Client("");
      while (!stop) {
        if (CallOn(Connect(credentials)) != grpc::StatusCode::OK) ++failures;
        ++calls;
      }
    });
  }
  for (int64_t round = 1; round <= 100; ++round) {
    const bool odd = round % 2 == 1;
    Replace("cert.pem", odd ? "server2.pem" : "server.pem");
    Replace("key.pem", odd ? "server2.key" : "server.key");
    const int before = calls;
    while (watcher_->exchanges() < round || calls < before + 4) std::this_thread::yield();
  }
  stop = true;
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(failures, 0) << "of " << calls;
  EXPECT_GE(calls, 400);
}

}  // namespace
}  // namespace heng::api
