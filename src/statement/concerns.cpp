#include "statement/concerns.hpp"

#include <nlohmann/json.hpp>

#include "crypto/canonical.hpp"

namespace comity::statement {
namespace {

using nlohmann::json;

std::string text_of(const json& value, const char* key) {
  return value.contains(key) && value[key].is_string() ? value[key].get<std::string>() : "";
}

}  // namespace

std::string concern_record(std::string_view by, const agreement::Paper& paper) {
  return json{{"step", "concern"}, {"by", by}, {"paper", agreement::to_json(kConcern, paper)}}.dump();
}

std::string concern_read_record(std::string_view by, const std::set<std::string>& names) {
  return json{{"step", "read"}, {"by", by}, {"names", names}}.dump();
}

void Concerns::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::concern) return;
  const auto value = crypto::parse_strict(entry.body);
  if (!value || !value->is_object()) return;
  const std::string step = text_of(*value, "step"), by = text_of(*value, "by");
  if (step == "concern") {
    auto paper = agreement::parse_paper(kConcern, text_of(*value, "paper"));
    if (!paper || paper->signatures.size() != 1) return;
    auto one = parse_step(paper->text);
    if (!one) return;
    const auto found = concerns_.find(one->id);
    if ((found == concerns_.end()) != (one->move == Move::raise)) return;
    concerns_[one->id].steps.push_back({entry.seq, entry.time, by, *std::move(paper), *std::move(one)});
  } else if (step == "read" && value->contains("names") && (*value)["names"].is_array()) {
    for (const json& name : (*value)["names"])
      if (name.is_string()) read_[by].insert(name.get<std::string>());
  }
}

const Concerns::Held* Concerns::find(std::string_view id) const {
  const auto found = concerns_.find(id);
  return found == concerns_.end() ? nullptr : &found->second;
}

bool Concerns::was_read(std::string_view person, std::string_view name) const {
  const auto found = read_.find(person);
  return found != read_.end() && found->second.contains(name);
}

}  // namespace comity::statement
