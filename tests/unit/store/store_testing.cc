#include "tests/unit/store/store_testing.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/hashing.h"

namespace heng::store {

TempFolder::TempFolder() : TempFolder(::testing::TempDir()) {}

TempFolder::TempFolder(const std::string& parent) {
  // Without links and doubled slashes, as messages name it.
  path_ = std::filesystem::canonical(parent).string() + "/heng-store-XXXXXX";
  if (mkdtemp(path_.data()) == nullptr) std::abort();
}

TempFolder::~TempFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

std::string MemoryFolder() { return std::filesystem::exists("/dev/shm") ? "/dev/shm" : ::testing::TempDir(); }

void Gate::Open() {
  std::lock_guard<std::mutex> lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

void Gate::Wait() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return open_; });
}

std::function<void(WriteResult)> Answers::Expect() {
  std::lock_guard<std::mutex> lock(mutex_);
  const size_t index = results_.size();
  results_.emplace_back();
  calls_.push_back(0);
  return [this, index](WriteResult result) {
    std::lock_guard<std::mutex> inner(mutex_);
    EXPECT_EQ(++calls_[index], 1) << "answered twice";
    results_[index] = std::move(result);
    ++answered_;
    changed_.notify_all();
  };
}

std::vector<WriteResult> Answers::Wait() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return answered_ >= results_.size(); });
  return results_;
}

Mutation NewForm(const std::string& id, const std::string& content) {
  Mutation mutation;
  Header& header = mutation.header.emplace();
  header.id = id;
  header.etag = header.content_rev = 1;
  header.form_type = IsTargetName(id) ? kTarget : kEvaluation;
  header.subject = "projects/" + (IsTargetName(id) ? id.substr(kTargetCollection.size()) : id);
  header.subject_kind = 1;
  header.org_id = "dt-121005";
  header.fiscal_year = 2022;
  header.state = 1;
  header.project_name = "J残疾人就业保障金";
  header.policy = "policies/shanxi-2022@1";
  header.policy_sha256 = std::string(64, 'a');
  header.total = 1'000'000;
  header.grade = 1;
  mutation.revision =
      Revision{.id = id, .rev = 1, .form = content, .score = "score of " + id, .contacts = "", .review = ""};
  mutation.event = {.caller = "li",
                    .role = "preparer",
                    .action = IsTargetName(id) ? "target.create" : "evaluation.create",
                    .resource = FormNameOf(id),
                    .org_id = header.org_id,
                    .policy = header.policy,
                    .request_id = ""};
  return mutation;
}

Entry NewEntry(const std::string& name, const std::string& body) {
  Entry entry;
  entry.name = name;
  entry.collection = name.substr(0, name.find('/'));
  entry.etag = 1;
  entry.org_id = "dt-121005";
  entry.body = body;
  return entry;
}

Mutation ChangeOf(Entry entry) {
  Mutation mutation;
  mutation.event = {.caller = "wang",
                    .role = "admin",
                    .action = "org.change",
                    .resource = entry.name,
                    .org_id = entry.org_id,
                    .policy = "",
                    .request_id = ""};
  mutation.entry = std::move(entry);
  return mutation;
}

Write CreateEntries(std::vector<Entry> entries) {
  Write write;
  for (const Entry& entry : entries) write.keys.entries.push_back(entry.name);
  write.decide = [entries = std::move(entries)](const Snapshot& snapshot) -> absl::StatusOr<std::vector<Mutation>> {
    std::vector<Mutation> mutations;
    for (size_t i = 0; i < entries.size(); ++i) {
      if (snapshot.entries[i]) return absl::AlreadyExistsError(entries[i].name);
      mutations.push_back(ChangeOf(entries[i]));
    }
    return mutations;
  };
  return write;
}

Write UpdateEntry(const std::string& name, int64_t etag, const std::string& body) {
  Write write;
  write.keys.entries = {name};
  write.decide = [name, etag, body](const Snapshot& snapshot) -> absl::StatusOr<std::vector<Mutation>> {
    if (!snapshot.entries.front()) return absl::NotFoundError(name);
    Entry entry = *snapshot.entries.front();
    if (entry.etag != etag) return absl::AbortedError(absl::StrCat("etag is ", entry.etag));
    ++entry.etag;
    entry.body = body;
    return One(ChangeOf(std::move(entry)));
  };
  return write;
}

std::vector<Mutation> One(Mutation mutation) {
  std::vector<Mutation> mutations;
  mutations.push_back(std::move(mutation));
  return mutations;
}

Mutation NextOf(const Header& header, const std::string& content) {
  Mutation mutation = NewForm(header.id);
  mutation.header = header;
  ++mutation.header->etag;
  mutation.revision.reset();
  mutation.event.action = IsTargetName(header.id) ? "target.update" : "evaluation.update";
  mutation.event.org_id = header.org_id;
  mutation.event.policy = header.policy;
  if (!content.empty()) {
    mutation.header->content_rev = mutation.header->etag;
    mutation.revision = Revision{
        .id = header.id, .rev = mutation.header->etag, .form = content, .score = "s", .contacts = "c", .review = ""};
  }
  return mutation;
}

Mutation ReviewOf(const Header& header, const std::string& review, const std::string& content) {
  Mutation mutation = NextOf(header, content);
  if (!mutation.revision) {
    mutation.revision.emplace();
    mutation.revision->id = header.id;
    mutation.revision->rev = mutation.header->etag;
  }
  mutation.revision->review = review;
  mutation.header->review_rev = mutation.header->etag;
  return mutation;
}

Write CreateWrite(Mutation mutation) {
  Write write;
  const Header& header = *mutation.header;
  write.keys.id = header.id;
  write.keys.form_key = FormKey{.form_type = header.form_type,
                                .subject = header.subject,
                                .org_id = header.org_id,
                                .subject_kind = header.subject_kind,
                                .fiscal_year = header.fiscal_year};
  if (mutation.request) write.keys.request = mutation.request->key;
  write.decide = [mutation](const Snapshot& snapshot) -> absl::StatusOr<std::vector<Mutation>> {
    if (snapshot.request) return std::vector<Mutation>();
    if (snapshot.by_id || snapshot.by_key) return absl::AlreadyExistsError(mutation.header->id);
    Mutation decided = mutation;
    decided.header->create_time = decided.header->update_time = snapshot.now;
    return One(std::move(decided));
  };
  return write;
}

namespace {

Write ChangeWrite(const std::string& id, int64_t etag, std::function<Mutation(const Header&)> next) {
  Write write;
  write.keys.id = id;
  write.decide = [id, etag, next = std::move(next)](const Snapshot& snapshot) -> absl::StatusOr<std::vector<Mutation>> {
    if (!snapshot.by_id) return absl::NotFoundError(id);
    if (snapshot.by_id->etag != etag) return absl::AbortedError(absl::StrCat("etag is ", snapshot.by_id->etag));
    Mutation decided = next(*snapshot.by_id);
    decided.header->update_time = snapshot.now;
    return One(std::move(decided));
  };
  return write;
}

}  // namespace

Write UpdateWrite(const std::string& id, int64_t etag, const std::string& content) {
  return ChangeWrite(id, etag, [content](const Header& stored) { return NextOf(stored, content); });
}

Write ReviewWrite(const std::string& id, int64_t etag, const std::string& review, const std::string& content) {
  return ChangeWrite(id, etag, [review, content](const Header& stored) { return ReviewOf(stored, review, content); });
}

WriteResult RunWrite(Store& store, Write write) {
  Answers answers;
  write.done = answers.Expect();
  store.Submit(std::move(write));
  return answers.Wait().front();
}

namespace {

template <typename T>
absl::StatusOr<T> Await(const std::function<void(std::function<void(absl::StatusOr<T>)>)>& start) {
  std::promise<absl::StatusOr<T>> promise;
  start([&promise](absl::StatusOr<T> result) { promise.set_value(std::move(result)); });
  return promise.get_future().get();
}

}  // namespace

absl::StatusOr<std::vector<Header>> RunList(Store& store, ListQuery query, absl::Time deadline) {
  return Await<std::vector<Header>>([&](auto done) { store.List(std::move(query), deadline, std::move(done)); });
}

absl::StatusOr<std::vector<CountRow>> RunCount(Store& store, ListQuery query, absl::Time deadline) {
  return Await<std::vector<CountRow>>([&](auto done) { store.Count(std::move(query), deadline, std::move(done)); });
}

absl::StatusOr<std::vector<Entry>> RunListEntries(Store& store, EntryQuery query, absl::Time deadline) {
  return Await<std::vector<Entry>>([&](auto done) { store.ListEntries(std::move(query), deadline, std::move(done)); });
}

absl::StatusOr<std::vector<Event>> RunEvents(Store& store, int64_t after_sequence, int32_t limit) {
  return RunEvents(store, {.after_sequence = after_sequence, .limit = limit, .resource = std::nullopt, .scope = {}});
}

absl::StatusOr<std::vector<Event>> RunEvents(Store& store, EventQuery query, absl::Time deadline) {
  return Await<std::vector<Event>>([&](auto done) { store.Events(std::move(query), deadline, std::move(done)); });
}

absl::StatusOr<AuditPage> RunAudit(Store& store, AuditQuery query, absl::Time deadline) {
  return Await<AuditPage>([&](auto done) { store.Audit(query, deadline, std::move(done)); });
}

void HoldWriter(Store& store, Gate& gate, Answers& answers) {
  // Shared: the decision may be made again after this has returned.
  auto held = std::make_shared<Gate>();
  Write write;
  write.decide = [held, &gate](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> {
    held->Open();
    gate.Wait();
    return std::vector<Mutation>();
  };
  // On a broken disk there may be an answer without a decision.
  write.done = [held, answer = answers.Expect()](WriteResult result) {
    held->Open();
    answer(std::move(result));
  };
  store.Submit(std::move(write));
  held->Wait();
}

std::unique_ptr<Store> MustOpen(SqliteOptions options) {
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqlite(std::move(options));
  if (!store.ok()) {
    ADD_FAILURE() << store.status();
    std::abort();
  }
  return *std::move(store);
}

std::string VerifyChain(Store& store) {
  std::string previous(kSha256Size, '\0');
  int64_t sequence = 0, time = 0;
  while (true) {
    absl::StatusOr<std::vector<Event>> events = RunEvents(store, sequence, 100);
    if (!events.ok()) return events.status().ToString();
    if (events->empty()) return "";
    for (const Event& event : *events) {
      const std::string name = absl::StrCat("event ", event.sequence, ": ");
      if (event.sequence != sequence + 1) return name + "gap";
      if (event.time <= time) return name + "time does not increase";
      if (event.previous_sha256 != previous) return name + "not linked";
      if (event.sha256 != EventSha256(event)) return name + "wrong hash";
      sequence = event.sequence;
      time = event.time;
      previous = event.sha256;
    }
  }
}

namespace {

int TakeText(void* out, int columns, char** values, char**) {
  auto& text = *static_cast<std::string*>(out);
  if (!text.empty()) text += "\n";
  for (int i = 0; i < columns; ++i) absl::StrAppend(&text, i == 0 ? "" : "|", values[i] == nullptr ? "" : values[i]);
  return 0;
}

}  // namespace

std::string Query(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  std::string result;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), TakeText, &result, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  EXPECT_EQ(sqlite3_close(db), SQLITE_OK);
  return result;
}

std::string QuerySql(const std::string& path, const std::string& sql) { return Query(path, sql); }

std::string IntegrityCheck(const std::string& path) { return Query(path, "PRAGMA integrity_check"); }

void RunSql(const std::string& path, const std::string& sql) { Query(path, sql); }

void MakeVersion1(const std::string& path) {
  RunSql(path, FileText(HENG_SOURCE_DIR "/tests/data/stores/v1.sql"));
  RunSql(path, "PRAGMA journal_mode = WAL");  // as hengd leaves it
}

void MakeVersion2(const std::string& path) {
  RunSql(path, FileText(HENG_SOURCE_DIR "/tests/data/stores/v2.sql"));
  RunSql(path, "PRAGMA journal_mode = WAL");
}

void MakeVersion3(const std::string& path) {
  RunSql(path, FileText(HENG_SOURCE_DIR "/tests/data/stores/v3.sql"));
  RunSql(path, "PRAGMA journal_mode = WAL");
}

std::string FileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace heng::store
