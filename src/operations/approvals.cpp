#include <algorithm>
#include <map>

#include "operations/covering.hpp"
#include "operations/held.hpp"
#include "operations/label_shown.hpp"
#include "operations/readings.hpp"
#include "operations/roles.hpp"
#include "search/snippet.hpp"

namespace comity::operations {
namespace {

// Errors: not_found (erased since).
Result<WaitingApproval> describe(Node& node, const Caller& caller, std::uint32_t row, const shelf::Variant& variant) {
  static thread_local search::Splitter splitter;
  const release::World& world = node.policy.world();
  WaitingApproval out;
  out.record = node.shelf.row(row).seq;
  out.since = node.shelf.row(row).added;
  TRY(const shelf::ObjectRecord record, object_record(node.engine(), out.record));
  out.owner = record.owner;
  out.id = record.id;
  out.version = record.version;
  out.type = record.type;
  out.submitter = record.submitter;
  TRY(const std::string bytes, shelf::render(node.engine(), node.shelf, row, variant));
  out.title = search::show(bytes, {}, splitter).title;
  marking::Label whole = node.policy.labels().at(node.exceptions.label(row, UINT64_MAX));
  const auto fields = node.shelf.fields(row);
  for (std::uint32_t i = 0; i < fields.size(); ++i)
    if (std::find(variant.hidden_fields.begin(), variant.hidden_fields.end(), i) == variant.hidden_fields.end())
      whole = marking::join(whole, node.policy.labels().at(fields[i]));
  out.banner = banner_for(world, shown_to(caller, world.directory(), whole), caller.party);
  return out;
}

struct Waiting {
  std::vector<std::uint32_t> rows;
  bool more = false;
};

// Of the caller's party, by another person, and given to the caller.
Result<Waiting> waiting_for(Node& node, const Caller& caller, Seq after, std::size_t limit) {
  Waiting out;
  std::vector<std::uint32_t> rows;
  for (const shelf::Exceptions::Said& said : node.exceptions.said())
    if (node.shelf.row(said.row).seq > after && node.exceptions.awaits_second_person(said.row) && !node.exceptions.recalled(said.row, UINT64_MAX) &&
        node.shelf.owner(node.shelf.row(said.row).owner) == caller.party)
      rows.push_back(said.row);
  std::sort(rows.begin(), rows.end());
  const std::vector<bool> given = node.views().with({caller.person, caller.purpose, marking::Action::copy}, [&](const shelf::View& view) {
    std::vector<bool> each;
    for (const std::uint32_t row : rows) each.push_back(view.visible(row));
    return each;
  });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!given[i]) continue;
    TRY(const shelf::ObjectRecord record, object_record(node.engine(), node.shelf.row(rows[i]).seq));
    if (record.submitter == caller.person) continue;
    if (out.rows.size() == limit) {
      out.more = true;
      break;
    }
    out.rows.push_back(rows[i]);
  }
  return out;
}

}  // namespace

Result<WaitingApprovals> waiting_approvals(Node& node, const Caller& caller, Seq after, std::size_t limit) {
  TRY_VOID(settle_clock(node));
  for (int attempt = 0; attempt < kPageTries; ++attempt) {
    PageRequest request;
    request.collection = "api/approvals";
    request.exact = true;
    WaitingApprovals out;
    Waiting waiting;
    {
      std::shared_lock state(node.journal().state());
      if (!has_role(node, caller, "releaser") && !has_role(node, caller, "official"))
        return fail(Code::forbidden, "approving a release needs the role releaser or official");
      TRY(waiting, waiting_for(node, caller, after, limit));
      if (waiting.rows.empty()) return out;
      for (const std::uint32_t row : waiting.rows) {
        TRY(const shelf::ObjectRecord record, object_record(node.engine(), node.shelf.row(row).seq));
        request.filter.ids.insert(record.id);
        request.filter.versions.at.insert(record.version_us);
      }
    }
    request.limit = waiting.rows.size() * 8;  // others' objects of the same ids, and other versions of the same times, come along
    TRY(const auto covered, cover(node, caller, request, false));
    if (!covered) continue;
    std::map<std::uint32_t, std::size_t> leased;
    for (std::size_t i = 0; i < covered->taken.items.size(); ++i) leased.emplace(covered->taken.items[i].row, i);
    bool whole = true;
    std::shared_lock state(node.journal().state());
    for (const std::uint32_t row : waiting.rows) {
      const auto at = leased.find(row);
      if (at == leased.end()) {
        whole = false;
        break;
      }
      shelf::Variant variant;
      for (const Taken::Cut& cut : covered->taken.cuts)
        if (cut.item == at->second) variant = cut.variant;
      auto one = describe(node, caller, row, variant);
      if (!one && one.error().code != Code::not_found) return tl::make_unexpected(std::move(one).error());
      if (one) out.approvals.push_back(*std::move(one));
    }
    if (!whole) continue;  // the feed moved on meanwhile
    out.more = waiting.more;
    return out;
  }
  return changing_too_fast();
}

}  // namespace comity::operations
