// The event log as text for people. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "client/cli/language.h"
#include "client/cli/render.h"
#include "client/cli/table.h"
#include "heng/v1/event.pb.h"

namespace heng::cli {

// An empty table of events, and one more row of it.
Table EventTable(Language language);
void AddToTable(const heng::v1::Event& event, Language language, Table* table);

// One event on one line, without the line's end.
std::string EventLine(const heng::v1::Event& event, Language language);

// "128:9f2c…": how people keep a head.
std::string HeadText(int64_t sequence, const std::string& sha256);

// What a check of the log came to.
struct LogVerdict {
  int64_t first = 1;  // the first event checked
  int64_t last = 0;   // the last one; below `first`: there was none
  std::string sha256;
  int64_t problem_count = 0;
  std::vector<heng::v1::LogProblem> problems;  // in the order of the log; those that are listed
};

// One sentence, then the problems; where the chain is broken, the first such place stands in the sentence.
std::string RenderVerdict(const LogVerdict& verdict, const Look& look);

}  // namespace heng::cli
