// What a summary says, counted form by form from their headers. Exact: money in 分. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "heng/v1/directory.pb.h"
#include "heng/v1/report.pb.h"
#include "service/core/epoch.h"
#include "service/core/samples/ranking.h"
#include "service/store/store.h"

namespace heng::core {

inline constexpr size_t kMaxSummaryRows = 10'000;
inline constexpr size_t kMaxSummaryRowBytes = 2'000'000;  // an answer has 4 MiB at most
inline constexpr size_t kMaxSummaryOrgs = 1000;
inline constexpr size_t kMaxSummaryRisks = 100;

class SummaryCount {
 public:
  // Of `org_id` and all below it.
  SummaryCount(const Epoch& epoch, std::string org_id, int32_t fiscal_year);

  // First all projects the forms may be of. `expected`: a form of it should be there.
  void AddProject(const std::string& name, heng::v1::Project::Tier tier, bool expected);
  // Of a project that is not classified, or of a whole unit.
  void AddForm(const store::Header& form);
  // One the caller may know of.
  void AddClassified() { ++classified_; }
  int64_t forms() const { return total_.forms + whole_units_; }

  heng::v1::Summary Finish() const;
  // When the last of the forms changed, µs.
  int64_t last_change() const { return last_change_; }

 private:
  struct Sums {
    int64_t forms = 0;
    store::BigSum annual_budget = 0, executed = 0;
    void Add(const store::Header& form);
    void Add(const Sums& other);
  };
  struct KnownProject {
    uint8_t tier = 0;
    bool missing = false;
  };
  // A form in the order of the table.
  struct Row {
    size_t org = 0;  // its place
    store::Header form;
    friend bool operator<(const Row& a, const Row& b) {
      return std::tie(a.org, a.form.project_name, a.form.sequence) <
             std::tie(b.org, b.form.project_name, b.form.sequence);
    }
  };

  static heng::v1::SummaryLine LineOf(const std::string& key, const std::string& title, const Sums& sums);
  std::string OrgTitle(const std::string& org_id) const;
  size_t PlaceOf(const std::string& org_id) const;
  void AddRow(const store::Header& form);
  void FinishGroups(heng::v1::Summary* summary) const;
  void FinishOrgs(heng::v1::Summary* summary) const;
  void FinishRisks(heng::v1::Summary* summary) const;
  void FinishRows(heng::v1::Summary* summary) const;
  const heng::v1::Policy* PolicyOf(const store::Header& form) const;

  const Epoch& epoch_;
  const std::string org_id_;
  const int32_t fiscal_year_;
  std::unordered_map<std::string_view, size_t> places_;  // of orgs in the order of reports
  std::unordered_map<std::string, KnownProject> projects_;
  Sums total_;
  std::map<int32_t, Sums> by_grade_, by_state_, by_tier_;
  std::unordered_map<std::string, Sums> by_org_;
  int64_t returned_ = 0, late_ = 0, open_ = 0, whole_units_ = 0, classified_ = 0, last_change_ = 0;
  FirstForms risks_{kMaxSummaryRisks};
  std::set<Row> rows_;
};

// 汇总表 as CSV: UTF-8 with BOM, CRLF. A cell that a spreadsheet would take for a formula begins with an apostrophe.
std::string SummaryCsv(const heng::v1::Summary& summary);

}  // namespace heng::core
