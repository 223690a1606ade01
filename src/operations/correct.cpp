#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "marking/strictness.hpp"
#include "operations/intake.hpp"
#include "operations/recalling.hpp"
#include "stix/cut.hpp"

namespace comity::operations {
namespace {

using shelf::RecallRecord;

// What stands in the place of the object: by the id that the request names, else the object's own, else that of the only one beside markings.
Result<std::string> replacement_in(const CorrectionRequest& request, const std::vector<std::unique_ptr<Prepared>>& objects) {
  std::vector<std::string> others;
  for (const auto& one : objects) {
    if (one->object.id == (request.replaced_by.empty() ? request.object.id : request.replaced_by)) return one->object.id;
    if (one->object.type != "marking-definition") others.push_back(one->object.id);
  }
  if (request.replaced_by.empty() && others.size() == 1) return others.front();
  return fail(Code::invalid, "say which object of the bundle takes the place of the earlier one: its id, as replaced_by", "replaced_by");
}

// Adds all of them, or says which one is refused and why.
Result<std::vector<Submitted>> add_all(Node& node, journal::Batch& batch, const Caller& caller,
                                       const std::vector<std::unique_ptr<Prepared>>& objects) {
  Intake intake(node, batch, caller.person, objects);
  std::vector<Submitted> out;
  for (const auto& prepared : objects) {
    TRY(Submitted one, intake.add(*prepared));
    if (!one.accepted) return fail(Code::invalid, one.message, one.id);
    out.push_back(std::move(one));
  }
  return out;
}

Result<std::string> own_thing(journal::Batch& batch, const Caller& caller, std::string_view id) {
  const auto thing = batch.get(shelf::thing_key(id, caller.party));
  if (!thing) return fail(Code::internal, "an object that was just added is not there");
  return *thing;
}

shelf::Thing thing_in(const std::string& text) { return shelf::Thing{static_cast<std::uint32_t>(std::stoul(text))}; }

// The label extension with another marking; what else it says of the object stays.
Result<std::string> extension_of(const std::string& before, const std::set<std::string>& originators, const ReclassificationRequest& request) {
  nlohmann::json extension = nlohmann::json::parse(before, nullptr, false);
  if (!extension.is_object()) extension = {{"extension_type", "property-extension"}};
  extension.erase("label");
  extension.erase("markings");
  if (!request.label.empty()) {
    auto label = nlohmann::json::parse(request.label, nullptr, false);
    if (!label.is_object()) return fail(Code::invalid, "a label is a JSON object", "label");
    // Where it came from is no matter of marking.
    if (!label.contains("originators")) label["originators"] = originators;
    extension["label"] = std::move(label);
  } else {
    nlohmann::json marking = {{"language", request.marking.language}, {"text", request.marking.text}};
    if (!request.marking.portions.empty()) marking["portions"] = request.marking.portions;
    extension["markings"] = {std::move(marking)};
  }
  // Held against its format here, so that the fault is named and not kept among the unknowns.
  const std::string text = extension.dump();
  if (auto read = marking::parse_extension(text, Time{}); !read)
    return fail(Code::invalid, read.error().message, read.error().where);
  return text;
}

// After every version that is held, on the millisecond.
std::string version_of_now(Node& node, shelf::Thing thing) {
  std::int64_t us = node.clock().now().us;
  node.shelf.each_version(thing, [&](std::uint32_t row) { us = std::max(us, node.shelf.row(row).version_us + 1000); });
  return format_time({us}).substr(0, 23) + "Z";
}

// The object as it is, with that `modified` and that label extension in place of its markings.
Result<std::string> marked_anew(const std::string& bytes, const std::string& modified, const std::set<std::string>& originators,
                                const ReclassificationRequest& request) {
  TRY(const json::Document document, json::Document::parse(bytes));
  TRY(const stix::Object object, stix::read_object(document));
  if (!document.root().get("modified"))
    return fail(Code::invalid, "an object of this type has no versions, so it cannot be marked anew; recall it, and share what stands in its place");
  if (object.spec_version == "2.0")
    return fail(Code::invalid, "an object of STIX 2.0 carries no label of its own; correct it with a version that refers to another marking");
  TRY(const std::string extension, extension_of(object.label_extension, originators, request));
  const std::string plain = stix::cut(document, {{stix::Step{"object_marking_refs", -1}}}, nullptr);
  TRY(const json::Document without, json::Document::parse(plain));
  std::string marked = stix::with_label(without, extension);
  TRY(const json::Document changed, json::Document::parse(marked));
  const json::Node at = changed.root().get("modified")->node();
  return marked.replace(at.begin, at.end - at.begin, "\"" + modified + "\"");
}

// Somebody whom the one label denies reads by the other.
bool somebody_gains(const release::World& world, const marking::Label& before, const marking::Label& after) {
  const alliance::Directory& directory = world.directory();
  for (const auto& [id, person] : directory.people) {
    const auto clearance = directory.clearances.find(id);
    if (clearance == directory.clearances.end()) continue;
    for (const std::string& purpose : clearance->second.purposes)
      for (const auto action : {marking::Action::display, marking::Action::copy}) {
        const auto audience = release::audience_of(directory, person, purpose, action, world.time());
        if (!release::decide(world, before, audience) && release::decide(world, after, audience)) return true;
      }
  }
  return false;
}

// Whether it widens, and then whether this caller may.
Result<bool> check_widening(Node& node, const Caller& caller, const marking::Label& before, const marking::Label& after) {
  const release::World& world = node.policy.world();
  if (marking::at_least_as_strict(after, before, world.directory().schemes) && !somebody_gains(world, before, after)) return false;
  if (!has_role(node, caller, "official"))
    return fail(Code::forbidden, "this marking is not at least as strict as the one before in every part; to widen takes an official");
  const auto parties = before.originating_parties();
  if (parties.size() != 1 || !parties.contains(caller.party))
    return fail(Code::forbidden, "other parties are originators of it too; their part may be narrowed, and not widened");
  return true;
}

}  // namespace

Result<Corrected> correct(Node& node, const Caller& caller, const CorrectionRequest& request) {
  TRY_VOID(check_reason(request.reason));
  {
    std::shared_lock state(node.journal().state());
    if (!has_role(node, caller, "submitter")) return fail(Code::forbidden, "submitting needs the role submitter");
  }
  TRY(const stix::Bundle split, stix::split(request.bundle));
  auto objects = prepare(split);
  for (const auto& one : objects)
    if (one->error) return fail(Code::invalid, one->error->message, one->object.id + one->error->where);
  order_by_reference(objects);
  Corrected out;
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    TRY_VOID(alone_in(batch));
    const ObjectNamed& object = request.object;
    TRY(Named named, find_named(node, caller, object.id, object.owner, object.version,
                                [&](std::uint32_t row) { return may_take_back(node, caller, row); }));
    TRY(const auto rows, not_recalled_yet(node, caller, std::move(named.rows)));
    TRY(const std::string replacement, replacement_in(request, objects));
    const Seq first = batch.next();
    TRY(out.objects, add_all(node, batch, caller, objects));
    TRY(const std::string text, own_thing(batch, caller, replacement));
    const auto added = std::find_if(out.objects.begin(), out.objects.end(), [&](const Submitted& one) { return one.id == replacement; });
    if (added->seq < first) return fail(Code::invalid, "what takes the place of the earlier object is held already; recall the earlier one by itself", replacement);
    const auto replacing = std::find_if(objects.begin(), objects.end(), [&](const auto& one) { return one->object.id == replacement; });
    const shelf::Thing thing = thing_in(text);
    const std::int64_t version_us = (*replacing)->object.version ? (*replacing)->object.version->us : 0;
    if (thing == named.thing &&
        std::any_of(rows.begin(), rows.end(), [&](std::uint32_t row) { return version_us <= node.shelf.row(row).version_us; }))
      return fail(Code::invalid, "give the corrected object a later 'modified' than every version that it replaces", replacement);
    TRY_VOID(add_recall(node, batch, caller, rows, RecallRecord::Cause::corrected, request.reason, thing));
    return {};
  };
  TRY(const Seq record, node.journal().commit(plan));
  TRY(out.recalled, recalled_by(node, record));
  return out;
}

Result<Reclassified> reclassify(Node& node, const Caller& caller, const ReclassificationRequest& request) {
  TRY_VOID(check_reason(request.reason));
  Reclassified out;
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    TRY_VOID(alone_in(batch));
    TRY(Named named, find_named(node, caller, request.id, caller.party, "", [&](std::uint32_t row) {
      return originates(node, caller, row) && (has_role(node, caller, "registrar") || has_role(node, caller, "official"));
    }));
    std::vector<std::uint32_t>& rows = named.rows;
    std::erase_if(rows, [&](std::uint32_t row) { return node.exceptions.recalled(row, UINT64_MAX); });
    if (rows.empty()) return fail(Code::precondition, "it is recalled already");
    const std::uint32_t latest = *std::max_element(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
      return node.shelf.row(a).version_us < node.shelf.row(b).version_us;
    });
    TRY(const std::string bytes, shelf::render(node.engine(), node.shelf, latest, {}));
    const marking::Label& before = node.policy.labels().at(node.exceptions.label(latest, UINT64_MAX));
    TRY(std::string changed, marked_anew(bytes, version_of_now(node, named.thing), before.originators, request));
    std::vector<std::unique_ptr<Prepared>> objects;
    objects.push_back(prepare_one(std::move(changed)));
    if (objects.front()->error) return fail(Code::invalid, objects.front()->error->message, objects.front()->error->where);
    Intake intake(node, batch, caller.person, objects);
    TRY(const marking::Label* after, intake.label_for(*objects.front()));
    TRY(out.widened, check_widening(node, caller, before, *after));
    if (out.widened && node.exceptions.awaits_second_person(latest))
      return fail(Code::precondition, "a second person has yet to approve its release as it is marked; it is not widened before");
    TRY(out.object, intake.add(*objects.front()));
    if (!out.object.accepted) return fail(Code::invalid, out.object.message, out.object.id);
    TRY_VOID(add_recall(node, batch, caller, rows, RecallRecord::Cause::reclassified, request.reason, named.thing));
    return {};
  };
  TRY(const Seq record, node.journal().commit(plan));
  TRY(out.recalled, recalled_by(node, record));
  return out;
}

}  // namespace comity::operations
