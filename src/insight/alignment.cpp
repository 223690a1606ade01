#include "insight/alignment.hpp"

#include <algorithm>
#include <bit>
#include <map>

namespace comity::insight {
namespace {

using Abstain = VoteOptions::Abstain;
using Absent = VoteOptions::Absent;
constexpr std::array kVotes{Vote::yes, Vote::abstain, Vote::no};

inline __attribute__((always_inline)) Cells count(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) {
  Cells out;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      std::uint32_t sum = 0;
      for (std::size_t w = 0; w < words; ++w) sum += static_cast<std::uint32_t>(__builtin_popcountll(a[i * words + w] & b[j * words + w]));
      out.t[i * 3 + j] = sum;
    }
  return out;
}

using Count = Cells (*)(const std::uint64_t*, const std::uint64_t*, std::size_t);
Cells count_plainly(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) { return count(a, b, words); }
#if defined(__x86_64__)
// The instruction that counts bits is in every processor since 2008, but not in what the compiler takes for granted.
__attribute__((target("popcnt"))) Cells count_by_instruction(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) { return count(a, b, words); }
Count best_count() { return __builtin_cpu_supports("popcnt") ? count_by_instruction : count_plainly; }
#else
Count best_count() { return count_plainly; }
#endif
const Count kCount = best_count();

bool has_issue(std::string_view issues, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return true;
  while (!issues.empty()) {
    const std::size_t bar = issues.find('|');
    if (std::find(wanted.begin(), wanted.end(), issues.substr(0, bar)) != wanted.end()) return true;
    if (bar == std::string_view::npos) return false;
    issues.remove_prefix(bar + 1);
  }
  return false;
}

// Bits of the roll calls on which two or more choices were made by anybody.
std::vector<std::uint64_t> divided(const RollCallSet& set) {
  std::vector<std::uint64_t> any[3];
  for (std::size_t v = 0; v < 3; ++v) {
    any[v].assign(set.words(), 0);
    for (std::size_t member = 0; member < set.members().size(); ++member) {
      const auto row = set.row(member, kVotes[v]);
      for (std::size_t w = 0; w < row.size(); ++w) any[v][w] |= row[w];
    }
  }
  std::vector<std::uint64_t> out(set.words());
  for (std::size_t w = 0; w < out.size(); ++w) out[w] = (any[0][w] & any[1][w]) | (any[0][w] & any[2][w]) | (any[1][w] & any[2][w]);
  return out;
}

Selection trimmed(std::vector<std::uint64_t> mask, std::size_t first_word) {
  const auto begin = std::find_if(mask.begin(), mask.end(), [](std::uint64_t word) { return word != 0; });
  const auto end = std::find_if(mask.rbegin(), mask.rend(), [](std::uint64_t word) { return word != 0; }).base();
  if (begin >= end) return {};
  return {first_word + static_cast<std::size_t>(begin - mask.begin()), {begin, end}};
}

// Bits from the first to the last roll call on which a member made a choice.
std::vector<std::uint64_t> span_of(const RollCallSet& set, std::size_t member) {
  std::vector<std::uint64_t> any(set.words());
  for (const Vote vote : kVotes) {
    const auto row = set.row(member, vote);
    for (std::size_t w = 0; w < row.size(); ++w) any[w] |= row[w];
  }
  const auto begin = std::find_if(any.begin(), any.end(), [](std::uint64_t word) { return word != 0; });
  if (begin == any.end()) return any;
  const auto end = std::find_if(any.rbegin(), any.rend(), [](std::uint64_t word) { return word != 0; }).base();
  const int low = std::countr_zero(*begin), high = std::countl_zero(*(end - 1));
  std::fill(begin, end, ~std::uint64_t{0});
  *begin &= ~std::uint64_t{0} << low;
  *(end - 1) &= ~std::uint64_t{0} >> high;
  return any;
}

}  // namespace

std::optional<Abstain> abstain_named(std::string_view name) {
  if (name == "middle") return Abstain::middle;
  if (name == "leave-out") return Abstain::leave_out;
  if (name == "as-no") return Abstain::as_no;
  return std::nullopt;
}

std::optional<Absent> absent_named(std::string_view name) {
  if (name == "leave-out") return Absent::leave_out;
  if (name == "as-abstain") return Absent::as_abstain;
  return std::nullopt;
}

std::size_t Selection::size() const {
  std::size_t out = 0;
  for (const std::uint64_t word : mask) out += static_cast<std::size_t>(std::popcount(word));
  return out;
}

bool Selection::has(std::size_t call) const {
  const std::size_t word = call / 64;
  return word >= first_word && word - first_word < mask.size() && ((mask[word - first_word] >> (call % 64)) & 1u);
}

Selection select(const RollCallSet& set, const VoteOptions& options) {
  const std::size_t begin = options.from ? set.from(*options.from) : 0;
  const std::size_t end = options.to ? set.from(Day{options.to->days + 1}) : set.calls().size();
  std::vector<std::uint64_t> mask(set.words());
  for (std::size_t call = begin; call < end; ++call) {
    const RollCall& one = set.calls()[call];
    if ((!options.important_only || one.important) && has_issue(one.issues, options.issues)) mask[call / 64] |= std::uint64_t{1} << (call % 64);
  }
  if (options.drop_unanimous) {
    const auto kept = divided(set);
    for (std::size_t w = 0; w < mask.size(); ++w) mask[w] &= kept[w];
  }
  return trimmed(std::move(mask), 0);
}

std::vector<Period> periods(const RollCallSet& set, const VoteOptions& options, By by) {
  const Selection all = select(set, options);
  struct Part {
    std::size_t first = 0, last = 0;
    std::vector<std::uint64_t> mask;
  };
  std::map<std::string, std::size_t> place_of;
  std::vector<Part> parts;
  std::vector<std::string> names;
  for (std::size_t w = 0; w < all.mask.size(); ++w)
    for (std::uint64_t rest = all.mask[w]; rest != 0; rest &= rest - 1) {
      const std::size_t call = (all.first_word + w) * 64 + static_cast<std::size_t>(std::countr_zero(rest));
      const RollCall& one = set.calls()[call];
      std::string name = by == By::year ? std::to_string(year_of(one.day)) : by == By::session ? one.session : std::string();
      const auto [place, is_new] = place_of.try_emplace(std::move(name), parts.size());
      if (is_new) {
        parts.push_back({call, call, std::vector<std::uint64_t>(all.mask.size())});
        names.push_back(place->first);
      }
      Part& part = parts[place->second];
      part.last = call;
      part.mask[w] |= rest & (~rest + 1);
    }
  std::vector<Period> out;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    Period one{std::move(names[at]), year_of(set.calls()[parts[at].first].day), set.calls()[parts[at].first].day, set.calls()[parts[at].last].day,
               trimmed(std::move(parts[at].mask), all.first_word)};
    if (by == By::whole) one.name = format_day(one.first) + " to " + format_day(one.last);
    out.push_back(std::move(one));
  }
  return out;
}

VoteRows::VoteRows(const RollCallSet& set, const Selection& selection, const VoteOptions& options)
    : members_(set.members().size()), words_(selection.mask.size()), first_word_(selection.first_word), bits_(members_ * 3 * words_), any_(members_) {
  for (std::size_t member = 0; member < members_; ++member) {
    std::uint64_t* yes = bits_.data() + member * 3 * words_;
    std::uint64_t *abstain = yes + words_, *no = abstain + words_;
    const std::vector<std::uint64_t> span = options.absent == Absent::as_abstain ? span_of(set, member) : std::vector<std::uint64_t>();
    std::uint64_t any = 0;
    for (std::size_t w = 0; w < words_; ++w) {
      const std::uint64_t mask = selection.mask[w];
      yes[w] = set.row(member, Vote::yes)[first_word_ + w] & mask;
      abstain[w] = set.row(member, Vote::abstain)[first_word_ + w] & mask;
      no[w] = set.row(member, Vote::no)[first_word_ + w] & mask;
      if (!span.empty()) abstain[w] |= mask & span[first_word_ + w] & ~(yes[w] | no[w]);
      if (options.abstain == Abstain::as_no) no[w] |= abstain[w];
      if (options.abstain != Abstain::middle) abstain[w] = 0;
      any |= yes[w] | abstain[w] | no[w];
    }
    any_[member] = any != 0;
  }
}

Cells VoteRows::cells(std::size_t a, std::size_t b) const { return kCount(bits_.data() + a * 3 * words_, bits_.data() + b * 3 * words_, words_); }

Vote VoteRows::vote(std::size_t member, std::size_t call) const {
  const std::size_t word = call / 64;
  if (word < first_word_ || word - first_word_ >= words_) return Vote::absent;
  const std::uint64_t* rows = bits_.data() + member * 3 * words_ + (word - first_word_);
  for (std::size_t v = 0; v < 3; ++v)
    if ((rows[v * words_] >> (call % 64)) & 1u) return kVotes[v];
  return Vote::absent;
}

std::vector<Split> splits(const RollCallSet& set, const Selection& selection, const VoteOptions& options, std::size_t a, std::size_t b) {
  const VoteRows rows(set, selection, options);
  std::vector<Split> opposed, apart;
  for (std::size_t call = selection.first_word * 64; call < set.calls().size() && call < (selection.first_word + selection.mask.size()) * 64; ++call) {
    if (!selection.has(call)) continue;
    const Split one{call, rows.vote(a, call), rows.vote(b, call)};
    if (one.a == Vote::absent || one.b == Vote::absent || one.a == one.b) continue;
    (one.a != Vote::abstain && one.b != Vote::abstain ? opposed : apart).push_back(one);
  }
  opposed.insert(opposed.end(), apart.begin(), apart.end());
  return opposed;
}

}  // namespace comity::insight
