// The TAXII 2.1 door: a route table. docs/format/taxii.md says what of the standard is there.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "http/http.hpp"
#include "operations/node.hpp"
#include "taxii/query.hpp"

namespace comity::taxii {

inline constexpr std::string_view kRoot = "comity";  // of the API root /comity/, and those of purposes: /comity/purpose/{purpose}/

struct Options {
  std::uint64_t max_content_length = 256ull << 20;  // bytes; announced in the API root, enforced by the server
  Limits limits;
  std::function<void(std::string_view)> log;  // a line about what failed inside; may be empty
};

// `node` must outlive the handlers.
std::vector<http::Route> routes(operations::Node& node, Options options);

// Whether a path is below this door, so that what the server answers by itself there is a TAXII error message.
bool owns(std::string_view path);
// That answer.
http::Response server_error(int status, std::string_view message);

}  // namespace comity::taxii
