// The course of one agreement: its versions, and what acts did to them. Knows no keys: life.hpp decides whose act counts.
// Private to agreement/. Values; pure.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/act.hpp"
#include "agreement/life.hpp"
#include "agreement/terms.hpp"

namespace comity::agreement {

class Course {
 public:
  bool empty() const { return versions_.empty(); }
  const Terms& last() const { return versions_.back().terms; }

  // Who signs `next` as a later version at `now`. Errors: invalid, conflict (the version is not later), precondition.
  Result<std::set<std::string>> needed(const Terms& next, Time now) const;
  // In any of its versions, as signed.
  bool names(std::string_view party) const;
  // The parties whose bond has not ended at `now`, of every version that may still hold.
  std::set<std::string> bound(Time now) const;
  // It takes the place of the version before at `start`.
  void add(Terms terms, Time recorded, Time start);

  // An act about this agreement. Errors: invalid, precondition, forbidden.
  Result<void> check(const Act& act, Time now) const;
  void apply(const Act& act, Time at);  // what was checked

  // Of each version, acts put in; those that a later one has replaced for good at `at` are former. In order of versions.
  std::vector<std::shared_ptr<const Terms>> current(Time at) const;
  std::vector<std::shared_ptr<const Terms>> former(Time at) const;
  // Of all versions.
  std::vector<std::shared_ptr<const Terms>> all() const;
  Standing standing(Time at) const;

 private:
  struct Version {
    Terms terms;  // as signed, with its suspensions as they were resumed, and its end as it was renewed
    Time recorded{}, start{};
    Time end = Time::max();            // whatever later versions do
    std::shared_ptr<const Terms> put;  // acts and later versions put in
  };

  bool replaced(std::size_t version, Time at) const;
  const Version& ruling(Time now) const;
  Version& ruling(Time now);
  // When its bond ends, if nothing else happens; Time::min() for a stranger.
  static Time bond_end(const Version& version, std::string_view party);
  void put_together();
  Terms with_acts(Version& version) const;

  Result<void> check_bound(std::string_view party, Time now) const;
  Result<Time> effect_of(const Act& act, const GiveNotice& notice, Time now) const;
  const Notice* notice_of(std::string_view party) const;
  Notice* notice_of(std::string_view party);
  Result<void> check_body(const Act& act, const Suspend& body, Time now) const;
  Result<void> check_body(const Act& act, const Resume& body, Time now) const;
  Result<void> check_body(const Act& act, const GiveNotice& body, Time now) const;
  Result<void> check_body(const Act& act, const WithdrawNotice& body, Time now) const;
  Result<void> check_body(const Act& act, const HoldNotice& body, Time now) const;
  Result<void> check_body(const Act& act, const RunNotice& body, Time now) const;
  Result<void> check_body(const Act& act, const Renew& body, Time now) const;

  std::vector<Version> versions_;  // ascending
  std::vector<Suspension> suspensions_;
  std::vector<Notice> notices_;  // not withdrawn: running, held, or with their effect behind them
};

}  // namespace comity::agreement
