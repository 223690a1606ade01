#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/forms.hpp"
#include "cli/numbers.hpp"
#include "insight/plot.hpp"
#include "judgement/dissent.hpp"
#include "judgement/methods_json.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::vector<double> p, weights;
  std::string origins, yardstick = "icd203";
  Forms forms;
};

// "3", or "2-3" where lineage is not all known.
Result<std::optional<judgement::Origins>> origins_of(const std::string& text) {
  if (text.empty()) return std::optional<judgement::Origins>();
  const auto dash = text.find('-');
  TRY(const double low, number_of(text.substr(0, dash), "--origins"));
  if (dash == std::string::npos) return std::optional(judgement::Origins{low, low});
  TRY(const double high, number_of(text.substr(dash + 1), "--origins"));
  return std::optional(judgement::Origins{low, high});
}

insight::Cell or_nothing(const std::optional<double>& value) { return value ? insight::Cell(*value) : insight::Cell(); }

insight::Table table_of(const Options& options, const std::vector<judgement::Pooled>& pools, const judgement::Yardstick& yardstick) {
  insight::Table out{.title = fmt::format("Pool of {} judgements", options.p.size()),
                     .columns = {{"method", "", "", 3}, {"p", "probability", "", 4}, {"low", "", "", 4}, {"high", "", "", 4}, {"term", yardstick.title, "", 3}, {"note", "", "", 3}},
                     .rows = {},
                     .notes = {}};
  for (const auto& one : pools)
    out.rows.push_back({std::string(one.heading) + (one.headline ? " (headline)" : ""), one.value, or_nothing(one.low), or_nothing(one.high), judgement::term_of(yardstick, one.value * 100), one.note});
  out.notes.push_back(fmt::format("Jensen-Shannon divergence {:.4f} bits, n = {}. Methods and sources: docs/methods/judgement.md.", judgement::jensen_shannon_bits(options.p), options.p.size()));
  if (const auto moved = judgement::moved_by_bounds(options.p); moved > 0)
    out.notes.push_back(fmt::format("{} below {} or above {} taken as that bound where odds are.", moved, judgement::kLeast, 1 - judgement::kLeast));
  for (const auto& one : judgement::stands_of(options.p))
    if (one.dissents) out.notes.push_back(fmt::format("Judgement {} ({}) dissents: its odds and those of the others differ by a factor of {} or more; without it the pool is {:.4f}.", one.index + 1, options.p[one.index], judgement::kDissentOdds, one.pool_without));
  return out;
}

nlohmann::ordered_json json_of(const Options& options, const std::vector<judgement::Pooled>& pools, const judgement::Yardstick& yardstick) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array(), stands = nlohmann::ordered_json::array();
  for (const auto& one : pools) {
    auto row = to_json(one);
    row["term"] = judgement::term_of(yardstick, one.value * 100);
    list.push_back(std::move(row));
  }
  for (const auto& one : judgement::stands_of(options.p)) stands.push_back({{"p", options.p[one.index]}, {"log_odds_apart", one.apart}, {"pool_without", one.pool_without}, {"dissents", one.dissents}});
  return {{"n", options.p.size()}, {"yardstick", yardstick.id}, {"pools", std::move(list)}, {"jensen_shannon_bits", judgement::jensen_shannon_bits(options.p)}, {"moved_by_bounds", judgement::moved_by_bounds(options.p)},
          {"judgements", std::move(stands)}};
}

std::string plot_of(const Options& options, const std::vector<judgement::Pooled>& pools) {
  insight::DotPlot plot;
  plot.frame = {.title = "Pool", .how = fmt::format("Line: {}. Rows: the judgements, then each method; n = {}", pools.front().heading, options.p.size()), .width = 640, .height = 240};
  plot.x = {.label = "probability, percent", .from = 0.0, .to = 100.0, .is_year = false};
  const auto percent = [](const std::optional<double>& value) { return value ? std::optional(*value * 100) : std::nullopt; };
  for (std::size_t i = 0; i < options.p.size(); ++i) plot.rows.push_back({.name = fmt::format("judgement {}", i + 1), .value = options.p[i] * 100, .low = {}, .high = {}, .before = {}, .note = fmt::format("{:.0f}%", options.p[i] * 100)});
  for (const auto& one : pools)
    plot.rows.push_back({.name = std::string(one.heading), .value = one.value * 100, .low = percent(one.low), .high = percent(one.high), .before = {}, .note = fmt::format("{:.1f}%", one.value * 100)});
  plot.marks = {{.x = pools.front().value * 100, .name = fmt::format("pool {:.0f}", pools.front().value * 100)}};
  return insight::to_svg(plot);
}

Result<void> pool(const Options& options) {
  TRY(const auto origins, origins_of(options.origins));
  TRY(const auto pools, judgement::pools_of(options.p, origins, options.weights));
  TRY(const auto* yardstick, yardstick_named(options.yardstick));
  return print_forms(options.forms, json_of(options, pools, *yardstick), table_of(options, pools, *yardstick), [&] { return plot_of(options, pools); });
}

}  // namespace

Act define_judgement_pool(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("P", options->p, "probabilities from 0 to 1")->required();
  app.add_option("--origins", options->origins, "how many independent origins are under them, as 3 or 2-3: extremises by that")->type_name("N");
  app.add_option("--weights", options->weights, "one for each probability, with commas")->delimiter(',');
  app.add_option("--yardstick", options->yardstick, "whose terms are shown (see comity judgement yardstick)")->capture_default_str();
  add_forms(app, options->forms, true);
  return [options] { return pool(*options); };
}

}  // namespace comity::cli
