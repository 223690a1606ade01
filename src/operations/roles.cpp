#include "operations/roles.hpp"

#include <array>

namespace comity::operations {
namespace {

constexpr std::array kRoles{
    Role{"reader", "reads what is released to it, as everybody does"},
    Role{"submitter", "shares objects as its agency, derives, corrects what it shared"},
    Role{"registrar", "takes back, reclassifies and erases what its party owns or originates; sees who may hold it, and requests for consent"},
    Role{"releaser", "lets go, as the second person, what waits for one"},
    Role{"official", "prepares consents, puts drafts of agreements, approves tearlines and releases; sees the accounts, clearances and audit of its party's people"},
};

}  // namespace

std::span<const Role> roles() { return kRoles; }

bool has_role(const alliance::Directory& directory, std::string_view person, std::string_view role) {
  const auto found = directory.people.find(person);
  return found != directory.people.end() && found->second.roles.contains(std::string(role));
}

}  // namespace comity::operations
