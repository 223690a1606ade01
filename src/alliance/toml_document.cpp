#include "alliance/toml_document.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <cmath>
#include <cstdint>

#include "alliance/fields.hpp"

namespace comity::alliance {
namespace {

using nlohmann::json;

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
    lines_.emplace(pointer, static_cast<int>(node.source().begin.line));
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
