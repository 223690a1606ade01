#include "operations/exposure.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/exposed.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"
#include "operations/exposure_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::vector<std::string> members, changes;
  std::string as_of, weight, weights_file, by, steps, as, csv, svg;
  std::int64_t constant = 1;
  std::size_t limit = 100;
  bool rank = false, frontier = false, objects = false, json = false;
};

struct Asked {
  operations::ExposureRequest request;
  std::string table, query;  // of the REST door
};

// Lines as on the command line's own form, with # for remarks.
Result<std::string> table_of(const std::string& path) {
  if (path.empty()) return std::string();
  TRY(const std::string content, read_file(path, kMostDocument));
  std::string out;
  std::istringstream lines(content);
  for (std::string line; std::getline(lines, line);) {
    line = line.substr(0, line.find('#'));
    const auto first = line.find_first_not_of(" \t\r,"), last = line.find_last_not_of(" \t\r,");
    if (first != std::string::npos) out += (out.empty() ? "" : ",") + line.substr(first, last - first + 1);
  }
  return out;
}

Result<Asked> asked_of(const Options& options) {
  Asked out;
  out.request.members = options.members;
  for (const std::string& member : options.members) out.query += (out.query.empty() ? "?members=" : "&members=") + percent_encoded(member);
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.query += (out.query.empty() ? "?" : "&") + std::string(name) + "=" + percent_encoded(value);
  };
  if (!options.as_of.empty()) {
    const auto at = parse_time(options.as_of);
    if (!at) return fail(Code::invalid, "write --as-of as a date, 2026-01-31, or a time, 2026-01-31T12:00:00Z", "--as-of " + options.as_of);
    out.request.as_of = *at;
    add("as_of", format_time(*at));
  }
  TRY(out.table, table_of(options.weights_file));
  TRY(out.request.weights, operations::parse_weights(options.weight, out.table));
  add("weight", options.weight);
  add("table", out.table);
  return out;
}

Result<ordered_json> answer_of(const Options& options) {
  TRY(const Asked asked, asked_of(options));
  const auto& request = asked.request;
  const std::string joined = asked.query.empty() ? "?" : asked.query + "&";
  using Here = std::function<Result<ordered_json>(server::Opened&, const operations::Caller&)>;
  const auto question = [&](std::string target, Here here, std::string body = "") { return ask(options.asking, {std::move(target), std::move(body), std::move(here)}); };
  if (!options.changes.empty()) {
    if (!options.as_of.empty()) return fail(Code::invalid, "a what-if is of now; leave --as-of out");
    std::vector<operations::ExposureChange> changes;
    for (const std::string& text : options.changes) {
      TRY(auto change, operations::parse_change(text));
      changes.push_back(std::move(change));
    }
    ordered_json body{{"members", options.members}, {"changes", options.changes}};
    if (!options.weight.empty()) body["weight"] = options.weight;
    if (!asked.table.empty()) body["table"] = asked.table;
    return question(
        "/api/v1/exposure/what-if",
        [&](auto& opened, const auto& caller) -> Result<ordered_json> {
          TRY(const auto found, operations::exposure_what_if(*opened.node, caller, request, changes));
          return operations::to_json(found);
        },
        body.dump());
  }
  if (options.rank)
    return question("/api/v1/exposure/rank" + asked.query, [&](auto& opened, const auto& caller) -> Result<ordered_json> {
      TRY(const auto found, operations::exposure_rank(*opened.node, caller, request));
      return operations::to_json(found);
    });
  if (options.frontier) {
    TRY(const auto grain, operations::parse_grain(options.steps));
    return question(fmt::format("/api/v1/exposure/frontier{}constant={}{}", joined, options.constant, options.steps.empty() ? "" : "&steps=" + options.steps),
                    [&](auto& opened, const auto& caller) -> Result<ordered_json> {
                      TRY(const auto found, operations::exposure_frontier(*opened.node, caller, request, grain, options.constant));
                      return operations::to_json(found);
                    });
  }
  if (options.objects) {
    TRY(const auto as, operations::parse_exposed_as(options.as));
    return question(fmt::format("/api/v1/exposure/objects{}limit={}{}", joined, options.limit, options.as.empty() ? "" : "&as=" + options.as),
                    [&](auto& opened, const auto& caller) -> Result<ordered_json> {
                      TRY(const auto found, operations::exposed_objects(*opened.node, caller, request, as, 0, options.limit));
                      return operations::to_json(found);
                    });
  }
  return question("/api/v1/exposure" + asked.query, [&](auto& opened, const auto& caller) -> Result<ordered_json> {
    TRY(const auto found, operations::exposure(*opened.node, caller, request));
    return operations::to_json(found);
  });
}

Result<void> check(const Options& options) {
  if ((options.rank ? 1 : 0) + (options.frontier ? 1 : 0) + (options.objects ? 1 : 0) + (options.changes.empty() ? 0 : 1) > 1)
    return fail(Code::invalid, "ask one question at a time: --rank, --frontier, --objects or --what-if");
  if (!options.svg.empty() && (options.objects || !options.changes.empty())) return fail(Code::invalid, "there is a plot of exposure, of a rank and of a frontier; leave --svg out");
  if (options.csv == "-" && options.svg == "-") return fail(Code::invalid, "only one of --csv and --svg can go to standard output");
  return {};
}

Result<void> put(const std::string& where, const std::string& text) {
  if (where == "-") {
    print(text);
    return {};
  }
  return replace_file(where, text, 0600);
}

Result<void> run(const Options& options) {
  TRY_VOID(check(options));
  TRY(const ordered_json answer, answer_of(options));
  const bool ranked = options.rank;
  const std::string by = !options.by.empty() ? options.by : ranked ? "member" : "originator";
  const bool plain_exposure = options.changes.empty() && !ranked && !options.frontier && !options.objects;
  if (!options.svg.empty())
    TRY_VOID(put(options.svg, ranked ? rank_svg(answer, by) : options.frontier ? frontier_svg(answer) : exposure_svg(answer, by)));
  if (!options.csv.empty()) {
    const auto table = !options.changes.empty() ? what_if_table(answer) : ranked ? rank_table(answer, by) : options.frontier ? frontier_table(answer) : options.objects ? objects_table(answer) : exposure_table(answer, by);
    TRY_VOID(put(options.csv, insight::to_csv(table)));
  }
  if (options.json) print_json(answer);
  if (options.json || !options.csv.empty() || !options.svg.empty()) return {};
  if (plain_exposure) print(exposure_text(answer, by));
  if (!options.changes.empty()) print(what_if_text(answer));
  if (options.frontier) print(insight::to_text(frontier_table(answer)));
  if (options.objects) print(insight::to_text(objects_table(answer)));
  if (ranked && options.by.empty()) print(insight::to_text(rank_table(answer, "member")) + "\n" + insight::to_text(rank_table(answer, "agreement")));
  else if (ranked) print(insight::to_text(rank_table(answer, by)));
  return {};
}

}  // namespace

Act define_exposure(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("MEMBERS", options->members, "parties, agencies or people; else the asker's party");
  add_caller_options(app, options->asking);
  app.add_option("--as-of", options->as_of, "the date; else now")->type_name("DATE");
  app.add_flag("--rank", options->rank, "rank members and agreements by their share");
  app.add_option("--what-if", options->changes, "what a change would remove and cost: suspend=AGREEMENT[:FROM>TO], suspend-party=PARTY, ceiling=AGREEMENT:PARTY:WORD, drop-topic=AGREEMENT:TOPIC, re-tier=AGENCY:WORD; may be repeated")
      ->type_name("CHANGE")
      ->take_all()
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--frontier", options->frontier, "what to give up first: exposure removed against sharing lost");
  app.add_option("--steps", options->steps, "what can be given up one by one: direction, topic or level; else topic")->check(CLI::IsMember({"direction", "topic", "level"}))->type_name("STEPS");
  app.add_option("--constant", options->constant, "what a grant costs by being there, beside its objects leased in the last 90 days")->capture_default_str()->type_name("N");
  app.add_flag("--objects", options->objects, "name the objects that originate in the asker's party");
  app.add_option("--exposed-as", options->as, "of these only the ones that are held, may_pull, pass_on or only")->check(CLI::IsMember({"held", "may_pull", "pass_on", "only"}))->type_name("AS");
  app.add_option("--limit", options->limit, "at most so many objects")->capture_default_str()->type_name("N")->check(CLI::Range(1, 1000));
  app.add_option("--weight", options->weight, "weigh objects by object, level or type; else each weighs 1")->check(CLI::IsMember({"object", "level", "type"}))->type_name("BY");
  app.add_option("--weights", options->weights_file, "a file of weights: of levels from the lowest (1,2,4,8,16), or NAME=WEIGHT, one a line")->type_name("FILE");
  app.add_option("--by", options->by, "the table: originator, level, topic, agreement, clause or agency; of a rank member or agreement")
      ->check(CLI::IsMember({"originator", "level", "topic", "agreement", "clause", "agency", "member"}))
      ->type_name("BY");
  app.add_flag("--json", options->json, "print JSON");
  app.add_option("--csv", options->csv, "write the table as CSV; - for standard output")->type_name("FILE");
  app.add_option("--svg", options->svg, "write a plot; - for standard output")->type_name("FILE");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
