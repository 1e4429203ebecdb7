// Forms to send.
#pragma once

#include <string>

#include "heng/v1/evaluation.pb.h"
#include "heng/v1/target.pb.h"

namespace heng::conformance {

// An id no other test and no earlier run has used: "draft-k3x9…-7".
std::string UniqueId(const std::string& prefix);

// A small complete form of a project and a unit of its own: five indicators of 90 points, all met and claimed in full,
// and 180 000 of 200 000 元 spent. Worth 99.00, 优, under both shipped policies, without any error finding.
heng::v1::FormContent SmallForm();

// A small form with `rows` indicators whose texts are all different.
heng::v1::FormContent FormWithRows(int rows);

// `count` characters of three bytes each.
std::string Chinese(int count);

// A form near the limit of 1 MiB, most of it in cells that scoring reads, with findings on every row.
heng::v1::FormContent LargeForm();

// A form that is well made but has exactly one error finding: weights-not-100.
heng::v1::FormContent FormWithWrongWeights();

// A small complete target of a project and a unit of its own, of the year SmallForm() evaluates; no error finding.
heng::v1::TargetContent SmallTarget();

// A file below tests/data/seeds: "3-shebao-wangluo", "twins/3-shebao-wangluo.no-total".
heng::v1::Evaluation Seed(const std::string& file);

}  // namespace heng::conformance
