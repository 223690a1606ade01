#include "alliance/toml_document.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "alliance/fields.hpp"

namespace comity::alliance {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxBytes = 4u << 20;
constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxDots = 32;
constexpr std::size_t kMaxRememberedPointer = 512;  // of a value below a longer one, the line of what is around it is known

// The line of the first key with too many parts, 0 if there is none. toml++ bounds how deep values lie in each other, but not how
// many parts a key has, and takes some stack for each when its tables are destroyed. Strings are skipped as TOML writes them, as
// they may hold any number of dots; a text that ends inside one is left to the parser.
int line_of_deep_key(std::string_view text) {
  int line = 1;
  std::size_t dots = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      const std::string three(3, c);
      const bool triple = text.substr(i, 3) == three;
      i += triple ? 3 : 1;
      for (; i < text.size(); ++i) {
        if (text[i] == '\n') {
          if (!triple) break;  // no such string: the parser ends here
          ++line;
        } else if (text[i] == '\\' && c == '"') {
          if (++i < text.size() && text[i] == '\n') ++line;
        } else if (text[i] == c) {
          if (!triple) break;
          if (text.substr(i, 3) != three) continue;
          i += 2;
          while (i + 1 < text.size() && text[i + 1] == c) ++i;  // up to two quotes may stand before the three
          break;
        }
      }
      if (i < text.size() && text[i] == '\n') --i;
    } else if (c == '#') {
      i = std::min(text.find('\n', i), text.size()) - 1;
    } else if (c == '.') {
      if (++dots > kMaxDots) return line;
    } else if (c == '\n' || c == '=' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') {
      dots = 0;
      line += c == '\n';
    }
  }
  return 0;
}

// RFC 3339, shortest: no fraction when it is zero, no trailing zeros in it, Z for UTC. What is signed holds this text,
// so it must not depend on how the writer spaced it.
std::string text_of(const toml::date& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string text_of(const toml::date_time& time) {
  std::string out =
      fmt::format("{}T{:02}:{:02}:{:02}", text_of(time.date), time.time.hour, time.time.minute, time.time.second);
  if (time.time.nanosecond) {
    std::string fraction = fmt::format("{:09}", time.time.nanosecond);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    out += "." + fraction;
  }
  const int minutes = time.offset ? time.offset->minutes : 0;
  if (minutes == 0) return out + "Z";
  return out + fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60);
}

class Converter {
 public:
  explicit Converter(std::map<std::string, int>& lines) : lines_(lines) {}
  const Faults& faults() const { return faults_; }

  json convert(const toml::node& node, const std::string& pointer) {
    if (pointer.size() <= kMaxRememberedPointer) lines_.emplace(pointer, static_cast<int>(node.source().begin.line));
    const Level level(depth_);
    if (depth_ > kMaxDepth) {
      faults_.add(pointer, fmt::format("values lie more than {} deep in each other", kMaxDepth));
      return nullptr;
    }
    switch (node.type()) {
      case toml::node_type::table: {
        json out = json::object();
        for (const auto& [key, value] : *node.as_table())
          out[std::string(key.str())] = convert(value, below(pointer, key.str()));
        return out;
      }
      case toml::node_type::array: {
        json out = json::array();
        for (const auto& value : *node.as_array()) out.push_back(convert(value, below(pointer, out.size())));
        return out;
      }
      case toml::node_type::string:
        return node.as_string()->get();
      case toml::node_type::integer:
        return node.as_integer()->get();
      case toml::node_type::boolean:
        return node.as_boolean()->get();
      case toml::node_type::date:
        return text_of(node.as_date()->get());
      case toml::node_type::floating_point:
        if (!std::isfinite(node.as_floating_point()->get()))
          faults_.add(pointer, "infinite and undefined numbers mean nothing here");
        return node.as_floating_point()->get();
      case toml::node_type::date_time:
        if (!node.as_date_time()->get().offset) faults_.add(pointer, "the time has no offset; end it with Z for UTC");
        return text_of(node.as_date_time()->get());
      case toml::node_type::time:
      case toml::node_type::none:
        break;
    }
    faults_.add(pointer, "a time of day alone means nothing here; write a date, or a date and time");
    return nullptr;
  }

 private:
  struct Level {
    explicit Level(std::size_t& depth) : depth_(depth) { ++depth_; }
    ~Level() { --depth_; }
    std::size_t& depth_;
  };

  std::size_t depth_ = 0;
  std::map<std::string, int>& lines_;
  Faults faults_;
};

}  // namespace

std::string TomlDocument::where(std::string_view pointer) const {
  for (std::string at(pointer); at.starts_with('/'); at.erase(at.rfind('/')))
    if (const auto found = lines.find(at); found != lines.end() && found->second > 0)
      return fmt::format("{}:{}", file_name, found->second);
  return fmt::format("{}:1", file_name);
}

Error TomlDocument::at_line(Error error) const {
  error.where = where(error.where);
  return error;
}

Result<TomlDocument> read_toml(std::string_view text, std::string_view file_name) {
  TomlDocument document;
  document.file_name = file_name;
  if (text.size() > kMaxBytes)
    return fail(Code::too_large, fmt::format("a file of {} bytes; at most {} are read", text.size(), kMaxBytes), document.where(""));
  if (const int line = line_of_deep_key(text); line > 0)
    return fail(Code::too_large, fmt::format("a key with more than {} parts", kMaxDots + 1), fmt::format("{}:{}", file_name, line));
  try {
    const toml::table table = toml::parse(text, file_name);
    Converter converter(document.lines);
    document.value = converter.convert(table, "");
    if (auto sound = converter.faults().result(); !sound)
      return tl::make_unexpected(document.at_line(std::move(sound).error()));
  } catch (const toml::parse_error& error) {
    return fail(Code::invalid, fmt::format("this is not TOML: {}", error.description()),
                fmt::format("{}:{}", file_name, error.source().begin.line));
  }
  return document;
}

}  // namespace comity::alliance
