// Core over a store with a small office in it, called as its tester ("principals/tester", every role).
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>

#include "service/core/access/authority.h"
#include "service/core/call_context.h"
#include "service/core/residents.h"
#include "service/core/writes.h"
#include "tests/support/office.h"

namespace heng::core {

class TestCore {
 public:
  using LogError = std::function<void(std::string_view)>;

  // The store is not owned. The office is written into it.
  TestCore(store::Store* store, const testing::OfficePlan& plan, LogError log_error)
      : TestCore(store, store, plan, std::move(log_error)) {}
  // The office is in a store of its own, `office`, so that the other one holds forms only, of whole units (projects
  // would have to be in it).
  TestCore(store::Store* store, store::Store* office, const testing::OfficePlan& plan, LogError log_error)
      : residents_(office, "policies/mof-2020"), writes_(store, &residents_, std::move(log_error)) {
    testing::SetUpOffice(*office, plan);
    EXPECT_TRUE(residents_.Refresh().ok());
  }

  Residents* residents() { return &residents_; }
  Writes* writes() { return &writes_; }
  Authority Tester() const { return Authority(residents_.Current(), testing::kTester, ""); }
  CallContext CallOf(std::string_view body, absl::Time deadline = absl::InfiniteFuture()) const {
    return {.authority = Tester(), .deadline = deadline, .body = body};
  }

 private:
  Residents residents_;
  Writes writes_;
};

}  // namespace heng::core
