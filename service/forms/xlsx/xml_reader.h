// XML as a stream of elements and texts. No DTD, no entities of its own, no nesting beyond a limit. Namespaces are not
// looked at: writers choose prefixes as they like ("x:row" is row), and within a part local names tell enough.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "service/forms/mistake.h"

namespace heng::forms::xlsx {

// The attributes of one element, names without prefix.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char* const* list) : list_(list) {}
  // Empty if there is none.
  std::string_view Get(std::string_view name) const;
  // "1" and "true".
  bool Is(std::string_view name) const;

 private:
  const char* const* list_;
};

// What is made of a part. `depth` of the root is 1.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void OnStart(int depth, std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void OnEnd(int /*depth*/) {}
  virtual void OnText(std::string_view /*text*/) {}

  const std::optional<Mistake>& mistake() const { return mistake_; }

 protected:
  // Ends the reading; of several the first counts.
  void Refuse(Mistake mistake) {
    if (!mistake_.has_value()) mistake_ = std::move(mistake);
  }

 private:
  friend class XmlReader;
  std::optional<Mistake> mistake_;
};

class XmlReader {
 public:
  // `part` is named in mistakes. The handler must outlive this.
  XmlReader(std::string_view part, int max_depth, XmlHandler& handler);
  ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  // Where the next `size` bytes go; Take then reads as many of them as there are.
  char* Buffer(size_t size);
  std::optional<Mistake> Take(size_t size, bool last);

 private:
  struct Callbacks;
  void Refuse(Mistake mistake);
  void StopIfRefused();

  std::string part_;
  int max_depth_;
  XmlHandler& handler_;
  void* parser_;
  int depth_ = 0;
  size_t taken_ = 0;
};

// All of `xml` at once.
std::optional<Mistake> ReadXml(std::string_view part, std::string_view xml, int max_depth, XmlHandler& handler);

}  // namespace heng::forms::xlsx
