#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/marking_text.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "marking/capco_rollup.hpp"

namespace comity::cli {
namespace {

struct Options {
  MarkingOptions marking;
  std::string into = "label";
  std::string text;                 // render
  std::vector<std::string> texts;   // join
  std::string banner;
};

Result<const marking::Language*> writing_language(const std::string& id) {
  const marking::Language* language = marking::find_language(id);
  if (!language || !language->write)
    return fail(Code::invalid, fmt::format("there is no marking language \"{}\" to write; `comity marking languages` lists them", plain(id)), "--in");
  return language;
}

nlohmann::ordered_json to_json(const marking::Language& language, const marking::Rendering& rendering) {
  return {{"language", language.id}, {"text", rendering.text}, {"lost", rendering.lost}};
}

void print_rendering(const marking::Language& language, const marking::Rendering& rendering) {
  if (rendering.text.empty()) print(fmt::format("{} has no words for it\n", language.id));
  for (std::string_view rest = rendering.text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    print(plain(rest.substr(0, end)) + "\n");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  for (const std::string& lost : rendering.lost) print(fmt::format("  {} {}\n", paint(Paint::bad, "cannot say:"), plain(lost)));
}

marking::capco::Memberships memberships(const alliance::Directory& directory, Time at) {
  marking::capco::Memberships out;
  for (const auto& [id, community] : directory.communities)
    for (const auto& [party, known] : directory.parties)
      if (community.member(party, at)) out[id].insert(party);
  return out;
}

Result<void> render(const Options& options) {
  TRY(const marking::Language* into, writing_language(options.into));
  TRY(const MarkingTerms terms, MarkingTerms::from(options.marking));
  TRY(const std::string text, marking_text(options.text));
  TRY(const NamedReading one, read_marking(text, options.marking, terms));
  if (!one.reading.ok()) {
    if (!options.marking.json) print_findings(one);
    return understood({one});
  }
  const marking::Rendering rendering = into->write(one.reading.label, terms.context());
  if (options.marking.json) print_json(to_json(*into, rendering));
  else print_rendering(*into, rendering);
  return {};
}

Result<void> join(const Options& options) {
  TRY(const MarkingTerms terms, MarkingTerms::from(options.marking));
  std::vector<NamedReading> readings;
  std::vector<std::string> texts = options.texts;
  if (!options.banner.empty()) texts.push_back(options.banner);
  for (const std::string& text : texts) {
    TRY(NamedReading one, read_marking(text, options.marking, terms));
    readings.push_back(std::move(one));
  }
  const marking::Language* into = readings.back().language;
  const std::string id(into->id);
  if (id.ends_with("-portion"))
    if (const marking::Language* banner = marking::find_language(id.substr(0, id.size() - 8))) into = banner;
  const auto document = [&](std::string_view banner) {
    const marking::Language& first = *readings.front().language;
    const bool one = std::all_of(readings.begin(), readings.end(), [&](const NamedReading& other) { return other.language->document == first.document; });
    if (one && first.document) {
      const std::vector<std::string_view> portions(options.texts.begin(), options.texts.end());
      return marking::read_document(first, portions, banner, terms.context());
    }
    std::vector<marking::Label> labels;
    for (std::size_t i = 0; i < readings.size(); ++i)
      if (i < options.texts.size() || !banner.empty()) labels.push_back(readings[i].reading.label);
    return marking::join_document(std::move(labels));
  };
  const marking::Label of_portions = document(""), label = document(options.banner);
  marking::Rendering rendering = into->write ? into->write(label, terms.context()) : marking::Rendering{};
  // Who is in which community tells what several lists of readers have in common.
  if (terms.directory && options.banner.empty() && into->id == "capco") {
    const std::vector<std::string_view> portions(options.texts.begin(), options.texts.end());
    marking::capco::RolledUp rolled = marking::capco::roll_up(portions, terms.context(), memberships(*terms.directory, terms.marked));
    if (!rolled.banner.empty()) rendering = {std::move(rolled.banner), std::move(rolled.lost)};
  }
  if (options.marking.json) {
    nlohmann::ordered_json sources = nlohmann::ordered_json::array();
    for (const NamedReading& one : readings) sources.push_back(to_json(one));
    print_json({{"label", label_json(label)}, {"rendering", to_json(*into, rendering)}, {"narrowed", label != of_portions}, {"sources", sources}});
    return understood(readings);
  }
  print_rendering(*into, rendering);
  for (const NamedReading& one : readings) print_findings(one);
  if (!options.banner.empty() && label != of_portions) print(paint(Paint::faint, "the banner says more than its portions, and both hold\n"));
  print_label(label, false);
  return understood(readings);
}

}  // namespace

Act define_marking_render(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("TEXT", options->text, "the marking as written, or a label as JSON; - for standard input")->required();
  app.add_option("--in", options->into, "the language to write it in")->type_name("L")->capture_default_str();
  options->marking.add_to(app);
  return [options] { return render(*options); };
}

Act define_marking_join(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("TEXT", options->texts, "the markings of the sources, or of the portions")->required();
  app.add_option("--banner", options->banner, "the banner over them: it may narrow what they give, never widen it")->type_name("TEXT");
  options->marking.add_to(app);
  return [options] { return join(*options); };
}

}  // namespace comity::cli
