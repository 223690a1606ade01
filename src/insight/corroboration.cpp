#include "insight/corroboration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "insight/flow.hpp"

namespace comity::insight {
namespace {

using Part = Lineage::Part;
constexpr std::uint32_t kNone = UINT32_MAX;

// The lines behind cited parts as a network: each part is two vertices with an edge that carries one.
class Lines {
 public:
  Lines(const Lineage& lineage, std::span<const Provenance::Node> cited)
      : lineage_(lineage), cited_(parts_of(lineage, cited)), parts_(lineage.behind(cited_)), place_(lineage.parts(), kNone),
        network_(static_cast<std::uint32_t>(2 * parts_.size() + 2)) {
    for (std::uint32_t i = 0; i < parts_.size(); ++i) place_[parts_[i]] = i;
    for (std::uint32_t i = 0; i < parts_.size(); ++i) {
      const Part part = parts_[i];
      network_.add(in(i), out(i), 1);
      for (const Part on : lineage.rests_on(part)) network_.add(out(place_[on]), in(i), FlowNetwork::kEndless);
      if (lineage.is_origin(part)) network_.add(source(), in(i), FlowNetwork::kEndless);
      else if (lineage.is_end(part)) unknown_.push_back({part, network_.add(source(), in(i), 0)});
    }
    for (const Part part : cited_) network_.add(out(place_[part]), sink(), FlowNetwork::kEndless);
  }

  // From known origins; then unknown() and the cuts are of them. After that with_unknown(), which adds to it.
  std::uint32_t known() { return static_cast<std::uint32_t>(network_.maximise(source(), sink())); }
  std::uint32_t with_unknown() {
    for (const auto& [part, edge] : unknown_) network_.set_capacity(edge, FlowNetwork::kEndless);
    return static_cast<std::uint32_t>(network_.maximise(source(), sink()));
  }
  bool has_unknown() const { return !unknown_.empty(); }

  std::vector<Part> cut(const std::vector<bool>& side) const {
    std::vector<Part> out_parts;
    for (std::uint32_t i = 0; i < parts_.size(); ++i)
      if (side[in(i)] && !side[out(i)]) out_parts.push_back(parts_[i]);
    return out_parts;
  }
  const FlowNetwork& network() const { return network_; }
  const std::vector<Part>& parts() const { return parts_; }

 private:
  static std::vector<Part> parts_of(const Lineage& lineage, std::span<const Provenance::Node> cited) {
    std::vector<Part> out;
    for (const auto node : cited) out.push_back(lineage.part_of(node));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }
  static FlowNetwork::Vertex in(std::uint32_t i) { return 2 * i; }
  static FlowNetwork::Vertex out(std::uint32_t i) { return 2 * i + 1; }
  FlowNetwork::Vertex source() const { return static_cast<FlowNetwork::Vertex>(2 * parts_.size()); }
  FlowNetwork::Vertex sink() const { return source() + 1; }

  struct Unknown {
    Part part;
    FlowNetwork::Edge edge;
  };
  const Lineage& lineage_;
  std::vector<Part> cited_, parts_;
  std::vector<std::uint32_t> place_;  // by part
  std::vector<Unknown> unknown_;
  FlowNetwork network_;
};

Origins interval(Lines& lines, std::uint32_t known) {
  if (!lines.has_unknown()) return {known, known};
  return {std::max(known, 1U), lines.with_unknown()};
}

std::string counted(std::uint32_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

std::string interval_text(const Origins& origins) {
  return origins.low == origins.high ? fmt::format("{}", origins.low) : fmt::format("{}–{}", origins.low, origins.high);
}

}  // namespace

Origins independent_origins(const Lineage& lineage, std::span<const Provenance::Node> cited) {
  Lines lines(lineage, cited);
  const std::uint32_t known = lines.known();
  return interval(lines, known);
}

Corroboration corroborate(const Lineage& lineage, std::span<const Provenance::Node> cited) {
  Corroboration out;
  std::vector<Provenance::Node> reports(cited.begin(), cited.end());
  std::sort(reports.begin(), reports.end());
  out.reports = static_cast<std::uint32_t>(std::unique(reports.begin(), reports.end()) - reports.begin());
  Lines lines(lineage, cited);
  const auto group = [&](Part part) {
    const auto members = lineage.members(part);
    return Corroboration::Group(members.begin(), members.end());
  };
  for (const Part part : lines.parts()) {
    if (lineage.is_origin(part)) ++out.origins;
    else if (lineage.is_end(part)) out.unknown.push_back(group(part));
    if (lineage.is_circle(part)) out.circles.push_back(group(part));
  }
  const std::uint32_t known = lines.known();
  const std::vector<Part> near_origins = lines.cut(lines.network().source_side()), near_reports = lines.cut(lines.network().away_from_sink());
  for (const Part part : near_origins) out.chokes.push_back(group(part));
  for (const Part part : near_reports) out.chokes_near_reports.push_back(group(part));
  out.only_cut = near_origins == near_reports;
  out.independent = interval(lines, known);
  return out;
}

std::string in_short(const Corroboration& found) {
  const bool one = found.independent.high == 1;
  std::string out = fmt::format("{}, {} {}", counted(found.reports, "report", "reports"), interval_text(found.independent), one ? "origin" : "origins");
  if (!found.unknown.empty())
    out += fmt::format(", {}", counted(static_cast<std::uint32_t>(found.unknown.size()), "lineage unknown", "lineages unknown"));
  return out;
}

std::string in_words(const Corroboration& found, std::span<const std::string> names, std::span<const std::string> near_reports) {
  const auto list = [](std::span<const std::string> all) {
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i) out += (i == 0 ? "" : i + 1 == all.size() ? " and " : ", ") + all[i];
    return out;
  };
  std::string out = fmt::format("{} {} on {} independent {}.", counted(found.reports, "report", "reports"), found.reports == 1 ? "rests" : "rest",
                                interval_text(found.independent), found.independent.high == 1 ? "origin" : "origins");
  if (!names.empty()) {
    out += " All that is known of their lineage runs through " + list(names);
    if (!found.only_cut && !near_reports.empty()) out += ", or nearer to the reports through " + list(near_reports);
    out += ".";
  }
  if (!found.unknown.empty())
    out += fmt::format(" {}: the first number takes all of it for one that is counted already, the second each for its own.",
                       found.unknown.size() == 1 ? "One lineage is unknown" : fmt::format("{} lineages are unknown", found.unknown.size()));
  if (!found.circles.empty())
    out += fmt::format(" {} in a circle, and {} as one.", found.circles.size() == 1 ? "Some of it cites itself" : fmt::format("{} groups cite themselves", found.circles.size()),
                       found.circles.size() == 1 ? "counts" : "each counts");
  return out;
}

}  // namespace comity::insight
