// The catalogue of controls: what each one does to release. To add one, add a row in controls.cpp.
#pragma once

#include <span>
#include <string_view>

namespace comity::marking {

enum class ControlEffect {
  own_party_only,  // only readers of the control's party (NOFORN, EYES ONLY); a consent does not lift it
  consent_only,    // the agreement branch never permits for that originator (ORCON)
  accepted_only,   // an agreement must accept the control by name (PROPIN, IMCON, …)
  no_copy,         // display only, for every reader outside the control's party; an agreement must accept it too
  no_clients,      // bodies of the parties only; TLP:AMBER+STRICT brings it, so that a join with RED keeps it
  permitting,      // denies nobody (RELIDO)
};

struct Control {
  std::string_view name;
  ControlEffect effect;
  std::string_view meaning;
};

std::span<const Control> controls();
const Control* find_control(std::string_view name);  // nullptr: unknown, which denies everybody

}  // namespace comity::marking
