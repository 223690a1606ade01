#include "operations/intake.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "alliance/resolve.hpp"
#include "operations/stating.hpp"
#include "stix/validate.hpp"

namespace comity::operations {
namespace {

constexpr std::size_t kBlobSaltBytes = 16;
constexpr std::size_t kMaxSelectors = 4096;  // of one object's granular markings

std::uint64_t number_in(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Time marked_at(const stix::Object& object) {
  const auto created = parse_time(object.created);
  return object.version ? *object.version : created ? *created : Time{};
}

std::string_view id_of(const stix::Reference& reference) { return reference.target; }
std::string_view id_of(const marking::SourceName& source) { return source.id; }

std::string too_many_selectors(const stix::Object& object) {
  return fmt::format("granular_markings have {} selectors; at most {} are taken", object.marked_fields(), kMaxSelectors);
}

// An extension that cannot be read marks with an unknown, whatever it says of sources (stated_label). Few objects name any: most texts
// need no second reading.
void read_sources(Prepared& prepared) {
  const std::string& text = prepared.object.label_extension;
  if (prepared.object.type == "marking-definition") return;
  if (text.find("\"sources\"") == std::string::npos && text.find('\\') == std::string::npos) return;
  auto extension = marking::parse_extension(text, Time{});
  if (!extension) return;
  prepared.sources = std::move(extension->sources);
  prepared.tearline = extension->tearline;
}

}  // namespace

// Without holding it against STIX: what was taken in is not judged again.
static std::unique_ptr<Prepared> read_one(std::string bytes) {
  auto out = std::make_unique<Prepared>();
  out->bytes = std::move(bytes);
  auto document = json::Document::parse(out->bytes);
  if (!document) {
    out->error = document.error();
    return out;
  }
  out->document = std::move(*document);
  auto object = stix::read_object(out->document);
  if (object) out->object = std::move(*object);
  else out->error = object.error();
  return out;
}

std::unique_ptr<Prepared> prepare_one(std::string bytes) {
  auto out = read_one(std::move(bytes));
  if (out->error) return out;
  // Warnings do not refuse; the first error says enough to mend the object.
  stix::ValidateOptions options;
  options.warnings = false;
  options.max_errors = 1;
  std::vector<stix::Problem> problems;
  if (stix::validate(out->document, options, problems).errors == 0) {
    read_sources(*out);
    return out;
  }
  const stix::Problem& first = problems.front();
  const bool old = first.section == "2.0";
  out->error = Error{Code::invalid, fmt::format("{} (STIX {}{})", first.message, old ? "" : "2.1 §", first.section), first.pointer};
  return out;
}

std::vector<std::unique_ptr<Prepared>> prepare(const stix::Bundle& bundle) {
  std::vector<std::unique_ptr<Prepared>> out;
  out.reserve(bundle.objects.size());
  for (const std::string_view bytes : bundle.objects) out.push_back(prepare_one(std::string(bytes)));
  return out;
}

// What `targets` names of an object comes before it.
template <class Targets>
static void order_by(std::vector<std::unique_ptr<Prepared>>& objects, const Targets& targets) {
  std::map<std::string_view, std::vector<std::size_t>> by_id;
  for (std::size_t i = 0; i < objects.size(); ++i)
    if (!objects[i]->error) by_id[objects[i]->object.id].push_back(i);
  std::vector<std::size_t> order;
  std::vector<char> state(objects.size(), 0);  // 0 new, 1 on the path, 2 placed
  struct Step {
    std::size_t object;
    std::size_t reference;
  };
  std::vector<Step> path;
  for (std::size_t start = 0; start < objects.size(); ++start) {
    if (state[start] != 0) continue;
    path.push_back({start, 0});
    state[start] = 1;
    while (!path.empty()) {
      Step& step = path.back();
      const auto& references = targets(*objects[step.object]);
      bool deeper = false;
      while (step.reference < references.size() && !deeper) {
        const auto found = by_id.find(id_of(references[step.reference++]));
        if (found == by_id.end()) continue;
        for (const std::size_t next : found->second) {
          if (state[next] != 0) continue;
          // The same reference is looked at again afterwards: an id may have several versions in one bundle.
          --step.reference;
          state[next] = 1;
          path.push_back({next, 0});
          deeper = true;
          break;
        }
      }
      if (deeper) continue;
      state[path.back().object] = 2;
      order.push_back(path.back().object);
      path.pop_back();
    }
  }
  std::vector<std::unique_ptr<Prepared>> sorted;
  sorted.reserve(objects.size());
  for (const std::size_t i : order) sorted.push_back(std::move(objects[i]));
  objects = std::move(sorted);
}

void order_by_reference(std::vector<std::unique_ptr<Prepared>>& objects) {
  // Markings come before what they mark.
  std::stable_partition(objects.begin(), objects.end(), [](const auto& one) { return !one->error && one->object.type == "marking-definition"; });
  order_by(objects, [](const Prepared& one) -> const auto& { return one.object.references; });
  // A reference may be bound later, a source has to be there.
  if (std::any_of(objects.begin(), objects.end(), [](const auto& one) { return !one->sources.empty(); }))
    order_by(objects, [](const Prepared& one) -> const auto& { return one.sources; });
}

Intake::Intake(Node& node, journal::Batch& batch, std::string person, const std::vector<std::unique_ptr<Prepared>>& objects)
    : node_(node), batch_(batch), person_(std::move(person)) {
  agency_ = marking::agency_of(person_);
  party_ = marking::party_of(person_);
  for (const auto& prepared : objects)
    if (!prepared->error && prepared->object.type == "marking-definition") definitions_[prepared->object.id] = prepared.get();
  for (const auto& prepared : objects)
    for (const marking::SourceName& source : prepared->sources) cited_.insert(source.id);
}

marking::Context Intake::context(Time marked) const { return {party_, marked, &node_.policy.world().directory().schemes}; }

marking::Label Intake::settle(const marking::Stated& stated) const {
  return operations::settle(stated, agency_, node_.policy.world().directory());
}

// A marking-definition counts if it is a well-known one, came along, is the submitter's own party's, or is one that the submitter may read.
Result<const Intake::Marking*> Intake::read_marking(const std::string& id) {
  if (const auto known = markings_.find(id); known != markings_.end()) return &known->second;
  Marking out;
  const auto read = [&](const Prepared& definition) {
    out.known = true;
    out.conveyed = marking::read_definition(definition.document.root(), context(marked_at(definition.object)));
    out.conveyed.remark = out.conveyed.remark && definition.object.marking_refs.empty();
  };
  if (const auto tlp = marking::tlp_of_definition(id)) {
    out.known = true;
    out.conveyed.stated.push_back({{}, {}, false});
    out.conveyed.stated.back().label.tlp = *tlp;
  } else {
    TRY(const shelf::Thing thing, bind(id));
    if (const auto along = definitions_.find(id); along != definitions_.end()) {
      read(*along->second);
    } else if (!thing.none() && thing.value < node_.shelf.things()) {
      std::uint32_t newest = shelf::kNoRow;
      node_.shelf.each_version(thing, [&](std::uint32_t row) {
        if (newest == shelf::kNoRow || node_.shelf.row(row).version_us > node_.shelf.row(newest).version_us) newest = row;
      });
      if (newest != shelf::kNoRow)
        if (auto bytes = shelf::render(node_.engine(), node_.shelf, newest, {}))
          if (const auto held = read_one(std::move(*bytes)); !held->error) read(*held);
    } else if (!thing.none()) {
      return fail(Code::conflict, "a marking of this batch must be applied first");
    }
    if (out.conveyed.remark && batch_.get(shelf::thing_key(id, party_))) out.remark = thing;
  }
  return &(markings_[id] = std::move(out));
}

Result<marking::LabelMemo::Known*> Intake::label_of(const Prepared& prepared) {
  const stix::Object& object = prepared.object;
  const bool definition = object.type == "marking-definition";
  key_.assign(agency_).append("\x1f").append(object.label_extension);
  bool alone = !definition;  // the object's own text decides, and definitions that never change
  for (const std::string& ref : object.marking_refs) {
    key_.append("\x1f").append(ref);
    alone = alone && marking::tlp_of_definition(ref);
  }
  // The marking's date is the object's own only where its extension leaves it open.
  if (!object.label_extension.empty() && object.label_extension.find("\"marked\"") == std::string::npos)
    key_ += fmt::format("\x1f{}", marked_at(object).us);
  // A marking-definition's own label may come from what it conveys.
  if (definition) key_.append("\x1f").append(object.id);
  if (auto* known = labels_.find(key_)) return known;
  if (alone && node_.alike.policy != node_.policy.version()) {
    node_.alike.labels.forget();
    node_.alike.policy = node_.policy.version();
  }
  const std::string key = key_;
  marking::LabelMemo::Known known;
  if (const auto* met = alone ? node_.alike.labels.find(key) : nullptr) {
    known = *met;
  } else {
    TRY(marking::Label label, read_label(prepared));
    known.label = std::make_shared<const marking::Label>(std::move(label));
  }
  if (known.ix.none()) known.ix = node_.policy.labels().find(*known.label);
  if (alone) node_.alike.labels.keep(key, known);
  if (key.size() > marking::LabelMemo::kLongestKey) return &(long_ = std::move(known));
  labels_.keep(key, std::move(known));
  return labels_.find(key);
}

Result<const marking::Label*> Intake::label_for(const Prepared& prepared) {
  TRY(const marking::LabelMemo::Known* known, label_of(prepared));
  return known->label.get();
}

Result<marking::Label> Intake::read_label(const Prepared& prepared) {
  TRY(StatedLabel stated, stated_label(prepared));
  return stated.whole ? std::move(stated.label) : alliance::complete(std::move(stated.label));
}

// As its markings state it: resolved, not completed.
Result<Intake::StatedLabel> Intake::stated_label(const Prepared& prepared) {
  const stix::Object& object = prepared.object;
  std::vector<marking::Stated> stated;
  std::set<std::string> unknowns;
  Time marked;  // the date that a default reader set is read as of
  const auto state = [&](const marking::Stated& one) {
    if (marked == Time{}) marked = one.marked;
    stated.push_back({settle(one), one.marked, one.whole, one.no_level});
  };
  if (object.type == "marking-definition") {
    const marking::Conveyed conveyed = marking::read_definition(prepared.document.root(), context(marked_at(object)));
    // A marking-definition without a label of its own has the one that it conveys, unless other markings say otherwise.
    if (conveyed.own) state(*conveyed.own);
    else if (conveyed.remark && object.marking_refs.empty()) return StatedLabel{shelf::remark_label(object.id, agency_), true};
    else if (object.marking_refs.empty())
      for (const marking::Stated& one : conveyed.stated) state(one);
  } else if (!object.label_extension.empty()) {
    auto extension = marking::parse_extension(object.label_extension, marked_at(object));
    if (!extension) {
      unknowns.insert(fmt::format("label extension: {}", extension.error().message));
    } else {
      if (extension->label) state(*extension->label);
      for (const marking::Written& written : extension->markings) state(marking::read_written(written, context(marked_at(object))));
    }
  }
  for (const std::string& ref : object.marking_refs) {
    TRY(const Marking* one, read_marking(ref));
    if (!one->known) unknowns.insert(ref);
    for (const marking::Stated& said : one->conveyed.stated) state(said);
  }
  return StatedLabel{operations::state(stated, unknowns, agency_, node_.policy.world().directory(), marked)};
}

Result<marking::Label> Intake::field_label(const marking::Label& object_label, const std::string& marking_ref) {
  if (marking_ref.empty()) return object_label;  // a language marking restricts nobody
  TRY(const Marking* one, read_marking(marking_ref));
  marking::Label out = object_label;
  if (!one->known) out.unknowns.insert(marking_ref);
  for (const marking::Stated& said : one->conveyed.stated)
    if (said.whole) out = marking::join(out, settle(said));
    else add_part(out, settle(said));
  return alliance::complete(std::move(out));
}

// The label of what each selector names, in the order of the markings and their selectors: the object's label joined with that of every marking
// that selects it or something above it.
Result<std::vector<marking::Label>> Intake::field_labels(const marking::Label& object_label, const stix::Object& object) {
  std::map<std::string, std::set<std::string>, std::less<>> marked;  // selector -> markings
  for (const stix::GranularMarking& granular : object.granular)
    for (const std::string& selector : granular.selectors) marked[selector].insert(granular.marking_ref);
  std::map<std::string, marking::Label> by_marking;
  std::map<std::string, marking::Label, std::less<>> joined;  // by marked path: with all that is marked above it
  std::vector<marking::Label> out;
  for (const stix::GranularMarking& granular : object.granular)
    for (const std::string& selector : granular.selectors) {
      const marking::Label* label = &object_label;
      for (std::size_t end = selector.find('.');; end = selector.find('.', end + 1)) {
        const std::string_view path = std::string_view(selector).substr(0, end);
        if (const auto here = marked.find(path); here != marked.end()) {
          auto known = joined.find(path);
          if (known == joined.end()) {
            marking::Label one = *label;
            for (const std::string& ref : here->second) {
              auto conveyed = by_marking.find(ref);
              if (conveyed == by_marking.end()) {
                TRY(auto field, field_label(object_label, ref));
                conveyed = by_marking.emplace(ref, std::move(field)).first;
              }
              one = marking::join(one, conveyed->second);
            }
            known = joined.emplace(path, std::move(one)).first;
          }
          label = &known->second;
        }
        if (end == std::string::npos) break;
      }
      out.push_back(*label);
    }
  return out;
}

marking::LabelIx Intake::intern(const marking::Label& label) {
  if (const auto known = node_.policy.labels().find(label); !known.none()) return known;
  const std::string text = marking::to_json(label);
  const std::string key = journal::label_key(text);
  if (const auto pending = batch_.get(key)) return marking::LabelIx{static_cast<std::uint32_t>(number_in(*pending))};
  const std::uint32_t ix = node_.policy.labels().size() + batch_.pending.labels;
  batch_.add(journal::Kind::label, text, {{key, std::to_string(ix)}});
  return marking::LabelIx{ix};
}

// The submitter's own object of that id, else one that the submitter may read, the one held longest.
Result<shelf::Thing> Intake::bind(const std::string& target) {
  if (const auto known = bound_.find(target); known != bound_.end()) return known->second;
  if (const auto own = batch_.get(shelf::thing_key(target, party_)))
    return bound_[target] = shelf::Thing{static_cast<std::uint32_t>(number_in(*own))};
  std::vector<std::uint32_t> others;
  bool pending = false;
  batch_.scan(shelf::thing_prefix(target), [&](std::string_view key, std::string_view value) {
    pending = pending || batch_.put_here(key);
    others.push_back(static_cast<std::uint32_t>(number_in(value)));
    return true;
  });
  if (pending) return fail(Code::conflict, "another party's object of this batch must be applied first");
  std::sort(others.begin(), others.end());
  const bool absent = others.empty();
  if (const shelf::Thing other = node_.shelf.stand_in(target); absent && !other.none()) others.push_back(other.value);
  const shelf::Thing found = node_.views().with(shelf::Reader{person_, {}, marking::Action::copy}, [&](const shelf::View& view) {
    for (const std::uint32_t thing : others)
      if (view.released(shelf::Thing{thing}) && !absent) return shelf::Thing{thing};
    return shelf::Thing{};
  });
  if (!found.none()) bound_[target] = found;
  return found;
}

// Open references to this identifier that its arrival binds: those of the same party, and those whose submitter may read it.
Result<std::vector<shelf::LateBinding>> Intake::late_bindings(const stix::Object& object, const marking::Label& label) {
  std::vector<shelf::LateBinding> out;
  const std::string prefix = shelf::open_reference_prefix(object.id);
  const bool here = batch_.puts_begin_with(prefix);
  if (!here && !node_.shelf.may_have_open(object.id)) return out;
  std::map<std::string, bool> may_read;  // by submitter
  const release::World& world = node_.policy.world();
  batch_.scan(prefix, [&](std::string_view key, std::string_view submitter) {
    if (submitter.empty()) return true;  // bound since
    // The key ends in the row and the reference, eight hexadecimal digits each.
    const std::string_view tail = key.substr(key.size() - 17);
    shelf::LateBinding late;
    std::from_chars(tail.data(), tail.data() + 8, late.row, 16);
    std::from_chars(tail.data() + 9, tail.data() + 17, late.reference, 16);
    if (late.row < node_.shelf.size() && !node_.shelf.references(late.row)[late.reference].bound.none()) return true;
    const std::string person(submitter);
    const auto [at, fresh] = may_read.try_emplace(person, false);
    if (fresh) {
      at->second = marking::party_of(person) == party_;
      if (const auto known = world.directory().people.find(person); !at->second && known != world.directory().people.end())
        at->second = release::decide(world, label, release::audience_of(world.directory(), known->second, {}, marking::Action::copy, world.time()));
    }
    if (at->second) out.push_back(late);
    return true;
  });
  return out;
}

// The definitions of this party's that this object is the first to carry to the readers of its label.
Result<std::vector<shelf::Carried>> Intake::remarks_of(const stix::Object& object, const shelf::ObjectRecord& record) {
  std::vector<shelf::Carried> out;
  const auto carry = [&](const std::string& ref, marking::LabelIx label) -> Result<void> {
    if (ref.empty()) return {};
    TRY(const Marking* one, read_marking(ref));
    shelf::Thing remark = one->remark;
    if (remark.none() && one->conveyed.remark) {  // read before it was taken in, with this same bundle
      if (const auto own = batch_.get(shelf::thing_key(ref, party_))) remark = shelf::Thing{static_cast<std::uint32_t>(number_in(*own))};
      else early_[ref].push_back(label);
    }
    if (remark.none() || node_.shelf.carries(remark, label)) return {};
    if (carried_.emplace(remark.value, label.value).second) out.push_back({remark, label});
    return {};
  };
  // A remark that comes after what it marks, as it refers to it in turn, is carried by itself.
  if (record.remark)
    for (const marking::LabelIx label : early_[object.id])
      if (carried_.emplace(record.thing.value, label.value).second) out.push_back({record.thing, label});
  for (const std::string& ref : object.marking_refs) TRY_VOID(carry(ref, record.label));
  std::size_t field = 0;
  for (const stix::GranularMarking& granular : object.granular)
    for (std::size_t i = 0; i < granular.selectors.size(); ++i) TRY_VOID(carry(granular.marking_ref, record.fields[field++]));
  return out;
}

// How many rows this arrival may give a new place, at most: those that refer to it, and so on. Rows of this batch are not
// among the shelf's yet: where one of them refers to any of these, all of them are allowed for.
std::uint64_t Intake::most_moved(shelf::Thing thing, const shelf::ObjectRecord& record) {
  std::vector<std::uint32_t> rows = node_.shelf.referrers_closure(thing);
  bool here = batch_.noted(thing.value);
  for (const shelf::Carried& one : record.remarks) {
    here = here || one.definition.value >= node_.shelf.things() || batch_.noted(one.definition.value);
    if (one.definition.value >= node_.shelf.things()) continue;
    const auto more = node_.shelf.referrers_closure(one.definition);
    rows.insert(rows.end(), more.begin(), more.end());
    node_.shelf.each_version(one.definition, [&](std::uint32_t row) { rows.push_back(row); });
  }
  for (const shelf::LateBinding& one : record.late) {
    if (one.row >= node_.shelf.size()) {
      here = true;
      continue;
    }
    rows.push_back(one.row);
    const auto more = node_.shelf.referrers_closure(node_.shelf.row(one.row).thing);
    rows.insert(rows.end(), more.begin(), more.end());
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  for (const std::uint32_t row : rows) here = here || batch_.noted(node_.shelf.row(row).thing.value);
  // What an object of this batch was bound to, or came to bind, the shelf does not know yet: all that this batch may move counts.
  const std::uint64_t most = rows.size() + (here ? batch_.pending.objects + batch_.noted_rows() : 0);
  batch_.note_rows(rows);
  if (!record.late.empty() || !record.remarks.empty() || record.remark) batch_.note(thing.value);
  return most;
}

Result<Submitted> Intake::add(const Prepared& prepared) {
  Submitted out;
  out.id = prepared.object.id;
  out.version = prepared.object.modified;
  if (prepared.error) {
    out.message = to_string(*prepared.error);
    // The submitter looks for the object by the id that it wrote, however bad.
    if (!prepared.document.nodes().empty())
      if (const auto id = prepared.document.root().get("id"); id && id->is(json::Kind::string)) out.id = id->string();
    return out;
  }
  const stix::Object& object = prepared.object;
  if (object.marked_fields() > kMaxSelectors) {
    out.message = too_many_selectors(object);
    return out;
  }
  // The same version again is no news; the same version with other content is refused.
  const auto known_thing = batch_.get(shelf::thing_key(object.id, party_));
  shelf::Thing thing;
  if (known_thing) {
    thing = shelf::Thing{static_cast<std::uint32_t>(number_in(*known_thing))};
    if (const auto held = batch_.get(shelf::version_key(thing, object.modified))) {
      out.seq = number_in(*held);
      const auto here = added_.find(out.seq);
      const std::uint32_t row = node_.shelf.row_of(out.seq);
      if (here == added_.end() && row == shelf::kNoRow)
        return fail(Code::conflict, "this version is being shared just now; it must be applied first");
      const Result<std::string> bytes =
          here != added_.end() ? here->second->bytes : shelf::render(node_.engine(), node_.shelf, row, {});
      out.accepted = bytes && *bytes == prepared.bytes;
      if (!bytes && bytes.error().code == Code::not_found) out.message = "this version was erased; give what is to be held again a later 'modified'";
      else if (out.accepted) out.message = kHeldAlready;
      else out.message = "this version is held with other content; give a changed object a later 'modified'";
      return out;
    }
  }
  std::optional<Derived> derived;
  if (!prepared.sources.empty()) {
    TRY(derived, derive_from_sources(prepared));
    if (!derived->refusal.empty()) {
      out.message = derived->refusal;
      return out;
    }
    const marking::Label& joined = derived->derivation.label;
    long_ = {std::make_shared<const marking::Label>(joined), node_.policy.labels().find(joined)};
  }
  TRY(marking::LabelMemo::Known* marked, derived ? &long_ : label_of(prepared));
  const marking::Label& label = *marked->label;
  shelf::ObjectRecord record;
  record.owner = party_;
  record.submitter = person_;
  record.type = object.type;
  record.id = object.id;
  record.version = object.modified;
  record.version_us = object.version ? object.version->us : 0;
  record.spec_version = object.spec_version;
  std::vector<store::Put> puts;
  const std::uint32_t row = node_.shelf.size() + batch_.pending.objects;
  if (!known_thing) {
    thing = shelf::Thing{node_.shelf.things() + batch_.pending.things};
    puts.push_back({shelf::thing_key(object.id, party_), std::to_string(thing.value)});
  }
  record.thing = thing;
  for (const stix::Reference& reference : object.references) {
    shelf::Thing bound = thing;  // an object that refers to itself
    if (reference.target != object.id) {
      TRY(bound, bind(reference.target));
    }
    if (bound.none())
      puts.push_back({shelf::open_reference_key(reference.target, row, static_cast<std::uint32_t>(record.references.size())), person_});
    else
      batch_.note(bound.value);
    record.references.push_back({reference.kind, bound, reference.target});
  }
  TRY(const std::vector<marking::Label> fields, field_labels(label, object));
  for (const marking::Label& field : fields) record.fields.push_back(intern(field));
  if (marked->ix.none()) marked->ix = intern(label);
  record.label = marked->ix;
  record.remark = shelf::is_remark(label);
  if (derived) record_derivation(record, *derived);
  record.second_person = takes_two_persons(label) || std::any_of(fields.begin(), fields.end(), [&](const auto& field) { return takes_two_persons(field); });
  TRY(record.remarks, remarks_of(object, record));
  if (!known_thing) ++batch_.pending.things;
  TRY(record.late, late_bindings(object, label));
  // Nor does a later object of this batch bind them again.
  for (const shelf::LateBinding& late : record.late) puts.push_back({shelf::open_reference_key(object.id, late.row, late.reference), {}});
  const std::uint64_t span = 1 + most_moved(thing, record);
  const std::string salt = node_.random().bytes(kBlobSaltBytes);
  record.commitment = journal::commit_to(salt, prepared.bytes);
  puts.push_back({shelf::version_key(thing, object.modified), std::to_string(batch_.next())});
  out.seq = batch_.add_with_blob(journal::Kind::object, shelf::encode(record), "," + prepared.bytes, salt, std::move(puts), span);
  added_.emplace(out.seq, &prepared);
  out.accepted = true;
  remember_citable(record, out.seq, label, fields);
  out.message = why_nobody_reads(label, node_.policy.world().directory());
  const auto remark = [&](std::string_view more) { out.message.append(out.message.empty() ? "" : "; ").append(more); };
  if (record.second_person) remark(fmt::format("kept for {} until another person of it approves the release", party_));
  if (derived && !derived->remark.empty()) remark(derived->remark);
  return out;
}

Result<Intake::Judged> Intake::judge(const Prepared& prepared) {
  Judged out;
  const stix::Object& object = prepared.object;
  if (object.marked_fields() > kMaxSelectors) {
    out.refusal = too_many_selectors(object);
    return out;
  }
  if (const auto known = batch_.get(shelf::thing_key(object.id, party_)))
    if (const auto held = batch_.get(shelf::version_key(shelf::Thing{static_cast<std::uint32_t>(number_in(*known))}, object.modified)))
      if (const std::uint32_t row = node_.shelf.row_of(number_in(*held)); row != shelf::kNoRow)
        out.held = node_.views().with({person_, {}, marking::Action::copy}, [&](const shelf::View& view) { return view.visible(row); });
  if (prepared.sources.empty()) {
    TRY(const marking::LabelMemo::Known* known, label_of(prepared));
    out.label = *known->label;
  } else {
    TRY(Derived derived, derive_from_sources(prepared));
    out.refusal = std::move(derived.refusal);
    out.sources = std::move(derived.sources);
    out.remark = std::move(derived.remark);
    TRY(StatedLabel own, stated_label(prepared));
    out.stated = std::move(own.label);
    if (out.refusal.empty()) {
      out.label = std::move(derived.derivation.label);
    } else {  // as its author marks it
      TRY(const marking::LabelMemo::Known* known, label_of(prepared));
      out.label = *known->label;
    }
  }
  TRY(out.fields, field_labels(out.label, object));
  out.second_person = takes_two_persons(out.label) || std::any_of(out.fields.begin(), out.fields.end(), [&](const auto& one) { return takes_two_persons(one); });
  for (const stix::Reference& reference : object.references) {
    TRY(const shelf::Thing bound, bind(reference.target));
    out.bound.push_back(bound);
  }
  return out;
}

bool Intake::takes_two_persons(const marking::Label& label) const {
  const auto words = label.levels.find(party_);
  if (words == label.levels.end()) return false;
  const release::World& world = node_.policy.world();
  return std::any_of(world.current().begin(), world.current().end(), [&](const auto& pact) {
    const agreement::Terms& terms = pact->terms();
    return !terms.two_persons.empty() && agreement::binds(terms, party_, world.time()) &&
           std::any_of(words->second.begin(), words->second.end(),
                       [&](const auto& word) { return terms.two_persons.contains({party_, word.scheme, word.word}); });
  });
}

std::string why_nobody_reads(const marking::Label& label, const alliance::Directory& directory) {
  if (!label.unknowns.empty() && !shelf::is_remark(label))
    return fmt::format("kept, but nobody can read it; its markings leave unknown: {}. Mark it with a level, or with TLP alone",
                       fmt::join(label.unknowns, ", "));
  for (const marking::Owned& one : label.compartments)
    if (std::none_of(directory.clearances.begin(), directory.clearances.end(),
                     [&](const auto& clearance) { return clearance.second.accesses.contains(one); }))
      return fmt::format("kept, but nobody can read it: nobody's clearance has the access {} {}. If that is a slip of the pen, mark a new version",
                         one.party, one.name);
  return {};
}

}  // namespace comity::operations
