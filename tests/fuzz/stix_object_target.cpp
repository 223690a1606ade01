// Reading one object, and splicing a label into it.
#include <string>

#include "marking/label.hpp"
#include "stix/object.hpp"
#include "stix/selector.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

constexpr std::string_view kLabel = R"({"extension_type":"property-extension","label":{"tlp":"RED"}})";

void selectors_lead_somewhere(const stix::Object& object, const json::Document& document) {
  for (const stix::Reference& reference : object.references) {
    CHECK(stix::is_identifier(reference.target));
    const auto path = stix::parse_selector(reference.path), removal = stix::parse_selector(reference.removal);
    CHECK(path && removal && stix::starts_with(*path, *removal));
    const auto value = stix::resolve(document.root(), *path);
    CHECK(value && value->equals(reference.target));
    CHECK(stix::resolve(document.root(), *removal).has_value());
  }
  std::size_t fields = 0;
  for (const stix::GranularMarking& marking : object.granular) {
    CHECK(!marking.selectors.empty());
    fields += marking.selectors.size();
    for (const std::string& selector : marking.selectors) {
      const auto found = stix::markings_at(document.root(), selector, true, true);
      CHECK(found.has_value());
      if (!marking.marking_ref.empty()) CHECK(std::find(found->begin(), found->end(), marking.marking_ref) != found->end());
    }
  }
  CHECK(fields == object.marked_fields());
}

void takes_a_label(const stix::Object& object, const json::Document& document) {
  const std::string text = stix::with_label(document, kLabel);
  const auto labelled = json::Document::parse(text, {.max_depth = 66});
  CHECK(labelled.has_value());
  const auto again = stix::read_object(*labelled);
  CHECK(again && again->id == object.id && again->type == object.type && again->label_extension == kLabel);
  CHECK(again->marking_refs == object.marking_refs && again->version == object.version && again->revoked == object.revoked);
  if (object.label_extension.empty()) CHECK(again->references.size() == object.references.size());  // the old one may have had some
  CHECK(stix::with_label(*labelled, kLabel) == text);
}

}  // namespace

void fuzz_stix_object(std::string_view input) {
  const auto text = json::minify(input);
  if (!text) return;
  const auto document = json::Document::parse(*text);
  if (!document) return;
  stix::missing(document->root());
  const auto object = stix::read_object(*document);
  if (!object) {
    CHECK(!object.error().message.empty());
    return;
  }
  CHECK(stix::is_identifier(object->id) && object->id.starts_with(object->type + "--"));
  CHECK(object->spec_version == "2.0" || object->spec_version == "2.1");
  CHECK(object->version.has_value() == !object->modified.empty());
  if (object->version) CHECK(parse_time(format_time(*object->version)) == *object->version);
  selectors_lead_somewhere(*object, *document);
  // A selector of the label could lie below the extension that is replaced; what was marked there is the node's to refuse.
  if (object->marked_fields() == 0) takes_a_label(*object, *document);
  if (!object->label_extension.empty()) marking::parse_extension(object->label_extension, Time{});
}

}  // namespace comity::fuzz
