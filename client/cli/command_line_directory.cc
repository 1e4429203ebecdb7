// heng org and heng project.
#include "client/cli/choices.h"
#include "client/cli/command_line.h"
#include "client/cli/commands.h"
#include "heng/v1/directory.pb.h"

namespace heng::cli {

using heng::v1::Org;
using heng::v1::Project;

void CommandLine::AddOrgFields(CLI::App* sub) {
  AddField(sub, "--title", "title", T("名称，如 大同市社会保险中心", "what it is called"));
  AddField(sub, "--parent", "parent", T("上级", "the org above it"), "orgs");
  AddField(sub, "--code", "code",
           T("代码，如 121005；地区为行政区划代码", "code, e.g. 121005; of a region the administrative one"));
  AddField(sub, "--start-date", "start_date", T("启用日期，如 2022-01-01", "first day, e.g. 2022-01-01"));
}

void CommandLine::AddImport(CLI::App* sub, const std::string& columns) {
  Takes(sub->add_option("FILE", options_.files,
                        T("CSV（UTF-8 或 GB18030）或 JSON 文件", "CSV (UTF-8 or GB18030) or JSON files"))
            ->required(),
        FileNames());
  sub->add_option("--results", options_.results,
                  T("把每一行的结果写入这个 CSV 文件（不覆盖已有文件）",
                    "write the result of each row to this CSV file (a new one)"));
  AddDryRun(sub);
  if (columns.empty()) return;  // says it itself
  sub->footer(T("CSV 的第一行是列名，顺序不限。一行就是整条记录，空着的会被清空：\n  ",
                "The first line of a CSV names its columns, in any order. A row is the whole record; what is empty is "
                "emptied:\n  ") +
              columns);
}

void CommandLine::AddOrgs() {
  CLI::App* org = Group("org", T("地区、主管部门和预算单位", "regions, departments and budget units"));
  CLI::App* list = Sub(org, "list", T("按上下级列出", "list them as a tree"), RunOrgList);
  AddOrg(list, T("单位，连同它下面的所有单位", "this one with all below it"));
  list->add_flag("--all", options_.show_ended, T("也列出已停用的", "closed ones too"));
  AddLimit(list);
  AddName(Sub(org, "show", T("查看一个", "show one"), RunOrgShow), "orgs", T("名称或编号", "name or id"));
  CLI::App* create = Sub(org, "create", T("新建", "create one"), RunOrgCreate);
  AddName(create, "orgs",
          T("编号，小写字母、数字和 -，以后不变", "id of small letters, digits and -; it never changes"));
  AddOrgFields(create);
  create->get_option("--title")->required();
  AddChoice(create, "--type", "type", Org::Type_descriptor(), T("类型", "type"))->required();
  AddDryRun(create);
  create->footer(
      T("示例：\n  heng org create sx-datong --title 大同市 --type 地区 --parent shanxi --code 140200",
        "Examples:\n  heng org create sx-datong --title 大同市 --type region --parent shanxi --code 140200"));
  CLI::App* update =
      Sub(org, "update", T("修改名称、代码、上级或启用日期", "change title, code, parent or first day"), RunOrgUpdate);
  AddName(update, "orgs", T("名称或编号", "name or id"));
  AddOrgFields(update);
  AddEtag(update);
  AddDryRun(update);
  CLI::App* close = Sub(org, "close", T("停用，没有承接单位", "close one that has no successor"), RunOrgClose);
  AddName(close, "orgs", T("名称或编号", "name or id"));
  close->add_option("--end-date", options_.date, T("最后一天（默认今天）", "last day (default today)"));
  AddEtag(close);
  AddYes(close);
  AddDryRun(close);
  CLI::App* merge = Sub(
      org, "merge",
      T("把几个单位并入一个：未提交的表和在用项目随之转移", "merge orgs into one: open forms and projects move to it"),
      RunOrgMerge);
  AddNames(merge, "orgs", T("被并入的单位", "those that are merged"));
  merge->add_option("--into", options_.successors, T("承接单位", "the successor"))
      ->required()
      ->expected(1)
      ->transform([](const std::string& name) { return WithCollection("orgs", name); });
  merge->add_option("--date", options_.date,
                    T("承接单位的第一天（默认今天）", "first day of the successor (default today)"));
  AddYes(merge);
  AddDryRun(merge);
  merge->footer(
      T("中断后重复执行同一命令即可接着做。\n示例：\n  heng org merge xz-gongshang xz-shiye --into xz-shebao --date "
        "2021-03-01",
        "The same command again goes on where it was interrupted.\nExamples:\n"
        "  heng org merge xz-gongshang xz-shiye --into xz-shebao --date 2021-03-01"));
  AddImport(
      Sub(org, "import", T("从表格批量新建和更新，上级在前", "create and change many from a table, parents first"),
          RunOrgImport),
      T("编号,名称,类型,上级,代码,启用日期", "id,title,type,parent,code,start_date"));
}

void CommandLine::AddProjectFields(CLI::App* sub) {
  AddField(sub, "--title", "title", T("项目名称，不含前缀", "what it is called, without its prefix"));
  AddField(sub, "--prefix", "local_prefix", T("前缀，如 J、Z、QT、XM", "local prefix: J, Z, QT, XM"));
  AddField(sub, "--org", "org", T("单位", "whose it is"), "orgs");
  AddField(sub, "--code", "code", T("项目代码，21 位", "code of 21 characters"));
  AddChoice(sub, "--category", "category", Project::Category_descriptor(), T("项目类别", "category"));
  AddField(sub, "--attribute", "attribute", T("项目属性，如 延续性项目", "attribute as the form says it"));
  AddChoice(sub, "--tier", "tier", Project::Tier_descriptor(), T("项目级次", "tier"));
  AddField(sub, "--parent", "parent", T("所属一级项目", "the tier one project it belongs to"), "projects");
  Takes(AddField(sub, "--classified", "classified", T("涉密：true 或 false", "classified: true or false")),
        WordsOf({"true", "false"}));
}

void CommandLine::AddProjects() {
  CLI::App* project = Group("project", T("项目", "projects"));
  CLI::App* list = Sub(project, "list", T("列出项目", "list projects"), RunProjectList);
  AddOrg(list, T("单位，连同它下面的所有单位", "organisation with all below it"));
  list->add_flag("--all", options_.show_ended, T("也列出已结束的", "ended ones too"));
  AddLimit(list);
  AddName(Sub(project, "show", T("查看一个", "show one"), RunProjectShow), "projects", T("名称或编号", "name or id"));
  CLI::App* create = Sub(project, "create", T("新建", "create one"), RunProjectCreate);
  AddName(create, "projects",
          T("编号，小写字母、数字和 -，以后不变", "id of small letters, digits and -; it never changes"));
  AddProjectFields(create);
  create->get_option("--title")->required();
  create->get_option("--org")->required();
  AddDryRun(create);
  create->footer(T(
      "示例：\n  heng project create dt-zhucun-bangfu --title 驻村帮扶工作经费 --prefix J --org sx-datong-121005",
      "Examples:\n  heng project create dt-zhucun-bangfu --title 驻村帮扶工作经费 --prefix J --org sx-datong-121005"));
  CLI::App* update =
      Sub(project, "update", T("修改；更名会留下沿革", "change one; a former title is kept"), RunProjectUpdate);
  AddName(update, "projects", T("名称或编号", "name or id"));
  AddProjectFields(update);
  AddEtag(update);
  AddDryRun(update);
  CLI::App* close =
      Sub(project, "close", T("结束一个项目；它的表仍在", "end a project; its forms stay"), RunProjectClose);
  AddName(close, "projects", T("名称或编号", "name or id"));
  close->add_option("--end-date", options_.date, T("最后一天（默认今天）", "last day (default today)"));
  AddEtag(close);
  AddYes(close);
  AddDryRun(close);
  CLI::App* replace = Sub(
      project, "replace",
      T("拆分一个项目，或合并几个：旧的结束，沿革记在各项目上", "split a project or merge several: the old ones end"),
      RunProjectReplace);
  AddNames(replace, "projects", T("被取代的项目", "those that are replaced"));
  replace->add_option("--by", options_.successors, T("取代它们的项目，须已存在", "the existing ones that replace them"))
      ->required()
      ->transform([](const std::string& name) { return WithCollection("projects", name); });
  replace->add_option("--date", options_.date,
                      T("新项目的第一天（默认今天）", "first day of the new ones (default today)"));
  AddYes(replace);
  AddDryRun(replace);
  replace->footer(
      T("示例：\n  heng project replace old --by new-a new-b      拆分\n"
        "  heng project replace a b --by new              合并",
        "Examples:\n  heng project replace old --by new-a new-b      a split\n"
        "  heng project replace a b --by new              a merger"));
  AddImport(Sub(project, "import", T("从表格批量新建和更新", "create and change many from a table"), RunProjectImport),
            T("编号,项目名称,前缀,单位,项目代码,项目类别,项目属性,项目级次,一级项目,涉密",
              "id,title,local_prefix,org,code,category,attribute,tier,parent,classified"));
}

}  // namespace heng::cli
