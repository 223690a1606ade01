#include "search/gather.hpp"

#include <algorithm>

#include "search/text.hpp"
#include "stix/object.hpp"
#include "stix/selector.hpp"

namespace comity::search {
namespace {

// Counts the parts of an object; values follow each other with a gap, so that no phrase runs from one into the next.
class Places {
 public:
  explicit Places(Splitter& splitter) : splitter_(splitter) {}

  void add(std::string_view value, Gathered& out) {
    const std::vector<Part>& parts = splitter_.split(value);
    for (std::size_t i = 0; i < parts.size() && next_ < kMostParts; ++i, ++next_) {
      const Part& part = parts[i];
      out.add(part.text, place(next_, part.tight));
      if (!part.single || i + 1 == parts.size() || !parts[i + 1].single || !parts[i + 1].tight) continue;
      // Two characters together: what words of such scripts are found by.
      pair_.assign(part.text).append(parts[i + 1].text);
      out.add(pair_, place(next_, part.tight));
    }
    ++next_;
  }

 private:
  Splitter& splitter_;
  std::string pair_;
  std::uint32_t next_ = 0;
};

// Where a marked field lies in the document, and its label.
struct Field {
  std::uint32_t begin, end, label;
};

// Nothing: the object is not as it was when it was taken.
std::optional<std::vector<Field>> fields_of(const json::Document& document, std::span<const marking::LabelIx> labels) {
  const auto object = stix::read_object(document);
  if (!object || object->marked_fields() != labels.size()) return std::nullopt;
  std::vector<Field> out;
  stix::PathFinder finder(document);
  std::size_t field = 0;
  for (const stix::GranularMarking& granular : object->granular)
    for (const std::string& selector : granular.selectors) {
      const auto path = stix::parse_selector(selector);
      const auto value = path ? finder.resolve(*path) : std::nullopt;
      if (!value) return std::nullopt;
      out.push_back({value->index(), value->node().next, labels[field++].value});
    }
  return out;
}

}  // namespace

GatheredObject gather(std::string_view object, marking::LabelIx label, std::span<const marking::LabelIx> labels, Splitter& splitter) {
  GatheredObject out;
  thread_local json::Document document;
  if (!document.read(object)) return out;
  std::vector<Field> fields;
  if (!labels.empty()) {
    auto found = fields_of(document, labels);
    if (!found) return out;
    fields = *std::move(found);
  }
  Places places(splitter);
  const Cover own{label.value};
  Gathered& whole = out.texts[own];
  const auto add = [&](std::string_view, const json::Value& value) {
    Gathered* into = &whole;
    Cover cover;
    for (const Field& field : fields)
      if (field.begin <= value.index() && value.index() < field.end) cover.push_back(field.label);
    if (!cover.empty()) {
      cover.push_back(label.value);
      std::sort(cover.begin(), cover.end());
      cover.erase(std::unique(cover.begin(), cover.end()), cover.end());
      into = &out.texts[cover];
    }
    if (const auto plain = value.plain()) places.add(*plain, *into);
    else places.add(value.string(), *into);
  };
  out.tangled = each_text(document, add);
  return out;
}

Gathered gather_whole(std::string_view object, Splitter& splitter) {
  GatheredObject gathered = gather(object, marking::LabelIx{0}, {}, splitter);
  return gathered.texts.empty() ? Gathered{} : std::move(gathered.texts.begin()->second);
}

}  // namespace comity::search
