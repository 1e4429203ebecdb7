// What another policy does to grades: how many forms go from which grade to which.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "client/cli/console.h"
#include "heng/v1/score.pb.h"

namespace heng::cli {

class GradeMoves {
 public:
  void Add(heng::v1::Grade from, heng::v1::Grade to, int64_t forms = 1) { moves_[{from, to}] += forms; }

  int64_t Forms() const;
  int64_t Changed() const;  // forms whose grade changes
  // Old grades down, new grades across, with sums; forms that keep theirs stand on the diagonal.
  std::string Render(const Console& console) const;
  // "共 58 份：得分改变 12，等级改变 3（优→良 2，良→中 1）。"
  std::string Sentence(const Console& console, int64_t totals_changed) const;
  // {"summary":{"forms":…,"totalChanged":…,"gradeChanged":…,"moves":[{"old":…,"new":…,"forms":…}]}} without the last
  // two braces, so that more may follow.
  std::string Json(int64_t totals_changed) const;

 private:
  std::map<std::pair<heng::v1::Grade, heng::v1::Grade>, int64_t> moves_;
};

// 优, or what is said where there is none.
std::string GradeText(heng::v1::Grade grade, Language language);
// 优→良
std::string MoveText(heng::v1::Grade from, heng::v1::Grade to, Language language);

}  // namespace heng::cli
