#include "tests/cases/matrix.h"

#include <algorithm>
#include <utility>

#include "tests/cases/text_parts.h"

namespace heng::cases {
namespace {

constexpr std::string_view kColon = "：";

// "零 负：原因" -> the words and the reason.
std::pair<std::vector<std::string>, std::string> WithReason(std::string_view rest) {
  const size_t at = rest.find(kColon);
  if (at == std::string_view::npos) return {Words<std::vector<std::string>>(rest), ""};
  return {Words<std::vector<std::string>>(rest.substr(0, at)), std::string(Strip(rest.substr(at + kColon.size())))};
}

class Reader {
 public:
  Matrix Run(std::string_view text) {
    for (const std::string_view line : Split(text, '\n')) {
      ++line_;
      if (line.empty() || line.front() == '#') continue;
      const auto [word, rest] = SplitOnce(line, ' ');
      Line(word, rest);
    }
    for (const RuleKind& kind : matrix_.kinds) {
      if (kind.policies.empty()) matrix_.mistakes.push_back({kind.line, "没有写规则：" + kind.name});
    }
    return std::move(matrix_);
  }

 private:
  void Mistake(std::string text) { matrix_.mistakes.push_back({line_, std::move(text)}); }

  void Line(std::string_view word, std::string_view rest) {
    if (word == "情形") {
      matrix_.situations = Words<std::vector<std::string>>(rest);
    } else if (word == "非规则") {
      const auto [fields, reason] = WithReason(rest);
      if (reason.empty()) Mistake("没有写原因");
      matrix_.no_rules.insert(fields.begin(), fields.end());
    } else if (word == "种") {
      if (matrix_.Find(rest) != nullptr) Mistake("写了两次：" + std::string(rest));
      matrix_.kinds.emplace_back().name = std::string(rest);
      matrix_.kinds.back().line = line_;
    } else if (matrix_.kinds.empty()) {
      Mistake("应先写“种”");
    } else {
      OfKind(word, rest, matrix_.kinds.back());
    }
  }

  void OfKind(std::string_view word, std::string_view rest, RuleKind& kind) {
    const auto words = Words<std::vector<std::string>>(rest);
    if (word == "规则") {
      kind.policies = words;
    } else if (word == "步骤") {
      kind.steps.insert(words.begin(), words.end());
    } else if (word == "字段") {
      matrix_.fields.insert(words.begin(), words.end());
    } else if (word == "免") {
      Exempt(rest, kind);
    } else {
      Mistake("不认识：" + std::string(word));
    }
  }

  void Exempt(std::string_view rest, RuleKind& kind) {
    const auto [situations, reason] = WithReason(rest);
    if (reason.empty()) Mistake("没有写原因");
    for (const std::string& situation : situations) {
      if (!matrix_.HasSituation(situation)) Mistake("没有这一情形：" + situation);
      kind.exempt[situation] = reason;
    }
  }

  Matrix matrix_;
  int line_ = 0;
};

}  // namespace

const RuleKind* Matrix::Find(std::string_view name) const {
  const auto it = std::find_if(kinds.begin(), kinds.end(), [&](const RuleKind& kind) { return kind.name == name; });
  return it == kinds.end() ? nullptr : &*it;
}

bool Matrix::HasSituation(std::string_view name) const {
  return std::find(situations.begin(), situations.end(), name) != situations.end();
}

Matrix ReadMatrix(std::string_view text) { return Reader().Run(text); }

}  // namespace heng::cases
