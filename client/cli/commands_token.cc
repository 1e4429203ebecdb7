// heng token create, list and revoke.
#include "absl/time/clock.h"
#include "client/cli/change.h"
#include "client/cli/labels.h"
#include "client/cli/pages.h"
#include "client/cli/render_directory.h"
#include "client/cli/set_field.h"
#include "client/cli/text_width.h"
#include "client/cli/write_file.h"

namespace heng::cli {
namespace {

using heng::v1::Token;

constexpr int32_t kMostDays = 400;

// Whether there is a place for the secret; asked before the token is made.
std::optional<ExitCode> CheckPlace(const Session& session) {
  const Console& console = session.console;
  const std::string& out = session.options.out;
  if (out.empty() && console.width == 0) {
    return ReportUsage(session, console.Say("令牌只在新建时能看到：请用 --out 文件 保存它，或用 --out - 写到标准输出。",
                                            "The token is shown only now: keep it with --out FILE, or write it to "
                                            "stdout with --out -."));
  }
  if (out.empty() || out == "-") return std::nullopt;
  const auto error = CheckCanCreate(out);
  return error ? std::optional(Report(session, "", *error)) : std::nullopt;
}

// Puts the secret where it was wanted and nowhere else.
ExitCode HandOver(const Session& session, Token token) {
  const Console& console = session.console;
  const std::string secret = token.secret();
  token.clear_secret();
  const std::string called = NameAndTitle(token.name(), token.title(), console.language);
  if (secret.empty()) {
    console.err << console.Say("错误：令牌已新建，但没有收到它本身（上一次答复丢失）。请撤销后重建：heng token revoke ",
                               "Error: the token was made, but the answer with its secret was lost. Revoke it and make "
                               "another: heng token revoke ")
                << SafeText(token.name()) << "\n";
    return ExitCode::kFailure;
  }
  const std::string& out = session.options.out;
  if (!out.empty() && out != "-") {
    if (const auto error = CreateFile(out, secret + "\n", 0600)) {
      const ExitCode code = Report(session, "", *error);
      console.err << console.Say("令牌已新建而没有存下，请撤销：heng token revoke ",
                                 "The token was made but not kept; revoke it: heng token revoke ")
                  << SafeText(token.name()) << "\n";
      return code;
    }
    return Done(session, token,
                console.Say("新建 ", "Create ") + called + console.Say("，有效至 ", ", valid until ") +
                    TimeText(token.expire_time()) + console.Say("；令牌已写入 ", "; the token is in ") + out,
                console.Say("把文件交给使用者，由他运行 heng login --stdin < 文件，然后删去文件。令牌以后再也看不到。",
                            "hand the file over; its owner runs heng login --stdin < FILE and deletes it. The token is "
                            "shown never again."));
  }
  // With JSON the secret would have to stand in the message, which scripts keep: it stays a line of its own.
  console.out << secret << "\n";
  console.Note(console.Say("新建 ", "Create ") + SafeText(called) + console.Say("，有效至 ", ", valid until ") +
               TimeText(token.expire_time()) +
               console.Say("。令牌只在这时显示，请立即保存。", ". The token is shown only now: keep it."));
  return ExitCode::kOk;
}

}  // namespace

ExitCode RunTokenCreate(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  if (options.days < 0 || options.days > kMostDays) {
    return ReportUsage(session, console.Say("--days 是 1 至 400。", "--days is 1 to 400."));
  }
  if (const auto end = CheckPlace(session)) return *end;
  heng::v1::CreateTokenRequest request;
  SetFields(options.fields, request.mutable_token());
  if (options.days > 0) {
    request.mutable_token()->mutable_expire_time()->set_seconds(
        absl::ToUnixSeconds(absl::Now() + absl::Hours(24) * options.days));
  }
  // A new request each time: an answer that is repeated comes without the secret.
  Prepare(session, Meant::kAgain, &request);
  const auto answer = session.client.Call(&Access::CreateToken, request);
  if (!answer.ok()) return Report(session, "", *answer.error);
  return HandOver(session, answer.value);
}

ExitCode RunTokenList(const Session& session) {
  const Language language = session.console.language;
  heng::v1::ListTokensRequest request;
  SetFields(session.options.fields, &request);
  request.set_show_ended(session.options.show_ended);
  return PrintList(
      session, &Access::ListTokens, request, TokenTable(language),
      [](const heng::v1::ListTokensResponse& response) -> const auto& { return response.tokens(); },
      [language](const Token& token) { return Row(token, language); }, session.console.Say("没有令牌。", "No tokens."));
}

ExitCode RunTokenRevoke(const Session& session) {
  const Options& options = session.options;
  if (const auto end = Confirm(session, "撤销 " + options.name, "Revoke " + options.name)) return *end;
  heng::v1::RevokeTokenRequest request;
  request.set_name(options.name);
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Access::RevokeToken, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  return Done(session, answer.value,
              session.console.Say("撤销 ", "Revoke ") +
                  NameAndTitle(answer.value.name(), answer.value.title(), session.console.language),
              session.console.Say("从现在起不再接受它；需要时用 heng token create 新建。",
                                  "it is refused from now on; heng token create makes another."));
}

}  // namespace heng::cli
