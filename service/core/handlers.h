// Which handler answers which method: the one list every front end serves from.
#pragma once

#include <array>
#include <functional>
#include <string_view>
#include <utility>

#include "service/core/call_context.h"
#include "service/core/message_stream.h"

namespace heng::core {

class Access;
class Budgets;
class Directory;
class Evaluations;
class Events;
class FormFiles;
class Policies;
class Reports;
class Samples;
class Targets;
class Workflows;

// None is owned.
struct Services {
  Access* access = nullptr;
  Budgets* budgets = nullptr;
  Directory* directory = nullptr;
  Evaluations* evaluations = nullptr;
  Events* events = nullptr;
  FormFiles* form_files = nullptr;
  Policies* policies = nullptr;
  Reports* reports = nullptr;
  Samples* samples = nullptr;
  Targets* targets = nullptr;
  Workflows* workflows = nullptr;
};

// One of the two. The request is CallContext::body; one that can't be parsed is UNREADABLE_REQUEST.
struct Handler {
  // One request, one answer; of a stream in both directions: each request of it.
  std::function<void(const CallContext&, Reply)> answer;
  // A server stream. Reads nothing slow: that is for Pull.
  std::function<OpenedStream(const CallContext&)> open;
};

class Handlers {
 public:
  // All of `services` are given and outlive this.
  explicit Handlers(const Services& services);
  // Others in their place, to try a front end on.
  explicit Handlers(std::array<Handler, kMethodCount> handlers) : handlers_(std::move(handlers)) {}

  const Handler& Of(Method method) const { return handlers_[static_cast<size_t>(method)]; }

 private:
  std::array<Handler, kMethodCount> handlers_;
};

// The rule of "heng.v1.EvaluationService" and "GetEvaluation"; null: there is no such method.
const MethodRule* FindMethod(std::string_view service, std::string_view method);

}  // namespace heng::core
