// workflow.md is what the tables say.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "service/core/workflow/table.h"

namespace heng::core {
namespace {

TEST(WorkflowDocument, IsWhatTheTablesSay) {
  const std::string path = std::string(HENG_SOURCE_DIR) + "/service/core/workflow/workflow.md";
  if (std::getenv("HENG_WRITE_GOLDEN") != nullptr) std::ofstream(path) << WorkflowDocument();
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), WorkflowDocument()) << "write it anew with HENG_WRITE_GOLDEN=1";
}

}  // namespace
}  // namespace heng::core
