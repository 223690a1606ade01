#include "operations/object_acts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace comity::operations {
namespace {

using json::Kind;
using nlohmann::ordered_json;
using shelf::RecallRecord;

std::string text_of(const ordered_json& value) { return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace); }

// The members of a request, each of the kind that is asked of it.
class Body {
 public:
  static Result<Body> read(std::string_view text, std::initializer_list<std::string_view> members) {
    Body out;
    out.document_ = std::make_unique<json::Document>();
    auto parsed = out.document_->read(text);
    if (!parsed) return tl::make_unexpected(std::move(parsed).error());
    const json::Value root = out.document_->root();
    if (!root.is(Kind::object)) return fail(Code::invalid, "the body is a JSON object");
    std::string unknown;
    root.each_member([&](const json::Value& key, const json::Value&) {
      if (std::find(members.begin(), members.end(), key.string()) == members.end()) unknown = key.string();
    });
    if (!unknown.empty())
      return fail(Code::invalid, fmt::format("the body has no such member; it has: {}", fmt::join(members, ", ")), "/" + unknown.substr(0, 100));
    return out;
  }

  // "": there is no such member.
  Result<std::string> text(std::string_view name) const {
    TRY(const auto value, member(name, Kind::string, "a string"));
    return value ? value->string() : std::string();
  }
  Result<bool> flag(std::string_view name) const {
    TRY(const auto value, member(name, Kind::boolean, "true or false"));
    return value && value->boolean();
  }
  // Byte for byte; "": there is none.
  Result<std::string> object(std::string_view name) const {
    TRY(const auto value, member(name, Kind::object, "an object"));
    return std::string(value ? value->text() : std::string_view());
  }

 private:
  Result<std::optional<json::Value>> member(std::string_view name, Kind kind, std::string_view what) const {
    auto value = document_->root().get(name);
    if (value && !value->is(kind)) return fail(Code::invalid, fmt::format("{} is {}", name, what), fmt::format("/{}", name));
    return value;
  }
  std::unique_ptr<json::Document> document_;
};

Result<RecallRecord::Cause> cause_named(std::string_view name) {
  if (name.empty() || name == "recalled") return RecallRecord::Cause::recalled;
  if (name == "corrected") return RecallRecord::Cause::corrected;
  if (name == "reclassified") return RecallRecord::Cause::reclassified;
  return fail(Code::invalid, "a cause is recalled, corrected or reclassified", "/cause");
}

Result<ObjectNamed> named(std::string_view id, const Body& body) {
  ObjectNamed out{std::string(id), {}, {}};
  TRY(out.owner, body.text("owner"));
  TRY(out.version, body.text("version"));
  return out;
}

ordered_json version_json(const VersionOf& one) { return {{"owner", one.owner}, {"id", one.id}, {"version", one.version}}; }

ordered_json to_json(const Recalled& recalled) {
  ordered_json objects = ordered_json::array();
  for (const Recalled::One& one : recalled.objects) {
    ordered_json object = version_json(one);
    object["revoked"] = one.revoked;
    objects.push_back(std::move(object));
  }
  return {{"record", recalled.record}, {"recalled", std::move(objects)}, {"people", recalled.people}, {"parties", recalled.parties}};
}

ordered_json to_json(const Submitted& one) {
  ordered_json out = {{"id", one.id}, {"version", one.version}};
  if (!one.message.empty()) out["message"] = one.message;
  return out;
}

Result<std::string> recall_by(Node& node, const Caller& caller, std::string_view id, std::string_view text) {
  TRY(const Body body, Body::read(text, {"reason", "version", "owner", "with_references", "cause", "replaced_by"}));
  RecallRequest request;
  TRY(request.object, named(id, body));
  TRY(request.reason, body.text("reason"));
  TRY(request.replaced_by, body.text("replaced_by"));
  TRY(request.with_references, body.flag("with_references"));
  TRY(const std::string cause, body.text("cause"));
  TRY(request.cause, cause_named(cause));
  TRY(const Recalled recalled, recall(node, caller, request));
  return text_of(to_json(recalled));
}

Result<std::string> correct_by(Node& node, const Caller& caller, std::string_view id, std::string_view text) {
  TRY(const Body body, Body::read(text, {"reason", "bundle", "version", "owner", "replaced_by"}));
  CorrectionRequest request;
  TRY(request.object, named(id, body));
  TRY(request.reason, body.text("reason"));
  TRY(request.replaced_by, body.text("replaced_by"));
  TRY(request.bundle, body.object("bundle"));
  if (request.bundle.empty()) return fail(Code::invalid, "bundle holds what stands in the object's place", "/bundle");
  TRY(const Corrected corrected, correct(node, caller, request));
  ordered_json out = to_json(corrected.recalled);
  for (const Submitted& one : corrected.objects) out["shared"].push_back(to_json(one));
  return text_of(out);
}

Result<std::string> reclassify_by(Node& node, const Caller& caller, std::string_view id, std::string_view text) {
  TRY(const Body body, Body::read(text, {"reason", "label", "marking"}));
  ReclassificationRequest request;
  request.id = id;
  TRY(request.reason, body.text("reason"));
  TRY(request.label, body.object("label"));
  TRY(const std::string marking, body.object("marking"));
  if (request.label.empty() == marking.empty()) return fail(Code::invalid, "give either a label or a marking");
  if (!marking.empty()) {
    const auto written = ordered_json::parse(marking, nullptr, false);
    const auto is_text = [](const ordered_json& one) { return one.is_string(); };
    const bool sound = written.is_object() && written.contains("language") && written["language"].is_string() &&
                       written.contains("text") && written["text"].is_string() &&
                       (!written.contains("portions") ||
                        (written["portions"].is_array() && std::all_of(written["portions"].begin(), written["portions"].end(), is_text)));
    if (!sound) return fail(Code::invalid, "a marking is {\"language\", \"text\", \"portions\": [...]}", "/marking");
    request.marking.language = written["language"].get<std::string>();
    request.marking.text = written["text"].get<std::string>();
    if (written.contains("portions")) request.marking.portions = written["portions"].get<std::vector<std::string>>();
  }
  TRY(const Reclassified done, reclassify(node, caller, request));
  ordered_json out = to_json(done.recalled);
  out["shared"].push_back(to_json(done.object));
  out["widened"] = done.widened;
  return text_of(out);
}

Result<std::string> erase_by(Node& node, const Caller& caller, std::string_view id, std::string_view text) {
  TRY(const Body body, Body::read(text, {"reason", "version", "owner"}));
  TRY(const ObjectNamed object, named(id, body));
  TRY(const std::string reason, body.text("reason"));
  TRY(const Erased erased, erase(node, caller, object, reason));
  ordered_json out = {{"record", erased.record}, {"erased", ordered_json::array()}};
  for (const VersionOf& one : erased.objects) out["erased"].push_back(version_json(one));
  return text_of(out);
}

Result<std::string> approve_by(Node& node, const Caller& caller, std::string_view id, std::string_view text) {
  TRY(const Body body, Body::read(text, {"version", "owner"}));
  TRY(const ObjectNamed object, named(id, body));
  TRY(const Seq record, approve_release(node, caller, object));
  return text_of({{"record", record}});
}

struct Row {
  std::string_view act;
  Result<std::string> (*run)(Node&, const Caller&, std::string_view id, std::string_view body);
};
constexpr std::array kActs{Row{"recall", recall_by}, Row{"correction", correct_by}, Row{"reclassification", reclassify_by},
                           Row{"erasure", erase_by}, Row{"approval", approve_by}};

}  // namespace

Result<std::string> act_on_object(Node& node, const Caller& caller, std::string_view act, std::string_view id, std::string_view body) {
  for (const Row& row : kActs)
    if (row.act == act) return row.run(node, caller, id, body);
  return fail(Code::not_found, "there is no such act");
}

std::string to_json(const std::vector<Holders>& holders) {
  ordered_json out = ordered_json::array();
  for (const Holders& one : holders) {
    ordered_json object = version_json(one);
    object["recalled"] = one.recalled;
    object["people"] = ordered_json::array();
    for (const Holding& holding : one.people)
      object["people"].push_back({{"person", holding.person},
                                  {"agency", holding.agency},
                                  {"party", holding.party},
                                  {"purpose", holding.purpose},
                                  {"action", holding.action == marking::Action::copy ? "copy" : "display"},
                                  {"state", holding.told ? "told" : "held"},
                                  {"first", format_time(holding.first)},
                                  {"last", format_time(holding.last)},
                                  {"delivered", holding.delivered}});
    out.push_back(std::move(object));
  }
  return text_of({{"objects", std::move(out)}});
}

}  // namespace comity::operations
