// What people write of rows on a command line: comments, answers, scores.
#pragma once

#include <string>
#include <vector>

#include "client/cli/any_form.h"

namespace heng::cli {

// "[ROW[.FIELD]:]TEXT": a comment on a row or one of its cells; ".FIELD:TEXT" on a field of the form itself; ":TEXT" on
// the form, where the text itself begins like a row. Row ids have to be those of `form`. They return what is wrong;
// empty: nothing.
std::string ReadComments(const std::vector<std::string>& texts, const AnyForm& form, Language language,
                         google::protobuf::RepeatedPtrField<heng::v1::Comment>* comments);

// "c1=TEXT": the answer to a comment of `form`.
std::string ReadAnswers(const std::vector<std::string>& texts, const AnyForm& form, Language language,
                        google::protobuf::RepeatedPtrField<heng::v1::AnswerCommentsRequest::Answer>* answers);

// "ROW=SCORE:REASON": another score for a row of `form`.
std::string ReadRowScores(const std::vector<std::string>& texts, const AnyForm& form, Language language,
                          google::protobuf::RepeatedPtrField<heng::v1::RowRecheck>* rows);

}  // namespace heng::cli
