// json::ReadMessage: any text is a form or refused with a place; a form that was read prints and reads back the same.
#include <string>

#include "google/protobuf/util/message_differencer.h"
#include "heng/v1/form.pb.h"
#include "proto/json/json.h"
#include "tests/fuzz/fuzz.h"

using heng::fuzz::Require;
using heng::v1::FormContent;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  heng::fuzz::SilenceProtobuf();
  const std::string_view text = heng::fuzz::AsText(data, size);
  static_cast<void>(heng::json::TopLevelKeys(text));
  FormContent form;
  const auto mistakes = heng::json::ReadMessage(text, &form);
  Require(mistakes.size() <= heng::json::kMaxMistakes, "mistakes are limited");
  for (const auto& mistake : mistakes) {
    Require(!mistake.zh.empty() && !mistake.en.empty(), "a mistake is told in both languages");
  }
  if (!mistakes.empty()) return 0;
  for (const auto style : {heng::json::Style::kPretty, heng::json::Style::kLine}) {
    FormContent again;
    const std::string printed = heng::json::WriteMessage(form, style);
    Require(heng::json::ReadMessage(printed, &again).empty(), "what was written can be read");
    Require(google::protobuf::util::MessageDifferencer::Equals(form, again), "and is the same");
  }
  return 0;
}
