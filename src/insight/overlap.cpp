#include "insight/overlap.hpp"

#include <algorithm>
#include <cmath>

#include "base/result.hpp"

namespace comity::insight {
namespace {

// What the index may be: the sources that are not told fall so that it is least, or most.
void count(const Reader& a, const Reader& b, Overlap& out) {
  std::uint32_t low_either = 0, high_both = 0, high_either = 0;
  for (std::size_t i = 0; i < a.sources.size(); ++i) {
    const Reading x = a.sources[i], y = b.sources[i];
    const bool told = x != Reading::not_told && y != Reading::not_told;
    const bool both = x == Reading::read && y == Reading::read, one = x == Reading::read || y == Reading::read;
    if (told) {
      out.both += both;
      out.either += one;
      low_either += one;
      high_both += both;
      high_either += one;
      continue;
    }
    ++out.not_told;
    ++low_either;  // one of them read it, and the other did not
    const bool may_both = x != Reading::unread && y != Reading::unread;
    high_both += may_both;
    high_either += may_both;  // else neither read it
  }
  if (low_either > 0) out.low = static_cast<double>(out.both) / low_either;
  if (high_either > 0) out.high = static_cast<double>(high_both) / high_either;
  if (out.low && !out.high) out.high = 0.0;
}

Grounds grounds_of(std::uint32_t a, std::uint32_t b, std::uint32_t together) {
  if (a == 0 || b == 0) return Grounds::cannot_tell;
  if (together == a + b) return Grounds::independent;
  return together == std::max(a, b) ? Grounds::shared : Grounds::partly;
}

std::string words_for(double apart, Grounds grounds) {
  const std::string how = apart <= kAgreeing + 1e-12 ? "agree" : "differ";
  switch (grounds) {
    case Grounds::independent: return how + " on independent evidence";
    case Grounds::partly: return how + " on evidence that is shared in part";
    case Grounds::shared: return how + " on shared evidence";
    case Grounds::cannot_tell: break;
  }
  return how + "; whether on shared evidence cannot be told";
}

}  // namespace

std::string_view name_of(Grounds grounds) {
  switch (grounds) {
    case Grounds::independent: return "independent";
    case Grounds::partly: return "partly";
    case Grounds::shared: return "shared";
    case Grounds::cannot_tell: break;
  }
  return "cannot-tell";
}

std::vector<Overlap> overlaps(const Lineage& lineage, const std::vector<Provenance::Node>& sources, const std::vector<Reader>& readers) {
  std::vector<std::vector<Provenance::Node>> read;
  std::vector<Origins> alone;
  for (const Reader& reader : readers) {
    CHECK(reader.sources.size() == sources.size());
    auto& own = read.emplace_back();
    for (std::size_t i = 0; i < sources.size(); ++i)
      if (reader.sources[i] == Reading::read) own.push_back(sources[i]);
    alone.push_back(independent_origins(lineage, own));
  }
  std::vector<Overlap> out;
  for (std::uint32_t a = 0; a < readers.size(); ++a)
    for (std::uint32_t b = a + 1; b < readers.size(); ++b) {
      Overlap& one = out.emplace_back();
      one.first = a;
      one.second = b;
      count(readers[a], readers[b], one);
      std::vector<Provenance::Node> joined = read[a];
      joined.insert(joined.end(), read[b].begin(), read[b].end());
      one.of_first = alone[a];
      one.of_second = alone[b];
      one.together = independent_origins(lineage, joined);
      const Grounds low = grounds_of(one.of_first.low, one.of_second.low, one.together.low);
      const Grounds high = grounds_of(one.of_first.high, one.of_second.high, one.together.high);
      one.grounds = one.not_told == 0 && low == high ? low : Grounds::cannot_tell;
      if (!readers[a].judged || !readers[b].judged) continue;
      one.apart = std::abs(*readers[a].judged - *readers[b].judged);
      one.words = words_for(*one.apart, one.grounds);
    }
  return out;
}

}  // namespace comity::insight
