// Building the command line: the event log.
#include "client/cli/command_line.h"
#include "client/cli/commands.h"

namespace heng::cli {

void CommandLine::AddResource(CLI::App* sub) {
  sub->add_option("--resource", options_.name,
                  T("只看这一样东西的，如 evaluations/…、orgs/…、principals/…；不写前缀则为自评表",
                    "those of this thing only: evaluations/…, orgs/…, principals/…; an evaluation if it has no prefix"))
      ->transform([](const std::string& name) {
        return name.find('/') == std::string::npos ? WithCollection("evaluations", name) : name;
      });
}

void CommandLine::AddEvents() {
  CLI::App* events =
      Group("events", T("事件日志：谁在何时做了什么，有没有被改动", "the event log: who did what, and is it sound"));
  const auto add_from = [this](CLI::App* sub) {
    sub->add_option("--from", options_.from, T("从第几条开始（默认 1）", "the first event (default 1)"));
  };
  CLI::App* list = Sub(events, "list", T("列出事件，早的在前", "list events, oldest first"), RunEventsList);
  AddResource(list);
  list->add_option("--limit", options_.limit, T("最多列出多少条（默认全部）", "list at most this many (default: all)"));
  add_from(list);
  list->footer(T("示例：\n  heng events list --resource dt-2022-canjiren\n  heng events list --from 1000 -o json",
                 "Examples:\n  heng events list --resource dt-2022-canjiren\n  heng events list --from 1000 -o json"));
  CLI::App* head = Sub(
      events, "head", T("输出日志末条的 序号:哈希，供另存", "print SEQUENCE:HASH of the last event, to keep elsewhere"),
      RunEventsHead);
  head->footer(
      T("示例：\n  heng events head >> 另一台机器上的文件", "Examples:\n  heng events head >> /mnt/elsewhere/heads"));
  CLI::App* verify =
      Sub(events, "verify",
          T("核对日志和它所说的一切有没有被改动", "check that neither the log nor what it speaks of was changed"),
          RunEventsVerify);
  add_from(verify);
  verify->add_option("--head", head_,
                     T("以前另存的 序号:哈希；只有它能发现末尾被截去或整体改写",
                       "a SEQUENCE:HASH kept earlier; only this shows a log cut off or written anew"));
  verify->footer(
      T("完好时退出码为 0，有问题时为 1。\n示例：\n  heng events verify\n  heng events verify --head 128:9f2c…",
        "Ends with 0 if all is sound and with 1 if not.\nExamples:\n  heng events verify\n"
        "  heng events verify --head 128:9f2c…"));
}

void CommandLine::AddWatch() {
  CLI::App* watch =
      Sub(&app_, "watch", T("实时跟踪事件：一条一行，断开后自动接着来", "follow events as they happen, a line each"),
          RunWatch);
  CLI::Option* after = watch->add_option(
      "--after", options_.after, T("从这一条之后开始（默认从头）", "behind this event (default: from the first)"));
  watch->add_flag("--from-now", options_.from_now, T("只看从现在起的", "only what happens from now on"))
      ->excludes(after);
  AddOrg(watch, T("单位，连同它下面的所有单位", "organisation with all below it"));
  AddResource(watch);
  watch->get_option("--resource")->excludes(watch->get_option("--org"));
  watch->add_option(
      "--action", options_.actions,
      T("只看这些操作，如 evaluation.publish；可写多次", "these only: evaluation.publish …; may be repeated"));
  Takes(watch->add_option(
            "--cursor", options_.cursor_file,
            T("看到哪里记在这个文件里，下次从那里继续", "keeps how far it was seen, and goes on from there")),
        FileNames());
  Takes(watch->add_option(
            "--out", options_.out,
            T("以 JSON 行追加到这个文件；被强行终止后再运行，不重不漏",
              "append JSON lines to this file; killed and run again, none is missing and none there twice")),
        FileNames());
  watch->add_option("--limit", options_.limit,
                    T("满这么多条就结束（默认不结束）", "end after this many (default: never)"));
  watch->footer(
      T("--cursor 或 --out 的文件里已有位置时，--after 和 --from-now 不起作用。\n"
        "示例：\n  heng watch --from-now --org dt-shebao\n"
        "  heng watch --action evaluation.publish --out published.jsonl",
        "Where the file of --cursor or --out knows a place, --after and --from-now do not count.\n"
        "Examples:\n  heng watch --from-now --org dt-shebao\n"
        "  heng watch --action evaluation.publish --out published.jsonl"));
}

}  // namespace heng::cli
