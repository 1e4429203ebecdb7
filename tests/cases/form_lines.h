// The lines of a case that say what stands on the form: 行, 资金, 来源, 标题, 表 …
#pragma once

#include <string>
#include <string_view>

#include "heng/v1/budget.pb.h"
#include "heng/v1/form.pb.h"

namespace heng::cases {

// A form with nothing on it but what every form has.
heng::v1::FormContent EmptyForm();

// True if a line that begins with `word` says something of the form.
bool IsFormWord(std::string_view word);

// Puts one line on the form. Empty: done; otherwise what is wrong with it.
std::string ApplyFormLine(std::string_view word, std::string_view rest, heng::v1::FormContent& form);

// The same of lines that say what the budget system says: 导入, 导入来源.
bool IsImportWord(std::string_view word);
std::string ApplyImportLine(std::string_view word, std::string_view rest, heng::v1::Budget& budget);

// 3 of 第3行; 0: not such a word.
int RowNumber(std::string_view word);

}  // namespace heng::cases
