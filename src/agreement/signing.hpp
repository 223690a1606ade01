// Which signatures an agreement needs where not all of its parties sign. Private to agreement/.
#pragma once

#include <map>
#include <set>
#include <string>

#include "agreement/terms.hpp"

namespace comity::agreement {

// As verify() in terms.hpp, but that these parties of it have to sign; the others may.
Result<void> verify(const Signed& signed_agreement, const std::map<std::string, std::string>& authorities, const std::set<std::string>& needed);

}  // namespace comity::agreement
