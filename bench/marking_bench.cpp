// What a marking costs: read anew each time, and met again, when its label is found and not read. Prints a line of JSON for each language.
// The rival of the second is the first, in the same run.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "marking/language.hpp"
#include "marking/memo.hpp"

namespace {

using namespace comity;
using Clock = std::chrono::steady_clock;

struct Sample {
  std::string_view language, text;
};
constexpr Sample kSamples[] = {
    {"tlp", "TLP:AMBER+STRICT"},
    {"capco", "TOP SECRET//SI-G ABCD/TK//ORCON/REL TO USA, FVEY"},
    {"capco-portion", "(S//REL TO USA, AUS, NZL)"},
    {"national", "NATO SECRET RELEASABLE TO JAPAN"},
    {"misp", R"({"distribution":"1","sharing_group_id":"0","Orgc":{"name":"NZL.NCSC"}})"},
    {"label", R"({"levels":{"NZL":["SECRET"]},"releasable":{"NZL":[["FVEY","JPN"]]},"topics":[["cyber"]]})"},
    {"statement", "This product does not represent the views of the agency that wrote it."},
};

// Nanoseconds a call: the least of five rounds of about 40 ms each.
template <class F>
double nanoseconds(F&& call) {
  double best = 1e18;
  std::size_t times = 1;
  for (int round = 0; round < 6; ++round) {
    const auto start = Clock::now();
    for (std::size_t i = 0; i < times; ++i) call();
    const double spent = std::chrono::duration<double, std::nano>(Clock::now() - start).count() / static_cast<double>(times);
    if (round > 0) best = std::min(best, spent);
    times = std::max<std::size_t>(16, static_cast<std::size_t>(4e7 / std::max(spent, 1.0)));
  }
  return best;
}

}  // namespace

int main() {
  const marking::Context context{"NZL", Time{1'780'000'000'000'000}, nullptr};
  marking::LabelTable table;
  marking::LabelMemo memo;
  for (const Sample& sample : kSamples) {
    const marking::Language* language = marking::find_language(sample.language);
    if (!language) return std::fprintf(stderr, "no language %s\n", std::string(sample.language).c_str()), 1;
    std::uint64_t sum = 0;  // what is found is used
    const double anew = nanoseconds([&] { sum += table.intern(language->read(sample.text, context).label).value; });
    std::string key;
    const double again = nanoseconds([&] {
      key.assign(context.owner).append("\x1f").append(sample.language).append("\x1f").append(sample.text);
      if (const auto* known = memo.find(key)) {
        sum += known->ix.value;
        return;
      }
      auto label = std::make_shared<const marking::Label>(language->read(sample.text, context).label);
      memo.keep(key, {label, table.intern(*label)});
    });
    fmt::print("{{\"bench\":\"marking\",\"language\":\"{}\",\"bytes\":{},\"read_and_intern_ns\":{:.0f},\"repeated_ns\":{:.0f},\"rival\":\"read anew\",\"ratio\":{:.1f},\"check\":{}}}\n",
               sample.language, sample.text.size(), anew, again, anew / again, sum % 10);
  }
}
