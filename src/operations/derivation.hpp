// From the sources that an author names to the label of what is derived from them: shared by intake and by the preview. Not a door's
// business. Callers are on the writer thread, or hold Journal::state() shared.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "marking/label.hpp"
#include "operations/node.hpp"
#include "release/world.hpp"

namespace comity::operations {

// A held version that the author may read.
struct FoundSource {
  std::string id, version, owner;
  shelf::Thing thing;
  Seq record = 0;
  std::int64_t version_us = 0;
  // What it says now (an approved tearline's own label), with the labels of those marked fields that the author gets: it may have used them.
  marking::Label label;
};
std::string named(const FoundSource& source);  // "report--… (USA.NSA)"

// Of the objects of that id, by owner, the author's own party's first, else the one held longest: the version named, else the latest. Only
// what `person` may read by copy with its default purpose; nothing otherwise, for whatever reason. `things` are those of that id.
std::optional<FoundSource> find_source(Node& node, std::string_view person, const marking::SourceName& source,
                                       std::vector<std::uint32_t> things);

// `stated` is the author's own label, resolved and not completed (alliance/resolve.hpp).
struct Derivation {
  marking::Label label;                   // the join of all: what holds, of a tearline until it is approved
  std::optional<marking::Label> tearline; // what holds then: the author's own label for all originators
  std::set<std::string> approvers;        // of a tearline: every originating party of its sources
};
Derivation derive(const marking::Label& stated, std::string_view agency, const std::vector<FoundSource>& sources, bool tearline,
                  const release::World& world);

// Why the author's label is too low for what it derives from, and what it must at least say; "" if it is not. Only what can be compared counts:
// levels as they arrive in the author's party's schemes, TLP, actions.
std::string too_low(const marking::Label& stated, std::string_view party, const std::vector<FoundSource>& sources,
                    const release::World& world);

// One answer for what is hidden and what is absent.
std::string no_such_source(const marking::SourceName& source);
// For the submitter of a tearline: who has to approve it, and whether anybody could read it then.
std::string about_tearline(const Derivation& derivation);

// Who reads, of everyone in the directory, with default purpose and by copy.
std::set<std::string> readers_of(const marking::Label& label, const release::World& world);

// What one source costs: people who would read the product without it, and do not with it.
struct Loss {
  std::set<std::string> people;
  std::vector<std::string> names;  // the same in short: a party or an agency of which nobody is left to read; else people
  std::string sentence;            // "citing report--… (USA.NSA) loses JPN, KOR"; "" if it loses nobody
};
struct Losses {
  std::vector<Loss> each;  // one for each source
  Loss together;           // who would read the author's own label, does not read the whole, and is lost by no single source
};
// `readers` are those of the derivation's label.
Losses losses(const marking::Label& stated, const std::vector<FoundSource>& sources, const std::set<std::string>& readers,
                         const release::World& world);

}  // namespace comity::operations
