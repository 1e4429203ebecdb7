// What waits for whom, who has not filed, and the rules of an office as text for people. Pure functions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "client/cli/language.h"
#include "client/cli/render.h"
#include "client/cli/table.h"
#include "heng/v1/workflow.pb.h"

namespace heng::cli {

// Tasks grouped by action, each with its command, and how many there are of each action. Pre: there are some.
std::string RenderTasks(std::vector<heng::v1::Task> tasks, const Look& look);

// An empty table of forms that are missing, and one more row of it.
Table MissingTable(Language language);
std::vector<std::string> Row(const heng::v1::MissingForm& form, Language language);

// How many forms each org owes, in the order the orgs first came.
class MissingCounts {
 public:
  void Add(const heng::v1::MissingForm& form);
  bool empty() const { return orgs_.empty(); }
  std::string Render(const Look& look) const;

 private:
  struct Org {
    std::string name, title;
    int64_t missing = 0, late = 0, begun = 0;
  };
  std::vector<Org> orgs_;
  std::map<std::string, std::size_t> places_;  // in orgs_, by name
};

// An empty table of rules, and one more row of it.
Table WorkflowTable(Language language);
std::vector<std::string> Row(const heng::v1::WorkflowRules& rules, Language language);
// One set of rules, a line for each.
std::string RenderWorkflow(const heng::v1::WorkflowRules& rules, Language language);

}  // namespace heng::cli
