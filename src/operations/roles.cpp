#include "operations/roles.hpp"

#include <array>

namespace comity::operations {
namespace {

constexpr std::array kRoles{
    Role{"reader", "reads what is released to it, as everybody does"},
    Role{"submitter", "shares objects as its agency, derives, corrects what it shared; opens rounds and answers them"},
    Role{"registrar", "takes back, reclassifies and erases what its party owns or originates; sees who may hold it, requests for consent, exposure, what its party shares with whom, and how partners handled what its party originated; reads statements, meetings and concerns of its party and brings what was signed"},
    Role{"releaser", "lets go, as the second person, what waits for one"},
    Role{"official", "prepares consents, puts drafts of agreements, approves tearlines and releases; drafts statements and meetings, reads and brings as registrars do; sees exposure, what its party shares with whom, the accounts, clearances and audit of its party's people, and how partners handled what its party originated"},
};

}  // namespace

std::span<const Role> roles() { return kRoles; }

bool has_role(const alliance::Directory& directory, std::string_view person, std::string_view role) {
  const auto found = directory.people.find(person);
  return found != directory.people.end() && found->second.roles.contains(std::string(role));
}

}  // namespace comity::operations
