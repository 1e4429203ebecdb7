// Texts with {placeholders}.
#pragma once

#include <string>
#include <string_view>

namespace heng::scoring {

// Appends `text` to `out` with each {name} replaced by value(name). A { without } stays as it is.
template <typename ValueOf>
void AppendFilled(std::string_view text, const ValueOf& value, std::string* out) {
  size_t done = 0;
  for (size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', done)) {
    const size_t close = text.find('}', open);
    if (close == std::string_view::npos) break;
    out->append(text.substr(done, open - done));
    out->append(value(text.substr(open + 1, close - open - 1)));
    done = close + 1;
  }
  out->append(text.substr(done));
}

}  // namespace heng::scoring
