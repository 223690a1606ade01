#include "cli/remote.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

namespace comity::cli {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  return object.is_object() && object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

bool flag_of(const json& object, const char* key) {
  return object.is_object() && object.contains(key) && object[key].is_boolean() && object[key].get<bool>();
}

Code code_of(int status) {
  switch (status) {
    case 401:
      return Code::unauthenticated;
    case 403:
      return Code::forbidden;
    case 404:
      return Code::not_found;
    case 409:
      return Code::conflict;
    case 412:
      return Code::precondition;
    case 413:
      return Code::too_large;
    case 429:
      return Code::too_many;
    case 503:
      return Code::unavailable;
    default:
      return status >= 500 ? Code::internal : Code::invalid;
  }
}

// problem+json has title and detail, TAXII's error has title and description.
Error error_of(const http::Client::Reply& reply, std::string_view target) {
  const json body = json::parse(reply.body, nullptr, false);
  std::string message = text_of(body, "detail");
  if (message.empty()) message = text_of(body, "description");
  if (message.empty()) message = text_of(body, "title");
  if (message.empty()) message = fmt::format("the node answered {} {}", reply.status, http::reason_of(reply.status));
  const std::string where = text_of(body, "where");
  return {code_of(reply.status), message, where.empty() ? std::string(target.substr(0, target.find('?'))) : where};
}

Result<json> parse_reply(const std::string& text, std::string_view what) {
  json out = json::parse(text, nullptr, false);
  if (out.is_discarded()) return fail(Code::internal, fmt::format("the node's {} is not JSON", what));
  return out;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                            c == '.' || c == '_' || c == '~';
    if (unreserved)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string path_of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    const auto slash = url.find('/', scheme + 3);
    url = slash == std::string_view::npos ? std::string_view("/") : url.substr(slash);
  }
  std::string out(url);
  if (!out.starts_with('/')) out.insert(out.begin(), '/');
  if (!out.ends_with('/')) out += '/';
  return out;
}

Result<Remote> Remote::connect(const std::string& url, std::string token, std::string purpose) {
  constexpr std::string_view kPlain = "http://", kSecure = "https://";
  const auto wrong = [&] { return fail(Code::invalid, "write the address as https://HOST:PORT, or on this machine http://127.0.0.1:PORT", url); };
  const bool secure = url.starts_with(kSecure);
  if (!secure && !url.starts_with(kPlain)) return wrong();
  std::string_view rest = std::string_view(url).substr(secure ? kSecure.size() : kPlain.size());
  rest = rest.substr(0, rest.find('/'));
  const auto colon = rest.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return wrong();
  std::string host(rest.substr(0, colon));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string_view digits = rest.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (fault != std::errc() || end != digits.data() + digits.size() || port == 0) return wrong();
  constexpr std::chrono::seconds kTimeout{120};
  if (secure) {
    http::ClientTls tls;
    if (const char* file = std::getenv("COMITY_CA_FILE")) tls.ca_file = file;
    TRY(auto client, http::connect(host, port, kTimeout, tls));
    return Remote(std::move(client), std::move(token), std::move(purpose));
  }
  TRY(auto client, http::connect(host, port, kTimeout));
  return Remote(std::move(client), std::move(token), std::move(purpose));
}

Result<std::string> Remote::send(std::string_view method, std::string_view target,
                                 std::vector<std::pair<std::string, std::string>> headers, std::string_view body) {
  headers.emplace_back("Authorization", "Bearer " + token_);
  if (!purpose_.empty()) headers.emplace_back("Comity-Purpose", purpose_);
  TRY(http::Client::Reply reply, client_->send(method, target, headers, body));
  if (reply.status >= 300) return tl::make_unexpected(error_of(reply, target));
  return std::move(reply.body);
}

Result<std::string> Remote::get(std::string_view target, std::string_view accept) {
  return send("GET", target, {{"Accept", std::string(accept)}}, {});
}

Result<std::string> Remote::post(std::string_view target, std::string_view type, std::string_view body) {
  return send("POST", target, {{"Accept", std::string(type)}, {"Content-Type", std::string(type)}}, body);
}

Result<std::string> Remote::remove(std::string_view target, std::string_view accept) {
  return send("DELETE", target, {{"Accept", std::string(accept)}}, {});
}

Result<std::string> find_collection(Remote& remote, const std::string& collection, bool to_write) {
  TRY(const std::string discovery, remote.get("/taxii2/", kTaxii));
  TRY(const json root, parse_reply(discovery, "TAXII discovery"));
  std::string api = text_of(root, "default");
  if (api.empty() && root.is_object() && root.contains("api_roots") && root["api_roots"].is_array() &&
      !root["api_roots"].empty() && root["api_roots"][0].is_string())
    api = root["api_roots"][0].get<std::string>();
  if (api.empty()) return fail(Code::not_found, "the node names no TAXII API root for this person");
  const std::string base = path_of(api) + "collections/";
  TRY(const std::string listed, remote.get(base, kTaxii));
  TRY(const json list, parse_reply(listed, "list of collections"));
  if (list.is_object() && list.contains("collections") && list["collections"].is_array()) {
    for (const json& one : list["collections"]) {
      const std::string id = text_of(one, "id");
      if (!collection.empty() && collection != id && collection != text_of(one, "alias") &&
          collection != text_of(one, "title"))
        continue;
      if (flag_of(one, to_write ? "can_write" : "can_read")) return base + percent_encoded(id) + "/objects/";
    }
  }
  if (to_write && collection.empty())
    return fail(Code::forbidden, "this person may share in no collection; sharing needs the role submitter");
  return fail(Code::not_found, fmt::format("this person has no {}collection to {}", collection.empty() ? "" : "such ",
                                           to_write ? "share in" : "read"));
}

}  // namespace comity::cli
