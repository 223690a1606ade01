// comity align: how alike members vote or sign, from a file or from a node.
#include "cli/align.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/node_folder.hpp"
#include "insight/statement_votes.hpp"
#include "insight/votes_read.hpp"
#include "operations/acts.hpp"
#include "operations/agreement_entry.hpp"
#include "operations/agreements_json.hpp"
#include "operations/sharing.hpp"
#include "operations/statement_votes.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;
using insight::RollCallSet;

constexpr std::array<std::string_view, 6> kForms{"pairs", "rice", "lone", "line", "window", "sharing"};

Result<std::string> file_text(const std::string& path) {
  TRY(std::string bytes, read_file(path, insight::kMostVotesBytes));
  auto text = insight::unpacked(std::move(bytes));
  if (!text) text.error().where = path;
  return text;
}

tl::unexpected<Error> in_file(Error error, const std::string& path) {
  error.where = error.where.empty() ? path : path + ": " + error.where;
  return tl::make_unexpected(std::move(error));
}

Result<RollCallSet> set_from_files(const AlignOptions& options) {
  if (!options.positions.empty()) {
    TRY(const std::string text, file_text(options.positions));
    auto positions = insight::read_positions(text);
    if (!positions) return in_file(std::move(positions).error(), options.positions);
    return insight::votes_of(*positions, {.reserved_is_middle = options.reserved_is_middle});
  }
  TRY(const std::string votes, file_text(options.votes));
  std::optional<std::string> calls;
  if (!options.roll_calls.empty()) {
    TRY(calls, file_text(options.roll_calls));
  }
  auto set = insight::read_votes(votes, calls);
  if (!set) return in_file(std::move(set).error(), options.votes);
  if (options.succession) return insight::succeeded(*set);
  return set;
}

// What is asked of a node says all that was asked, or it is not asked: an answer to something else looks the same.
Result<void> check_node_words(const AlignOptions& options) {
  if (options.pairs.size() > 1) return fail(Code::invalid, "a node is asked about one pair: name one --pair, or several --members", "--pair");
  if (options.succession) return fail(Code::invalid, "a node joins successors as [alignment] succession of its node.toml says: leave this out", "--succession");
  if (!options.roll_calls.empty()) return fail(Code::invalid, "roll calls go with a file of votes: name it too", "--rollcalls");
  if (!url_of(options.asking)) return {};
  if (options.level != 95) return fail(Code::invalid, "a node that is being served makes intervals of 95 per cent: leave this out", "--level");
  if (options.form == "sharing" && options.statements) return fail(Code::invalid, "sharing is held against roll calls: leave this out", "--statements");
  const bool of_votes = options.abstain != options.abstain_otherwise() || options.absent != "leave-out" || options.drop_unanimous || options.important || !options.issues.empty() || options.statements ||
                        options.reserved_is_middle;
  if (options.form == "window" && (of_votes || options.times || options.seed != 1))
    return fail(Code::invalid, "a node that is being served takes all roll calls for a window, as they are: leave out --abstain, --absent, --drop-unanimous, --important, --issue, --statements, --times and --seed");
  return {};
}

// Words before what they name: the form, then the file.
Result<void> take_words(AlignOptions& options) {
  std::vector<std::string> words = options.words;
  if (!words.empty() && std::find(kForms.begin(), kForms.end(), words.front()) != kForms.end()) {
    options.form = words.front();
    words.erase(words.begin());
  }
  if (words.size() > 1) return fail(Code::invalid, fmt::format("\"{}\" is no form; those are pairs, rice, lone, line, window and sharing", words.front().substr(0, 40)));
  if (!words.empty()) options.votes = words.front();
  if (!options.votes.empty() && !options.positions.empty()) return fail(Code::invalid, "name a file of votes or one of positions, not both");
  if (options.form == "sharing" && !options.from_node()) return fail(Code::invalid, "what was shared is asked of a node: name no file");
  if (!insight::index_named(options.index)) return fail(Code::invalid, fmt::format("\"{}\" is no index", options.index), "--index");
  if (options.abstain.empty()) options.abstain = options.abstain_otherwise();
  if (options.form == "window" && (options.year != 0 || !options.from.empty() || !options.to.empty()))
    return fail(Code::invalid, "the years of a window are counted from its date: leave out --year, --from and --to, and name --before and --after");
  if (options.from_node()) {
    TRY_VOID(check_node_words(options));
  }
  if (!options.community.empty() && !options.members.empty()) return fail(Code::invalid, "name members or a community, not both");
  if (!options.community.empty() && !options.from_node()) return fail(Code::invalid, "a community is known to a node: name its members with --members", "--community");
  return {};
}

// The parameters of a request, each once.
class Query {
 public:
  void add(std::string_view name, const std::string& value) {
    if (!value.empty()) text_ += fmt::format("{}{}={}", text_.empty() ? "?" : "&", name, percent_encoded(value));
  }
  void add(std::string_view name, const std::vector<std::string>& values) {
    std::string all;
    for (const std::string& one : values) all += (all.empty() ? "" : ",") + one;
    add(name, all);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

Query query_of(const AlignOptions& options, const operations::AlignmentAsk& common) {
  Query out;
  if (options.statements) out.add("of", std::string("statements"));
  if (options.reserved_is_middle) out.add("reserved", std::string("middle"));
  if (common.options.from) out.add("from", insight::format_day(*common.options.from));
  if (common.options.to) out.add("to", insight::format_day(*common.options.to));
  if (options.abstain != options.abstain_otherwise()) out.add("abstain", options.abstain);
  if (options.absent != "leave-out") out.add("absent", options.absent);
  if (options.drop_unanimous) out.add("unanimous", std::string("drop"));
  if (options.important) out.add("important", std::string("true"));
  out.add("issue", options.issues);
  return out;
}

std::pair<std::string, std::string> pair_of(const AlignOptions& options) {
  if (options.pairs.empty()) return {};
  const std::size_t comma = options.pairs.front().find(',');
  if (comma == std::string::npos) return {options.pairs.front(), ""};
  return {options.pairs.front().substr(0, comma), options.pairs.front().substr(comma + 1)};
}

Result<operations::WindowAsk> window_ask(const AlignOptions& options) {
  TRY(const operations::AlignmentAsk common, ask_of(options));
  operations::WindowAsk out;
  std::tie(out.a, out.b) = pair_of(options);
  out.options = common.options;
  out.options.from = out.options.to = std::nullopt;
  out.index = *insight::index_named(options.index);
  out.before = options.before;
  out.after = options.after;
  out.donors = options.donors.size() == 1 && options.donors.front() == "auto" ? std::vector<std::string>{} : options.donors;
  if (!options.date.empty()) {
    TRY(out.date, insight::parse_day(options.date));
  } else if (options.agreement.empty()) {
    return fail(Code::invalid, "say around which date: --date, or --agreement");
  }
  return out;
}

// The first day and the parties of an agreement, as the node tells this caller.
Result<void> take_agreement(const AlignOptions& options, operations::WindowAsk& about) {
  if (options.agreement.empty()) return {};
  TRY(const ordered_json seen, ask(options.asking, {"/api/v1/agreements/" + percent_encoded(options.agreement), "",
                                                    [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                      TRY(const auto one, operations::agreement_of(*opened.node, caller, options.agreement));
                                                      return operations::to_json(one);
                                                    }}));
  for (const ordered_json& one : seen["history"]) {
    if (!one.contains("version") || !one.contains("in_force") || one.value("void", false)) continue;
    if (options.date.empty()) {
      TRY(about.date, insight::parse_day(one.value("in_force", "")));
    }
    about.about = fmt::format("{} in force", options.agreement);
    if (about.a.empty() && one["signed_by"].size() == 2) {
      about.a = one["signed_by"][0].get<std::string>();
      about.b = one["signed_by"][1].get<std::string>();
    }
    return {};
  }
  return fail(Code::precondition, "this agreement has no first day in force yet; give a --date");
}

Result<ordered_json> answer_from(const RollCallSet& set, const AlignOptions& options) {
  TRY(operations::AlignmentAsk ask, ask_of(options));
  if (options.form == "rice") return operations::alignment_rice(set, ask);
  if (options.form == "lone") return operations::alignment_lone(set, ask);
  if (options.form == "line") return operations::alignment_line(set, ask);
  TRY(operations::WindowAsk about, window_ask(options));
  TRY_VOID(take_agreement(options, about));
  if (about.a.empty()) return fail(Code::invalid, "name the pair: --pair AUS,JPN");
  return operations::alignment_window(set, about);
}

// The set that a node has, in this process.
Result<std::shared_ptr<const RollCallSet>> set_in(server::Opened& opened, const operations::Caller& caller, const AlignOptions& options) {
  if (options.statements) {
    TRY(RollCallSet set, operations::statement_votes(*opened.node, caller, {.reserved_is_middle = options.reserved_is_middle}));
    return std::make_shared<const RollCallSet>(std::move(set));
  }
  return opened.roll_calls();
}

Result<ordered_json> answer_of_node(const AlignOptions& options) {
  TRY(operations::AlignmentAsk common, ask_of(options));
  const auto [a, b] = pair_of(options);
  const bool one_pair = options.form == "pairs" && !options.pairs.empty();
  Query query = query_of(options, common);
  std::string path = one_pair ? "pair" : options.form;
  if (options.form != "sharing" && options.form != "window") {
    query.add("member", options.members);
    query.add("community", options.community);
  }
  if (options.form == "pairs" || options.form == "rice" || options.form == "line") query.add("by", options.by);
  if (options.year != 0 && options.form == "pairs") query.add("year", fmt::format("{}", options.year));
  if (options.form == "lone") query.add("alone", options.alone);
  if (options.form == "pairs" || options.form == "rice" || options.form == "sharing") {
    query.add("seed", fmt::format("{}", options.seed));
    if (options.times) query.add("times", fmt::format("{}", *options.times));
  }
  if (one_pair || options.form == "window") {
    query.add("a", a);
    query.add("b", b);
  }
  if (options.form == "window") {
    query = Query();
    query.add("a", a);
    query.add("b", b);
    query.add("agreement", options.agreement);
    query.add("date", options.date);
    query.add("before", fmt::format("{}", options.before));
    query.add("after", fmt::format("{}", options.after));
    if (!(options.donors.size() == 1 && options.donors.front() == "auto")) query.add("donor", options.donors);
  }
  if (options.form == "window" || options.form == "sharing") query.add("index", options.index);
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    if (options.form == "sharing") {
      TRY(const auto set, opened.roll_calls());
      return operations::sharing_against_alignment(*opened.node, caller, *set, {*insight::index_named(options.index), common.options, common.resampling});
    }
    TRY(const auto set, set_in(opened, caller, options));
    if (options.form == "window") {
      TRY(operations::WindowAsk about, window_ask(options));
      TRY_VOID(operations::put_agreement(*opened.node, caller, options.agreement, !options.date.empty(), about));
      return operations::alignment_window(*set, about);
    }
    if (common.members.empty() && !one_pair) {
      TRY(common.members, operations::members_of_node(*opened.node, caller, *set, options.community));
    }
    if (one_pair) {
      std::tie(common.a, common.b) = pair_of(options);
      return operations::alignment_pair(*set, common);
    }
    if (options.form == "rice") return operations::alignment_rice(*set, common);
    if (options.form == "lone") return operations::alignment_lone(*set, common);
    if (options.form == "line") return operations::alignment_line(*set, common);
    common.resampling.times = options.times.value_or(0);
    return operations::alignment_pairs(*set, common);
  };
  return ask(options.asking, {"/api/v1/alignment/" + path + query.text(), "", here});
}

Result<void> run(const AlignOptions& given) {
  AlignOptions options = given;
  TRY_VOID(take_words(options));
  if (!options.from_node()) {
    TRY(const RollCallSet set, set_from_files(options));
    if (options.form == "pairs") return print_pairs(set, options);
    TRY(const ordered_json answer, answer_from(set, options));
    std::string svg;
    if (!options.svg.empty()) {
      TRY(svg, svg_of(options, answer));
    }
    return put_out(options, answer, table_of(options, answer), svg);
  }
  TRY(const ordered_json answer, answer_of_node(options));
  std::string svg;
  if (!options.svg.empty()) {
    TRY(svg, svg_of(options, answer));
  }
  return put_out(options, answer, table_of(options, answer), svg);
}

}  // namespace

Result<operations::AlignmentAsk> ask_of(const AlignOptions& options) {
  operations::AlignmentAsk out;
  out.members = options.members;
  out.options.abstain = *insight::abstain_named(options.abstain);
  out.options.absent = *insight::absent_named(options.absent);
  out.options.drop_unanimous = options.drop_unanimous;
  out.options.important_only = options.important;
  out.options.issues = options.issues;
  if (!options.from.empty()) {
    TRY(out.options.from, insight::parse_day(options.from));
  }
  if (!options.to.empty()) {
    TRY(out.options.to, insight::parse_day(options.to));
  }
  if (options.year != 0) {
    out.year = options.year;
    if (options.form != "pairs") {
      out.options.from = insight::first_day(options.year);
      out.options.to = insight::Day{insight::first_day(options.year + 1).days - 1};
    }
  }
  out.by = options.by == "year" ? insight::By::year : options.by == "session" ? insight::By::session : insight::By::whole;
  out.resampling = {options.times.value_or(insight::Resampling{}.times), options.level / 100, options.seed};
  out.alone = *insight::alone_named(options.alone);
  return out;
}

Act define_align(CLI::App& app) {
  auto options = std::make_shared<AlignOptions>();
  const auto list = [&](const char* name, std::vector<std::string>& into, const char* text, const char* type) {
    app.add_option(name, into, text)->delimiter(',')->allow_extra_args(false)->type_name(type);
  };
  app.add_option("FORM-AND-VOTES", options->words,
                 "pairs (where no form is named), rice, lone, line, window or sharing; then a file of votes, plain or gzip: Voeten's or the UN Digital Library's. Without a file the node's own")
      ->expected(0, 2);
  app.add_option("--rollcalls", options->roll_calls, "the roll calls of Voeten's votes")->type_name("FILE");
  app.add_option("--positions", options->positions, "instead of votes, positions on statements: CSV with statement, date, party and position")->type_name("FILE");
  app.add_flag("--statements", options->statements, "instead of votes, positions on the statements that the node has");
  app.add_flag("--reserved-is-middle", options->reserved_is_middle, "a signature with a reservation counts as abstaining; else as yes");
  app.add_flag("--succession", options->succession, "join the rows of states whose seat went on under another code");
  app.add_option("--pair", options->pairs, "two members, as USA,NZL or by numbers of COW; may be repeated")->allow_extra_args(false)->type_name("A,B");
  list("--members", options->members, "a group, with commas between", "A,B,C");
  app.add_option("--community", options->community, "a community that the node knows, as it is now")->type_name("ID");
  app.add_option("--year", options->year, "one calendar year")->type_name("Y")->check(CLI::Range(1, 9998));
  app.add_option("--from", options->from, "the first day")->type_name("DATE");
  app.add_option("--to", options->to, "the last day")->type_name("DATE");
  app.add_option("--by", options->by, "how time is cut")->check(CLI::IsMember({"year", "session", "whole"}))->capture_default_str();
  list("--issue", options->issues, "only roll calls with one of these issue words", "WORD");
  app.add_flag("--important", options->important, "only roll calls that are marked as important");
  app.add_flag("--drop-unanimous", options->drop_unanimous, "leave out roll calls on which all who voted voted alike");
  app.add_option("--abstain", options->abstain, "what abstaining counts as; else middle, and of rice leave-out")->check(CLI::IsMember({"middle", "leave-out", "as-no"}));
  app.add_option("--absent", options->absent, "what absence counts as")->check(CLI::IsMember({"leave-out", "as-abstain"}))->capture_default_str();
  app.add_option("--index", options->index, "of plots, windows and sharing: agree2, agree3, S_abs, S_sq, or kappa or pi with _nom, _lin or _sq")->type_name("NAME")->capture_default_str();
  app.add_option("--times", options->times, "bootstrap resamples, else 1000; 0 for no intervals. Of every pair there are intervals only where this is named")
      ->check(CLI::Range(std::size_t{0}, insight::kMostTimes))
      ->type_name("N");
  app.add_option("--level", options->level, "of intervals, per cent")->check(CLI::Range(50.0, 99.9))->type_name("P")->capture_default_str();
  app.add_option("--seed", options->seed, "of the bootstrap: the same seed gives the same interval")->type_name("N")->capture_default_str();
  app.add_option("--alone", options->alone, "of lone: the only no, or the only one apart from all others")->check(CLI::IsMember({"no", "apart"}))->capture_default_str();
  app.add_flag("--listing", options->listing, "of rice and line: roll call by roll call");
  app.add_option("--agreement", options->agreement, "of window: around its entry into force, as the node knows it")->type_name("ID");
  app.add_option("--date", options->date, "of window: around this day")->type_name("DATE");
  app.add_option("--before", options->before, "of window: years before")->check(CLI::Range(2, 30))->type_name("N")->capture_default_str();
  app.add_option("--after", options->after, "of window: years after")->check(CLI::Range(1, 30))->type_name("N")->capture_default_str();
  list("--donors", options->donors, "of window: members whose pairs are compared with; auto: all who voted in each of its years", "A,B,C");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON; of pairs a line for each");
  app.add_option("--csv", options->csv, "write the table as CSV; - for standard output")->type_name("FILE");
  app.add_option("--svg", options->svg, "write a plot; - for standard output")->type_name("FILE");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
