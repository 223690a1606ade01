// What the marking commands share: which language, whose marking, of what day, and how a reading is printed.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "alliance/directory.hpp"
#include "marking/language.hpp"

namespace CLI {
class App;
}

namespace comity::cli {

struct MarkingOptions {
  std::string language;  // "": recognized from the text
  std::string owner = "USA";
  std::string marked;    // "": today
  std::string alliance;  // "": the level schemes that every node knows
  bool json = false;

  void add_to(CLI::App& app);
};

// The options made ready.
struct MarkingTerms {
  std::optional<alliance::Directory> directory;
  std::string owner;
  Time marked;
  marking::Context context() const;  // its schemes are the directory's: for as long as these terms live
  static Result<MarkingTerms> from(const MarkingOptions& options);
};

// A marking as given on the command line: the text itself, or "-" for standard input (without its last line end).
Result<std::string> marking_text(const std::string& argument);

struct NamedReading {
  const marking::Language* language = nullptr;
  std::string text;
  marking::Reading reading;
};
// Errors: invalid (no such language; nothing recognizes the text).
Result<NamedReading> read_marking(const std::string& text, const MarkingOptions& options, const MarkingTerms& terms);

nlohmann::ordered_json to_json(const NamedReading& one);
nlohmann::ordered_json label_json(const marking::Label& label);
// The text, each finding under the place that it is about.
void print_findings(const NamedReading& one);
// A table of what the label says; with `meaning` also of what that does.
void print_label(const marking::Label& label, bool meaning);
// invalid if a reading has errors, once all is printed: the status tells scripts.
Result<void> understood(const std::vector<NamedReading>& readings);

}  // namespace comity::cli
