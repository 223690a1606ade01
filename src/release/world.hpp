// The world a decision is made in: a directory and the agreements that verify, at one instant. Immutable.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agreement/terms.hpp"
#include "alliance/directory.hpp"
#include "base/time.hpp"

namespace comity::release {

// One agreement, with its rows indexed.
class Pact {
 public:
  explicit Pact(agreement::Terms terms);
  Pact(const Pact&) = delete;  // rows point into the terms
  Pact& operator=(const Pact&) = delete;
  const agreement::Terms& terms() const { return terms_; }
  // Rows from (party, scheme, word) to a party, whatever their dates and conditions.
  const std::vector<const agreement::Equivalence*>& rows(std::string_view from_party, std::string_view scheme,
                                                          std::string_view word, std::string_view to_party) const;

 private:
  struct RowKey {
    std::string_view from, scheme, word, to;  // into the terms
    bool operator==(const RowKey&) const = default;
  };
  struct RowHash {
    std::size_t operator()(const RowKey& key) const;
  };
  agreement::Terms terms_;
  std::unordered_map<RowKey, std::vector<const agreement::Equivalence*>, RowHash> rows_;
};

// Copies are cheap; the parts are shared. Any thread reads.
class World {
 public:
  // `pacts` holds every version that ever verified, for held copies; `current` says which of them may permit now.
  World(std::shared_ptr<const alliance::Directory> directory, std::vector<std::shared_ptr<const Pact>> current,
        std::vector<std::shared_ptr<const Pact>> former, Time time);

  const alliance::Directory& directory() const { return *directory_; }
  Time time() const { return time_; }
  World at(Time time) const;  // the same world at another instant
  // The same world where this agreement is in place of its earlier versions, if there are some, once it is in force: until then they go on. And the
  // same where this directory is.
  World with(std::shared_ptr<const Pact> pact) const;
  World with(std::shared_ptr<const alliance::Directory> directory) const;

  // The current agreements that permit the direction from -> to at time(), in order of id.
  const std::vector<const Pact*>& between(std::string_view from, std::string_view to) const;
  const std::vector<std::shared_ptr<const Pact>>& current() const { return current_; }
  const Pact* find(std::string_view agreement, int version) const;  // current or former; nullptr if unknown
  bool party_suspended(std::string_view by, std::string_view party) const;  // at time()

  // Some version of some agreement with this party keeps received copies readable.
  bool any_survival(std::string_view party) const;

  // The first instant after time() at which some decision may come out differently; Time::max() if there is none.
  Time next_transition() const;

 private:
  std::shared_ptr<const alliance::Directory> directory_;
  std::vector<std::shared_ptr<const Pact>> current_;
  std::vector<std::shared_ptr<const Pact>> former_;
  Time time_;
  std::map<std::string, std::map<std::string, std::vector<const Pact*>, std::less<>>, std::less<>> between_;
};

}  // namespace comity::release
