// heng crosscheck.
#include "client/cli/command_line.h"
#include "client/cli/commands.h"

namespace heng::cli {

void CommandLine::AddCrossCheck() {
  CLI::App* sub = Sub(&app_, "crosscheck",
                      T("核对报告文字中的得分、金额、比例和个数与自评表是否一致",
                        "compare the scores, amounts, rates and counts of a report with the forms"),
                      RunCrossCheck);
  Takes(sub->add_option("FILE", options_.file,
                        T("报告的纯文本（UTF-8 或 GB18030），最多 1 MiB；- 为标准输入",
                          "plain text of the report (UTF-8 or GB18030), at most 1 MiB; - is stdin"))
            ->required(),
        FileNames());
  AddOrgRequired(sub,
                 T("谁的报告（连同它下面的所有单位的自评表）", "whose report it is (with the forms of all below it)"));
  sub->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"))->required();
  sub->add_flag("--all", options_.full, T("一致的也列出", "list what is consistent as well"));
  CLI::Option* fail_on = sub->add_option_function<std::string>(
      "--fail-on",
      [this](const std::string& value) {
        options_.fail_on_contradiction = value == "contradiction";
        if (!options_.fail_on_contradiction) {
          choice_mistake_ = T("--fail-on 只有 contradiction（矛盾）。", "--fail-on: there is contradiction only.");
        }
      },
      T("有矛盾时退出码为 5：contradiction", "exit 5 if there is a contradiction: contradiction"));
  Takes(fail_on, WordsOf({"contradiction"}));
  sub->footer(
      T("只读有标签的数（得分、全年预算数、执行率、涉及资金、自评个数、满意度……），不比较随意的叙述。\n"
        "判定：一致、尾差、口径不同（写明口径）、矛盾、无可对照。\n"
        "示例：\n  heng crosscheck 决算说明.txt --org dt-shebao --year 2022\n"
        "  pdftotext -layout 决算.pdf - | heng crosscheck - --org dt-shebao --year 2022 --fail-on contradiction",
        "Only labelled figures are read (scores, budgets, rates, funds, counts, satisfaction), never free prose.\n"
        "Verdicts: consistent, rounding, other basis (which is named), contradiction, not comparable.\n"
        "Examples:\n  heng crosscheck report.txt --org dt-shebao --year 2022\n"
        "  pdftotext -layout report.pdf - | heng crosscheck - --org dt-shebao --year 2022 --fail-on contradiction"));
}

}  // namespace heng::cli
