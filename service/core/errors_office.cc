// The catalogue's part about samples and about rows of batches.
#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/errors_internal.h"

namespace heng::core {

absl::Status DrawOutdated(std::string_view form) {
  return MakeError(
      {.code = absl::StatusCode::kAborted,
       .reason = "DRAW_OUTDATED",
       .zh = absl::StrCat("抽取期间，", Quoted(form), " 有变动，没有写入。请重新抽取。"),
       .en = absl::StrCat(Quoted(form), " has changed while the sample was drawn; nothing was written; draw again"),
       .metadata = {{"form", Shortened(form)}}});
}

absl::Status RowReused(std::string_view batch, std::string_view row) {
  return MakeError({.code = absl::StatusCode::kInvalidArgument,
                    .reason = "ROW_REUSED",
                    .zh = absl::StrCat("批次 ", Quoted(batch), " 的行 ", Quoted(row),
                                       " 已经以别的内容报过，没有写入。内容有变时请换一个批次号。"),
                    .en = absl::StrCat("row ", Quoted(row), " of batch ", Quoted(batch),
                                       " was sent before with other content; nothing was written; use a new batch id "
                                       "for what has changed"),
                    .metadata = {{"batch", Shortened(batch)}, {"row", Shortened(row)}}});
}

absl::Status RowTwice(std::string_view batch, std::string_view row, std::string_view first_row,
                      const heng::v1::LocalizedText& figures) {
  return MakeError(
      {.code = absl::StatusCode::kInvalidArgument,
       .reason = "ROW_TWICE",
       .zh = absl::StrCat("批次 ", Quoted(batch), " 的行 ", Quoted(first_row), " 已报过同一项目、单位、年度的",
                          figures.zh(), "；同一批中只写一次，没有写入行 ", Quoted(row), "。"),
       .en = absl::StrCat("row ", Quoted(first_row), " of batch ", Quoted(batch), " says the same figures (",
                          figures.en(), ") of this project, org and year; write them once in a batch; row ",
                          Quoted(row), " was not written"),
       .metadata = {{"batch", Shortened(batch)}, {"row", Shortened(row)}, {"first_row", Shortened(first_row)}}});
}

}  // namespace heng::core
