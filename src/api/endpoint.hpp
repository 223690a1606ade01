// A row of the REST door's table. The table is the one source: what a call takes is read and checked by it, who may call is
// enforced by it, and the OpenAPI document and docs/api.md are printed from it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/schema.hpp"
#include "http/http.hpp"
#include "operations/node.hpp"

namespace comity::api {

// What a log-in must be good for.
enum class Scope {
  open,   // anyone, with no log-in
  none,   // whoever has a log-in, whatever it is good for
  read,   // to read, and to ask why
  share,  // to share
  act,    // to act for a party: consents, agreements, approvals; to take back what was shared
  admin,  // to administer the node
};
std::string_view name_of(Scope scope);

// A part of a request outside its body. Path parameters are those of the pattern, in its order.
struct Parameter {
  enum class In { path, query, header };
  enum class Kind {
    text,   // 1 to `most` bytes
    whole,  // a whole number from `least` to `most`
    time,   // an RFC 3339 time, or a date
    flag,   // "true" or "false"
  };
  std::string_view name = {};
  In in = In::query;
  Kind kind = Kind::text;
  std::string_view text = {};        // what it means, one sentence
  bool required = false;
  std::int64_t least = 1, most = 1024;
  std::string_view pattern = {};     // of a text: a regular expression for readers of the document; "" for none
  std::vector<std::string_view> one_of = {};  // of a text: the words that it may be; empty for any
  bool many = false;                 // may be repeated, and be a list with commas
};

struct Body {
  std::string_view schema = {};      // its name in the catalogue: a JSON body is checked against it
  std::string_view media_type = "application/json";
  std::string_view text = {};
  bool checked = true;               // against the schema, before the act runs; else the act reads it alone, as of what is large or not one JSON text
};

struct Answered {
  int status = 200;
  std::string_view schema = {};      // its name in the catalogue; "" where the body is no JSON, or there is none
  std::string_view media_type = "application/json";
  std::string_view text = "Done.";
};

// What a second call with the same Idempotency-Key can rely on.
enum class Again {
  same,  // by its nature: to do it twice is to do it once
  once,  // it is recorded before it is begun, so that it is never done twice, not after a crash either
};

struct Door;

// One call, past its checks.
struct Call {
  Door& door;
  const operations::Caller& caller;  // of no person where the row is open to anyone
  const http::Request& request;

  operations::Node& node() const;
  // A path parameter by its place in the pattern.
  const std::string& arg(std::size_t place) const { return request.args[place]; }
  // Query parameters, of the kinds that the row gives them: checked before the act runs. "" and nothing where absent.
  std::string text(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;  // of one that is `many`
  std::optional<std::int64_t> whole(std::string_view name) const;
  std::optional<Time> time(std::string_view name) const;
  bool flag(std::string_view name) const;
};

using Act = std::function<Result<http::Response>(const Call&)>;

struct Endpoint {
  std::string_view method = {}, pattern = {};
  std::string_view id = {};          // operationId: unique, never changed
  std::string_view summary = {};     // a line
  std::string_view description = {}; // sentences; may be empty
  Scope scope = Scope::read;
  std::string_view who = {};         // in words, where not all may call
  std::vector<Parameter> parameters = {};  // those of the path may be left out: they are texts
  std::optional<Body> body = {};
  std::vector<Answered> answers = {};  // of success
  std::vector<int> refusals = {};    // besides those that every row, or every row with a log-in or a body, may give
  Again again = Again::same;         // of POST
  bool secret = false;               // the answer holds a secret: it is given once, and not kept
  bool tagged = true;                // of GET: whether the answer has an ETag
  Act act = {};
};

// Rows that belong together: one file.
struct Topic {
  std::string_view tag;
  std::string_view text;
  std::vector<Endpoint> endpoints;
  std::vector<Schema> schemas;       // that these rows name; those of all topics are one catalogue
};

}  // namespace comity::api
