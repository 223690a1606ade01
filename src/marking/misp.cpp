// MISP's distribution levels, sharing groups and tags. docs/format/misp.md says what each does to the label.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "marking/json_reading.hpp"
#include "marking/languages.hpp"
#include "marking/lost.hpp"
#include "marking/machine_tag.hpp"
#include "marking/statement.hpp"

namespace comity::marking {
namespace {

using Need = JsonReading::Need;
using Place = JsonReading::Place;

constexpr std::string_view kRule = "MISP core format";
constexpr std::string_view kNoAttribution = "misp:do-not-name-the-source";  // tlp:ex:chr, the Chatham House rule
constexpr std::size_t kMaxNameBytes = 255;
constexpr std::size_t kMaxMarkingTags = 256;
constexpr std::array<std::string_view, 6> kLevels = {"your-organisation-only", "this-community-only",
                                                     "connected-communities",  "all-communities",
                                                     "sharing-group",          "inherit-event"};
constexpr std::array<std::string_view, 5> kPap = {"red", "amber", "green", "clear", "white"};

Member member_named(std::string_view name) {
  const auto dots = std::count(name.begin(), name.end(), '.');
  return {dots == 0   ? Member::Kind::party
          : dots == 1 ? Member::Kind::agency
                      : Member::Kind::person,
          std::string(name),
          {}};
}

// Organisation names are free text. One that our ids cannot be ("@" dates a community) would be somebody else when it
// is read again.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes && name.front() != '.' && name != "ALL" && is_utf8_text(name) &&
         name.find_first_of("@\t\r\n") == std::string_view::npos && name.front() != ' ' && name.back() != ' ';
}

class Misp {
 public:
  Misp(std::string_view text, const Context& context) : in_(text, kRule), context_(context) {}

  Reading read_json() {
    const auto top = in_.object();
    if (!top) return in_.finish();
    // Events, attributes and objects come by themselves or under their type's name.
    if (!top->value.get("distribution"))
      for (const std::string_view wrapper : {"Event", "Attribute", "Object", "EventReport"})
        if (const auto inner = top->value.get(wrapper); inner && inner->is(json::Kind::object)) {
          read_one({*inner, fmt::format("/{}", wrapper)}, wrapper == "Event");
          return in_.finish();
        }
    read_one(*top, false);
    return in_.finish();
  }

  // A level as a tag by itself.
  Reading read_tag(const MachineTag& tag, std::string_view text) {
    Reading out;
    org_ = context_.owner;
    const auto level = tag.predicate == "should-not-sync" ? std::optional<int>(1) : level_named(tag.value);
    const auto refuse = [&](std::string message) {
      out.find({Finding::Severity::error, 0, text.size(), {}, std::string(kRule), std::move(message)});
    };
    if (!level) {
      refuse(fmt::format("\"{}\" is no MISP distribution; write 0 to 5", excerpt(tag.value)));
    } else if (*level == 0 || *level >= 4) {
      refuse(fmt::format("distribution {} by itself does not say {}; send the event as JSON", *level,
                         *level == 0   ? "whose organisation it is"
                         : *level == 4 ? "who is in the sharing group"
                                       : "what the event's is"));
    } else if (org_.empty()) {
      refuse("a distribution needs an owner");
    } else {
      originate(in_.label());
      distribute(in_.label(), *level);
      out.label = std::move(in_.label());
      out.canonical =
          tag.predicate == "should-not-sync" ? "misp:should-not-sync" : fmt::format("misp:distribution=\"{}\"", *level);
    }
    return out;
  }

 private:
  static std::optional<int> level_named(std::string_view text) {
    if (text.size() == 1 && text[0] >= '0' && text[0] <= '5') return text[0] - '0';
    for (std::size_t i = 0; i < kLevels.size(); ++i)
      if (kLevels[i] == text) return static_cast<int>(i);
    return std::nullopt;
  }

  // Strings or numbers, as MISP versions write them. Absent, null and "" are nothing.
  std::optional<std::string> digits(const Place& of, std::string_view name) {
    const auto place = in_.member(of, name, Need::optional);
    if (!place || place->value.is(json::Kind::null)) return std::nullopt;
    std::string text;
    if (place->value.is(json::Kind::string))
      text = place->value.string();
    else if (place->value.is(json::Kind::number))
      text = std::string(place->value.text());
    else {
      in_.error(*place, fmt::format("{} is a number, as a string or bare", place->pointer));
      return std::nullopt;
    }
    if (text.empty()) return std::nullopt;
    if (text.size() <= 20 && text.find_first_not_of("0123456789") == std::string::npos) return text;
    in_.error(*place, fmt::format("{} \"{}\" is not an unsigned number", place->pointer, excerpt(text)));
    return std::nullopt;
  }

  std::optional<std::string> organisation(const Place& of, std::string_view name, Need need) {
    const auto place = in_.object(of, name, need);
    if (!place) return std::nullopt;
    auto text = in_.string(*place, "name", Need::required);
    if (!text || is_name(*text)) return text;
    in_.error(*place,
              fmt::format("{}/name \"{}\" cannot be an organisation here: 1 to {} bytes without @ and line ends",
                          place->pointer, excerpt(*text), kMaxNameBytes));
    return std::nullopt;
  }

  void originate(Label& label) {
    if (org_.empty()) return;
    label.originators.insert(org_);
    label.levels[std::string(party_of(org_))].insert(
        {std::string(kNoLevelScheme), std::string(kNoLevelWord), Time{}, {}});
  }

  void restrict(Label& label, ReaderSet set) { label.releasable[std::string(party_of(org_))].insert(std::move(set)); }

  // Levels 0 to 3. The level is taken as received: MISP lowers it by one with each synchronisation, so it says how far
  // it may go from here.
  void distribute(Label& label, int level) {
    if (level == 0) restrict(label, {false, {member_named(org_)}});
    if (level == 1) restrict(label, {false, {member_named(party_of(org_))}});
    if (level == 3) restrict(label, {true, {}});  // 2 is the stated default of the originating party
  }

  void read_one(const Place& one, bool event) {
    for (const std::string_view name : {"Orgc", "Org"}) {
      if (!one.value.get(name)) continue;
      org_ = organisation(one, name, Need::required).value_or("");
      named_ = !org_.empty();
      break;
    }
    event = event || one.value.get("info") || one.value.get("threat_level_id") || one.value.get("analysis") ||
            one.value.get("orgc_id");
    // What an attribute search returns holds a piece of the event; both hold.
    const auto around = one.value.get("Event");
    const bool has_event = !event && around && around->is(json::Kind::object) && around->get("distribution");
    if (org_.empty() && has_event)
      for (const std::string_view name : {"Orgc", "Org"})
        if (around->get(name)) {
          org_ = organisation({*around, one.pointer + "/Event"}, name, Need::required).value_or("");
          named_ = !org_.empty();
          break;
        }
    if (org_.empty()) org_ = context_.owner;
    originate(in_.label());
    if (has_event) read_level({*around, one.pointer + "/Event"}, true, false);
    read_level(one, event, has_event);
    for (const std::string_view inner : {"Attribute", "Object"})
      if (const auto list = one.value.get(inner); list && list->is(json::Kind::array) && list->size() > 0)
        in_.warn({*list, fmt::format("{}/{}", one.pointer, inner)},
                 fmt::format("each {} has a distribution of its own, to be read by itself", inner));
  }

  void read_level(const Place& one, bool event, bool inherits) {
    const auto place = in_.member(one, "distribution", Need::required);
    const auto text = digits(one, "distribution");
    const auto level = text && text->size() == 1 ? level_named(*text) : std::nullopt;
    if (place && !level) in_.error(*place, fmt::format("{} is one of 0, 1, 2, 3, 4 and 5", place->pointer));
    const auto group = digits(one, "sharing_group_id");
    const bool grouped = group && group->find_first_not_of('0') != std::string::npos;
    if (level && *level != 4 && grouped)
      in_.error(*in_.member(one, "sharing_group_id", Need::optional),
                fmt::format(
                    "{}/sharing_group_id is 0 unless distribution is 4, the sharing group; say which of the two holds",
                    one.pointer));
    if (level && *level <= 3) {
      if (org_.empty())
        in_.error(*place, "nobody is named whose distribution it is: add Orgc");
      else if (*level == 0 && !named_)
        in_.error(*place,
                  "distribution 0 is for one organisation only, and the text does not name it: add Orgc with its name");
      else
        distribute(in_.label(), *level);
    }
    if (level && *level == 4) read_group(one, grouped);
    if (level && *level == 5) {
      if (event)
        in_.error(*place, "distribution 5 inherits the event's, and this is an event; write 0 to 4");
      else if (!inherits)
        in_.error(*place, "distribution 5 inherits the event's, which is not here: add Event with its distribution");
    }
    if (const auto tags = one.value.get("Tag"); tags && !(tags->is(json::Kind::array) && tags->size() == 0))
      for (const Place& tag : in_.list(one, "Tag", Need::required)) read_tag(tag);
  }

  void read_group(const Place& one, bool grouped) {
    if (org_.empty()) in_.error(one, "nobody is named whose distribution it is: add Orgc");
    if (!grouped)
      in_.error({one.value, one.pointer + "/sharing_group_id"},
                fmt::format("{}/sharing_group_id is missing, and distribution 4 is for a sharing group", one.pointer));
    const auto group = one.value.get("SharingGroup");
    if (!group || !group->is(json::Kind::object)) {
      in_.error({group.value_or(one.value), one.pointer + "/SharingGroup"},
                fmt::format("{}/SharingGroup is missing, so nobody knows who is in the sharing group: add it with its "
                            "SharingGroupOrg",
                            one.pointer));
      restrict(in_.label(), {});
      return;
    }
    const Place at{*group, one.pointer + "/SharingGroup"};
    ReaderSet set;
    for (const Place& org : in_.list(at, "SharingGroupOrg", Need::required))
      if (const auto object = in_.object_at(org))
        if (const auto name = organisation(*object, "Organisation", Need::required))
          set.members.insert(member_named(*name));
    if (const auto active = group->get("active");
        active && (active->text() == "false" || active->text() == "0" || active->equals("0")))
      in_.error({*active, at.pointer + "/active"}, "the sharing group is no longer active; name one that is");
    if (const auto name = in_.string(at, "name", Need::optional))
      in_.label().caveats.insert(fmt::format("MISP sharing group {}", excerpt(*name, 256)));
    if (const auto releasability = in_.string(at, "releasability", Need::optional);
        releasability && !releasability->empty())
      in_.label().caveats.insert(fmt::format("MISP sharing group releasable to: {}", excerpt(*releasability, 1024)));
    if (!org_.empty()) restrict(in_.label(), std::move(set));
  }

  void read_tag(const Place& place) {
    const auto object = in_.object_at(place);
    const auto name = object ? in_.string(*object, "name", Need::required) : std::nullopt;
    if (!name) return;
    Label& label = in_.label();
    const auto tag = machine_tag(*name);
    if (tag && tag->name_space == "tlp" && tag->predicate == "ex:chr") {
      label.duties.emplace(kNoAttribution);
    } else if (tag && tag->name_space == "pap" && std::find(kPap.begin(), kPap.end(), tag->predicate) != kPap.end()) {
      if (tag->predicate != "clear" && tag->predicate != "white") label.duties.insert("pap:" + tag->predicate);
    } else if (tag && tag->name_space == "misp" && tag->predicate == "should-not-sync") {
      if (!org_.empty()) restrict(label, {false, {member_named(party_of(org_))}});
    } else {
      for (const Language& language : languages()) {
        if (name->starts_with('{') || language.read == &read_statement || !language.recognizes(*name)) continue;
        if (++markings_ > kMaxMarkingTags) {
          if (markings_ == kMaxMarkingTags + 1)
            in_.error(place, fmt::format("more than {} tags are markings", kMaxMarkingTags));
          return;
        }
        const Reading reading = language.read(*name, context_);
        for (const Finding& finding : reading.findings)
          if (finding.severity == Finding::Severity::error)
            in_.error(place, fmt::format("the tag at {}: {}", place.pointer, finding.message));
        label = join(label, reading.label);
        return;
      }
      if (claims_to_mark(*name, context_))
        in_.error(place, fmt::format("the tag \"{}\" at {} marks, and no marking language here reads it",
                                     excerpt(*name), place.pointer));
    }
  }

  JsonReading in_;
  const Context& context_;
  std::string org_;           // whose distribution it is
  std::size_t markings_ = 0;  // tags that a language read
  bool named_ = false;        // by the text, rather than the context's owner
};

// The members that are in all of the sets, each named alike.
std::optional<ReaderSet> common(const std::set<ReaderSet>& sets) {
  std::optional<ReaderSet> out;
  for (const ReaderSet& set : sets) {
    if (set.all) continue;
    if (!out)
      out = set;
    else
      std::erase_if(out->members, [&](const Member& member) { return !set.members.contains(member); });
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

}  // namespace

bool recognizes_misp(std::string_view text) {
  if (const auto tag = machine_tag(text))
    return tag->name_space == "misp" && (tag->predicate == "distribution" || tag->predicate == "should-not-sync");
  return text.starts_with("misp:distribution") ||
         has_member(text, {"distribution", "sharing_group_id", "SharingGroup", "Orgc", "Tag", "Event", "Attribute"});
}

Reading read_misp(std::string_view text, const Context& context) {
  const auto tag = machine_tag(text);
  if (tag && tag->name_space == "misp") return Misp(text, context).read_tag(*tag, text);
  return Misp(text, context).read_json();
}

Rendering write_misp(const Label& label, const Context& context) {
  Rendering out;
  const auto give_up = [&] {
    out.text.clear();
    out.lost = lost_between(label, Label{});
    return out;
  };
  // MISP knows one organisation for an event, no levels and no display; and nobody reads what is unknown.
  const std::set<std::string> parties = label.originating_parties();
  bool levels = false;
  for (const auto& [party, words] : label.levels)
    levels = levels || std::any_of(words.begin(), words.end(),
                                   [](const LevelWord& word) { return word.scheme != kNoLevelScheme; });
  if (parties.size() != 1 || levels || !label.unknowns.empty() || label.actions != 3 || label.releasable.size() > 1)
    return give_up();
  const std::string& party = *parties.begin();
  const std::string& org = *label.originators.begin();
  const auto sets = label.releasable.find(party);
  if (label.releasable.size() == 1 && sets == label.releasable.end()) return give_up();
  char level = '2';
  std::string group;
  std::vector<std::string> dropped;
  if (sets != label.releasable.end() && !sets->second.empty()) {
    const auto readers = common(sets->second);
    if (!readers)
      level = '3';
    else if (readers->members == std::set<Member>{member_named(party)})
      level = '1';
    else if (readers->members == std::set<Member>{member_named(org)})
      level = '0';
    else {
      level = '4';
      for (const Member& member : readers->members) {
        if (member.kind != Member::Kind::party && member.kind != Member::Kind::agency) {
          dropped.push_back(fmt::format("reader {}, whom a sharing group cannot name", member.id));
          continue;
        }
        group += fmt::format(R"({}{{"Organisation":{{"name":{}}}}})", group.empty() ? "" : ",", quoted(member.id));
      }
      if (group.empty()) return give_up();
      group = fmt::format(R"(,"SharingGroup":{{"uuid":"{}","SharingGroupOrg":[{}]}})", uuid_of(to_json(label)), group);
    }
  }
  std::string tags;
  const auto tag = [&](std::string_view name) {
    tags += fmt::format(R"({}{{"name":{}}})", tags.empty() ? "" : ",", quoted(name));
  };
  if (label.tlp != Tlp::none) {
    std::string name = fmt::format("tlp:{}", name_of(label.tlp));
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    tag(name);
  }
  for (const std::string_view pap : kPap)
    if (label.duties.contains(fmt::format("pap:{}", pap))) tag(fmt::format("PAP:{}", pap));
  if (label.duties.contains(std::string(kNoAttribution))) tag("tlp:ex:chr");
  out.text =
      fmt::format(R"({{"Orgc":{{"name":{}}},"distribution":"{}","sharing_group_id":"{}"{}{}}})", quoted(org), level,
                  level == '4' ? "1" : "0", group, tags.empty() ? "" : fmt::format(R"(,"Tag":[{}])", tags));
  const Reading back = read_misp(out.text, context);
  if (!back.ok()) return give_up();
  out.lost = lost_between(label, back.label);
  out.lost.insert(out.lost.end(), dropped.begin(), dropped.end());
  return out;
}

}  // namespace comity::marking
