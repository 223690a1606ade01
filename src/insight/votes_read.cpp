#include "insight/votes_read.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "insight/csv.hpp"
#include "insight/states.hpp"

namespace comity::insight {
namespace {

constexpr std::uint32_t kNone = UINT32_MAX;
constexpr std::uint32_t kMostCode = 1'000'000;   // of a state
constexpr std::uint32_t kDenseIds = 1'000'000;   // roll-call numbers below this are found by place

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return out;
}

Result<std::uint32_t> number_at(std::string_view text, std::string_view column, const CsvScanner& scanner) {
  if (const auto out = number(text)) return *out;
  return fail(Code::invalid, fmt::format("\"{}\" is no whole number; the column {} has one", text.substr(0, 40), column), line_name(scanner.line()));
}

Error of_roll_calls(Error error) {
  error.where = error.where.empty() ? "roll calls" : "roll calls, " + error.where;
  return error;
}

// Optional columns of a row, "" where the file has none.
class Columns {
 public:
  explicit Columns(const CsvHeader& header, std::vector<std::string_view> names) {
    for (const std::string_view name : names) places_.push_back(header.has(name) ? *header.required(name) : SIZE_MAX);
  }
  std::string of(const std::vector<std::string_view>& fields, std::size_t which) const {
    return places_[which] < fields.size() ? std::string(fields[places_[which]]) : std::string();
  }

 private:
  std::vector<std::size_t> places_;
};

// Issue words in one form: "di|nu", whatever they were parted by.
std::string issue_words(std::string text) {
  std::string out;
  for (char c : text) {
    if (c == ';' || c == ',' || c == ' ') c = '|';
    if (c == '|' && (out.empty() || out.back() == '|')) continue;
    out += c;
  }
  while (!out.empty() && out.back() == '|') out.pop_back();
  return out;
}

bool says_yes(std::string_view text) { return text == "1" || text == "TRUE" || text == "true"; }

// Places of roll calls by their numbers. Most numbers are small and dense.
class CallPlaces {
 public:
  bool add(std::uint32_t id, std::uint32_t place) {
    if (id >= kDenseIds) return sparse_.try_emplace(id, place).second;
    if (dense_.size() <= id) dense_.resize(std::max<std::size_t>(id + 1u, dense_.size() * 2), kNone);
    if (dense_[id] != kNone) return false;
    dense_[id] = place;
    return true;
  }
  std::uint32_t find(std::uint32_t id) const {
    if (id < dense_.size()) return dense_[id];
    const auto found = sparse_.find(id);
    return found == sparse_.end() ? kNone : found->second;
  }

 private:
  std::vector<std::uint32_t> dense_;
  std::unordered_map<std::uint32_t, std::uint32_t> sparse_;
};

struct Listed {
  std::vector<RollCall> calls;
  CallPlaces places;
};

Result<Listed> list_calls(std::string_view text) {
  CsvScanner scanner(text);
  std::vector<std::string_view> fields;
  TRY(const bool any, scanner.next(fields));
  if (!any) return fail(Code::invalid, "the file is empty; its first row names its columns", line_name(1));
  const CsvHeader header(fields);
  TRY(const std::size_t id_at, header.required("rcid"));
  TRY(const std::size_t date_at, header.required("date"));
  const Columns rest(header, {"session", "unres", "importantvote", "issues", "short"});
  Listed out;
  while (true) {
    TRY(const bool more, scanner.next(fields));
    if (!more) return out;
    if (fields.size() != header.width()) return fail(Code::invalid, fmt::format("{} fields where the header row has {}", fields.size(), header.width()), line_name(scanner.line()));
    TRY(const std::uint32_t id, number_at(fields[id_at], "rcid", scanner));
    const auto day = parse_day(fields[date_at]);
    if (!day) return fail(Code::invalid, day.error().message, line_name(scanner.line()));
    if (out.calls.size() == kMostRollCalls) return fail(Code::too_large, fmt::format("more than {} roll calls", kMostRollCalls), line_name(scanner.line()));
    if (!out.places.add(id, static_cast<std::uint32_t>(out.calls.size())))
      return fail(Code::invalid, fmt::format("roll call {} is listed twice", id), line_name(scanner.line()));
    RollCall call{.id = std::string(fields[id_at]), .day = *day, .session = rest.of(fields, 0), .resolution = rest.of(fields, 1), .title = rest.of(fields, 4),
                  .issues = issue_words(rest.of(fields, 3)), .important = says_yes(rest.of(fields, 2))};
    out.calls.push_back(std::move(call));
  }
}

class MemberPlaces {
 public:
  Result<std::uint32_t> of(std::uint32_t cow, std::uint32_t line) {
    if (cow >= kMostCode) return fail(Code::invalid, fmt::format("{} is no number of a state", cow), line_name(line));
    if (by_cow_.size() <= cow) by_cow_.resize(std::max<std::size_t>(cow + 1u, 1000), kNone);
    if (by_cow_[cow] == kNone) {
      by_cow_[cow] = static_cast<std::uint32_t>(members.size());
      members.push_back({cow, iso_of_cow(cow)});
    }
    return by_cow_[cow];
  }
  std::vector<Member> members;

 private:
  std::vector<std::uint32_t> by_cow_;
};

std::optional<Vote> vote_of_number(std::uint32_t number) {
  if (number >= 1 && number <= 3) return static_cast<Vote>(number);
  if (number == 0 || number == 8 || number == 9) return Vote::absent;
  return std::nullopt;
}

// A number at the head of `at`, up to a comma or line end; nothing where it is not that plain.
std::optional<std::uint32_t> plain_number(const char*& at, const char* end) {
  const char* begin = at;
  std::uint32_t out = 0;
  while (at != end && *at >= '0' && *at <= '9' && at - begin < 9) out = out * 10 + static_cast<std::uint32_t>(*at++ - '0');
  if (at == begin || (at != end && *at != ',' && *at != '\n' && *at != '\r')) return std::nullopt;
  return out;
}

struct VoteRow {
  std::uint32_t rcid = 0, ccode = 0, vote = 0;
};

// The file that is met most has four columns of plain numbers: rcid,session,ccode,vote. The rest of it, from `at` on, as long as its rows are that; stops before a row that is not.
template <class Take>
Result<void> take_plain_rows(const char*& at, const char* end, std::uint32_t& line, Take&& take) {
  while (at != end) {
    const char* row = at;
    std::uint32_t numbers[4];
    for (int i = 0; i < 4; ++i) {
      const auto one = plain_number(row, end);
      const bool last = i == 3;
      if (!one || (!last && (row == end || *row != ','))) return {};
      numbers[i] = *one;
      row += !last;
    }
    if (row != end && *row == '\r') ++row;
    if (row != end && *row != '\n') return {};
    if (row != end) ++row;
    TRY_VOID(take(VoteRow{numbers[0], numbers[2], numbers[3]}, line));
    at = row;
    ++line;
  }
  return {};
}

Result<RollCallSet> read_numbered(std::string_view votes, std::string_view roll_calls) {
  auto listed = list_calls(roll_calls);
  if (!listed) return tl::make_unexpected(of_roll_calls(std::move(listed).error()));
  MemberPlaces members;
  std::vector<RollCallSet::Cast> casts;
  casts.reserve(votes.size() / 13);
  const auto take = [&](const VoteRow& row, std::uint32_t line) -> Result<void> {
    const auto vote = vote_of_number(row.vote);
    if (!vote) return fail(Code::invalid, fmt::format("{} is no vote; 1 is yes, 2 abstain, 3 no, 8 absent, 9 not a member", row.vote), line_name(line));
    if (*vote == Vote::absent) return {};
    const std::uint32_t call = listed->places.find(row.rcid);
    if (call == kNone) return fail(Code::invalid, fmt::format("roll call {} is not in the file of roll calls", row.rcid), line_name(line));
    TRY(const std::uint32_t member, members.of(row.ccode, line));
    casts.push_back({call, member, *vote, line});
    return {};
  };
  constexpr std::string_view kUsual = "rcid,session,ccode,vote\n";
  std::size_t from = 0;
  std::uint32_t line = 1;
  if (votes.starts_with(kUsual)) {
    const char* at = votes.data() + kUsual.size();
    line = 2;
    TRY_VOID(take_plain_rows(at, votes.data() + votes.size(), line, take));
    if (at == votes.data() + votes.size()) return RollCallSet::make(std::move(members.members), std::move(listed->calls), casts);
    from = static_cast<std::size_t>(at - votes.data());
  }
  CsvScanner scanner(from == 0 ? votes : votes.substr(from));
  std::vector<std::string_view> fields;
  std::vector<std::string_view> names{"rcid", "session", "ccode", "vote"};
  if (from == 0) {
    TRY_VOID(scanner.next(fields));
    names = fields;
  }
  const CsvHeader header(names);
  TRY(const std::size_t id_at, header.required("rcid"));
  TRY(const std::size_t code_at, header.required("ccode"));
  TRY(const std::size_t vote_at, header.required("vote"));
  const std::uint32_t before = from == 0 ? 0 : line - 1;
  const auto at_line = [&](Error error) {
    if (before != 0) error.where = line_name(before + scanner.line());
    return tl::make_unexpected(std::move(error));
  };
  while (true) {
    const auto more = scanner.next(fields);
    if (!more) return at_line(more.error());
    if (!*more) break;
    if (fields.size() != header.width())
      return at_line(Error{Code::invalid, fmt::format("{} fields where the header row has {}", fields.size(), header.width()), line_name(scanner.line())});
    VoteRow row;
    const auto id = number_at(fields[id_at], "rcid", scanner), code = number_at(fields[code_at], "ccode", scanner), vote = number_at(fields[vote_at], "vote", scanner);
    for (const auto* one : {&id, &code, &vote})
      if (!*one) return at_line(one->error());
    TRY_VOID(take(VoteRow{*id, *code, *vote}, before + scanner.line()));
  }
  return RollCallSet::make(std::move(members.members), std::move(listed->calls), casts);
}

std::optional<Vote> vote_of_letter(std::string_view text) {
  if (text == "Y") return Vote::yes;
  if (text == "A") return Vote::abstain;
  if (text == "N") return Vote::no;
  if (text.empty() || text == "X" || text == "NV" || text == " ") return Vote::absent;
  return std::nullopt;
}

Result<RollCallSet> read_library(std::string_view votes) {
  CsvScanner scanner(votes);
  std::vector<std::string_view> fields;
  TRY_VOID(scanner.next(fields));
  const CsvHeader header(fields);
  TRY(const std::size_t id_at, header.required("undl_id"));
  TRY(const std::size_t code_at, header.required("ms_code"));
  TRY(const std::size_t vote_at, header.required("ms_vote"));
  TRY(const std::size_t date_at, header.required("date"));
  const Columns rest(header, {"session", "resolution", "subjects", "title"});
  std::unordered_map<std::string, std::uint32_t> call_of, member_of;
  std::vector<RollCall> calls;
  std::vector<std::string> dates;  // of calls, as they are written first
  std::vector<Member> members;
  std::vector<RollCallSet::Cast> casts;
  while (true) {
    TRY(const bool more, scanner.next(fields));
    if (!more) break;
    const std::uint32_t line = scanner.line();
    if (fields.size() != header.width()) return fail(Code::invalid, fmt::format("{} fields where the header row has {}", fields.size(), header.width()), line_name(line));
    const auto vote = vote_of_letter(fields[vote_at]);
    if (!vote) return fail(Code::invalid, fmt::format("\"{}\" is no vote; Y is yes, A abstain, N no, X or nothing not voting", fields[vote_at].substr(0, 40)), line_name(line));
    if (fields[id_at].empty() || fields[code_at].empty()) return fail(Code::invalid, "a row has an undl_id and an ms_code", line_name(line));
    const auto [call, is_new] = call_of.try_emplace(std::string(fields[id_at]), static_cast<std::uint32_t>(calls.size()));
    if (is_new) {
      const auto day = parse_day(fields[date_at]);
      if (!day) return fail(Code::invalid, day.error().message, line_name(line));
      if (calls.size() == kMostRollCalls) return fail(Code::too_large, fmt::format("more than {} roll calls", kMostRollCalls), line_name(line));
      calls.push_back({.id = call->first, .day = *day, .session = rest.of(fields, 0), .resolution = rest.of(fields, 1), .title = rest.of(fields, 3), .issues = rest.of(fields, 2)});
      dates.emplace_back(fields[date_at]);
    } else if (dates[call->second] != fields[date_at]) {
      const auto day = parse_day(fields[date_at]);
      if (!day) return fail(Code::invalid, day.error().message, line_name(line));
      if (*day != calls[call->second].day)
        return fail(Code::invalid, fmt::format("undl_id {} has two dates, {} and {}; mend the row that is wrong", call->first, format_day(calls[call->second].day), format_day(*day)), line_name(line));
    }
    const auto [member, joins] = member_of.try_emplace(std::string(fields[code_at]), static_cast<std::uint32_t>(members.size()));
    if (joins) {
      const auto numbers = cows_of_iso(member->first);
      if (members.size() == kMostMembers) return fail(Code::too_large, fmt::format("more than {} members", kMostMembers), line_name(line));
      members.push_back({numbers.size() == 1 ? numbers.front() : 0u, member->first});
    }
    casts.push_back({call->second, member->second, *vote, line});
  }
  return RollCallSet::make(std::move(members), std::move(calls), casts);
}

}  // namespace

Result<RollCallSet> read_votes(std::string_view votes, std::optional<std::string_view> roll_calls) {
  if (votes.size() > kMostVotesBytes || (roll_calls && roll_calls->size() > kMostVotesBytes)) return fail(Code::too_large, "a file of votes is larger than 1 GiB; cut it by years");
  CsvScanner scanner(votes);
  std::vector<std::string_view> fields;
  TRY(const bool any, scanner.next(fields));
  if (!any) return fail(Code::invalid, "the file is empty; its first row names its columns", line_name(1));
  const CsvHeader header(fields);
  if (header.has("ms_code")) return read_library(votes);
  if (!header.has("rcid"))
    return fail(Code::invalid, "the header row has neither rcid, ccode and vote, nor undl_id, ms_code, ms_vote and date", line_name(1));
  if (!roll_calls) return fail(Code::precondition, "these votes are by number: name the file of roll calls too, which has rcid and date");
  return read_numbered(votes, *roll_calls);
}

Result<std::string> unpacked(std::string bytes, std::uint64_t most_bytes) {
  if (bytes.size() > most_bytes) return fail(Code::too_large, fmt::format("larger than {} MiB, the most that is read", most_bytes >> 20));
  if (!bytes.starts_with("\x1f\x8b")) return bytes;
  const auto damaged = [] { return fail(Code::invalid, "this gzip file is damaged or cut short; fetch it again"); };
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return fail(Code::internal, "zlib did not start");
  struct End {
    z_stream& s;
    ~End() { inflateEnd(&s); }
  } end{stream};
  // A file of one member says its size at its end (RFC 1952 §2.3.1); a lie costs a second look, no more.
  std::uint64_t said = 0;
  if (bytes.size() >= 18)
    for (int i = 0; i < 4; ++i) said |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[bytes.size() - 4 + static_cast<std::size_t>(i)])) << (8 * i);
  std::string out(std::min({said + 1, most_bytes, static_cast<std::uint64_t>(bytes.size()) * 64 + 64}), '\0');
  std::size_t used = 0;
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  std::size_t left = bytes.size();
  while (true) {
    if (stream.avail_in == 0) {
      const std::size_t part = std::min(left, std::size_t{1} << 30);
      stream.avail_in = static_cast<uInt>(part);
      left -= part;
    }
    if (used == out.size()) {
      if (out.size() >= most_bytes) return fail(Code::too_large, fmt::format("larger than {} MiB unpacked, the most that is read", most_bytes >> 20));
      out.resize(std::min<std::uint64_t>(most_bytes, out.size() * 2 + 4096));
    }
    const std::size_t room = std::min(out.size() - used, std::size_t{1} << 30);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + used);
    stream.avail_out = static_cast<uInt>(room);
    const int status = inflate(&stream, Z_NO_FLUSH);
    used += room - stream.avail_out;
    if (status == Z_STREAM_END) {
      if (stream.avail_in == 0 && left == 0) break;
      if (inflateReset(&stream) != Z_OK) return fail(Code::internal, "zlib did not start again");  // the next member
      continue;
    }
    if (status == Z_BUF_ERROR && used == out.size()) continue;
    if (status != Z_OK) return damaged();
    if (stream.avail_in == 0 && left == 0 && used < out.size()) return damaged();
  }
  out.resize(used);
  return out;
}

}  // namespace comity::insight
