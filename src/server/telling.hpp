// What a person or a script is told once a node serves. Private to server/.
#pragma once

#include <string>
#include <vector>

#include "server/assemble.hpp"
#include "server/node_directory.hpp"

namespace comity::server {

// Log-ins of a sample node; empty where there are none, or where they are not to be told.
struct Logins {
  std::vector<Login> people;
  std::string operator_token;  // "" for none
};
// Of exercise/logins.json and operator.token. A node that is no exercise has none. Errors: corrupt, naming the file.
Result<Logins> logins_of(const std::string& directory);

// Leads to the console's page that logs in with the token and takes it out of the address: what follows # is sent to no server.
std::string link_of(const std::string& url, const std::string& token);

// One line: {"url","taxii","people":[{"id","party","agency","token","link"}],"console","operator":{"token","link"}}. Without a console that and the links
// are null; so is the operator of a node without sample people.
std::string as_json(const Running& running, const Logins& logins);
std::string as_words(const Opened& opened, const Running& running, const Logins& logins);

}  // namespace comity::server
