// ETags (RFC 9110 §8.8.3, §13.1): strong, of the answer's own bytes and of who gets them, so that one says nothing that its answer does not.
#pragma once

#include <string>
#include <string_view>

#include "http/etags.hpp"
#include "http/http.hpp"
#include "operations/node.hpp"

namespace comity::api {

std::string etag_of(const operations::Caller& caller, std::string_view bytes);

using http::names_etag;

// The answer with its ETag, or 304 where the request says that it has it.
http::Response conditional(const operations::Caller& caller, const http::Request& request, http::Response response);

}  // namespace comity::api
