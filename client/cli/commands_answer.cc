// Answers to comments, and waivers: heng eval answer, eval waive, and the same of targets.
#include <iostream>

#include "client/cli/change.h"
#include "client/cli/form_comments.h"
#include "client/cli/interrupt.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::AnswerCommentsRequest;
using heng::v1::Comment;

bool IsOpen(const Comment& comment) { return comment.needs_answer() && comment.answer().empty(); }

std::string OpenIds(const AnyForm& form) {
  std::string ids;
  for (const Comment& comment : form.review().comments()) {
    if (IsOpen(comment)) ids += (ids.empty() ? "" : ", ") + comment.id();
  }
  return ids;
}

// Asks for every open comment. False: Ctrl-C.
bool AskForAnswers(const Session& session, const AnyForm& form, AnswerCommentsRequest* request) {
  const Console& console = session.console;
  for (const Comment& comment : form.review().comments()) {
    if (!IsOpen(comment)) continue;
    console.err << RenderComment(comment, form.rows(), console.language)
                << console.Say("    答复（空行跳过）：", "    Answer (empty: skip): ") << std::flush;
    std::string line;
    if (!std::getline(console.in, line)) break;
    if (Interrupted()) return false;
    if (line.empty()) continue;
    auto* answer = request->add_answers();
    answer->set_comment(comment.id());
    answer->set_text(line);
  }
  return !Interrupted();
}

}  // namespace

ExitCode RunFormAnswer(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  const auto form = GetForm(session, options.name);
  if (!form.ok()) return Report(session, options.name, *form.error);
  const std::string open = OpenIds(form.value);
  AnswerCommentsRequest request;
  request.set_name(options.name);
  request.set_etag(options.etag.empty() ? form.value.etag() : options.etag);
  const std::string wrong = ReadAnswers(options.comments, form.value, console.language, request.mutable_answers());
  if (!wrong.empty()) return ReportUsage(session, wrong);
  if (options.comments.empty()) {
    if (open.empty()) {
      console.Note(console.Say("没有等待答复的意见。", "No comment waits for an answer."));
      return ExitCode::kOk;
    }
    if (!console.in_is_terminal) {
      return ReportUsage(session, console.Say("等待答复的意见：", "Comments to answer: ") + open +
                                      console.Say("。用 --comment 编号=答复 逐条答复。",
                                                  ". Answer them by --comment ID=TEXT, once for each."));
    }
    if (!AskForAnswers(session, form.value, &request)) return ExitCode::kInterrupted;
    if (request.answers().empty()) {
      console.err << console.Say("没有执行。\n", "Nothing was done.\n");
      return ExitCode::kFailure;
    }
  }
  Prepare(session, Meant::kOnce, &request);
  const auto answer = AnswerComments(session, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  const std::string left = OpenIds(answer.value);
  const std::string count = std::to_string(request.answers_size());
  const std::string called = Called(form.value, console.language);
  std::string what = console.language == Language::kChinese ? "答复 " + called + "的意见 " + count + " 条"
                                                            : "Answer " + count + " comment(s) of " + called;
  if (!left.empty()) what += console.Say("，还有 ", ", still open: ") + left + console.Say(" 待答复", "");
  return DoneForm(session, answer.value, what, form.value.state());
}

ExitCode RunFormWaive(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  const auto form = GetForm(session, options.name);
  if (!form.ok()) return Report(session, options.name, *form.error);
  heng::v1::WaiveFindingRequest request;
  request.set_name(options.name);
  request.set_etag(options.etag.empty() ? form.value.etag() : options.etag);
  request.set_finding(options.finding);
  request.set_row_id(options.row);
  request.set_field(options.field);
  request.set_reason(options.reason);
  Prepare(session, Meant::kOnce, &request);
  const auto answer = WaiveFinding(session, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  const std::string place = PlaceText(options.row, options.field, form.value.rows(), console.language);
  return DoneForm(session, answer.value,
                  console.Say("豁免 ", "Waive ") + options.finding + console.Say("（", " (") + place +
                      console.Say("），", "), ") + Called(form.value, console.language),
                  form.value.state());
}

}  // namespace heng::cli
