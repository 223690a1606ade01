// What the judgements of a round come to, over those that one reader gets. The methods are in judgement/; this puts them side by side.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "judgement/cooke.hpp"
#include "judgement/dissent.hpp"
#include "judgement/pools.hpp"
#include "judgement/scores.hpp"
#include "judgement/yardstick.hpp"
#include "operations/rounds_json.hpp"

namespace comity::operations {

using nlohmann::ordered_json;

namespace {

using judgement::Judgement;
using judgement::Yardstick;

double p_of(const Judgement& one) { return judgement::probability(one.p).value_or(0.5); }

ordered_json number(std::optional<double> value) { return value ? ordered_json(*value) : ordered_json(); }

// The words of a yardstick for a probability; null where there is none.
ordered_json term(const Yardstick* yardstick, double p) {
  if (!yardstick) return nullptr;
  const judgement::Band* band = judgement::band_of(*yardstick, p * 100);
  return band ? ordered_json(band->term) : ordered_json();
}

// Whether its author's term is what its author's yardstick calls that probability; null where that cannot be said.
ordered_json term_fits(const Judgement& one) {
  const Yardstick* yardstick = one.yardstick.empty() ? nullptr : judgement::shipped().find(one.yardstick);
  if (!yardstick) return nullptr;
  const judgement::Band* said = judgement::band_named(*yardstick, one.term);
  return said && said == judgement::band_of(*yardstick, p_of(one) * 100);
}

ordered_json judgement_members(const Judgement& one, const Yardstick* readers) {
  const auto optional = [](const std::string& text) { return text.empty() ? ordered_json() : ordered_json(text); };
  const auto decimal = [](const std::string& text) { return text.empty() ? ordered_json() : number(judgement::probability(text)); };
  ordered_json out{{"p", p_of(one)}, {"low", decimal(one.low)}, {"high", decimal(one.high)}, {"confidence", one.confidence},
                   {"term", optional(one.term)}, {"yardstick", optional(one.yardstick)}, {"term_fits", term_fits(one)},
                   {"reader_term", term(readers, p_of(one))}, {"rationale", one.rationale}, {"sources", one.sources}};
  return out;
}

// Those of a stage that are pooled, in the order of its entries.
struct Pooled {
  std::vector<std::size_t> entries;
  std::vector<double> p;
};
Pooled pooled(const RoundSeen::Stage& stage) {
  Pooled out;
  for (std::size_t i = 0; i < stage.entries.size(); ++i)
    if (stage.entries[i].pooled && stage.entries[i].judgement) {
      out.entries.push_back(i);
      out.p.push_back(p_of(*stage.entries[i].judgement));
    }
  return out;
}

ordered_json pools_json(const Pooled& all, const std::optional<OriginsSeen>& origins, const Yardstick* readers) {
  ordered_json out = ordered_json::array();
  std::optional<judgement::Origins> independent;
  if (origins) independent = judgement::Origins{static_cast<double>(origins->low), static_cast<double>(origins->high)};
  const auto pools = judgement::pools_of(all.p, independent);
  if (!pools) return out;  // of no judgement
  for (const judgement::Pooled& one : *pools)
    out.push_back({{"method", one.method}, {"heading", one.heading}, {"value", one.value}, {"low", number(one.low)}, {"high", number(one.high)},
                   {"headline", one.headline}, {"note", one.note}, {"reader_term", term(readers, one.value)}});
  return out;
}

ordered_json stage_json(const RoundSeen& round, int number_of, const Yardstick* readers) {
  const RoundSeen::Stage& stage = round.stages[static_cast<std::size_t>(number_of - 1)];
  const auto count = [&](std::string_view state) {
    return std::count_if(stage.entries.begin(), stage.entries.end(), [&](const auto& one) { return one.state == state; });
  };
  ordered_json out{{"stage", number_of}, {"opened", stage.opened}, {"committed", stage.committed}, {"invited", round.question.asked.invited.size()},
                   {"yours_committed", stage.yours_committed}};
  if (stage.entries.empty()) return out;
  out["revealed"] = count("revealed");
  out["withheld"] = count("withheld");
  out["late"] = count("late");
  const Pooled all = pooled(stage);
  const std::vector<judgement::Stand> stands = judgement::stands_of(all.p);
  ordered_json list = ordered_json::array();
  int footnote = 0;
  for (std::size_t i = 0; i < stage.entries.size(); ++i) {
    const RoundSeen::Entry& one = stage.entries[i];
    ordered_json row{{"agency", one.agency}, {"state", one.state}, {"you", one.you}, {"pooled", one.pooled}};
    if (!one.sha256.empty()) row["sha256"] = one.sha256;
    if (one.state != "none") row["at"] = format_time(one.at);
    if (!one.note.empty()) row["note"] = one.note;
    if (one.judgement) row.update(judgement_members(*one.judgement, readers));
    const auto at = std::find(all.entries.begin(), all.entries.end(), i);
    if (at != all.entries.end() && !stands.empty()) {
      const judgement::Stand& stand = stands[static_cast<std::size_t>(at - all.entries.begin())];
      row["apart"] = stand.apart;
      row["pool_without"] = stand.pool_without;
      row["dissents"] = stand.dissents;
      if (stand.dissents && !one.judgement->rationale.empty()) row["footnote"] = ++footnote;
    }
    list.push_back(std::move(row));
  }
  out["judgements"] = std::move(list);
  out["pools"] = pools_json(all, round.origins, readers);
  out["disagreement_bits"] = all.p.empty() ? ordered_json() : ordered_json(judgement::jensen_shannon_bits(all.p));
  out["log_odds_deviation"] = number(judgement::log_odds_deviation(all.p));
  return out;
}

// Of those whose judgement the reader gets in both stages.
ordered_json convergence_json(const RoundSeen& round) {
  std::vector<double> before, after;
  for (const auto& first : round.stages[0].entries)
    for (const auto& second : round.stages[1].entries)
      if (first.agency == second.agency && first.pooled && second.pooled) {
        before.push_back(p_of(*first.judgement));
        after.push_back(p_of(*second.judgement));
      }
  if (before.empty()) return nullptr;
  const judgement::Convergence found = judgement::convergence(before, after);
  return {{"n", before.size()}, {"bits_before", found.jsd_before}, {"bits_after", found.jsd_after}, {"deviation_before", number(found.deviation_before)},
          {"deviation_after", number(found.deviation_after)}, {"closer", found.closer}};
}

ordered_json score(const judgement::Forecast& one) { return {{"brier", judgement::brier(one)}, {"log", judgement::log_nats(one)}}; }

ordered_json scores_json(const RoundSeen& round, bool happened) {
  ordered_json agencies = ordered_json::array(), pools = ordered_json::array();
  for (int number_of : {1, 2}) {
    const RoundSeen::Stage& stage = round.stages[static_cast<std::size_t>(number_of - 1)];
    const Pooled all = pooled(stage);
    for (std::size_t i = 0; i < all.entries.size(); ++i) {
      ordered_json row{{"agency", stage.entries[all.entries[i]].agency}, {"stage", number_of}};
      row.update(score({all.p[i], happened}));
      agencies.push_back(std::move(row));
    }
    for (const auto& pool : judgement::pools_of(all.p).value_or(std::vector<judgement::Pooled>{})) {
      ordered_json row{{"method", pool.method}, {"stage", number_of}};
      row.update(score({pool.value, happened}));
      pools.push_back(std::move(row));
    }
  }
  return {{"agencies", std::move(agencies)}, {"pools", std::move(pools)}};
}

ordered_json resolution_json(const RoundSeen& round) {
  if (!round.resolution) return nullptr;
  const auto& one = *round.resolution;
  ordered_json out{{"outcome", one.what.outcome}, {"reason", one.what.reason}, {"source", one.what.source}, {"by", marking::agency_of(one.person)}, {"at", format_time(one.at)}};
  if (one.what.outcome != "void" && !round.objects.empty()) out["scores"] = scores_json(round, one.what.outcome == "yes");
  return out;
}

ordered_json track_json(const judgement::Track& one) {
  ordered_json rows = ordered_json::array();
  for (const auto& row : one.calibration)
    rows.push_back({{"from", row.from}, {"to", row.to}, {"n", row.n}, {"hits", row.hits}, {"forecast", row.forecast}, {"share", row.share},
                    {"low", row.interval.low}, {"high", row.interval.high}});
  ordered_json parts;
  if (one.parts) parts = {{"reliability", one.parts->reliability}, {"resolution", one.parts->resolution}, {"uncertainty", one.parts->uncertainty}};
  return {{"who", one.who}, {"n", one.n}, {"brier", number(one.brier)}, {"log", number(one.log)}, {"murphy", std::move(parts)}, {"calibration", std::move(rows)}};
}

}  // namespace

ordered_json to_json(const RoundSeen& round, std::string_view reader) {
  const Yardstick* readers = reader.empty() ? nullptr : judgement::shipped().of(reader);
  const auto& asked = round.question.asked;
  ordered_json out{{"id", round.id}, {"owner", round.owner}, {"convenor", round.question.convenor}};
  if (!round.objects.empty()) {
    out["title"] = round.question.title;
    out["question"] = round.question.text;
    out["criteria"] = round.question.criteria;
    out["about"] = round.question.about;
  }
  out["opened"] = format_time(round.opened);
  out["resolves"] = format_time(asked.resolves);
  out["invited"] = asked.invited;
  out["schedule"] = {{"commit_until", format_time(asked.schedule.commit_until)}, {"reveal_until", format_time(asked.schedule.reveal_until)},
                     {"discuss_until", format_time(asked.schedule.discuss_until)}, {"second_commit_until", format_time(asked.schedule.second_commit_until)},
                     {"second_reveal_until", format_time(asked.schedule.second_reveal_until)}};
  out["part"] = judgement::name_of(round.part);
  out["yours"] = round.yours;
  out["yardstick"] = nullptr;
  if (readers) {
    ordered_json bands = ordered_json::array();
    for (const auto& band : readers->bands) bands.push_back({{"from", band.from}, {"to", band.to}, {"term", band.term}});
    out["yardstick"] = {{"id", readers->id}, {"title", readers->title}, {"bands", std::move(bands)}};
  }
  out["stages"] = {stage_json(round, 1, readers), stage_json(round, 2, readers)};
  out["convergence"] = convergence_json(round);
  out["origins"] = nullptr;
  if (round.origins) out["origins"] = {{"low", round.origins->low}, {"high", round.origins->high}};
  ordered_json notes = ordered_json::array();
  for (const auto& one : round.discussion) {
    notes.push_back({{"id", one.id}, {"agency", one.agency}, {"at", format_time(one.at)}, {"text", one.text}});
    if (!one.answers.empty()) notes.back()["answers"] = one.answers;
  }
  out["discussion"] = std::move(notes);
  out["resolution"] = resolution_json(round);
  return out;
}

ordered_json to_json(const RoundTrack& track) {
  std::map<std::string, std::vector<judgement::Forecast>> agencies, pools;
  ordered_json rounds = ordered_json::array();
  for (const Tracked& one : track.rounds) {
    std::vector<double> all;
    for (const Judgement& judged : one.judgements) {
      agencies[judged.agency].push_back({p_of(judged), one.outcome});
      all.push_back(p_of(judged));
    }
    for (const auto& pool : judgement::pools_of(all).value_or(std::vector<judgement::Pooled>{})) pools[std::string(pool.method)].push_back({pool.value, one.outcome});
    rounds.push_back({{"id", one.round}, {"title", one.title}, {"outcome", one.outcome ? "yes" : "no"}, {"judgements", one.judgements.size()}});
  }
  const auto tracks = [](const auto& by_name) {
    ordered_json out = ordered_json::array();
    for (const auto& [who, forecasts] : by_name) out.push_back(track_json(judgement::track_of(who, forecasts)));
    return out;
  };
  // Weights by performance, once enough is resolved to tell it from luck; else why there are none.
  std::vector<judgement::Resolved> experts;
  for (const auto& [who, forecasts] : agencies)
    if (forecasts.size() >= judgement::kResolvedLeast) experts.push_back({who, forecasts});
  ordered_json weights = ordered_json::array();
  std::string no_weights;
  if (experts.empty()) {
    no_weights = fmt::format("they need {} resolved questions of an agency", judgement::kResolvedLeast);
  } else if (const auto found = judgement::cooke_weights(experts)) {
    for (const auto& one : *found) weights.push_back({{"who", one.who}, {"n", one.n}, {"calibration", one.calibration}, {"information", one.information}, {"weight", one.weight}});
  } else {
    no_weights = found.error().message;
  }
  return {{"rounds", std::move(rounds)}, {"agencies", tracks(agencies)}, {"pools", tracks(pools)}, {"weights", std::move(weights)}, {"no_weights", no_weights}};
}

}  // namespace comity::operations
