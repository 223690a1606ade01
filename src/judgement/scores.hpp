// Scores of probabilities once the outcome is known. Low is good. Pure; values; any thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace comity::judgement {

struct Forecast {
  double p = 0;  // within [0, 1]
  bool happened = false;
};

double brier(const Forecast& one);            // (p − o)², of 0 to 1; half of Brier 1950
double brier_two_class(const Forecast& one);  // over both classes, of 0 to 2: Brier 1950
double log_nats(const Forecast& one);         // −ln of what was given to what happened, Good 1952; bounded by kLeast of pools.hpp
std::optional<double> mean_brier(std::span<const Forecast> all);  // nothing for none
std::optional<double> mean_log(std::span<const Forecast> all);

// Murphy 1973: brier = reliability − resolution + uncertainty, exactly, over groups of the same forecast.
struct Murphy {
  std::size_t n = 0;
  double brier = 0, reliability = 0, resolution = 0, uncertainty = 0;
};
std::optional<Murphy> murphy(std::span<const Forecast> all);

struct Interval {
  double low = 0, high = 1;
};
// Wilson 1927, 95 percent. n at least 1.
Interval wilson(std::size_t hits, std::size_t n);

// Where nearly every forecast stands alone its group says nothing: reliability is then the score itself, and resolution all of the uncertainty. Such parts are left out.
bool has_groups(std::span<const Forecast> all);

// What came true of what was said, by tenths (the last holds 1). A tenth that holds nothing has no row.
struct CalibrationRow {
  double from = 0, to = 0;
  std::size_t n = 0, hits = 0;
  double forecast = 0, share = 0;  // mean forecast; share that happened
  Interval interval;               // of the share
};
std::vector<CalibrationRow> calibration(std::span<const Forecast> all, int bins = 10);

// The record of one agency, or of a pool: what it was right about, never one number alone.
struct Track {
  std::string who;
  std::size_t n = 0;
  std::optional<double> brier, log;
  std::optional<Murphy> parts;  // where there are groups
  std::vector<CalibrationRow> calibration;
};
Track track_of(std::string who, std::span<const Forecast> all);

}  // namespace comity::judgement
