// Putting a node together: the folder it lives in, the parts it is made of, and the loop that serves it. The only room
// that knows every other.
//
// A node's folder:
//   node.json          {"name","created"}
//   node.toml          how it is served: settings.hpp. Absent: the defaults
//   store/             the engine's
//   keys/log.key       the key that signs checkpoints of the ledger (crypto::write_key_file)
//   keys/credentials.key  the key that seals secrets of one-time passwords; made at the first start where it is missing
//   operator.token     the operator's bearer token, mode 0600
//   exercise/          sample nodes only: authorities' keys, and logins.json
//   {"people":[{"id","party","agency","token"}]} ledger/checkpoint  the last signed note, replaced at most once a
//   second while the ledger grows, and on a clean stop run.json           {"url","pid"} while a process serves; a clean
//   stop removes it
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "console/files.hpp"
#include "crypto/sign.hpp"
#include "http/http.hpp"
#include "operations/alignment.hpp"
#include "operations/node.hpp"
#include "server/settings.hpp"
#include "store/engine.hpp"

namespace comity::server {

class Log;
class Operating;

// An open node and all that it stands on. Tests may fill one themselves: without a directory nothing is written beside
// the engine.
struct Opened {
  std::string directory;  // "" for none
  std::string name;       // of the node: the ledger's origin and the name of its key
  std::unique_ptr<store::Disk> disk;
  std::unique_ptr<store::Engine> engine;
  std::unique_ptr<Clock> clock;
  std::unique_ptr<crypto::Random> random;
  std::optional<crypto::SigningKey> log_key;
  operations::RollCalls roll_calls;        // those that the settings name; empty for none
  std::unique_ptr<operations::Node> node;  // last: it goes before what it stands on

  // The ledger as of now, as a signed note (C2SP tlog-checkpoint). Signs only when the ledger has grown. Any thread.
  std::string checkpoint();

 private:
  std::mutex note_mutex_;
  std::uint64_t note_size_ = 0;
  std::string note_;
};

// Makes the folder of a new node, 0700, with node.json and keys/log.key: what open_node() needs. `name` is 1 to 64 of
// [A-Za-z0-9._-]. Errors: invalid (name), conflict (the folder is not empty), unavailable (disk).
Result<void> make_node_directory(const std::string& directory, const std::string& name, Clock& clock,
                                 crypto::Random& random);

// Opens the node in that folder and replays its journal. `sync_delay_us` is added to every sync of the disk, for
// benches. Errors: not_found (no node there), conflict (another process has it open), corrupt, precondition (key file
// readable by others), unavailable.
Result<std::unique_ptr<Opened>> open_node(const std::string& directory, std::int64_t sync_delay_us = 0);

// Every route of this node's doors, and what the server itself answers: a TAXII error below the TAXII paths, else
// problem+json. `log` takes a line about what failed inside. `opened` must outlive the handlers, and so must `operating`; without
// one the routes get one of their own.
// `console`: its files; null for a node without one.
std::vector<http::Route> doors(Opened& opened, const std::function<void(std::string_view)>& log,
                               Operating* operating = nullptr, std::shared_ptr<const console::Files> console = nullptr);
http::ErrorResponse door_errors();

// Who is told what goes on. Both may be empty; they outlive what is told.
struct Watching {
  std::function<void(std::string_view)> failed;  // a line about what goes wrong
  Log* log = nullptr;                            // events
};

// A node that answers requests, in the background.
class Running {
 public:
  // Errors: unavailable (the port is taken), and those of the settings: invalid, precondition.
  static Result<std::unique_ptr<Running>> start(Opened& opened, const Settings& settings, Watching watching);
  // On 127.0.0.1, with the defaults but for the port. `log` takes lines about what goes wrong.
  static Result<std::unique_ptr<Running>> start(Opened& opened, std::uint16_t port,
                                                std::function<void(std::string_view)> log);
  virtual ~Running() = default;  // as stop()
  virtual std::uint16_t port() const = 0;
  virtual std::string url() const = 0;    // "http://127.0.0.1:8470"
  virtual std::string taxii() const = 0;  // the API root
  virtual bool has_console() const = 0;   // it is served at url()
  // Takes up what can change while it runs: the certificate's files, the log's level, how much disk is low. Errors: what is wrong with the
  // certificate; then the old one stays, and so do the settings.
  virtual Result<void> reload(const Settings& settings) = 0;
  // Ends requests with a grace, writes what is due, stops the journal, settles the store, writes the checkpoint. The
  // node takes no more acts after it. The second call does nothing.
  virtual Result<void> stop() = 0;
};

struct ServeOptions {
  Settings settings;
  std::function<Result<Settings>()> read_again;  // at SIGHUP; empty: nothing is read
  bool json = false;                          // one line of JSON instead of words
  bool logins = false;                        // the words name each sample person's token
  std::function<void(std::string_view)> out;  // what a person or script is told once it serves
  std::function<void(std::string_view)> log;  // lines of the log
};
// Serves until SIGINT or SIGTERM, then stops cleanly. A second signal ends the process at once. SIGHUP reloads. From the
// main thread. Errors: unavailable (the port is taken), settings that do not go together, and what stopping met.
Result<void> serve(Opened& opened, const ServeOptions& options);

}  // namespace comity::server
