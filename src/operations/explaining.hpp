// What explanations and previews have in common: how a row is explained, as far as an asker may be told. Not a door's business. Callers hold
// Journal::state() shared.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "operations/node.hpp"
#include "release/decide.hpp"
#include "stix/object.hpp"

namespace comity::operations {

// An asker sees only clauses of agreements that its party signed, and of consents that its party gave or that are to it: the reader's
// party is the one that they are to.
void hide_foreign_agreements(const Caller& asker, release::Explanation& explanation);

// Borrows the audience, the grants and the node's policy. By the row's label and what is said of it beside that; a remark is explained by the label
// of something that it marks and that this audience may read.
release::Explanation explain_row(const Node& node, std::uint32_t row, const release::Audience& audience, const release::Grants& grants);

// In words of the reader's own party, as the agreements in force translate the label. Which agreements these are is not said here.
std::string line_for(const release::World& world, const marking::Label& label, std::string_view party);

// The sentence that decided: the first failing clause, or what permitted. `consents`: there are some to the reader's party, so that they
// are worth a word where they do not permit. `of_agency`: it is told of an agency as a whole, and says nothing of any one person's clearance or purpose.
std::string deciding_text(const release::Explanation& explanation, bool consents, bool of_agency = false);

// Clauses about the parties and the object, which are told of an agency too; what every reader must meet by itself is not.
bool is_of_parties(std::string_view clause);

// An object as it is stored, and the names in it that somebody is given: what may be said of it to that one.
class NamesGiven {
 public:
  // What `asker` is given of the row; nullptr: the node's keeper, from whom no name is kept. Errors: not_found (erased), corrupt.
  static Result<NamesGiven> of(Node& node, std::uint32_t row, const shelf::Variant* asker);

  const stix::Object& object() const { return parts_->object; }
  const std::vector<std::string>& selectors() const { return parts_->selectors; }  // of its granular markings, in order
  // The selector's every name stands in what the asker is given, and nothing at it or above it is hidden from the asker.
  Result<bool> tells(const std::string& selector) const;
  // What a reader's variant cuts, less what the asker may not see either: a selector is made of names that the object holds, and the asker is told
  // those that stand in what it is given. (A cut may take more than its selectors say: a list whose every element goes, goes.)
  Result<std::vector<std::string>> cut_from(const shelf::Variant& reader) const;

 private:
  struct Parts {
    std::string bytes, given;
    json::Document document, shown;
    stix::Object object;
    std::vector<std::string> selectors;
    std::set<std::string> hidden;  // from the asker
  };
  std::set<std::string> cut_by(const shelf::Variant& variant) const;
  std::unique_ptr<Parts> parts_;
};

}  // namespace comity::operations
