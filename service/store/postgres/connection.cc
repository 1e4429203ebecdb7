#include "service/store/postgres/connection.h"

#include <poll.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "service/store/postgres/status.h"

namespace heng::store::postgres {
namespace {

constexpr int kBinary = 1;
constexpr size_t kFlushBytes = 256 << 10;  // queued in libpq before it is handed to the system

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

// The value the URI has for an option; "" where it has none.
std::string OptionOf(const Options& options, std::string_view keyword) {
  for (const PQconninfoOption* option = options.get(); option != nullptr && option->keyword != nullptr; ++option) {
    if (keyword == option->keyword) return option->val != nullptr ? option->val : "";
  }
  return "";
}

Options Parse(const std::string& location) { return Options(PQconninfoParse(location.c_str(), nullptr)); }

// One line: libpq's messages have several.
std::string OneLine(const char* text) {
  std::string line = absl::StrReplaceAll(text, {{"\n\t", " "}, {"\n", " "}, {"\t", " "}});
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string Setting(absl::string_view name, absl::Duration value) {
  return absl::StrCat(" -c ", name, "=", absl::ToInt64Milliseconds(value));
}

// Server settings of the session. All statements of ours walk along an index; without statistics of a new table the
// planner may think that there is a better way, and a prepared statement would keep to it.
std::string SessionOptions(const std::string& of_location) {
  return absl::StrCat(of_location, Setting("statement_timeout", kStatementTimeout),
                      Setting("lock_timeout", kLockTimeout),
                      Setting("idle_in_transaction_session_timeout", kIdleInTransactionTimeout),
                      " -c synchronous_commit=on -c standard_conforming_strings=on -c jit=off -c enable_seqscan=off"
                      " -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off");
}

}  // namespace

absl::Status CheckLocation(const std::string& location) {
  constexpr char kForm[] = "write postgres://USER@HOST:PORT/DATABASE";
  // A URI libpq cannot read is not shown either: what is wrong with it may be its password.
  const Options options = Parse(location);
  const bool is_uri = absl::StartsWith(location, "postgres://") || absl::StartsWith(location, "postgresql://");
  if (!is_uri || options == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("the location of the store is no URI of PostgreSQL: ", kForm));
  }
  if (!OptionOf(options, "password").empty() || !OptionOf(options, "sslpassword").empty()) {
    return absl::InvalidArgumentError(
        "the location of the store holds a password, which every user of this machine can see: put it into a password "
        "file (~/.pgpass or PGPASSFILE) and leave it out here");
  }
  if (OptionOf(options, "dbname").empty() && OptionOf(options, "service").empty()) {
    return absl::InvalidArgumentError(absl::StrCat("the location of the store names no database: ", kForm));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& location) {
  const Options parsed = Parse(location);
  if (parsed == nullptr) return absl::InvalidArgumentError("no URI of PostgreSQL");
  const std::string session = SessionOptions(OptionOf(parsed, "options"));
  // Both only where the URI says nothing else.
  const std::string target = OptionOf(parsed, "target_session_attrs");
  const std::array<std::pair<const char*, const char*>, 11> values = {
      {{"dbname", location.c_str()},
       {"application_name", "hengd"},
       {"client_encoding", "UTF8"},
       {"connect_timeout", "3"},
       {"keepalives", "1"},
       {"keepalives_idle", "5"},
       {"keepalives_interval", "2"},
       {"keepalives_count", "3"},
       {"tcp_user_timeout", "11000"},
       {"target_session_attrs", target.empty() ? "read-write" : target.c_str()},
       {"options", session.c_str()}}};
  std::array<const char*, values.size() + 1> keys{}, texts{};
  for (size_t i = 0; i < values.size(); ++i) std::tie(keys[i], texts[i]) = values[i];
  std::unique_ptr<Connection> connection(new Connection(PQconnectdbParams(keys.data(), texts.data(), 1)));
  absl::Status status = connection->Ready();
  if (!status.ok()) return status;
  return connection;
}

absl::Status Connection::Ready() {
  PGconn* const conn = conn_.get();
  if (conn == nullptr || PQstatus(conn) != CONNECTION_OK) {
    return absl::UnavailableError(conn == nullptr ? "no memory" : OneLine(PQerrorMessage(conn)));
  }
  const char* const encoding = PQparameterStatus(conn, "server_encoding");
  if (encoding == nullptr || std::strcmp(encoding, "UTF8") != 0) {
    return absl::FailedPreconditionError("its encoding is not UTF8");
  }
  // Without a receiver libpq writes warnings to standard error.
  PQsetNoticeReceiver(
      conn,
      [](void* self, const PGresult* notice) {
        const char* const severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
        if (severity != nullptr && std::strcmp(severity, "WARNING") == 0)
          static_cast<Connection*>(self)->warned_ = true;
      },
      this);
  return absl::OkStatus();
}

absl::Status Connection::EnterPipeline() {
  if (PQpipelineStatus(conn_.get()) != PQ_PIPELINE_OFF) return absl::OkStatus();
  if (PQsetnonblocking(conn_.get(), 1) != 0 || PQenterPipelineMode(conn_.get()) != 1) return Lost("pipeline");
  return absl::OkStatus();
}

absl::Status Connection::RunScript(const std::string& sql) {
  const Result result(PQexec(conn_.get(), sql.c_str()));
  const ExecStatusType code = PQresultStatus(result.get());
  if (code == PGRES_COMMAND_OK || code == PGRES_TUPLES_OK) return absl::OkStatus();
  return ErrorOf(result.get(), "script");
}

absl::Status Connection::Prepare(const Statement& statement) {
  if (!prepared_.insert(statement.name).second) return absl::OkStatus();
  absl::Status status = EnterPipeline();
  if (!status.ok()) return status;
  if (PQsendPrepare(conn_.get(), statement.name.c_str(), statement.sql.c_str(), 0, nullptr) != 1) {
    return Lost(statement.name);
  }
  sent_.push_back({.name = statement.name, .prepares = true});
  return absl::OkStatus();
}

absl::Status Connection::Send(const Statement& statement, const Params& params) {
  if (!usable_) return Lost(statement.name);
  absl::Status status = Prepare(statement);
  if (!status.ok()) return status;
  std::vector<const char*> values(params.count());
  std::vector<int> lengths(params.count()), formats(params.count(), kBinary);
  for (size_t i = 0; i < params.count(); ++i) {
    values[i] = params.value(i).data();
    lengths[i] = static_cast<int>(params.value(i).size());
  }
  if (PQsendQueryPrepared(conn_.get(), statement.name.c_str(), static_cast<int>(values.size()), values.data(),
                          lengths.data(), formats.data(), kBinary) != 1) {
    return Lost(statement.name);
  }
  sent_.push_back({.name = statement.name, .prepares = false});
  unflushed_ += params.bytes();
  return unflushed_ < kFlushBytes ? absl::OkStatus() : Flush();
}

absl::Status Connection::Flush() {
  unflushed_ = 0;
  while (true) {
    const int left = PQflush(conn_.get());
    if (left == 0) return absl::OkStatus();
    if (left < 0) return Lost("send");
    absl::Status status = Wait(/*writing=*/true);
    if (!status.ok()) return status;
  }
}

absl::Status Connection::Wait(bool writing) {
  pollfd wait{
      .fd = PQsocket(conn_.get()), .events = static_cast<int16_t>(writing ? POLLIN | POLLOUT : POLLIN), .revents = 0};
  const absl::Time end = absl::Now() + silence_;
  int ready = 0;
  do {
    const absl::Duration left = end - absl::Now();
    if (left <= absl::ZeroDuration()) break;
    ready = poll(&wait, 1, static_cast<int>(absl::ToInt64Milliseconds(left) + 1));
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) {
    usable_ = false;
    return ErrorStatus("", "wait", absl::StrCat("nothing from the server for ", absl::FormatDuration(silence_)));
  }
  if ((wait.revents & ~POLLOUT) != 0 && PQconsumeInput(conn_.get()) != 1) return Lost("receive");
  return absl::OkStatus();
}

absl::StatusOr<Result> Connection::NextResult() {
  while (PQisBusy(conn_.get()) != 0) {
    absl::Status status = Wait(/*writing=*/false);
    if (!status.ok()) return status;
  }
  return Result(PQgetResult(conn_.get()));
}

absl::StatusOr<std::vector<Result>> Connection::Finish() {
  const std::vector<Sent> sent = std::exchange(sent_, {});
  if (!usable_ || PQpipelineSync(conn_.get()) != 1) return Lost("sync");
  absl::Status error = Flush();
  std::vector<Result> results;
  size_t answered = 0;
  // Until the sync is answered. Every statement's results end with a null; an error of the connection has no sync.
  while (usable_) {
    absl::StatusOr<Result> next = NextResult();
    if (!next.ok()) return next.status();
    if (*next == nullptr) {
      if (PQstatus(conn_.get()) != CONNECTION_OK) return Lost("receive");
      continue;
    }
    const ExecStatusType code = PQresultStatus(next->get());
    if (code == PGRES_PIPELINE_SYNC) break;
    const Sent of = answered < sent.size() ? sent[answered] : Sent{.name = "pipeline", .prepares = false};
    ++answered;
    const bool good = code == PGRES_COMMAND_OK || code == PGRES_TUPLES_OK;
    if (!good && code != PGRES_PIPELINE_ABORTED && error.ok()) error = ErrorOf(next->get(), of.name);
    if (of.prepares) {
      if (!good) prepared_.erase(of.name);
    } else {
      results.push_back(*std::move(next));
    }
  }
  if (!error.ok()) return error;
  if (answered != sent.size()) return Lost("pipeline");
  return results;
}

absl::StatusOr<Result> Connection::Run(const Statement& statement, const Params& params) {
  absl::Status status = Send(statement, params);
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<Result>> results = Finish();
  if (!results.ok()) return results.status();
  return std::move(results->back());
}

absl::Status Connection::Lost(std::string_view what) {
  usable_ = false;
  return ErrorStatus("", what, OneLine(PQerrorMessage(conn_.get())));
}

absl::Status Connection::ErrorOf(const PGresult* result, const std::string& what) {
  const auto field = [result](int code) {
    const char* const text = PQresultErrorField(result, code);
    return std::string(text != nullptr ? text : "");
  };
  const std::string sqlstate = field(PG_DIAG_SQLSTATE);
  // Without a state it is libpq that speaks: the connection is lost. With FATAL or PANIC it is about to be.
  if (sqlstate.empty()) return Lost(what);
  constexpr char kReadOnly[] = "25006";  // the server became a standby: there is another one to write to
  if (field(PG_DIAG_SEVERITY_NONLOCALIZED) != "ERROR" || sqlstate == kReadOnly) usable_ = false;
  return ErrorStatus(sqlstate, what, field(PG_DIAG_MESSAGE_PRIMARY));
}

}  // namespace heng::store::postgres
