#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "heng/v1/evaluation.pb.h"
#include "proto/json/json.h"

namespace heng::json {
namespace {

using heng::v1::Evaluation;
using heng::v1::FormContent;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The only mistake of a form text.
Mistake OnlyMistake(std::string_view text) {
  FormContent form;
  const std::vector<Mistake> mistakes = ReadMessage(text, &form);
  EXPECT_EQ(mistakes.size(), 1u) << text;
  EXPECT_TRUE(form.ByteSizeLong() == 0) << "nothing may be read from a wrong text";
  return mistakes.empty() ? Mistake{} : mistakes.front();
}

TEST(ReadMessage, ReadsAForm) {
  FormContent form;
  ASSERT_THAT(ReadMessage(R"({"projectName": "J残疾人就业保障金", "fiscalYear": 2022, "subjectKind": "PROJECT",
                             "indicators": [{"id": "r1", "actual": "≥96次", "weight": "20", "core": true}]})",
                          &form),
              IsEmpty());
  EXPECT_EQ(form.project_name(), "J残疾人就业保障金");
  EXPECT_EQ(form.fiscal_year(), 2022);
  EXPECT_EQ(form.subject_kind(), heng::v1::PROJECT);
  EXPECT_EQ(form.indicators(0).actual(), "≥96次");
  EXPECT_EQ(form.indicators(0).weight(), "20");
}

TEST(ReadMessage, KeysMayBeSnakeCase) {
  FormContent form;
  ASSERT_THAT(ReadMessage(R"({"project_name": "x", "funds": {"printed_unit": "YUAN"}})", &form), IsEmpty());
  EXPECT_EQ(form.project_name(), "x");
  EXPECT_EQ(form.funds().printed_unit(), heng::v1::YUAN);
}

TEST(ReadMessage, AbsentEmptyAndNullStayApart) {
  FormContent form;
  ASSERT_THAT(ReadMessage(R"({"indicators": [{}, {"actual": ""}, {"actual": null}]})", &form), IsEmpty());
  EXPECT_FALSE(form.indicators(0).has_actual());
  EXPECT_TRUE(form.indicators(1).has_actual());
  EXPECT_FALSE(form.indicators(2).has_actual());
}

TEST(ReadMessage, ByteOrderMarkIsAccepted) {
  FormContent form;
  EXPECT_THAT(ReadMessage("\xEF\xBB\xBF{\"title\": \"x\"}", &form), IsEmpty());
  EXPECT_EQ(form.title(), "x");
  const Mistake mistake = OnlyMistake("\xEF\xBB\xBF{\"titel\": \"x\"}");
  EXPECT_EQ(mistake.column, 2) << "the mark does not count as a column";
}

TEST(ReadMessage, TimestampsOfAnEnvelopeAreRead) {
  Evaluation evaluation;
  ASSERT_THAT(ReadMessage(R"({"name": "evaluations/x", "createTime": "2023-01-02T03:04:05Z"})", &evaluation),
              IsEmpty());
  EXPECT_EQ(evaluation.create_time().seconds(), 1672628645);
  EXPECT_EQ(ReadMessage(R"({"createTime": "yesterday"})", &evaluation).size(), 1u);
}

TEST(ReadMessage, UnquotedNumberSaysWhatToWrite) {
  const Mistake mistake = OnlyMistake("{\"indicators\": [{}, {}, {},\n  {\"weight\": 10}]}");
  EXPECT_EQ(mistake.path, "indicators[3].weight");
  EXPECT_EQ(mistake.line, 2);
  EXPECT_EQ(mistake.column, 14);
  EXPECT_EQ(mistake.zh, "数字要加引号：请写 \"10\"。");
  EXPECT_EQ(mistake.en, "Unquoted number: write \"10\".");
}

TEST(ReadMessage, UnquotedNumberIsRepeatedAsWritten) {
  EXPECT_THAT(OnlyMistake(R"({"indicators": [{"weight": 10.50}]})").en, HasSubstr("\"10.50\""));
  EXPECT_THAT(OnlyMistake(R"({"indicators": [{"weight": -1}]})").en, HasSubstr("\"-1\""));
}

TEST(ReadMessage, UnknownFieldNamesTheNearestOne) {
  const Mistake mistake = OnlyMistake(R"({"indicators": [{"weigth": "10"}]})");
  EXPECT_EQ(mistake.path, "indicators[0].weigth");
  EXPECT_EQ(mistake.en, "Unknown field \"weigth\": did you mean \"weight\"?");
  EXPECT_EQ(mistake.zh, "没有 \"weigth\" 这个字段，是不是 \"weight\"？");
}

TEST(ReadMessage, UnknownFieldFarFromAllListsThem) {
  const Mistake mistake = OnlyMistake(R"({"goals": [{"完成情况": "好"}]})");
  EXPECT_THAT(mistake.en, HasSubstr("expected, achieved"));
}

TEST(ReadMessage, WrongTypesAreNamed) {
  EXPECT_EQ(OnlyMistake(R"({"title": {}})").en, "Expected a string, found an object { }.");
  EXPECT_EQ(OnlyMistake(R"({"title": true})").en, "Expected a string, found true or false.");
  EXPECT_EQ(OnlyMistake(R"({"funds": "x"})").en, "Expected an object { }, found a string.");
  EXPECT_EQ(OnlyMistake(R"({"indicators": {}})").en, "Expected an array [ ], found an object { }.");
  EXPECT_EQ(OnlyMistake(R"({"indicators": [null]})").en, "Expected an object { }, found null.");
  EXPECT_EQ(OnlyMistake(R"({"indicators": [{"core": "yes"}]})").en, "Expected true or false, found a string.");
  EXPECT_EQ(OnlyMistake(R"({"fiscalYear": []})").en, "Expected a number, found an array [ ].");
  EXPECT_EQ(OnlyMistake("[]").en, "Expected an object { }, found an array [ ].");
}

TEST(ReadMessage, IntegersMustBeWholeAndInRange) {
  EXPECT_THAT(OnlyMistake(R"({"fiscalYear": 2022.5})").en, HasSubstr("\"2022.5\" is none"));
  EXPECT_THAT(OnlyMistake(R"({"fiscalYear": 99999999999})").en, HasSubstr("out of range"));
  EXPECT_THAT(OnlyMistake(R"({"fiscalYear": "2022年"})").en, HasSubstr("2022年"));
  FormContent form;
  EXPECT_THAT(ReadMessage(R"({"fiscalYear": "2022"})", &form), IsEmpty());
  EXPECT_EQ(form.fiscal_year(), 2022);
}

TEST(ReadMessage, UnknownEnumValueListsTheAllowedOnes) {
  const Mistake mistake = OnlyMistake(R"({"subjectKind": "Project"})");
  EXPECT_EQ(mistake.path, "subjectKind");
  EXPECT_EQ(mistake.en, "\"Project\" is not one of the values. Allowed: PROJECT, WHOLE_UNIT, TRANSFER.");
}

TEST(ReadMessage, DuplicateKeysNameTheFirstLine) {
  const Mistake mistake = OnlyMistake("{\"title\": \"a\",\n\n \"title\": \"b\"}");
  EXPECT_EQ(mistake.line, 3);
  EXPECT_EQ(mistake.en, "Duplicate field: already given in line 1; keep one of them.");
  EXPECT_THAT(OnlyMistake(R"({"projectName": "a", "project_name": "b"})").en, HasSubstr("Duplicate field"));
}

TEST(ReadMessage, AllMistakesAreNamedAtOnceInTheOrderOfTheText) {
  FormContent form;
  const std::vector<Mistake> mistakes = ReadMessage(R"({
    "titel": "x",
    "fiscalYear": "x",
    "subjectKind": "x",
    "indicators": [{"weight": 10, "weight": "10"}, {"actual": []}]
  })",
                                                    &form);
  std::vector<std::string> paths;
  for (const Mistake& mistake : mistakes) paths.push_back(mistake.path);
  EXPECT_THAT(paths, ElementsAre("titel", "fiscalYear", "subjectKind", "indicators[0].weight", "indicators[0].weight",
                                 "indicators[1].actual"));
}

TEST(ReadMessage, PathsOfAnEnvelopeBeginWithForm) {
  Evaluation evaluation;
  const auto mistakes = ReadMessage(R"({"form": {"indicators": [{"weight": 1}]}})", &evaluation);
  ASSERT_EQ(mistakes.size(), 1u);
  EXPECT_EQ(mistakes[0].path, "form.indicators[0].weight");
}

TEST(ReadMessage, MistakesAreCapped) {
  std::string text = "{\"indicators\": [";
  for (int i = 0; i < 200; ++i) text += std::string(i == 0 ? "" : ",") + "{\"weight\": 1}";
  FormContent form;
  EXPECT_EQ(ReadMessage(text + "]}", &form).size(), kMaxMistakes);
}

TEST(ReadMessage, NotJsonNamesLineAndColumn) {
  const Mistake mistake = OnlyMistake("{\n  \"title\": \"标题\" \"x\"\n}");
  EXPECT_EQ(mistake.line, 2);
  EXPECT_EQ(mistake.column, 17) << "columns are characters, not bytes";
  EXPECT_THAT(mistake.en, HasSubstr("comma, colon or quote"));
}

TEST(ReadMessage, UsualSlipsAreExplained) {
  EXPECT_THAT(OnlyMistake(R"({"title": "x",})").zh, HasSubstr("多了一个逗号"));
  EXPECT_THAT(OnlyMistake(R"({"title"："x"})").zh, HasSubstr("全角标点 ："));
  EXPECT_THAT(OnlyMistake(R"({“title”: "x"})").zh, HasSubstr("全角标点 “"));
  EXPECT_THAT(OnlyMistake(R"(｛"title": "x"｝)").zh, HasSubstr("全角标点 ｛"));
  EXPECT_EQ(OnlyMistake("＂").column, 1);
  EXPECT_THAT(OnlyMistake(R"({'title': "x"})").zh, HasSubstr("单引号"));
  EXPECT_THAT(OnlyMistake("{\"title\": \"a\nb\"}").zh, HasSubstr("\\n"));
  EXPECT_THAT(OnlyMistake("{} // note").zh, HasSubstr("注释"));
  EXPECT_THAT(OnlyMistake(R"({"title": "C:\x"})").zh, HasSubstr("反斜杠"));
  EXPECT_THAT(OnlyMistake(R"({"fiscalYear": 1e999})").zh, HasSubstr("数字太大"));
}

TEST(ReadMessage, TextThatEndsTooEarly) {
  for (const char* text : {"", " ", "{", "{\"title\"", "{\"title\":", "{\"title\": \"x", "{\"goals\": ["}) {
    EXPECT_THAT(OnlyMistake(text).en, HasSubstr("the text ends here")) << text;
  }
}

TEST(ReadMessage, NulAndWrongEncodingAreNamed) {
  EXPECT_THAT(OnlyMistake(std::string_view("{}\0x", 4)).en, HasSubstr("NUL"));
  EXPECT_THAT(OnlyMistake(R"({"title": "a\u0000b"})").en, HasSubstr("NUL"));
  const Mistake gbk = OnlyMistake("{\n\"title\": \"\xB2\xD0\xBC\xB2\"}");  // 残疾 in GBK
  EXPECT_THAT(gbk.zh, HasSubstr("GBK"));
  EXPECT_EQ(gbk.line, 2);
  EXPECT_THAT(OnlyMistake(R"({"title": "\ud800"})").en, HasSubstr("Not JSON"));
}

TEST(ReadMessage, NestingIsLimited) {
  const std::string deep = std::string(100'000, '[');
  EXPECT_THAT(OnlyMistake("{\"title\": " + deep).en, HasSubstr("32 levels"));
  // 32 levels are read, and then found wrong for what they are.
  EXPECT_THAT(OnlyMistake("{\"title\": " + std::string(31, '[') + std::string(31, ']') + "}").en,
              HasSubstr("Expected a string"));
}

TEST(ReadMessage, NumberOfValuesIsLimited) {
  std::string text = "[0";
  for (std::size_t i = 0; i < kMaxValues; ++i) text += ",0";
  EXPECT_THAT(OnlyMistake(text + "]").en, HasSubstr("Too many values"));
}

TEST(ReadMessage, LongWrongValuesAreCutAtACharacter) {
  std::string word;
  for (int i = 0; i < 1000; ++i) word += "错";
  const Mistake mistake = OnlyMistake("{\"subjectKind\": \"" + word + "\"}");
  EXPECT_LT(mistake.en.size(), 200u);
  EXPECT_THAT(mistake.en, HasSubstr("错…\""));
}

TEST(ReadMessage, AnyDamagedTextIsAnswered) {
  const std::string text =
      R"({"title": "标\n题\u4e2d", "fiscalYear": -2022, "goals": [{}, null], "indicators": [{"core": true, "weight": 1e5}]})";
  FormContent form;
  for (std::size_t at = 0; at < text.size(); ++at) {
    EXPECT_FALSE(ReadMessage(text.substr(0, at), &form).empty()) << "cut at " << at;
    for (const char byte : {'\0', '"', '\\', '{', ']', ',', ':', '9', '\x80', '\xFF', '\n', 'u'}) {
      std::string damaged = text;
      damaged[at] = byte;
      for (const Mistake& mistake : ReadMessage(damaged, &form)) {
        EXPECT_FALSE(mistake.zh.empty() || mistake.en.empty()) << damaged;
        EXPECT_GE(mistake.line, 1) << damaged;
      }
    }
  }
}

TEST(TopLevelKeys, AreListedInOrder) {
  EXPECT_THAT(TopLevelKeys(R"({"name": "x", "form": {"title": "y"}})"), ElementsAre("name", "form"));
  EXPECT_THAT(TopLevelKeys("[]"), IsEmpty());
  EXPECT_THAT(TopLevelKeys("{"), IsEmpty());
}

}  // namespace
}  // namespace heng::json
