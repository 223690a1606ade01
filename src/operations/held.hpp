// Finding what is held by the names that people use, and who may take it back. Not a door's business. Callers hold Journal::state() shared, or
// are on the writer thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "operations/node.hpp"
#include "shelf/object_record.hpp"

namespace comity::operations {

// The one answer for what is absent and what is hidden.
inline tl::unexpected<Error> no_such_object() { return fail(Code::not_found, "there is no such object for you"); }

// Errors: corrupt.
Result<shelf::ObjectRecord> object_record(const store::Engine& engine, Seq seq);

// Every owner's object of that id; all of them applied.
std::vector<shelf::Thing> things_named(Node& node, std::string_view id);
// The version as its text says it; nothing if it is not held.
std::optional<std::uint32_t> row_of_version(Node& node, shelf::Thing thing, std::string_view version);

bool has_role(const Node& node, const Caller& caller, std::string_view role);
// The caller's party is an originating one of this version. The operator has no party.
bool originates(const Node& node, const Caller& caller, std::uint32_t row);
// A registrar of an originating party, or whoever submitted it.
bool may_take_back(Node& node, const Caller& caller, std::uint32_t row);

// One owner's object, and those of its versions that the caller has to do with.
struct Named {
  shelf::Thing thing;
  std::vector<std::uint32_t> rows;  // in order of arrival; never empty
};
// What a caller means by an id, and by an owner and a version unless these are "": among the versions that `concerns` says yes to. Where several owners
// have such, its own party's. Errors: not_found, invalid (several, none its own).
Result<Named> find_named(Node& node, const Caller& caller, std::string_view id, std::string_view owner, std::string_view version,
                         const std::function<bool(std::uint32_t row)>& concerns);

// A reason, as it is told to others. Errors: invalid (none, or too long).
Result<void> check_reason(std::string_view reason);

}  // namespace comity::operations
