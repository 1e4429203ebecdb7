// The names people know: grades, states, severities and the cells of the form.
#pragma once

#include <optional>
#include <string>

#include "client/cli/language.h"
#include "google/protobuf/timestamp.pb.h"
#include "heng/v1/evaluation.pb.h"

namespace heng::cli {

// 优 / Excellent; "" where there is none.
std::string GradeLabel(heng::v1::Grade grade, Language language);
std::string StateLabel(heng::v1::Evaluation::State state, Language language);
// As a heading: 错误 / Errors.
std::string SeverityLabel(heng::v1::Finding::Severity severity, Language language);
// Of one finding: 错误 / error.
std::string SeverityName(heng::v1::Finding::Severity severity, Language language);
// Name of a field as the form prints it: "actual" -> 实际完成值; unknown ones as they are. The last part of a path
// counts.
std::string FieldLabel(const std::string& field, Language language);
// update -> 修改.
std::string ActionLabel(const std::string& action, Language language);

// "2022-12-31 23:59:59" at +08:00; empty: there is none.
std::string TimeText(const google::protobuf::Timestamp& time);

// Both languages, any case. False: no such one.
bool ParseState(const std::string& text, heng::v1::Evaluation::State* state);
bool ParseGrade(const std::string& text, heng::v1::Grade* grade);
std::string StateChoices(Language language);

// A score with two decimals at least: "94" -> "94.00". Nothing is rounded here. Empty stays empty.
std::string TwoDecimals(const std::string& score);

}  // namespace heng::cli
