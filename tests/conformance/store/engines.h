// The engines under test. An engine gives places: each keeps one store, which can be closed, opened again and, while it
// is closed, damaged as a faulty disk or a careless hand would.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/options.h"
#include "service/store/store.h"

namespace heng::store {

class Place {
 public:
  virtual ~Place() = default;

  // Makes the store the first time, opens the same one later.
  virtual absl::StatusOr<std::unique_ptr<Store>> Open(const StoreOptions& options) = 0;

  // The rest is for a closed store.

  // What the engine itself says of its tables and indexes: "ok", or what is wrong.
  virtual std::string Integrity() = 0;

  // Removes or adds a row without an event. `form` is the sequence of a header.
  virtual void RemoveHeader(int64_t form) = 0;
  virtual void RemoveRevision(int64_t form, int64_t rev) = 0;
  virtual void AddRevision(int64_t form, int64_t rev) = 0;
  virtual void AddHeader(int64_t form, const std::string& id) = 0;  // inactive
};

struct EngineCase {
  std::string name;
  std::function<std::unique_ptr<Place>()> make_place;  // a new one, empty
};

// Shown by GoogleTest.
inline void PrintTo(const EngineCase& engine, std::ostream* out) { *out << engine.name; }

const std::vector<EngineCase>& Engines();

}  // namespace heng::store
