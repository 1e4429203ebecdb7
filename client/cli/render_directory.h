// Orgs, projects, principals, tokens, windows and policies in force as text for people. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "client/cli/language.h"
#include "client/cli/table.h"
#include "heng/v1/access_service.pb.h"
#include "heng/v1/directory.pb.h"
#include "heng/v1/policy_service.pb.h"

namespace heng::cli {

// Tables without rows, and what makes a row of one thing.
Table OrgTable(Language language);
std::vector<std::string> Row(const heng::v1::Org& org, Language language);
Table ProjectTable(Language language);
std::vector<std::string> Row(const heng::v1::Project& project, Language language);
Table PrincipalTable(Language language);
std::vector<std::string> Row(const heng::v1::Principal& principal, Language language);
Table TokenTable(Language language);
std::vector<std::string> Row(const heng::v1::Token& token, Language language);
Table WindowTable(Language language);
std::vector<std::string> Row(const heng::v1::FilingWindow& window, Language language);
Table ExtensionTable(Language language);
std::vector<std::string> Row(const heng::v1::FilingExtension& extension, Language language);
Table ActivationTable(Language language);
std::vector<std::string> Row(const heng::v1::PolicyActivation& activation, Language language);
Table RevisionTable(Language language);
std::vector<std::string> Row(const heng::v1::PolicyRevision& revision, Language language);

// "经办 @ orgs/x，涉密" / "preparer @ orgs/x, classified".
std::string GrantText(const heng::v1::Grant& grant, Language language);

// One thing with everything known of it, a line each.
std::string RenderOrg(const heng::v1::Org& org, Language language);
std::string RenderProject(const heng::v1::Project& project, Language language);
std::string RenderPrincipal(const heng::v1::Principal& principal, Language language);
std::string RenderWhoAmI(const heng::v1::WhoAmIResponse& who, const std::string& server, Language language);

}  // namespace heng::cli
