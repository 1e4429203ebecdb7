// What every case of the suite starts with: a store of the engine under test.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "tests/conformance/store/engines.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {

class StoreTestBase : public ::testing::Test {
 protected:
  explicit StoreTestBase(const EngineCase& engine) : place_(engine.make_place()) { Open(); }

  // Closes the store and opens the same one again, with these options.
  void Open(const StoreOptions& options = {}) {
    store_.reset();
    absl::StatusOr<std::unique_ptr<Store>> store = place_->Open(options);
    if (!store.ok()) {
      ADD_FAILURE() << store.status();
      std::abort();
    }
    store_ = *std::move(store);
  }

  void Submit(Write write) {
    write.done = answers_.Expect();
    store_->Submit(std::move(write));
  }

  WriteResult Create(const std::string& id, const std::string& content = "内容") {
    return RunWrite(*store_, CreateWrite(NewForm(id, content)));
  }

  const std::unique_ptr<Place> place_;
  Answers answers_;
  Gate gate_;
  std::unique_ptr<Store> store_;
};

class StoreTest : public StoreTestBase, public ::testing::WithParamInterface<EngineCase> {
 protected:
  StoreTest() : StoreTestBase(GetParam()) {}
};

inline std::string EngineName(const ::testing::TestParamInfo<EngineCase>& test) { return test.param.name; }

// A request of `form_id` that was answered.
inline RequestRecord RequestFor(const std::string& request_id, const std::string& form_id) {
  return {.key = {.caller = "li", .method = "CreateEvaluation", .id = request_id},
          .body_sha256 = std::string(32, '\x80'),
          .resource_id = form_id,
          .etag = 1,
          .content_rev = 1,
          .state = 1,
          .update_time = 5,
          .submit_time = 7};
}

// All forms, from the first, at most `limit`.
inline ListQuery FirstForms(int32_t limit) {
  ListQuery query;
  query.limit = limit;
  return query;
}

// Runs the cases of a fixture with every engine.
#define HENG_WITH_EVERY_ENGINE(fixture) \
  INSTANTIATE_TEST_SUITE_P(Store, fixture, ::testing::ValuesIn(Engines()), EngineName)

}  // namespace heng::store
