#include "insight/stated_sources.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "stix/object.hpp"
#include "stix/tables.hpp"
#include "stix/types.hpp"

namespace comity::insight {
namespace {

constexpr std::string_view kAccounts = "grouping malware-analysis note observed-data opinion report sighting";
constexpr std::string_view kObservations = "malware-analysis observed-data";
constexpr std::string_view kEnds = "identity location";
// Of other types an external reference with an identifier says what the object itself is called elsewhere.
constexpr std::string_view kCiting = "grouping indicator malware-analysis note observed-data opinion relationship report sighting";

constexpr std::array kProperties{
    Way{"object_refs", "grouping note opinion report", true, "a product cites the accounts that it lists; what else it lists is its subject"},
    Way{"observed_data_refs", "sighting", false, "the data in which it was seen"},
    Way{"where_sighted_refs", "sighting", false, "who or what saw it"},
};
constexpr std::array kRelations{
    Relation{"based-on", false, "an indicator rests on the data that it was made from"},
    Relation{"derived-from", false, "the source was made from the target"},
    Relation{"duplicate-of", true, "source and target are the same; each counts as a copy of the other"},
};
constexpr std::array<std::string_view, 8> kTitles{"name", "value", "abstract", "opinion", "subject", "path", "product", "relationship_type"};
constexpr std::array<std::string_view, 4> kProse{"description", "content", "abstract", "explanation"};

std::string text_of(const json::Value& object, std::string_view member) {
  const auto value = object.get(member);
  return value && value->is(json::Kind::string) ? value->string() : std::string();
}

template <class F>
void each_text(const json::Value& object, std::string_view member, F&& visit) {
  if (const auto value = object.get(member))
    value->each_element([&](const json::Value& one) {
      if (one.is(json::Kind::string)) visit(one.string());
    });
}

void read_extension(const json::Value& object, StatedSources& out, std::set<std::string>& known) {
  const auto extensions = object.get("extensions");
  const auto extension = extensions && extensions->is(json::Kind::object) ? extensions->get(stix::kLabelExtension) : std::nullopt;
  if (!extension || !extension->is(json::Kind::object)) return;
  const std::string lineage = text_of(*extension, "lineage");
  out.first_hand = lineage == "first-hand";
  out.more = lineage == "unknown";
  if (const auto sources = extension->get("sources"))
    sources->each_element([&](const json::Value& one) {
      const std::string id = one.is(json::Kind::string) ? one.string() : one.is(json::Kind::object) ? text_of(one, "id") : "";
      if (!id.empty() && known.insert(id).second) out.objects.push_back({id, "sources"});
    });
}

// An object of a round lists the question that it answers, which is no source. A judgement names its own, those too that its author does not hold.
bool read_round(const json::Value& object, StatedSources& out, std::set<std::string>& known) {
  const auto extensions = object.get("extensions");
  const auto extension = extensions && extensions->is(json::Kind::object) ? extensions->get(stix::kRoundExtension) : std::nullopt;
  if (!extension || !extension->is(json::Kind::object)) return false;
  const auto judgement = extension->get("judgement");
  if (!judgement || !judgement->is(json::Kind::object)) return true;
  each_text(*judgement, "sources", [&](std::string id) {
    if (known.insert(id).second) out.objects.push_back({std::move(id), "sources"});
  });
  return true;
}

void read_documents(const json::Value& object, StatedSources& out) {
  const auto references = object.get("external_references");
  if (!references) return;
  std::set<std::string> known;
  references->each_element([&](const json::Value& one) {
    if (!one.is(json::Kind::object)) return;
    const std::string source = text_of(one, "source_name"), url = text_of(one, "url"), number = text_of(one, "external_id");
    if (source.empty() || (!number.empty() && !stix::lists(kCiting, out.type))) return;
    if (url.empty() && number.empty()) {  // a name alone does not say which of its documents
      out.more = out.more || stix::lists(kCiting, out.type);
      return;
    }
    const std::string& where = url.empty() ? number : url;
    const std::string key = source + "\n" + where;
    if (known.insert(key).second) out.documents.push_back({key, source, where});
  });
}

}  // namespace

Sort sort_of(std::string_view type) {
  if (stix::lists(kEnds, type) || stix::family_of(type) == stix::Family::observable) return Sort::end;
  return stix::lists(kObservations, type) ? Sort::observation : Sort::claim;
}

bool is_account(std::string_view type) { return stix::lists(kAccounts, type); }

std::span<const Way> properties() { return kProperties; }
std::span<const Relation> relations() { return kRelations; }

const Relation* relation_named(std::string_view relationship_type) {
  const auto at = std::find_if(kRelations.begin(), kRelations.end(), [&](const Relation& one) { return one.type == relationship_type; });
  return at == kRelations.end() ? nullptr : &*at;
}

StatedSources stated_sources(const json::Value& object) {
  StatedSources out;
  out.type = text_of(object, "type");
  out.id = text_of(object, "id");
  for (const std::string_view member : kTitles)
    if (out.title.empty()) out.title = text_of(object, member);
  for (const std::string_view member : kProse)
    if (const std::string text = text_of(object, member); !text.empty()) out.text += (out.text.empty() ? "" : "\n") + text;
  if (sort_of(out.type) == Sort::end) return out;
  std::set<std::string> known{out.id};
  read_extension(object, out, known);
  const bool of_round = read_round(object, out, known);
  for (const Way& way : kProperties) {
    if (of_round && way.accounts_only) continue;
    if (!way.of.empty() && !stix::lists(way.of, out.type)) continue;
    each_text(object, way.name, [&](std::string id) {
      if (way.accounts_only && !is_account(id.substr(0, id.find("--")))) return;
      if (known.insert(id).second) out.objects.push_back({std::move(id), way.name});
    });
  }
  read_documents(object, out);
  return out;
}

std::optional<StatedRelation> stated_relation(const json::Value& object) {
  if (text_of(object, "type") != "relationship") return std::nullopt;
  const auto revoked = object.get("revoked");
  if (revoked && revoked->is(json::Kind::boolean) && revoked->boolean()) return std::nullopt;
  StatedRelation out;
  out.relation = relation_named(text_of(object, "relationship_type"));
  if (out.relation == nullptr) return std::nullopt;
  out.source = text_of(object, "source_ref");
  out.target = text_of(object, "target_ref");
  if (out.source.empty() || out.target.empty() || out.source == out.target) return std::nullopt;
  return out;
}

}  // namespace comity::insight
