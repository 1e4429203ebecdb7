// A small office written straight into a store: what a server needs before anybody can file a form.
#pragma once

#include <string>
#include <vector>

#include "service/store/store.h"

namespace heng::testing {

struct OfficePlan {
  // Below the root, "orgs/test-root" (山西省), stands a department, "orgs/test-department", and below it these units.
  std::vector<std::string> units;      // ids
  std::vector<std::string> projects;   // ids; of the department, so that any unit may file for them
  std::string policy = "shanxi-2022";  // in force from 2000 on
};

inline constexpr char kTestRoot[] = "test-root";
inline constexpr char kTestDepartment[] = "test-department";
// "principals/tester" has every role on the root and on the department, with clearance.
inline constexpr char kTester[] = "tester";

// Writes the office; returns the token of the tester. A failure ends the program: nothing can be tested without.
// May be called again with more units and projects; then only these are written and the answer is empty.
std::string SetUpOffice(store::Store& store, const OfficePlan& plan);

// The same in a store that no server has open: a file, which is made, or the postgres:// location of a database that
// has its tables.
std::string SetUpOfficeAt(const std::string& store_path, const OfficePlan& plan);

// The office of the seed forms (tests/data/seeds): their units and projects.
OfficePlan SeedOffice();

}  // namespace heng::testing
