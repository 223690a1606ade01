// What manifest, versions and markings have in common: names instead of bytes.
#include "taxii/objects.hpp"

namespace comity::taxii {

std::string_view version_text(const std::string& version) {
  // §5.3.1: "a value … that is consistent to the server". match[version] finds it, as such an object counts as of that time.
  return version.empty() ? std::string_view("1970-01-01T00:00:00.000Z") : std::string_view(version);
}

void add_dates(http::Response& response, const operations::Listing& listing) {
  if (listing.objects.empty()) return;
  response.headers.emplace_back("X-TAXII-Date-Added-First", format_time(listing.objects.front().added));
  response.headers.emplace_back("X-TAXII-Date-Added-Last", format_time(listing.objects.back().added));
}

}  // namespace comity::taxii
