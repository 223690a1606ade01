// From what a marking says to the label that decides: defaults filled in, communities dated, names checked.
#pragma once

#include <string>
#include <string_view>

#include "alliance/directory.hpp"
#include "marking/label.hpp"

namespace comity::alliance {

// `label` as parsed from markings; `submitter` the agency that submits, which is always an originator; `marked` the date that
// communities without one are read as of. In the result every originating party that the directory knows has R and S sets with S ⊇ R, and every name
// that the directory or the catalogue of controls does not know is listed in `unknowns`.
marking::Label resolve(marking::Label label, std::string_view submitter, const Directory& directory, Time marked);

// AMBER+STRICT as the control NO-CLIENTS of each originating party: a join with RED keeps that one, and would forget the other.
marking::Label exclude_clients(marking::Label label);

// What a label lacks before it may be stored, added to its unknowns or reader sets: levels, askable owners of controls
// and compartments, the closed circle of TLP:RED. docs/format/release.md §3. Idempotent.
marking::Label complete(marking::Label label);

}  // namespace comity::alliance
