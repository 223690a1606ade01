#include "operations/held.hpp"
#include "operations/roles.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "shelf/things_named.hpp"

namespace comity::operations {
namespace {

constexpr std::size_t kLongestReason = 4096;  // bytes

std::uint64_t number_in(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Result<shelf::ObjectRecord> object_record(const store::Engine& engine, Seq seq) {
  TRY(const store::Record record, engine.read(seq));
  TRY(const journal::Entry entry, journal::decode_payload(record));
  return shelf::decode_object(entry.body);
}

std::vector<shelf::Thing> things_named(Node& node, std::string_view id) {
  std::vector<shelf::Thing> out;
  shelf::each_thing_named(node.engine(), node.shelf, id, [&](std::uint32_t thing) {
    if (thing < node.shelf.things()) out.push_back(shelf::Thing{thing});  // else durable, not applied yet
  });
  return out;
}

std::optional<std::uint32_t> row_of_version(Node& node, shelf::Thing thing, std::string_view version) {
  const auto seq = node.engine().get(shelf::version_key(thing, version));
  const std::uint32_t row = seq ? node.shelf.row_of(number_in(*seq)) : shelf::kNoRow;
  if (row == shelf::kNoRow) return std::nullopt;
  return row;
}

bool has_role(const Node& node, const Caller& caller, std::string_view role) {
  return has_role(node.policy.world().directory(), caller.person, role);
}

bool originates(const Node& node, const Caller& caller, std::uint32_t row) {
  return !caller.party.empty() && node.policy.labels().at(node.shelf.row(row).label).originating_parties().contains(caller.party);
}

// Whatever it comes to, it looks at all of it: how long it takes says nothing of whose the row is.
bool may_take_back(Node& node, const Caller& caller, std::uint32_t row) {
  const bool originator = originates(node, caller, row);
  const bool registrar = has_role(node, caller, "registrar");
  const bool own = node.shelf.owner(node.shelf.row(row).owner) == caller.party && node.policy.world().directory().people.contains(caller.person);
  const auto record = object_record(node.engine(), node.shelf.row(row).seq);
  return originator && (registrar || (own && record && record->submitter == caller.person));
}

Result<Named> find_named(Node& node, const Caller& caller, std::string_view id, std::string_view owner, std::string_view version,
                         const std::function<bool(std::uint32_t row)>& concerns) {
  std::vector<Named> found;
  std::vector<shelf::Thing> things = things_named(node, id);
  const bool absent = things.empty();
  if (const shelf::Thing other = node.shelf.stand_in(id); absent && !other.none()) things.push_back(other);
  for (const shelf::Thing thing : things) {
    Named one{thing, {}};
    node.shelf.each_version(thing, [&](std::uint32_t row) {
      one.rows.push_back(concerns(row) ? row : shelf::kNoRow);  // as much work for those that do not concern the caller
    });
    std::sort(one.rows.begin(), one.rows.end());
    if (!version.empty()) {
      const auto wanted = row_of_version(node, thing, version);
      std::erase_if(one.rows, [&](std::uint32_t row) { return row != wanted; });
    }
    std::erase(one.rows, shelf::kNoRow);
    if (!one.rows.empty() && !absent) found.push_back(std::move(one));
  }
  const auto owner_of = [&](const Named& one) { return node.shelf.owner(node.shelf.row(one.rows.front()).owner); };
  if (!owner.empty()) std::erase_if(found, [&](const Named& one) { return owner_of(one) != owner; });
  if (found.empty()) return no_such_object();
  if (found.size() == 1) return std::move(found.front());
  const auto own = std::find_if(found.begin(), found.end(), [&](const Named& one) { return owner_of(one) == caller.party; });
  if (own != found.end()) return std::move(*own);
  std::vector<std::string> owners;
  for (const Named& one : found) owners.push_back(owner_of(one));
  return fail(Code::invalid, fmt::format("several parties hold one of this id; say whose, as owner: {}", fmt::join(owners, ", ")), "owner");
}

Result<void> check_reason(std::string_view reason) {
  if (reason.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return fail(Code::invalid, "say why, as reason: it is told to whoever may hold a copy", "reason");
  if (reason.size() > kLongestReason) return fail(Code::invalid, fmt::format("a reason has at most {} bytes", kLongestReason), "reason");
  return {};
}

}  // namespace comity::operations
