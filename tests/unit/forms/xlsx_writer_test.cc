// What a spreadsheet shows, as another library reads it.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "service/forms/hidden_sheet.h"
#include "service/forms/layouts.h"
#include "service/forms/printable.h"
#include "service/forms/read_form.h"
#include "service/forms/write_xlsx.h"
#include "tests/unit/forms/seed_forms.h"

namespace heng::forms {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Line = std::vector<std::string>;

std::string Plain(const std::string& text) {
  return absl::StrReplaceAll(text, {{"\r", "␍"}, {"\n", "⏎"}, {"\t", "␉"}});
}

// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = ::testing::TempDir() + "/forms-xlsx-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string Shell(const std::string& command) {
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string out;
  char part[4096];
  while (const size_t count = std::fread(part, 1, sizeof part, pipe)) out.append(part, count);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return out;
}

// The lines of read_back.py for each file, without the name of the file.
std::map<std::string, std::vector<Line>> ReadBack(const std::vector<std::pair<std::string, std::string>>& files) {
  const Folder folder;
  std::string command = absl::StrCat("/usr/bin/python3 -B ", HENG_SOURCE_DIR, "/tests/unit/forms/read_back.py");
  for (const auto& [name, content] : files) {
    const std::string path = folder.path() + "/" + name + ".xlsx";
    std::ofstream(path, std::ios::binary) << content;
    absl::StrAppend(&command, " ", path);
  }
  std::map<std::string, std::vector<Line>> lines;
  std::vector<Line>* at = nullptr;
  for (const auto text : absl::StrSplit(Shell(command), '\n', absl::SkipEmpty())) {
    Line line = absl::StrSplit(text, '\t');
    if (line[0] == "file") {
      at = &lines[std::filesystem::path(line[1]).stem()];
    } else if (at != nullptr) {
      at->push_back(std::move(line));
    }
  }
  return lines;
}
std::vector<Line> ReadBack(const std::string& file) { return ReadBack({{"file", file}})["file"]; }

std::vector<Line> Of(const std::vector<Line>& lines, const std::string& kind) {
  std::vector<Line> found;
  for (const Line& line : lines) {
    if (line[0] == kind) found.emplace_back(line.begin() + 1, line.end());
  }
  return found;
}

Line CellAtName(const std::vector<Line>& lines, const std::string& name) {
  for (const Line& line : Of(lines, "cell")) {
    if (line[0] == name || line[0].starts_with(name + ":")) return line;
  }
  return {};
}

// The same cell as Heng reads it.
std::string OwnReading(const std::string& file, const std::string& name) {
  const auto read = ReadWorkbook(file);
  const auto* workbook = std::get_if<Workbook>(&read);
  if (workbook == nullptr) return std::get<Mistake>(read).zh;
  for (const WorkbookCell& cell : workbook->sheets[0].cells) {
    if (CellName(cell.at) == name) return cell.text;
  }
  return "no such cell";
}

std::string RangeOf(const PageCell& cell) {
  const std::string first = CellName({cell.row, cell.column});
  if (cell.rows == 1 && cell.columns == 1) return first;
  return absl::StrCat(first, ":", CellName({cell.row + cell.rows - 1, cell.column + cell.columns - 1}));
}

std::string Xlsx(const Page& page, const PaperForm& form, const XlsxOptions& options = {}) {
  auto file = WriteXlsx(page, form, options);
  EXPECT_TRUE(file.ok()) << file.status();
  return file.ok() ? *file : "";
}

struct SeedPage {
  std::string name;
  SeedForm form;
  const heng::v1::Layout* layout;
};
std::vector<SeedPage> SeedPages() {
  std::vector<SeedPage> pages;
  for (const SeedForm& form : SeedForms()) {
    for (const heng::v1::Layout& layout : Layouts()) {
      if ((layout.form_type() == heng::v1::TARGET) != form.is_target || layout.subject_kind() != heng::v1::PROJECT) {
        continue;
      }
      pages.push_back({form.id + "." + layout.id(), form, &layout});
    }
  }
  return pages;
}

// The first seed form, to be changed.
struct Sample {
  Sample() : evaluation(SeedForms()[0].evaluation) {}
  heng::v1::FormContent& form() { return *evaluation.mutable_form(); }
  PaperForm paper() const { return PaperFormOf(evaluation); }
  Page page() const { return Place(*FindLayout("zp-shanxi-2022"), paper()); }
  std::string xlsx(const XlsxOptions& options = {}) const { return Xlsx(page(), paper(), options); }

  heng::v1::Evaluation evaluation;
};

TEST(WriteXlsx, SaysWhatThePageSays) {
  const std::vector<SeedPage> pages = SeedPages();
  std::vector<std::pair<std::string, std::string>> files;
  for (const SeedPage& seed : pages) {
    const PaperForm paper = seed.form.paper();
    files.emplace_back(seed.name, Xlsx(Place(*seed.layout, paper), paper));
  }
  auto read = ReadBack(files);
  for (const SeedPage& seed : pages) {
    const Page page = Place(*seed.layout, seed.form.paper());
    std::set<Line> expected;
    for (const PageCell& cell : page.cells) {
      const bool locked = cell.label || cell.derived;
      const bool border = cell.from->style() == heng::v1::LayoutCell::STYLE_UNSPECIFIED;
      expected.insert({RangeOf(cell), cell.number.has_value() ? "n" : "s", locked ? "locked" : "open",
                       border ? "thin" : "", Plain(cell.text)});
    }
    std::set<Line> found;
    for (const Line& line : Of(read[seed.name], "cell")) {
      found.insert({line[0], line[1], line[3], line[4], line[5]});
      EXPECT_EQ(line[1] == "s" && !line[5].empty(), line[2] == "@" && !line[5].empty()) << line[0];
    }
    EXPECT_EQ(found, expected) << seed.name;

    std::set<Line> ids, expected_ids;
    for (const Line& line : Of(read[seed.name], "row-id")) ids.insert(line);
    for (size_t row = 0; row < page.rows.size(); ++row) {
      if (page.rows[row].row_id.empty()) continue;
      const CellAt at{static_cast<int>(row), page.layout->column_widths_size()};
      expected_ids.insert({CellName(at), page.rows[row].row_id});
    }
    EXPECT_EQ(ids, expected_ids) << seed.name;

    std::string hidden, packed;
    for (const Line& line : Of(read[seed.name], "hidden")) hidden += line[0];
    for (const std::string& piece : PackHidden(page, seed.form.paper())) packed += piece;
    EXPECT_EQ(hidden, packed) << seed.name;
  }
}

TEST(WriteXlsx, IsSetUpForPaper) {
  Sample sample;
  sample.evaluation.mutable_update_time()->set_seconds(1'700'000'000);
  const std::vector<Line> lines = Of(ReadBack(sample.xlsx()), "is");
  EXPECT_THAT(lines, Contains(Line{"sheets", "[('绩效自评表', 'visible'), ('heng', 'hidden')]"}));
  EXPECT_THAT(lines, Contains(Line{"page", "9", "landscape", "None", "0", "True", "True", "None"}));
  EXPECT_THAT(lines, Contains(Line{"area", "$A$1:$J$33"}));
  EXPECT_THAT(lines, Contains(Line{"protected", "True", "no password"}));
  EXPECT_THAT(lines, Contains(Line{"hidden columns", "K"}));
  EXPECT_THAT(lines, Contains(Line{"font", "宋体"}));
  EXPECT_THAT(lines, Contains(Line{"title", "J残疾人就业保障金项目支出绩效自评表（山西 2022）", "2023-11-14T22:13:20",
                                   "2023-11-14T22:13:20"}));
}

TEST(WriteXlsx, RepeatsTheHeaderOfATableThatGoesOn) {
  Sample sample;
  const heng::v1::Indicator row = sample.form().indicators(0);
  for (int i = 0; i < 40; ++i) {
    heng::v1::Indicator& more = *sample.form().add_indicators();
    more = row;
    more.set_id(absl::StrCat("more", i));
  }
  EXPECT_THAT(Of(ReadBack(sample.xlsx()), "is"),
              Contains(Line{"page", "9", "landscape", "None", "0", "True", "True", "$10:$10"}));
}

TEST(WriteXlsx, OffersChoicesAndTakesOtherTexts) {
  const std::vector<Line> lists = Of(ReadBack(Sample().xlsx()), "list");
  EXPECT_THAT(lists, ElementsAre(ElementsAre("B11:B21", HasSubstr("产出指标,效益指标"), "warning"),
                                 ElementsAre("C11:C21", HasSubstr("数量指标"), "warning"),
                                 ElementsAre("I22", "\"优,良,中,差\"", "warning")));
}

TEST(WriteXlsx, TextStaysTextWhateverItLooksLike) {
  const std::vector<std::string> texts = {"=100%",
                                          "=1+1",
                                          "+1",
                                          "-",
                                          "@x",
                                          "——",
                                          "/",
                                          "未填报",
                                          "0.99",
                                          "1e5",
                                          "2022年12月31日",
                                          "2022-12-31",
                                          "_x0041_",
                                          " blank ",
                                          "行一\n行二",
                                          "a\tb",
                                          "控制\x01字符",
                                          "𠀀\U0001F600",
                                          "<&>\"'",
                                          "\r\n行尾"};
  std::vector<std::pair<std::string, std::string>> files;
  for (const std::string& text : texts) {
    Sample sample;
    sample.form().mutable_indicators(0)->set_initial_target(text);
    files.emplace_back(absl::StrCat("text", files.size()), sample.xlsx());
  }
  auto read = ReadBack(files);
  for (size_t i = 0; i < texts.size(); ++i) {
    const Line cell = CellAtName(read[files[i].first], "E11");
    ASSERT_EQ(cell.size(), 6u) << texts[i];
    EXPECT_EQ(cell[1], "s") << texts[i];
    EXPECT_EQ(cell[2], "@") << texts[i];
    const std::string shown = Printable(texts[i]);
    EXPECT_EQ(OwnReading(files[i].second, "E11"), shown);
    // The other library leaves escapes as they stand in the file.
    EXPECT_EQ(absl::StrReplaceAll(cell[5], {{"_x005F_", "_"}}), Plain(shown));
    // What the page can't show comes back nevertheless.
    const auto form = ReadFormFile(files[i].second);
    ASSERT_TRUE(std::holds_alternative<ReadResult>(form));
    EXPECT_EQ(std::get<ReadResult>(form).evaluation.form().indicators(0).initial_target(), texts[i]);
  }
}

TEST(WriteXlsx, OnlyPlainDecimalsAreNumbers) {
  Sample sample;
  auto* total = sample.form().mutable_funds()->mutable_total();
  total->set_declared_in_target("12345678.90");
  total->set_claimed_rate("100.00");
  total->set_claimed_score("——");
  sample.form().mutable_indicators(0)->set_weight("020");
  sample.form().mutable_indicators(0)->set_claimed("1234567890123.4567");
  sample.form().mutable_indicators(2)->clear_claimed();
  const std::vector<Line> lines = ReadBack(sample.xlsx());
  EXPECT_THAT(CellAtName(lines, "D6"), ElementsAre("D6", "n", "0.00000", "open", "thin", "1234.56789"));
  EXPECT_THAT(CellAtName(lines, "I6"), ElementsAre("I6", "n", "0.00", "open", "thin", "100.00"));
  EXPECT_THAT(CellAtName(lines, "J6"), ElementsAre("J6", "s", "@", "open", "thin", "——"));
  EXPECT_THAT(CellAtName(lines, "H11"), ElementsAre("H11", "s", "@", "open", "thin", "020"));
  EXPECT_THAT(CellAtName(lines, "I11"), ElementsAre("I11", "s", "@", "open", "thin", "1234567890123.4567"));
  EXPECT_THAT(CellAtName(lines, "I13"), ElementsAre("I13", "s", "General", "open", "thin", ""));
}

heng::v1::Finding FindingAt(const std::string& row, const std::string& field, const std::string& zh) {
  heng::v1::Finding finding;
  finding.set_severity(heng::v1::Finding::ERROR);
  finding.mutable_place()->set_row_id(row);
  finding.mutable_place()->set_field(field);
  finding.mutable_message()->set_zh(zh);
  finding.mutable_message()->set_en("in English");
  return finding;
}

TEST(WriteXlsx, FindingsAreNotesOnTheirCells) {
  Sample sample;
  auto& findings = *sample.evaluation.mutable_score()->mutable_findings();
  *findings.Add() = FindingAt("r3", "claimed", "第一");
  *findings.Add() = FindingAt("r3", "claimed", "第二");
  *findings.Add() = FindingAt("total", "claimed_rate", "执行率");
  *findings.Add() = FindingAt("r3", "level2", "在合并的单元格里");
  *findings.Add() = FindingAt("", "goals[0].achieved", "目标");
  *findings.Add() = FindingAt("", "indicators", "全表");
  findings.at(5).mutable_waiver()->set_reason("x");
  EXPECT_THAT(Of(ReadBack(sample.xlsx()), "note"), IsEmpty());
  EXPECT_THAT(Of(ReadBack(sample.xlsx({.findings = true})), "note"),
              ElementsAre(Line{"A1", "错误（已豁免）：全表"}, Line{"I6", "错误：执行率"}, Line{"G9", "错误：目标"},
                          Line{"D13", "错误：在合并的单元格里"}, Line{"I13", "错误：第一⏎错误：第二"}));
  EXPECT_THAT(Of(ReadBack(sample.xlsx({.findings = true, .english = true})), "note"),
              Contains(Line{"I6", "Error: in English"}));
}

TEST(WriteXlsx, FindingsOfATargetAreNotesToo) {
  SeedForm seed = SeedForms()[7];
  ASSERT_TRUE(seed.is_target);
  *seed.target.add_findings() = FindingAt("r2", "term.value", "值");
  const Page page = Place(*FindLayout("mb-datong-2026"), seed.paper());
  EXPECT_THAT(Of(ReadBack(Xlsx(page, seed.paper(), {.findings = true})), "note"), ElementsAre(Line{"E21", "错误：值"}));
}

TEST(WriteXlsx, ATextTooLongForACellIsRefused) {
  Sample sample;
  sample.form().mutable_narrative()->set_output(std::string(32'767, 'x'));
  EXPECT_TRUE(WriteXlsx(sample.page(), sample.paper()).ok());
  sample.form().mutable_narrative()->set_output(std::string(32'768, 'x'));
  const auto refused = WriteXlsx(sample.page(), sample.paper());
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("单元格 E24"));
}

TEST(WriteXlsx, SameFormSameBytes) {
  const Sample sample;
  const std::string first = sample.xlsx();
  EXPECT_EQ(first, sample.xlsx());
  // The date of each part, in the local headers of the archive, is the first day of archives: 1980-01-01.
  for (size_t at = first.find("PK\x03\x04"); at != std::string::npos; at = first.find("PK\x03\x04", at + 4)) {
    EXPECT_EQ(first.substr(at + 12, 2), "\x21" + std::string(1, '\0'));
  }
}

TEST(WriteXlsx, ManyAtOnceGiveTheSameBytes) {
  const Sample sample;
  const Page page = sample.page();
  const PaperForm paper = sample.paper();
  const std::string expected = Xlsx(page, paper);
  std::atomic<int> same = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 20; ++k) {
        const auto file = WriteXlsx(page, paper);
        if (file.ok() && *file == expected) ++same;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(same, 8 * 20);
}

TEST(WriteXlsx, ATemplateHasRoomToWrite) {
  const heng::v1::Evaluation empty;
  const PaperForm paper = PaperFormOf(empty);
  const Page page = Place(*FindLayout("zp-shanxi-2022"), paper, 3);
  const std::vector<Line> lines = ReadBack(Xlsx(page, paper));
  EXPECT_THAT(CellAtName(lines, "A1"), ElementsAre("A1:J1", "s", "@", "open", "", ""));
  EXPECT_THAT(CellAtName(lines, "A2"), ElementsAre("A2:J2", "s", "@", "open", "", "（    年度）"));
  EXPECT_THAT(CellAtName(lines, "D8"), ElementsAre("D8", "s", "General", "open", "thin", ""));
  EXPECT_THAT(lines, Not(Contains(ElementsAre("row-id", testing::_, testing::_))));
}

TEST(PackHidden, PiecesEndBetweenCharactersAndSayNoContacts) {
  Sample sample;
  sample.evaluation.set_etag("7");
  sample.evaluation.mutable_contacts()->set_phone("13800000000");
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += i % 3 == 0 ? "𠀀" : "文";
  sample.form().mutable_narrative()->set_summary(text);
  const std::vector<std::string> pieces = PackHidden(sample.page(), sample.paper());
  ASSERT_GE(pieces.size(), 3u);
  EXPECT_EQ(pieces[0], "heng-form-1");
  std::string whole;
  for (size_t i = 1; i < pieces.size(); ++i) {
    EXPECT_LE(pieces[i].size(), 90'000u);
    EXPECT_NE(static_cast<unsigned char>(pieces[i][0]) & 0xC0, 0x80) << i;
    whole += pieces[i];
  }
  EXPECT_THAT(whole, HasSubstr(text));
  EXPECT_THAT(whole, HasSubstr("\"etag\":\"7\""));
  EXPECT_THAT(whole, HasSubstr("[\"r1\",\"initial_target\",\"100\"]"));
  // What the page shows of them is in its own cell only.
  EXPECT_THAT(whole, Not(HasSubstr("\"contacts\":")));
}

// LibreOffice opens every form and prints it on one or two pages.
TEST(WriteXlsx, LibreOfficePrintsThem) {
  const Folder folder;
  std::vector<std::string> names;
  for (const SeedPage& seed : SeedPages()) {
    const PaperForm paper = seed.form.paper();
    std::ofstream(folder.path() + "/" + seed.name + ".xlsx", std::ios::binary)
        << Xlsx(Place(*seed.layout, paper), paper);
    names.push_back(seed.name);
  }
  Shell(absl::StrCat("cd ", folder.path(), " && timeout 120 soffice -env:UserInstallation=file://", folder.path(),
                     "/office --headless --convert-to pdf *.xlsx 2>&1"));
  for (const std::string& name : names) {
    const std::string info = Shell(absl::StrCat("pdfinfo ", folder.path(), "/", name, ".pdf"));
    EXPECT_THAT(info, testing::ContainsRegex("Pages: +[12]\n")) << name;
    EXPECT_THAT(info, HasSubstr("(A4)")) << name;
  }
}

}  // namespace
}  // namespace heng::forms
