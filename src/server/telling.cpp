#include "server/telling.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "taxii/collections.hpp"

namespace comity::server {
namespace {

using nlohmann::ordered_json;

struct Row {
  std::string who, roles, way_in;
};

std::string table(const std::vector<std::pair<std::string, std::vector<Row>>>& groups) {
  std::size_t who = 0, roles = 0;
  for (const auto& [title, rows] : groups)
    for (const Row& row : rows) {
      who = std::max(who, row.who.size());
      roles = std::max(roles, row.roles.size());
    }
  std::string out;
  for (const auto& [title, rows] : groups) {
    out += fmt::format("\n  {}\n", title);
    for (const Row& row : rows) out += fmt::format("    {:<{}}  {:<{}}  {}\n", row.who, who, row.roles, roles, row.way_in);
  }
  return out;
}

// By party, each with its people in the order of the file.
std::string people_table(const Opened& opened, const Running& running, const Logins& logins) {
  const auto way_in = [&](const std::string& token) { return running.has_console() ? link_of(running.url(), token) : token; };
  std::vector<std::pair<std::string, std::vector<Row>>> groups;
  std::map<std::string, std::size_t> places;
  std::shared_lock state(opened.node->journal().state());
  const auto& directory = opened.node->policy.world().directory();
  for (const Login& login : logins.people) {
    if (places.try_emplace(login.party, groups.size()).second) {
      const auto party = directory.parties.find(login.party);
      const bool named = party != directory.parties.end() && !party->second.name.empty();
      groups.emplace_back(named ? fmt::format("{}  {}", login.party, party->second.name) : login.party, std::vector<Row>());
    }
    const auto person = directory.people.find(login.id);
    groups[places.at(login.party)].second.push_back(
        {login.id, person == directory.people.end() ? "" : fmt::format("{}", fmt::join(person->second.roles, ", ")), way_in(login.token)});
  }
  if (!logins.operator_token.empty()) groups.emplace_back("The node", std::vector<Row>{{"operator", "administers, reads no object", way_in(logins.operator_token)}});
  return table(groups);
}

}  // namespace

Result<Logins> logins_of(const std::string& directory) {
  Logins out;
  TRY(out.people, read_logins(directory));
  if (out.people.empty()) return out;
  std::ifstream file(directory + "/operator.token", std::ios::binary);
  std::getline(file, out.operator_token);
  return out;
}

std::string link_of(const std::string& url, const std::string& token) { return fmt::format("{}/enter#{}", url, token); }

std::string as_json(const Running& running, const Logins& logins) {
  const auto link = [&](const std::string& token) { return running.has_console() ? ordered_json(link_of(running.url(), token)) : ordered_json(); };
  ordered_json people = ordered_json::array();
  for (const Login& login : logins.people)
    people.push_back({{"id", login.id}, {"party", login.party}, {"agency", login.agency}, {"token", login.token}, {"link", link(login.token)}});
  ordered_json line = {{"url", running.url()}, {"taxii", running.taxii()}, {"people", std::move(people)}};
  line["console"] = running.has_console() ? ordered_json(running.url() + "/") : ordered_json();
  line["operator"] = logins.operator_token.empty() ? ordered_json() : ordered_json{{"token", logins.operator_token}, {"link", link(logins.operator_token)}};
  return line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string as_words(const Opened& opened, const Running& running, const Logins& logins) {
  std::string out = fmt::format("\nThe node {} is serving.\n\n", opened.name);
  if (running.has_console()) out += fmt::format("  console     {}/\n", running.url());
  out += fmt::format("  address     {}\n  TAXII root  {}\n", running.url(), running.taxii());
  if (!logins.people.empty()) {
    out += running.has_console() ? "\nSample people. Open a link to log in as one of them; the token behind its # is what curl and TAXII clients take.\n"
                                 : "\nSample people, each with the token that opens the node for them:\n";
    out += people_table(opened, running, logins);
    out += fmt::format(
        "\nWhat the first of them may see:\n\n"
        "  curl -gs -H 'Authorization: Bearer {}' \\\n"
        "       -H 'Accept: application/taxii+json;version=2.1' \\\n"
        "       '{}collections/{}/objects/?limit=10'\n",
        logins.people.front().token, running.taxii(), taxii::kReadCollection);
  }
  return out + "\nCtrl-C stops it.\n";
}

}  // namespace comity::server
