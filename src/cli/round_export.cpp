// comity round export: a round as a STIX bundle. comity round track: what agencies and pools were right about.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/round_options.hpp"
#include "cli/terminal.hpp"
#include "insight/plot.hpp"
#include "insight/table.hpp"
#include "operations/rounds_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string round, out, svg, csv;
  bool json = false;
};

Result<void> write_bundle(const Options& options) {
  TRY(const ordered_json bundle, ask(options.asking, {round_target(options.round, "/export"), "", [&](server::Opened& node, const operations::Caller& caller) -> Result<ordered_json> {
                                                        TRY(const auto round, operations::round_of(*node.node, caller, options.round));
                                                        if (round.objects.empty()) return fail(Code::forbidden, "the operator sees how a round stands, and none of its objects; name a person with --as");
                                                        operations::round_sent(*node.node, round.leases);
                                                        return operations::export_of(round, node.node->clock().now());
                                                      }}));
  if (options.out.empty()) {
    print_json(bundle);
    return {};
  }
  TRY_VOID(put_out(options.out, bundle.dump() + "\n"));
  if (options.json) print_json({{"file", options.out}, {"objects", bundle.at("objects").size()}});
  else print(fmt::format("{}: {} objects\n", options.out, bundle.at("objects").size()));
  return {};
}

insight::Cell cell(const ordered_json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) return value.get<std::string>();
  return {};
}

insight::Table table_of(const ordered_json& track) {
  insight::Table out;
  out.title = fmt::format("Track record over {} resolved rounds", track.at("rounds").size());
  out.columns = {{"who", "", "", 0}, {"n", "", "rounds", 0}, {"brier", "Brier", "", 4}, {"log", "", "nats", 4}, {"reliability", "", "", 4}, {"resolution", "", "", 4}, {"uncertainty", "", "", 4}};
  for (const char* list : {"agencies", "pools"})
    for (const auto& one : track.at(list)) {
      const ordered_json parts = one.at("murphy").is_object() ? one.at("murphy") : ordered_json{{"reliability", nullptr}, {"resolution", nullptr}, {"uncertainty", nullptr}};
      out.rows.push_back({one.value("who", ""), one.value("n", std::int64_t{0}), cell(one.at("brier")), cell(one.at("log")), cell(parts.at("reliability")), cell(parts.at("resolution")),
                          cell(parts.at("uncertainty"))});
    }
  out.notes = {"low is good; Brier is (p - outcome) squared, log is in nats; the last judgement that each agency revealed, and the pools over these",
               "over the judgements that are released to you; few rounds say little"};
  for (const auto& one : track.value("weights", ordered_json::array()))
    out.notes.push_back(plain(fmt::format("weight by performance (Cooke): {} {:.3f}", one.value("who", ""), one.value("weight", 0.0))));
  if (const std::string why = track.value("no_weights", ""); !why.empty()) out.notes.push_back("no weights by performance: " + plain(why));
  return out;
}

// What came true of what was said, by tenths of the pool's headline.
insight::LinePlot plot_of(const ordered_json& track) {
  insight::LinePlot out;
  out.frame.title = "Calibration";
  out.frame.how = fmt::format("share that came true by forecast, in tenths, with Wilson's 95 percent; {} rounds", track.at("rounds").size());
  out.x = {"forecast, percent", 0, 100, false};
  out.y = {"came true, percent", 0, 100, false};
  for (const char* list : {"pools", "agencies"})
    for (const auto& one : track.at(list)) {
      insight::Series series{plain(one.value("who", "")), {}, false, out.series.size() >= 7};
      for (const auto& row : one.at("calibration"))
        series.points.push_back({row.value("forecast", 0.0) * 100, row.value("share", 0.0) * 100, row.value("low", 0.0) * 100, row.value("high", 0.0) * 100, row.value("n", std::int64_t{0})});
      out.series.push_back(std::move(series));
    }
  return out;
}

Result<void> show_track(const Options& options) {
  TRY(const ordered_json track, ask(options.asking, {"/api/v1/rounds/track", "", [](server::Opened& node, const operations::Caller& caller) -> Result<ordered_json> {
                                                       TRY(const auto found, operations::round_track(*node.node, caller));
                                                       operations::round_sent(*node.node, found.leases);
                                                       return operations::to_json(found);
                                                     }}));
  if (!options.csv.empty()) TRY_VOID(put_out(options.csv, insight::to_csv(table_of(track))));
  if (!options.svg.empty()) TRY_VOID(put_out(options.svg, insight::to_svg(plot_of(track))));
  if (options.csv == "-" || options.svg == "-") return {};
  if (options.json) print_json(track);
  else print(insight::to_text(table_of(track)));
  return {};
}

}  // namespace

Act define_round_export(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("ROUND", options->round, "the round's id")->required();
  app.add_option("-o,--out", options->out, "where to write the bundle; else standard output")->type_name("OUT");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return write_bundle(*options); };
}

Act define_round_track(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--svg", options->svg, "write the calibration as a plot; - for standard output")->type_name("FILE");
  app.add_option("--csv", options->csv, "write the record as a table; - for standard output")->type_name("FILE");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return show_track(*options); };
}

}  // namespace comity::cli
