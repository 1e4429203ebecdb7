#include "service/store/engine_store.h"

#include <utility>

#include "service/store/read_queue.h"
#include "service/store/reader_pool.h"
#include "service/store/writer.h"

namespace heng::store {
namespace {

class EngineStore final : public Store {
 public:
  EngineStore(const StoreOptions& options, const Engine& engine, std::unique_ptr<WriterSession> session,
              std::shared_ptr<void> held)
      : held_(std::move(held)),
        log_bytes_(engine.log_bytes),
        points_(engine, options.point_readers),
        reads_(options, engine),
        writer_(options, engine, std::move(session)) {}
  ~EngineStore() override { EngineStore::Shutdown(); }

  void Submit(Write write) override { writer_.Submit(std::move(write)); }

  absl::StatusOr<StoredForm> Get(const std::string& id) override {
    return points_.With([&](ReaderSession& reader) { return reader.Get(id); });
  }

  absl::StatusOr<Revision> GetRevision(const std::string& id, int64_t rev) override {
    return points_.With([&](ReaderSession& reader) { return reader.GetRevision(id, rev); });
  }

  absl::StatusOr<Revision> GetContent(const std::string& id, int64_t rev) override {
    return points_.With([&](ReaderSession& reader) { return reader.GetContent(id, rev); });
  }

  absl::StatusOr<LogHead> Head() override {
    return points_.With([](ReaderSession& reader) { return reader.Head(); });
  }

  absl::StatusOr<Entry> GetEntry(const std::string& name) override {
    return points_.With([&](ReaderSession& reader) { return reader.GetEntry(name); });
  }

  absl::StatusOr<ResidentPage> Residents(int64_t after_changed) override {
    return points_.With([&](ReaderSession& reader) { return reader.Residents(after_changed); });
  }

  void List(ListQuery query, absl::Time deadline,
            std::function<void(absl::StatusOr<std::vector<Header>>)> done) override {
    Enqueue<std::vector<Header>>(
        deadline,
        [query = std::move(query)](ReaderSession& reader, absl::Time until) { return reader.List(query, until); },
        std::move(done));
  }

  void Count(ListQuery query, absl::Time deadline,
             std::function<void(absl::StatusOr<std::vector<CountRow>>)> done) override {
    Enqueue<std::vector<CountRow>>(
        deadline,
        [query = std::move(query)](ReaderSession& reader, absl::Time until) { return reader.Count(query, until); },
        std::move(done));
  }

  void ListEntries(EntryQuery query, absl::Time deadline,
                   std::function<void(absl::StatusOr<std::vector<Entry>>)> done) override {
    Enqueue<std::vector<Entry>>(
        deadline,
        [query = std::move(query)](ReaderSession& reader, absl::Time until) {
          return reader.ListEntries(query, until);
        },
        std::move(done));
  }

  void Events(EventQuery query, absl::Time deadline,
              std::function<void(absl::StatusOr<std::vector<Event>>)> done) override {
    Enqueue<std::vector<Event>>(
        deadline,
        [query = std::move(query)](ReaderSession& reader, absl::Time until) { return reader.Events(query, until); },
        std::move(done));
  }

  void Audit(AuditQuery query, absl::Time deadline, std::function<void(absl::StatusOr<AuditPage>)> done) override {
    Enqueue<AuditPage>(
        deadline, [query](ReaderSession& reader, absl::Time until) { return reader.Audit(query, until); },
        std::move(done));
  }

  absl::Status Ready() override {
    absl::Status status = writer_.Ready();
    return status.ok() ? points_.With([](ReaderSession& reader) { return reader.Check(); }) : status;
  }

  Stats GetStats() override {
    Stats stats = writer_.GetStats();
    stats.queued_reads = static_cast<int64_t>(reads_.queued());
    if (log_bytes_) stats.log_bytes = log_bytes_();
    return stats;
  }

  // The writer goes last: whoever closes the last connection of a SQLite file tidies up its log.
  void Shutdown() override {
    reads_.Stop();
    points_.Close();
    writer_.Stop();
  }

 private:
  template <typename T>
  void Enqueue(absl::Time deadline, std::function<absl::StatusOr<T>(ReaderSession&, absl::Time)> read,
               std::function<void(absl::StatusOr<T>)> done) {
    auto answer = std::make_shared<std::function<void(absl::StatusOr<T>)>>(std::move(done));
    reads_.Submit({.deadline = deadline,
                   .run =
                       [read = std::move(read), answer](ReaderSession& reader, absl::Time until) {
                         absl::StatusOr<T> result = read(reader, until);
                         absl::Status status = result.status();
                         (*answer)(std::move(result));
                         return status;
                       },
                   .refuse = [answer](absl::Status status) { (*answer)(std::move(status)); }});
  }

  const std::shared_ptr<void> held_;
  const std::function<int64_t()> log_bytes_;
  ReaderPool points_;
  ReadQueue reads_;
  Writer writer_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> StartEngineStore(const StoreOptions& options, const Engine& engine,
                                                        std::shared_ptr<void> held) {
  absl::StatusOr<std::unique_ptr<WriterSession>> session = engine.open_writer();
  if (!session.ok()) return session.status();
  return std::make_unique<EngineStore>(options, engine, *std::move(session), std::move(held));
}

}  // namespace heng::store
