#include "release/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <set>

#include "release/agreement_reads.hpp"

namespace comity::release {
namespace {

using marking::Label;

Audience audience_in(const World& world, const std::string& person, marking::Action action) {
  const auto found = world.directory().people.find(person);
  if (found == world.directory().people.end()) return {};  // as shelf::View: nobody, so denied everything
  return audience_of(world.directory(), found->second, {}, action, world.time());
}

// The sentence without the article that ends it.
std::string without_article(const std::string& text) {
  const auto at = text.rfind(" (art. ");
  return at != std::string::npos && text.ends_with(')') ? text.substr(0, at) : text;
}

std::string article_of(std::string_view clause, const Pact& pact, const Label& label, const std::string& from,
                       const std::string& to, Time at) {
  const agreement::Terms& terms = pact.terms();
  if (clause == "level") {
    std::set<std::string> articles;
    if (const auto words = label.levels.find(from); words != label.levels.end())
      for (const auto& word : words->second)
        for (const auto* row : pact.rows(from, word.scheme, word.word, to))
          if (row->valid_from <= at && at < row->valid_until && !row->article.empty()) articles.insert(row->article);
    std::string out;
    for (const auto& one : articles) out += (out.empty() ? "" : ", ") + one;
    return out;
  }
  if (clause == "force")
    for (const auto& one : terms.suspensions)
      if (one.from == from && one.to == to && one.since <= at && at < one.until && !one.article.empty())
        return one.article;
  const auto found = terms.articles.find(std::string(document_clause(clause)));
  return found == terms.articles.end() ? "" : found->second;
}

const Branch* branch_of(const Explanation& of, const Origin& origin, std::string_view agreement) {
  for (const Branch& branch : of.branches_of(origin))
    if (branch.kind == Branch::Kind::agreement && branch.agreement == agreement) return &branch;
  return nullptr;
}

const Clause* clause_named(std::span<const Clause> clauses, std::string_view name) {
  for (const Clause& clause : clauses)
    if (clause.name == name) return &clause;
  return nullptr;
}

}  // namespace

std::vector<Subject> everybody(const World& before, const World& after, marking::Action action) {
  std::set<std::string> ids;
  for (const World* world : {&before, &after})
    for (const auto& [id, person] : world->directory().people) ids.insert(id);
  std::vector<Subject> out;
  for (const std::string& id : ids)
    out.push_back({id, audience_in(before, id, action), audience_in(after, id, action)});
  return out;
}

std::string Reason::text() const {
  const std::string& now = after.empty() ? before : after;
  const std::string& was = before.empty() || after.empty() ? now : before;
  std::string out;
  if (!agreement.empty()) {
    out = fmt::format("{} v{}", agreement, version);
    if (!article.empty()) out += " art. " + article;
    out += ": ";
  }
  out += now;
  if (was != now) out += fmt::format(" (was: {})", was);
  return out;
}

// ---- Comparing
// -----------------------------------------------------------------------------------------------------------

struct Difference::Everything {
  Everything(const std::shared_ptr<const World>& before, const std::shared_ptr<const World>& after)
      : from(before), to(after) {}
  Matrix from, to;
};

// Section 1 reads directory and time alone, and section 2 besides them only the agreements of one direction. Where
// directory and time are the same, a decision can come out otherwise only if, for some originating party, one of the
// agreements that differ permits in one world and none does in the other. That is asked first, of each distinct part of
// the labels once for all audiences alike in what branch 2a reads.
struct Difference::Confined {
  Confined(const std::shared_ptr<const World>& before, const std::shared_ptr<const World>& after)
      : was(only(before, after)), is(only(after, before)) {}

  // The world with those agreements alone that the other has not.
  static World only(const std::shared_ptr<const World>& world, const std::shared_ptr<const World>& other) {
    std::vector<std::shared_ptr<const Pact>> own;
    for (const auto& pact : world->current())
      if (std::find(other->current().begin(), other->current().end(), pact) == other->current().end())
        own.push_back(pact);
    return World(std::shared_ptr<const alliance::Directory>(world, &world->directory()), std::move(own), {},
                 world->time());
  }

  struct Part {
    const Label* label;
    std::string origin;
    std::set<std::string> persons;  // named by it: asked for each of them anew
  };
  // Whether what differs permits: bit 0 before, bit 1 after.
  unsigned permits(const Part& part, const Audience& audience) const {
    return (parts::agreement_permits(was, *part.label, part.origin, audience) ? 1u : 0u) |
           (parts::agreement_permits(is, *part.label, part.origin, audience) ? 2u : 0u);
  }
  static bool differs(unsigned permits) { return permits == 1 || permits == 2; }
  unsigned ask(std::uint32_t part, const Audience& audience, std::uint32_t group) {
    const Part& one = parts[part];
    if (one.origin == audience.party) return 0;
    if (one.persons.contains(audience.person)) return permits(one, audience);
    auto& memory = known[group];
    if (memory.empty()) memory.resize(parts.size(), kUnknown);
    std::uint8_t& answer = memory[part];
    if (answer == kUnknown) answer = static_cast<std::uint8_t>(permits(one, audience));
    return answer;
  }

  static constexpr std::uint8_t kUnknown = 255;
  World was, is;
  std::vector<Part> parts;
  std::vector<std::vector<std::uint32_t>> of_label;  // parts of each label; empty where it is out of reach
  std::vector<std::uint32_t> alike;                  // by subject: those with equal agreement_audience
  std::vector<std::vector<std::uint8_t>> known;      // by alike, by part
};

Difference::~Difference() = default;

Difference::Difference(std::shared_ptr<const World> before, std::shared_ptr<const World> after,
                       std::vector<const Label*> labels, std::vector<Subject> subjects)
    : before_(std::move(before)),
      after_(std::move(after)),
      labels_(std::move(labels)),
      subjects_(std::move(subjects)),
      sides_(subjects_.size()),
      class_(subjects_.size(), 0) {
  const bool same_readers =
      std::all_of(subjects_.begin(), subjects_.end(), [](const Subject& one) { return one.before == one.after; });
  if (same_readers && &before_->directory() == &after_->directory() && before_->time() == after_->time())
    compare_confined();
  else
    compare_everything();
}

void Difference::compare_everything() {
  everything_ = std::make_unique<Everything>(before_, after_);
  for (const Label* label : labels_) {
    everything_->from.add(*label);
    everything_->to.add(*label);
  }
  std::map<std::pair<Audience, Audience>, std::uint32_t> classes;
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    Side& side = sides_[i];
    side.before = everything_->from.add(subjects_[i].before);
    side.after = everything_->to.add(subjects_[i].after);
    const auto was = everything_->from.row(side.before), is = everything_->to.row(side.after);
    for (std::size_t word = 0; word < was.size(); ++word)
      for (std::uint64_t left = was[word] ^ is[word]; left != 0; left &= left - 1)
        set(is[word] & left & ~(left - 1) ? side.gained : side.lost,
            word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
    auto key = std::pair(subjects_[i].before, subjects_[i].after);
    for (Audience* one : {&key.first, &key.second}) one->person = one->agency = {};
    class_[i] = classes.try_emplace(std::move(key), static_cast<std::uint32_t>(classes.size())).first->second;
  }
}

void Difference::compare_confined() {
  confined_ = std::make_unique<Confined>(before_, after_);
  Confined& reach = *confined_;
  std::map<std::string, std::set<std::string>, std::less<>>
      origins;  // by receiving party: from whom something may come otherwise
  std::set<std::string, std::less<>> givers;
  for (const Subject& subject : subjects_) {
    const auto [at, fresh] = origins.try_emplace(subject.before.party);
    if (!fresh) continue;
    for (const auto& [from, party] : before_->directory().parties)
      if (!reach.was.between(from, at->first).empty() || !reach.is.between(from, at->first).empty())
        at->second.insert(from);
    givers.insert(at->second.begin(), at->second.end());
  }
  reach.of_label.resize(labels_.size());
  std::vector<std::set<std::string>> parties(labels_.size());
  std::unordered_map<std::string, std::uint32_t> index;
  std::vector<std::uint32_t> within;
  for (std::uint32_t label = 0; label < labels_.size(); ++label) {
    parties[label] = labels_[label]->originating_parties();
    for (const std::string& origin : parties[label]) {
      if (!givers.contains(origin)) continue;
      std::string key;
      parts::agreement_key(*labels_[label], origin, key);
      const auto [at, fresh] = index.try_emplace(std::move(key), static_cast<std::uint32_t>(reach.parts.size()));
      if (fresh)
        reach.parts.push_back(
            {labels_[label], origin, parts::named_persons(before_->directory(), *labels_[label], origin)});
      reach.of_label[label].push_back(at->second);
    }
    if (!reach.of_label[label].empty()) within.push_back(label);
  }
  std::map<Audience, std::uint32_t> alike, classes;
  reach.alike.resize(subjects_.size(), 0);
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    const Audience& audience = subjects_[i].before;
    Audience reads = parts::agreement_audience(audience);
    reach.alike[i] = alike.try_emplace(reads, static_cast<std::uint32_t>(alike.size())).first->second;
    if (reach.known.size() < alike.size()) reach.known.emplace_back();
    reads.agency.clear();
    class_[i] = classes.try_emplace(std::move(reads), static_cast<std::uint32_t>(classes.size())).first->second;
    if (origins.find(audience.party)->second.empty()) continue;
    for (const std::uint32_t label : within) {
      const auto& of = reach.of_label[label];
      if (std::none_of(of.begin(), of.end(),
                       [&](auto part) { return Confined::differs(reach.ask(part, audience, reach.alike[i])); }))
        continue;
      // As decide() does, but for section 1 once for both worlds.
      const auto& readers = parts::reader_clauses();
      if (!std::all_of(readers.begin(), readers.end(),
                       [&](const auto& clause) { return clause.holds(*before_, *labels_[label], audience, nullptr); }))
        continue;
      const auto permits = [&](const World& world) {
        return std::all_of(parties[label].begin(), parties[label].end(), [&](const std::string& origin) {
          return origin == audience.party || parts::agreement_permits(world, *labels_[label], origin, audience);
        });
      };
      const bool was = permits(*before_), is = permits(*after_);
      if (was != is) set(is ? sides_[i].gained : sides_[i].lost, label);
    }
  }
}

bool Difference::touched(std::size_t subject) const {
  const Side& side = sides_[subject];
  return !side.gained.empty() || !side.lost.empty() ||
         subjects_[subject].before.party != subjects_[subject].after.party;
}

std::uint32_t Difference::intern(Reason reason) {
  const std::string key = fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}", reason.gained, reason.agreement,
                                      reason.version, reason.article, reason.clause, reason.before, reason.after);
  const auto [at, fresh] = reason_index_.try_emplace(key, static_cast<std::uint32_t>(reasons_.size()));
  if (fresh) reasons_.push_back(std::move(reason));
  return at->second;
}

std::vector<Reason> Difference::explained(const Subject& subject, const Label& label, bool gained,
                                          const Limits& limits) const {
  const Explanation before = explain(*before_, label, subject.before), after = explain(*after_, label, subject.after);
  const Explanation &open = gained ? after : before, &shut = gained ? before : after;
  std::vector<Reason> out;
  const auto add = [&](Reason reason, std::string open_text, std::string shut_text) {
    reason.gained = gained;
    reason.before = std::move(gained ? shut_text : open_text);
    reason.after = std::move(gained ? open_text : shut_text);
    out.push_back(std::move(reason));
  };
  for (const Clause& failing : shut.reader()) {
    if (failing.holds) continue;
    const Clause* held = clause_named(open.reader(), failing.name);
    Reason reason;
    reason.clause = failing.name;
    add(std::move(reason), held ? open.text(*held) : "", shut.text(failing));
  }
  for (const Origin& closed : shut.origins) {
    if (closed.permits) continue;
    for (const Origin& opened : open.origins) {
      if (opened.party != closed.party) continue;
      for (const Branch& branch : open.branches_of(opened)) {
        if (branch.kind != Branch::Kind::agreement || !branch.permits) continue;
        const Branch* other = branch_of(shut, closed, branch.agreement);
        const Pact* open_pact = branch.pact;
        const Pact* shut_pact = other ? other->pact : nullptr;
        Reason reason;
        reason.agreement = branch.agreement;
        reason.version = other && !gained ? other->version : branch.version;
        // Under an agreement that was not there every clause was missing: the row that carries the level is told.
        reason.clause = gained ? "level" : "force";
        std::string shut_text =
            gained ? "" : fmt::format("no longer between {} and {}", opened.party, subject.after.party);
        if (other)
          for (const Clause& clause : shut.clauses_of(*other))
            if (!clause.holds) {
              reason.clause = clause.name;
              shut_text = without_article(shut.text(*other, clause));
              break;
            }
        const Clause* held = clause_named(open.clauses_of(branch), reason.clause);
        const bool hidden = limits.clauses && ((open_pact && !limits.clauses(open_pact->terms())) ||
                                               (shut_pact && !limits.clauses(shut_pact->terms())));
        if (hidden) {
          reason = {};
          reason.clause = "agreement";
          add(std::move(reason), "an agreement that is not shown here permits",
              "an agreement that is not shown here does not permit");
          continue;
        }
        // The row that matched is of the side that permits; of other clauses the side that holds now, else the last
        // one, is quoted.
        const Pact* said = reason.clause == "level" || !shut_pact || gained ? open_pact : shut_pact;
        if (said)
          reason.article =
              article_of(reason.clause, *said, label, std::string(opened.party), (gained ? subject.after : subject.before).party,
                         (gained ? *after_ : *before_).time());
        add(std::move(reason), held ? without_article(open.text(branch, *held)) : "", std::move(shut_text));
      }
    }
  }
  return out;
}

const std::vector<std::uint32_t>& Difference::reasons_of(std::size_t subject, std::uint32_t label, bool gained,
                                                         const Limits& limits) {
  // Parts are equal content: whoever lacks the same parts in the same world lacks them for the same reason.
  thread_local std::vector<std::uint32_t> failing;
  failing.clear();
  if (everything_) {
    const Side& side = sides_[subject];
    (gained ? everything_->from : everything_->to)
        .failing(marking::LabelIx{label}, gained ? side.before : side.after, failing);
  } else {
    for (const std::uint32_t part : confined_->of_label[label])
      if (Confined::differs(confined_->ask(part, subjects_[subject].before, confined_->alike[subject])))
        failing.push_back(part);
  }
  failing.push_back(class_[subject] << 1 | (gained ? 1u : 0u));
  std::string key(reinterpret_cast<const char*>(failing.data()), failing.size() * sizeof failing[0]);
  const auto [at, fresh] = signatures_.try_emplace(std::move(key));
  if (fresh)
    for (Reason& reason : explained(subjects_[subject], *labels_[label], gained, limits)) {
      const std::uint32_t ix = intern(std::move(reason));
      if (std::find(at->second.begin(), at->second.end(), ix) == at->second.end()) at->second.push_back(ix);
    }
  return at->second;
}

}  // namespace comity::release
