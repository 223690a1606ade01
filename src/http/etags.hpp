// Entity tags in conditional requests (RFC 9110 §13.1).
#pragma once

#include <string_view>

namespace comity::http {

// Whether If-Match or If-None-Match names this tag, which holds no comma. `weak`: W/"x" stands for "x" too.
bool names_etag(std::string_view header, std::string_view etag, bool weak);

}  // namespace comity::http
