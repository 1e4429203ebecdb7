// The catalogue's part about forms as files.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/core/errors.h"
#include "service/core/errors_internal.h"

namespace heng::core {
namespace {

constexpr size_t kShownCandidates = 8;

// The first candidates as one text, each shortened, and that there are more.
std::string Listed(const std::vector<std::string>& candidates, std::string_view separator) {
  std::vector<std::string> shown;
  for (const std::string& candidate : candidates) {
    if (shown.size() == kShownCandidates) {
      shown.emplace_back("…");
      break;
    }
    shown.push_back(Shortened(candidate));
  }
  return absl::StrJoin(shown, std::string(separator));
}

}  // namespace

absl::Status SheetRefused(std::string_view file_name, const forms::Mistake& mistake) {
  const std::string file = file_name.empty() ? "" : Shortened(file_name);
  return MakeError({.code = absl::StatusCode::kInvalidArgument,
                    .reason = "SHEET_REFUSED",
                    .zh = absl::StrCat(file, file.empty() ? "" : "：", mistake.zh),
                    .en = absl::StrCat(file, file.empty() ? "" : ": ", mistake.en),
                    .metadata = {{"mistake", mistake.id}, {"file", file}}});
}

absl::Status LayoutNotFound(std::string_view layout, const std::vector<std::string>& known) {
  return MakeError({.code = absl::StatusCode::kNotFound,
                    .reason = "LAYOUT_NOT_FOUND",
                    .zh = absl::StrCat("没有版式 ", Quoted(layout), "。现有：", Listed(known, "、"), "。"),
                    .en = absl::StrCat("there is no layout ", Quoted(layout), "; there are ", Listed(known, ", ")),
                    .metadata = {{"layout", Shortened(layout)}}});
}

absl::Status LayoutDoesNotFit(std::string_view layout, const std::vector<std::string>& fitting) {
  const bool asked = !layout.empty();
  const std::string zh = asked ? absl::StrCat("版式 ", Quoted(layout), " 不适用于这种表。") : "这种表没有适用的版式。";
  const std::string en = asked ? absl::StrCat("the layout ", Quoted(layout), " is not for forms of this kind")
                               : "there is no layout for forms of this kind";
  const std::string list = Listed(fitting, "、"), list_en = Listed(fitting, ", ");
  return MakeError({.code = absl::StatusCode::kInvalidArgument,
                    .reason = "LAYOUT_DOES_NOT_FIT",
                    .zh = absl::StrCat(zh,
                                       list.empty() ? ""
                                       : asked      ? "适用的有："
                                                    : "现有：",
                                       list, list.empty() ? "" : "。"),
                    .en = absl::StrCat(en,
                                       list_en.empty() ? ""
                                       : asked         ? "; these are: "
                                                       : "; there are ",
                                       list_en),
                    .metadata = {{"layout", Shortened(layout)}}});
}

absl::Status OrgNotRecognised(std::string_view printed, const std::vector<std::string>& candidates) {
  const std::string zh =
      printed.empty() ? "表上没有预算单位" : absl::StrCat("无法由表上的预算单位 ", Quoted(printed), " 认定单位");
  const std::string en = printed.empty() ? "the sheet does not say whose form it is"
                                         : absl::StrCat("the unit on the sheet, ", Quoted(printed), ", is no one org");
  return MakeError({.code = absl::StatusCode::kInvalidArgument,
                    .reason = "ORG_NOT_RECOGNISED",
                    .zh = absl::StrCat(zh, "；请用 --org 写明。", candidates.empty() ? "" : "可能是：",
                                       Listed(candidates, "、"), candidates.empty() ? "" : "。"),
                    .en = absl::StrCat(en, "; name it with --org", candidates.empty() ? "" : ": it may be ",
                                       Listed(candidates, ", ")),
                    .metadata = {{"printed", Shortened(printed)}}});
}

absl::Status ProjectNotRecognised(std::string_view printed, std::string_view org,
                                  const std::vector<std::string>& candidates) {
  const std::string of(org);
  const std::string zh = printed.empty()
                             ? absl::StrCat("表上没有项目名称，", of, " 的哪个项目不能认定")
                             : absl::StrCat("无法由表上的项目名称 ", Quoted(printed), " 认定 ", of, " 的项目");
  const std::string en =
      printed.empty() ? absl::StrCat("the sheet does not say which project of ", of, " it is about")
                      : absl::StrCat("the project name on the sheet, ", Quoted(printed), ", is no one project of ", of);
  return MakeError({.code = absl::StatusCode::kInvalidArgument,
                    .reason = "PROJECT_NOT_RECOGNISED",
                    .zh = absl::StrCat(zh, "；请用 --project 写明。", candidates.empty() ? "" : "可能是：",
                                       Listed(candidates, "、"), candidates.empty() ? "" : "。"),
                    .en = absl::StrCat(en, "; name it with --project", candidates.empty() ? "" : ": it may be ",
                                       Listed(candidates, ", ")),
                    .metadata = {{"printed", Shortened(printed)}, {"org", of}}});
}

}  // namespace heng::core
