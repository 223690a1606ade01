#include "statement/past.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "alliance/fields.hpp"
#include "base/bytes.hpp"
#include "crypto/canonical.hpp"
#include "statement/document.hpp"

namespace comity::statement {
namespace {

using alliance::Faults;
using alliance::Fields;
using nlohmann::json;

constexpr std::size_t kLongestWord = 100, kLongestWords = 4000, kMostParties = 500;
enum Column { kStatement, kTitle, kDate, kMeeting, kParty, kInvited, kPosition, kReservation, kSource, kTopic, kColumns };
constexpr std::array<std::string_view, kColumns> kNames{"statement", "title", "date", "meeting", "party", "invited", "position", "reservation", "source", "topic"};

struct CsvRow {
  std::vector<std::string> fields;
  int line = 0;  // of its first character
};

// RFC 4180 with LF as well as CRLF. Errors: invalid, where = the line.
class Csv {
 public:
  explicit Csv(std::string_view text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
  }
  bool done() const { return at_ >= text_.size(); }
  Result<CsvRow> next() {
    CsvRow row;
    row.line = line_;
    while (true) {
      TRY(std::string field, quoted() ? in_quotes() : bare());
      row.fields.push_back(std::move(field));
      if (done()) return row;
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      if (text_[at_] == '\r') ++at_;
      if (done() || text_[at_] != '\n') return fail(Code::invalid, "a field in quotes ends before a comma or the end of its line", std::to_string(line_));
      ++at_;
      ++line_;
      return row;
    }
  }

 private:
  bool quoted() const { return !done() && text_[at_] == '"'; }
  Result<std::string> bare() {
    const auto end = std::min(text_.find_first_of(",\n\r", at_), text_.size());
    std::string out(text_.substr(at_, end - at_));
    at_ = end;
    if (out.find('"') != out.npos) return fail(Code::invalid, "a quotation mark stands in a field without quotes; write it twice, in quotes", std::to_string(line_));
    return out;
  }
  Result<std::string> in_quotes() {
    std::string out;
    const int begun = line_;
    for (++at_; !done(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        out += text_[at_];
        continue;
      }
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        out += '"';
        ++at_;
        continue;
      }
      ++at_;
      return out;
    }
    return fail(Code::invalid, "a field in quotes has no end", std::to_string(begun));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == text.npos ? "" : std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::optional<bool> yes_or_no(std::string_view word) {
  for (const auto* yes : {"yes", "true", "1"})
    if (word == yes) return true;
  for (const auto* no : {"no", "false", "0"})
    if (word == no) return false;
  return std::nullopt;
}

// "absent" and nothing at all are both "no answer": the table knows of no act.
std::optional<Stand> stand_in(std::string_view word) {
  if (word.empty() || word == "absent") return Stand::none;
  const auto stand = stand_of(word);
  return stand && *stand != Stand::broke_silence && *stand != Stand::withdrew ? stand : std::nullopt;
}

using Places = std::array<std::optional<std::size_t>, kColumns>;

Result<Places> places_of(const CsvRow& header) {
  Places out;
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const std::string name = trimmed(header.fields[i]);
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) return fail(Code::invalid, fmt::format("there is no column '{}'", as_utf8(name)), "1");
    auto& place = out[static_cast<std::size_t>(found - kNames.begin())];
    if (place) return fail(Code::invalid, fmt::format("the column '{}' stands there twice", name), "1");
    place = i;
  }
  for (const Column needed : {kStatement, kTitle, kDate, kParty, kInvited, kPosition, kSource})
    if (!out[needed]) return fail(Code::invalid, fmt::format("the column '{}' is missing", kNames[needed]), "1");
  return out;
}

// What a row says of its statement and of one party.
struct Read {
  Past past;
  bool invited = false;
};

Result<Read> read_row(const CsvRow& row, const Places& places) {
  std::array<std::string, kColumns> words;
  for (std::size_t i = 0; i < kColumns; ++i)
    if (places[i]) words[i] = trimmed(row.fields[*places[i]]);
  for (std::size_t i = 0; i < kColumns; ++i) {
    const bool text = i == kTitle || i == kReservation || i == kSource || i == kTopic;
    if (words[i].size() > (text ? kLongestWords : kLongestWord)) return fail(Code::invalid, fmt::format("'{}' is too long", kNames[i]));
    if (!is_plain_text(words[i]) || as_utf8(words[i]) != words[i]) return fail(Code::invalid, fmt::format("'{}' is not plain UTF-8 text", kNames[i]));
  }
  Read out;
  Past& past = out.past;
  past.statement = words[kStatement];
  past.title = words[kTitle];
  past.meeting = words[kMeeting];
  if (!alliance::is_id(past.statement)) return fail(Code::invalid, "name the statement by an id of letters, digits, - and _");
  if (past.title.empty()) return fail(Code::invalid, "the title is missing");
  if (!alliance::is_id(words[kParty])) return fail(Code::invalid, "name the party by its id, like NZL");
  if (words[kSource].empty()) return fail(Code::invalid, "say where this is known from, in the column source");
  TRY(past.date, parse_time(words[kDate]));
  std::size_t from = 0;
  while (from < words[kTopic].size()) {
    const auto end = std::min(words[kTopic].find(';', from), words[kTopic].size());
    const std::string topic = trimmed(std::string_view(words[kTopic]).substr(from, end - from));
    if (!topic.empty() && !alliance::is_id(topic)) return fail(Code::invalid, "topics are ids with semicolons between them");
    if (!topic.empty()) past.topics.insert(topic);
    from = end + 1;
  }
  const auto invited = yes_or_no(words[kInvited]);
  if (!invited) return fail(Code::invalid, "'invited' is yes or no");
  const auto stand = stand_in(words[kPosition]);
  if (!stand) return fail(Code::invalid, "'position' is signed, reserved, silent, abstained, declined, absent or empty");
  if (!*invited && (!words[kPosition].empty() || !words[kReservation].empty()))
    return fail(Code::invalid, fmt::format("{} was not invited and yet '{}': who was not invited did not decline, and did nothing else", words[kParty],
                                           words[kPosition].empty() ? "reserved" : words[kPosition]));
  if (!words[kReservation].empty() && *stand != Stand::reserved) return fail(Code::invalid, "a reservation stands with the position reserved alone");
  out.invited = *invited;
  if (*invited) past.invited.push_back({words[kParty], *stand, words[kReservation], words[kSource]});
  else past.not_invited.insert(words[kParty]);
  return out;
}

bool says_of(const Past& past, const std::string& party) {
  return past.not_invited.contains(party) || std::any_of(past.invited.begin(), past.invited.end(), [&](const auto& one) { return one.party == party; });
}

// Adds what a row says to what earlier ones said of the same statement.
Result<void> add(Past& past, const Past& row) {
  if (past.title != row.title || past.date != row.date || past.meeting != row.meeting)
    return fail(Code::invalid, fmt::format("title, date and meeting of '{}' are not those of its first row", past.statement));
  if (past.invited.size() + past.not_invited.size() >= kMostParties) return fail(Code::too_large, fmt::format("a statement has at most {} parties", kMostParties));
  for (const auto& party : row.invited)
    if (says_of(past, party.party)) return fail(Code::invalid, fmt::format("two rows are about {} and '{}'", party.party, past.statement));
  for (const auto& party : row.not_invited)
    if (says_of(past, party)) return fail(Code::invalid, fmt::format("two rows are about {} and '{}'", party, past.statement));
  past.topics.insert(row.topics.begin(), row.topics.end());
  past.invited.insert(past.invited.end(), row.invited.begin(), row.invited.end());
  past.not_invited.insert(row.not_invited.begin(), row.not_invited.end());
  return {};
}

Error at_line(Error error, std::string_view file_name, int line) {
  error.where = fmt::format("{}:{}", file_name, line);
  error.code = error.code == Code::too_large ? error.code : Code::invalid;
  return error;
}

}  // namespace

Result<std::vector<Past>> parse_past_csv(std::string_view csv, std::string_view file_name) {
  if (csv.size() > kMostPastBytes) return fail(Code::too_large, fmt::format("a table has at most {} bytes; import it in parts", kMostPastBytes), std::string(file_name));
  Csv reader(csv);
  const auto at = [&](Error error) {
    error.where = fmt::format("{}:{}", file_name, error.where);
    return tl::make_unexpected(std::move(error));
  };
  const auto header = reader.next();
  if (!header) return at(header.error());
  const auto places = places_of(*header);
  if (!places) return at(places.error());
  std::vector<Past> out;
  std::map<std::string, std::size_t> by_id;
  for (std::size_t count = 0; !reader.done();) {
    const auto row = reader.next();
    if (!row) return at(row.error());
    if (row->fields.size() == 1 && trimmed(row->fields[0]).empty()) continue;
    if (++count > kMostPastRows) return fail(Code::too_large, fmt::format("a table has at most {} rows; import it in parts", kMostPastRows), fmt::format("{}:{}", file_name, row->line));
    if (row->fields.size() != header->fields.size())
      return fail(Code::invalid, fmt::format("{} fields, and the header has {}", row->fields.size(), header->fields.size()), fmt::format("{}:{}", file_name, row->line));
    auto read = read_row(*row, *places);
    if (!read) return tl::make_unexpected(at_line(std::move(read).error(), file_name, row->line));
    const auto [found, fresh] = by_id.emplace(read->past.statement, out.size());
    if (fresh) {
      out.push_back(std::move(read->past));
      continue;
    }
    auto added = add(out[found->second], read->past);
    if (!added) return tl::make_unexpected(at_line(std::move(added).error(), file_name, row->line));
  }
  return out;
}

std::string to_json(const Past& past) {
  json invited = json::array();
  for (const auto& one : past.invited) {
    json party = {{"party", one.party}, {"position", key_of(one.stand)}, {"source", one.source}};
    if (!one.reservation.empty()) party["reservation"] = one.reservation;
    invited.push_back(std::move(party));
  }
  json out = {{"statement", past.statement}, {"title", past.title}, {"date", format_time(past.date)}, {"invited", invited}, {"not_invited", past.not_invited}, {"topics", past.topics}};
  if (!past.meeting.empty()) out["meeting"] = past.meeting;
  return crypto::canonical(out).value();  // of UTF-8 texts alone: there is nothing that it could refuse
}

Result<Past> parse_past(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  Faults faults;
  const Fields top(faults, value, "", {"statement", "title", "date", "meeting", "topics", "invited", "not_invited"});
  Past out;
  out.statement = top.id("statement");
  out.title = top.text("title");
  out.date = top.time("date");
  out.meeting = top.text_or("meeting", "");
  out.topics = top.texts("topics");
  out.not_invited = top.texts("not_invited");
  top.each("invited", [&](const json& element, const std::string& at) {
    const Fields fields(faults, element, at, {"party", "position", "reservation", "source"});
    const auto stand = stand_in(fields.text("position") == "none" ? "" : fields.text("position"));
    if (!stand) fields.fault("position", "no such position");
    const PastParty one{fields.id("party"), stand.value_or(Stand::none), fields.text_or("reservation", ""), fields.text("source")};
    if (says_of(out, one.party)) fields.fault("party", "a party stands there once, and is invited or not");
    out.invited.push_back(one);
  });
  TRY_VOID(faults.result());
  return out;
}

std::vector<PositionRow> rows_of(const Past& past) {
  std::vector<PositionRow> out;
  for (const auto& one : past.invited) {
    PositionRow row{past.statement, past.title, past.date, past.meeting, past.topics, one.party, one.stand, {}, true, one.source};
    if (!one.reservation.empty()) row.reservations.push_back({"", one.reservation});
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace comity::statement
