#include "service/forms/xlsx/refusals.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "scoring/text.h"
#include "service/forms/xlsx/view.h"

namespace heng::forms::xlsx {
namespace {

using absl::StrCat;

constexpr Words kSaveAgain = {"请用 WPS、Excel 或 LibreOffice 打开后另存为 .xlsx，再用新文件。",
                              "Open it in WPS, Excel or LibreOffice, save it as .xlsx and use the new file."};
constexpr Words kOnlyTheForm = {"请把要报的表复制到一个新的工作簿，只留这一张表，另存为 .xlsx。",
                                "Copy the form alone into a new workbook and save that as .xlsx."};
constexpr Words kDropTheRest = {
    "请删去图片和用不到的工作表，或每张表存成一个文件。",
    "Remove pictures and sheets that are not needed, or save each form as a file of its own."};
constexpr Words kClearTheRest = {
    "请选中表格以外的行和列，删除（不是清空）后保存。",
    "Select the rows and columns outside the form, delete (not just clear) them and save."};

// What is wrong in "$zh$" and "$en$", then how to go on.
Mistake Refusal(std::string_view id, std::string_view zh, std::string_view en, Words how) {
  return {std::string(id), StrCat(View(zh), "。", View(how.zh)), StrCat(View(en), ". ", View(how.en))};
}

std::string Quoted(std::string_view name) { return scoring::Excerpt(name); }

}  // namespace

Mistake NotASpreadsheet(Words what, Words how) {
  return Refusal("not-a-spreadsheet", StrCat("这不是 .xlsx 电子表格，而是", View(what.zh)),
                 StrCat("This is no .xlsx spreadsheet but ", View(what.en)), how);
}

Mistake OldFormat() {
  return Refusal(
      "old-format", "这是旧格式的文件（.xls、.et、.doc 或 .wps），读不了",
      "This is a file of an old format (.xls, .et, .doc or .wps), which can't be read",
      {"请用 WPS、Excel 或 LibreOffice 打开，选“另存为”，类型选“Excel 工作簿 (*.xlsx)”，再用新文件；文字文档里的表"
       "请先复制到电子表格。",
       "Open it in WPS, Excel or LibreOffice, choose \"Save as\", type \"Excel workbook (*.xlsx)\", and use the "
       "new file; copy a table of a text document into a spreadsheet first."});
}

Mistake Encrypted() {
  return Refusal("encrypted", "文件设有打开密码，读不了", "The file is protected by a password and can't be read",
                 {"请用密码打开，取消“用密码进行加密”后另存为 .xlsx。",
                  "Open it with the password, take the encryption off and save it as .xlsx."});
}

Mistake Macro() {
  return Refusal("macro", "文件带有宏，不予读取", "The file contains macros and is not read",
                 {"请另存为不带宏的“Excel 工作簿 (*.xlsx)”，再用新文件。",
                  "Save it as \"Excel workbook (*.xlsx)\", which has no macros, and use the new file."});
}

Mistake NestedArchive(std::string_view part) {
  return Refusal(
      "nested-archive", StrCat("文件里还嵌着另一个压缩文件或文档（", Quoted(part), "），不予读取"),
      StrCat("Another archive or document is embedded in the file (", Quoted(part), "), it is not read"),
      {"请删去嵌入的附件后保存，附件另行提交。", "Remove what is embedded, save, and hand it in by itself."});
}

Mistake Entities(std::string_view part) {
  return Refusal("entities", StrCat("文件的 ", Quoted(part), " 中有 DTD 或实体定义，电子表格里不应有，不予读取"),
                 StrCat("The file defines entities (a DTD) in ", Quoted(part),
                        ", which has no place in a spreadsheet; it is not read"),
                 kSaveAgain);
}

Mistake Damaged(std::string_view part, Words why) {
  if (part.empty()) {
    return Refusal(
        "damaged", StrCat("文件不完整或已损坏：", View(why.zh)), StrCat("The file is cut or damaged: ", View(why.en)),
        {"请重新下载或复制一次；能用 WPS、Excel 或 LibreOffice 打开的，请另存为 .xlsx 再用新文件。",
         "Download or copy it once more; if WPS, Excel or LibreOffice can open it, save it there as .xlsx and use "
         "the new file."});
  }
  return Refusal("damaged", StrCat("文件已损坏，在 ", Quoted(part), " 中：", View(why.zh)),
                 StrCat("The file is damaged, in ", Quoted(part), ": ", View(why.en)), kSaveAgain);
}

Mistake TooLarge(size_t bytes, size_t limit) {
  return Refusal("too-large", StrCat("文件有 ", bytes, " 字节，最多读 ", limit, " 字节"),
                 StrCat("The file has ", bytes, " bytes, at most ", limit, " are read"), kDropTheRest);
}

Mistake PartTooLarge(std::string_view part, size_t limit) {
  return Refusal(
      "part-too-large", StrCat("文件中的 ", Quoted(part), " 解压后超过 ", limit, " 字节的上限"),
      StrCat(Quoted(part), " in the file is larger than ", limit, " bytes when decompressed, the most that is read"),
      kOnlyTheForm);
}

Mistake TooLargeUnpacked(size_t limit) {
  return Refusal("too-large-unpacked", StrCat("文件解压后合计超过 ", limit, " 字节的上限"),
                 StrCat("The file is larger than ", limit, " bytes when decompressed, the most that is read"),
                 kOnlyTheForm);
}

Mistake TooManyParts(size_t count, size_t limit) {
  return Refusal("too-many-parts", StrCat("文件由 ", count, " 个部件组成，最多 ", limit, " 个"),
                 StrCat("The file consists of ", count, " parts, at most ", limit, " are read"), kDropTheRest);
}

Mistake TooManySheets(size_t limit) {
  return Refusal("too-many-sheets", StrCat("工作表超过 ", limit, " 张的上限"),
                 StrCat("There are more than ", limit, " sheets, the most that are read"), kDropTheRest);
}

Mistake TooManyRows(std::string_view sheet, size_t row, size_t limit) {
  return Refusal(
      "too-many-rows", StrCat("工作表“", Quoted(sheet), "”的第 ", row, " 行还有内容，最多读 ", limit, " 行"),
      StrCat("Sheet \"", Quoted(sheet), "\" has something in row ", row, ", at most ", limit, " rows are read"),
      kClearTheRest);
}

Mistake TooManyColumns(std::string_view sheet, std::string_view cell, size_t limit) {
  return Refusal(
      "too-many-columns", StrCat("工作表“", Quoted(sheet), "”的 ", View(cell), " 还有内容，最多读 ", limit, " 列"),
      StrCat("Sheet \"", Quoted(sheet), "\" has something in ", View(cell), ", at most ", limit, " columns are read"),
      kClearTheRest);
}

Mistake TooManyCells(size_t limit) {
  return Refusal("too-many-cells", StrCat("有内容的单元格超过 ", limit, " 个的上限"),
                 StrCat("There are more than ", limit, " cells with a content, the most that are read"), kOnlyTheForm);
}

Mistake TooMuchText(size_t limit) {
  return Refusal("too-much-text", StrCat("单元格里的文字合计超过 ", limit, " 字节的上限"),
                 StrCat("The texts of the cells are longer than ", limit, " bytes, the most that is read"),
                 kOnlyTheForm);
}

Mistake TooManyStrings(size_t limit) {
  return Refusal("too-many-strings", StrCat("共享文字超过 ", limit, " 条的上限"),
                 StrCat("There are more than ", limit, " shared texts, the most that are read"), kOnlyTheForm);
}

Mistake TooManyStyles(size_t limit) {
  return Refusal("too-many-styles", StrCat("单元格格式超过 ", limit, " 种的上限"),
                 StrCat("There are more than ", limit, " cell formats, the most that are read"), kOnlyTheForm);
}

Mistake TooManyMerges(std::string_view sheet, size_t limit) {
  return Refusal(
      "too-many-merges", StrCat("工作表“", Quoted(sheet), "”的合并区域超过 ", limit, " 处的上限"),
      StrCat("Sheet \"", Quoted(sheet), "\" has more than ", limit, " merged ranges, the most that are read"),
      kOnlyTheForm);
}

Mistake TooMuchMerged(std::string_view sheet, size_t limit) {
  return Refusal("too-much-merged", StrCat("工作表“", Quoted(sheet), "”的合并区域合计超过 ", limit, " 个单元格的上限"),
                 StrCat("The merged ranges of sheet \"", Quoted(sheet), "\" cover more than ", limit,
                        " cells, the most that are read"),
                 kClearTheRest);
}

Mistake TooMuchXml(std::string_view part) {
  return Refusal(
      "too-much-xml", StrCat("文件的 ", Quoted(part), " 里名称或标记过多，读取它需要太多内存"),
      StrCat("There are too many names or too long tags in ", Quoted(part), " of the file to be kept in memory"),
      kOnlyTheForm);
}

Mistake TooDeep(std::string_view part, size_t limit) {
  return Refusal("too-deep", StrCat("文件的 ", Quoted(part), " 中元素嵌套超过 ", limit, " 层的上限"),
                 StrCat("Elements are nested deeper than ", limit, " levels in ", Quoted(part)), kSaveAgain);
}

}  // namespace heng::forms::xlsx
