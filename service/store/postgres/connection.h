// A connection to the server: how it is opened, prepared statements, and the pipeline every statement of ours goes
// through. Used by one thread at a time. Nothing here waits for ever.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/postgres/wire.h"

namespace heng::store::postgres {

// What a hanging statement, lock, or client may cost the others. The server ends them; lock waits first, so that their
// error says so.
inline constexpr absl::Duration kStatementTimeout = absl::Seconds(10);
inline constexpr absl::Duration kLockTimeout = absl::Seconds(8);
inline constexpr absl::Duration kIdleInTransactionTimeout = absl::Seconds(30);
// A server from which nothing comes for so long, and which takes nothing, is lost: every statement ends before.
inline constexpr absl::Duration kSilence = absl::Seconds(15);

// Kept by the server for the life of the connection, under its name. One name, one text.
struct Statement {
  std::string name;
  std::string sql;
};

class Connection {
 public:
  // Connects to `location`, a URI without a password, where the server can be written to. Errors name neither.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& location);

  // Runs SQL of any number of statements, without parameters and results. Only before anything else.
  absl::Status RunScript(const std::string& sql);

  // Adds a statement to the pipeline, and before it, where this connection has not used it yet, its preparing. What the
  // server makes of them, Finish says.
  absl::Status Send(const Statement& statement, const Params& params = Params());

  // Ends the pipeline: what was sent since the last time has run, or all that came after a statement that failed was
  // skipped. One result for each Send, in order; or the first error.
  absl::StatusOr<std::vector<Result>> Finish();

  // One statement, sent and finished.
  absl::StatusOr<Result> Run(const Statement& statement, const Params& params = Params());

  // Statements are in the pipeline that were not finished.
  bool pending() const { return !sent_.empty(); }
  bool in_transaction() const { return PQtransactionStatus(conn_.get()) != PQTRANS_IDLE; }
  // False: the connection is lost; whether what was sent last has run, nobody knows.
  bool usable() const { return usable_; }
  // The server warned since forget_warnings.
  bool warned() const { return warned_; }
  void forget_warnings() { warned_ = false; }
  // How long Finish waits for a sign of the server.
  void set_silence(absl::Duration silence) { silence_ = silence; }

 private:
  struct Close {
    void operator()(PGconn* conn) const { PQfinish(conn); }
  };
  explicit Connection(PGconn* conn) : conn_(conn) {}

  absl::Status Ready();
  absl::Status EnterPipeline();
  absl::Status Prepare(const Statement& statement);
  // Hands everything queued to the system. Reads meanwhile: a server that cannot get rid of its answers stops reading.
  absl::Status Flush();
  // Waits until the server can be read (or, if `writing`, written to), and reads what is there.
  absl::Status Wait(bool writing);
  absl::StatusOr<Result> NextResult();
  absl::Status Lost(std::string_view what);
  absl::Status ErrorOf(const PGresult* result, const std::string& what);

  std::unique_ptr<PGconn, Close> conn_;
  std::unordered_set<std::string> prepared_;  // names
  struct Sent {
    std::string name;
    bool prepares = false;
  };
  std::vector<Sent> sent_;  // what is in the pipeline
  size_t unflushed_ = 0;    // bytes
  absl::Duration silence_ = kSilence;
  bool usable_ = true;
  bool warned_ = false;
};

// What may be shown of a location. INVALID_ARGUMENT: no URI of PostgreSQL, no database named, or a password in it (then
// the sentence does not hold the location).
absl::Status CheckLocation(const std::string& location);

}  // namespace heng::store::postgres
