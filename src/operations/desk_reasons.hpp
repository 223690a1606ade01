// Why a reader gained or lost what it did, in the words of records that its party may be told of. desk_reasons.cpp.
#pragma once

#include <map>
#include <set>
#include <string>

#include "operations/desk.hpp"

namespace comity::operations {

// Callers of `of_event` and `of_label` hold Journal::state() shared.
class DeskReasons {
 public:
  // `titles`: of the agreements that the caller's party is told of, by id.
  DeskReasons(Node& node, const Caller& caller, std::map<std::string, std::string> titles) : node_(node), caller_(caller), titles_(std::move(titles)) {}

  // What happened at that place of the feed. Of what the caller's party is told nothing about, no more than that the policy changed.
  Result<DeskWhy> of_event(Seq place, bool lost) const;
  // What was shared, by the agreements that let it through.
  DeskWhy of_sharing(const std::set<std::string>& agreements, bool own, bool single) const;
  // A row that an originator took back.
  DeskWhy of_recall(const shelf::Exceptions::Event& recall) const;

 private:
  bool told(std::string_view agreement) const { return titles_.contains(std::string(agreement)); }
  std::string title(std::string_view agreement, int version = 0) const;
  bool of_worlds(std::size_t event, DeskWhy& out) const;
  void of_act(const agreement::SignedAct& signed_act, DeskWhy& out) const;
  std::string new_rows(const agreement::Terms* before, const agreement::Terms& after) const;

  Node& node_;
  const Caller& caller_;
  std::map<std::string, std::string> titles_;
};

}  // namespace comity::operations
