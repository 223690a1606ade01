// Lints about parties, lists, term and suspensions.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "agreement/lint_case.hpp"
#include "marking/controls.hpp"

namespace comity::agreement {
namespace {

// The pointer of that text in the list, so that the line is its own.
std::string pointer_in(const nlohmann::json& document, const std::string& clause, const std::string& list,
                       const std::string& text) {
  const std::string at = fmt::format("/{}/{}", clause, list);
  const auto found = document.find(clause);
  if (found == document.end() || !found->is_object() || !found->contains(list)) return "/" + clause;
  const auto& words = (*found)[list];
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i].is_string() && words[i].get_ref<const std::string&>() == text) return fmt::format("{}/{}", at, i);
  return at;
}

std::string parties_of(const Terms& terms, const std::string& but = {}) {
  std::set<std::string> names;
  for (const auto& one : terms.parties)
    if (one.party != but) names.insert(one.party);
  return listed(names);
}

bool meets(const marking::WordSet& agreed, const std::set<std::string>& held) {
  return agreed.all ||
         std::any_of(held.begin(), held.end(), [&](const auto& one) { return agreed.words.contains(one); });
}

}  // namespace

void party_never_reads(LintCase& at) {
  std::map<std::string, std::vector<std::size_t>> arriving;
  for (const auto& [direction, rows] : at.directions()) {
    auto& list = arriving[direction.second];
    list.insert(list.end(), rows.begin(), rows.end());
  }
  std::set<std::string> told;
  for (std::size_t i = 0; i < at.terms.parties.size(); ++i) {
    const std::string& party = at.terms.parties[i].party;
    if (!told.insert(party).second || end_of(at.terms) <= at.now) continue;
    const std::string pointer = fmt::format("/parties/{}", i);
    const auto& rows = arriving[party];
    if (rows.empty()) {
      at.report(pointer, fmt::format("{} can never read anything: no row of equivalence leads to it", party),
                fmt::format("add rows to {}, or both_ways = true to its own", party));
      continue;
    }
    std::vector<const Equivalence*> open;
    for (const std::size_t row : rows)
      if (at.can_answer(at.terms.equivalences[row])) open.push_back(&at.terms.equivalences[row]);
    if (open.empty()) {
      at.report(pointer,
                fmt::format("{} can never read anything from now on: every row to it is over, suspended without an "
                            "end, or between parties that are not both bound",
                            party),
                "mend the dates of the rows, of the parties or of the suspensions");
      continue;
    }
    if (!at.directory) continue;
    const auto reads = [&](const alliance::Clearance& clearance) {
      if (!meets(at.terms.purposes, clearance.purposes) || !meets(at.terms.topics, clearance.topics)) return false;
      return std::any_of(open.begin(), open.end(), [&](const Equivalence* row) {
        const auto need = at.rank(row->to_scheme, row->to_word);
        if (need == -1) return true;
        const auto own = clearance.levels.find(row->to_scheme);
        const auto have = own == clearance.levels.end() ? std::nullopt : at.rank(row->to_scheme, own->second);
        return need && have && *have >= *need;
      });
    };
    if (!at.somebody(party, "", reads))
      at.report(
          pointer,
          fmt::format("nobody of {} can read anything: no clearance there reaches a level that arrives, with a purpose "
                      "and a topic that are agreed",
                      party),
          fmt::format("have {} clear people for what arrives, or agree a purpose and a topic that they hold", party));
  }
}

void purpose_nobody_holds(LintCase& at) {
  for (const auto& word : at.terms.purposes.words)
    if (!at.somebody("", "", [&](const auto& clearance) { return clearance.purposes.contains(word); }))
      at.report(pointer_in(at.document, "purposes", "any", word),
                fmt::format("nobody of {} is assigned the purpose {}", parties_of(at.terms), word),
                "correct the word, remove it, or have it assigned in a clearance");
}

void topic_nobody_holds(LintCase& at) {
  for (const auto& word : at.terms.topics.words)
    if (!at.somebody("", "", [&](const auto& clearance) { return clearance.topics.contains(word); }))
      at.report(pointer_in(at.document, "topics", "any", word),
                fmt::format("nobody of {} has the topic {}", parties_of(at.terms), word),
                "correct the word, remove it, or have it vouched for in a clearance");
}

void empty_list(LintCase& at) {
  for (const auto& [clause, words] : {std::pair("topics", &at.terms.topics), std::pair("purposes", &at.terms.purposes)})
    if (!words->all && words->words.empty())
      at.report(fmt::format("/{}/any", clause),
                fmt::format("no {} is agreed, so nothing can be released under this agreement",
                            clause == std::string_view("topics") ? "topic" : "purpose"),
                fmt::format("list the words, or remove [{}] to mean all", clause));
}

void compartment_nobody_holds(LintCase& at) {
  std::size_t i = 0;
  std::map<marking::Owned, std::size_t> places;
  if (const auto clause = at.document.find("compartments"); clause != at.document.end() && clause->contains("accepted"))
    for (const auto& one : (*clause)["accepted"]) places[{one.value("party", ""), one.value("name", "")}] = i++;
  for (const auto& one : at.terms.compartments)
    if (!at.somebody("", one.party, [&](const auto& clearance) { return clearance.accesses.contains(one); }))
      at.report(
          fmt::format("/compartments/accepted/{}", places[one]),
          fmt::format("nobody of {} has access to {} of {}", parties_of(at.terms, one.party), one.name, one.party),
          "correct the name, remove it, or have the access vouched for in a clearance");
}

void control_without_effect(LintCase& at) {
  for (const auto& name : at.terms.controls) {
    const marking::Control* control = marking::find_control(name);
    if (!control) continue;
    const char* text = nullptr;
    const char* mend = "remove it";
    switch (control->effect) {
      case marking::ControlEffect::own_party_only:
        text = "it keeps everything from other parties, whatever an agreement accepts";
        break;
      case marking::ControlEffect::consent_only:
        text = "under it only the originator's consent permits, never an agreement";
        mend = "leave it to say that the parties handle it, and expect each object to need a consent; or remove it";
        break;
      case marking::ControlEffect::no_clients:
        text = "it keeps clients out, whatever an agreement accepts";
        break;
      case marking::ControlEffect::permitting:
        text = "it denies nobody, so there is nothing to accept";
        break;
      case marking::ControlEffect::accepted_only:
      case marking::ControlEffect::no_copy:
        break;
    }
    if (text)
      at.report(pointer_in(at.document, "controls", "accepted", name),
                fmt::format("accepting {} changes nothing: {}", name, text), mend);
  }
}

void term_has_ended(LintCase& at) {
  if (end_of(at.terms) <= at.now)
    at.report("/term/until", fmt::format("the agreement ended on {}", format_date(at.terms.until)),
              "agree a new version with a later until, or do not add this one");
}

void notice_outlasts_term(LintCase& at) {
  const NoticeRule& notice = at.terms.notice;
  if (!notice.term_end || at.terms.renews_months == 0 || notice.days <= at.terms.renews_months * 31) return;
  at.report("/notice/days",
            fmt::format("{} days of notice before the end of a term that is {} months long: no notice has effect at the end of the term it is given in",
                        notice.days, at.terms.renews_months),
            "write fewer days, longer terms, or takes_effect = \"days\"");
}

void party_outside_term(LintCase& at) {
  for (std::size_t i = 0; i < at.terms.parties.size(); ++i) {
    const Adherence& one = at.terms.parties[i];
    if (std::max(one.since, at.terms.in_force) >= std::min(one.until, end_of(at.terms)))
      at.report(fmt::format("/parties/{}", i),
                fmt::format("{} is bound only outside the term of the agreement", one.party),
                "mend since and until of the party, or the term");
  }
}

void suspension_without_effect(LintCase& at) {
  for (std::size_t i = 0; i < at.terms.suspensions.size(); ++i) {
    const Suspension& one = at.terms.suspensions[i];
    if (!at.bound_within(one.from, one.to, one.since, one.until))
      at.report(fmt::format("/suspension/{}", i),
                fmt::format("release from {} to {} is suspended while the two are not both bound", one.from, one.to),
                "mend since and until, or remove the suspension");
  }
}

void suspension_by_bystander(LintCase& at) {
  for (std::size_t i = 0; i < at.terms.suspensions.size(); ++i) {
    const Suspension& one = at.terms.suspensions[i];
    if (one.by != one.from && one.by != one.to)
      at.report(fmt::format("/suspension/{}", i),
                fmt::format("{} suspends release from {} to {}, of which it is neither", one.by, one.from, one.to),
                fmt::format("write by = \"{}\" or by = \"{}\"", one.from, one.to));
  }
}

void survival_readers_unused(LintCase& at) {
  if (!at.terms.survival.kept && !at.terms.survival.readers.empty())
    at.report("/survival/readers",
              fmt::format("{} may go on reading, but kept = false keeps nothing", listed(at.terms.survival.readers)),
              "write kept = true, or remove readers");
}

}  // namespace comity::agreement
