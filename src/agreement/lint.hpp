// Common mistakes in agreements: documents that are valid and probably do not say what their authors meant.
// A finding is advice: nothing is refused for it, and nothing is decided by it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/terms.hpp"
#include "alliance/directory.hpp"

namespace comity::agreement {

struct Finding {
  std::string_view lint;  // its name in the catalogue
  std::string where;      // "file:line: clause"; of a signed document "clause"
  std::string text;       // what stands there, and what follows from it
  std::string_view why;   // why that matters
  std::string mend;       // what to write instead
};

class LintCase;

// A row of the catalogue. To add one: a function and a row in lint.cpp, and a document that has it in lint_test.cpp.
struct Lint {
  std::string_view name;
  std::string_view what;
  std::string_view why;
  bool needs_directory;  // found only where the alliance's directory is at hand
  void (*find)(LintCase& at);
};
std::span<const Lint> lints();

// In the order of the document's lines. `directory` may be nullptr: then what needs it is not looked for. `now` decides
// what has ended. Errors: those of parse_agreement, and of check() with the directory.
Result<std::vector<Finding>> lint(std::string_view toml, std::string_view file_name,
                                  const alliance::Directory* directory, Time now);
// The same of a document without lines.
Result<std::vector<Finding>> lint(const Document& document, const alliance::Directory* directory, Time now);

}  // namespace comity::agreement
