// What a STIX marking-definition conveys to the objects that refer to it (STIX 2.1 §7.2.1): by its well-known id, by its
// definition_type, and by each extension that a marking language reads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "marking/language.hpp"

namespace comity::marking {

struct Conveyed {
  std::vector<Stated> stated;  // all of them hold: join them. What could not be read is among their unknowns
  std::optional<Stated> own;   // the label of the definition itself, where its extension says so
  // It holds statements alone: it restricts nobody, and whoever may read what it marks may read it (docs/format/label.md).
  bool remark = false;
};

// `definition` is the marking-definition; context.owner the party that marks an object with it, context.marked its date.
// Total: what is not understood is an unknown. Any thread.
Conveyed read_definition(json::Value definition, const Context& context);

// A marking as text in a marking language, as the label extension carries it: docs/format/label.md.
Stated read_written(const Written& written, const Context& context);

}  // namespace comity::marking
