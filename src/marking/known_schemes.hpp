// Level schemes that every node knows: those of the states and organisations whose markings the languages read. A directory may
// have more, and its own words win.
#pragma once

#include "marking/levels.hpp"

namespace comity::marking {

const Schemes& known_schemes();  // made at first use; any thread

}  // namespace comity::marking
