// The files of a node's folder beside its store. Private to server/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/seal.hpp"
#include "store/disk.hpp"

namespace comity::server {

struct NodeFile {
  std::string name;
  std::string created;  // RFC 3339
};
// Errors: not_found, corrupt.
Result<NodeFile> read_node_file(const std::string& directory);

// A name that can stand in a signed note: 1 to 64 of [A-Za-z0-9._-].
bool is_node_name(std::string_view name);

struct Login {
  std::string id, party, agency, token;
};
// Nobody else may read, write or enter the folder. Errors: precondition, unavailable.
Result<void> check_private(const std::string& directory);
// keys/credentials.key, with which the node seals what it must read again; made, 0600, where there is none: nodes of before it. Errors:
// precondition (others may read it), invalid, unavailable.
Result<crypto::SealingKey> credentials_key(const std::string& directory, crypto::Random& random);

// What exercise/logins.json says; empty when there is none. Errors: corrupt, naming the file.
Result<std::vector<Login>> read_logins(const std::string& directory);

// Whoever reads `path` finds the old bytes or the new ones, after a crash too. Errors: unavailable.
Result<void> replace_file(store::Disk& disk, const std::string& path, std::string_view bytes);

}  // namespace comity::server
