// A version of a joint statement: its text, whom it invites, and the rules by which it is agreed. docs/format/joint-statement.md is normative. Values; pure functions; any thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace comity::statement {

struct Paragraph {
  std::string id;  // the same over versions: "p1"
  std::string text;
  bool operator==(const Paragraph&) const = default;
};
// The same text in another language. The document's own language is the authoritative one.
struct Translation {
  std::string language, title;
  std::map<std::string, std::string> paragraphs;  // by id: every paragraph
  bool operator==(const Translation&) const = default;
};
// Who reads it once it is adopted and its embargo is over.
enum class Afterwards { invited, everybody };
std::string_view name_of(Afterwards who);

struct Document {
  std::string id;        // begins with the convenor and a hyphen, so that nobody meets an id of others
  int version = 1;
  std::string convenor;  // the party that drafts and invites; one of the invited
  std::string title, language, meeting;  // the meeting's id, or ""
  std::set<std::string> topics, invited;
  std::vector<Paragraph> paragraphs;
  std::vector<Translation> translations;
  std::size_t least = 0;             // so many of the invited have to agree
  std::set<std::string> including;   // these among them
  std::optional<Time> opens, silence, closes, embargo;
  Afterwards afterwards = Afterwards::invited;
  bool operator==(const Document&) const = default;
};

// A document with the bytes that positions are about.
struct Written {
  Document document;
  std::string canonical;  // RFC 8785 JSON
  std::string sha256;     // of these bytes, hexadecimal
};
// Errors: invalid, where = a JSON pointer; of TOML "file:line"; too_large.
Result<Written> parse_document(std::string_view json);
Result<Written> parse_document_toml(std::string_view toml, std::string_view file_name);

// What became of each paragraph from one version to another, in the order of the later one; what was removed stands last.
struct Change {
  enum class Kind { same, changed, added, removed };
  Kind kind = Kind::same;
  std::string paragraph, before, after;
  bool moved = false;  // it stands after another paragraph than before
};
std::vector<Change> difference(const Document& before, const Document& after);
std::string_view name_of(Change::Kind kind);

// Text that people sign or are shown: no control characters but line feed and tab, and none that reorder what is read (Unicode UAX #9). Of meetings and concerns too.
bool is_plain_text(std::string_view text);
// "NZL-harbour-2026" of "NZL": the words of an id after its party's. At most 100 bytes.
bool is_id_of(std::string_view id, std::string_view party);

}  // namespace comity::statement
