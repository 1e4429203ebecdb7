// hengd check.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "service/admin/audit.h"
#include "service/admin/commands.h"
#include "service/store/sqlite/database.h"
#include "service/store/sqlite/inspect.h"
#include "service/store/sqlite/migrations.h"
#include "service/store/sqlite/open_check.h"
#include "service/store/sqlite/schema.h"

namespace heng::admin {
namespace {

using store::sqlite::Database;

// Pages and tables. False: nothing more can be read.
bool CheckPages(const Database& db, const Console& console, int64_t version, Report* report) {
  absl::StatusOr<std::vector<std::string>> pages = store::sqlite::PageProblems(db, static_cast<int>(kMaxProblems));
  if (!pages.ok()) {
    report->Add(
        absl::StrCat(console.Say("文件读不下去：", "the file cannot be read further: "), pages.status().message()));
    return false;
  }
  for (const std::string& problem : *pages) report->Add(console.Say("数据页：", "pages: ") + problem);
  absl::StatusOr<std::vector<std::string>> tables = store::sqlite::SchemaDifferences(db, static_cast<int32_t>(version));
  if (!tables.ok()) {
    report->Add(std::string(tables.status().message()));
    return false;
  }
  for (const std::string& problem : *tables) report->Add(console.Say("表结构：", "schema: ") + problem);
  return true;
}

// Every form by its hashes.
void CheckForms(const std::string& path, const Console& console, Report* report, AuditResult* result) {
  absl::StatusOr<std::unique_ptr<store::ReaderSession>> reader = store::sqlite::OpenForAudit(path);
  absl::StatusOr<store::LogHead> end = reader.ok() ? (*reader)->Head() : reader.status();
  if (!end.ok()) {
    report->Add(std::string(end.status().message()));
    return;
  }
  ProgressLine line(console);
  absl::StatusOr<AuditResult> judged =
      AuditWithProgress([&](const store::AuditQuery& query) { return (*reader)->Audit(query, absl::InfiniteFuture()); },
                        *end, console, line);
  line.Finish();
  if (!judged.ok()) {
    report->Add(
        absl::StrCat(console.Say("日志读不下去：", "the log cannot be read further: "), judged.status().message()));
    return;
  }
  *result = *std::move(judged);
  report->AddAll(*result);
}

void Advise(const Console& console, const std::string& path) {
  console.Note(console.Say("怎么办：先停止 hengd 并把该文件连同 -wal 另存备查，再恢复最近一个完好的备份：",
                           "what to do: stop hengd, keep the file and its -wal for inspection, then put back the last "
                           "sound backup: ") +
               "hengd restore --from BACKUP --store sqlite:" + path);
}

absl::StatusOr<Database> Open(const std::string& path) {
  absl::Status status = store::sqlite::CheckPresent(path);
  if (!status.ok()) return status;
  if (store::sqlite::FileBytes(path + "-journal") > 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, " has a journal (-journal) beside it: a change was cut off, and what can be read is neither ",
        "old nor new; run hengd migrate or start hengd, which take it back, then check again"));
  }
  absl::StatusOr<Database> db = Database::Open(path, store::sqlite::Access::kInspect);
  if (db.ok()) return db;
  return absl::Status(db.status().code(),
                      absl::StrCat("the store ", path, " cannot be opened (", db.status().message(),
                                   "): if it is damaged, stop hengd, keep the file for inspection and restore the last "
                                   "backup"));
}

}  // namespace

int RunCheck(const std::string& path, const Console& console) {
  const absl::Time began = absl::Now();
  absl::StatusOr<Database> db = Open(path);
  if (!db.ok()) return console.Fail(db.status());
  absl::StatusOr<int64_t> version = db->QueryInt("PRAGMA user_version");
  if (version.ok() && (*version < 1 || *version > store::sqlite::kSchemaVersion)) {
    return console.Fail(store::sqlite::CheckFile(path, absl::ZeroDuration()));
  }
  Report report(console);
  AuditResult result;
  {
    ProgressLine line(console);
    line.Show(console.Say("正在检查数据页", "checking the pages"), 0, 0, "", false);
    line.Finish();
    if (!version.ok()) {
      report.Add(std::string(version.status().message()));
    } else if (CheckPages(*db, console, *version, &report)) {
      if (*version == store::sqlite::kSchemaVersion) {
        CheckForms(path, console, &report, &result);
      } else if (const absl::Status chain = store::sqlite::CheckChain(*db, nullptr); !chain.ok()) {
        report.Add(std::string(chain.message()));
      }
    }
  }
  if (report.count() > 0) {
    console.Result(absl::StrCat(console.Say("发现问题 ", "problems: "), report.count()));
    Advise(console, path);
    return kExitFailure;
  }
  if (*version < store::sqlite::kSchemaVersion) {
    console.Result(absl::StrCat(
        console.Say("数据页和日志完好，但结构版本是 ", "pages and log are sound, but the schema is version "), *version,
        console.Say("，各表内容尚未核对；请先运行 ", ", so no form was checked; run "),
        "hengd migrate --store sqlite:", path, console.Say("，再检查一次", ", then check again")));
    return kExitOk;
  }
  SaySound(console, result, began);
  return kExitOk;
}

}  // namespace heng::admin
