#include "operations/node.hpp"

#include <algorithm>
#include <numeric>

#include "base/codec.hpp"
#include "judgement/rounds.hpp"
#include "operations/credentials.hpp"
#include "operations/notebook.hpp"
#include "search/search.hpp"
#include "statement/concerns.hpp"
#include "statement/statements.hpp"

namespace comity::operations {
LeasedRows::LeasedRows(std::vector<std::uint32_t> rows) : rows_(std::move(rows)) {
  if (std::is_sorted(rows_.begin(), rows_.end())) return;
  by_row_.resize(rows_.size());
  std::iota(by_row_.begin(), by_row_.end(), 0);
  std::sort(by_row_.begin(), by_row_.end(), [this](std::uint32_t a, std::uint32_t b) { return rows_[a] < rows_[b]; });
}

std::optional<std::uint32_t> LeasedRows::position(std::uint32_t row) const {
  if (by_row_.empty()) {
    const auto at = std::lower_bound(rows_.begin(), rows_.end(), row);
    if (at == rows_.end() || *at != row) return std::nullopt;
    return static_cast<std::uint32_t>(at - rows_.begin());
  }
  const auto at = std::lower_bound(by_row_.begin(), by_row_.end(), row, [this](std::uint32_t one, std::uint32_t r) { return rows_[one] < r; });
  if (at == by_row_.end() || rows_[*at] != row) return std::nullopt;
  return *at;
}

namespace {

bool stands_at(std::span<const std::uint32_t> rows, std::size_t position, std::span<const shelf::Item> items) {
  return position <= rows.size() && items.size() <= rows.size() - position &&
         std::equal(items.begin(), items.end(), rows.begin() + static_cast<std::ptrdiff_t>(position),
                    [](const shelf::Item& item, std::uint32_t row) { return item.row == row; });
}

// Where in the lease the items stand, side by side. Who walks in order goes on where the last page ended.
std::optional<std::uint32_t> position_of(const LiveLeases::Live& live, std::span<const shelf::Item> items) {
  const std::vector<std::uint32_t>& rows = live.objects->rows();
  if (stands_at(rows, live.next, items)) return live.next;
  const auto found = live.objects->position(items.front().row);
  return found && stands_at(rows, *found, items) ? found : std::nullopt;
}

}  // namespace

std::optional<LiveLeases::Covered> LiveLeases::covering(const Feed& feed, const Wanted& page) {
  std::lock_guard lock(mutex_);
  const auto found = live_.find(feed);
  if (found == live_.end() || page.items.empty()) return std::nullopt;
  for (auto live = found->second.rbegin(); live != found->second.rend(); ++live) {
    if (live->policy != page.policy || page.from < live->from || live->to < page.to) continue;
    if (live->as_of > page.as_of) return Covered{live->record, 0, true};
    const auto position = position_of(*live, page.items);
    if (!position) continue;  // something between has left the feed since
    live->next = *position + static_cast<std::uint32_t>(page.items.size());
    return Covered{live->record, *position, false};
  }
  return std::nullopt;
}

std::uint32_t LiveLeases::last_count(const Feed& feed) {
  std::lock_guard lock(mutex_);
  const auto found = live_.find(feed);
  return found == live_.end() ? 0 : found->second.back().objects->size();
}

void LiveLeases::forget(std::vector<Live>& leases, std::size_t count) {
  const auto end = leases.begin() + static_cast<std::ptrdiff_t>(count);
  for (auto one = leases.begin(); one != end; ++one) rows_ -= one->objects->size();
  leases.erase(leases.begin(), end);
}

// The newest lease of a feed is the one that its walker is under.
void LiveLeases::shed() {
  if (rows_ <= kMostRows) return;
  for (auto& [feed, leases] : live_) forget(leases, leases.size() - 1);
  if (rows_ <= kMostRows) return;
  live_.clear();
  rows_ = 0;
}

void LiveLeases::add(const Feed& feed, Live live) {
  std::lock_guard lock(mutex_);
  if (live_.size() >= kMost && !live_.contains(feed)) {
    live_.clear();
    rows_ = 0;
  }
  auto& leases = live_[feed];
  // A policy change voids leases.
  if (!leases.empty() && leases.back().policy != live.policy) forget(leases, leases.size());
  if (leases.size() >= kLeasesPerFeed) forget(leases, 1);
  rows_ += live.objects->size();
  leases.push_back(std::move(live));
  shed();
}

std::size_t LiveLeases::size() const {
  std::lock_guard lock(mutex_);
  return live_.size();
}

std::size_t LiveLeases::rows() const {
  std::lock_guard lock(mutex_);
  return rows_;
}

void LiveLeases::delivered(Seq lease, shelf::Stretch positions) {
  std::lock_guard lock(mutex_);
  pending_[lease].add(positions);
}

std::vector<shelf::Extent> LiveLeases::pending() const {
  std::lock_guard lock(mutex_);
  std::vector<shelf::Extent> out;
  for (const auto& [lease, stretches] : pending_)
    for (const shelf::Stretch& stretch : stretches.all()) out.push_back({lease, stretch});
  return out;
}

void LiveLeases::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::extent) return;
  const auto extents = shelf::decode_extents(entry.body);
  CHECK(extents.has_value());
  std::lock_guard lock(mutex_);
  for (const shelf::Extent& extent : *extents) {
    const auto found = pending_.find(extent.lease);
    if (found == pending_.end()) continue;
    found->second.remove(extent.positions);
    if (found->second.empty()) pending_.erase(found);
  }
}

Result<std::unique_ptr<Node>> Node::open(Parts parts) {
  std::unique_ptr<Node> node(new Node(parts));
  node->desk_ = std::make_unique<access::Desk>(parts.access, parts.random, parts.sealing);
  node->views_ = std::make_unique<shelf::Views>(
      shelf::View::Folds{node->shelf, node->policy, node->exceptions, node->leases, node->holdings}, parts.engine);
  node->search_ = std::make_unique<search::Search>(search::Search::Parts{node->shelf, node->exceptions, parts.engine, *node->views_});
  TRY(node->journal_, journal::Journal::open({parts.engine,
                                              parts.clock,
                                              parts.random,
                                              {&node->policy, &node->shelf, &node->exceptions, &node->leases, &node->holdings,
                                               &node->live_leases, &node->tokens, &node->accounts, &node->audit, &node->requests,
                                               &node->drafts, &node->repeats, &node->rounds, &node->statements, &node->concerns, &node->notebooks},
                                              [raw = node.get()](journal::Batch& batch, Time now) {
                                                add_due_transitions(*raw, batch, now);
                                              }}));
  // Nobody gets these bytes any more: a disk that refuses now is no reason not to serve the rest.
  if (auto erased = carry_out_erasures(*node); !erased && erased.error().code != Code::unavailable)
    return tl::make_unexpected(std::move(erased).error());
  if (auto given_up = overwrite_given_up(*node); !given_up && given_up.error().code != Code::unavailable)
    return tl::make_unexpected(std::move(given_up).error());
  return node;
}

struct Node::Together {
  judgement::Rounds rounds;
  statement::Statements statements;
  statement::Concerns concerns;
  Notebooks notebooks;
};

Node::Node(Parts parts)
    : together_(std::make_unique<Together>()), rounds(together_->rounds), statements(together_->statements), concerns(together_->concerns), notebooks(together_->notebooks), parts_(parts) {}

Node::~Node() {
  if (journal_) journal_->stop();
}

void flush_extents(Node& node, journal::Batch& batch) {
  if (batch.policy_pending() || batch.pending.extents) return;
  const std::vector<shelf::Extent> extents = node.live_leases.pending();
  if (extents.empty()) return;
  batch.add(journal::Kind::extent, shelf::encode(extents));
}

// One record may stand for several transitions passed at once: the world it starts is the one of its own time.
void add_due_transitions(Node& node, journal::Batch& batch, Time now) {
  if (now < node.policy.next_transition()) return;
  flush_extents(node, batch);
  batch.add(journal::Kind::clock, Encoder().number(static_cast<std::uint64_t>(now.us)).take(), {},
            node.shelf.size() + 1);
}

Result<void> due(Node& node) {
  const auto erased = carry_out_erasures(node);  // what else is due does not wait for a disk that refuses this
  const auto refused = flush_refusals(node);
  const auto given_up = overwrite_given_up_when_due(node);
  bool transition;
  {
    std::shared_lock state(node.journal().state());
    transition = node.clock().now() >= node.policy.next_transition();
  }
  if (!transition && node.live_leases.pending().empty()) return !erased ? erased : !given_up ? given_up : refused;
  // The batch itself begins with the transition.
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    flush_extents(node, batch);
    return {};
  }));
  return {};
}

Result<void> settle_clock(Node& node) {
  bool passed;
  {
    std::shared_lock state(node.journal().state());
    passed = node.clock().now() >= node.policy.next_transition();
  }
  if (!passed) return {};
  return due(node);
}

}  // namespace comity::operations
