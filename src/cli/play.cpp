#include "cli/play.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "cli/files.hpp"
#include "operations/acts.hpp"

namespace comity::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::int64_t kSecond = 1'000'000, kDay = 86'400 * kSecond;
constexpr int kMostDays = 3650;

// "-12", "+25", "-12 08:30": days from today, and an hour of that day.
struct Offset {
  int days = 0;
  std::optional<int> minutes;
};
std::optional<Offset> offset_of(std::string_view text) {
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  Offset out;
  const bool back = text.front() == '-';
  const char* end = text.data() + text.size();
  const auto days = std::from_chars(text.data() + 1, end, out.days);
  if (days.ec != std::errc{} || out.days < 0 || out.days > kMostDays) return std::nullopt;
  if (back) out.days = -out.days;
  if (days.ptr == end) return out;
  const std::string_view hour(days.ptr, static_cast<std::size_t>(end - days.ptr));
  const auto digits = [&](std::size_t at) { return hour[at] >= '0' && hour[at] <= '9' && hour[at + 1] >= '0' && hour[at + 1] <= '9'; };
  if (hour.size() != 6 || hour[0] != ' ' || hour[3] != ':' || !digits(1) || !digits(4)) return std::nullopt;
  const int hours = (hour[1] - '0') * 10 + hour[2] - '0', minutes = (hour[4] - '0') * 10 + hour[5] - '0';
  if (hours > 23 || minutes > 59) return std::nullopt;
  out.minutes = hours * 60 + minutes;
  return out;
}
Time time_of(const Offset& offset, Time today) { return {today.us + offset.days * kDay + offset.minutes.value_or(0) * 60 * kSecond}; }

const StepKind* kind_named(std::string_view name) {
  for (const auto* table : {&play_steps(), &play_rounds()})
    for (const StepKind& one : *table)
      if (one.name == name) return &one;
  return nullptr;
}

// Every text of a step's members, filled in.
Result<json> resolved(const json& value, const Playing& playing) {
  if (value.is_string()) {
    TRY(std::string text, filled_in(value.get_ref<const std::string&>(), playing.today, playing.named));
    return json(std::move(text));
  }
  json out = value;
  if (!out.is_structured()) return out;
  for (auto& member : out.items()) {
    TRY(member.value(), resolved(json(member.value()), playing));
  }
  return out;
}

Result<Play::Step> step_of(const alliance::TomlDocument& document, const json& value, std::size_t index, Time today) {
  const std::string pointer = fmt::format("/step/{}", index);
  const auto wrong = [&](std::string message) { return fail(Code::invalid, std::move(message), document.where(pointer)); };
  const auto text = [&](const char* key) { return value.is_object() && value.contains(key) && value[key].is_string() ? value[key].get<std::string>() : ""; };
  const auto at = offset_of(text("at"));
  if (!at || !at->minutes || at->days >= 0) return wrong("\"at\" is a day before today and its hour: \"-12 08:30\"");
  const StepKind* kind = kind_named(text("do"));
  if (!kind) return wrong(fmt::format("there is no step \"{}\"", text("do")));
  for (const std::string_view need : kind->needs)
    if (!value.contains(std::string(need))) return wrong(fmt::format("\"{}\" needs the member {}", kind->name, need));
  for (const auto& member : value.items()) {
    const auto stands = [&](const std::vector<std::string_view>& list) { return std::find(list.begin(), list.end(), member.key()) != list.end(); };
    if (member.key() != "at" && member.key() != "do" && !stands(kind->needs) && !stands(kind->may))
      return wrong(fmt::format("\"{}\" has no member {}", kind->name, member.key()));
  }
  return Play::Step{time_of(*at, today), text("do"), value, document.where(pointer)};
}

}  // namespace

Result<std::string> filled_in(std::string_view text, Time today, const std::map<std::string, std::string>& named) {
  std::string out;
  for (std::size_t at = 0;;) {
    const std::size_t open = text.find("${", at);
    out += text.substr(at, open == std::string_view::npos ? open : open - at);
    if (open == std::string_view::npos) return out;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) return fail(Code::invalid, "a ${ that is not closed");
    const std::string_view word = text.substr(open + 2, close - open - 2);
    if (const auto offset = offset_of(word)) {
      const Time time = time_of(*offset, today);
      // STIX writes milliseconds; a date says its first instant.
      out += offset->minutes ? format_time(time).substr(0, 19) + ".000Z" : format_date(time);
    } else if (const auto known = named.find(std::string(word)); known != named.end()) {
      out += known->second;
    } else {
      return fail(Code::invalid, fmt::format("${{{}}} is neither days from today nor the name of anything before it", word));
    }
    at = close + 1;
  }
}

Result<Play> Play::read(const fs::path& file, Time now) {
  TRY(const std::string text, read_file(file.string(), kMostDocument));
  TRY(const alliance::TomlDocument document, alliance::read_toml(text, file.string()));
  Play out;
  out.folder_ = file.parent_path();
  out.today_ = {now.us - now.us % kDay};
  for (const auto& member : document.value.items()) {
    if (member.key() != "title" && member.key() != "begins" && member.key() != "markings" && member.key() != "step")
      return fail(Code::invalid, "a play has a title, when it begins, markings and steps", document.where("/" + member.key()));
  }
  const auto begins = offset_of(document.value.value("begins", ""));
  if (!begins || !begins->minutes || begins->days >= 0) return fail(Code::invalid, "\"begins\" is a day before today and its hour: \"-30 08:00\"", document.where("/begins"));
  out.begins_ = time_of(*begins, out.today_);
  if (document.value.contains("markings")) out.markings_ = document.value["markings"];
  Time last = out.begins_;
  const json steps = document.value.value("step", json::array());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    TRY(Step step, step_of(document, steps[i], i, out.today_));
    if (step.at < last) return fail(Code::invalid, "this step is before the one before it", step.where);
    last = step.at;
    out.steps_.push_back(std::move(step));
  }
  return out;
}

Result<void> Play::perform(operations::Node& node, PlayClock& clock, const Authorities& keys, const std::function<void(std::size_t)>& progress) {
  Playing playing{node, clock, keys, folder_, markings_, today_};
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Step& step = steps_[i];
    clock.set(std::max(step.at, clock.looked()));
    const auto done = [&]() -> Result<void> {
      TRY_VOID(operations::due(node));
      TRY(const json value, resolved(step.value, playing));
      return kind_named(step.what)->perform(playing, value);
    }();
    if (!done) {
      Error error = done.error();
      error.where = error.where.empty() ? step.where : fmt::format("{}: {}", step.where, error.where);
      return tl::make_unexpected(std::move(error));
    }
    progress(i + 1);
  }
  return {};
}

operations::Caller Playing::caller(const std::string& person) const {
  operations::Caller out;
  out.person = person;
  out.agency = marking::agency_of(person);
  out.party = marking::party_of(person);
  return out;
}

Result<const crypto::SigningKey*> Playing::key(const std::string& party) const {
  const auto found = keys.find(party);
  if (found == keys.end()) return fail(Code::invalid, fmt::format("there is no party {} to sign", party));
  return &found->second;
}

Result<std::string> Playing::file(const std::string& name) const {
  TRY(const std::string text, read_file((folder / name).string(), kMostDocument));
  auto filled = filled_in(text, today, named);
  if (!filled) return fail(filled.error().code, filled.error().message, name);
  return filled;
}

Result<std::string> Playing::marking(const json& value) const {
  if (value.is_object()) return value.dump();
  const std::string name = value.is_string() ? value.get<std::string>() : "";
  if (!markings.contains(name)) return fail(Code::invalid, fmt::format("the play has no marking \"{}\"", name));
  return markings[name].dump();
}

void Playing::keep(const json& step, const std::string& id) {
  if (step.contains("name")) named[step["name"].get<std::string>()] = id;
}

}  // namespace comity::cli
