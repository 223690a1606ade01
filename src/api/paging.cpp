#include "api/paging.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "crypto/hash.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kCheckDigits = 8;

std::string check_of(const Call& call, std::string_view key) {
  std::string text = call.request.path + "\n" + call.caller.person + "\n" + call.caller.purpose + "\n";
  for (const auto& [name, value] : call.request.query)
    if (name != "next" && name != "limit") text += name + "=" + value + "\n";
  return to_hex(crypto::view(crypto::sha256(text, key)).substr(0, kCheckDigits / 2));
}

}  // namespace

Parameter limit_parameter(std::int64_t otherwise) {
  return {.name = "limit", .kind = Parameter::Kind::whole,
          .text = otherwise == kMostOfPage ? "At most so many; without it 1000." : "At most so many; without it 100.", .least = 1, .most = kMostOfPage};
}

Parameter next_parameter() { return {.name = "next", .text = "The next of an earlier answer, with the same filters.", .most = 4096}; }

std::string write_next(const Call& call, std::string_view key) { return check_of(call, key) + to_hex(key); }

Result<std::string> read_next(const Call& call) {
  const std::string text = call.text("next");
  if (text.empty()) return std::string();
  const auto key = text.size() > kCheckDigits ? from_hex(std::string_view(text).substr(kCheckDigits)) : std::nullopt;
  if (!key || write_next(call, *key) != text)
    return fail(Code::invalid, "'next' is not a cursor of this query; start again without it, with the same filters on each page", "next");
  return *key;
}

Result<void> page_of(const Call& call, ordered_json& body, const char* list, const std::function<std::string(const ordered_json&)>& key_of) {
  TRY(const std::string after, read_next(call));
  const auto limit = static_cast<std::size_t>(call.whole("limit").value_or(kMostOfPage));
  std::vector<std::pair<std::string, ordered_json*>> all;
  for (ordered_json& one : body[list])
    if (std::string key = key_of(one); after.empty() || key > after) all.emplace_back(std::move(key), &one);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  ordered_json page = ordered_json::array();
  for (std::size_t i = 0; i < std::min(limit, all.size()); ++i) page.push_back(std::move(*all[i].second));
  body[list] = std::move(page);
  if (all.size() > limit) body["next"] = write_next(call, all[limit - 1].first);
  return {};
}

}  // namespace comity::api
