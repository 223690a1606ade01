#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "alliance/resolve.hpp"
#include "marking/language.hpp"
#include "operations/intake.hpp"
#include "operations/label_shown.hpp"
#include "operations/readings.hpp"
#include "operations/stating.hpp"

namespace comity::operations {
namespace {

constexpr std::size_t kLongestLine = 4096;
constexpr std::int64_t kDay = 24LL * 60 * 60 * 1'000'000;

bool is_space(char c) { return c == ' ' || c == '\t'; }

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : text)
    if (!is_space(c)) word += c;
    else if (!word.empty()) out.push_back(std::exchange(word, {}));
  if (!word.empty()) out.push_back(std::move(word));
  return out;
}

// "REL AUS NZL" as "REL TO AUS, NZL": as it is typed beside a paragraph. Anything else stays as it is.
std::string spelt_out(std::string_view part) {
  const bool closed = part.ends_with(')');
  const std::vector<std::string> words = words_of(closed ? part.substr(0, part.size() - 1) : part);
  if (words.size() < 2 || upper(words[0]) != "REL" || part.find_first_of("/;") != std::string_view::npos) return std::string(part);
  const std::size_t first = upper(words[1]) == "TO" ? 2 : 1;
  std::string out = "REL TO";
  for (std::size_t i = first; i < words.size(); ++i) {
    const bool comma = i == first || out.ends_with(',');
    out += (comma ? " " : ", ") + words[i];
  }
  return out + (closed ? ")" : "");
}

std::string spelt_out_line(std::string_view line) {
  std::string out;
  for (std::size_t at = 0;;) {
    const std::size_t end = line.find("//", at);
    out += spelt_out(line.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) return out;
    out += "//";
    at = end + 2;
  }
}

// Who belongs to a community is its members' to know, and so is that there is one: to others its name is one that nobody has.
alliance::Directory known_to(const Caller& caller, alliance::Directory directory) {
  if (!caller.is_operator())
    std::erase_if(directory.communities, [&](const auto& one) {
      return std::none_of(one.second.spells.begin(), one.second.spells.end(), [&](const auto& spell) { return spell.party == caller.party; });
    });
  return directory;
}

// The party's own language where it is named none; of what that does not read, the language that the line looks like.
const marking::Language* language_for(std::string_view named, std::string_view line, const marking::Context& context) {
  if (!named.empty()) return marking::find_language(named);
  if (context.owner != "USA") {
    const marking::Language* own = marking::find_language("national");
    if (own && own->read(line, context).ok()) return own;
  } else {
    for (const char* id : {"capco", "capco-portion"}) {
      const marking::Language* own = marking::find_language(id);
      if (own && own->read(line, context).ok()) return own;
    }
  }
  const marking::Language* other = marking::recognize(line);
  if (other && other->id != "statement" && other->id != "label" && other->read(line, context).ok()) return other;
  return marking::find_language(context.owner == "USA" ? "capco" : "national");
}

}  // namespace

Result<MarkingLine> marking_line(Node& node, const Caller& caller, std::string_view language, std::string_view line, std::string_view party,
                                 const std::set<std::string>& topics) {
  TRY_VOID(settle_clock(node));
  if (line.size() > kLongestLine) return fail(Code::invalid, fmt::format("a marking has at most {} bytes", kLongestLine), "/line");
  std::shared_lock state(node.journal().state());
  const release::World& world = node.policy.world();
  const alliance::Directory directory = known_to(caller, world.directory());
  const std::string owner(party.empty() ? caller.party : party);
  if (!directory.parties.contains(owner)) return fail(Code::invalid, "say whose marking it is: a party of the directory", "/party");
  // As of the day: the same line of the same day is the same marking.
  const Time now = world.time();
  const Time marked{now.us - (now.us % kDay + kDay) % kDay};
  const marking::Context context{owner, marked, &directory.schemes};
  MarkingLine out;
  out.line = spelt_out_line(line);
  const marking::Language* read_in = language_for(language, out.line, context);
  if (!read_in) return fail(Code::invalid, "there is no such marking language", "/language");
  out.language = read_in->id;
  marking::Reading reading = read_in->read(out.line, context);
  out.ok = reading.ok();
  out.canonical = reading.canonical;
  for (const marking::Finding& one : reading.findings)
    out.problems.push_back({one.severity == marking::Finding::Severity::error, one.offset, one.length, one.message});
  if (!topics.empty()) reading.label.topics = {marking::WordSet{false, topics}};
  // Whoever shares it is the originator: the bare party beside it would say no more.
  if (owner == caller.party) reading.label.originators.erase(owner);
  const std::string label = marking::to_json(reading.label);
  out.extension = marking::extension_with("label", label);
  out.definition = marking_definition_of(label);
  // As intake would take it from an object that is marked so and no further.
  const std::string agency = caller.agency.empty() || owner != caller.party ? owner : caller.agency;
  const marking::Stated stated{operations::settle({reading.label, marked}, agency, directory), marked};
  const marking::Label held = alliance::complete(operations::state({stated}, {}, agency, directory, marked));
  for (const std::string& name : held.unknowns)
    if (!reading.label.unknowns.contains(name)) {
      out.ok = false;
      out.problems.push_back({true, 0, 0, fmt::format("the alliance does not know \"{}\", and what is unknown denies everybody", name)});
    }
  if (held.unknowns.empty())
    if (const std::string why = why_nobody_reads(held, directory); !why.empty()) out.problems.push_back({false, 0, 0, why});
  const std::string reader(caller.party.empty() ? owner : caller.party);
  out.banner = banner_for(world, shown_to(caller, directory, held), reader);
  out.mark = portion_mark(world, out.banner, reader);
  return out;
}

}  // namespace comity::operations
