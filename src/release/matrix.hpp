// The matrix of bits: label × audience, each distinct part of the labels evaluated once per audience.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "marking/label.hpp"
#include "release/decide.hpp"

namespace comity::release {

struct AudienceTag;
using AudienceIx = Ix<AudienceTag>;

// Grows by labels and audiences; belongs to one world. Grants are per object and lie beside it. Not thread-safe.
class Matrix {
 public:
  explicit Matrix(std::shared_ptr<const World> world) : world_(std::move(world)) {}

  const World& world() const { return *world_; }
  // Labels are added in order of their index and must outlive the matrix.
  void add(const marking::Label& label);
  AudienceIx add(const Audience& audience);  // equal audiences share an index
  std::uint32_t labels() const { return static_cast<std::uint32_t>(labels_.size()); }
  std::uint32_t audiences() const { return static_cast<std::uint32_t>(rows_.size()); }

  bool permits(marking::LabelIx label, AudienceIx audience) const {
    return rows_[audience.value].bits[label.value >> 6] >> (label.value & 63) & 1;
  }
  // The parts of this label that fail for this audience, appended in order: numbers of this matrix, equal for equal content. Nothing fails
  // exactly where the label is permitted.
  void failing(marking::LabelIx label, AudienceIx audience, std::vector<std::uint32_t>& parts);
  // One bit per label, in words of 64.
  std::span<const std::uint64_t> row(AudienceIx audience) const { return rows_[audience.value].bits; }

 private:
  using PartIx = std::uint32_t;
  // A part: a clause of section 1 (clause >= 0), or branch 2a of one originating party.
  struct Part {
    const marking::Label* label;  // the first label that had it; any other gives the same answers
    int clause;
    std::string origin;
  };
  struct Compiled {
    std::vector<PartIx> reader;                          // all must hold
    std::vector<std::pair<std::string, PartIx>> origins;  // (party, part): must hold unless it is the reader's own
  };
  struct Row {
    const Audience* audience;
    std::vector<std::uint64_t> bits;
    std::vector<std::uint8_t> parts;  // 0 not evaluated, 1 fails, 2 holds
  };
  PartIx intern(const marking::Label& label, int clause, const std::string& origin);
  bool holds(Row& row, PartIx part);
  void fill(Row& row, std::uint32_t label);

  std::shared_ptr<const World> world_;
  std::vector<const marking::Label*> labels_;
  std::vector<Compiled> compiled_;
  std::vector<Part> parts_;
  std::unordered_map<std::string, PartIx> part_index_;
  std::map<Audience, AudienceIx> audience_index_;
  std::vector<Row> rows_;
};

}  // namespace comity::release
