#include "tests/unit/core/verification_testing.h"

#include <gtest/gtest.h>

#include <future>
#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/core/evaluations.h"
#include "service/core/targets.h"
#include "service/store/hashing.h"
#include "service/store/sqlite/reader_session.h"
#include "tests/unit/core/evaluations_testing.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;

template <typename Response, typename Core, typename Request>
Response AnswerOf(const TestCore& core, Core& handlers,
                  void (Core::*handler)(const CallContext&, const Request&, Reply), const Request& request) {
  std::promise<absl::StatusOr<std::string>> promise;
  const std::string body = request.SerializeAsString();
  (handlers.*handler)(core.CallOf(body), request,
                      [&promise](absl::StatusOr<std::string> reply) { promise.set_value(std::move(reply)); });
  const auto reply = promise.get_future().get();
  EXPECT_TRUE(reply.ok()) << reply.status();
  Response response;
  EXPECT_TRUE(reply.ok() && response.ParseFromString(*reply));
  return response;
}

template <typename Request>
Evaluation Answer(const TestCore& core, Evaluations& evaluations,
                  void (Evaluations::*handler)(const CallContext&, const Request&, Reply), const Request& request) {
  return AnswerOf<Evaluation>(core, evaluations, handler, request);
}

heng::v1::CreateEvaluationRequest CreateOf(const std::string& id) {
  heng::v1::CreateEvaluationRequest request;
  request.mutable_evaluation()->set_name("evaluations/" + id);
  *request.mutable_evaluation()->mutable_form() = WholeUnitForm(id);
  request.mutable_evaluation()->mutable_contacts()->set_phone("0352-1234567");
  request.set_request_id("r-" + id);
  return request;
}

heng::v1::UpdateEvaluationRequest RetitleOf(const Evaluation& current, const std::string& title) {
  heng::v1::UpdateEvaluationRequest request;
  request.mutable_evaluation()->set_name(current.name());
  request.mutable_evaluation()->set_etag(current.etag());
  request.mutable_evaluation()->mutable_form()->set_title(title);
  request.mutable_update_mask()->add_paths("form.title");
  return request;
}

// The number of the row itself.
bool IsKey(const Cell& cell) { return cell.column == "sequence" || cell.column == "row"; }

// What may become of one value.
std::vector<Cell> Changes(const Cell& cell) {
  std::vector<Cell> changed;
  const auto add = [&](auto change) {
    changed.push_back(cell);
    change(changed.back());
  };
  const bool key = IsKey(cell);
  if (cell.type == SQLITE_NULL) {
    add([](Cell& c) { c.type = SQLITE_INTEGER; });
  } else if (cell.type == SQLITE_INTEGER) {
    if (cell.column == "active" || cell.column == "resident") {
      add([](Cell& c) { c.number = 1 - c.number; });
      // What lists take for inactive.
      if (cell.number == 1) add([](Cell& c) { c.number = 2; });
      return changed;
    }
    add([&](Cell& c) { c.number += key ? 100 : 1; });
    if (!key && cell.number > 0) add([](Cell& c) { --c.number; });
    if (!key) add([](Cell& c) { c.number += int64_t{1} << 32; });
  } else {
    // Every byte of short values, every 16th of content.
    for (size_t i = 0; i<cell.bytes.size(); i += cell.bytes.size()> 100 ? 16 : 1) {
      add([i](Cell& c) { c.bytes[i] = static_cast<char>(c.bytes[i] ^ 1); });
    }
    add([](Cell& c) { c.bytes.push_back('x'); });
    if (!cell.bytes.empty()) add([](Cell& c) { c.bytes.pop_back(); });
  }
  return changed;
}

std::string Literal(const std::string& bytes) { return "x'" + absl::BytesToHexString(bytes) + "'"; }

}  // namespace

std::unique_ptr<store::ReaderSession> OpenReader(const std::string& path) {
  auto reader = store::sqlite::SqliteReader::Open(path, store::sqlite::Access::kInspect, absl::Now);
  EXPECT_TRUE(reader.ok()) << reader.status();
  return *std::move(reader);
}

File::File(const std::string& path) {
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
  EXPECT_TRUE(Run("PRAGMA synchronous = OFF"));
}

File::~File() { EXPECT_EQ(sqlite3_close(db_), SQLITE_OK); }

bool File::Run(const std::string& sql) {
  return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::vector<Cell> File::Cells(const std::string& table, const std::vector<std::string>& columns) {
  std::vector<Cell> cells;
  for (const std::string& column : columns) {
    sqlite3_stmt* rows = nullptr;
    const std::string sql = "SELECT rowid, " + column + " FROM " + table + " ORDER BY rowid";
    EXPECT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &rows, nullptr), SQLITE_OK) << sqlite3_errmsg(db_);
    while (sqlite3_step(rows) == SQLITE_ROW) {
      Cell cell{table, column, sqlite3_column_int64(rows, 0), sqlite3_column_type(rows, 1), 0, ""};
      cell.number = sqlite3_column_int64(rows, 1);
      if (cell.type == SQLITE_TEXT || cell.type == SQLITE_BLOB) {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(rows, 1));
        cell.bytes.assign(bytes == nullptr ? "" : bytes, static_cast<size_t>(sqlite3_column_bytes(rows, 1)));
      }
      cells.push_back(std::move(cell));
    }
    sqlite3_finalize(rows);
  }
  return cells;
}

bool File::Write(const Cell& cell) {
  sqlite3_stmt* update = nullptr;
  const std::string sql = "UPDATE " + cell.table + " SET " + cell.column + " = ?1 WHERE rowid = ?2";
  EXPECT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &update, nullptr), SQLITE_OK) << sqlite3_errmsg(db_);
  const int size = static_cast<int>(cell.bytes.size());
  if (cell.type == SQLITE_INTEGER) sqlite3_bind_int64(update, 1, cell.number);
  if (cell.type == SQLITE_TEXT) sqlite3_bind_text(update, 1, cell.bytes.data(), size, SQLITE_TRANSIENT);
  if (cell.type == SQLITE_BLOB) sqlite3_bind_blob(update, 1, cell.bytes.data(), size, SQLITE_TRANSIENT);
  sqlite3_bind_int64(update, 2, cell.row);
  const bool done = sqlite3_step(update) == SQLITE_DONE && sqlite3_changes(db_) == 1;
  sqlite3_finalize(update);
  return done;
}

void WriteHistory(const std::string& path) {
  const auto store = store::MustOpen({.path = path});
  FakeStore office;
  TestCore core(store.get(), &office, HistoryOffice(), [](std::string_view text) { ADD_FAILURE() << text; });
  Evaluations evaluations({.writes = core.writes(), .new_id = [] { return "unused"; }});
  Evaluation a = Answer(core, evaluations, &Evaluations::Create, CreateOf("aaa"));
  const Evaluation b = Answer(core, evaluations, &Evaluations::Create, CreateOf("bbb"));
  a = Answer(core, evaluations, &Evaluations::Update, RetitleOf(a, "第一稿"));
  heng::v1::SubmitEvaluationRequest submit;
  submit.mutable_evaluation()->set_name(a.name());
  submit.mutable_evaluation()->set_etag(a.etag());
  Answer(core, evaluations, &Evaluations::Submit, submit);
  heng::v1::SubmitEvaluationRequest whole;
  *whole.mutable_evaluation() = CreateOf("ccc").evaluation();
  Answer(core, evaluations, &Evaluations::Submit, whole);
  const Evaluation d = Answer(core, evaluations, &Evaluations::Create, CreateOf("ddd"));
  heng::v1::DiscardEvaluationRequest discard;
  discard.set_name(d.name());
  discard.set_etag(d.etag());
  Answer(core, evaluations, &Evaluations::Discard, discard);
  Answer(core, evaluations, &Evaluations::Update, RetitleOf(b, "第二稿"));
  store->Shutdown();
}

void WriteLife(const std::string& path) {
  const auto store = store::MustOpen({.path = path});
  FakeStore office;
  TestCore core(store.get(), &office, HistoryOffice(), [](std::string_view text) { ADD_FAILURE() << text; });
  Evaluations evaluations({.writes = core.writes(), .new_id = [] { return "unused"; }});
  Targets targets({.writes = core.writes(), .new_id = [] { return "targets/ttt"; }});
  heng::v1::CommentFormRequest comment;
  comment.set_name("evaluations/bbb");
  comment.set_etag("2");
  comment.add_comments()->set_text("请补充说明");
  Answer(core, evaluations, &Evaluations::Comment, comment);
  heng::v1::CreateTargetRequest create;
  auto* const content = create.mutable_target()->mutable_form();
  content->set_subject("orgs/aaa");
  content->set_subject_kind(heng::v1::WHOLE_UNIT);
  content->set_org("orgs/aaa");
  content->set_fiscal_year(2026);
  content->set_title("第一稿");
  heng::v1::Target target = AnswerOf<heng::v1::Target>(core, targets, &Targets::Create, create);
  comment.set_name(target.name());
  comment.set_etag(target.etag());
  target = AnswerOf<heng::v1::Target>(core, targets, &Targets::Comment, comment);
  heng::v1::UpdateTargetRequest update;
  *update.mutable_target() = target;
  update.mutable_target()->mutable_form()->set_title("第二稿");
  AnswerOf<heng::v1::Target>(core, targets, &Targets::Update, update);
  heng::v1::AnswerCommentsRequest answer;
  answer.set_name("evaluations/bbb");
  answer.set_etag("3");
  auto* const first = answer.add_answers();
  first->set_comment("c1");
  first->set_text("已补充");
  Answer(core, evaluations, &Evaluations::Answer, answer);
  store->Shutdown();
}

void WriteEntryHistory(const std::string& path) {
  const auto store = store::MustOpen({.path = path});
  const auto write = [&store](store::Write job) {
    const store::WriteResult result = RunWrite(*store, std::move(job));
    EXPECT_TRUE(result.status.ok()) << result.status;
  };
  store::Entry org = store::NewEntry("orgs/a", "the org as it was made");
  org.resident = true;
  write(store::CreateEntries({org, store::NewEntry("projects/p", "the project as it was made")}));
  write(store::UpdateEntry("orgs/a", 1, "the org as it was changed"));
  store::Write retire = store::UpdateEntry("projects/p", 1, "the project at its end");
  retire.decide = [decide = retire.decide](const store::Snapshot& snapshot) {
    auto decision = decide(snapshot);
    decision->front().entry->active = false;
    return decision;
  };
  write(std::move(retire));
  write(store::CreateEntries({store::NewEntry("tokens/t", "the token")}));
  write(store::UpdateWrite("bbb", 2, ""));
  store->Shutdown();
}

std::string Text(const Problems& problems) {
  std::string text;
  for (const auto& problem : problems) absl::StrAppend(&text, problem.ShortDebugString(), "\n");
  return text.empty() ? "nothing found" : text;
}

void TryEveryChange(const std::string& path, const std::string& table, const std::vector<std::string>& columns,
                    const std::function<bool(const Cell& original, const Problems&)>& found) {
  File file(path);
  const auto reader = OpenReader(path);
  std::map<std::string, int> tried;
  for (const Cell& cell : file.Cells(table, columns)) {
    for (const Cell& changed : Changes(cell)) {
      ASSERT_TRUE(file.Write(changed)) << table << "." << cell.column << " of row " << cell.row;
      const Problems problems = Check(*reader).problems();
      ASSERT_TRUE(found(cell, problems)) << table << "." << cell.column << " of row " << cell.row << ": "
                                         << Text(problems);
      ++tried[cell.column];
      Cell back = cell;
      if (IsKey(cell)) back.row = changed.number;
      ASSERT_TRUE(file.Write(back));
    }
  }
  for (const std::string& column : columns) EXPECT_GT(tried[column], 0) << table << "." << column;
  EXPECT_THAT(Check(*reader).problems(), ::testing::IsEmpty()) << "all was put back";
}

std::vector<store::Event> ReadEvents(const std::string& path) {
  const auto events = OpenReader(path)->Events(
      {.after_sequence = 0, .limit = 1000, .resource = std::nullopt, .scope = {}}, absl::InfiniteFuture());
  EXPECT_TRUE(events.ok()) << events.status();
  return *events;
}

LogCheck Check(const std::string& path, int32_t rows) { return Check(*OpenReader(path), rows); }

LogCheck Check(store::ReaderSession& reader, int32_t rows) {
  LogCheck check;
  for (bool done = false; !done;) {
    const auto page = reader.Audit({.after_sequence = check.at().sequence, .limit = rows}, absl::InfiniteFuture());
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    check.Add(*page);
    done = page->rows.size() < static_cast<size_t>(rows);
  }
  return check;
}

void AcceptHeader(const std::string& path, const std::string& id, int64_t sequence) {
  AcceptHash(path, store::Sha256(store::CanonicalBytes(OpenReader(path)->Get(id)->header)), sequence);
}

void AcceptHash(const std::string& path, const std::string& hash, int64_t sequence) {
  EXPECT_TRUE(File(path).Run(
      absl::StrCat("UPDATE events SET header_sha256 = ", Literal(hash), " WHERE sequence = ", sequence)));
}

void RewriteChain(const std::string& path) {
  std::string previous(store::kSha256Size, '\0');
  const auto events = ReadEvents(path);
  File file(path);
  for (store::Event event : events) {
    event.previous_sha256 = previous;
    previous = store::EventSha256(event);
    EXPECT_TRUE(file.Run(absl::StrCat("UPDATE events SET previous_sha256 = ", Literal(event.previous_sha256),
                                      ", sha256 = ", Literal(previous), " WHERE sequence = ", event.sequence)));
  }
}

}  // namespace heng::core
