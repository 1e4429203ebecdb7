#include "service/core/reports/labels.h"

#include <cstddef>
#include <string_view>

#include "scoring/grade.h"

namespace heng::core {
namespace {

template <size_t kSize>
std::string Of(const std::string_view (&words)[kSize], int number) {
  const bool known = number >= 0 && static_cast<size_t>(number) < kSize;
  return std::string(words[known ? static_cast<size_t>(number) : 0]);
}

}  // namespace

std::string GradeInChinese(int grade) {
  const std::string_view word = scoring::GradeWord(grade);
  return std::string(word.empty() ? "无等级" : word);
}

std::string StateInChinese(int state) {
  static constexpr std::string_view kWords[] = {"未知",     "草稿",   "已核对", "已提交", "已退回",
                                                "审核通过", "已接收", "已公开", "已作废"};
  return Of(kWords, state);
}

std::string TierInChinese(int tier) {
  static constexpr std::string_view kWords[] = {"未标明级次的项目", "一级项目", "二级项目"};
  return Of(kWords, tier);
}

}  // namespace heng::core
