#include "operations/round_reach.hpp"

#include <algorithm>
#include <iterator>

#include "operations/covering.hpp"
#include "operations/held.hpp"

namespace comity::operations {
namespace {

constexpr std::string_view kCollection = "rounds";
constexpr std::size_t kPage = 1000;

shelf::Reader reader_of(const Caller& caller) { return {caller.person, caller.purpose, marking::Action::copy}; }

}  // namespace

Time round_now(Node& node) { return std::max(node.clock().now(), node.policy.world().time()); }

bool gets_question(Node& node, const shelf::View& view, const judgement::Round& round) {
  const std::uint32_t recorded = node.shelf.row_of(round.asked.object);
  return recorded != shelf::kNoRow && view.visible(recorded);
}

judgement::Round as_it_counts(const Node& node, const judgement::Round& round) {
  judgement::Round out = round;
  for (auto& stage : out.stages)
    for (auto& [agency, one] : stage.committed)
      one.is_void = !node.policy.life().counts(one.signer, one.key, agency, judgement::kCommitment.power, one.recorded);
  return out;
}

Result<const judgement::Round*> reach_round(Node& node, const Caller& caller, std::string_view id) {
  const judgement::Round* round = node.rounds.find(id);
  const bool got = node.views().with(reader_of(caller), [&](const shelf::View& view) {
    if (round) return gets_question(node, view, *round);
    // As much is looked at where there is none.
    bool any = false;
    if (const shelf::Thing other = node.shelf.stand_in(id); !other.none())
      node.shelf.each_version(other, [&](std::uint32_t row) { any = view.visible(row) || any; });
    return false && any;
  });
  if (!got) return no_such_round();
  return round;
}

std::vector<std::string> acts_for(const Caller& caller, const judgement::Round& round) {
  std::vector<std::string> out;
  for (const std::string& one : round.asked.invited)
    if (one == caller.agency || one == caller.party) out.push_back(one);
  return out;
}

Result<RoundTexts> read_texts(Node& node, const Caller& caller, const std::set<Seq>& records) {
  for (int attempt = 0; attempt < kPageTries; ++attempt) {
    RoundTexts out;
    PageRequest request;
    request.endpoint = kCollection;
    request.collection = kCollection;
    request.limit = kPage;
    request.filter.versions.all = true;
    request.filter.standing = true;
    request.exact = true;
    {
      std::shared_lock state(node.journal().state());
      std::vector<Seq> got;
      node.views().with(reader_of(caller), [&](const shelf::View& view) {
        for (const Seq record : records)
          if (const std::uint32_t row = node.shelf.row_of(record); row != shelf::kNoRow && view.visible(row)) got.push_back(record);
      });
      for (const Seq record : got) {
        TRY(const shelf::ObjectRecord one, object_record(node.engine(), record));
        request.filter.ids.insert(one.id);
      }
    }
    if (request.filter.ids.empty()) return out;
    bool again = false;
    for (bool more = true; more && !again;) {
      TRY(const auto covered, cover(node, caller, request, false));
      again = !covered;
      if (again) break;
      const Taken& taken = covered->taken;
      more = taken.more;
      if (taken.items.empty()) break;
      out.leases.all.push_back({covered->lease, covered->position, static_cast<std::uint32_t>(taken.items.size())});
      auto cut = taken.cuts.begin();
      std::shared_lock state(node.journal().state());
      for (std::size_t i = 0; i < taken.items.size(); ++i) {
        shelf::Variant variant;
        if (cut != taken.cuts.end() && cut->item == i) variant = (cut++)->variant;
        if (!records.contains(taken.seqs[i]) || variant.revoked) continue;
        auto text = shelf::render(node.engine(), node.shelf, taken.items[i].row, variant);
        if (!text && text.error().code == Code::not_found) continue;  // erased since
        TRY_VOID(text);
        out.texts.emplace(taken.seqs[i], *std::move(text));
      }
      request.next = cursor_after(request, taken.items.back().at);
    }
    if (!again) return out;
  }
  return changing_too_fast();
}

}  // namespace comity::operations
