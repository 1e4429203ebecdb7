#include "service/core/reports/crosscheck/passages.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "scoring/figure.h"
#include "scoring/text.h"

namespace heng::core::crosscheck {
namespace {

constexpr size_t kMaxPassages = 5000;
constexpr size_t kMaxNameBytes = 240;
constexpr size_t kSentenceBytes = 360;

constexpr std::array<std::string_view, 4> kSentenceEnds = {"。", "\n", ";", "!"};

struct Anchor {
  size_t at = 0;
  PassageKind kind = PassageKind::kOther;
  std::string name = {};
};

struct Phrase {
  std::string_view text;
  PassageKind kind;
};
constexpr std::array<Phrase, 14> kPhrases = {{
    {"支出决算情况说明", PassageKind::kAccounts},
    {"财政拨款收支决算总体情况", PassageKind::kAccounts},
    {"财政拨款收入支出决算总体情况", PassageKind::kAccounts},
    {"其他重要事项", PassageKind::kOther},
    {"预算绩效情况说明", PassageKind::kOther},
    {"预算绩效管理工作开展情况", PassageKind::kOverview},
    {"根据预算绩效管理要求", PassageKind::kOverview},
    {"一级项目绩效自评个数", PassageKind::kTier1},
    {"二级项目绩效自评个数", PassageKind::kTier2},
    {"项目绩效自评结果", PassageKind::kOther},
    {"整体支出绩效自评结果", PassageKind::kOther},
    {"部门评价项目绩效评价结果", PassageKind::kOther},
    {"其他需要说明的事项", PassageKind::kOther},
    {"名词解释", PassageKind::kOther},
}};

template <typename Found>
void ForEach(std::string_view text, std::string_view phrase, Found found) {
  for (size_t at = text.find(phrase); at != std::string_view::npos; at = text.find(phrase, at + phrase.size())) {
    found(at);
  }
}

bool RemoveSuffix(std::string_view suffix, std::string_view* text) {
  if (!text->ends_with(suffix)) return false;
  text->remove_suffix(suffix.size());
  return true;
}

// What stands behind the last number of a list: "(附件1)2.驻村" -> "驻村".
std::string_view BehindNumber(std::string_view text) {
  constexpr std::array<std::string_view, 3> kPoints = {".", "、", ")"};
  std::string_view behind = text;
  for (size_t at = 0; at < text.size();) {
    scoring::Cursor in(text.substr(at));
    if (in.TakeDigits().empty()) {
      ++at;
      continue;
    }
    if (in.TakeAny(kPoints) && !in.AtDigit()) behind = in.rest();
    at = text.size() - in.rest().size();
  }
  return behind;
}

// "1.残疾人就业保障金项目" -> "残疾人就业保障金".
std::string NameIn(std::string_view text) {
  text = BehindNumber(text);
  constexpr std::string_view kHeading = "自评结果";  // of a heading that ends without a sign
  if (const size_t at = text.rfind(kHeading); at != std::string_view::npos) text.remove_prefix(at + kHeading.size());
  RemoveSuffix("绩效", &text);
  if (!RemoveSuffix("项目支出", &text)) RemoveSuffix("项目", &text);
  return text.size() <= kMaxNameBytes ? std::string(text) : std::string();
}

// 项目自评综述, 整体支出绩效自评综述.
void AddSummaries(std::string_view text, std::vector<Anchor>* anchors) {
  ForEach(text, "自评综述", [&](size_t at) {
    const size_t begin = SentenceStart(text, at, kSentenceBytes);
    const std::string_view before = text.substr(begin, at - begin);
    const bool unit =
        before.find("整体支出") != std::string_view::npos || before.ends_with("整体绩效") || before.ends_with("整体");
    if (unit) {
      anchors->push_back({at, PassageKind::kUnit});
    } else {
      anchors->push_back({at, PassageKind::kProject, NameIn(before)});
    }
  });
  for (const std::string_view label : {"项目绩效名称:", "项目名称:"}) {
    ForEach(text, label, [&](size_t at) {
      const std::string_view name = text.substr(at + label.size(), kMaxNameBytes);
      const size_t end = std::min({name.find("。"), name.find('\n'), name.find(','), name.size()});
      anchors->push_back({at, PassageKind::kProject, NameIn(name.substr(0, end))});
    });
  }
}

// Sentences that tell what was carried out.
void AddCarriedOut(std::string_view text, std::vector<Anchor>* anchors) {
  for (const std::string_view phrase : {"整体支出绩效自评", "整体绩效自评"}) {
    ForEach(text, phrase, [&](size_t at) {
      const size_t begin = SentenceStart(text, at, kSentenceBytes);
      if (text.substr(begin, at - begin).find("开展了") == std::string_view::npos) return;
      anchors->push_back({begin, PassageKind::kUnitMention});
    });
  }
  ForEach(text, "开展了部门评价", [&](size_t at) {
    anchors->push_back({SentenceStart(text, at, kSentenceBytes), PassageKind::kReviews});
  });
}

// 支出合计30,606,631.38元, once.
void AddSpending(std::string_view text, std::vector<Anchor>* anchors) {
  constexpr std::string_view kTotal = "支出合计";
  bool found = false;
  ForEach(text, kTotal, [&](size_t at) {
    scoring::Cursor in(text.substr(at + kTotal.size(), 40));
    in.Take("为");
    // In a table of the accounts there is no unit.
    if (found || !scoring::TakeFigure(in) || !in.Take("元")) return;
    found = true;
    anchors->push_back({at, PassageKind::kSpending});
  });
}

}  // namespace

size_t SentenceEndAt(std::string_view text, size_t at) {
  for (const std::string_view end : kSentenceEnds) {
    if (text.substr(at, end.size()) == end) return end.size();
  }
  return 0;
}

size_t SentenceStart(std::string_view text, size_t at, size_t limit) {
  size_t begin = at > limit ? at - limit : 0;
  while (begin < at && (static_cast<unsigned char>(text[begin]) & 0xC0u) == 0x80u) ++begin;
  const std::string_view before = text.substr(begin, at - begin);
  size_t start = 0;
  for (const std::string_view end : kSentenceEnds) {
    const size_t last = before.rfind(end);
    if (last != std::string_view::npos) start = std::max(start, last + end.size());
  }
  return begin + start;
}

std::vector<Passage> FindPassages(const FlatText& flat) {
  const std::string_view text = flat.text();
  std::vector<Anchor> anchors;
  for (const AttachedForm& form : flat.forms()) {
    const PassageKind kind = form.project_name.empty() ? PassageKind::kOther : PassageKind::kForm;
    anchors.push_back({form.at, kind, form.project_name});
  }
  for (const Phrase& phrase : kPhrases) {
    ForEach(text, phrase.text, [&](size_t at) { anchors.push_back({at, phrase.kind}); });
  }
  AddSummaries(text, &anchors);
  AddCarriedOut(text, &anchors);
  AddSpending(text, &anchors);
  std::stable_sort(anchors.begin(), anchors.end(), [](const Anchor& a, const Anchor& b) { return a.at < b.at; });
  if (anchors.size() > kMaxPassages) anchors.resize(kMaxPassages);
  std::vector<Passage> passages;
  for (size_t i = 0; i < anchors.size(); ++i) {
    Passage passage;
    passage.kind = anchors[i].kind;
    passage.begin = anchors[i].at;
    passage.end = i + 1 < anchors.size() ? anchors[i + 1].at : text.size();
    passage.project_name = std::move(anchors[i].name);
    passages.push_back(std::move(passage));
  }
  return passages;
}

}  // namespace heng::core::crosscheck
