#include "client/cli/policy_source.h"

#include "absl/strings/str_join.h"
#include "client/cli/read_file.h"
#include "google/protobuf/text_format.h"

namespace heng::cli {
bool IsPolicyPath(const std::string& name) { return name.ends_with(".textproto"); }

Answer<Policy> LoadPolicyFile(const std::string& path) {
  const FileText file = ReadRegularFile(path, kMaxPolicyBytes);
  if (file.too_large) {
    return {LocalError("WRONG_FILE", "超过 1 MiB：评分规则不会这么大，请核对是否选错了文件。",
                       "Larger than 1 MiB: no policy is. Is this the right file?"),
            nullptr};
  }
  if (!file.text) return {LocalError("WRONG_FILE", file.zh, file.en), nullptr};
  auto policy = scoring::LoadPolicy(*file.text, path);
  if (policy.ok()) return {std::nullopt, *std::move(policy)};
  const std::string what(policy.status().message());
  return {LocalError("WRONG_POLICY", "评分规则有误，不能使用：\n" + what, "The policy can't be used:\n" + what),
          nullptr};
}

Answer<Policy> FindPolicy(const std::string& name) {
  if (IsPolicyPath(name)) return LoadPolicyFile(name);
  const auto& shipped = scoring::ShippedPolicies::Get();
  const std::string wanted = name.empty() ? kDefaultPolicy : name;
  if (Policy policy = shipped.Find(wanted)) return {std::nullopt, std::move(policy)};
  const std::string known = absl::StrJoin(shipped.Names(), ", ");
  RpcError error = LocalError("POLICY_NOT_FOUND", "没有评分规则 \"" + wanted + "\"。现有：" + known + "。",
                              "there is no policy \"" + wanted + "\"; there are: " + known);
  error.code = grpc::StatusCode::NOT_FOUND;
  return {std::move(error), nullptr};
}

std::string ShortPolicyName(const std::string& name) { return name.substr(name.rfind('/') + 1); }

Answer<heng::v1::Policy> ReadPolicyFile(const std::string& path) {
  const auto loaded = LoadPolicyFile(path);
  if (!loaded.ok()) return {loaded.error, {}};
  const FileText file = ReadRegularFile(path, kMaxPolicyBytes);
  heng::v1::Policy policy;
  if (!file.text || !google::protobuf::TextFormat::ParseFromString(*file.text, &policy)) {
    return {LocalError("WRONG_FILE", "读取时文件变了，请重试。", "The file changed while it was read; try again."), {}};
  }
  return {std::nullopt, std::move(policy)};
}

}  // namespace heng::cli
