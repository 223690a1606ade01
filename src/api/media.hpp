// Media types of requests and answers (RFC 9110 §8.3, §12.5.1).
#pragma once

#include <string_view>

namespace comity::api {

// Whether `accept`, as sent, lets an answer of that media type through. "" lets all. What matches most closely counts, and "q=0" refuses.
bool accepts(std::string_view accept, std::string_view media_type);

// Whether Content-Type says `media_type`, whatever its parameters.
bool is_of_type(std::string_view content_type, std::string_view media_type);

}  // namespace comity::api
