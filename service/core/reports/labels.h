// Words of the contract as they stand in Chinese reports.
#pragma once

#include <string>

namespace heng::core {

// 优 良 中 差; 无等级 for none.
std::string GradeInChinese(int grade);
// 草稿 … of an Evaluation::State.
std::string StateInChinese(int state);
// 一级项目 … of a Project::Tier.
std::string TierInChinese(int tier);

}  // namespace heng::core
