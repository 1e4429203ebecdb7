#include "service/forms/layouts.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "google/protobuf/text_format.h"

namespace heng::embedded {
extern const std::vector<std::pair<std::string, std::string>> kLayouts;
}

namespace heng::forms {
namespace {

using heng::v1::Layout;

[[noreturn]] void Broken(const std::string& file, const std::string& why) {
  std::fprintf(stderr, "%s: %s\n", file.c_str(), why.c_str());
  std::abort();
}

std::vector<Layout>* ReadAll() {
  auto* layouts = new std::vector<Layout>();
  for (const auto& [file, text] : heng::embedded::kLayouts) {
    Layout layout;
    if (!google::protobuf::TextFormat::ParseFromString(text, &layout)) Broken(file, "not a layout");
    for (const std::string& mistake : CheckLayout(layout)) Broken(file, mistake);
    layouts->push_back(std::move(layout));
  }
  return layouts;
}

}  // namespace

const std::vector<Layout>& Layouts() {
  static const std::vector<Layout>* const layouts = ReadAll();
  return *layouts;
}

const Layout* FindLayout(std::string_view id) {
  for (const Layout& layout : Layouts()) {
    if (layout.id() == id) return &layout;
  }
  return nullptr;
}

}  // namespace heng::forms
