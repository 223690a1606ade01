#include "access/desk.hpp"

namespace comity::access {

void Enrolments::begin(const std::string& person, std::string secret, Time now) {
  std::lock_guard lock(mutex_);
  held_[person] = {std::move(secret), Time{now.us + kValidUs}};
}

std::optional<std::string> Enrolments::secret_of(std::string_view person, Time now) {
  std::lock_guard lock(mutex_);
  const auto found = held_.find(person);
  if (found == held_.end()) return std::nullopt;
  if (now < found->second.until) return found->second.secret;
  held_.erase(found);
  return std::nullopt;
}

bool Claims::take(const std::string& person, std::uint64_t step) {
  std::lock_guard lock(mutex_);
  std::uint64_t& last = steps_[person];
  if (step <= last) return false;
  last = step;
  return true;
}

bool Claims::take(const std::string& person, const crypto::Digest& code) {
  std::lock_guard lock(mutex_);
  return codes_[person].insert(code).second;
}

void Enrolments::end(std::string_view person) {
  std::lock_guard lock(mutex_);
  if (const auto found = held_.find(person); found != held_.end()) {
    crypto::wipe(found->second.secret);
    held_.erase(found);
  }
}

}  // namespace comity::access
