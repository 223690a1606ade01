#include "operations/desk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <shared_mutex>
#include <tuple>

#include "operations/covering.hpp"
#include "operations/desk_reasons.hpp"
#include "operations/digest.hpp"
#include "operations/feed.hpp"
#include "operations/held.hpp"
#include "operations/notebook.hpp"
#include "operations/search.hpp"

namespace comity::operations {
namespace {

using nlohmann::ordered_json;
using shelf::Cursor;

constexpr std::int64_t kUsualUs = 7 * 86'400'000'000;
constexpr Seq kEnd = std::numeric_limits<Seq>::max();

// Where the digest begins: what was asked for, what the notebook says, or a week ago. The time of a cursor's record is nobody's to ask for: of a number that the
// caller makes up it would tell when others did something. It is when the notebook was told, or that of the first news.
struct Start {
  std::optional<Cursor> cursor;
  std::optional<Time> time;
};
Result<Start> start_of(Node& node, const Caller& caller, std::string_view after) {
  Start out;
  if (!after.empty()) {
    TRY(out.cursor, read_feed_cursor(after));
  } else if (const auto seen = note_of(node, caller, NoteKind::seen, "desk")) {
    const auto json = nlohmann::json::parse(*seen, nullptr, false);
    if (json.is_object() && json.contains("cursor") && json["cursor"].is_string())
      if (const auto cursor = read_feed_cursor(json["cursor"].get<std::string>())) {
        out.cursor = *cursor;
        TRY(const auto all, notes(node, caller, NoteKind::seen));
        for (const NoteShown& one : all)
          if (one.id == "desk") out.time = one.changed;
      }
  }
  if (!out.cursor) out.time = {node.clock().now().us - kUsualUs};
  return out;
}

PageRequest request_of(const Start& start) {
  PageRequest out;
  out.endpoint = out.collection = "desk";
  if (start.cursor) out.after = start.cursor;
  else out.added_after = *start.time;
  out.limit = kMostOfDesk;
  out.filter.versions.all = true;
  out.exact = true;
  return out;
}

// Groups under construction: a why each, found again by what makes it one.
class Whys {
 public:
  std::size_t at(const std::string& key, const std::function<Result<DeskWhy>()>& make, Result<void>& failed) {
    const auto [found, fresh] = by_key_.try_emplace(key, all_.size());
    if (fresh) {
      auto one = make();
      if (!one) failed = tl::make_unexpected(std::move(one).error());
      all_.push_back(one ? *std::move(one) : DeskWhy{});
    }
    return found->second;
  }
  DeskWhy& operator[](std::size_t at) { return all_[at]; }

 private:
  std::map<std::string, std::size_t> by_key_;
  std::vector<DeskWhy> all_;
};

struct Sorted {
  std::vector<DigestRow> gained;
  Whys whys;
};

// Nothing: the policy changed since the page was taken.
Result<std::optional<Sorted>> sort_gained(Node& node, const Caller& caller, const DeskReasons& reasons, const Taken& taken, Cursor until) {
  Sorted out;
  std::shared_lock state(node.journal().state());
  const shelf::Reader reader{caller.person, caller.purpose, marking::Action::copy};
  bool same = false;
  Result<void> failed;
  TRY_VOID(node.views().with(reader, [&](const shelf::View& view) -> Result<void> {
    same = view.policy() == taken.policy;
    if (!same) return {};
    std::map<std::tuple<std::uint32_t, bool, bool>, std::size_t> by_label;  // the group of what was shared under a label, one by one, by the caller's party
    for (const shelf::Item& item : taken.items) {
      if (item.at > until) continue;
      const shelf::Row& row = node.shelf.row(item.row);
      std::size_t why = 0;
      if (item.at.place != row.seq) {
        why = out.whys.at(fmt::format("event {}", item.at.place), [&] { return reasons.of_event(item.at.place, false); }, failed);
      } else {
        const bool single = view.ruled_by_itself(item.row);
        const marking::LabelIx label = node.exceptions.label(item.row, UINT64_MAX);
        const bool own = node.shelf.owner(row.owner) == caller.party;
        const auto [known, fresh] = by_label.try_emplace({label.value, single, own});
        if (fresh) {
          const auto agreements = own ? std::set<std::string>() : view.agreements_of(label);
          const DeskWhy made = reasons.of_sharing(agreements, own, single && agreements.empty());
          known->second = out.whys.at(made.kind + " " + made.agreement + " " + made.detail, [&] { return made; }, failed);
        }
        why = known->second;
        out.whys[why].at = std::max(out.whys[why].at, item.added);
      }
      out.gained.push_back({why, item.at, item.row});
    }
    return {};
  }));
  TRY_VOID(failed);
  if (!same) return std::optional<Sorted>();
  return std::optional(std::move(out));
}

Result<DeskSide> side_of(const std::vector<DigestRow>& rows, Whys& whys, const std::function<std::optional<DeskObject>(const DigestRow&)>& show) {
  const Digest digest = digest_of(rows);
  DeskSide out{digest.objects, {}, digest.rest_groups, digest.rest_objects};
  for (const DigestGroup& group : digest.groups) {
    DeskGroup one{whys[group.why], group.objects, {}};
    for (const DigestRow& row : group.first)
      if (auto object = show(row)) one.first.push_back(*std::move(object));
    out.groups.push_back(std::move(one));
  }
  return out;
}

struct Gone {
  std::vector<DigestRow> rows;
  Whys whys;
};
Result<Gone> sort_lost(Node& node, const DeskReasons& reasons, const std::vector<GonePage::Gone>& gone, Cursor until) {
  Gone out;
  Result<void> failed;
  std::shared_lock state(node.journal().state());
  for (std::size_t i = 0; i < gone.size(); ++i) {
    const GonePage::Gone& one = gone[i];
    if (one.at > until) continue;
    const auto* recall = one.recalled ? node.exceptions.recall_of(node.shelf.row_of(one.at.own)) : nullptr;
    const std::size_t why =
        recall != nullptr && recall->recall
            ? out.whys.at(fmt::format("recall {}", recall->seq), [&]() -> Result<DeskWhy> { return reasons.of_recall(*recall); }, failed)
            : out.whys.at(fmt::format("event {}", one.at.place), [&] { return reasons.of_event(one.at.place, true); }, failed);
    DeskWhy& known = out.whys[why];
    if (known.at.us == 0) known.at = one.added;
    out.rows.push_back({why, one.at, static_cast<std::uint32_t>(i)});
  }
  TRY_VOID(failed);
  return out;
}

}  // namespace

Result<DeskAnswer> desk(Node& node, const Caller& caller, std::string_view after) {
  if (caller.is_operator()) return fail(Code::forbidden, "The operator reads no objects, and has no desk.");
  TRY_VOID(settle_clock(node));
  TRY(const Start start, start_of(node, caller, after));
  std::map<std::string, std::string> titles;
  TRY(const auto agreements, agreements_of(node, caller));
  for (const AgreementSeen& one : agreements) {
    std::string& title = titles[one.id];
    for (const auto& recorded : one.history)
      if (const auto* document = std::get_if<agreement::Signed>(&recorded.what); document != nullptr && !recorded.void_since_revoked) title = document->document.terms.title;
  }
  const DeskReasons reasons(node, caller, std::move(titles));
  const PageRequest request = request_of(start);
  for (int attempt = 0; attempt < kPageTries; ++attempt) {
    const Cursor now{node.journal().last(), kEnd};
    TRY(const GonePage gone, tombstones(node, caller, request));
    TRY(const auto covered, cover(node, caller, request, true));
    if (!covered) continue;
    const Taken& taken = covered->taken;
    // Each list is whole as far as it was cut; what came meanwhile is told the next time.
    Cursor until = now;
    if (gone.more) until = std::min(until, gone.gone.back().at);
    if (taken.more) until = std::min(until, taken.items.back().at);
    TRY(auto sorted, sort_gained(node, caller, reasons, taken, until));
    if (!sorted) continue;
    TRY(Gone lost, sort_lost(node, reasons, gone.gone, until));

    DeskAnswer out;
    out.since = start.time.value_or(node.clock().now());
    if (!start.time) {
      for (const auto& item : taken.items) out.since = std::min(out.since, item.added);
      for (const GonePage::Gone& one : gone.gone) out.since = std::min(out.since, one.added);
    }
    out.more = gone.more || taken.more;
    out.next = feed_cursor(until);
    std::vector<std::uint32_t> rows;
    for (const DigestGroup& group : digest_of(sorted->gained).groups)
      for (const DigestRow& row : group.first) rows.push_back(row.row);
    TRY(const auto shown, show_rows(node, caller, "desk", rows));
    TRY(out.gained, side_of(sorted->gained, sorted->whys, [&](const DigestRow& row) -> std::optional<DeskObject> {
      const auto found = shown.find(row.row);
      if (found == shown.end()) return std::nullopt;  // it left the feed meanwhile
      const SearchAnswer::One& one = found->second;
      return DeskObject{one.id, one.version, one.type, one.shown.title, one.levels, one.marking, one.originators, one.added, false, ""};
    }));
    TRY(out.lost, side_of(lost.rows, lost.whys, [&](const DigestRow& row) -> std::optional<DeskObject> {
      const GonePage::Gone& one = gone.gone[row.row];
      return DeskObject{one.id, one.version, one.id.substr(0, one.id.find("--")), "", {}, "", {}, one.added, one.recalled, one.replaced_by};
    }));
    return out;
  }
  return changing_too_fast();
}

namespace {

ordered_json levels_json(const std::vector<std::string>& levels) {
  ordered_json out = ordered_json::array();
  for (const std::string& one : levels) {
    const std::size_t colon = one.find(':');
    out.push_back({{"scheme", one.substr(0, colon)}, {"word", colon == std::string::npos ? "" : one.substr(colon + 1)}});
  }
  return out;
}

ordered_json object_json(const DeskObject& one, bool lost) {
  ordered_json out{{"id", one.id}, {"version", one.version}, {"type", one.type}};
  if (!lost) {
    out["title"] = one.title;
    out["levels"] = levels_json(one.levels);
    if (!one.marking.empty()) out["marking"] = one.marking;
    out["originators"] = one.originators;
  }
  out["date_added"] = format_time(one.added);
  if (one.recalled) out["recalled"] = true;
  if (!one.replaced_by.empty()) out["replaced_by"] = one.replaced_by;
  return out;
}

ordered_json why_json(const DeskWhy& why) {
  ordered_json out{{"kind", why.kind}, {"text", why.text}, {"detail", why.detail}, {"at", format_time(why.at)}};
  if (!why.agreement.empty()) out["agreement"] = why.agreement;
  if (why.version > 0) out["version"] = why.version;
  if (why.policy > 0) out["policy"] = why.policy;
  return out;
}

ordered_json side_json(const DeskSide& side, bool lost) {
  ordered_json groups = ordered_json::array();
  for (const DeskGroup& group : side.groups) {
    ordered_json first = ordered_json::array();
    for (const DeskObject& one : group.first) first.push_back(object_json(one, lost));
    groups.push_back({{"why", why_json(group.why)}, {"objects", group.objects}, {"first", std::move(first)}});
  }
  ordered_json out{{"objects", side.objects}, {"groups", std::move(groups)}};
  if (side.rest_groups > 0) out["rest"] = {{"groups", side.rest_groups}, {"objects", side.rest_objects}};
  return out;
}

}  // namespace

ordered_json to_json(const DeskAnswer& answer) {
  return {{"since", format_time(answer.since)}, {"next", answer.next}, {"more", answer.more}, {"gained", side_json(answer.gained, false)}, {"lost", side_json(answer.lost, true)}};
}

}  // namespace comity::operations
