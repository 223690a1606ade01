// What each part of a decision reads of a label and of an audience, as keys: equal keys get equal answers.
#include "release/agreement_reads.hpp"
#include "release/clauses.hpp"

namespace comity::release {

using alliance::Directory;
using marking::Action;
using marking::Label;
using marking::LevelWord;
using marking::Member;
using marking::Owned;
using marking::ReaderSet;
using marking::WordSet;

namespace clauses {
namespace {

void put(std::string& out, std::string_view text) { out.append(text).append(1, '\x1e'); }
void put(std::string& out, Time time) { put(out, std::to_string(time.us)); }
void put(std::string& out, const std::set<std::string>& words) {
  for (const auto& word : words) put(out, word);
  out.push_back('\x1d');
}
void put(std::string& out, const WordSet& set) {
  out.push_back(set.all ? '*' : '=');
  put(out, set.words);
}
void put(std::string& out, const std::set<LevelWord>& words) {
  for (const LevelWord& word : words) {
    put(out, word.scheme);
    put(out, word.word);
    put(out, word.created);
    put(out, word.warnings);
  }
  out.push_back('\x1d');
}
void put(std::string& out, const std::set<ReaderSet>& sets) {
  for (const ReaderSet& set : sets) {
    out.push_back(set.all ? '*' : '=');
    for (const Member& member : set.members) {
      out.push_back(static_cast<char>('0' + static_cast<int>(member.kind)));
      put(out, member.id);
      put(out, member.as_of);
    }
    out.push_back('\x1d');
  }
  out.push_back('\x1c');
}
void put(std::string& out, const std::set<Owned>& owned) {
  for (const Owned& one : owned) {
    put(out, one.party);
    put(out, one.name);
  }
  out.push_back('\x1d');
}
void put(std::string& out, const std::map<std::string, std::set<ReaderSet>>& by_party) {
  for (const auto& [party, sets] : by_party) {
    put(out, party);
    put(out, sets);
  }
  out.push_back('\x1b');
}

}  // namespace

void no_key(const Label&, std::string&) {}
void levels_key(const Label& label, std::string& out) {
  for (const auto& [party, words] : label.levels) {
    put(out, party);
    put(out, words);
  }
}
void unknown_key(const Label& label, std::string& out) {
  put(out, label.unknowns);
  put(out, label.originators);
  levels_key(label, out);
  put(out, label.restricting);
}
void compartment_key(const Label& label, std::string& out) { put(out, label.compartments); }
void topic_key(const Label& label, std::string& out) {
  for (const WordSet& clause : label.topics) put(out, clause);
}
void purpose_key(const Label& label, std::string& out) { put(out, label.purposes); }
void action_key(const Label& label, std::string& out) { out.push_back(static_cast<char>('0' + label.actions)); }
void tlp_key(const Label& label, std::string& out) {
  out.push_back(static_cast<char>('0' + static_cast<int>(label.tlp)));
  if (label.tlp != marking::Tlp::red) return;
  put(out, label.originators);
  put(out, label.releasable);
  put(out, label.displayable);
}
void control_key(const Label& label, std::string& out) { put(out, label.restricting); }
void home_key(const Label& label, std::string& out) {
  put(out, label.originators);
  put(out, label.releasable);
  put(out, label.displayable);
}

}  // namespace clauses

namespace parts {

void agreement_key(const Label& label, const std::string& o, std::string& out) {
  using namespace clauses;
  put(out, o);
  if (const auto found = label.levels.find(o); found != label.levels.end()) put(out, found->second);
  out.push_back('\x1c');
  for (const auto* sets : {&label.releasable, &label.displayable}) {
    if (const auto found = sets->find(o); found != sets->end()) put(out, found->second);
    out.push_back('\x1c');
  }
  topic_key(label, out);
  out.push_back('\x1c');
  for (const auto* owned : {&label.compartments, &label.restricting}) {
    for (const Owned& one : *owned)
      if (one.party == o) put(out, one.name);
    out.push_back('\x1c');
  }
}

Audience agreement_audience(const Audience& audience) {
  Audience out;
  out.party = audience.party;
  out.agency = audience.agency;
  out.levels = audience.levels;
  out.purpose = audience.purpose;
  out.action = audience.action;
  return out;
}

std::set<std::string> named_persons(const Directory& directory, const Label& label, const std::string& o) {
  std::set<std::string> out;
  for (const Action action : {Action::display, Action::copy})
    clauses::ReaderSets(directory, label, o, action).first_without([&](const ReaderSet& set) {
      for (const Member& member : set.members)
        if (member.kind == Member::Kind::person) out.insert(member.id);
      return true;
    });
  return out;
}

}  // namespace parts
}  // namespace comity::release
