// From a method and a path to the handler of a route table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/http.hpp"

namespace comity::http {

class Routes {
 public:
  struct Match {
    const Handler* handler = nullptr;      // nothing: 404 if `allow` is empty, else 405
    const std::string* pattern = nullptr;  // the handler's, as the table has it
    std::vector<std::string> args;         // decoded
    std::string allow;                     // the methods of this path: "GET, HEAD, POST"
  };

  // Errors: invalid (a pattern that does not start with '/', a route twice, no handler, a method that is no token,
  // `takes` missing or out of its place).
  static Result<Routes> from(std::vector<Route> table);

  // `raw_path` is still percent-encoded, so that an encoded slash does not split a segment. Any thread.
  Match match(std::string_view method, std::string_view raw_path) const;

 private:
  struct Segment {
    bool any = false;     // {name}
    std::string literal;  // decoded
  };
  struct Row {
    std::string method;
    std::vector<Segment> segments;
    bool slash = false;  // ends in '/'
    bool any_slash = true;
    Handler handler;
    std::string pattern;
  };
  // Rows by number of segments, literals before {name} at the first segment that differs: a path is compared with few
  // rows, and the first row that matches is the most specific one.
  std::vector<std::vector<Row>> by_length_;
  std::vector<Route> of_the_rest_;  // of the pattern "/{...}"
};

}  // namespace comity::http
