#include "client/cli/completion.h"

#include <algorithm>

#include "client/cli/command_line.h"
#include "client/cli/commands.h"

namespace heng::cli {
namespace {

constexpr char kBash[] = R"(# bash completion of heng; in ~/.bashrc: source <(heng completion bash)
_heng() {
  local cur="${COMP_WORDS[COMP_CWORD]}" line
  [[ $cur == "=" ]] && cur=""  # bash takes --flag=value for three words
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == ":files" ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$cur")
    else
      COMPREPLY+=("$line")
    fi
  done < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD-1}" "$cur" 2>/dev/null)
}
complete -F _heng heng
)";

constexpr char kZsh[] = R"(#compdef heng
# zsh completion of heng; in ~/.zshrc, after compinit: source <(heng completion zsh)
_heng() {
  local -a found asked
  local line files=0
  asked=("${(@)words[2,CURRENT]}")
  for line in "${(@f)$("${words[1]}" __complete "${asked[@]}" 2>/dev/null)}"; do
    if [[ $line == ":files" ]]; then
      files=1
    elif [[ -n $line ]]; then
      found+=("$line")
    fi
  done
  (( ${#found} )) && compadd -a found
  (( files )) && _files
  return 0
}
if [[ ${funcstack[1]} == _heng ]]; then _heng; else compdef _heng heng; fi
)";

// Where the words before the last one lead: a command, and what it waits for.
struct Position {
  CLI::App* app;
  const CLI::Option* wants_value = nullptr;
  std::size_t positionals = 0;
};

bool TakesValue(const CLI::Option* option) { return option->get_expected_max() > 0 && option->get_type_size() > 0; }

// Flags are known in their command and in those above it.
const CLI::Option* FindFlag(CLI::App* app, const std::string& name) {
  for (; app != nullptr; app = app->get_parent()) {
    if (const CLI::Option* option = app->get_option_no_throw(name)) return option;
  }
  return nullptr;
}

CLI::App* FindCommand(CLI::App* app, const std::string& name) {
  const auto found = app->get_subcommands([&](const CLI::App* sub) { return sub->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

void Follow(const std::string& word, Position* position) {
  if (word == "=") return;
  if (position->wants_value != nullptr) {
    position->wants_value = nullptr;
  } else if (word.starts_with("-") && word != "-") {
    const CLI::Option* flag = FindFlag(position->app, word);
    if (flag != nullptr && TakesValue(flag)) position->wants_value = flag;
  } else if (CLI::App* sub = FindCommand(position->app, word); sub != nullptr && position->positionals == 0) {
    position->app = sub;
  } else {
    ++position->positionals;
  }
}

// The option that takes the next positional argument; the last one takes all that follow where it takes several.
const CLI::Option* NextPositional(CLI::App* app, std::size_t taken) {
  for (const CLI::Option* option : app->get_options([](const CLI::Option* o) { return o->get_positional(); })) {
    if (taken < static_cast<std::size_t>(option->get_expected_max())) return option;
    taken -= static_cast<std::size_t>(option->get_expected_max());
  }
  return nullptr;
}

class Candidates {
 public:
  explicit Candidates(std::string prefix) : prefix_(std::move(prefix)) {}

  void Add(const std::string& word) {
    if (word.starts_with(prefix_)) text_ += word + "\n";
  }
  void AddFlags(CLI::App* app) {
    for (; app != nullptr; app = app->get_parent()) {
      for (const CLI::Option* option : app->get_options()) {
        for (const std::string& name : option->get_lnames()) Add("--" + name);
      }
    }
  }
  void AddValues(const Values& values, const std::string& before) {
    for (const std::string& word : values.words()) Add(before + word);
    if (values.files) text_ += std::string(kFilesToo) + "\n";
  }
  const std::string& text() const { return text_; }

 private:
  std::string prefix_, text_;
};

}  // namespace

std::string CommandLine::Complete(const std::vector<std::string>& words) {
  if (words.empty()) return "";
  Position position{&app_};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) Follow(words[i], &position);
  const std::string& last = words.back();
  Candidates candidates(last);
  const auto add_values_of = [&](const CLI::Option* option, const std::string& before) {
    const auto values = values_.find(option);
    if (values != values_.end()) candidates.AddValues(values->second, before);
  };
  const std::size_t equals = last.find('=');
  if (position.wants_value != nullptr) {
    add_values_of(position.wants_value, "");
  } else if (last.starts_with("--") && equals != std::string::npos) {
    if (const CLI::Option* flag = FindFlag(position.app, last.substr(0, equals))) {
      add_values_of(flag, last.substr(0, equals + 1));
    }
  } else if (last.starts_with("-")) {
    candidates.AddFlags(position.app);
  } else {
    for (const CLI::App* sub : position.app->get_subcommands([](CLI::App*) { return true; })) {
      candidates.Add(sub->get_name());
    }
    add_values_of(NextPositional(position.app, position.positionals), "");
  }
  return candidates.text();
}

std::string CompletionScript(const std::string& shell) { return shell == "zsh" ? kZsh : kBash; }

ExitCode RunCompletion(const Session& session) {
  session.console.out << CompletionScript(session.options.shell);
  return ExitCode::kOk;
}

}  // namespace heng::cli
