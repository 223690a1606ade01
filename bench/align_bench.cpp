// Every index of every pair of every year of a file of roll-call votes, on one core, with reading and without; beside a plain loop over a dense matrix of votes, which is what scripts do.
// Usage: align_bench [VOTES.csv.gz ROLLCALLS.csv.gz]. Prints JSON lines.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "insight/alignment.hpp"
#include "insight/votes_read.hpp"

namespace {

using namespace comity::insight;

// Seconds of processor time: what means something on a machine that does other work.
double now() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Sum {
  std::size_t dyad_years = 0, defined = 0;
  double total = 0;
  void add(const Indices& indices) {
    ++dyad_years;
    for (const auto& one : indices)
      if (one) total += *one, ++defined;
  }
};

Sum by_bits(const RollCallSet& set) {
  Sum out;
  for (const Period& period : periods(set, {}, By::year)) VoteRows(set, period.selection, {}).each_pair([&](std::size_t, std::size_t, const Cells& cells) { out.add(indices_of(cells)); });
  return out;
}

// A row of votes a member, a column a roll call; for each pair and year one look at each roll call of the year.
Sum by_loop(const RollCallSet& set, const std::vector<std::uint8_t>& votes) {
  Sum out;
  const std::size_t calls = set.calls().size(), members = set.members().size();
  for (std::size_t begin = 0; begin < calls;) {
    std::size_t end = begin;
    while (end < calls && year_of(set.calls()[end].day) == year_of(set.calls()[begin].day)) ++end;
    for (std::size_t a = 0; a < members; ++a)
      for (std::size_t b = a + 1; b < members; ++b) {
        Cells cells;
        for (std::size_t call = begin; call < end; ++call) {
          const std::uint8_t x = votes[a * calls + call], y = votes[b * calls + call];
          if (x != 0 && y != 0) ++cells.t[static_cast<std::size_t>((x - 1) * 3 + y - 1)];
        }
        if (cells.n() > 0) out.add(indices_of(cells));
      }
    begin = end;
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const char* shared = std::getenv("COMITY_SHARED");
  const std::string root = std::string(shared != nullptr ? shared : "../shared") + "/data/votes/";
  const std::string votes_file = argc > 2 ? argv[1] : root + "rollcall_votes_1946_2019.csv.gz", calls_file = argc > 2 ? argv[2] : root + "rollcalls.csv.gz";
  double reading = 1e9, bits = 1e9, whole = 1e9, loop = 1e9;
  Sum found, plain;
  for (int time = 0; time < 5; ++time) {
    const double start = now();
    const auto votes = unpacked(bytes_of(votes_file)), calls = unpacked(bytes_of(calls_file));
    if (!votes || !calls) return 1;
    const auto set = read_votes(*votes, *calls);
    if (!set) {
      fmt::print(stderr, "{}\n", comity::to_string(set.error()));
      return 1;
    }
    const double read = now();
    found = by_bits(*set);
    const double done = now();
    reading = std::min(reading, read - start);
    bits = std::min(bits, done - read);
    whole = std::min(whole, done - start);
    if (time >= 2) continue;
    std::vector<std::uint8_t> dense(set->members().size() * set->calls().size());
    for (std::size_t member = 0; member < set->members().size(); ++member)
      for (std::size_t call = 0; call < set->calls().size(); ++call) dense[member * set->calls().size() + call] = static_cast<std::uint8_t>(set->vote(member, call));
    const double before = now();
    plain = by_loop(*set, dense);
    loop = std::min(loop, now() - before);
  }
  if (plain.dyad_years != found.dyad_years || plain.defined != found.defined) return 2;
  fmt::print("{{\"bench\":\"align\",\"dyad_years\":{},\"indices\":{},\"read_cpu_s\":{:.4f},\"indices_cpu_s\":{:.4f},\"whole_cpu_s\":{:.4f},\"rival\":\"plain loop over a dense matrix\",\"rival_indices_cpu_s\":{:.4f},\"ratio\":{:.1f}}}\n",
             found.dyad_years, found.defined, reading, bits, whole, loop, loop / bits);
  return 0;
}
