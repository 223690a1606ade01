#include "tests/property/history.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "agreement/terms.hpp"
#include "base/bytes.hpp"
#include "stix/object.hpp"
#include "tests/property/conversion.hpp"
#include "tests/property/signing.hpp"

namespace comity::property {
namespace {

shelf::Sieve every_version() {
  shelf::Sieve out;
  out.versions.all = true;
  return out;
}

using Json = nlohmann::ordered_json;

template <class T>
T value(Result<T> result, const char* what) {
  if (!result) throw std::runtime_error(std::string(what) + ": " + to_string(result.error()));
  return *std::move(result);
}
void done(const Result<void>& result, const char* what) {
  if (!result) throw std::runtime_error(std::string(what) + ": " + to_string(result.error()));
}
bool chance(Rng& rng, unsigned percent) { return rng() % 100 < percent; }
template <class T>
const T& pick(const std::vector<T>& from, Rng& rng) {
  return from[rng() % from.size()];
}

// ---- Paths of a JSON object, and what lies at them -----------------------------------------------------------------------

// Properties that are about the object as a record: never marked, never cut.
bool is_head(const std::string& property) {
  static const std::set<std::string> kHead = {"type", "id", "spec_version", "created", "modified", "extensions", "object_marking_refs",
                                              "granular_markings"};
  return kHead.contains(property);
}

void each_path(const Json& value, const std::string& at, const std::function<void(const std::string&, const Json&)>& visit) {
  if (!at.empty()) visit(at, value);
  if (value.is_object()) {
    for (const auto& [key, part] : value.items())
      if (!at.empty() || !is_head(key)) each_path(part, at.empty() ? key : at + "." + key, visit);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) each_path(value[i], fmt::format("{}.[{}]", at, i), visit);
  }
}

bool ends_with_property(const std::string& path, std::string_view ending) {
  return std::string_view(path).ends_with(ending) && path.back() != ']';
}
std::string parent(const std::string& path) {
  const auto dot = path.rfind('.');
  return dot == std::string::npos ? std::string() : path.substr(0, dot);
}
bool under(const std::string& path, const std::string& top) {
  return path == top || (path.size() > top.size() && path.starts_with(top) && path[top.size()] == '.');
}

// Required by STIX 2.1, of the types that these histories write.
bool required(const std::string& type, const std::string& path) {
  static const std::map<std::string, std::set<std::string>> kRequired = {
      {"identity", {"name"}},
      {"malware", {"is_family"}},
      {"report", {"name", "published", "object_refs"}},
      {"relationship", {"relationship_type", "source_ref", "target_ref"}},
      {"sighting", {"sighting_of_ref"}},
      {"note", {"content", "object_refs"}},
      {"observed-data", {"first_observed", "last_observed", "number_observed", "object_refs"}},
      {"domain-name", {"value"}},
  };
  const auto found = kRequired.find(type);
  return found != kRequired.end() && found->second.contains(path);
}
bool mandatory(const std::string& type, const std::string& path) {
  return (type == "relationship" && (path == "source_ref" || path == "target_ref")) || (type == "sighting" && path == "sighting_of_ref");
}

// The object without what is removed; selectors of granular markings follow.
Json without(const Json& object, const std::set<std::string>& removed) {
  const std::function<Json(const Json&, const std::string&)> copy = [&](const Json& from, const std::string& at) -> Json {
    if (from.is_object()) {
      Json out = Json::object();
      for (const auto& [key, part] : from.items()) {
        const std::string path = at.empty() ? key : at + "." + key;
        if (!removed.contains(path)) out[key] = copy(part, path);
      }
      return out;
    }
    if (from.is_array()) {
      Json out = Json::array();
      for (std::size_t i = 0; i < from.size(); ++i) {
        const std::string path = fmt::format("{}.[{}]", at, i);
        if (!removed.contains(path)) out.push_back(copy(from[i], path));
      }
      return out;
    }
    return from;
  };
  Json out = copy(object, "");
  if (!object.contains("granular_markings")) return out;
  Json markings = Json::array();
  for (const Json& marking : object["granular_markings"]) {
    Json selectors = Json::array();
    for (const Json& one : marking["selectors"]) {
      const std::string selector = one.get<std::string>();
      if (removed.contains(selector)) continue;
      // Each step that is a list index loses one for each earlier member that went.
      std::string before, after;
      for (std::size_t from = 0; from < selector.size();) {
        const auto dot = std::min(selector.find('.', from), selector.size());
        std::string step = selector.substr(from, dot - from);
        if (step[0] == '[') {
          const int index = std::stoi(step.substr(1));
          int gone = 0;
          for (int i = 0; i < index; ++i) gone += removed.contains(fmt::format("{}.[{}]", before, i));
          after += fmt::format(".[{}]", index - gone);
        } else {
          after += (after.empty() ? "" : ".") + step;
        }
        before += (before.empty() ? "" : ".") + step;
        from = dot + 1;
      }
      selectors.push_back(after);
    }
    if (selectors.empty()) continue;
    Json kept = marking;
    kept["selectors"] = std::move(selectors);
    markings.push_back(std::move(kept));
  }
  if (markings.empty()) out.erase("granular_markings");
  else out["granular_markings"] = std::move(markings);
  return out;
}

std::string bytes_of(operations::Node& node, Seq seq) {
  std::string out;
  for (const auto& slice : value(node.engine().blobs(std::span<const Seq>(&seq, 1)), "blob")) out.append(slice.bytes);
  return out.substr(1);
}

void put_time(nlohmann::json& into, const char* key, reference::Time at) {
  if (at != reference::kBegin && at != reference::kEnd) into[key] = format_time(Time{at});
}

reference::Document document_with(const reference::Agreement& terms) {
  reference::Document out;
  out.terms = terms;
  out.kind = "multilateral";
  return out;
}

const std::vector<std::string> kTypes = {"identity", "malware", "report", "relationship", "sighting", "note", "observed-data", "domain-name"};
constexpr int kIdsPerType = 4;
constexpr std::size_t kFirstRemark = 100, kRemarks = 5;  // among a party's marking-definitions

}  // namespace

// ---- What was recorded, for the reference evaluator ------------------------------------------------------------------------

Recorded recorded(operations::Node& node) {
  Recorded out;
  std::vector<std::vector<std::uint32_t>> bound;  // by object, by reference: the thing, or none
  std::map<std::uint32_t, std::vector<std::size_t>> by_thing;
  std::vector<marking::Label> labels;
  struct Read {
    Seq seq;
    shelf::ObjectRecord record;
  };
  std::vector<Read> rows;
  std::map<Seq, Seq> taken_back;
  done(node.engine().scan(1, node.engine().last(),
                          [&](const store::Record& record) {
                            const auto entry = value(journal::decode_payload(record), "record");
                            if (entry.kind == journal::Kind::label) labels.push_back(value(marking::parse_label(entry.body), "label"));
                            if (entry.kind == journal::Kind::recall) {
                              for (const auto& one : value(shelf::decode_recall(entry.body), "recall").objects) taken_back[one.seq] = entry.seq;
                            }
                            if (entry.kind == journal::Kind::object)
                              rows.push_back({entry.seq, value(shelf::decode_object(entry.body), "object")});
                            return true;
                          }),
       "scan");
  std::vector<reference::Label> converted;
  for (const marking::Label& one : labels) converted.push_back(conversion::label(one));
  for (const auto& [seq, record] : rows) {
    const std::size_t ix = out.objects.size();
    out.bytes.push_back(bytes_of(node, seq));
    const Json object = Json::parse(out.bytes.back());
    reference::Object one;
    one.owner = record.owner;
    one.label = converted.at(record.label.value);
    if (const auto recall = taken_back.find(seq); recall != taken_back.end()) {
      one.grants.recalled = true;
      out.recalls[ix] = recall->second;
    }
    const bool computed = record.type == "domain-name" && record.id[record.type.size() + 2 + 14] == '5';
    each_path(object, "", [&](const std::string& path, const Json& part) {
      const bool contributes = computed && under(path, "value");
      one.fields.push_back({path, required(record.type, path), contributes});
      if (ends_with_property(path, "_ref") && part.is_string()) one.references.push_back({path, {}, mandatory(record.type, path)});
      if (path.back() == ']' && ends_with_property(parent(path), "_refs") && part.is_string())
        one.references.push_back({path, {}, false});
    });
    const Json markings = object.value("granular_markings", Json::array());
    std::size_t selectors = 0;
    for (const Json& marking : markings) selectors += marking["selectors"].size();
    if (selectors != record.fields.size() || one.references.size() != record.references.size())
      throw std::runtime_error("the record of " + record.id + " does not belong to its bytes");
    for (const Json& marking : markings)
      for (const Json& selector : marking["selectors"])
        one.granular.push_back({selector.get<std::string>(), converted.at(record.fields[one.granular.size()].value)});
    bound.emplace_back();
    for (const auto& reference : record.references) bound.back().push_back(reference.bound.value);
    for (const auto& late : record.late) bound.at(late.row).at(late.reference) = record.thing.value;
    by_thing[record.thing.value].push_back(ix);
    out.objects.push_back(std::move(one));
    out.ids.push_back(record.id);
    out.versions.push_back(record.version);
    out.things.push_back(record.thing.value);
    out.order.emplace_back(record.version_us, seq);
  }
  // A definition with a statement alone, without markings and a label of its own, and what of the same party is marked with it.
  std::map<std::pair<std::string, std::string>, std::vector<reference::Label>> marks;
  for (std::size_t ix = 0; ix < out.objects.size(); ++ix) {
    const Json object = Json::parse(out.bytes[ix]);
    for (const Json& ref : object.value("object_marking_refs", Json::array()))
      marks[{out.objects[ix].owner, ref.get<std::string>()}].push_back(out.objects[ix].label);
    std::size_t field = 0;
    for (const Json& marking : object.value("granular_markings", Json::array()))
      for (std::size_t i = 0; i < marking["selectors"].size(); ++i, ++field)
        if (marking.contains("marking_ref"))
          marks[{out.objects[ix].owner, marking["marking_ref"].get<std::string>()}].push_back(out.objects[ix].granular[field].label);
  }
  for (std::size_t ix = 0; ix < out.objects.size(); ++ix) {
    const Json object = Json::parse(out.bytes[ix]);
    if (object.value("definition_type", "") == "statement" && !object.contains("object_marking_refs") && !object.contains("extensions"))
      out.remarks[ix] = marks[{out.objects[ix].owner, out.ids[ix]}];
  }
  for (std::size_t ix = 0; ix < out.objects.size(); ++ix)
    for (std::size_t i = 0; i < bound[ix].size(); ++i) {
      const auto found = by_thing.find(bound[ix][i]);
      if (found == by_thing.end()) continue;
      out.objects[ix].references[i].targets = found->second;
      const Json object = Json::parse(out.bytes[ix]);
      std::string pointer = "/" + out.objects[ix].references[i].path;
      std::string plain;
      for (const char c : pointer)
        if (c != '[' && c != ']') plain += c == '.' ? '/' : c;
      if (object.at(Json::json_pointer(plain)).get<std::string>() != out.ids[found->second.front()])
        throw std::runtime_error("a reference of " + out.ids[ix] + " is bound to another identifier");
    }
  return out;
}

std::vector<reference::Object> Recorded::met_by(const reference::Audience& audience, const reference::World& world, reference::Time at) const {
  std::vector<reference::Object> out = objects;
  for (const auto& [ix, marked] : remarks)
    for (const reference::Label& label : marked) {
      if (reference::decide(label, {}, audience, world, at).permit) {
        out[ix].label = label;
        break;
      }
    }
  return out;
}

std::vector<Expected> expected_of(const Recorded& from, const std::vector<reference::View>& views) {
  std::map<std::uint32_t, std::pair<std::int64_t, Seq>> latest;
  for (std::size_t i = 0; i < views.size(); ++i)
    if (views[i].released) {
      const auto [at, fresh] = latest.try_emplace(from.things[i], from.order[i]);
      if (!fresh) at->second = std::max(at->second, from.order[i]);
    }
  std::vector<Expected> out;
  for (std::size_t i = 0; i < views.size(); ++i) {
    Expected one{from.ids[i], from.versions[i], views[i].released, false, false, {}};
    if (one.released) {
      one.latest = latest.at(from.things[i]) == from.order[i];
      one.cut = !views[i].removed.empty();
      one.bytes = one.cut ? without(Json::parse(from.bytes[i]), views[i].removed).dump() : from.bytes[i];
    }
    out.push_back(std::move(one));
  }
  return out;
}

// ---- History ---------------------------------------------------------------------------------------------------------------

History::History(std::uint64_t seed) : rng_(seed), clock_(Time{worlds::day(0)}), random_(crypto::test_random(seed)) {
  engine_ = store::memory_engine();
  node_ = value(operations::Node::open({*engine_, clock_, *random_}), "open");
  done(operations::establish(*node_, "history"), "establish");
  world_ = worlds::random_world(rng_);
  std::vector<reference::Agreement> agreements;
  std::swap(agreements, world_.agreements);
  for (const auto& [id, party] : world_.parties) {
    parties_.push_back(id);
    authorities_.emplace(id, crypto::SigningKey::generate(*random_));
  }
  people_.assign(world_.people.begin(), world_.people.end());
  std::erase_if(world_.clearances, [](const auto& one) { return one.second.from >= one.second.until; });
  for (auto& [person, one] : world_.clearances) one.from = std::max(one.from, worlds::day(-30));  // a clearance says from when
  for (auto& [id, spells] : world_.communities) std::erase_if(spells, [](const auto& one) { return one.from >= one.until; });
  std::erase_if(world_.suspensions, [](const auto& one) { return one.from >= one.until; });
  publish_directory();
  for (const auto& [person, clearance] : world_.clearances) clear(person);
  for (const reference::Agreement& one : agreements) {
    widest_[one.id] = one;
    sign(one);
  }
  for (std::size_t n = 3 + rng_() % 4; n > 0; --n) labels_.push_back(worlds::random_label(world_, rng_));
  // Each party brings its own marking-definitions, some with another label of their own.
  for (std::size_t p = 0; p < parties_.size(); ++p) {
    Json objects = Json::array();
    for (std::size_t l = 0; l < labels_.size(); ++l) {
      Json extension{{"extension_type", "property-extension"}, {"label", Json::parse(marking::to_json(conversion::label(labels_[l])))}};
      if (chance(rng_, 40))
        extension["own_label"] = Json::parse(marking::to_json(conversion::label(pick(labels_, rng_))));
      objects.push_back({{"type", "marking-definition"},
                         {"spec_version", "2.1"},
                         {"id", definition_id(p, l)},
                         {"created", "2026-01-01T00:00:00.000Z"},
                         {"name", "EXERCISE"},
                         {"extensions", {{std::string(stix::kLabelExtension), std::move(extension)}}}});
    }
    const std::string& person = *std::find_if(people_.begin(), people_.end(), [&](const auto& one) { return reference::party_of(one) == parties_[p]; });
    const operations::Caller caller{person, reference::agency_of(person), parties_[p], ""};
    const auto submitted = value(operations::submit(*node_, caller, Json{{"objects", std::move(objects)}}.dump()), "definitions");
    for (const auto& one : submitted.objects)
      if (!one.accepted) throw std::runtime_error(one.id + ": " + one.message);
    versions_ += submitted.objects.size();
    // Two of these may be one version with two texts: then only the first is taken.
    const auto remarks = value(operations::submit(*node_, caller, Json{{"objects", {some_remark(p), some_remark(p)}}}.dump()), "remarks");
    for (const auto& one : remarks.objects) versions_ += one.accepted;
  }
}

History::~History() = default;

std::string History::definition_id(std::size_t party, std::size_t label) const {
  return fmt::format("marking-definition--00000000-0000-4000-8000-{:06d}{:06d}", party, label);
}

const std::string& History::some_person() { return pick(people_, rng_); }

operations::Caller History::some_reader() {
  const std::string& person = some_person();
  operations::Caller caller{person, reference::agency_of(person), reference::party_of(person), ""};
  if (chance(rng_, 20)) caller.purpose = chance(rng_, 50) ? "study" : "work";
  return caller;
}

void History::publish_directory() {
  alliance::Directory directory = conversion::directory(world_);
  for (auto& [id, person] : directory.people) person.roles.insert("registrar");
  for (auto& [id, party] : directory.parties) party.authority = to_base64(authorities_.at(id).public_key());
  done(operations::set_directory(*node_, directory), "directory");
  remember_world();
  ++events_;
}

void History::clear(const std::string& person) {
  const alliance::Clearance clearance = conversion::directory(world_).clearances.at(person);
  const auto& key = authorities_.at(reference::party_of(person));
  done(operations::add_clearance(*node_, {alliance::to_json(clearance), alliance::sign_clearance(clearance, key)}), "clearance");
  remember_world();
  ++events_;
}

void History::sign(const reference::Agreement& terms) {
  auto document = signing::document_of(document_with(terms));
  if (!document) return;
  agreement::Signed one{std::move(*document), {}};
  std::set<std::string> names;
  for (const auto& adherence : one.document.terms.parties) names.insert(adherence.party);
  for (const std::string& party : names) one.signatures.push_back(value(agreement::sign(one.document, party, authorities_.at(party)), "sign"));
  done(operations::add_agreement(*node_, agreement::to_json(one)), "agreement");
  const reference::Agreement known = conversion::terms(one.document.terms);
  for (auto& other : world_.agreements)
    if (other.id == known.id) other.in_force = other.until = reference::kBegin;
  world_.agreements.push_back(known);
  current_[known.id] = known;
  remember_world();
  ++events_;
}

void History::remember_world() { worlds_[node_->policy.version()] = {world_, now()}; }

Recorded History::records() {
  Recorded out = property::recorded(*node_);
  // Clock transitions change nothing in the world but its time.
  const auto world_of = [&](Seq policy) { return std::prev(worlds_.upper_bound(policy))->second.first; };
  std::vector<Seq> events;
  done(node_->engine().scan(1, node_->engine().last(),
                            [&](const store::Record& record) {
                              const auto entry = value(journal::decode_payload(record), "record");
                              if (journal::is_policy(entry.kind)) events.push_back(entry.seq);
                              if (entry.kind == journal::Kind::lease) out.leases[entry.seq] = value(shelf::decode_lease(entry.body), "lease");
                              if (entry.kind != journal::Kind::extent) return true;
                              for (const shelf::Extent& extent : value(shelf::decode_extents(entry.body), "extents")) {
                                const shelf::Lease& lease = out.leases.at(extent.lease);
                                if (events.back() != lease.policy) continue;  // handed over too late to say under what
                                out.deliveries.push_back({lease, extent.positions});
                              }
                              return true;
                            }),
       "scan");
  std::map<Seq, reference::Time> decided;
  for (const auto& event : node_->policy.events()) decided[event.seq] = event.world->time().us;
  // By object: who received it, in what world.
  struct Receipt {
    reference::Audience audience;
    std::shared_ptr<const reference::World> world;
    reference::Time at = 0;
    auto key() const { return std::tuple(audience.person, audience.declared, audience.action, at); }
  };
  std::map<Seq, std::shared_ptr<const reference::World>> known;
  std::map<std::size_t, std::vector<Receipt>> receipts;
  for (const auto& [lease, positions] : out.deliveries) {
    auto& world = known[lease.policy];
    if (!world) world = std::make_shared<reference::World>(world_of(lease.policy));
    const reference::Time at = decided.at(lease.policy);
    std::optional<std::string> purpose;
    if (!lease.reader.purpose.empty()) purpose = lease.reader.purpose;
    const Receipt receipt{reference::audience_of(*world, lease.reader.person, purpose, static_cast<int>(lease.reader.action), at), world, at};
    const std::vector<std::uint32_t> rows = lease.objects.rows();
    for (std::uint32_t i = positions.first; i < positions.end(); ++i) {
      auto& into = receipts[rows.at(i)];
      if (std::none_of(into.begin(), into.end(), [&](const Receipt& one) { return one.key() == receipt.key() && one.world == world; })) into.push_back(receipt);
    }
  }
  for (auto& [row, from] : receipts) {
    if (out.remarks.contains(row)) continue;  // read by the label of what it marks, and that by agreements alone
    reference::Object& object = out.objects.at(row);
    object.held_of_field = [from](const reference::Label& label) {
      std::vector<reference::Held> held;
      for (const Receipt& one : from)
        for (const std::string& o : reference::originating_parties(label)) {
          if (o == one.audience.party) continue;
          for (const auto& [id, version] : reference::carried_by(label, o, one.audience, *one.world, one.at)) {
            const reference::Held copy{o, one.audience.party, id, version, one.at, one.audience.action};
            if (std::find(held.begin(), held.end(), copy) == held.end()) held.push_back(copy);
          }
        }
      return held;
    };
    object.grants.held = object.held_of_field(object.label);
  }
  return out;
}

void History::act() {
  const auto draw = rng_() % 100;
  if (draw < 56) submit();
  else if (draw < 62) recall();
  else if (draw < 74) change_agreement();
  else if (draw < 80) change_clearance();
  else if (draw < 85) change_directory();
  else advance();
}

void History::advance() {
  constexpr std::int64_t kHour = 3'600'000'000;
  const Time next = node_->policy.next_transition();
  switch (rng_() % 5) {
    case 0: clock_.advance_us(1 + static_cast<std::int64_t>(rng_() % 50)); break;
    case 1:
      if (next != Time::max() && next.us > clock_.now().us) clock_.set(next);
      break;
    case 2:
      if (next != Time::max() && next.us - 1000 > clock_.now().us) clock_.set(Time{next.us - 1000});
      break;
    default: clock_.advance_us(static_cast<std::int64_t>(rng_() % 24) * kHour + 1'000'000); break;
  }
}

void History::change_agreement() {
  if (const auto next = next_agreement()) sign(*next);
}

std::optional<reference::Agreement> History::next_agreement() {
  if (current_.empty()) return std::nullopt;
  reference::Agreement next = std::next(current_.begin(), static_cast<long>(rng_() % current_.size()))->second;
  const int version = next.version + 1;
  const reference::Agreement& widest = widest_.at(next.id);
  switch (rng_() % 8) {
    case 0: next = widest; break;
    case 1: next.topics = next.topics.all ? reference::Words{false, {"sea", "sky"}} : reference::Words{true, {}}; break;
    case 2:
      if (!next.rows.empty()) next.rows.erase(next.rows.begin() + static_cast<long>(rng_() % next.rows.size()));
      break;
    case 3: {
      const auto from = pick(parties_, rng_), to = pick(parties_, rng_);
      const reference::Time since = clock_.now().us + static_cast<std::int64_t>(rng_() % 2) * 86'400'000'000 - 1000;
      next.suspensions.push_back({from, from, to, since, chance(rng_, 50) ? reference::kEnd : since + 2LL * 86'400'000'000});
      break;
    }
    case 4: next.suspensions.clear(); break;
    case 5: next.frozen = !next.frozen; break;
    case 6: next.until = clock_.now().us + static_cast<std::int64_t>(rng_() % 4) * 43'200'000'000; break;
    default: next.compartments.clear(); next.controls.clear(); break;
  }
  next.version = version;
  return next;
}

History::Simulated History::check_simulation() {
  settle();
  Simulated out;
  const auto next = next_agreement();
  auto document = next ? signing::document_of(document_with(*next)) : std::nullopt;
  if (!document) return out;
  struct State {
    bool visible = false, cut = false;
    shelf::Variant variant;
  };
  const std::uint32_t held = node_->shelf.size();
  const auto everyone = [&] {
    std::vector<std::vector<State>> states;
    for (const std::string& person : people_)
      node_->views().with({person, {}, marking::Action::copy}, [&](const shelf::View& view) {
        auto& rows = states.emplace_back(held);
        for (std::uint32_t row = 0; row < held; ++row) {
          rows[row].visible = view.visible(row);
          if (const auto* variant = view.variant(row)) rows[row] = {rows[row].visible, true, *variant};
        }
      });
    return states;
  };
  const auto simulated = value(operations::simulate(*node_, {std::string(access::kOperator), "", "", ""}, {*document, {}}, {Time{now()}, 5}), "simulate");
  const release::World before_world = node_->policy.world().at(simulated.at);
  const auto before = everyone();
  sign(*next);
  const auto& event = node_->policy.events().back();
  const auto after_world = before_world.with(std::make_shared<const release::Pact>(document->terms));
  if (std::min(before_world.next_transition(), after_world.next_transition()) <= event.time) return out;
  const auto after = everyone();
  out.compared = true;
  std::map<std::string, const operations::Simulation::Rows*> rows;
  for (const auto& one : simulated.rows) rows[one.person] = &one;
  std::set<std::uint32_t> gained, lost, changed;
  std::map<std::string, std::set<std::uint32_t>> gained_by_origin, lost_by_agency;
  for (std::size_t p = 0; p < people_.size(); ++p) {
    const auto found = rows.find(people_[p]);
    release::Tally tally;
    for (std::uint32_t row = 0; row < held; ++row) {
      const State &was = before[p][row], &is = after[p][row];
      const bool gains = !was.visible && is.visible, loses = was.visible && !is.visible;
      const bool changes = was.visible && is.visible && (was.cut != is.cut || was.variant != is.variant);
      const auto said = [&](const release::Bits operations::Simulation::Rows::*which) { return found != rows.end() && release::test(found->second->*which, row); };
      EXPECT_EQ(said(&operations::Simulation::Rows::gained), gains) << people_[p] << " row " << row;
      EXPECT_EQ(said(&operations::Simulation::Rows::lost), loses) << people_[p] << " row " << row;
      EXPECT_EQ(said(&operations::Simulation::Rows::changed), changes) << people_[p] << " row " << row;
      tally.gained += gains;
      tally.lost += loses;
      tally.changed += changes;
      if (gains) {
        gained.insert(row);
        for (const auto& agency : node_->policy.labels().at(node_->shelf.row(row).label).originators) gained_by_origin[agency].insert(row);
      }
      if (loses) {
        lost.insert(row);
        lost_by_agency[reference::agency_of(people_[p])].insert(row);
      }
      if (changes) changed.insert(row);
    }
    const auto told = simulated.summary.person.find(people_[p]);
    EXPECT_EQ(told == simulated.summary.person.end() ? release::Tally{} : told->second, tally) << people_[p];
    out.gained += tally.gained;
    out.lost += tally.lost;
    out.changed += tally.changed;
  }
  EXPECT_EQ(simulated.summary.objects, (release::Tally{gained.size(), lost.size(), changed.size()}));
  for (const auto& [agency, tally] : simulated.summary.originating_agency) EXPECT_EQ(tally.gained, gained_by_origin[agency].size()) << agency;
  for (const auto& [agency, tally] : simulated.summary.receiving_agency) EXPECT_EQ(tally.lost, lost_by_agency[agency].size()) << agency;
  EXPECT_EQ(simulated.objects.size(), std::min<std::size_t>(5, simulated.summary.objects.any() ? [&] {
    std::set<std::uint32_t> all = gained;
    all.insert(lost.begin(), lost.end());
    all.insert(changed.begin(), changed.end());
    return all.size();
  }() : 0));
  // Every object that comes or goes has a reason, and no reason stands for none. The one agreement that changed is behind all of them.
  std::size_t reasons_gained = 0, reasons_lost = 0;
  for (const release::Reason& reason : simulated.summary.reasons) {
    (reason.gained ? reasons_gained : reasons_lost) += reason.objects;
    EXPECT_GT(reason.objects, 0u);
    EXPECT_GT(reason.people, 0u);
    EXPECT_FALSE(reason.text().empty());
    if (reason.clause == "reference") out.by_reference = true;
    else EXPECT_EQ(reason.agreement, document->terms.id) << reason.text();
  }
  EXPECT_GE(reasons_gained, gained.size());
  EXPECT_GE(reasons_lost, lost.size());
  return out;
}

void History::change_clearance() {
  const std::string& person = some_person();
  reference::Clearance next;
  if (const auto known = world_.clearances.find(person); known != world_.clearances.end()) next = known->second;
  const std::string party = reference::party_of(person);
  switch (rng_() % 5) {
    case 0: next.levels.clear(); break;
    case 1:
      for (const std::string& scheme : world_.parties.at(party).schemes) {
        std::pair<int, std::string> highest{-1, ""};
        for (const auto& [word, rank] : world_.schemes.at(scheme)) highest = std::max(highest, {rank, word});
        next.levels[scheme] = highest.second;
      }
      next.purposes = {"study", "work"};
      next.default_purpose = "study";
      break;
    case 2: next.topics = chance(rng_, 60) ? std::set<std::string>{"sea", "sky", "trade"} : std::set<std::string>{"sea"}; break;
    case 3:
      for (const std::string& owner : parties_) next.accesses.insert({owner, "KEY"});
      break;
    default:
      next.until = clock_.now().us + static_cast<std::int64_t>(1 + rng_() % 3) * 86'400'000'000;
      break;
  }
  if (next.until <= clock_.now().us) next.until = reference::kEnd;
  if (next.from == reference::kBegin || next.from >= next.until) next.from = worlds::day(-30);
  world_.clearances[person] = next;
  clear(person);
}

void History::change_directory() {
  switch (rng_() % 4) {
    case 0: return change_suspensions();
    case 1: case 2: return change_community();
    default: {
      auto& client = std::next(world_.agencies.begin(), static_cast<long>(rng_() % world_.agencies.size()))->second;
      client = !client;
      return publish_directory();
    }
  }
}

void History::change_suspensions() {
  if (!world_.suspensions.empty() && chance(rng_, 60)) {
    const reference::PartySuspension& one = world_.suspensions.back();
    if (one.until > now()) record(one.by, agreement::ResumeParty{one.party, {}});
    return;
  }
  const auto by = pick(parties_, rng_), other = pick(parties_, rng_);
  if (by == other) return;
  std::optional<Time> until;
  if (chance(rng_, 50)) until = Time{clock_.now().us + 86'400'000'000};
  record(by, agreement::SuspendParty{other, {}, until});
}

// A member leaves, or another party comes, by a document that all sign.
void History::change_community() {
  if (world_.communities.empty()) return;
  const auto place = std::next(world_.communities.begin(), static_cast<long>(rng_() % world_.communities.size()));
  std::vector<reference::Spell> spells = place->second;
  if (!spells.empty() && chance(rng_, 50)) {
    auto& one = spells[rng_() % spells.size()];
    const reference::Time end = clock_.now().us + static_cast<std::int64_t>(rng_() % 2) * 86'400'000'000;
    if (one.from < end) one.until = std::min(one.until, end);
  } else {
    const std::string party = pick(parties_, rng_);
    const reference::Time from = clock_.now().us + static_cast<std::int64_t>(rng_() % 2) * 43'200'000'000;
    if (std::none_of(spells.begin(), spells.end(), [&](const auto& one) { return one.party == party && one.until > from; }))
      spells.push_back({party, from, reference::kEnd});
  }
  nlohmann::json out{{"id", place->first}, {"version", ++community_versions_[place->first]}, {"title", "EXERCISE"}, {"kind", "community"},
                     {"parties", nlohmann::json::array()}, {"term", {{"in_force", format_time(Time{worlds::day(-30)})}}}};
  std::set<std::string> names;
  for (const reference::Spell& one : spells) {
    nlohmann::json party{{"party", one.party}};
    put_time(party, "since", one.from);
    put_time(party, "until", one.until);
    out["parties"].push_back(std::move(party));
    names.insert(one.party);
  }
  if (names.size() < 2) return;  // nothing to agree
  agreement::Signed one{value(agreement::parse_canonical(out.dump()), "community"), {}};
  for (const std::string& party : names) one.signatures.push_back(value(agreement::sign(one.document, party, authorities_.at(party)), "sign"));
  done(operations::add_agreement(*node_, agreement::to_json(one)), "community");
  read_back();
}

void History::record(const std::string& by, agreement::ActBody body) {
  issued_.us = std::max(issued_.us + 1, clock_.now().us);
  const agreement::Act act{by, issued_, "", std::move(body)};
  value(operations::record_act(*node_, agreement::to_json(agreement::SignedAct{act, {agreement::sign(act, by, authorities_.at(by))}})), "act");
  read_back();
}

// What acts and documents made of the directory.
void History::read_back() {
  const reference::World now = conversion::directory(*node_->policy.life().directory());
  world_.communities = now.communities;
  world_.suspensions = now.suspensions;
  remember_world();
  ++events_;
}

std::string History::some_id(const std::string& type) {
  const auto n = rng_() % kIdsPerType;
  // Ids of observables are computed from what they are; a name that several parties share is the same object's to each.
  return fmt::format("{}--00000000-0000-{}000-8000-{:012d}", type, type == "domain-name" && n % 2 == 0 ? 5 : 4, n);
}

// Statements, one of which claims nothing and a few of which have markings or come in several versions.
Json History::some_remark(std::size_t party) {
  const std::size_t which = rng_() % kRemarks;
  Json out{{"type", "marking-definition"},
           {"spec_version", "2.1"},
           {"id", definition_id(party, kFirstRemark + which)},
           {"created", fmt::format("2026-01-01T00:00:{:02d}.00{}Z", rng_() % 3, party)},
           {"definition_type", "statement"},
           {"definition", {{"statement", fmt::format("EXERCISE remark {}", which)}}}};
  if (which == 0 && chance(rng_, 50)) out["created_by_ref"] = some_id("identity");
  if (which == 1) out["object_marking_refs"] = {definition_id(party, 0)};
  return out;
}

Json History::some_object(std::size_t party, const std::string& agency) {
  const std::string type = pick(kTypes, rng_);
  const auto token = [&](const char* word) { return fmt::format("{}-{}", word, ++counter_); };
  const auto any_id = [&] { return some_id(pick(kTypes, rng_)); };
  // Something to search for, in several scripts.
  static const std::vector<std::string> kWords{"Cobalt Strike at evil.example.com", "サイバー攻撃が東京で確認された", "网络攻击者使用 1[.]2[.]3[.]4", "網路攻擊 CVE-2024-1234",
                                               "사이버 공격 hxxps://bad.example.com/x", "", "strike twice, cobalt", "東京の電力 ｻｲﾊﾞｰ"};
  const auto text = [&](const char* word) {
    const std::string first = token(word);
    return first + " " + kWords[static_cast<std::size_t>(counter_) % kWords.size()];
  };
  Json out{{"type", type}, {"spec_version", "2.1"}};
  const bool observable = type == "domain-name";
  if (observable) {
    out["id"] = fmt::format("{}--00000000-0000-{}000-800{}-{:012d}", type, rng_() % 2 == 0 ? 5 : 4, party, rng_() % kIdsPerType);
  } else {
    out["id"] = some_id(type);
    // Versions of several owners never carry the same date: a client tells them apart by it.
    const int n = std::max(0, counter_ - (chance(rng_, 15) ? static_cast<int>(rng_() % 30) : 0));
    out["created"] = "2026-01-01T00:00:00.000Z";
    out["modified"] = fmt::format("2026-01-02T{:02d}:{:02d}:{:02d}.00{}Z", n / 3600, n / 60 % 60, n % 60, party);
  }
  if (!observable && chance(rng_, 35)) out["created_by_ref"] = some_id("identity");
  const auto references = [&](std::size_t most) {
    Json list = Json::array();
    for (std::size_t i = 0, n = 1 + rng_() % most; i < n; ++i) list.push_back(any_id());
    return list;
  };
  if (type == "identity" || type == "report" || type == "malware") out["name"] = token("name");
  if (type == "malware") {
    out["is_family"] = false;
    out["aliases"] = {text("alias"), text("alias"), text("alias")};
    if (chance(rng_, 60)) {
      Json parts = Json::array();
      for (std::size_t i = 0, n = 1 + rng_() % 3; i < n; ++i) {
        Json part{{"kind", text("kind")}};
        if (chance(rng_, 50)) part["item_ref"] = any_id();
        if (chance(rng_, 25)) part["inner"] = {{"item_refs", references(2)}};
        parts.push_back(std::move(part));
      }
      out["x_parts"] = std::move(parts);
    }
  }
  if (type == "report") out["published"] = "2026-01-02T00:00:00Z";
  if (type == "relationship") {
    out["relationship_type"] = "related-to";
    out["source_ref"] = any_id();
    out["target_ref"] = any_id();
  }
  if (type == "sighting") {
    out["sighting_of_ref"] = any_id();
    if (chance(rng_, 50)) out["where_sighted_refs"] = {some_id("identity"), some_id("identity")};
  }
  if (type == "note") {
    out["content"] = text("content");
    out["authors"] = {token("author")};
  }
  if (type == "observed-data") {
    out["first_observed"] = out["last_observed"] = "2026-01-02T00:00:00Z";
    out["number_observed"] = 1;
  }
  if (type == "report" || type == "note") out["object_refs"] = references(3);
  if (type == "observed-data") {
    // STIX asks for an observable among them: what the evaluator would not know when a cut leaves other members alone.
    out["object_refs"] = Json::array();
    for (std::size_t i = 0, n = 1 + rng_() % 3; i < n; ++i)
      out["object_refs"].push_back(fmt::format("domain-name--00000000-0000-{}000-800{}-{:012d}", rng_() % 2 == 0 ? 5 : 4, rng_() % parties_.size(), rng_() % kIdsPerType));
  }
  if (observable) {
    out["value"] = token("value") + ".example";
    if (chance(rng_, 60)) out["resolves_to_refs"] = references(2);
    out["x_seen"] = {{"where", text("where")}, {"how", {text("how"), text("how")}}};
  } else {
    if (chance(rng_, 70)) out["description"] = text("description");
    if (chance(rng_, 30))
      out["external_references"] = {{{"source_name", token("source")}, {"description", token("about")}, {"url", "https://" + token("url") + ".example"}},
                                    {{"source_name", token("source")}, {"external_id", token("number")}}};
  }
  // Marked by a label of its own, by definitions, by TLP.
  if (chance(rng_, 60)) {
    reference::Label label = pick(labels_, rng_);
    for (int tries = 0; tries < 6 && !label.originators.contains(agency); ++tries) label = pick(labels_, rng_);
    out["extensions"][std::string(stix::kLabelExtension)] = {{"extension_type", "property-extension"},
                                                             {"label", Json::parse(marking::to_json(conversion::label(label)))}};
  } else {
    const std::size_t of = chance(rng_, 85) ? party : rng_() % parties_.size();
    out["object_marking_refs"].push_back(definition_id(of, rng_() % labels_.size()));
  }
  static const std::vector<std::string> kTlp = {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
                                                "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"};
  if (chance(rng_, 10)) out["object_marking_refs"].push_back(pick(kTlp, rng_));
  const auto remark = [&] { return definition_id(chance(rng_, 90) ? party : rng_() % parties_.size(), kFirstRemark + rng_() % kRemarks); };
  if (chance(rng_, 25)) out["object_marking_refs"].push_back(remark());
  if (chance(rng_, 45)) {
    std::vector<std::string> paths;
    each_path(out, "", [&](const std::string& path, const Json&) {
      // What STIX asks of the members of an external reference the reference evaluator does not know: they go whole.
      if (!path.starts_with("external_references.") || path.back() == ']') paths.push_back(path);
    });
    Json markings = Json::array();
    for (std::size_t i = 0, n = 1 + rng_() % 3; i < n; ++i) {
      Json marking;
      if (chance(rng_, 8)) marking["lang"] = "fr";
      else if (chance(rng_, 12)) marking["marking_ref"] = pick(kTlp, rng_);
      else if (chance(rng_, 20)) marking["marking_ref"] = remark();
      else marking["marking_ref"] = definition_id(chance(rng_, 90) ? party : rng_() % parties_.size(), rng_() % labels_.size());
      marking["selectors"] = Json::array();
      for (std::size_t s = 0, count = 1 + rng_() % 2; s < count; ++s) marking["selectors"].push_back(pick(paths, rng_));
      markings.push_back(std::move(marking));
    }
    out["granular_markings"] = std::move(markings);
  }
  return out;
}

void History::submit() {
  // Mostly for whom the labels speak.
  std::string person = some_person();
  for (int tries = 0; tries < 4; ++tries) {
    const std::string agency = reference::agency_of(person);
    if (std::any_of(labels_.begin(), labels_.end(), [&](const auto& one) { return one.originators.contains(agency); })) break;
    person = some_person();
  }
  const std::string party = reference::party_of(person), agency = reference::agency_of(person);
  const auto p = static_cast<std::size_t>(std::find(parties_.begin(), parties_.end(), party) - parties_.begin());
  Json objects = Json::array();
  for (std::size_t n = 1 + rng_() % 4; n > 0; --n) objects.push_back(some_object(p, agency));
  if (chance(rng_, 15)) objects.push_back(some_remark(p));
  const auto submitted = value(operations::submit(*node_, {person, agency, party, ""}, Json{{"objects", std::move(objects)}}.dump()), "submit");
  for (const auto& one : submitted.objects) versions_ += one.accepted;
}

History::Derived History::check_derivation() {
  Derived out;
  settle();
  const std::string person = some_person(), party = reference::party_of(person), agency = reference::agency_of(person);
  const operations::Caller caller{person, agency, party, ""};
  std::vector<std::string> readable;
  for (const Expected& one : expected(caller))
    if (one.released && !one.id.starts_with("marking-definition")) readable.push_back(one.id);
  if (readable.empty()) return out;
  out.offered = true;
  reference::Label own = pick(labels_, rng_);
  for (int tries = 0; tries < 8 && !own.originators.contains(agency); ++tries) own = pick(labels_, rng_);
  std::set<std::string> cited;
  for (std::size_t n = 1 + rng_() % 3; n > 0; --n) cited.insert(pick(readable, rng_));
  const Json extension{{"extension_type", "property-extension"}, {"sources", cited}, {"label", Json::parse(marking::to_json(conversion::label(own)))}};
  const auto make = [&](const Json& marking) {
    const Json object{{"type", "identity"}, {"spec_version", "2.1"}, {"id", fmt::format("identity--00000000-0000-4000-8000-1{:011d}", ++counter_)},
                      {"created", "2026-01-01T00:00:00.000Z"}, {"modified", "2026-01-01T00:00:00.000Z"}, {"name", "EXERCISE"},
                      {"extensions", {{std::string(stix::kLabelExtension), marking}}}};
    const auto one = value(operations::submit(*node_, caller, Json{{"objects", {object}}}.dump()), "submit").objects.front();
    versions_ += one.accepted;
    return one;
  };
  const auto record_of = [&](Seq seq) {
    const auto stored = value(node_->engine().read(seq), "record");
    return value(shelf::decode_object(value(journal::decode_payload(stored), "record").body), "object");
  };
  const auto label_of = [&](const shelf::ObjectRecord& record) { return conversion::label(node_->policy.labels().at(record.label)); };
  const auto product = make(extension);
  if (!product.accepted) {
    if (product.message.find("lower than its sources") == std::string::npos) throw std::runtime_error(product.id + ": " + product.message);
    return out;
  }
  out.taken = true;
  Json plain = extension;
  plain.erase("sources");
  const reference::Label alone = label_of(record_of(make(plain).seq));
  const shelf::ObjectRecord record = record_of(product.seq);
  const reference::Label label = label_of(record);
  std::vector<reference::Label> sources;
  for (const shelf::Source& source : record.sources) sources.push_back(label_of(record_of(source.record)));
  if (sources.size() != cited.size()) throw std::runtime_error(product.id + " does not record what it was made from");
  for (const reference::Label& source : sources)
    if (reference::join(label, source) != label) throw std::runtime_error(product.id + " is not marked with all that its sources are");
  for (const std::string& reader : people_)
    for (const int action : {reference::kDisplay, reference::kCopy}) {
      const auto who = reference::audience_of(world_, reader, std::nullopt, action, now());
      const bool reads = reference::decide(label, {}, who, world_, now()).permit;
      out.readers += reads;
      out.narrowed += !reads && reference::decide(alone, {}, who, world_, now()).permit;
      for (const reference::Label& source : sources)
        if (reads && !reference::decide(source, {}, who, world_, now()).permit)
          throw std::runtime_error(fmt::format("{} of {} is released to {}, who may not read what it was made from", product.id, person, reader));
    }
  return out;
}

void History::recall() {
  const Recorded from = records();
  std::size_t ix = rng_() % from.objects.size();
  // Mostly what somebody else has received.
  for (int tries = 0; tries < 6 && !from.deliveries.empty() && chance(rng_, 90); ++tries) {
    const auto rows = pick(from.deliveries, rng_).lease.objects.rows();
    if (rows.empty()) continue;
    ix = rows[rng_() % rows.size()];
    const auto& lease = from.deliveries.back().lease;
    if (!from.recalls.contains(ix) && !reference::originating_parties(from.objects[ix].label).contains(reference::party_of(lease.reader.person))) break;
  }
  if (from.ids[ix].starts_with("marking-definition")) return;
  // Somebody of an originating party.
  std::string person = some_person();
  const std::set<std::string> parties = reference::originating_parties(from.objects[ix].label);
  for (int tries = 0; tries < 8 && !parties.contains(reference::party_of(person)); ++tries) person = some_person();
  operations::RecallRequest request;
  request.object = {from.ids[ix], from.objects[ix].owner, chance(rng_, 70) ? from.versions[ix] : ""};
  request.reason = "EXERCISE";
  const auto recalled = operations::recall(*node_, {person, reference::agency_of(person), reference::party_of(person), ""}, request);
  if (!recalled) return;
  EXPECT_FALSE(recalled->objects.empty());
  for (const auto& one : recalled->objects) EXPECT_EQ(one.id, from.ids[ix]);
  ++recalls_;
  ++events_;
}

bool History::recalled(const std::string& id, const std::string& version) {
  const Recorded from = property::recorded(*node_);
  for (const auto& [ix, seq] : from.recalls)
    if (from.ids[ix] == id && from.versions[ix] == version) return true;
  return false;
}

std::string History::recall_state(const operations::Caller& caller, const std::string& id) {
  const Recorded from = records();
  std::string out;
  for (std::size_t i = 0; i < from.ids.size(); ++i) {
    if (from.ids[i] != id) continue;
    out += fmt::format("row {} version {}", i, from.versions[i]);
    if (from.recalls.contains(i)) out += fmt::format(", recalled by {}", from.recalls.at(i));
    for (const auto& [seq, lease] : from.leases) {
      const auto rows = lease.objects.rows();
      if (lease.reader.person == caller.person && std::find(rows.begin(), rows.end(), i) != rows.end())
        out += fmt::format(", leased by {} for \"{}\" under {}", seq, lease.reader.purpose, lease.policy);
    }
    out += "\n" + state_of(caller, id, from.versions[i]) + "\n";
  }
  return out;
}

std::set<std::string> History::told_of(const operations::Caller& caller) {
  settle();
  const Recorded from = records();
  const reference::Audience reader = audience(caller);
  const auto views = reference::view(from.met_by(reader, world_, now()), reader, world_, now());
  std::set<std::uint32_t> seen;  // things
  for (std::size_t i = 0; i < views.size(); ++i)
    if (views[i].released) seen.insert(from.things[i]);
  std::set<std::string> out;
  for (const auto& [seq, lease] : from.leases)
    if (lease.reader == shelf::Reader{caller.person, caller.purpose, marking::Action::copy})
      for (const std::uint32_t row : lease.objects.rows()) {
        const auto taken = from.recalls.find(row);
        // Not taken back from originating parties; and STIX has no revoked version of an observable.
        if (reference::originating_parties(from.objects[row].label).contains(caller.party)) continue;
        if (taken != from.recalls.end() && seq < taken->second && !seen.contains(from.things[row]) && !from.ids[row].starts_with("domain-name"))
          out.insert(from.ids[row]);
      }
  return out;
}

// The journal's clock may lie some microseconds ahead of the wall clock (docs/decisions/0003), and with it the world of its last event.
reference::Time History::now() { return std::max(clock_.now(), node_->policy.world().time()).us; }

void History::settle() { done(operations::due(*node_), "due"); }

reference::Audience History::audience(const operations::Caller& caller) {
  std::optional<std::string> purpose;
  if (!caller.purpose.empty()) purpose = caller.purpose;
  return reference::audience_of(world_, caller.person, purpose, reference::kCopy, now());
}

Fetched History::fetch(const operations::Caller& caller, const operations::PageRequest& request) {
  settle();
  const shelf::Reader reader{caller.person, caller.purpose, marking::Action::copy};
  // What the view says, before the page is asked for.
  std::vector<shelf::Item> items;
  shelf::Cursor start;
  node_->views().with(reader, [&](const shelf::View& view) {
    if (!request.next.empty()) {
      start.place = std::stoull(request.next);
      start.own = std::stoull(request.next.substr(request.next.find('.') + 1));
    } else if (request.added_after) {
      start = view.at_time(*request.added_after);
    }
    bool more = false;
    items = view.page(start, request.limit, node_->views().sieve(request.filter, view), more);
  });
  const operations::Page page = value(operations::page(*node_, caller, request), "page");
  if (chance(rng_, 80)) operations::page_sent(*node_, page);
  Fetched out;
  out.more = page.more;
  out.next = page.next;
  EXPECT_EQ(page.more, !page.next.empty());
  EXPECT_EQ(page.count, items.size());
  std::string text = "[";
  for (const auto& piece : page.pieces) text.append(piece.bytes);
  text += "]";
  const Json list = Json::parse(text);
  EXPECT_EQ(list.size(), page.count);
  if (items.empty() || list.size() != items.size()) return out;
  EXPECT_EQ(page.first, items.front().added);
  EXPECT_EQ(page.last, items.back().added);

  const store::Record record = value(node_->engine().read(page.lease), "lease");
  const auto entry = value(journal::decode_payload(record), "lease");
  EXPECT_EQ(entry.kind, journal::Kind::lease);
  const shelf::Lease lease = value(shelf::decode_lease(entry.body), "lease");
  EXPECT_EQ(lease.reader, reader);
  EXPECT_EQ(lease.filter, request.filter);
  EXPECT_EQ(lease.policy, node_->policy.version());
  const std::vector<std::uint32_t> leased = lease.objects.rows();
  EXPECT_LE(page.position + page.count, leased.size());
  if (page.position + page.count > leased.size()) return out;

  std::size_t from = 1;
  for (std::size_t i = 0; i < items.size(); ++i) {
    EXPECT_LT(lease.from, items[i].at);
    EXPECT_LE(items[i].at, lease.to);
    EXPECT_EQ(leased[page.position + i], items[i].row);
    if (i > 0) {
      EXPECT_LT(items[i - 1].added, items[i].added);
      EXPECT_LT(items[i - 1].at, items[i].at);
    }
    // The text as it came, not as it may be written again.
    const std::string written = list[i].dump();
    FetchedItem item{items[i].at, items[i].added, list[i]["id"], list[i].value("modified", list[i].value("created", "")), text.substr(from, written.size())};
    from += written.size() + 1;
    const auto document = json::Document::parse(item.bytes);
    EXPECT_TRUE(document.has_value()) << item.bytes;
    if (document) {
      EXPECT_EQ(stix::missing(document->root()), "") << item.bytes;
    }
    out.items.push_back(std::move(item));
  }
  return out;
}

operations::GonePage History::tombstones(const operations::Caller& caller, const operations::PageRequest& request) {
  return value(operations::tombstones(*node_, caller, request), "tombstones");
}

std::vector<Expected> History::expected(const operations::Caller& caller) {
  settle();
  const Recorded from = records();
  const reference::Audience reader = audience(caller);
  return expected_of(from, reference::view(from.met_by(reader, world_, now()), reader, world_, now()));
}

std::string History::state_of(const operations::Caller& caller, const std::string& id, const std::string& version) {
  const Recorded from = records();
  std::uint32_t ix = 0;
  while (from.ids[ix] != id || from.versions[ix] != version) ++ix;
  const reference::Audience reader = audience(caller);
  std::string out = "reference: " + reference::decide(from.objects[ix].label, from.objects[ix].grants, reader, world_, now()).clause;
  for (const reference::Held& held : from.objects[ix].grants.held)
    if (held.to == reader.party) out += fmt::format(", held from {} under {} version {} since {}", held.from, held.agreement, held.version, format_time(Time{held.received}));
  const auto views = reference::view(from.met_by(reader, world_, now()), reader, world_, now());
  out += fmt::format("; owner {}, {}", from.objects[ix].owner, views[ix].released ? "released" : "withheld");
  for (const reference::Reference& one : from.objects[ix].references) {
    out += "; " + one.path + (one.mandatory ? " (mandatory)" : "");
    for (const std::size_t target : one.targets) out += fmt::format(" row {} {}", target, views[target].released ? "released" : "withheld");
  }
  for (const reference::Granular& one : from.objects[ix].granular)
    out += fmt::format("; {} marked {}", one.path, reference::decide(reference::join(from.objects[ix].label, one.label), from.objects[ix].grants, reader, world_, now()).clause);
  out += "\n";
  node_->views().with({caller.person, caller.purpose, marking::Action::copy}, [&](const shelf::View& view) {
    const shelf::Row& row = node_->shelf.row(ix);
    out += fmt::format("row {} seq {}: {}", ix, row.seq, view.visible(ix) ? "visible" : "not visible");
    out += fmt::format("; clock {}, last event {} {}, next transition {}", format_time(clock_.now()), node_->policy.version(), format_time(node_->policy.events().back().time),
                       node_->policy.next_transition() == Time::max() ? "none" : format_time(node_->policy.next_transition()));
    bool more = false;
    for (const auto& item : view.page({}, 1'000'000, every_version(), more))
      if (item.row == ix) out += fmt::format(", at {}.{} {}", item.at.place, item.at.own, format_time(item.added));
    for (const auto& gone : view.tombstones({}, 1'000'000, more))
      if (gone.row == ix) out += fmt::format(", gone at {}.{}", gone.at.place, gone.at.own);
    for (const auto& reference : node_->shelf.references(ix))
    {
      out += fmt::format(", {} {}", reference.bound.value, view.released(reference.bound) ? "released" : "withheld");
      if (reference.bound.value == std::uint32_t(-1)) continue;
      node_->shelf.each_version(reference.bound, [&](std::uint32_t other) {
        out += fmt::format(" (row {} {}", other, view.visible(other) ? "visible" : "not visible");
        out += ", reference " + reference::decide(from.objects[other].label, from.objects[other].grants, reader, world_, now()).clause;
        for (const reference::Held& held : from.objects[other].grants.held)
          if (held.to == reader.party) out += fmt::format(", held from {} under {} version {} since {}", held.from, held.agreement, held.version, format_time(Time{held.received}));
        out += ")";
      });
    }
    node_->shelf.each_version(row.thing, [&](std::uint32_t other) {
      out += fmt::format("; version {} of seq {} {}", other, node_->shelf.row(other).seq, view.visible(other) ? "visible" : "not visible");
    });
  });
  return out;
}

void History::check_places(const operations::Caller& caller) {
  settle();
  const shelf::Reader reader{caller.person, caller.purpose, marking::Action::copy};
  node_->views().with(reader, [&](const shelf::View& view) {
    bool more = false;
    const shelf::Sieve sieve = every_version();
    const auto feed = view.page({}, 1'000'000, sieve, more);
    std::size_t at = 0;
    const auto rest = [&](shelf::Cursor after) { return view.page(after, 3, sieve, more); };
    for (; at < feed.size(); ++at) {
      const auto by_date = rest(view.at_time(feed[at].added)), by_cursor = rest(feed[at].at);
      EXPECT_EQ(by_date.size(), by_cursor.size()) << caller.person << " at " << at << " of " << feed.size();
      for (std::size_t i = 0; i < std::min(by_date.size(), by_cursor.size()); ++i) {
        EXPECT_EQ(by_date[i].at, by_cursor[i].at) << caller.person;
        EXPECT_EQ(by_date[i].at, feed[at + 1 + i].at) << caller.person;
      }
      // A date just before this one's gives it.
      const auto before = rest(view.at_time(Time{feed[at].added.us - 1}));
      EXPECT_FALSE(before.empty());
      if (!before.empty()) {
        EXPECT_EQ(before.front().at, feed[at].at) << caller.person << " at " << at;
      }
    }
  });
}

void History::check_nothing_leaves_a_trace(const operations::Caller& caller) {
  settle();
  const Recorded from = records();
  const reference::Audience reader = audience(caller);
  const std::vector<reference::Object> objects = from.met_by(reader, world_, now());
  const auto before = reference::view(objects, reader, world_, now());
  std::vector<std::size_t> place(before.size());
  std::vector<reference::Object> left;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (before[i].released) {
      place[i] = left.size();
      left.push_back(objects[i]);
    }
  for (reference::Object& one : left)
    for (reference::Reference& reference : one.references) {
      std::vector<std::size_t> targets;
      for (const std::size_t target : reference.targets)
        if (before[target].released) targets.push_back(place[target]);
      reference.targets = targets;
    }
  const auto after = reference::view(left, reader, world_, now());
  for (std::size_t i = 0; i < before.size(); ++i)
    if (before[i].released) {
      EXPECT_TRUE(before[i] == after[place[i]]);
    }
}

void History::check_rebuilt(const std::vector<operations::Caller>& readers) {
  settle();
  struct Feed {
    std::vector<std::tuple<shelf::Cursor, std::uint32_t, Time, std::string>> items;
    std::vector<std::tuple<shelf::Cursor, std::uint32_t, Time>> gone;
    Seq policy = 0;
    bool operator==(const Feed&) const = default;
  };
  const auto feeds = [&](operations::Node& node) {
    std::vector<Feed> out;
    for (const auto& caller : readers)
      for (const bool all_versions : {false, true})
        node.views().with({caller.person, caller.purpose, marking::Action::copy}, [&](const shelf::View& view) {
          Feed feed;
          feed.policy = view.policy();
          bool more = false;
          for (const auto& item : view.page({}, 1'000'000, all_versions ? every_version() : shelf::Sieve{}, more))
            feed.items.emplace_back(item.at, item.row, item.added,
                                    item.variant && item.variant->revoked ? "revoked" : value(shelf::render(node.engine(), node.shelf, item.row, item.variant ? *item.variant : shelf::Variant{}), "render"));
          for (const auto& one : view.tombstones({}, 1'000'000, more)) feed.gone.emplace_back(one.at, one.row, one.added);
          out.push_back(std::move(feed));
        });
    return out;
  };
  const auto before = feeds(*node_);
  node_.reset();
  node_ = value(operations::Node::open({*engine_, clock_, *random_}), "open again");
  const auto after = feeds(*node_);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const std::string who = readers[i / 2].person + (i % 2 == 0 ? "" : ", all versions");
    EXPECT_EQ(before[i].policy, after[i].policy) << who;
    EXPECT_TRUE(before[i].gone == after[i].gone) << who << ": other tombstones after opening anew";
    EXPECT_EQ(before[i].items.size(), after[i].items.size()) << who;
    for (std::size_t k = 0; k < std::min(before[i].items.size(), after[i].items.size()); ++k)
      ASSERT_TRUE(before[i].items[k] == after[i].items[k])
          << who << ": item " << k << " is " << std::get<0>(before[i].items[k]).place << "." << std::get<0>(before[i].items[k]).own << ", then "
          << std::get<0>(after[i].items[k]).place << "." << std::get<0>(after[i].items[k]).own;
  }
}

}  // namespace comity::property
