// Do two agencies that agree rest on the same evidence? docs/methods/corroboration.md.
//
// Overlap of reading: sources that both read, of those that either read (Jaccard 1901). Whether an agency read a source is known, or is not the asker's to know; then the index is an
// interval over all that it may be, exact at both ends.
// Overlap of evidence: the independent origins behind what each read, and behind both together (insight/corroboration.hpp). Two agencies that read different reports of one
// source share evidence, though they share no report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "insight/corroboration.hpp"

namespace comity::insight {

enum class Reading : std::uint8_t { unread, read, not_told };

struct Reader {
  std::string name;
  std::vector<Reading> sources;  // by source, as many for each reader
  std::optional<double> judged;  // the probability that it gave, if any
};

// What can be said of two who judged.
enum class Grounds : std::uint8_t {
  independent,  // together they rest on as many origins as one and the other
  partly,
  shared,       // one adds no origin to the other's
  cannot_tell   // readings are not told, or it hangs on lineage that is unknown, or one of them read nothing
};
std::string_view name_of(Grounds grounds);

struct Overlap {
  std::uint32_t first = 0, second = 0;  // readers, first < second
  // Of sources of which both readings are told.
  std::uint32_t both = 0, either = 0;
  std::uint32_t not_told = 0;  // sources of which one reading or both are not
  // Of the index; nothing where it would be 0/0 (neither read anything).
  std::optional<double> low, high;
  Origins of_first, of_second, together;  // behind what each is known to have read
  Grounds grounds = Grounds::cannot_tell;
  std::optional<double> apart;  // the distance of their judgements
  std::string words;            // "agree on shared evidence"; "" where one of them gave no judgement
};

inline constexpr double kAgreeing = 0.1;  // judgements no further apart than this agree

// Every pair of readers, in their order. `sources` are nodes of the lineage, in the order of Reader::sources. Pure; any thread. Work: a flow for each pair.
std::vector<Overlap> overlaps(const Lineage& lineage, const std::vector<Provenance::Node>& sources, const std::vector<Reader>& readers);

}  // namespace comity::insight
