// The catalogue's part about samples.
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

}  // namespace heng::core
