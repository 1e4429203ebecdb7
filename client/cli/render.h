// Messages as text for people. Pure functions: message in, text out. Every text of a form is made safe to print.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/cli/language.h"
#include "client/cli/rpc_error.h"
#include "heng/v1/evaluation.pb.h"
#include "proto/json/json.h"

namespace heng::cli {

struct Look {
  Language language = Language::kChinese;
  bool color = false;
  int width = 0;  // columns of the terminal; 0: no limit
};

// What a row of a form is called, by its id.
using RowNames = std::function<std::string(const std::string& row_id)>;

// All findings, grouped by severity, errors first: id, place and what to do. Empty: there are none.
std::string RenderFindings(const heng::v1::FormContent& form, const heng::v1::ScoreSheet& sheet, const Look& look);
std::string RenderFindings(const google::protobuf::RepeatedPtrField<heng::v1::Finding>& findings, const RowNames& rows,
                           const Look& look);

// What the place is called on the form: "设备采购数量 · 实际完成值".
std::string RenderPlace(const heng::v1::FormContent& form, const heng::v1::Place& place, Language language);

// Name of the row with this id, with its level 2 before it (names repeat): "质量指标/驻村人员补助". The id where it has
// none.
std::string RowName(const heng::v1::FormContent& form, const std::string& id);

// "file:line:column: path: what is wrong", one a line.
std::string RenderMistakes(const std::string& file, const std::vector<json::Mistake>& mistakes, const Look& look);

// What went wrong with `subject` (a file or a name, may be empty): message, reason, fields, request id, next step.
std::string RenderError(const std::string& subject, const RpcError& error, const std::string& server, const Look& look);

// The indicator rows with their three numbers, the execution row first.
std::string RenderRows(const heng::v1::FormContent& form, const heng::v1::ScoreSheet& sheet, const Look& look);

// How the execution score, every row and the total came about, in sentences.
std::string RenderExplanation(const heng::v1::FormContent& form, const heng::v1::ScoreSheet& sheet, const Look& look);

// One whole evaluation: head, funds, rows, total, findings, what may be done.
std::string RenderEvaluation(const heng::v1::Evaluation& evaluation, const Look& look);

}  // namespace heng::cli
