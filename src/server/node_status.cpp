#include "server/node_status.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "base/bytes.hpp"
#include "operations/acts.hpp"
#include "operations/agreements_json.hpp"
#include "server/node_directory.hpp"

namespace comity::server {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr std::int64_t kDay = 86'400'000'000;

// Blocks in use, as the store reserves and gives back space within files.
std::uint64_t used_bytes(const std::string& directory) {
  std::uint64_t out = 0;
  std::error_code none;
  for (auto at = fs::recursive_directory_iterator(directory, none); at != fs::recursive_directory_iterator(); at.increment(none)) {
    struct stat facts {};
    if (::lstat(at->path().c_str(), &facts) == 0 && S_ISREG(facts.st_mode)) out += static_cast<std::uint64_t>(facts.st_blocks) * 512;
    if (none) break;
  }
  return out;
}

bool soon(Time until, Time now) { return until != Time::max() && until.us - now.us < kExpiringDays * kDay; }

ordered_json clearances(const alliance::Directory& directory, Time now) {
  std::size_t valid = 0;
  ordered_json without = ordered_json::array(), expiring = ordered_json::array();
  for (const auto& [id, person] : directory.people) {
    const auto found = directory.clearances.find(id);
    if (found == directory.clearances.end() || found->second.from > now || found->second.until <= now) {
      without.push_back(id);
      continue;
    }
    ++valid;
    if (soon(found->second.until, now)) expiring.push_back({{"person", id}, {"until", format_time(found->second.until)}});
  }
  return {{"valid", valid}, {"without", std::move(without)}, {"expiring", std::move(expiring)}};
}

ordered_json agreements(Opened& opened, Time now) {
  ordered_json in_force = ordered_json::array(), expiring = ordered_json::array();
  std::size_t other = 0;
  operations::Caller caller;
  caller.person = access::kOperator;
  const auto all = operations::agreements_of(*opened.node, caller);
  const ordered_json listed = all ? operations::to_json(*all) : ordered_json::object();
  for (const auto& one : listed.value("agreements", ordered_json::array())) {
    const ordered_json standing = one.value("standing", ordered_json::object());
    if (standing.value("state", "") != "in-force") {
      ++other;
      continue;
    }
    const std::string id = one.value("id", "");
    in_force.push_back(id);
    const auto until = parse_time(standing.value("until", standing.value("term_end", "")));
    if (until && soon(*until, now)) expiring.push_back({{"id", id}, {"until", format_time(*until)}});
  }
  return {{"in_force", std::move(in_force)}, {"expiring", std::move(expiring)}, {"other", other}};
}

// What the node cannot work without, each with the next step.
ordered_json missing(const ordered_json& status) {
  ordered_json out = ordered_json::array();
  const auto add = [&](std::string what, std::string how) { out.push_back({{"what", std::move(what)}, {"how", std::move(how)}}); };
  if (status["parties"] == 0) add("the alliance's directory", "comity init DIR --directory alliance.toml");
  for (const auto& party : status["authorities_missing"])
    add(fmt::format("the public key of the authority of {}", party.get<std::string>()),
        fmt::format("{0}, on its own machine: comity key new {0}.key; it hands over the public half", party.get<std::string>()));
  if (!status["clearances"]["without"].empty())
    add(fmt::format("clearances of {} people", status["clearances"]["without"].size()),
        "each one's authority, on its own machine: comity clearance sign PERSON --alliance alliance.toml --key PARTY.key -o PERSON.clearance; then here: comity clearance add FILE");
  if (status["agreements"]["in_force"].empty())
    add("an agreement in force", "every authority in it, on its own machine: comity agreement sign FILE --key PARTY.key --as PARTY; then here: comity agreement add FILE");
  if (status["log_ins"] == 0) add("a log-in of the operator", "comity token add operator");
  return out;
}

}  // namespace

ordered_json node_status(Opened& opened) {
  const Time now = opened.clock->now();
  ordered_json out = {{"node", opened.name}};
  if (!opened.directory.empty())
    if (const auto file = read_node_file(opened.directory)) out["created"] = file->created;
  out["records"] = opened.node->journal().last();
  out["checkpoint"] = opened.checkpoint();
  out["key"] = ledger::to_string(ledger::verifier_key(opened.name, *opened.log_key));
  {
    std::shared_lock state(opened.node->journal().state());
    const auto& policy = opened.node->policy;
    out["policy"] = policy.version();
    if (policy.next_transition() != Time::max()) out["next_transition"] = format_time(policy.next_transition());
    static const alliance::Directory kNone;
    const alliance::Directory& directory = policy.version() == 0 ? kNone : policy.world().directory();
    out["parties"] = directory.parties.size();
    out["agencies"] = directory.agencies.size();
    out["people"] = directory.people.size();
    ordered_json without = ordered_json::array();
    for (const auto& [id, party] : directory.parties)
      if (party.authority.empty()) without.push_back(id);
    out["authorities_missing"] = std::move(without);
    out["clearances"] = clearances(directory, now);
    out["erasures_pending"] = opened.node->exceptions.erasures().size() - opened.node->erasures_done;
  }
  out["agreements"] = agreements(opened, now);
  out["log_ins"] = opened.node->journal().numbers().records[static_cast<std::size_t>(journal::Kind::token)];
  struct statvfs disk {};
  if (!opened.directory.empty() && ::statvfs(opened.directory.c_str(), &disk) == 0)
    out["disk"] = {{"used", used_bytes(opened.directory)}, {"free", std::uint64_t{disk.f_bavail} * disk.f_frsize}};
  out["exercise"] = !opened.directory.empty() && fs::exists(opened.directory + "/exercise");
  out["missing"] = missing(out);
  return out;
}

}  // namespace comity::server
