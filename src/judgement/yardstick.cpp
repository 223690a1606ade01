#include "judgement/yardstick.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace comity::judgement {
namespace {
constexpr std::string_view kNone = "not on this yardstick";

std::vector<std::string> fields_of(std::string_view line, char by) {
  std::vector<std::string> out;
  while (true) {
    const auto at = line.find(by);
    out.emplace_back(line.substr(0, at));
    if (at == std::string_view::npos) return out;
    line.remove_prefix(at + 1);
  }
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

tl::unexpected<Error> wrong(int line, std::string message) { return fail(Code::invalid, std::move(message), fmt::format("line {}", line)); }

Result<double> percent_of(const std::string& text, int line) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= 100)) return wrong(line, "a band goes from and to a percentage");
  return value;
}

Result<Yardstick> heading(const std::vector<std::string>& fields, int line) {
  if (fields.size() != 7) return wrong(line, "a yardstick has id, title, rule, row of terms, source and date");
  Yardstick out;
  out.id = fields[1], out.title = fields[2], out.source = fields[5], out.date = fields[6];
  if (fields[3] == "edges")
    out.rule = BandRule::edges;
  else if (fields[3] == "nearest")
    out.rule = BandRule::nearest;
  else if (fields[3] == "narrowest")
    out.rule = BandRule::narrowest;
  else
    return wrong(line, "the rule is edges, nearest or narrowest");
  if (fields[4] != "exclusive" && fields[4] != "free") return wrong(line, "the row of terms is exclusive or free");
  out.exclusive_rows = fields[4] == "exclusive";
  if (out.id.empty() || out.source.empty() || out.date.empty()) return wrong(line, "a yardstick names its source and date");
  return out;
}

Result<Band> band(const std::vector<std::string>& fields, int line) {
  if (fields.size() != 4 && fields.size() != 5) return wrong(line, "a band has from, to, term and perhaps other forms");
  Band out;
  TRY(out.from, percent_of(fields[1], line));
  TRY(out.to, percent_of(fields[2], line));
  if (!(out.to > out.from)) return wrong(line, "a band ends above where it begins");
  out.term = fields[3];
  if (fields.size() == 5)
    for (const auto& form : fields_of(fields[4], ';')) {
      const bool second = !form.empty() && form.front() == '+';
      out.also.push_back({.words = form.substr(second ? 1 : 0), .second_row = second});
    }
  for (const auto& form : out.also)
    if (form.words.empty()) return wrong(line, "a form of a term is empty");
  if (out.term.empty()) return wrong(line, "a band has a term");
  return out;
}

Result<void> sound(const Yardstick& one) {
  std::set<std::string> terms;
  double last = -1;
  if (one.bands.empty()) return fail(Code::invalid, fmt::format("yardstick {} has no band", one.id));
  for (const auto& b : one.bands) {
    if (!terms.insert(lower(b.term)).second) return fail(Code::invalid, fmt::format("yardstick {} has the term {} twice", one.id, b.term));
    for (const auto& form : b.also)
      if (!terms.insert(lower(form.words)).second) return fail(Code::invalid, fmt::format("yardstick {} has the term {} twice", one.id, form.words));
    if (one.rule != BandRule::narrowest && b.from < last) return fail(Code::invalid, fmt::format("the bands of yardstick {} do not ascend", one.id));
    last = b.to;
  }
  return {};
}

bool holds(const Yardstick& yardstick, const Band& band, double percent) {
  const bool last = yardstick.rule == BandRule::narrowest ? band.to == 100 : &band == &yardstick.bands.back();
  // A percentage that a computation left a hair below an edge is on it.
  return percent >= band.from - 1e-9 && (percent < band.to - 1e-9 || (last && percent <= band.to + 1e-9));
}
}  // namespace

Result<Yardsticks> Yardsticks::parse(std::string_view text) {
  Yardsticks out;
  int number = 0;
  for (const auto& line : fields_of(text, '\n')) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const auto fields = fields_of(line, '\t');
    if (fields[0] == "yardstick") {
      TRY(auto one, heading(fields, number));
      if (out.find(one.id) != nullptr) return wrong(number, "this yardstick is there already");
      out.all_.push_back(std::move(one));
    } else if (fields[0] == "band") {
      if (out.all_.empty()) return wrong(number, "a band belongs to the yardstick above it");
      TRY(auto one, band(fields, number));
      out.all_.back().bands.push_back(std::move(one));
    } else if (fields[0] == "reads") {
      if (fields.size() != 3 || out.find(fields[2]) == nullptr) return wrong(number, "a reader has a name and a yardstick that stands above");
      if (!out.readers_.emplace(fields[1], fields[2]).second) return wrong(number, "this reader has a yardstick already");
    } else {
      return wrong(number, "a line is a yardstick, a band or a reader");
    }
  }
  for (const auto& one : out.all_) TRY_VOID(sound(one));
  return out;
}

const Yardstick* Yardsticks::find(std::string_view id) const {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const auto& one) { return one.id == id; });
  return found == all_.end() ? nullptr : &*found;
}

const Yardstick* Yardsticks::of(std::string_view agency) const {
  auto found = readers_.find(agency);
  if (found == readers_.end()) found = readers_.find(agency.substr(0, agency.find('.')));
  return found == readers_.end() ? nullptr : find(found->second);
}

const Band* band_of(const Yardstick& yardstick, double percent) {
  if (!(percent > 0 && percent < 100)) return nullptr;
  const Band* best = nullptr;
  double measure = 0;
  for (const auto& band : yardstick.bands) {
    double one = 0;
    if (yardstick.rule == BandRule::nearest) {
      one = percent < band.from ? band.from - percent : percent > band.to ? percent - band.to : 0;
      if (best != nullptr && one > measure + 1e-9) continue;
    } else {
      if (!holds(yardstick, band, percent)) continue;
      one = band.to - band.from;
      if (best != nullptr && one >= measure) continue;
    }
    best = &band, measure = one;
  }
  return best;
}

std::string term_of(const Yardstick& yardstick, double percent) {
  const auto* band = band_of(yardstick, percent);
  return band == nullptr ? std::string(kNone) : band->term;
}

const Band* band_named(const Yardstick& yardstick, std::string_view term) {
  const auto wanted = lower(term);
  for (const auto& band : yardstick.bands) {
    if (lower(band.term) == wanted) return &band;
    for (const auto& form : band.also)
      if (lower(form.words) == wanted) return &band;
  }
  return nullptr;
}

const Yardsticks& shipped() {
  static const Yardsticks made = [] {
    auto read = Yardsticks::parse(shipped_yardsticks());
    CHECK(read.has_value());
    return *read;
  }();
  return made;
}

}  // namespace comity::judgement
