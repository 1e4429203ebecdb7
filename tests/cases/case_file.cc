#include "tests/cases/case_file.h"

#include <algorithm>
#include <map>
#include <utility>

#include "scoring/form_check.h"
#include "tests/cases/form_lines.h"
#include "tests/cases/text_parts.h"

namespace heng::cases {
namespace {

std::string Text(std::string_view before, std::string_view quoted) { return std::string(before) + std::string(quoted); }

const std::vector<std::string_view>* KeysOf(std::string_view section) {
  static const auto* const keys = new std::map<std::string_view, std::vector<std::string_view>>{
      {"行", {"计算", "采用"}},
      {"执行", {"执行率", "得分", "结余"}},
      {"结果", {"总分", "等级", "指标合计", "计算总分", "折算", "灯", "完整"}}};
  const auto it = keys->find(section);
  return it == keys->end() ? nullptr : &it->second;
}

bool IsFindingWord(std::string_view word) {
  return word == "有" || word == "无" || word == "只有" || word == "错误" || word == "警告" || word == "提示";
}

class Reader {
 public:
  CaseFile Run(std::string_view text) {
    for (const std::string_view line : Split(text, '\n')) {
      ++line_;
      if (!line.empty() && line.front() != '#') Line(line);
    }
    Close();
    if (file_.cases.empty()) Mistake("没有案例");
    return std::move(file_);
  }

 private:
  enum class In { kNothing, kTemplate, kCase };

  void Mistake(std::string text) { file_.mistakes.push_back({line_, std::move(text)}); }

  void Line(std::string_view line) {
    const auto [word, rest] = SplitOnce(line, ' ');
    if (word == "例" || word == "样表") {
      Close();
      Open(word, rest);
    } else if (in_ == In::kNothing) {
      Mistake("应以“例”或“样表”开头");
    } else if (word == "照") {
      CopyTemplate(rest);
    } else if (word == "格") {
      Cells(rest);
    } else if (word == "规则") {
      Policies(rest);
    } else if (in_ == In::kCase && !current_.expectations.empty()) {
      ExpectationLine(word, rest);
    } else if (IsFormWord(word)) {
      if (std::string mistake = ApplyFormLine(word, rest, current_.form); !mistake.empty()) Mistake(std::move(mistake));
    } else if (in_ == In::kCase && IsImportWord(word)) {
      if (!current_.imported) current_.imported.emplace();
      if (std::string mistake = ApplyImportLine(word, rest, *current_.imported); !mistake.empty()) {
        Mistake(std::move(mistake));
      }
    } else {
      Mistake(Text("不认识：", word));
    }
  }

  void Open(std::string_view word, std::string_view name) {
    in_ = word == "例" ? In::kCase : In::kTemplate;
    current_ = Case();
    current_.line = line_;
    current_.name = std::string(name);
    current_.form = EmptyForm();
    if (name.empty()) Mistake("没有名称");
  }

  // The block that ends here: kept, or reported.
  void Close() {
    if (in_ == In::kTemplate) templates_[current_.name] = current_.form;
    if (in_ == In::kCase) {
      CheckCase();
      file_.cases.push_back(std::move(current_));
    }
    in_ = In::kNothing;
  }

  void CheckCase() {
    const auto report = [&](int line, std::string text) { file_.mistakes.push_back({line, std::move(text)}); };
    for (const auto& violation : heng::scoring::CheckForm(current_.form)) {
      report(current_.line, "表格有误：" + violation.field + "：" + violation.zh);
    }
    if (current_.expectations.empty()) report(current_.line, "没有“规则”");
    for (const Expectation& expectation : current_.expectations) {
      if (expectation.values.empty() && expectation.findings.empty() && expectation.waivers.empty()) {
        report(expectation.line, "这里没有写应有的结果");
      }
    }
  }

  void CopyTemplate(std::string_view name) {
    const auto it = templates_.find(std::string(name));
    if (it == templates_.end()) {
      Mistake(Text("前面没有样表：", name));
    } else {
      current_.form = it->second;
    }
  }

  // "至少 低于 等于"
  void Cells(std::string_view rest) {
    if (in_ != In::kCase) return Mistake("样表里没有“格”");
    MatrixCells cells;
    cells.line = line_;
    cells.situations = Words<std::vector<std::string>>(rest);
    if (cells.situations.size() < 2) return Mistake("“格”应写规则种类和情形");
    cells.kind = cells.situations.front();
    cells.situations.erase(cells.situations.begin());
    current_.cells.push_back(std::move(cells));
  }

  // "mof-2020 shanxi-2022 + rows { at_most: INVERSE }"
  void Policies(std::string_view rest) {
    if (in_ != In::kCase) return Mistake("样表里没有“规则”");
    const auto [policies, change] = SplitOnce(rest, '+');
    Expectation expectation;
    expectation.line = line_;
    expectation.change = change;
    expectation.policies = Words<std::vector<std::string>>(policies);
    if (expectation.policies.empty()) Mistake("没有写哪些规则");
    current_.expectations.push_back(std::move(expectation));
  }

  // "填报人 | 发现 target-missing | 理由 系统未导出 | 结果 接受"
  void Waiver(std::string_view rest, Expectation& expectation) {
    const std::vector<std::string_view> parts = Split(rest, '|');
    const auto cell = [&](size_t i, std::string_view label) {
      const auto [key, value] =
          i < parts.size() ? SplitOnce(parts[i], ' ') : std::pair<std::string_view, std::string_view>();
      if (key != label) Mistake(Text("豁免应写 ", label));
      return std::string(value);
    };
    ExpectedWaiver waiver{line_, std::string(parts[0]), cell(1, "发现"), cell(2, "理由"), false};
    const std::string result = cell(3, "结果");
    if (waiver.role != "填报人" && waiver.role != "审核人") Mistake(Text("不认识：", waiver.role));
    if (result != "接受" && result != "拒绝") Mistake(Text("应为 接受 或 拒绝：", result));
    waiver.accepted = result == "接受";
    expectation.waivers.push_back(std::move(waiver));
  }

  void ExpectationLine(std::string_view word, std::string_view rest) {
    Expectation& expectation = current_.expectations.back();
    if (word == "豁免") return Waiver(rest, expectation);
    if (IsFindingWord(word)) {
      ExpectedFindings findings{line_, std::string(word), Words<std::vector<std::string>>(rest)};
      if (findings.ids.empty() && word != "只有") Mistake("没有写哪些发现");
      expectation.findings.push_back(std::move(findings));
      return;
    }
    const int row = RowNumber(word);
    if (row > current_.form.indicators_size()) return Mistake(Text("没有这一行：", word));
    Values(row > 0 ? "行" : word, row, rest, expectation);
  }

  void Values(std::string_view section, int row, std::string_view rest, Expectation& expectation) {
    const std::vector<std::string_view>* keys = KeysOf(section);
    if (keys == nullptr || (section == "行" && row == 0)) return Mistake(Text("不认识：", section));
    for (const std::string_view part : Split(rest, '|')) {
      const auto [key, value] = SplitOnce(part, ' ');
      if (std::find(keys->begin(), keys->end(), key) == keys->end()) {
        Mistake(Text("没有这一项：", key));
      } else if (value.empty()) {
        Mistake(Text("没有写应是多少：", key));
      } else {
        expectation.values.push_back({line_, row, std::string(section), std::string(key), std::string(value)});
      }
    }
  }

  CaseFile file_;
  Case current_;
  In in_ = In::kNothing;
  int line_ = 0;
  std::map<std::string, heng::v1::FormContent> templates_;
};

}  // namespace

CaseFile ReadCases(std::string_view text) { return Reader().Run(text); }

}  // namespace heng::cases
