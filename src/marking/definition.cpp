#include "marking/definition.hpp"

#include <fmt/format.h>

namespace comity::marking {
namespace {

constexpr std::string_view kLabelExtension = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44";
constexpr std::string_view kTlp2Extension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

Stated unknown(std::string what, Time marked) {
  Stated out{{}, marked, false};
  out.label.unknowns.insert(std::move(what));
  return out;
}

// "No level" holds where no other marking of the object states one: said apart, it does not stand beside another's SECRET.
bool take_no_level(Label& label) {
  const std::size_t before = label.levels.size();
  for (auto at = label.levels.begin(); at != label.levels.end();) {
    std::erase_if(at->second, [](const LevelWord& word) { return word.scheme == kNoLevelScheme && word.word == kNoLevelWord; });
    at = at->second.empty() ? label.levels.erase(at) : std::next(at);
  }
  return label.levels.empty() && before > 0;
}

Stated read_in(const Language& language, std::string_view text, const Context& context) {
  Reading reading = language.read(text, context);
  const bool no_level = take_no_level(reading.label);
  if (reading.disposition) reading.label.duties.insert(fmt::format("destroy-by {}", format_date(*reading.disposition)));
  const bool whole = !reading.label.levels.empty() || !reading.label.releasable.empty() || !reading.label.displayable.empty();
  return {std::move(reading.label), reading.marked.value_or(context.marked), whole, no_level};
}

Stated tlp_word(std::string_view word, const Context& context) {
  Stated out{{}, context.marked, false};
  if (const auto tlp = tlp_named(word)) out.label.tlp = *tlp;
  else out.label.unknowns.insert(fmt::format("TLP:{}", word.substr(0, 64)));
  return out;
}

// tlp_named knows the names in capitals; a definition writes "amber+strict".
std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

bool is_remark(const Label& label) {
  Label rest = label;
  rest.caveats.clear();
  return !label.caveats.empty() && rest == Label{};
}

}  // namespace

Stated read_written(const Written& written, const Context& context) {
  const Language* language = find_language(written.language);
  if (!language) return unknown(fmt::format("marking language {}", written.language.substr(0, 64)), context.marked);
  if (written.portions.empty()) return read_in(*language, written.text, context);
  const std::vector<std::string_view> portions(written.portions.begin(), written.portions.end());
  Stated out{read_document(*language, portions, written.text, context), context.marked};
  out.no_level = take_no_level(out.label);
  return out;
}

Conveyed read_definition(json::Value definition, const Context& context) {
  Conveyed out;
  const auto id = definition.get("id");
  if (id && id->is(json::Kind::string)) {
    if (const auto tlp = tlp_of_definition(id->string())) {
      out.stated.push_back({{}, context.marked, false});
      out.stated.back().label.tlp = *tlp;
      return out;
    }
  }
  const auto type = definition.get("definition_type");
  const auto body = definition.get("definition");
  if (type && type->is(json::Kind::string)) {
    const std::string name = type->string();
    const auto member = body ? body->get(name) : std::nullopt;
    const bool text = member && member->is(json::Kind::string);
    if (name == "statement" && text) {
      if (const Language* statement = find_language("statement")) out.stated.push_back(read_in(*statement, member->string(), context));
      else out.stated.push_back(unknown("statement marking", context.marked));
    } else if (name == "tlp" && text) {
      out.stated.push_back(tlp_word(upper(member->string()), context));
    } else {
      out.stated.push_back(unknown(fmt::format("marking of definition_type {}", name.substr(0, 64)), context.marked));
    }
  }
  if (const auto extensions = definition.get("extensions")) {
    extensions->each_member([&](json::Value key, json::Value value) {
      const std::string name = key.string();
      if (name == kLabelExtension) {
        auto extension = parse_extension(value.text(), context.marked);
        if (!extension) {
          out.stated.push_back(unknown(fmt::format("label extension: {}", extension.error().message), context.marked));
          return;
        }
        // It is not made from anything, and what refers to it would take over none of its sources' labels.
        if (!extension->sources.empty()) out.stated.push_back(unknown("sources of a marking-definition", context.marked));
        if (extension->label) out.stated.push_back(std::move(*extension->label));
        for (const Written& written : extension->markings) out.stated.push_back(read_written(written, context));
        out.own = std::move(extension->own_label);
      } else if (name == kTlp2Extension) {
        const auto word = value.get("tlp_2_0");
        out.stated.push_back(word && word->is(json::Kind::string) ? tlp_word(upper(word->string()), context)
                                                                  : unknown("TLP 2.0 marking without tlp_2_0", context.marked));
      } else if (const Language* language = language_of_extension(name)) {
        out.stated.push_back(read_in(*language, value.text(), context));
      } else {
        out.stated.push_back(unknown(fmt::format("marking by {}, which no marking language reads", name.substr(0, 80)), context.marked));
      }
    });
  }
  // A definition that says nothing marks with what nobody knows.
  if (out.stated.empty() && !out.own) out.stated.push_back(unknown("marking-definition that conveys nothing", context.marked));
  out.remark = !out.stated.empty() && !out.own;
  for (const Stated& one : out.stated) out.remark = out.remark && is_remark(one.label);
  return out;
}

}  // namespace comity::marking
