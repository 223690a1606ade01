// Comity's own label as a marking language: the label of docs/format/label.md, or the extension that carries it.
#include <fmt/format.h>

#include "marking/json_reading.hpp"
#include "marking/languages.hpp"

namespace comity::marking {

bool recognizes_label(std::string_view text) {
  return has_member(text, {"label", "own_label", "originators", "levels", "compartments", "topics", "releasable",
                           "displayable", "restricting", "permitting", "purposes", "duties", "caveats", "unknowns"});
}

Reading read_label(std::string_view text, const Context& context) {
  // The first reading bounds depth and size, and refuses members that are named twice: the label's own parser trusts
  // its text.
  JsonReading in(text, "label.md");
  const auto top = in.object();
  if (!top) return in.finish();
  const bool extension = top->value.get("label").has_value() || top->value.get("own_label").has_value();
  const auto at_pointer = [&](const std::string& pointer) {
    // The deepest place on the way that is there.
    JsonReading::Place place{top->value, pointer};
    for (std::size_t begin = 1; begin <= pointer.size() && !pointer.empty();) {
      const std::size_t end = std::min(pointer.find('/', begin), pointer.size());
      const std::string step = pointer.substr(begin, end - begin);
      std::optional<json::Value> next = place.value.get(step);
      if (!next && place.value.is(json::Kind::array) && !step.empty() && step.size() < 8 &&
          step.find_first_not_of("0123456789") == std::string::npos)
        next = place.value.at(std::stoul(step));
      if (!next) break;
      place.value = *next;
      begin = end + 1;
    }
    return place;
  };
  const auto refuse = [&](const Error& error) {
    in.error(at_pointer(excerpt(error.where, 256)),
             excerpt(fmt::format("{} at {}", error.message, error.where.empty() ? "/" : error.where), 512));
  };
  if (extension) {
    auto read = parse_extension(text, context.marked);
    if (!read)
      refuse(read.error());
    else if (!read->sources.empty())
      in.error(*top, "what is made from sources is marked with the join of their labels too, which only the node that holds them knows");
    else if (!read->label)
      in.error(*top, "the extension has no member label, so it says nothing about what it marks");
    else
      in.label() = std::move(read->label->label);
  } else {
    auto read = parse_label(text, context.marked);
    if (!read)
      refuse(read.error());
    else
      in.label() = std::move(*read);
  }
  Reading out = in.finish();
  // What somebody else could not read denies; here it is said again as a finding, so that a tool shows it.
  const std::set<std::string> unknowns = out.label.unknowns;
  if (out.ok())
    for (const std::string& unknown : unknowns)
      out.find({Finding::Severity::error, 0, text.size(), "/unknowns", "label.md", unknown});
  if (out.ok()) out.canonical = to_json(out.label);
  return out;
}

Rendering write_label(const Label& label, const Context&) { return {to_json(label), {}}; }

}  // namespace comity::marking
