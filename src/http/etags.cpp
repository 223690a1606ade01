#include "http/etags.hpp"

namespace comity::http {

bool names_etag(std::string_view header, std::string_view etag, bool weak) {
  while (!header.empty()) {
    const std::size_t comma = header.find(',');  // ours hold none
    std::string_view one = header.substr(0, comma);
    header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
    const std::size_t begin = one.find_first_not_of(" \t");
    if (begin == std::string_view::npos) continue;
    one = one.substr(begin, one.find_last_not_of(" \t") + 1 - begin);
    if (one == "*") return true;
    if (weak && one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag) return true;
  }
  return false;
}

}  // namespace comity::http
