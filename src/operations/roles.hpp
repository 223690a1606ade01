// Roles of people, as the directory names them (docs/format/roles.md): the one place that reads them.
#pragma once

#include <span>
#include <string_view>

#include "operations/node.hpp"

namespace comity::operations {

struct Role {
  std::string_view name;
  std::string_view may;  // in words
};
// All that the acts know. A directory may name others; they mean nothing here.
std::span<const Role> roles();

// The node's operator has no role of the directory: its rights are the node's own. The state lock is held.
bool has_role(const alliance::Directory& directory, std::string_view person, std::string_view role);

}  // namespace comity::operations
