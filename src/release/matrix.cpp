#include "release/matrix.hpp"

namespace comity::release {

Matrix::PartIx Matrix::intern(const marking::Label& label, int clause, const std::string& origin) {
  std::string key;
  key.push_back(static_cast<char>('A' + clause));
  if (clause >= 0) parts::reader_clauses()[static_cast<std::size_t>(clause)].key(label, key);
  else parts::agreement_key(label, origin, key);
  const auto [at, fresh] = part_index_.try_emplace(std::move(key), static_cast<PartIx>(parts_.size()));
  if (fresh) parts_.push_back({&label, clause, origin});
  return at->second;
}

bool Matrix::holds(Row& row, PartIx part) {
  if (row.parts.size() <= part) row.parts.resize(parts_.size(), 0);
  std::uint8_t& known = row.parts[part];
  if (known == 0) {
    const Part& p = parts_[part];
    const bool ok = p.clause >= 0 ? parts::reader_clauses()[static_cast<std::size_t>(p.clause)].holds(*world_, *p.label, *row.audience, nullptr)
                                  : parts::agreement_permits(*world_, *p.label, p.origin, *row.audience);
    known = ok ? 2 : 1;
  }
  return known == 2;
}

void Matrix::fill(Row& row, std::uint32_t label) {
  if (row.bits.size() <= label >> 6) row.bits.resize((label >> 6) + 1, 0);
  const Compiled& compiled = compiled_[label];
  for (const PartIx part : compiled.reader)
    if (!holds(row, part)) return;
  for (const auto& [party, part] : compiled.origins)
    if (party != row.audience->party && !holds(row, part)) return;
  row.bits[label >> 6] |= std::uint64_t{1} << (label & 63);
}

void Matrix::failing(marking::LabelIx label, AudienceIx audience, std::vector<std::uint32_t>& parts) {
  Row& row = rows_[audience.value];
  const Compiled& compiled = compiled_[label.value];
  for (const PartIx part : compiled.reader)
    if (!holds(row, part)) parts.push_back(part);
  for (const auto& [party, part] : compiled.origins)
    if (party != row.audience->party && !holds(row, part)) parts.push_back(part);
}

void Matrix::add(const marking::Label& label) {
  Compiled compiled;
  const auto clauses = static_cast<int>(parts::reader_clauses().size());
  for (int clause = 0; clause < clauses; ++clause) compiled.reader.push_back(intern(label, clause, {}));
  for (const std::string& party : label.originating_parties()) compiled.origins.emplace_back(party, intern(label, -1, party));
  labels_.push_back(&label);
  compiled_.push_back(std::move(compiled));
  for (Row& row : rows_) fill(row, labels() - 1);
}

AudienceIx Matrix::add(const Audience& audience) {
  const auto [at, fresh] = audience_index_.try_emplace(audience, AudienceIx{audiences()});
  if (fresh) {
    rows_.push_back({&at->first, {}, {}});
    rows_.back().bits.resize((labels() + 63) / 64, 0);
    for (std::uint32_t label = 0; label < labels(); ++label) fill(rows_.back(), label);
  }
  return at->second;
}

}  // namespace comity::release
