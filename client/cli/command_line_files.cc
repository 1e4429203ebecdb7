// heng export, heng import and heng layout.
#include <algorithm>
#include <initializer_list>
#include <string>

#include "absl/strings/match.h"
#include "client/cli/command_line.h"
#include "client/cli/commands.h"
#include "client/cli/form_labels.h"

namespace heng::cli {

void CommandLine::AddSheetOwner(CLI::App* sub) {
  AddOrg(sub, T("表上认不出单位时，是哪个单位的", "whose form a sheet is, where it does not say"));
  sub->add_option("--project", options_.project,
                  T("表上认不出项目时，是哪个项目的", "which project it is about, where it does not say"))
      ->transform(
          [](const std::string& name) { return name.starts_with("orgs/") ? name : WithCollection("projects", name); });
  AddSheetYear(sub);
}

void CommandLine::AddSheetYear(CLI::App* sub) {
  sub->add_option("--year", options_.fiscal_year,
                  T("xlsx 表上没有年度时，是哪一年的", "the year of an xlsx sheet that does not say it"));
}

CLI::Option* CommandLine::AddOut(CLI::App* sub) {
  return Takes(sub->add_option("--out", options_.out,
                               T("文件或已有的目录；默认当前目录；- 为标准输出",
                                 "a file, or a folder that exists; default: here; - is stdout")),
               FileNames());
}

void CommandLine::AddExport() {
  CLI::App* sub =
      Sub(&app_, "export", T("把表导出为 xlsx、pdf、html 或 json 文件", "forms as xlsx, pdf, html or json"), RunExport);
  sub->add_option("NAME", options_.names, T("名称；不写前缀则为自评表", "name; an evaluation if it has no collection"))
      ->transform([](const std::string& name) {
        return name.find('/') == std::string::npos ? WithCollection("evaluations", name) : name;
      })
      ->required();
  Takes(sub->add_option("--format", options_.format,
                        T("格式：xlsx、pdf、html、json；默认按 --out 的扩展名，否则 xlsx",
                          "format: xlsx, pdf, html, json; else as --out ends, else xlsx")),
        WordsOf({"xlsx", "pdf", "html", "json"}));
  sub->add_option("--layout", options_.layout,
                  T("版式（heng layout list）；默认用表自己的", "layout (heng layout list); default: the form's own"));
  AddOut(sub);
  sub->add_flag("--findings", options_.findings, T("xlsx：把问题写成批注", "xlsx: findings as notes on the cells"));
  sub->add_option("--revision", options_.revision, T("以前的某一版本", "as it was at this etag"));
  sub->add_flag("--force", options_.force, T("覆盖已有的文件", "replace files that are there"));
  sub->footer(
      T("示例：\n  heng export dt-2022-bangfu\n  heng export dt-2022-bangfu --format pdf --out 自评表.pdf\n"
        "  heng export targets/dt-2026-bangfu dt-2022-bangfu --out 导出/",
        "Examples:\n  heng export dt-2022-bangfu\n  heng export dt-2022-bangfu --format pdf --out form.pdf\n"
        "  heng export targets/dt-2026-bangfu dt-2022-bangfu --out exported/"));
}

void CommandLine::AddImportForms() {
  CLI::App* sub = Sub(&app_, "import",
                      T("读入表格文件（.xlsx、.json），与已有的逐格比较，存为草稿",
                        "read form files (.xlsx, .json), compare them cell by cell, keep them as drafts"),
                      RunImport);
  Takes(sub->add_option("FILE", options_.files, T("自评表或目标表文件", "files of evaluations or targets"))->required(),
        FileNames());
  AddSheetOwner(sub);
  sub->add_option("--layout", options_.layout,
                  T("按这种版式读（默认自动识别）", "read it by this layout (default: found out)"));
  AddPolicyOption(sub, T("评分规则，须是现行的；默认不核对", "scoring policy, which has to be the one in force"));
  Takes(
      sub->add_option("--on-conflict", options_.on_conflict,
                      T("已有的表与文件不同时：update 更新、skip 跳过、fail 报错；默认更新草稿，但导出后又改过的报错；"
                        "已提交的从不改动",
                        "if a form is there and differs: update, skip or fail; by default drafts are updated unless "
                        "they changed after the export; what is submitted never is")),
      WordsOf({"update", "skip", "fail"}));
  Takes(sub->add_option("--results", options_.results,
                        T("把每个文件的结果逐行写入这个文件（JSON），边做边写",
                          "write a line of JSON for each file to this file, as it goes")),
        FileNames());
  sub->add_flag("--resume", options_.resume,
                T("接着 --results 里的做：内容相同且已完成的文件不再做",
                  "go on where --results ends: files that are done are left out"));
  sub->add_flag("--full", options_.full,
                T("多个文件也显示每一处不同和问题", "all differences and findings of each file"));
  AddDryRun(sub);
  sub->footer(T(
      "表上的单位按编码、再按名称认定，项目按代码、再按名称认定；认不出时用 --org、--project、--year 写明。\n"
      "示例：\n  heng import 自评表.xlsx --dry-run\n  heng import 报送/*.xlsx --year 2022 --results 结果.jsonl\n"
      "  heng import 报送/*.xlsx --year 2022 --results 结果.jsonl --resume\n"
      ".xls、.et、.doc 请先在 WPS 或 Excel 里另存为 .xlsx。",
      "The org is found by its code on the sheet, then by its title, the project by its code, then by its name; where\n"
      "they are not found, name them with --org, --project and --year.\n"
      "Examples:\n  heng import form.xlsx --dry-run\n  heng import filed/*.xlsx --year 2022 --results results.jsonl\n"
      "  heng import filed/*.xlsx --year 2022 --results results.jsonl --resume\n"
      "Save .xls, .et and .doc as .xlsx first, with WPS, Excel or LibreOffice."));
}

void CommandLine::AddEvalImport(CLI::App* eval) {
  CLI::App* sub =
      Sub(eval, "import",
          T("从文件批量导入，一行一份（JSON），也可是数组", "import many from files, a line of JSON for each"),
          RunEvalImport);
  Takes(sub->add_option("FILE", options_.files,
                        T("文件：一行一份自评表，或一个数组；- 为标准输入",
                          "files: an evaluation a line, or an array; - is stdin"))
            ->required(),
        FileNames());
  sub->add_option("--batch", options_.batch,
                  T("批次号（默认由文件内容定）；同一批次同一行只算一次",
                    "id of the batch (default: from the file); a row of a batch counts once"));
  sub->add_flag("--submit", options_.submit, T("导入即提交（默认存为草稿）", "submit them (default: keep drafts)"));
  Takes(sub->add_option("--on-conflict", options_.on_conflict,
                        T("已有同名或同一项目、单位、年度的表时：fail 拒绝（默认）、skip 跳过、update 替换草稿；"
                          "已提交的从不改动",
                          "if the name or subject, org and year are taken: fail (default), skip, or update drafts; "
                          "what is submitted never is")),
        WordsOf({"fail", "skip", "update"}));
  AddPolicyOption(sub, T("评分规则，须是现行的；默认不核对", "scoring policy, which has to be the one in force"));
  Takes(sub->add_option("--results", options_.results,
                        T("把每一行的结果逐行写入这个文件（JSON），边做边写",
                          "write a line of JSON for each row to this file, as it goes")),
        FileNames());
  sub->add_flag(
      "--resume", options_.resume,
      T("接着 --results 里的做：已完成的行不再发送", "go on where --results ends: rows that are done are left out"));
  AddDryRun(sub);
  sub->footer(
      T("中断后再次运行同样的命令即可：已导入的行不会重复。\n"
        "示例：\n  heng eval import 自评表.jsonl --dry-run\n"
        "  heng eval import 自评表.jsonl --submit --results 结果.jsonl\n"
        "  heng eval import 自评表.jsonl --submit --results 结果.jsonl --resume",
        "When it was interrupted, run the same command again: no row is imported twice.\n"
        "Examples:\n  heng eval import forms.jsonl --dry-run\n"
        "  heng eval import forms.jsonl --submit --results results.jsonl\n"
        "  heng eval import forms.jsonl --submit --results results.jsonl --resume"));
}

void CommandLine::AddLayouts() {
  CLI::App* layout = Group("layout", T("版式：表在纸上的样子", "layouts: how forms look on paper"));
  Sub(layout, "list", T("列出版式", "list layouts"), RunLayoutList);
  CLI::App* blank =
      Sub(layout, "template", T("导出一张空表（xlsx）", "an empty form to fill in (xlsx)"), RunLayoutTemplate);
  blank->add_option("LAYOUT", options_.layout, T("版式，如 zp-shanxi-2022", "layout, e.g. zp-shanxi-2022"))->required();
  AddOut(blank);
  AddOrg(blank, T("预先写明单位", "whose form it will be"));
  blank->add_option("--project", options_.project, T("预先写明项目", "which project it will be about"))
      ->transform([](const std::string& name) { return WithCollection("projects", name); });
  blank->add_option("--year", options_.fiscal_year, T("预先写明年度", "which year it will be of"));
  blank->add_flag("--force", options_.force, T("覆盖已有的文件", "replace a file that is there"));
  blank->footer(T("示例：\n  heng layout template zp-shanxi-2022 --year 2022 --out 空表.xlsx",
                  "Examples:\n  heng layout template zp-shanxi-2022 --year 2022 --out form.xlsx"));
}

std::string CommandLine::FinishPaper() {
  // What a file to write is by its name; a spreadsheet where that says nothing.
  const auto ending_of = [](const std::string& out) -> std::string {
    for (const char* format : {"pdf", "html", "json"}) {
      if (absl::EndsWithIgnoreCase(out, std::string(".") + format)) return format;
    }
    return "xlsx";
  };
  const auto is_one_of = [](const std::string& word, std::initializer_list<const char*> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  const bool exports = options_.run == RunExport;
  if (exports && options_.format.empty()) options_.format = ending_of(options_.out);
  if (exports && !is_one_of(options_.format, {"xlsx", "pdf", "html", "json"})) {
    return T("--format 只能是 xlsx、pdf、html 或 json。", "--format is xlsx, pdf, html or json.");
  }
  const bool results = options_.run == RunResultsExport;
  if (results && options_.format.empty()) {
    options_.format = absl::EndsWithIgnoreCase(options_.out, ".csv")    ? "csv"
                      : absl::EndsWithIgnoreCase(options_.out, ".xlsx") ? "xlsx"
                                                                        : "jsonl";
  }
  const bool to_stdout = options_.out.empty() || options_.out == "-";
  if (results && options_.format == "xlsx" && to_stdout) {
    return T("xlsx 要用 --out 写入文件。", "xlsx goes to a file: --out.");
  }
  if (results && options_.resume && (to_stdout || options_.format == "xlsx")) {
    return T("--resume 只用于 --out 的 jsonl 和 csv 文件。", "--resume is for files (--out) of jsonl and csv.");
  }
  if (!is_one_of(options_.on_conflict, {"", "update", "skip", "fail"})) {
    return T("--on-conflict 只能是 update、skip 或 fail。", "--on-conflict is update, skip or fail.");
  }
  if ((options_.run == RunImport || options_.run == RunEvalImport) && options_.resume && options_.results.empty()) {
    return T("--resume 要和 --results 一起用。", "--resume works with --results.");
  }
  if (options_.run == RunEvalImport && !IsSenderId(options_.batch, 24)) {
    return T("--batch 最多 24 位，只能用字母、数字和 . _ : -。", "--batch has at most 24 of A-Z a-z 0-9 . _ : -.");
  }
  if (exports && options_.findings && options_.format != "xlsx") {
    return T("--findings 只用于 xlsx。", "--findings is for xlsx.");
  }
  if (exports && options_.out == "-" && options_.names.size() > 1) {
    return T("- （标准输出）只能导出一张表。", "- (stdout) takes one form.");
  }
  return "";
}

}  // namespace heng::cli
