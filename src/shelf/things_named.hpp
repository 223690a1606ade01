// Looking an identifier up so that it takes as long when nobody holds it. Callers hold Journal::state() shared.
#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include "shelf/shelf.hpp"
#include "store/engine.hpp"

namespace comity::shelf {

// visit(number of the thing) for every owner's object of that id, those made durable just now and not applied yet among them; whether there
// was one. One look-up finds something and one does not, whichever the id is: finding costs copies.
template <class F>
bool each_thing_named(const store::Engine& engine, const Shelf& shelf, std::string_view id, F&& visit) {
  const auto snapshot = engine.snapshot();
  bool held = false;
  const auto number = [](std::string_view value) {
    std::uint32_t thing = UINT32_MAX;
    std::from_chars(value.data(), value.data() + value.size(), thing);
    return thing;
  };
  snapshot->scan(thing_prefix(id), [&](std::string_view, std::string_view value) {
    held = true;
    visit(number(value));
    return true;
  });
  const std::string other = held ? std::string(id) + "~" : shelf.size() > 0 ? shelf.last_record().id : std::string();
  volatile std::uint32_t unused = 0;
  if (!other.empty())
    snapshot->scan(thing_prefix(other), [&](std::string_view, std::string_view value) {
      unused = number(value);
      return false;
    });
  return held;
}

}  // namespace comity::shelf
