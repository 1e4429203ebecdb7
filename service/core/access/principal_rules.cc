#include "service/core/access/principal_rules.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::Grant;
using heng::v1::Principal;

constexpr size_t kMaxCertificateNameBytes = 253;  // of a DNS name; URIs are shorter in practice

// Somebody who can give everything there is to give, and whom nobody below the root keeps.
bool IsRootAdministrator(const Epoch& epoch, const Principal& principal) {
  const OrgNode* const root = epoch.orgs->root();
  if (root == nullptr || principal.disabled() || principal.org() != root->org.name()) return false;
  return std::any_of(principal.grants().begin(), principal.grants().end(), [&](const Grant& grant) {
    return grant.role() == heng::v1::ADMIN && grant.clearance() && grant.org() == root->org.name();
  });
}

bool IsPrintable(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

size_t CharCount(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool IsCertificateName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxCertificateNameBytes && IsPrintable(name) && name.front() != ' ' &&
         name.back() != ' ';
}

}  // namespace

absl::StatusOr<KnownPrincipal> FindPrincipal(const Authority& authority, Method method, const std::string& field,
                                             const std::string& name) {
  const auto id = PrincipalId(name);
  if (!id) return BadName(field, name);
  const auto& all = authority.epoch().principals->by_id;
  const auto found = all.find(*id);
  if (found == all.end()) return authority.Missing(method, name, ResourceNotFound(name));
  if (RuleOf(method).reach == Reach::kCallerOrOrg && *id == authority.principal_id()) return found->second;
  const std::string home = OrgId(found->second->org()).value_or("");
  if (auto status = authority.Check(method, name, home); !status.ok()) return status;
  return found->second;
}

absl::Status CheckMayActAs(const Authority& authority, const Principal& principal) {
  if (principal.name() == absl::StrCat("principals/", authority.principal_id())) return absl::OkStatus();
  for (const Grant& grant : principal.grants()) {
    if (!authority.Administers(OrgId(grant.org()).value_or(""), grant.clearance())) {
      return BeyondAuthority(principal.name(), grant.org(), grant.clearance());
    }
  }
  return absl::OkStatus();
}

absl::Status CheckMayGive(const Authority& authority, const std::string& principal, const Grant& grant) {
  const std::string org_id = OrgId(grant.org()).value_or("");
  if (auto status = authority.Check(Method::kAddGrant, grant.org(), org_id); !status.ok()) return status;
  if (!authority.Administers(org_id, grant.clearance())) {
    return BeyondAuthority(principal, grant.org(), grant.clearance());
  }
  return CheckInUse(authority.epoch(), org_id);
}

absl::Status CheckRootKept(const Epoch& epoch, const Principal& before, const Principal& after) {
  if (!IsRootAdministrator(epoch, before) || IsRootAdministrator(epoch, after)) return absl::OkStatus();
  const auto& all = epoch.principals->by_id;
  const bool another = std::any_of(all.begin(), all.end(), [&](const auto& known) {
    return known.second->name() != before.name() && IsRootAdministrator(epoch, *known.second);
  });
  return another ? absl::OkStatus() : LastAdministrator(before.name());
}

absl::Status CheckInUse(const Epoch& epoch, std::string_view org_id) {
  const OrgNode* const node = epoch.orgs->Find(org_id);
  if (node == nullptr || node->active) return absl::OkStatus();
  return OrgClosed(node->org.name(), node->org.end_date(), node->org.successor());
}

void FieldProblems::Add(std::string field, std::string zh, std::string en) {
  problems_.push_back({std::move(field), std::move(zh), std::move(en)});
}

void FieldProblems::Text(const std::string& field, std::string_view text, size_t max_chars, bool may_be_empty) {
  if (text.empty()) {
    if (!may_be_empty) Add(field, "必须填写。", "is required");
  } else if (!IsPrintable(text)) {
    Add(field, absl::StrCat(Quoted(text), " 含有换行等控制字符，请删去。"),
        absl::StrCat(Quoted(text), " has control characters such as line breaks; remove them"));
  } else if (CharCount(text) > max_chars) {
    Add(field, absl::StrCat("有 ", CharCount(text), " 个字，最多 ", max_chars, " 个。"),
        absl::StrCat("has ", CharCount(text), " characters, at most ", max_chars, " are allowed"));
  }
}

void FieldProblems::Prose(const std::string& field, std::string_view text, size_t max_chars, bool may_be_empty) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    if (!may_be_empty) Add(field, "必须填写。", "is required");
  } else if (CharCount(text) > max_chars) {
    Add(field, absl::StrCat("有 ", CharCount(text), " 个字，最多 ", max_chars, " 个。"),
        absl::StrCat("has ", CharCount(text), " characters, at most ", max_chars, " are allowed"));
  }
}

void FieldProblems::OrgName(const std::string& field, std::string_view name) {
  if (OrgId(name)) return;
  Add(field, absl::StrCat(Quoted(name), " 不是单位名称；应形如 orgs/dt-shebao。"),
      absl::StrCat(Quoted(name), " is no name of an org; write one such as orgs/dt-shebao"));
}

absl::Status FieldProblems::Take() const { return problems_.empty() ? absl::OkStatus() : InvalidFields(problems_); }

void CheckPrincipalFields(const Principal& principal, FieldProblems* problems) {
  problems->Text("principal.title", principal.title(), kMaxTitleChars, /*may_be_empty=*/false);
  if (principal.certificate_names_size() > kMaxCertificateNames) {
    return problems->Add(
        "principal.certificateNames",
        absl::StrCat("有 ", principal.certificate_names_size(), " 个，最多 ", kMaxCertificateNames, " 个。"),
        absl::StrCat("has ", principal.certificate_names_size(), " names, at most ", kMaxCertificateNames,
                     " are allowed"));
  }
  std::set<std::string> seen;
  for (int i = 0; i < principal.certificate_names_size(); ++i) {
    const std::string& name = principal.certificate_names(i);
    const std::string field = absl::StrCat("principal.certificateNames[", i, "]");
    if (!IsCertificateName(name)) {
      problems->Add(field, absl::StrCat(Quoted(name), " 不是证书名称；应为证书中的 URI、DNS 名或 CN，1 至 253 字节。"),
                    absl::StrCat(Quoted(name),
                                 " is no name of a certificate; write its URI, DNS name or CN, 1 to 253 "
                                 "bytes"));
    } else if (!seen.insert(name).second) {
      problems->Add(field, absl::StrCat(Quoted(name), " 重复，请删去一个。"),
                    absl::StrCat(Quoted(name), " is there twice; remove one"));
    }
  }
}

void CheckGrantFields(const Grant& grant, FieldProblems* problems) {
  if (grant.role() == heng::v1::ROLE_UNSPECIFIED || !heng::v1::Role_IsValid(grant.role())) {
    problems->Add("grant.role", "必须是一个角色：填报人、单位负责人、主管部门、财政部门、系统对接、审计、系统管理员。",
                  "must be a role: preparer, unit_head, reviewer, finance, integrator, auditor or admin");
  }
  problems->OrgName("grant.org", grant.org());
}

}  // namespace heng::core
