#include "service/core/reports/labels.h"

#include <cstddef>
#include <string_view>

namespace heng::core {
namespace {

template <size_t kSize>
std::string Of(const std::string_view (&words)[kSize], int number) {
  const bool known = number >= 0 && static_cast<size_t>(number) < kSize;
  return std::string(words[known ? static_cast<size_t>(number) : 0]);
}

}  // namespace

std::string GradeInChinese(int grade) {
  static constexpr std::string_view kWords[] = {"无等级", "优", "良", "中", "差"};
  return Of(kWords, grade);
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
