#include "scoring/policy.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/text_format.h"
#include "openssl/sha.h"
#include "scoring/policy_base.h"
#include "scoring/policy_cases.h"
#include "scoring/policy_rules.h"

namespace heng::embedded {
extern const std::vector<std::pair<std::string, std::string>> kShippedPolicies;
}

namespace heng::scoring {
namespace {

using heng::v1::Policy;

constexpr size_t kMaxPolicyBytes = 1'048'576;  // a policy with its cases is about 20 KB

// Keeps the parser's errors as "file:line:column: what".
class SyntaxErrors : public google::protobuf::io::ErrorCollector {
 public:
  explicit SyntaxErrors(std::string file_name) : file_name_(std::move(file_name)) {}
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    errors_.push_back(absl::StrCat(file_name_, ":", line + 1, ":", column + 1, ": ", message));
  }
  void AddWarning(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    AddError(line, column, message);
  }
  const std::vector<std::string>& errors() const { return errors_; }

 private:
  std::string file_name_;
  std::vector<std::string> errors_;
};

using Locations = google::protobuf::TextFormat::ParseInfoTree;

// "file:12: " before a message about a field of the file; "" where the file does not have it.
std::string At(const std::string& file, const Locations& locations, std::string_view path) {
  const int line = LineOf(locations, path);
  return line == 0 ? "" : absl::StrCat(file, ":", line, ": ");
}

// Mistakes, one a line, each with the line of its field before it.
std::string WithLines(const std::string& file, const Locations& locations, std::string_view mistakes) {
  std::vector<std::string> lines;
  for (const absl::string_view mistake : absl::StrSplit(absl::string_view(mistakes.data(), mistakes.size()), '\n')) {
    const std::string text(mistake);
    lines.push_back(At(file, locations, text.substr(0, text.find(": "))) + text);
  }
  return absl::StrJoin(lines, "\n");
}

std::string CanonicalBytes(const Policy& policy) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  policy.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

std::string Sha256Hex(const std::string& bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  std::string hex;
  for (const unsigned char byte : digest) absl::StrAppend(&hex, absl::Hex(byte, absl::kZeroPad2));
  return hex;
}

}  // namespace

CompiledPolicy::CompiledPolicy() = default;
CompiledPolicy::~CompiledPolicy() = default;

absl::StatusOr<std::shared_ptr<const CompiledPolicy>> CompiledPolicy::Compile(Policy policy) {
  std::vector<std::string> mistakes;
  auto rules = std::make_unique<PolicyRules>(ReadPolicyRules(policy, mistakes));
  if (!mistakes.empty()) return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
  std::shared_ptr<CompiledPolicy> compiled(new CompiledPolicy());
  compiled->pin_.set_name(absl::StrCat(policy.name(), "@", policy.revision()));
  compiled->pin_.set_content_sha256(Sha256Hex(CanonicalBytes(policy)));
  compiled->proto_ = std::move(policy);
  compiled->rules_ = std::move(rules);
  return std::shared_ptr<const CompiledPolicy>(std::move(compiled));
}

absl::StatusOr<std::shared_ptr<const CompiledPolicy>> LoadPolicy(std::string_view textproto, std::string_view file_name,
                                                                 const PolicyResolver& resolver) {
  const std::string file(file_name);
  if (textproto.size() > kMaxPolicyBytes) {
    return absl::InvalidArgumentError(absl::StrCat(file, ": larger than ", kMaxPolicyBytes, " bytes"));
  }
  Policy policy;
  SyntaxErrors errors(file);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  Locations locations;
  parser.WriteLocationsTo(&locations);
  if (!parser.ParseFromString(std::string(textproto), &policy) || !errors.errors().empty()) {
    return absl::InvalidArgumentError(absl::StrJoin(errors.errors(), "\n"));
  }
  if (!policy.based_on().empty()) {
    const auto base = resolver ? resolver(policy.based_on()) : nullptr;
    if (base == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat(At(file, locations, "based_on"), "based_on: no such policy: ", policy.based_on()));
    }
    policy = WithBase(policy, base->proto());
  }
  auto compiled = CompiledPolicy::Compile(std::move(policy));
  if (!compiled.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        file, ": the policy has mistakes:\n", WithLines(file, locations, std::string(compiled.status().message()))));
  }
  std::vector<std::string> failures;
  for (const CaseFailure& failure : FailedCases(**compiled)) {
    failures.push_back(At(file, locations, absl::StrCat("cases[", failure.index, "]")) + failure.text);
  }
  if (!failures.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": the policy fails its own cases:\n", absl::StrJoin(failures, "\n")));
  }
  return compiled;
}

PolicyResolver ShippedResolver() {
  return [](std::string_view name) { return ShippedPolicies::Get().Find(name); };
}

// A shipped policy may be based on one that stands before it.
ShippedPolicies::ShippedPolicies() {
  const PolicyResolver loaded = [this](std::string_view name) { return Find(name); };
  for (const auto& [file, text] : heng::embedded::kShippedPolicies) {
    auto policy = LoadPolicy(text, file, loaded);
    if (!policy.ok()) {
      std::fprintf(stderr, "%s\n", std::string(policy.status().message()).c_str());
      std::abort();
    }
    policies_.push_back(*std::move(policy));
  }
  std::sort(policies_.begin(), policies_.end(),
            [](const auto& a, const auto& b) { return a->proto().name() < b->proto().name(); });
}

const ShippedPolicies& ShippedPolicies::Get() {
  static const ShippedPolicies* const shipped = new ShippedPolicies();
  return *shipped;
}

std::shared_ptr<const CompiledPolicy> ShippedPolicies::Find(std::string_view name) const {
  const std::string prefix = "policies/";
  const std::string wanted = name.find('/') == std::string_view::npos ? prefix + std::string(name) : std::string(name);
  for (const auto& policy : policies_) {
    if (wanted == policy->proto().name() || wanted == policy->pin().name()) return policy;
  }
  return nullptr;
}

std::vector<std::string> ShippedPolicies::Names() const {
  std::vector<std::string> names;
  for (const auto& policy : policies_) names.push_back(policy->proto().name());
  return names;
}

}  // namespace heng::scoring
