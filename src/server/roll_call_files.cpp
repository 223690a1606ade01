#include "server/roll_call_files.hpp"

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <mutex>
#include <tuple>

#include "insight/votes_read.hpp"

namespace comity::server {
namespace {

using Stamp = std::tuple<std::int64_t, std::int64_t, std::int64_t>;  // size, seconds, nanoseconds

Result<Stamp> stamp_of(const std::string& path) {
  if (path.empty()) return Stamp{};
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) return fail(Code::unavailable, "the file of roll calls that the settings name cannot be read; its operator should look at [alignment]");
  return Stamp{facts.st_size, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec};
}

Result<std::string> text_of(const std::string& path, const Stamp& stamp) {
  if (static_cast<std::uint64_t>(std::get<0>(stamp)) > insight::kMostVotesBytes) return fail(Code::too_large, "the file of roll calls that the settings name is too large");
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) return fail(Code::unavailable, "the file of roll calls that the settings name cannot be read; its operator should look at [alignment]");
  return insight::unpacked(std::move(bytes));
}

struct Kept {
  std::mutex mutex;
  std::string votes, roll_calls;
  bool joined = false;
  Stamp votes_stamp{}, calls_stamp{};
  std::shared_ptr<const insight::RollCallSet> set;
};

Result<std::shared_ptr<const insight::RollCallSet>> read(Kept& kept) {
  const std::lock_guard lock(kept.mutex);
  if (kept.votes.empty()) return fail(Code::not_found, "this node was given no roll calls; its operator sets [alignment] votes in node.toml");
  TRY(const Stamp votes_stamp, stamp_of(kept.votes));
  TRY(const Stamp calls_stamp, stamp_of(kept.roll_calls));
  if (kept.set && votes_stamp == kept.votes_stamp && calls_stamp == kept.calls_stamp) return kept.set;
  TRY(const std::string votes, text_of(kept.votes, votes_stamp));
  std::optional<std::string> calls;
  if (!kept.roll_calls.empty()) {
    TRY(calls, text_of(kept.roll_calls, calls_stamp));
  }
  TRY(insight::RollCallSet set, insight::read_votes(votes, calls));
  if (kept.joined) set = insight::succeeded(set);
  kept.set = std::make_shared<const insight::RollCallSet>(std::move(set));
  kept.votes_stamp = votes_stamp;
  kept.calls_stamp = calls_stamp;
  return kept.set;
}

}  // namespace

operations::RollCalls roll_calls_of(const Settings& settings) {
  auto kept = std::make_shared<Kept>();
  kept->votes = settings.alignment_votes;
  kept->roll_calls = settings.alignment_roll_calls;
  kept->joined = settings.alignment_succession;
  return [kept] { return read(*kept); };
}

}  // namespace comity::server
