#include "operations/own_object.hpp"

#include "operations/covering.hpp"
#include "operations/held.hpp"

namespace comity::operations {
namespace {

constexpr std::size_t kMostOwners = 64;  // of one id, looked through for one of them

}  // namespace

Result<std::optional<OwnObject>> own_object(Node& node, const Caller& caller, std::string_view id, const std::string& owner, std::optional<Time> version) {
  if (caller.is_operator()) return fail(Code::forbidden, "The operator sees how the node decides, and no object.");
  // As an object is fetched: what was fetched just now is read under that same lease.
  PageRequest request;
  request.collection = "api/objects";
  request.limit = owner.empty() ? 1 : kMostOwners;
  request.filter.ids = {std::string(id)};
  if (version) request.filter.versions.at = {version->us};
  TRY(const auto covered, cover(node, caller, request, false));
  if (!covered) return std::nullopt;
  const Taken& taken = covered->taken;
  std::shared_lock state(node.journal().state());
  for (std::size_t i = 0; i < taken.items.size(); ++i) {
    const std::uint32_t row = taken.items[i].row;
    if (!owner.empty() && node.shelf.owner(node.shelf.row(row).owner) != owner) continue;
    OwnObject out{row, taken.items[i].added, {}};
    for (const Taken::Cut& cut : taken.cuts)
      if (cut.item == i) out.variant = cut.variant;
    return out;
  }
  return no_such_object();
}

}  // namespace comity::operations
