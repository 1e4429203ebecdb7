#include "service/core/paper/choose_layout.h"

#include <vector>

#include "service/core/errors.h"
#include "service/forms/layouts.h"

namespace heng::core {
namespace {

using heng::v1::Layout;

bool Fits(const Layout& layout, const LayoutWanted& wanted) {
  return layout.form_type() == wanted.form_type &&
         (wanted.subject_kind == heng::v1::SUBJECT_KIND_UNSPECIFIED || layout.subject_kind() == wanted.subject_kind);
}

std::vector<std::string> IdsOf(const LayoutWanted* wanted) {
  std::vector<std::string> ids;
  for (const Layout& layout : forms::Layouts()) {
    if (wanted == nullptr || Fits(layout, *wanted)) ids.push_back(layout.id());
  }
  return ids;
}

}  // namespace

absl::Status CheckLayoutName(std::string_view layout) {
  if (layout.empty() || forms::FindLayout(layout) != nullptr) return absl::OkStatus();
  return LayoutNotFound(layout, IdsOf(nullptr));
}

absl::StatusOr<const Layout*> ChooseLayout(const LayoutWanted& wanted) {
  if (auto status = CheckLayoutName(wanted.asked); !status.ok()) return status;
  if (!wanted.asked.empty()) {
    const Layout* const asked = forms::FindLayout(wanted.asked);
    if (!Fits(*asked, wanted)) return LayoutDoesNotFit(wanted.asked, IdsOf(&wanted));
    return asked;
  }
  const Layout* const own = forms::FindLayout(wanted.own);
  if (own != nullptr && Fits(*own, wanted)) return own;
  for (const Layout& layout : forms::Layouts()) {
    if (Fits(layout, wanted)) return &layout;
  }
  return LayoutDoesNotFit("", IdsOf(nullptr));
}

}  // namespace heng::core
