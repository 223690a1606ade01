#include "server/assemble.hpp"

#include <fmt/format.h>

#include <utility>

#include "api/routes.hpp"
#include "console/routes.hpp"
#include "ledger/note.hpp"
#include "server/node_directory.hpp"
#include "server/opening.hpp"
#include "server/operating.hpp"
#include "server/roll_call_files.hpp"
#include "server/settings.hpp"
#include "store/faulty_disk.hpp"
#include "taxii/routes.hpp"

namespace comity::server {

std::string Opened::checkpoint() {
  std::lock_guard lock(note_mutex_);
  const ledger::Checkpoint now = node->journal().checkpoint(name);
  if (note_.empty() || now.size != note_size_) {
    note_ = ledger::sign_note(ledger::to_text(now), name, *log_key);
    note_size_ = now.size;
  }
  return note_;
}

Result<std::unique_ptr<Opened>> open_node(const std::string& directory, std::int64_t sync_delay_us) {
  return open_node_by(directory, std::make_unique<SystemClock>(), sync_delay_us);
}

Result<std::unique_ptr<Opened>> open_node_by(const std::string& directory, std::unique_ptr<Clock> clock, std::int64_t sync_delay_us) {
  auto opened = std::make_unique<Opened>();
  TRY(NodeFile file, read_node_file(directory));
  opened->directory = directory;
  opened->name = std::move(file.name);
  TRY(opened->log_key, crypto::read_key_file(directory + "/keys/log.key"));
  TRY_VOID(check_private(directory + "/keys"));
  opened->disk = store::posix_disk();
  if (sync_delay_us > 0) {
    auto faults = std::make_shared<store::Faults>();
    faults->sync_delay_us = sync_delay_us;
    opened->disk = store::faulty_disk(std::move(opened->disk), std::move(faults));
  }
  opened->clock = std::move(clock);
  opened->random = crypto::system_random();
  store::EmbeddedOptions options;
  options.directory = directory + "/store";
  auto engine = store::open_embedded(*opened->disk, options);
  if (!engine && engine.error().code == Code::conflict)
    return fail(Code::conflict, fmt::format("the node in {} is in use by another process; stop that first", directory),
                directory);
  if (!engine) return tl::make_unexpected(std::move(engine).error());
  opened->engine = *std::move(engine);
  TRY(auto sealing, credentials_key(directory, *opened->random));
  TRY(const Settings settings, read_settings(directory));
  TRY(opened->node, operations::Node::open({*opened->engine, *opened->clock, *opened->random, access_settings(settings), std::make_shared<const crypto::SealingKey>(std::move(sealing))}));
  opened->roll_calls = roll_calls_of(settings);
  return opened;
}

std::vector<http::Route> doors(Opened& opened, const std::function<void(std::string_view)>& log, Operating* operating,
                               std::shared_ptr<const console::Files> console) {
  std::shared_ptr<Operating> own;
  if (!operating) {
    own = std::make_shared<Operating>(opened, Settings{}, nullptr);
    operating = own.get();
  }
  taxii::Options for_taxii;
  for_taxii.max_content_length = http::ServerOptions{}.max_body_bytes;
  for_taxii.log = log;
  std::vector<http::Route> routes = taxii::routes(*opened.node, std::move(for_taxii));
  api::Options for_api;
  for_api.checkpoint = [&opened, own] { return opened.checkpoint(); };
  if (opened.log_key) for_api.log_key = ledger::to_string(ledger::verifier_key(opened.name, *opened.log_key));
  for_api.log = log;
  for_api.roll_calls = opened.roll_calls;
  for_api.operating = operating->door();
  for (http::Route& route : api::routes(*opened.node, std::move(for_api))) routes.push_back(std::move(route));
  for (http::Route& route : console::routes(std::move(console), {"api", "taxii2", std::string(taxii::kRoot), "metrics", "health", "ready"}))
    routes.push_back(std::move(route));
  return routes;
}

http::ErrorResponse door_errors() {
  return [](const http::Request& request, int status, std::string_view message) {
    return taxii::owns(request.path) ? taxii::server_error(status, message)
                                     : api::server_error(status, message);
  };
}

}  // namespace comity::server
