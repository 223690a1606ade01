#include "statement/concern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "alliance/fields.hpp"
#include "crypto/canonical.hpp"
#include "marking/label.hpp"
#include "statement/document.hpp"

namespace comity::statement {
namespace {

using alliance::Faults;
using alliance::Fields;
using nlohmann::json;

constexpr std::size_t kLongestText = 8000, kMostObjects = 100, kMostTold = 300, kLongestObject = 256;

template <class T, std::size_t N>
using Names = std::array<std::pair<T, std::string_view>, N>;
constexpr Names<Category, 5> kCategories{{{Category::disclosure, "disclosure"},
                                          {Category::late_recall, "late-recall"},
                                          {Category::third_party, "third-party"},
                                          {Category::marking, "marking"},
                                          {Category::other, "other"}}};
constexpr Names<Move, 5> kMoves{
    {{Move::raise, "raise"}, {Move::answer, "answer"}, {Move::remedied, "remedied"}, {Move::close, "close"}, {Move::withdraw, "withdraw"}}};

template <class T, std::size_t N>
std::string_view named(const Names<T, N>& names, T value) {
  for (const auto& [one, name] : names)
    if (one == value) return name;
  return "";
}
template <class T, std::size_t N>
std::optional<T> value_of(const Names<T, N>& names, std::string_view name) {
  for (const auto& [one, known] : names)
    if (known == name) return one;
  return std::nullopt;
}

std::string plain(const Fields& fields, const char* key, bool required) {
  std::string out = required ? fields.text(key) : fields.text_or(key, "");
  if (out.size() > kLongestText || !is_plain_text(out)) fields.fault(key, fmt::format("'{}' is plain text of at most {} bytes", key, kLongestText));
  return out;
}

void read_raising(const Fields& top, Step& out) {
  out.about = top.text("about");
  if (!alliance::is_id(out.about) && !alliance::is_id(out.about, 2)) top.fault("about", "name a party or an agency, like AUS or AUS.ASD");
  const auto category = category_of(top.text("category"));
  if (!category) top.fault("category", "'category' is disclosure, late-recall, third-party, marking or other");
  out.category = category.value_or(Category::other);
  out.remedy = plain(top, "remedy", false);
  out.objects = top.texts("objects");
  out.told = top.texts("told");
  if (top.has("answer_by")) out.answer_by = top.time("answer_by");
  if (marking::party_of(out.about) == out.by) top.fault("about", "a concern is about another party's handling");
  if (!is_id_of(out.id, out.by)) top.fault("id", fmt::format("a concern of {} has an id that begins with '{}-', of at most 100 characters", out.by, out.by));
  const bool sound = out.objects.size() <= kMostObjects &&
                     std::all_of(out.objects.begin(), out.objects.end(), [](const auto& one) { return one.size() <= kLongestObject && is_plain_text(one); });
  if (!sound) top.fault("objects", fmt::format("at most {} ids of at most {} bytes", kMostObjects, kLongestObject));
  if (out.told.size() > kMostTold || !std::all_of(out.told.begin(), out.told.end(), [](const auto& one) { return alliance::is_id(one); }))
    top.fault("told", fmt::format("at most {} parties and communities, by their ids", kMostTold));
}

const Step* last_of(std::span<const Taken> steps, Move move) {
  const auto found = std::find_if(steps.rbegin(), steps.rend(), [&](const Taken& one) { return one.step.move == move; });
  return found == steps.rend() ? nullptr : &found->step;
}

}  // namespace

std::string_view name_of(Category category) { return named(kCategories, category); }
std::optional<Category> category_of(std::string_view name) { return value_of(kCategories, name); }
std::string_view name_of(Move move) { return named(kMoves, move); }
std::optional<Move> move_of(std::string_view name) { return value_of(kMoves, name); }

std::string to_json(const Step& step) {
  json out = {{"move", name_of(step.move)}, {"id", step.id}, {"by", step.by}, {"text", step.text}, {"issued", format_time(step.issued)}};
  if (step.move == Move::raise) {
    out["about"] = step.about;
    out["category"] = name_of(step.category);
    if (!step.remedy.empty()) out["remedy"] = step.remedy;
    if (!step.objects.empty()) out["objects"] = step.objects;
    if (!step.told.empty()) out["told"] = step.told;
    if (step.answer_by) out["answer_by"] = format_time(*step.answer_by);
  }
  if (step.move == Move::answer && step.remedy_by) out["remedy_by"] = format_time(*step.remedy_by);
  if (step.move == Move::close) out["satisfied"] = step.satisfied;
  return crypto::canonical(out).value();  // of UTF-8 texts alone: there is nothing that it could refuse
}

Result<Step> parse_step(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  Faults faults;
  const Fields top(faults, value, "", {"move", "id", "by", "text", "issued", "about", "category", "remedy", "objects", "answer_by", "told", "remedy_by", "satisfied"});
  Step out;
  const auto move = move_of(top.text("move"));
  if (!move) top.fault("move", "'move' is raise, answer, remedied, close or withdraw");
  out.move = move.value_or(Move::raise);
  out.id = top.id("id");
  if (out.id.size() > 100) top.fault("id", "an id has at most 100 characters");
  out.by = top.id("by");
  out.text = plain(top, "text", true);
  out.issued = top.time("issued");
  if (out.move == Move::raise) read_raising(top, out);
  if (out.move == Move::answer && top.has("remedy_by")) out.remedy_by = top.time("remedy_by");
  if (out.move == Move::close) out.satisfied = top.flag("satisfied");
  TRY_VOID(faults.result());
  // Members of another move, and times and lists written in another way, are not what would be signed.
  TRY(const std::string given, crypto::canonical(value));
  if (given != to_json(out)) return fail(Code::invalid, fmt::format("this is no '{}' in its canonical form; write it with comity concern", name_of(out.move)));
  return out;
}

std::string_view name_of(ConcernState state) {
  switch (state) {
    case ConcernState::open: return "open";
    case ConcernState::answer_overdue: return "answer overdue";
    case ConcernState::answered: return "answered";
    case ConcernState::remedy_due: return "remedy due";
    case ConcernState::remedy_overdue: return "remedy overdue";
    case ConcernState::remedied: return "remedied";
    case ConcernState::closed: return "closed";
    case ConcernState::withdrawn: return "withdrawn";
  }
  return "";
}

bool is_open(ConcernState state) { return state != ConcernState::closed && state != ConcernState::withdrawn; }

Course course_of(std::span<const Taken> steps, Time now) {
  Course out;
  if (steps.empty()) return out;
  out.due = steps.front().step.answer_by;
  for (const Taken& one : steps) {
    if (one.recorded > now || !is_open(out.state)) break;
    switch (one.step.move) {
      case Move::raise: break;
      case Move::answer:
        // A promise stands: an answer without a date takes none back.
        if (!one.step.remedy_by && out.promised) break;
        out.state = one.step.remedy_by ? ConcernState::remedy_due : ConcernState::answered;
        out.due = one.step.remedy_by;
        if (!out.promised) out.promised = one.step.remedy_by;
        break;
      case Move::remedied:
        out.state = ConcernState::remedied;
        out.due.reset();
        break;
      case Move::close:
      case Move::withdraw:
        out.state = one.step.move == Move::close ? ConcernState::closed : ConcernState::withdrawn;
        out.satisfied = one.step.satisfied;
        out.due.reset();
        break;
    }
  }
  if (out.due && now >= *out.due && out.state == ConcernState::open) out.state = ConcernState::answer_overdue;
  if (out.due && now >= *out.due && out.state == ConcernState::remedy_due) out.state = ConcernState::remedy_overdue;
  return out;
}

Result<void> may_follow(std::span<const Taken> steps, const Step& next, Time now) {
  const Step& raised = steps.front().step;
  const bool raiser = next.move == Move::close || next.move == Move::withdraw;
  if (next.move == Move::raise) return fail(Code::conflict, "a concern of this id is recorded already; give another");
  if (next.by != (raiser ? raised.by : std::string(marking::party_of(raised.about))))
    return fail(Code::forbidden, fmt::format("'{}' is for {} to sign", name_of(next.move), raiser ? raised.by : std::string(marking::party_of(raised.about))));
  if (next.issued <= steps.back().step.issued) return fail(Code::conflict, "this was issued no later than the last step that is recorded");
  const ConcernState state = course_of(steps, now).state;
  if (!is_open(state)) return fail(Code::precondition, fmt::format("the concern is {}", name_of(state)));
  if (next.move == Move::remedied && !last_of(steps, Move::answer)) return fail(Code::precondition, "answer the concern first");
  return {};
}

}  // namespace comity::statement
