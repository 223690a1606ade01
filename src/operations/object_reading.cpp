#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "marking/words.hpp"
#include "operations/covering.hpp"
#include "operations/explaining.hpp"
#include "operations/held.hpp"
#include "operations/label_shown.hpp"
#include "operations/own_object.hpp"
#include "operations/portions.hpp"
#include "stix/cut.hpp"

namespace comity::operations {
namespace {

using marking::Label;

// Which selectors of the whole object's granular markings, by their place, are left in a variant: its own follow one another as these do.
Result<std::vector<std::size_t>> left_in(const json::Document& document, const stix::Object& object, const shelf::Variant& variant) {
  std::vector<std::string> selectors;
  for (const stix::GranularMarking& granular : object.granular) selectors.insert(selectors.end(), granular.selectors.begin(), granular.selectors.end());
  std::set<std::string> gone;
  for (const auto field : variant.hidden_fields) gone.insert(selectors.at(field));
  for (const auto reference : variant.dropped_references) gone.insert(object.references.at(reference).removal);
  std::vector<stix::Path> removed;
  for (const std::string& selector : gone) {
    TRY(stix::Path path, stix::parse_selector(selector));
    removed.push_back(std::move(path));
  }
  std::vector<std::string> emptied;
  if (!removed.empty()) stix::cut(document, removed, &emptied);
  gone.insert(emptied.begin(), emptied.end());
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < selectors.size(); ++i) {
    bool left = true;
    for (std::size_t end = selectors[i].find('.'); left; end = selectors[i].find('.', end + 1)) {
      left = !gone.contains(selectors[i].substr(0, end));
      if (end == std::string::npos) break;
    }
    if (left) out.push_back(i);
  }
  return out;
}

// An agreement's duty in words; those that every alliance has are sentences.
std::string duty_text(const std::string& name, const std::string& value) {
  if (name == "breach_notice_hours") return fmt::format("Tell its originator of a breach within {} hours.", value);
  if (name == "downgrade_notice_days") return fmt::format("Give its originator {} days' notice before its level is lowered.", value);
  if (name == "mark_on_receipt" && value == "true") return "Mark it in your own scheme on receipt.";
  if (name == "caveat" || name == "disclaimer") return value;
  std::string words = name;
  std::replace(words.begin(), words.end(), '_', ' ');
  return fmt::format("{}: {}", words, value);
}

Notice::Kind kind_of(const std::string& duty) {
  return duty == "caveat" ? Notice::Kind::caveat : duty == "disclaimer" ? Notice::Kind::disclaimer : Notice::Kind::duty;
}

// What the agreements and consents ask for by which the caller holds the row, as far as its party signed them or they are to it.
std::vector<Notice> asked_by_agreements(Node& node, const Caller& caller, std::uint32_t row) {
  std::vector<Notice> out;
  const release::World& world = node.policy.world();
  const auto who = world.directory().people.find(caller.person);
  if (who == world.directory().people.end()) return out;
  const auto audience = release::audience_of(world.directory(), who->second, caller.purpose, marking::Action::copy, world.time());
  const release::Grants grants = node.views().with({caller.person, caller.purpose, marking::Action::copy}, [&](shelf::View& view) { return view.grants(row); });
  release::Explanation explanation = explain_row(node, row, audience, grants);
  hide_foreign_agreements(caller, explanation);
  std::set<std::pair<std::string, int>> seen;
  for (const release::Branch& branch : explanation.branches) {
    if (!branch.permits) continue;
    if (branch.kind == release::Branch::Kind::consent) {
      for (const release::Consent& consent : grants.consents) {
        const auto given = node.exceptions.consents().find(consent.id);
        if (given == node.exceptions.consents().end() || !given->second.counts.now() || !seen.insert({"consent " + consent.id, 0}).second) continue;
        for (const std::string& duty : std::get<agreement::GiveConsent>(given->second.act.act.body).duties) out.push_back({Notice::Kind::duty, duty, {}, 0});
      }
      continue;
    }
    if (!branch.pact) continue;
    const agreement::Terms& terms = branch.pact->terms();
    if (!seen.insert({terms.id, terms.version}).second) continue;
    for (const auto& [name, value] : terms.duties) out.push_back({kind_of(name), duty_text(name, value), terms.id, terms.version});
  }
  return out;
}

std::vector<Notice> notices_of(Node& node, const Caller& caller, std::uint32_t row, const Label& label) {
  std::vector<Notice> out;
  for (const std::string& text : label.caveats) out.push_back({Notice::Kind::caveat, text, {}, 0});
  std::vector<Notice> agreed = asked_by_agreements(node, caller, row);
  std::stable_sort(agreed.begin(), agreed.end(), [](const Notice& a, const Notice& b) { return a.kind < b.kind; });
  std::vector<Notice> more;
  for (const std::string& text : label.duties) more.push_back({Notice::Kind::duty, text, {}, 0});
  if (label.actions == 1) more.push_back({Notice::Kind::action, "It may be shown, never copied.", {}, 0});
  else if (!marking::allows(label.actions, marking::Action::copy)) more.push_back({Notice::Kind::action, "Nothing may be done with it.", {}, 0});
  for (const marking::Owned& one : label.restricting)
    for (const marking::Phrase& phrase : marking::describe(label))
      if (phrase.member == "control" && phrase.says == one.party + " " + one.name) more.push_back({Notice::Kind::action, phrase.says + ": " + phrase.means, {}, 0});
  out.insert(out.end(), agreed.begin(), agreed.end());
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

// Errors: not_found (erased since).
Result<ObjectReading> read_row(Node& node, const Caller& caller, const OwnObject& own) {
  ObjectReading out;
  const release::World& world = node.policy.world();
  const auto told = [&](const Label& label) { return shown_to(caller, world.directory(), label); };
  TRY(const shelf::ObjectRecord record, object_record(node.engine(), node.shelf.row(own.row).seq));
  out.owner = record.owner;
  out.id = record.id;
  out.version = record.version;
  out.type = record.type;
  out.added = own.added;
  out.revoked = own.variant.revoked;
  out.waits = record.owner == caller.party && node.exceptions.awaits_second_person(own.row);
  Label whole = node.policy.labels().at(node.exceptions.label(own.row, UINT64_MAX));
  if (!shelf::is_remark(whole)) out.originators.assign(whole.originators.begin(), whole.originators.end());
  if (out.revoked) {
    TRY(const json::Document news, json::Document::parse(node.exceptions.revoked_version(own.row)));
    if (const auto modified = news.root().get("modified")) out.version = modified->string();
  } else {
    TRY(const std::string bytes, shelf::render(node.engine(), node.shelf, own.row, {}));
    TRY(const json::Document document, json::Document::parse(bytes));
    TRY(const stix::Object object, stix::read_object(document));
    TRY(const std::string given, shelf::render(node.engine(), node.shelf, own.row, own.variant));
    TRY(const json::Document shown, json::Document::parse(given));
    TRY(const stix::Object left, stix::read_object(shown));
    TRY(const std::vector<std::size_t> fields, left_in(document, object, own.variant));
    const auto labels = node.shelf.fields(own.row);
    // Where a selector names markings themselves the two do not follow one another: then no part is told by itself, and the banner stands for all of
    // them.
    const bool apart = fields.size() == left.marked_fields() && labels.size() == object.marked_fields();
    std::vector<Label> each;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const bool given_it = apart ? std::binary_search(fields.begin(), fields.end(), i)
                                  : std::find(own.variant.hidden_fields.begin(), own.variant.hidden_fields.end(), i) == own.variant.hidden_fields.end();
      if (!given_it) continue;
      const Label& label = node.policy.labels().at(labels[i]);
      if (!shelf::is_remark(whole)) whole = marking::join(whole, label);
      each.push_back(told(label));
    }
    if (apart) out.portions = portions_of(world, left.granular, caller.party, [&](std::size_t i) { return &each.at(i); });
  }
  whole = told(whole);
  out.banner = banner_for(world, whole, caller.party);
  if (!shelf::is_remark(whole)) out.notices = notices_of(node, caller, own.row, whole);
  return out;
}

}  // namespace

std::string_view name_of(Notice::Kind kind) {
  switch (kind) {
    case Notice::Kind::caveat: return "caveat";
    case Notice::Kind::disclaimer: return "disclaimer";
    case Notice::Kind::duty: return "duty";
    case Notice::Kind::action: return "action";
  }
  return "";
}

std::vector<Portion> portions_of(const release::World& world, const std::vector<stix::GranularMarking>& granular, std::string_view party,
                                 const std::function<const Label*(std::size_t)>& label) {
  std::vector<Portion> out;
  std::set<std::string> seen;
  std::size_t place = 0;
  for (const stix::GranularMarking& one : granular)
    for (const std::string& selector : one.selectors) {
      const Label* said = one.marking_ref.empty() ? nullptr : label(place);
      ++place;
      if (!said || !seen.insert(selector).second) continue;
      Banner banner = banner_for(world, *said, party);
      PortionMark mark = portion_mark(world, banner, party);
      out.push_back({selector, std::move(mark.short_word), std::move(mark.text), std::move(banner.levels), std::move(banner.releasable)});
    }
  return out;
}

Result<ObjectReading> object_reading(Node& node, const Caller& caller, std::string_view id, const std::string& owner, std::optional<Time> version) {
  for (int attempt = 0; attempt < kPageTries; ++attempt) {
    TRY(const auto own, own_object(node, caller, id, owner, version));
    if (!own) continue;
    std::shared_lock state(node.journal().state());
    auto out = read_row(node, caller, *own);
    if (!out && out.error().code == Code::not_found) continue;  // erased since
    return out;
  }
  return changing_too_fast();
}

}  // namespace comity::operations
