#include "marking/capco_rollup.hpp"

#include <algorithm>

#include "marking/capco_words.hpp"
#include "marking/languages.hpp"

namespace comity::marking::capco {
namespace {

// An unclassified US marking that says nothing of foreign disclosure: it does not affect release (ISM V13, rules 88,
// 132, 318).
bool uncaveated(const Parsed& parsed) {
  const Marking& m = parsed.marking;
  return parsed.ok() && m.kind == Kind::us && m.level == Level::unclassified && !m.has_disclosure();
}

// A marking as it enters a join: with the reader sets that its silence means, and denying where it could not be read.
Label contribution(const Parsed& parsed, const Context& context) {
  Label label = label_of(parsed, context);
  if (uncaveated(parsed)) {
    label.permitting.insert({"USA", "RELIDO"});  // takes nothing from the others' RELIDO
    return label;
  }
  for (const std::string& party : label.originating_parties()) silence_is_owner_alone(label, party);
  return label;
}

std::vector<Parsed> parsed_portions(std::span<const std::string_view> portions) {
  std::vector<Parsed> out;
  for (const std::string_view portion : portions) out.push_back(parse(portion, Form::portion));
  return out;
}

// "(S//REL)" in a document is released to those whom its banner names.
void released_as(Parsed& portion, const Marking& banner) {
  if (!portion.marking.rel_to || !portion.marking.rel_to_codes.empty() || banner.rel_to_codes.empty()) return;
  portion.marking.rel_to_codes = banner.rel_to_codes;
  std::erase_if(portion.findings, [](const Finding& one) { return one.rule == kListMissing; });
}

Label joined(const std::vector<Parsed>& all, const Context& context) {
  std::optional<Label> out;
  for (const Parsed& one : all) {
    Label label = contribution(one, context);
    out = out ? join(*out, label) : std::move(label);
  }
  if (!out) return {};
  if (std::all_of(all.begin(), all.end(), uncaveated)) out->permitting.clear();
  return std::move(*out);
}

using Codes = std::set<std::string>;

// A list's codes, and the members of those that are communities.
Codes expanded(const Codes& codes, const Memberships& memberships) {
  Codes out = codes;
  for (const std::string& code : codes)
    if (const auto found = memberships.find(code); found != memberships.end())
      out.insert(found->second.begin(), found->second.end());
  return out;
}

Codes both(const Codes& a, const Codes& b) {
  Codes out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(out, out.end()));
  return out;
}

// The codes that all of the sets let in: a community that all hold whole, or its members that they have in common.
ReaderSet common_set(const std::set<ReaderSet>& sets, const Memberships& memberships) {
  std::optional<Codes> out;
  for (const ReaderSet& set : sets) {
    Codes codes;
    for (const Member& member : set.members) codes.insert(member.id);
    codes = expanded(codes, memberships);
    out = out ? both(*out, codes) : std::move(codes);
  }
  ReaderSet result;
  if (!out) return result;
  Codes covered;
  for (const std::string& code : *out)
    if (const auto found = memberships.find(code); found != memberships.end())
      covered.insert(found->second.begin(), found->second.end());
  for (const std::string& code : *out)
    if (code == "USA" || !covered.contains(code)) result.members.insert({Member::Kind::party, code, {}});
  return result;
}

Member member(std::string_view code) { return {Member::Kind::party, std::string(code), {}}; }

// Whom a foreign portion lets in, and the US, which it was given to. A concealed owner lets in whom it names.
void foreign_sets(const Marking& m, std::set<ReaderSet>& release, std::set<ReaderSet>& display) {
  if (m.kind == Kind::us) return;
  ReaderSet set{false, {member("USA")}};
  for (const auto* names : {&m.authorities, &m.rel_to_codes})
    for (const Name& name : *names) set.members.insert(member(name.text));
  release.insert(set);
  for (const Name& name : m.display_only_codes) set.members.insert(member(name.text));
  display.insert(std::move(set));
}

// The one list of a US banner stands for all sets, those of foreign portions (`others`) too.
void one_set(std::map<std::string, std::set<ReaderSet>>& sets, const std::set<ReaderSet>& others,
             const Memberships& memberships) {
  const auto found = sets.find("USA");
  if (found == sets.end() || found->second.empty()) return;
  std::set<ReaderSet> all = others;
  all.insert(found->second.begin(), found->second.end());
  found->second = {common_set(all, memberships)};
}

// ---- Is a banner wider? ---------------------------------------------------------------------------------------------

struct Reach {
  bool everyone = false;
  Codes release, display;
};

Reach reach(const Parsed& parsed, const Memberships& memberships) {
  const Marking& m = parsed.marking;
  Reach out;
  out.everyone = uncaveated(parsed);
  const bool noforn = m.has(Dissem::noforn) || m.has(NonIc::sbu_noforn) || m.has(NonIc::les_noforn);
  // A foreign portion of a US document was given to the US.
  out.release.insert("USA");
  if (!noforn)
    for (const Name& owner : m.authorities) out.release.insert(owner.text);
  if (!noforn)
    for (const Name& code : m.rel_to_codes) out.release.insert(code.text);
  out.display = out.release;
  if (!noforn)
    for (const Name& code : m.display_only_codes) out.display.insert(code.text);
  out.release = expanded(out.release, memberships);
  out.display = expanded(out.display, memberships);
  return out;
}

void missing(const Codes& banner, const Codes& portion, std::string_view what, std::vector<std::string>& out) {
  for (const std::string& code : banner)
    if (!portion.contains(code)) out.push_back(fmt::format("{} to {}", what, code));
}

// Controls that a classified banner leaves out by rule: its classification protects more.
bool left_out(const std::string& control, const Marking& banner) {
  return banner.level != Level::unclassified && (control == "FOUO" || control == "DCNI" || control == "UCNI");
}

}  // namespace

Label label_of_portions(std::span<const std::string_view> portions, const Context& context) {
  return joined(parsed_portions(portions), context);
}

Label label_of_document(std::span<const std::string_view> portions, std::string_view banner, const Context& context) {
  std::vector<Parsed> all = parsed_portions(portions);
  Parsed top = parse(banner, Form::banner);
  for (Parsed& portion : all) released_as(portion, top.marking);
  all.push_back(std::move(top));
  return joined(all, context);
}

RolledUp roll_up(std::span<const std::string_view> portions, const Context& context, const Memberships& memberships) {
  const std::vector<Parsed> all = parsed_portions(portions);
  RolledUp out{joined(all, context), {}, {}};
  if (all.empty() || !std::all_of(all.begin(), all.end(), [](const Parsed& one) { return one.ok(); })) {
    for (const std::string& unknown : out.label.unknowns) out.lost.push_back("unknown: " + unknown);
    return out;
  }
  Label line = out.label;
  std::set<ReaderSet> release, display;
  for (const Parsed& one : all) foreign_sets(one.marking, release, display);
  one_set(line.releasable, release, memberships);
  one_set(line.displayable, display, memberships);
  // NODIS is the narrower of two that may not stand together.
  if (line.restricting.contains({"USA", "NODIS"}) && line.restricting.erase({"USA", "EXDIS"}) > 0)
    out.lost.emplace_back("EXDIS of USA (not said with NODIS)");
  Rendered rendered = marking_of(line, true);
  out.lost.insert(out.lost.end(), rendered.lost.begin(), rendered.lost.end());
  if (!rendered.marking) return out;
  Marking& banner = *rendered.marking;
  // The level of a concealed originator is in no label.
  for (const Parsed& one : all) {
    const Level level = *one.marking.level == Level::restricted ? Level::confidential : *one.marking.level;
    banner.level = std::max(*banner.level, level);
  }
  // Portions that are released, but to nobody in common, make a document for the US alone (ISM V13 rule 318). SCI must
  // say so too.
  const bool released =
      std::any_of(all.begin(), all.end(), [](const Parsed& one) { return one.marking.has_disclosure(); });
  const bool sci = !banner.sci.empty() && !banner.has(Dissem::orcon);
  if ((released || sci || banner.has(Dissem::imcon)) && !banner.has_disclosure())
    banner.dissem.push_back({Dissem::noforn, {}});
  std::string text = write(banner, Form::banner);
  const Parsed again = parse(text, Form::banner);
  for (const Finding& finding : again.findings)
    if (finding.severity == Finding::Severity::error)
      out.lost.push_back(fmt::format("no such banner ({}): {}", finding.rule, finding.message));
  if (again.ok()) out.banner = std::move(text);
  return out;
}

std::vector<std::string> wider_than_portions(std::span<const std::string_view> portions, std::string_view banner,
                                             const Memberships& memberships) {
  std::vector<std::string> out;
  const Context context;
  const Parsed top = parse(banner, Form::banner);
  const Label top_label = contribution(top, context);
  const Reach top_reach = reach(top, memberships);
  if (!top.marking.level) return {"a banner that cannot be read"};
  for (const Parsed& portion : parsed_portions(portions)) {
    if (!portion.marking.level) {
      out.emplace_back("a portion that cannot be read");
      continue;
    }
    const Label label = contribution(portion, context);
    if (*top.marking.level < *portion.marking.level)
      out.push_back(fmt::format("{} over {}", word_of(*top.marking.level), word_of(*portion.marking.level)));
    for (const Owned& control : label.restricting)
      if (!top_label.restricting.contains(control) && !left_out(control.name, top.marking))
        out.push_back(fmt::format("without {}", control.name));
    for (const Owned& compartment : label.compartments)
      if (!top_label.compartments.contains(compartment)) out.push_back(fmt::format("without {}", compartment.name));
    for (const std::string& originator : label.originators)
      if (!top_label.originators.contains(originator))
        out.push_back(fmt::format("without the originator {}", originator));
    for (const std::string& unknown : label.unknowns)
      if (!top_label.unknowns.contains(unknown)) out.push_back(fmt::format("over what is unknown: {}", unknown));
    const Reach under = reach(portion, memberships);
    if (under.everyone) continue;
    if (top_reach.everyone) {
      out.emplace_back("to everybody");
      continue;
    }
    missing(top_reach.release, under.release, "released", out);
    missing(top_reach.display, under.display, "displayed", out);
  }
  return out;
}

}  // namespace comity::marking::capco
