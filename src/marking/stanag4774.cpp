// STANAG 4774 confidentiality labels, bare or in a STANAG 4778 binding. docs/format/stanag4774.md.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "marking/controls.hpp"
#include "marking/folding.hpp"
#include "marking/known_schemes.hpp"
#include "marking/languages.hpp"
#include "marking/level_words.hpp"
#include "marking/national_caveats.hpp"
#include "marking/stanag4774_tables.hpp"
#include "marking/xml.hpp"

namespace comity::marking {
namespace {

constexpr std::size_t kShown = 80;
constexpr std::size_t kMaxBound = 200;  // notes of what a binding refers to

std::string shown(std::string_view text) {
  std::string out(text.substr(0, kShown));
  while (!out.empty() && !is_utf8(out)) out.pop_back();  // cut between characters
  return out;
}

// What one confidentiality label says, before it is known whether it decides.
struct Said {
  Label label;
  std::string party;
  std::string policy, classification;  // as written
  const Scheme* scheme = nullptr;
  const Level* level = nullptr;
  std::optional<Time> created;
};

class DocumentReader {
 public:
  DocumentReader(std::string_view text, const Context& context)
      : text_(text), context_(context), schemes_(context.schemes ? *context.schemes : known_schemes()) {}

  Reading read() {
    pugi::xml_document document;
    if (const auto parsed = read_xml(text_, document); !parsed) {
      out_.find({Finding::Severity::error,
                 0,
                 0,
                 {},
                 "XML 1.0",
                 fmt::format("{}{}{}", parsed.error().message, parsed.error().where.empty() ? "" : " at ",
                             parsed.error().where)});
      return std::move(out_);
    }
    element(document.document_element());
    finish();
    return std::move(out_);
  }

 private:
  void say(Finding::Severity severity, const pugi::xml_node& node, std::string rule, std::string message) {
    const std::ptrdiff_t at = node.offset_debug();
    const std::size_t bom = text_.starts_with("\xef\xbb\xbf") ? 3 : 0;
    const std::size_t offset = at < 0 ? 0 : std::min(static_cast<std::size_t>(at) + bom, text_.size());
    out_.find({severity,
               offset,
               std::min(std::string_view(node.name()).size(), text_.size() - offset),
               {},
               std::move(rule),
               std::move(message)});
  }
  void fault(const pugi::xml_node& node, std::string message) {
    say(Finding::Severity::error, node, "ADatP-4774", std::move(message));
  }
  void note(const pugi::xml_node& node, std::string message) {
    say(Finding::Severity::note, node, {}, std::move(message));
  }

  // The local name if the element is of that namespace, else "". PascalCase roots are seen in the field: the first
  // letter's case is free.
  static std::string local_in(const pugi::xml_node& node, std::string_view space) {
    const auto name = name_of(node);
    return name && name->space == space ? std::string(name->local) : std::string();
  }

  void element(const pugi::xml_node& node) {
    const auto name = name_of(node);
    if (!name) return fault(node, fmt::format("the prefix of <{}> is not declared; add its xmlns", shown(node.name())));
    if (name->space == kBindingSpace && name->local == "BindingInformation") return binding(node);
    if (name->space == kLabelSpace) return labelled(node);
    if (name->space.empty())
      return fault(node, fmt::format("<{}> is in no namespace; a label is in {}", shown(name->local), kLabelSpace));
    fault(node, fmt::format("<{}> of {} is no label; expected one in {} or a binding in {}", shown(name->local),
                            shown(name->space), kLabelSpace, kBindingSpace));
  }

  void labelled(const pugi::xml_node& node) {
    std::string local = local_in(node, kLabelSpace);
    if (!local.empty() && local[0] >= 'A' && local[0] <= 'Z' && local != "ConfidentialityLabel") {
      local[0] = static_cast<char>(local[0] - 'A' + 'a');
      say(Finding::Severity::warning, node, "ADatP-4774 appendix 1",
          fmt::format("<{}> is written {}", shown(node.name()), shown(local)));
    }
    if (local == "originatorConfidentialityLabel" || local == "ConfidentialityLabel") {
      Said said = label(node);
      if (originals_++ > 0)
        say(Finding::Severity::warning, node, {}, "there are several original labels; all of them are met together");
      out_.marked = out_.marked && said.created ? std::min(*out_.marked, *said.created) : said.created;
      out_.label = originals_ == 1 ? join_keeping_unknowns(said.label) : join(out_.label, said.label);
    } else if (local == "alternativeConfidentialityLabel") {
      // The original decides: this is shown, and what it cannot say here does not deny.
      const auto [policy, classification] = names_of(node);
      out_.label.caveats.insert(
          fmt::format("Also labelled {} under the policy {}; the original label decides", classification, policy));
      note(node, fmt::format("an alternative label: {} under the policy {}", classification, policy));
    } else if (local == "metadataConfidentialityLabel") {
      const auto [policy, classification] = names_of(node);
      note(node,
           fmt::format(
               "the metadata themselves are labelled {} under the policy {}; that is not the label of the information",
               classification, policy));
    } else {
      fault(node, fmt::format("<{}> is no confidentiality label; expected originatorConfidentialityLabel",
                              shown(node.name())));
    }
  }

  // Unknowns and caveats that were found before the label stay.
  Label join_keeping_unknowns(Label label) const {
    label.unknowns.insert(out_.label.unknowns.begin(), out_.label.unknowns.end());
    label.caveats.insert(out_.label.caveats.begin(), out_.label.caveats.end());
    return label;
  }

  // Policy and classification as written, of a label that is only shown.
  static std::pair<std::string, std::string> names_of(const pugi::xml_node& node) {
    std::pair<std::string, std::string> out{"(none)", "(none)"};
    for (const pugi::xml_node& information : node.children())
      for (const pugi::xml_node& child : information.children()) {
        const std::string local = local_in(child, kLabelSpace);
        const auto text = token_of(child);
        if (text && local == "PolicyIdentifier") out.first = shown(*text);
        if (text && local == "Classification") out.second = shown(*text);
      }
    return out;
  }

  // ---- STANAG 4778 ------------------------------------------------------------------------------------------------

  void binding(const pugi::xml_node& root) {
    for (const pugi::xml_node& container : root.children()) {
      const auto name = name_of(container);
      if (name && name->space == kSignatureSpace && name->local == "Signature") {
        note(container, "the binding is signed; the signature is not checked here");
      } else if (local_in(container, kBindingSpace) == "MetadataBindingContainer") {
        for (const pugi::xml_node& one : container.children())
          if (local_in(one, kBindingSpace) == "MetadataBinding")
            metadata_binding(one);
          else
            fault(one, fmt::format("<{}> is not read in a MetadataBindingContainer", shown(one.name())));
      } else {
        fault(container, fmt::format("<{}> is not read in BindingInformation", shown(container.name())));
      }
    }
  }

  void metadata_binding(const pugi::xml_node& node) {
    for (const pugi::xml_node& child : node.children()) {
      const std::string local = local_in(child, kBindingSpace);
      if (local == "Metadata") {
        for (const pugi::xml_node& one : child.children()) {
          const auto name = name_of(one);
          if (name && name->space == kLabelSpace)
            labelled(one);
          else
            note(one, fmt::format("other metadata, not read: <{}>", shown(one.name())));
        }
      } else if (local == "DataReference") {
        if (bound_++ < kMaxBound)
          note(child, fmt::format("the label is bound to {}", shown(child.attribute("URI").value())));
      } else if (local == "Data") {
        if (bound_++ < kMaxBound) note(child, "the label is bound to data inside the binding");
      } else if (local == "MetadataReference") {
        say(Finding::Severity::error, child, "ADatP-4778",
            fmt::format("the metadata are elsewhere ({}) and not fetched; embed the label in Metadata",
                        shown(child.attribute("URI").value())));
      } else {
        fault(child, fmt::format("<{}> is not read in a MetadataBinding", shown(child.name())));
      }
    }
  }

  // ---- STANAG 4774 ------------------------------------------------------------------------------------------------

  Said label(const pugi::xml_node& node) {
    Said out;
    pugi::xml_node information, succession;
    for (const pugi::xml_node& child : node.children()) {
      const std::string local = local_in(child, kLabelSpace);
      const auto name = name_of(child);
      if (local == "ConfidentialityInformation") {
        if (information) fault(child, "ConfidentialityInformation stands twice; a label has one");
        information = child;
      } else if (local == "CreationDateTime") {
        if (out.created) fault(child, "CreationDateTime stands twice; a label has one");
        out.created = date(child, token_of(child).value_or(""));
      } else if (local == "OriginatorID") {
        note(child, fmt::format("labelled by {} ({})", shown(token_of(child).value_or("")),
                                shown(child.attribute("IDType").value())));
      } else if (local == "SuccessionHandling") {
        if (succession) fault(child, "SuccessionHandling stands twice; a label has one");
        succession = child;
      } else if (name && name->space == kSignatureSpace) {
        note(child, "the label is signed; the signature is not checked here");
      } else {
        fault(child,
              fmt::format("<{}> is not read in a confidentiality label; remove it or send what it says otherwise",
                          shown(child.name())));
      }
    }
    if (const pugi::xml_attribute review = node.attribute("ReviewDateTime")) {
      const auto at = date(node, review.value());
      if (at) note(node, fmt::format("to be reviewed by {}", format_date(*at)));
    }
    if (!out.created)
      say(Finding::Severity::warning, node, "ADatP-4774 appendix 1",
          "CreationDateTime is missing; the date of the marking is taken");
    if (!information) {
      fault(node, "ConfidentialityInformation is missing; a label says policy and classification in it");
      return out;
    }
    confidentiality(information, out);
    if (succession) succeeded(succession, out);
    return out;
  }

  // Later labels: one that opens is noted, since only its originator can say that the day has come; one that shuts
  // holds from now on.
  void succeeded(const pugi::xml_node& node, Said& now) {
    std::optional<Time> at;
    pugi::xml_node next;
    for (const pugi::xml_node& child : node.children()) {
      const std::string local = local_in(child, kLabelSpace);
      if (local == "SuccessionDateTime")
        at = date(child, token_of(child).value_or(""));
      else if (local == "SuccessorConfidentialityLabel")
        next = child;
      else
        fault(child, fmt::format("<{}> is not read in SuccessionHandling", shown(child.name())));
    }
    if (!at || !next)
      return fault(node, "SuccessionHandling says a SuccessionDateTime and a SuccessorConfidentialityLabel");
    Said later;
    later.created = now.created;
    for (const pugi::xml_node& child : next.children())
      if (local_in(child, kLabelSpace) == "ConfidentialityInformation") confidentiality(child, later);
    if (!later.level || !now.level) return;
    Label open_now = now.label, open_later = later.label;
    open_now.levels.clear();
    open_later.levels.clear();
    const bool opens =
        later.scheme == now.scheme && later.level->rank <= now.level->rank && join(open_now, open_later) == open_now;
    if (opens) {
      note(node, fmt::format("from {} on it is {}; until it is labelled so, it stays {}", format_date(*at),
                             later.classification, now.classification));
    } else {
      say(Finding::Severity::warning, node, {},
          fmt::format("from {} on it is {}, which is narrower in part; both are met from now on", format_date(*at),
                      later.classification));
      now.label = join(now.label, later.label);
    }
  }

  std::optional<Time> date(const pugi::xml_node& node, std::string text) {
    auto parsed = parse_time(text);
    if (!parsed && text.size() >= 19 && text.find_first_of("Zz+") == std::string::npos &&
        text.find('-', 10) == std::string::npos) {
      parsed = parse_time(text + "Z");  // xs:dateTime without a zone
      if (parsed)
        say(Finding::Severity::warning, node, "XML Schema 2 §3.2.7",
            fmt::format("{} names no time zone; it is read as UTC", shown(text)));
    }
    if (parsed) return *parsed;
    fault(node, fmt::format("\"{}\" is not a time; write it like 2026-01-31T12:00:00Z", shown(text)));
    return std::nullopt;
  }

  void confidentiality(const pugi::xml_node& node, Said& out) {
    pugi::xml_node policy, classification;
    std::vector<pugi::xml_node> categories;
    for (const pugi::xml_node& child : node.children()) {
      const std::string local = local_in(child, kLabelSpace);
      if (local == "PolicyIdentifier" || local == "Classification") {
        pugi::xml_node& place = local == "Classification" ? classification : policy;
        if (place) fault(child, fmt::format("{} stands twice; a label has one", local));
        place = child;
      } else if (local == "PrivacyMark") {
        if (const auto text = token_of(child); text && !text->empty()) out.label.caveats.insert(*text);
      } else if (local == "Category") {
        categories.push_back(child);
      } else {
        fault(child,
              fmt::format("<{}> is not read in ConfidentialityInformation; it may restrict, so nobody reads this",
                          shown(child.name())));
      }
    }
    if (!policy || !classification) return fault(node, "PolicyIdentifier and Classification must both be there");
    out.policy = token_of(policy).value_or("");
    out.classification = token_of(classification).value_or("");
    out.party = party_of_policy(out.policy, schemes_);
    if (out.party.empty())
      return fault(policy,
                   fmt::format("the policy \"{}\" is not known; known are NATO, EU and the parties with level schemes",
                               shown(out.policy)));
    if (const std::string_view by_uri = party_of_policy_uri(policy.attribute("URI").value());
        !by_uri.empty() && by_uri != out.party)
      return fault(policy, fmt::format("the policy is called \"{}\", but its URI is that of {}; correct one",
                                       shown(out.policy), by_uri));
    const Time at = out.created.value_or(context_.marked);
    const auto word = word_of(out.classification, out.party, at, schemes_, true);
    if (!word)
      return fault(classification,
                   fmt::format("\"{}\" is no classification of the policy {}", shown(out.classification), out.party));
    out.scheme = word->scheme;
    out.level = word->level;
    if (!word->timely)
      say(Finding::Severity::warning, classification, word->scheme->source,
          fmt::format("{} is a word of {}, which was not in use on {}", word->level->word, word->scheme->title,
                      format_date(at)));
    if (!word->compartment.empty()) out.label.compartments.insert({out.party, std::string(word->compartment)});
    word_ = {word->scheme->id, word->level->word, at, {}};
    readers_.clear();
    releasable_ = topics_ = false;
    for (const pugi::xml_node& one : categories) category(one, out);
    out.label.levels[out.party].insert(word_);
    if (out.label.originators.empty()) out.label.originators.insert(out.party);
    if (releasable_) {
      const bool part = std::any_of(readers_.begin(), readers_.end(), [&](const Member& one) {
        return one.kind != Member::Kind::party && party_of(one.id) == out.party;
      });
      if (!part) readers_.insert({Member::Kind::party, out.party, {}});
      add_readers(out, ReaderSet{false, readers_});
    }
  }

  static void add_readers(Said& out, ReaderSet set) {
    out.label.releasable[out.party].insert(set);
    out.label.displayable[out.party].insert(std::move(set));
  }

  void category(const pugi::xml_node& node, Said& out) {
    const std::string tag = node.attribute("TagName").value();
    const std::string folded_type = fold_word(node.attribute("Type").value());
    std::optional<CategoryType> type;
    for (const CategoryType one : {CategoryType::restrictive, CategoryType::permissive, CategoryType::informative})
      if (folded_type == name_of(one)) type = one;
    if (tag.empty() || !type)
      return fault(node, "a Category says a TagName, and a Type of RESTRICTIVE, PERMISSIVE or INFORMATIVE");
    if (name_of(*type) != node.attribute("Type").value())
      say(Finding::Severity::warning, node, "ADatP-4774 appendix 1",
          fmt::format("the Type is written {}", name_of(*type)));
    std::vector<std::string> values;
    for (const pugi::xml_node& child : node.children()) {
      const std::string local = local_in(child, kLabelSpace);
      const auto value = token_of(child);
      if (local != "GenericValue" || !value)
        return fault(child, fmt::format("<{}> is not read in the category \"{}\"; write GenericValue",
                                        shown(child.name()), shown(tag)));
      values.push_back(*value);
    }
    const CategoryRow* row = find_category(out.party, tag);
    if (row && row->type != *type) row = nullptr;
    if (*type == CategoryType::informative && (!row || row->effect == CategoryEffect::caveat)) {
      for (const std::string& value : values)
        out.label.caveats.insert(row ? value : fmt::format("{}: {}", shown(tag), value));
      return;
    }
    if (!row) {
      std::string all;
      for (const std::string& value : values)
        if (all.size() < kShown) all += (all.empty() ? "" : ", ") + shown(value);
      return fault(
          node, fmt::format("the {} category \"{}\" ({}) of the policy {} is not known, so nobody is known to hold it",
                            name_of(*type), shown(tag), all, out.party));
    }
    if (*type == CategoryType::permissive && values.empty())
      return fault(node, fmt::format("the permissive category \"{}\" has no value, so it admits nobody", shown(tag)));
    take(node, *row, values, out);
  }

  void take(const pugi::xml_node& node, const CategoryRow& row, const std::vector<std::string>& values, Said& out) {
    Label& label = out.label;
    switch (row.effect) {
      case CategoryEffect::context:
      case CategoryEffect::releasable:
        for (const std::string& value : values) {
          if (row.effect == CategoryEffect::context && fold_word(value) == out.party) continue;
          releasable_ = true;
          readers(node, value, readers_);
        }
        return;
      case CategoryEffect::only: {
        ReaderSet set;
        for (const std::string& value : values) readers(node, value, set.members);
        return add_readers(out, std::move(set));
      }
      case CategoryEffect::topic: {
        const bool all = values.size() == 1 && values[0] == "ALL";
        if (label.topics == Label().topics && !topics_) label.topics.clear();
        topics_ = true;
        label.topics.insert(all ? WordSet{true, {}} : WordSet{false, {values.begin(), values.end()}});
        return;
      }
      case CategoryEffect::purpose: {
        Label purposes;
        purposes.purposes = {false, {values.begin(), values.end()}};
        label.purposes = join(label, purposes).purposes;
        return;
      }
      default:
        break;
    }
    for (const std::string& value : values) one_value(node, row, value, out);
  }

  void one_value(const pugi::xml_node& node, const CategoryRow& row, const std::string& value, Said& out) {
    Label& label = out.label;
    switch (row.effect) {
      case CategoryEffect::compartment:
      case CategoryEffect::control: {
        const std::size_t colon = value.find(':');
        const Owned owned = colon == std::string::npos ? Owned{out.party, value}
                                                       : Owned{value.substr(0, colon), value.substr(colon + 1)};
        if (owned.name.empty() || owned.party.empty())
          return fault(node, fmt::format("\"{}\" names nothing", shown(value)));
        if (row.effect == CategoryEffect::compartment) {
          label.compartments.insert(spelled(owned));
        } else {
          if (!find_control(owned.name))
            return fault(node, fmt::format("the control \"{}\" is not known", shown(owned.name)));
          label.restricting.insert(owned);
        }
        return;
      }
      case CategoryEffect::action:
        if (value == "none")
          label.actions = 0;
        else if (value == "display")
          label.actions &= static_cast<Actions>(Action::display);
        else
          fault(node, fmt::format("\"{}\" is no action; write display or none", shown(value)));
        return;
      case CategoryEffect::tlp:
        if (const auto tlp = tlp_named(value))
          label.tlp = std::max(label.tlp, *tlp);
        else
          fault(node, fmt::format("\"{}\" is no TLP value", shown(value)));
        return;
      case CategoryEffect::originator:
        if (party_of(value) != out.party)
          return fault(node, fmt::format("\"{}\" is no agency of {}", shown(value), out.party));
        label.originators.insert(value);
        return;
      case CategoryEffect::warning:
        word_.warnings.insert(value);
        return;
      case CategoryEffect::duty:
        label.duties.insert(value);
        return;
      default:
        label.caveats.insert(value);
    }
  }

  // NATO's values are compared whatever their case (ADatP-4774 §5): those that are known get their one spelling.
  static Owned spelled(Owned owned) {
    for (const NationalCaveat& row : national_caveats())
      if (row.effect == CaveatEffect::compartment && (row.party.empty() || row.party == owned.party) &&
          fold_word(row.words) == fold_word(owned.name))
        owned.name = row.name;
    return owned;
  }

  void readers(const pugi::xml_node& node, const std::string& value, std::set<Member>& into) {
    const std::string folded = fold_word(value);
    for (const ReaderName& row : reader_names())
      if (fold_word(row.words) == folded) {
        for (std::size_t i = 0; i < row.parties.size();) {
          const std::size_t space = std::min(row.parties.find(' ', i), row.parties.size());
          into.insert({Member::Kind::party, std::string(row.parties.substr(i, space - i)), {}});
          i = space + 1;
        }
        return;
      }
    const std::size_t sign = value.find('@');
    Member member{Member::Kind::party, value.substr(0, sign), {}};
    const auto dots = std::count(member.id.begin(), member.id.end(), '.');
    if (dots > 0) member.kind = dots == 1 ? Member::Kind::agency : Member::Kind::person;
    if (sign != std::string::npos) {
      const auto as_of = parse_time(std::string_view(value).substr(sign + 1));
      if (!as_of || dots > 0)
        return fault(node, fmt::format("\"{}\" is neither a reader nor a community and a date, like FVEY@2020-01-01",
                                       shown(value)));
      member.kind = Member::Kind::community;
      member.as_of = *as_of;
    }
    if (member.id.empty() || dots > 2) return fault(node, fmt::format("\"{}\" names no reader", shown(value)));
    into.insert(std::move(member));
  }

  void finish() {
    if (originals_ == 0 && out_.ok())
      out_.find({Finding::Severity::error,
                 0,
                 0,
                 {},
                 "ADatP-4774",
                 "there is no originatorConfidentialityLabel, and nothing else decides"});
    if (!out_.ok()) {
      // Faults of a label that was only being read stay with the document.
      for (const Finding& one : out_.findings)
        if (one.severity == Finding::Severity::error) out_.label.unknowns.insert(one.message);
      return;
    }
    if (out_.label.levels.size() != 1) return;
    const auto& [party, words] = *out_.label.levels.begin();
    const Rendering again = write_stanag4774(out_.label, {party, words.begin()->created, context_.schemes});
    if (again.lost.empty()) out_.canonical = again.text;
  }

  std::string_view text_;
  const Context& context_;
  const Schemes& schemes_;
  Reading out_;
  int originals_ = 0;
  std::size_t bound_ = 0;
  // Of the label that is being read.
  LevelWord word_;
  std::set<Member> readers_;
  bool releasable_ = false, topics_ = false;
};

}  // namespace

bool recognizes_stanag4774(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '<') return false;
  const std::string_view head = text.substr(first, 4096);
  for (const std::string_view sign :
       {"urn:nato:stanag:4774:", "urn:nato:stanag:4778:", "ConfidentialityLabel", "BindingInformation"})
    if (head.find(sign) != std::string_view::npos) return true;
  return false;
}

Reading read_stanag4774(std::string_view text, const Context& context) {
  if (Reading out; refuse_too_long(text, out)) return out;
  return DocumentReader(text, context).read();
}

}  // namespace comity::marking
