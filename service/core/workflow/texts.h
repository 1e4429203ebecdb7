// What is said where the workflow refuses.
#pragma once

#include <string>
#include <string_view>

#include "heng/v1/score.pb.h"
#include "service/core/workflow/table.h"

namespace heng::core {

struct RefusalText {
  const char* reason;  // of the catalogue of errors
  const char* zh;      // whole sentences: what is in the way, and what to do
  const char* en;
};

RefusalText TextOf(Condition condition);
// What the condition means, for the docs.
struct ConditionText {
  const char* zh;
  const char* en;
};
ConditionText MeaningOf(Condition condition);
ConditionText MeaningOf(Effect effect);

// "状态是已提交，只有草稿、已退回可以修改。"
heng::v1::LocalizedText WrongStateText(heng::v1::FormType type, Action action, int32_t state, StateSet from);
// "DRAFT, RETURNED", 草稿、已退回.
std::string StateNames(heng::v1::FormType type, StateSet states);
std::string StatesInChinese(heng::v1::FormType type, StateSet states);

}  // namespace heng::core
