#include "server/readiness.hpp"

#include <sys/statvfs.h>

#include <limits>
#include <shared_mutex>

namespace comity::server {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kOverdue = 5 * kSecond, kBehind = 60 * kSecond;
// Policy events own a microsecond for each object: the journal may run ahead of the clock by that much and more after a
// burst; an hour means that the clock was set back.
constexpr std::int64_t kSetBack = 3600 * kSecond;

}  // namespace

std::uint64_t Readiness::free_bytes() const {
  struct statvfs facts {};
  if (opened_.directory.empty() || ::statvfs(opened_.directory.c_str(), &facts) != 0) return std::numeric_limits<std::uint64_t>::max();
  return std::uint64_t{facts.f_bavail} * facts.f_frsize;
}

bool Readiness::index_behind(Time now) {
  const Seq settled = opened_.engine->settled();
  const bool all = settled >= opened_.engine->last();
  const std::lock_guard lock(mutex_);
  if (all || settled != settled_ || moved_ == Time{}) {
    settled_ = settled;
    moved_ = now;
  }
  return now.us - moved_.us > kBehind;
}

std::vector<std::string_view> Readiness::unready() {
  std::vector<std::string_view> out;
  const journal::Journal::Numbers numbers = opened_.node->journal().numbers();
  const Time now = opened_.clock->now();
  if (numbers.stopped) out.push_back("journal");
  if (numbers.refused || !opened_.engine->usable()) out.push_back("disk");
  if (index_behind(now)) out.push_back("index");
  Time next;
  {
    std::shared_lock state(opened_.node->journal().state());
    next = opened_.node->policy.next_transition();
  }
  const bool overdue = next < now && now.us - next.us > kOverdue;
  if (overdue || numbers.next.us - now.us > kSetBack) out.push_back("clock");
  if (free_bytes() < static_cast<std::uint64_t>(low_mib_.load()) << 20) out.push_back("space");
  return out;
}

}  // namespace comity::server
