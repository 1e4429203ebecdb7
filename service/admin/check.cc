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

// Lists what is wrong and counts it.
class Report {
 public:
  explicit Report(const Console& console) : console_(console) {}

  void Add(const std::string& line, int64_t count = 1) {
    if (listed_++ < kMaxProblems) console_.Result(absl::StrCat(console_.Say("问题：", "problem: "), line));
    count_ += count;
  }
  void AddUnlisted(int64_t count) { count_ += count; }
  int64_t count() const { return count_; }

 private:
  const Console& console_;
  size_t listed_ = 0;
  int64_t count_ = 0;
};

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
store::LogHead CheckForms(const std::string& path, const Console& console, Report* report, int64_t* forms) {
  absl::StatusOr<std::unique_ptr<store::ReaderSession>> reader = store::sqlite::OpenForAudit(path);
  absl::StatusOr<store::LogHead> end = reader.ok() ? (*reader)->Head() : reader.status();
  if (!end.ok()) {
    report->Add(std::string(end.status().message()));
    return {};
  }
  ProgressLine line(console);
  absl::StatusOr<AuditResult> result =
      AuditAll([&](const store::AuditQuery& query) { return (*reader)->Audit(query, absl::InfiniteFuture()); },
               [&](int64_t done) {
                 line.Show(console.Say("正在逐表核对", "checking every form"), done, std::max(end->sequence, done),
                           console.Say("条事件", "events"), true);
               });
  line.Finish();
  if (!result.ok()) {
    report->Add(
        absl::StrCat(console.Say("日志读不下去：", "the log cannot be read further: "), result.status().message()));
    return {};
  }
  for (const heng::v1::LogProblem& problem : result->problems) {
    report->Add(absl::StrCat(console.Say("事件 ", "event "), problem.sequence(), " (", problem.resource(), ") [",
                             problem.kind(), "] ", console.Say(problem.message().zh(), problem.message().en())));
  }
  report->AddUnlisted(result->problem_count - static_cast<int64_t>(result->problems.size()));
  *forms = result->forms;
  return result->head;
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
  return Database::Open(path, store::sqlite::Access::kInspect);
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
  int64_t forms = 0;
  store::LogHead head;
  {
    ProgressLine line(console);
    line.Show(console.Say("正在检查数据页", "checking the pages"), 0, 0, "", false);
    line.Finish();
    if (!version.ok()) {
      report.Add(std::string(version.status().message()));
    } else if (CheckPages(*db, console, *version, &report)) {
      if (*version == store::sqlite::kSchemaVersion) {
        head = CheckForms(path, console, &report, &forms);
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
    console.Result(absl::StrCat(console.Say("完好；但结构版本是 ", "sound; but the schema is version "), *version,
                                console.Say("，请运行 ", ", run "), "hengd migrate --store sqlite:", path));
    return kExitOk;
  }
  console.Result(absl::StrCat(console.Say("完好：表 ", "sound: forms "), forms, console.Say("，事件 ", ", events "),
                              head.sequence, console.Say("，日志末端 ", ", head "), HeadText(head),
                              console.Say("，用时(秒) ", ", seconds "), Seconds(absl::Now() - began)));
  return kExitOk;
}

}  // namespace heng::admin
