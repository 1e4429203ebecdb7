#include "client/cli/render_directory.h"

#include "client/cli/choices.h"
#include "client/cli/labels.h"
#include "client/cli/policy_source.h"

namespace heng::cli {
namespace {

// Lines of "label  value"; empty values are left out.
class Lines {
 public:
  explicit Lines(Language language) : language_(language) {}

  void Add(const char* zh, const char* en, const std::string& value) {
    if (!value.empty()) table_.AddRow({Say(language_, zh, en), value});
  }
  std::string Text() const { return table_.Render(); }

 private:
  Language language_;
  Table table_{std::vector<Column>{Column{""}, Column{""}}};
};

std::string InUse(const std::string& end_date, Language language) {
  return end_date.empty() ? "" : Say(language, "至 ", "until ") + end_date;
}

std::string JoinNames(const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined;
}

std::string LineageText(const heng::v1::Lineage& step, Language language) {
  const std::string what = ChoiceLabel(step.kind(), language) + " ";
  return step.date() + " " + what + (step.former_title().empty() ? JoinNames(step.projects()) : step.former_title());
}

}  // namespace

Table OrgTable(Language language) {
  return Table({{Say(language, "单位", "Title"), Align::kLeft, true},
                {Say(language, "类型", "Type")},
                {Say(language, "代码", "Code")},
                {Say(language, "名称", "Name")},
                {Say(language, "上级", "Parent")},
                {Say(language, "停用", "Closed")}});
}

std::vector<std::string> Row(const heng::v1::Org& org, Language language) {
  return {org.title(),  ChoiceLabel(org.type(), language), org.code(), org.name(),
          org.parent(), InUse(org.end_date(), language)};
}

Table ProjectTable(Language language) {
  return Table({{Say(language, "项目", "Title"), Align::kLeft, true},
                {Say(language, "前缀", "Prefix")},
                {Say(language, "类别", "Category")},
                {Say(language, "级次", "Tier")},
                {Say(language, "涉密", "Classified")},
                {Say(language, "单位", "Organisation")},
                {Say(language, "名称", "Name")},
                {Say(language, "结束", "Ended")}});
}

std::vector<std::string> Row(const heng::v1::Project& project, Language language) {
  return {project.title(),
          project.local_prefix(),
          ChoiceLabel(project.category(), language),
          ChoiceLabel(project.tier(), language),
          project.classified() ? Say(language, "是", "yes") : "",
          project.org(),
          project.name(),
          InUse(project.end_date(), language)};
}

Table PrincipalTable(Language language) {
  return Table({{Say(language, "称呼", "Title"), Align::kLeft, true},
                {Say(language, "名称", "Name")},
                {Say(language, "单位", "Organisation")},
                {Say(language, "角色", "Roles")},
                {Say(language, "状态", "State")}});
}

std::vector<std::string> Row(const heng::v1::Principal& principal, Language language) {
  std::string roles;
  for (const auto& grant : principal.grants()) roles += (roles.empty() ? "" : "; ") + GrantText(grant, language);
  return {principal.title(), principal.name(), principal.org(), roles,
          principal.disabled() ? Say(language, "停用", "disabled") : ""};
}

Table TokenTable(Language language) {
  return Table({{Say(language, "用途", "Title"), Align::kLeft, true},
                {Say(language, "名称", "Name")},
                {Say(language, "用户", "Principal")},
                {Say(language, "新建（北京时间）", "Created (+08:00)")},
                {Say(language, "到期", "Expires")},
                {Say(language, "撤销", "Revoked")}});
}

std::vector<std::string> Row(const heng::v1::Token& token, Language) {
  return {token.title(),
          token.name(),
          token.principal(),
          TimeText(token.create_time()),
          TimeText(token.expire_time()),
          TimeText(token.revoke_time())};
}

Table WindowTable(Language language) {
  return Table({{Say(language, "单位", "Organisation")},
                {Say(language, "年度", "Year"), Align::kRight},
                {Say(language, "表", "Form")},
                {Say(language, "第一天", "First day")},
                {Say(language, "最后一天", "Last day")},
                {Say(language, "名称", "Name")}});
}

std::vector<std::string> Row(const heng::v1::FilingWindow& window, Language language) {
  return {window.org(),
          std::to_string(window.fiscal_year()),
          ChoiceLabel(window.form_type(), language),
          window.open_date(),
          window.close_date(),
          window.name()};
}

Table ExtensionTable(Language language) {
  return Table({{Say(language, "延期单位", "Extended for")},
                {Say(language, "年度", "Year"), Align::kRight},
                {Say(language, "表", "Form")},
                {Say(language, "延至", "Until")},
                {Say(language, "原因", "Reason"), Align::kLeft, true},
                {Say(language, "名称", "Name")}});
}

std::vector<std::string> Row(const heng::v1::FilingExtension& extension, Language language) {
  return {extension.org(),
          std::to_string(extension.fiscal_year()),
          ChoiceLabel(extension.form_type(), language),
          extension.until(),
          extension.reason(),
          extension.name()};
}

Table ActivationTable(Language language) {
  return Table({{Say(language, "单位", "Organisation")},
                {Say(language, "从年度", "From year"), Align::kRight},
                {Say(language, "规则", "Policy")},
                {Say(language, "名称", "Name")}});
}

std::vector<std::string> Row(const heng::v1::PolicyActivation& activation, Language) {
  return {activation.org(), std::to_string(activation.from_year()), ShortPolicyName(activation.policy()),
          activation.name()};
}

Table RevisionTable(Language language) {
  return Table({{Say(language, "规则", "Policy")},
                {Say(language, "自带", "Shipped")},
                {Say(language, "名称", "Title"), Align::kLeft, true},
                {Say(language, "依据", "Authority"), Align::kLeft, true}});
}

std::vector<std::string> Row(const heng::v1::PolicyRevision& revision, Language language) {
  return {ShortPolicyName(revision.name()), revision.shipped() ? Say(language, "是", "yes") : "",
          Say(language, revision.title()), revision.authority()};
}

std::string GrantText(const heng::v1::Grant& grant, Language language) {
  return ChoiceLabel(grant.role(), language) + " @ " + grant.org() +
         (grant.clearance() ? Say(language, "，涉密", ", classified") : "");
}

std::string RenderOrg(const heng::v1::Org& org, Language language) {
  Lines lines(language);
  lines.Add("单位", "Title", org.title());
  lines.Add("名称", "Name", org.name());
  lines.Add("类型", "Type", ChoiceLabel(org.type(), language));
  lines.Add("代码", "Code", org.code());
  lines.Add("上级", "Parent", org.parent());
  lines.Add("启用日期", "First day", org.start_date());
  lines.Add("最后一天", "Last day", org.end_date());
  lines.Add("承接单位", "Successor", org.successor());
  lines.Add("并入的单位", "Predecessors", JoinNames(org.predecessors()));
  lines.Add("版本", "Etag", org.etag());
  lines.Add("修改时间", "Changed", TimeText(org.update_time()));
  return lines.Text();
}

std::string RenderProject(const heng::v1::Project& project, Language language) {
  Lines lines(language);
  lines.Add("项目", "Title", project.title());
  lines.Add("名称", "Name", project.name());
  lines.Add("前缀", "Prefix", project.local_prefix());
  lines.Add("单位", "Organisation", project.org());
  lines.Add("项目代码", "Code", project.code());
  lines.Add("项目类别", "Category", ChoiceLabel(project.category(), language));
  lines.Add("项目属性", "Attribute", project.attribute());
  lines.Add("项目级次", "Tier", ChoiceLabel(project.tier(), language));
  lines.Add("一级项目", "Parent", project.parent());
  lines.Add("涉密", "Classified", project.classified() ? Say(language, "是", "yes") : "");
  lines.Add("最后一天", "Last day", project.end_date());
  for (const auto& step : project.lineage()) lines.Add("沿革", "Lineage", LineageText(step, language));
  lines.Add("版本", "Etag", project.etag());
  lines.Add("修改时间", "Changed", TimeText(project.update_time()));
  return lines.Text();
}

std::string RenderPrincipal(const heng::v1::Principal& principal, Language language) {
  Lines lines(language);
  lines.Add("称呼", "Title", principal.title());
  lines.Add("名称", "Name", principal.name());
  lines.Add("单位", "Organisation", principal.org());
  lines.Add("状态", "State", principal.disabled() ? Say(language, "停用", "disabled") : "");
  for (const auto& grant : principal.grants()) lines.Add("角色", "Role", GrantText(grant, language));
  for (const std::string& name : principal.certificate_names()) lines.Add("证书上的名字", "Certificate name", name);
  lines.Add("版本", "Etag", principal.etag());
  return lines.Text();
}

std::string RenderWhoAmI(const heng::v1::WhoAmIResponse& who, const std::string& server, Language language) {
  const auto& principal = who.principal();
  Lines lines(language);
  lines.Add("服务器", "Server", server);
  lines.Add("称呼", "Title", principal.title());
  lines.Add("名称", "Name", principal.name());
  lines.Add("单位", "Organisation", principal.org());
  lines.Add("凭据", "By", who.token().empty() ? Say(language, "客户端证书", "client certificate") : who.token());
  lines.Add("到期", "Expires", TimeText(who.expire_time()));
  for (const auto& grant : principal.grants()) lines.Add("角色", "Role", GrantText(grant, language));
  lines.Add("可以调用", "May call", JoinNames(who.methods()));
  return lines.Text();
}

}  // namespace heng::cli
