// Lists that come in pages.
#pragma once

#include <algorithm>
#include <functional>

#include "client/cli/commands.h"
#include "client/cli/rpc.h"
#include "client/cli/table.h"

namespace heng::cli {

inline constexpr int64_t kListPageSize = 500;  // what is listed has about 1 KB

// Calls `method` page after page, and `add` with each, which returns how many things it held. Ends after `limit` things
// (0: never before the end).
template <typename Stub, typename Request, typename Response, typename Add>
std::optional<RpcError> ForEachPage(const Session& session,
                                    void (Stub::*method)(grpc::ClientContext*, const Request*, Response*,
                                                         std::function<void(grpc::Status)>),
                                    Request request, int64_t limit, Add add) {
  for (int64_t listed = 0; limit == 0 || listed < limit;) {
    request.set_page_size(static_cast<int32_t>(limit == 0 ? kListPageSize : std::min(kListPageSize, limit - listed)));
    const auto answer = session.client.Call(method, request);
    if (!answer.ok()) return answer.error;
    listed += add(answer.value);
    if (answer.value.next_page_token().empty() || !session.console.out.good()) break;
    request.set_page_token(answer.value.next_page_token());
  }
  return std::nullopt;
}

// A whole list: JSON lines as they come, or rows of `table`, printed page by page. `things` finds them in a response,
// `row` makes a row of one. `nothing` is said where there are none.
template <typename Stub, typename Request, typename Response, typename Things, typename Row>
ExitCode PrintList(const Session& session,
                   void (Stub::*method)(grpc::ClientContext*, const Request*, Response*,
                                        std::function<void(grpc::Status)>),
                   const Request& request, Table table, Things things, Row row, const char* nothing) {
  const Console& console = session.console;
  bool any = false;
  const auto error = ForEachPage(session, method, request, session.options.limit, [&](const Response& response) {
    for (const auto& thing : things(response)) {
      if (session.Json()) {
        console.out << json::WriteMessage(thing, json::Style::kLine) << "\n";
      } else {
        table.AddRow(row(thing));
      }
      any = true;
    }
    if (!table.empty()) console.out << table.RenderPart(console.width);
    return things(response).size();
  });
  if (error) return Report(session, "", *error);
  if (!any && !session.Json()) console.Note(nothing);
  return ExitCode::kOk;
}

}  // namespace heng::cli
