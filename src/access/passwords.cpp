#include "access/passwords.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <vector>

namespace comity::access {
namespace {

constexpr std::size_t kLeast = 12, kMost = 128;
constexpr std::size_t kMostBytes = 2048;
constexpr std::size_t kFewest = 5;  // different characters

// Stems that lead every published list of leaked passwords; most of those lists are shorter than 12 characters, or one of these with
// something around it. A short list of our own, on purpose: the length is what protects.
constexpr std::array<std::string_view, 40> kStems{
    "password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "pa55word", "motdepasse", "contrasena", "letmein", "welcome",
    "willkommen", "bienvenue", "admin", "administrator", "root", "operator", "changeme", "default", "secret", "topsecret",
    "iloveyou", "sunshine", "princess", "dragon", "monkey", "football", "baseball", "superman", "batman", "starwars",
    "trustno1", "whatever", "internet", "computer", "master", "login", "abc", "test", "guest", "comity"};
constexpr std::array<std::string_view, 7> kWalks{"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm",
                                                 "azertyuiopqsdfghjklmwxcvbn", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"};

std::vector<char32_t> characters(std::string_view text) {
  std::vector<char32_t> out;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t one = 0;
    const utf8proc_ssize_t n = utf8proc_iterate(at, left, &one);
    if (n <= 0) break;
    out.push_back(static_cast<char32_t>(one));
    at += n;
    left -= n;
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

// What is left when all that `word` covers is taken out, and digits and signs: nothing of a password that is only that word, adorned.
bool is_adorned(std::string text, std::string_view word) {
  if (word.size() < 3 || text.find(word) == std::string::npos) return false;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at)) text.erase(at, word.size());
  return std::count_if(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }) < 4;
}

// A run along a row of keys or the alphabet, there or back, once or again.
bool is_walk(std::string_view text) {
  for (const std::string_view row : kWalks) {
    std::string there(row), back(row.rbegin(), row.rend());
    for (const std::string& way : {there + there, back + back})
      for (std::size_t n = 3; n <= row.size(); ++n) {
        const auto at = way.find(text.substr(0, n));
        if (at == std::string::npos) break;
        std::string again;
        while (again.size() < text.size()) again += text.substr(0, n);
        if (again.substr(0, text.size()) == text || way.find(text) != std::string::npos) return true;
      }
  }
  return false;
}

}  // namespace

Result<std::string> normal_form(std::string_view password) {
  if (password.size() > kMostBytes) return fail(Code::invalid, fmt::format("a password has at most {} characters", kMost), "password");
  utf8proc_uint8_t* made = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(password.data()), static_cast<utf8proc_ssize_t>(password.size()), &made, options);
  if (size < 0) return fail(Code::invalid, "a password is text in UTF-8", "password");
  std::string out(reinterpret_cast<const char*>(made), static_cast<std::size_t>(size));
  std::fill_n(made, size, utf8proc_uint8_t{0});
  std::free(made);
  return out;
}

Result<void> check_password(std::string_view normal, std::string_view person, std::string_view node) {
  const std::vector<char32_t> all = characters(normal);
  if (all.size() < kLeast || all.size() > kMost)
    return fail(Code::invalid, fmt::format("a password has {} to {} characters; several words make a good one", kLeast, kMost), "password");
  if (std::any_of(all.begin(), all.end(), [](char32_t c) { return c < 0x20 || c == 0x7f; }))
    return fail(Code::invalid, "a password holds no control characters", "password");
  if (std::set<char32_t>(all.begin(), all.end()).size() < kFewest)
    return fail(Code::invalid, fmt::format("a password of fewer than {} different characters is guessed first", kFewest), "password");
  const std::string text = lower(normal);
  const auto guessed = [](std::string_view what) {
    return fail(Code::invalid, fmt::format("this password is {}: that is guessed first; choose another", what), "password");
  };
  for (const std::string_view stem : kStems)
    if (is_adorned(text, stem)) return guessed("a common one with something around it");
  if (is_walk(text)) return guessed("a walk over the keyboard or the alphabet");
  const std::string who = lower(person), where = lower(node);
  if (is_adorned(text, who) || is_adorned(text, where)) return guessed("a name of yours or of this node");
  for (std::size_t begin = 0; begin < who.size();) {  // each word of a name such as NZL.GCSB.analyst
    const std::size_t end = std::min(who.find('.', begin), who.size());
    if (is_adorned(text, std::string_view(who).substr(begin, end - begin))) return guessed("a name of yours");
    begin = end + 1;
  }
  return {};
}

// One of the few that hash now.
class Hasher::Turn {
 public:
  static Result<std::unique_ptr<Turn>> take(Hasher& hasher) {
    std::unique_lock lock(hasher.mutex_);
    if (hasher.waiting_ >= hasher.waiting_most_) {
      Error error{Code::too_many, "too many people log in at this moment; try again in a few seconds", ""};
      error.retry_after_s = 5;
      return tl::make_unexpected(std::move(error));
    }
    ++hasher.waiting_;
    hasher.free_.wait(lock, [&] { return hasher.running_ < hasher.at_once_; });
    --hasher.waiting_;
    ++hasher.running_;
    return std::make_unique<Turn>(hasher);
  }
  explicit Turn(Hasher& hasher) : hasher_(hasher) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    std::lock_guard lock(hasher_.mutex_);
    --hasher_.running_;
    hasher_.free_.notify_one();
  }

 private:
  Hasher& hasher_;
};

Hasher::Hasher(const Settings& settings, crypto::Random& random)
    : cost_(settings.password),
      at_once_(std::max<std::size_t>(settings.hashes_at_once, 1)),
      waiting_most_(std::max<std::size_t>(settings.hashes_waiting, 1)),
      decoy_(crypto::decoy_hash(random, settings.password)) {}

Result<std::string> Hasher::hash(std::string_view password) {
  TRY(const auto turn, Turn::take(*this));
  return crypto::hash_password(password, cost_);
}

Result<bool> Hasher::verify(const std::string& hash, std::string_view password) {
  TRY(const auto turn, Turn::take(*this));
  const bool fits = crypto::verify_password(hash.empty() ? decoy_ : hash, password);
  return fits && !hash.empty();
}

}  // namespace comity::access
