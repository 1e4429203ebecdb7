// The name of a project as lists show it.
#pragma once

#include <string>

#include "heng/v1/form.pb.h"

namespace heng::scoring {

// 项目名称 without the local prefix the form names: "J" + "J残疾人就业保障金" -> "残疾人就业保障金". Names drift
// between forms mostly in that prefix; as printed the name stays in the form.
std::string ProjectName(const heng::v1::FormContent& form);
std::string ProjectName(const heng::v1::TargetContent& form);

}  // namespace heng::scoring
