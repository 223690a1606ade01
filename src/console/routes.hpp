// The console's rows of the route table: open to anyone, as whoever logs in needs the page first. They say nothing of what the node holds.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "console/files.hpp"
#include "http/http.hpp"

namespace comity::console {

// `files`: null for a node without a console; then "/" says so, and there is nothing else. `reserved`: first segments of the other doors' paths:
// what they do not have is not there, and is no place in the console.
std::vector<http::Route> routes(std::shared_ptr<const Files> files, std::set<std::string> reserved);

// The content policy of every answer here.
extern const char* const kPolicy;

}  // namespace comity::console
