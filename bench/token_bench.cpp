// What checking a token costs, beside one SHA-256 of it and one Argon2id of a password at the default cost. Prints one JSON line.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "access/settings.hpp"
#include "access/tokens.hpp"
#include "crypto/hash.hpp"

using namespace comity;

namespace {

constexpr std::size_t kTokens = 100'000;
constexpr int kRounds = 200'000, kRuns = 9;

std::uint64_t sink = 0;  // so that no work is left out

template <class F>
double nanoseconds(int rounds, F&& work) {
  std::vector<double> runs;
  for (int run = 0; run < kRuns; ++run) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < rounds; ++i) work(static_cast<std::size_t>(i));
    runs.push_back(static_cast<double>(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - start).count()) / rounds);
  }
  std::nth_element(runs.begin(), runs.begin() + kRuns / 2, runs.end());
  return runs[kRuns / 2];
}

}  // namespace

int main() {
  const auto random = crypto::test_random(1);
  access::Tokens tokens;
  std::vector<std::string> secrets;
  for (std::size_t i = 0; i < kTokens; ++i) {
    const access::FreshToken fresh = access::make_token(*random, "NZL.GCSB.analyst", Time::max());
    const std::string body = access::encode(fresh.token);
    tokens.apply({i + 1, Time{1}, 1, journal::Kind::token, body, 0});
    secrets.push_back(fresh.secret);
  }
  const double known = nanoseconds(kRounds, [&](std::size_t i) { sink += tokens.find(secrets[i * 7919 % kTokens], "192.0.2.1", Time{60'000'000}) != nullptr; });
  const double unknown = nanoseconds(kRounds, [&](std::size_t i) {
    std::string wrong = secrets[i * 7919 % kTokens];
    wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
    sink += tokens.find(wrong, "192.0.2.1", Time{60'000'000}) != nullptr;
  });
  const double hash = nanoseconds(kRounds, [&](std::size_t i) { sink += crypto::sha256(secrets[i * 7919 % kTokens])[0]; });
  const auto start = std::chrono::steady_clock::now();
  sink += crypto::hash_password("kereru over the harbour", access::Settings{}.password).has_value();
  const double argon = static_cast<double>(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - start).count());
  fmt::print(R"({{"bench":"token","tokens":{},"known_ns":{:.0f},"unknown_ns":{:.0f},"sha256_ns":{:.0f},"argon2id_ns":{:.0f},"known_to_sha256":{:.2f},"argon2id_to_known":{:.0f}}})"
             "\n",
             kTokens, known, unknown, hash, argon, known / hash, argon / known);
  return sink == 0;
}
