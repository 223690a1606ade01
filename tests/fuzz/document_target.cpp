// Documents: the first line is the id of a language (or its first byte picks a row), the second the banner, each further line a
// portion mark. The label is never wider than what a portion or the banner says alone.
#include <algorithm>
#include <string>
#include <vector>

#include "marking/language.hpp"
#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

constexpr Time kMarked{1'780'272'000'000'000};  // 2026-06-01
constexpr std::size_t kMostPortions = 40;

template <class T>
bool holds(const std::set<T>& all, const std::set<T>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

template <class T>
bool holds(const std::map<std::string, std::set<T>>& all, const std::map<std::string, std::set<T>>& some) {
  return std::all_of(some.begin(), some.end(), [&](const auto& one) {
    const auto found = all.find(one.first);
    return one.second.empty() || (found != all.end() && holds(found->second, one.second));
  });
}

// Each line by itself, so that what fails is named.
void not_wider(const marking::Label& whole, const marking::Label& part) {
  CHECK(holds(whole.originators, part.originators));
  CHECK(holds(whole.levels, part.levels));
  CHECK(holds(whole.compartments, part.compartments));
  CHECK(holds(whole.topics, part.topics));
  CHECK(holds(whole.releasable, part.releasable));
  CHECK(holds(whole.displayable, part.displayable));
  CHECK(holds(whole.restricting, part.restricting));
  CHECK(holds(part.permitting, whole.permitting));
  CHECK(part.purposes.all || (!whole.purposes.all && holds(part.purposes.words, whole.purposes.words)));
  CHECK(whole.tlp >= part.tlp && (whole.actions & ~part.actions) == 0);
  CHECK(holds(whole.duties, part.duties));
  CHECK(holds(whole.caveats, part.caveats));
  CHECK(holds(whole.unknowns, part.unknowns));
}

}  // namespace

void fuzz_document(std::string_view input) {
  if (input.empty()) return;
  const auto [id, texts] = first_line(input);
  const marking::Language* language = marking::find_language(id);
  if (!language) language = &marking::languages()[static_cast<unsigned char>(input[0]) % marking::languages().size()];
  auto [banner, rest] = first_line(texts);
  std::vector<std::string_view> portions;
  while (!rest.empty() && portions.size() < kMostPortions) {
    const auto [portion, further] = first_line(rest);
    portions.push_back(portion);
    rest = further;
  }
  const marking::Context context{"NZL", kMarked, nullptr};
  const marking::Label whole = marking::read_document(*language, portions, banner, context);
  const auto again = marking::parse_label(marking::to_json(whole));
  CHECK(again && *again == whole);
  for (const std::string_view portion : portions) not_wider(whole, language->read(portion, context).label);
  if (!banner.empty()) not_wider(whole, language->read(banner, context).label);
  // The order of portions says nothing.
  std::reverse(portions.begin(), portions.end());
  CHECK(marking::read_document(*language, portions, banner, context) == whole);
}

}  // namespace comity::fuzz
