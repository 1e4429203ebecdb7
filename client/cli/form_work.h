// One action on one form or on many: chosen by name, or all of an org and year that wait for it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/cli/any_form.h"

namespace heng::cli {

// Forms that may be chosen by --org and --year: those in this state whose caller may do this now.
struct WaitingForms {
  heng::v1::FormType type;
  int state;  // heng.v1.Evaluation.State or heng.v1.Target.State
  const char* action;
};

struct FormWork {
  // By the name allowed_actions gives it; of a form that was read.
  std::function<std::string(const AnyForm& form)> action;
  bool asks_for_one = false;
  bool asks_for_many = false;
  std::vector<WaitingForms> waiting;  // empty: names only
};

// The same action whatever the form.
FormWork WorkOf(const std::string& action);

// Reads the forms (their etags, unless --etag is given), asks where it has to, acts, and says what came of each: one
// form as DoneForm does, several a line each. Several go to the server at once where it has a call for that.
ExitCode WorkOnForms(const Session& session, const FormWork& work);

}  // namespace heng::cli
