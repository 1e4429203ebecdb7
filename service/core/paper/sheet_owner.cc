#include "service/core/paper/sheet_owner.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "scoring/text.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/wait_for.h"

namespace heng::core {
namespace {

using heng::v1::Project;

constexpr Method kMethod = Method::kReadForm;
constexpr size_t kShownCandidates = 8;
constexpr int32_t kProjectsPerPage = 1000;
constexpr size_t kMaxProjectPages = 20;

// One spelling for comparing: glyphs folded, without blanks, and without the marks that are written in several ways.
std::string Plain(std::string_view text) {
  std::string folded = scoring::FoldGlyphs(text), plain;
  for (const char c : folded) {
    if (c != ' ') plain += c;
  }
  return plain;
}

bool IsCodeSign(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
}

// "121005-大同市社会保险中心" -> ("121005", "大同市社会保险中心").
std::pair<std::string, std::string> SplitUnit(const std::string& plain) {
  size_t end = 0;
  while (end < plain.size() && IsCodeSign(plain[end])) ++end;
  const std::string code = plain.substr(0, plain.substr(0, end).find_last_not_of("-.") + 1);
  return {code, plain.substr(end)};
}

void AddNote(SheetNotes* notes, std::string zh, std::string en) {
  auto* note = notes->Add();
  note->set_zh(std::move(zh));
  note->set_en(std::move(en));
}

// ---- the org ----

std::string Described(const OrgNode& node) {
  return absl::StrCat(OrgName(node.id), "（", node.org.code(), node.org.code().empty() ? "" : " ", node.org.title(),
                      "）");
}

class OrgSearch {
 public:
  OrgSearch(const Authority& authority, const std::string& unit_text)
      : authority_(authority), unit_text_(unit_text), plain_(Plain(unit_text)) {
    std::tie(code_, title_) = SplitUnit(plain_);
  }

  absl::StatusOr<const OrgNode*> Find() {
    if (plain_.empty()) return OrgNotRecognised(unit_text_, Described(Readable()));
    std::vector<const OrgNode*> found;
    if (!code_.empty()) found = Matching([&](const OrgNode& node) { return Plain(node.org.code()) == code_; });
    // Codes are local to a region: the title decides between several.
    if (found.size() > 1) Keep(&found, [&](const OrgNode& node) { return Plain(node.org.title()) == title_; });
    by_code_ = !found.empty();
    if (found.empty()) {
      found = Matching([&](const OrgNode& node) {
        const std::string title = Plain(node.org.title());
        return title == plain_ || title == title_;
      });
    }
    if (found.size() == 1) return found.front();
    return OrgNotRecognised(unit_text_, Described(found.empty() ? Readable() : found));
  }
  bool by_code() const { return by_code_; }

 private:
  // Those in use before those that are closed: a code may have been given anew.
  template <typename Is>
  std::vector<const OrgNode*> Matching(const Is& is) const {
    std::vector<const OrgNode*> open, closed;
    for (const OrgNode* const node : authority_.epoch().orgs->order()) {
      if (is(*node) && authority_.RoleFor(kMethod, node->id)) (node->active ? open : closed).push_back(node);
    }
    return open.empty() ? closed : open;
  }
  template <typename Is>
  static void Keep(std::vector<const OrgNode*>* found, const Is& is) {
    std::vector<const OrgNode*> kept;
    std::copy_if(found->begin(), found->end(), std::back_inserter(kept), [&](const OrgNode* n) { return is(*n); });
    if (!kept.empty()) *found = std::move(kept);
  }
  // The first orgs in use whose forms the caller may read: what --org might be.
  std::vector<const OrgNode*> Readable() const {
    std::vector<const OrgNode*> found;
    for (const OrgNode* const node : authority_.epoch().orgs->order()) {
      if (found.size() > kShownCandidates) break;
      if (node->active && node->org.type() == heng::v1::Org::UNIT && authority_.RoleFor(kMethod, node->id)) {
        found.push_back(node);
      }
    }
    return found;
  }
  static std::vector<std::string> Described(const std::vector<const OrgNode*>& nodes) {
    std::vector<std::string> candidates;
    for (const OrgNode* const node : nodes) candidates.push_back(core::Described(*node));
    return candidates;
  }

  const Authority& authority_;
  const std::string& unit_text_;
  const std::string plain_;
  std::string code_, title_;
  bool by_code_ = false;
};

absl::StatusOr<std::string> FindOrg(const Authority& authority, const PrintedIdentity& printed,
                                    const heng::v1::ReadFormRequest& request, SheetNotes* notes) {
  if (!printed.org.empty()) return printed.org;
  if (!request.org().empty()) {
    if (!OrgId(request.org())) return BadName("org", request.org());
    return request.org();
  }
  OrgSearch search(authority, printed.unit_text);
  const auto node = search.Find();
  if (!node.ok()) return node.status();
  AddNote(notes,
          absl::StrCat("单位：按表上的", search.by_code() ? "编码" : "名称", "“", printed.unit_text, "”认定为 ",
                       Described(**node), "。"),
          absl::StrCat("org: ", OrgName((*node)->id), ", by the ", search.by_code() ? "code" : "title",
                       " on the sheet, ", Quoted(printed.unit_text)));
  return OrgName((*node)->id);
}

// ---- the project ----

std::string Described(const Project& project) {
  return absl::StrCat(project.name(), "（", project.local_prefix(), project.title(), "）");
}

// Projects in use of the org and of those above it that the caller may see.
absl::StatusOr<std::vector<Project>> ProjectsOf(const Writes& writes, const Authority& authority, absl::Time deadline,
                                                const std::string& org_id) {
  const OrgTree& orgs = *authority.epoch().orgs;
  store::EntryQuery query;
  query.collection = "projects";
  query.org_ids.emplace();
  for (const OrgNode* node = orgs.Find(org_id); node != nullptr; node = orgs.Parent(*node)) {
    query.org_ids->push_back(node->id);
  }
  std::sort(query.org_ids->begin(), query.org_ids->end());
  query.hidden = authority.ScopeOf(kMethod, std::nullopt).hidden_subjects;
  query.limit = kProjectsPerPage;
  std::vector<Project> projects;
  for (size_t page = 0; page < kMaxProjectPages; ++page) {
    const auto entries = WaitFor<std::vector<store::Entry>>(
        [&](auto done) { writes.store()->ListEntries(query, deadline, std::move(done)); });
    if (!entries.ok()) return writes.Caught(entries.status());
    for (const store::Entry& entry : *entries) {
      if (!projects.emplace_back().ParseFromString(entry.body)) {
        return writes.Caught(absl::DataLossError(entry.name + " can't be read"));
      }
    }
    if (entries->size() < static_cast<size_t>(kProjectsPerPage)) return projects;
    query.after_sequence = entries->back().sequence;
  }
  return TooMany("用来认定项目的在用项目", "projects to look through", kMaxProjectPages * kProjectsPerPage);
}

std::vector<const Project*> Matching(const std::vector<Project>& projects, const PrintedIdentity& printed,
                                     bool* by_code) {
  std::vector<const Project*> found;
  const auto add = [&](const auto& is) {
    for (const Project& project : projects) {
      if (is(project)) found.push_back(&project);
    }
  };
  if (const std::string code = Plain(printed.project_code); !code.empty()) {
    add([&](const Project& project) { return Plain(project.code()) == code; });
  }
  *by_code = !found.empty();
  if (!found.empty()) return found;
  const std::string name = Plain(printed.project_name), bare = Plain(printed.bare_name);
  if (name.empty()) return found;
  add([&](const Project& project) {
    const std::string title = Plain(project.title());
    return title == name || title == bare || Plain(project.local_prefix()) + title == name;
  });
  return found;
}

absl::StatusOr<std::string> FindProject(const Writes& writes, const Authority& authority, absl::Time deadline,
                                        const PrintedIdentity& printed, const std::string& org_id, SheetNotes* notes) {
  const auto projects = ProjectsOf(writes, authority, deadline, org_id);
  if (!projects.ok()) return projects.status();
  bool by_code = false;
  const auto found = Matching(*projects, printed, &by_code);
  if (found.size() == 1) {
    AddNote(notes,
            absl::StrCat("项目：按表上的", by_code ? "代码" : "名称", "“",
                         by_code ? printed.project_code : printed.project_name, "”认定为 ", Described(*found.front()),
                         "。"),
            absl::StrCat("project: ", found.front()->name(), ", by the ", by_code ? "code" : "name", " on the sheet, ",
                         Quoted(by_code ? printed.project_code : printed.project_name)));
    return found.front()->name();
  }
  std::vector<std::string> candidates;
  for (const Project* const project : found) candidates.push_back(Described(*project));
  for (const Project& project : *projects) {
    if (!found.empty() || candidates.size() > kShownCandidates) break;
    if (project.org() == OrgName(org_id)) candidates.push_back(Described(project));
  }
  return ProjectNotRecognised(printed.project_name, OrgName(org_id), candidates);
}

}  // namespace

absl::StatusOr<SheetOwner> FindOwner(const Writes& writes, const Authority& authority, absl::Time deadline,
                                     const PrintedIdentity& printed, const heng::v1::ReadFormRequest& request,
                                     SheetNotes* notes) {
  SheetOwner owner;
  auto org = FindOrg(authority, printed, request, notes);
  if (!org.ok()) return org.status();
  owner.org = *std::move(org);
  const std::string org_id = OrgId(owner.org).value_or("");
  if (auto status = authority.Check(kMethod, owner.org, org_id); !status.ok()) return status;

  owner.fiscal_year = printed.fiscal_year != 0 ? printed.fiscal_year : request.fiscal_year();
  if (owner.fiscal_year == 0) {
    return InvalidField("fiscalYear", "表上没有年度；请用 --year 写明。", "is not on the sheet; give it with --year");
  }
  owner.subject = !printed.subject.empty() ? printed.subject : request.subject();
  if (owner.subject.empty() && printed.subject_kind == heng::v1::WHOLE_UNIT) owner.subject = owner.org;
  if (owner.subject.empty()) {
    const OrgTree& orgs = *authority.epoch().orgs;
    auto project = FindProject(writes, authority, deadline, printed, std::string(orgs.Successor(org_id)), notes);
    if (!project.ok()) return project.status();
    owner.subject = *std::move(project);
  }
  if (!ProjectId(owner.subject) && !OrgId(owner.subject)) return BadName("subject", owner.subject);
  if (auto status = authority.Check(kMethod, owner.subject, org_id, owner.subject); !status.ok()) return status;
  return owner;
}

}  // namespace heng::core
