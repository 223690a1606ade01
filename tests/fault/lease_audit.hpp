// Reads a journal from outside, as an auditor would: what each lease let go, worked out again from the records alone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "journal/policy.hpp"
#include "ledger/merkle.hpp"
#include "shelf/exceptions.hpp"
#include "shelf/holdings.hpp"
#include "shelf/leases.hpp"
#include "shelf/exceptions.hpp"
#include "shelf/holdings.hpp"
#include "shelf/shelf.hpp"
#include "store/engine.hpp"

namespace comity::fault {

// Follows one node's journal, through as many reopenings as it has. Faults are gtest failures.
class LeaseAudit {
 public:
  // Takes up what is new. Every lease is walked again in a view made for it: its policy version, its objects, and its
  // digest of exact versions and variants must come out the same. Every extent lies within a lease before it.
  void follow(const store::Engine& engine);

  // Whether a lease of this person, whatever purpose it declared, covers an object of that id and version.
  bool covers(const std::string& person, const std::string& id, const std::string& version) const;
  // The record of that owner's object; 0 if there is none.
  Seq find(const std::string& owner, const std::string& id, const std::string& version) const;
  std::size_t leases() const { return leases_; }
  std::size_t extents() const { return extents_; }
  std::size_t objects() const { return shelf_.size(); }

 private:
  void check_extents(const journal::Entry& entry);

  journal::Policy policy_;
  shelf::Shelf shelf_;
  shelf::Exceptions exceptions_{policy_, shelf_};
  shelf::Leases taken_;
  shelf::Holdings holdings_{policy_, shelf_, taken_};
  Seq followed_ = 0;
  std::size_t leases_ = 0, extents_ = 0;
  std::map<Seq, std::uint32_t> covers_;           // by lease: of how many objects
  std::map<std::pair<std::string, std::string>, std::map<std::string, Seq>>
      by_version_;                                // (id, version): owner, record
  std::map<std::string, std::set<Seq>> covered_;  // by person
};

// The ledger's root at that size, leaf by leaf from the store. Faults are gtest failures.
ledger::Digest root_at(const store::Engine& engine, std::uint64_t size);

}  // namespace comity::fault
