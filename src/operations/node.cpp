#include "operations/node.hpp"

#include <algorithm>

#include "base/codec.hpp"

namespace comity::operations {
std::optional<LiveLeases::Live> LiveLeases::covering(const shelf::Reader& reader, const shelf::Filter& filter, Seq policy,
                                                     shelf::Cursor from, shelf::Cursor to) {
  std::lock_guard lock(mutex_);
  const auto found = live_.find(FeedView(reader, filter));
  if (found == live_.end()) return std::nullopt;
  for (auto live = found->second.rbegin(); live != found->second.rend(); ++live)
    if (live->policy == policy && live->from <= from && to <= live->to) return *live;
  return std::nullopt;
}

std::uint32_t LiveLeases::last_count(const shelf::Reader& reader, const shelf::Filter& filter) {
  std::lock_guard lock(mutex_);
  const auto found = live_.find(FeedView(reader, filter));
  return found == live_.end() ? 0 : found->second.back().count;
}

void LiveLeases::add(const shelf::Reader& reader, const shelf::Filter& filter, Live live) {
  std::lock_guard lock(mutex_);
  if (live_.size() >= kMost && !live_.contains(FeedView(reader, filter))) live_.clear();
  auto& leases = live_[{reader, filter}];
  // A policy change voids leases.
  std::erase_if(leases, [&](const Live& one) { return one.policy != live.policy; });
  if (leases.size() >= kLeasesPerFeed) leases.erase(leases.begin());
  leases.push_back(live);
}

std::size_t LiveLeases::size() const {
  std::lock_guard lock(mutex_);
  return live_.size();
}

void LiveLeases::delivered(Seq lease, shelf::Cursor reached) {
  std::lock_guard lock(mutex_);
  auto& at = reached_[lease];
  at = std::max(at, reached);
}

std::vector<shelf::Extent> LiveLeases::take_extents() {
  std::lock_guard lock(mutex_);
  std::vector<shelf::Extent> out;
  for (const auto& [lease, reached] : reached_) out.push_back({lease, reached});
  reached_.clear();
  return out;
}

Result<std::unique_ptr<Node>> Node::open(Parts parts) {
  std::unique_ptr<Node> node(new Node(parts));
  node->views_ = std::make_unique<shelf::Views>(node->shelf, node->policy, node->exceptions, node->leases, parts.engine);
  TRY(node->journal_, journal::Journal::open({parts.engine,
                                              parts.clock,
                                              parts.random,
                                              {&node->policy, &node->shelf, &node->exceptions, &node->leases, &node->tokens},
                                              [raw = node.get()](journal::Batch& batch, Time now) {
                                                add_due_transitions(*raw, batch, now);
                                              }}));
  return node;
}

Node::~Node() {
  if (journal_) journal_->stop();
}

Result<Caller> authenticate(Node& node, std::string_view secret, std::string_view purpose) {
  std::shared_lock state(node.journal().state());
  const access::Token* token = node.tokens.find(secret, node.clock().now());
  if (!token) return fail(Code::unauthenticated, "a valid token is needed: Authorization: Bearer comity_…");
  Caller caller;
  caller.person = token->person;
  caller.purpose = purpose;
  if (!caller.is_operator()) {
    caller.agency = marking::agency_of(caller.person);
    caller.party = marking::party_of(caller.person);
    // Only purposes that the security authority assigned: others would be denied everything, object by object.
    if (!purpose.empty()) {
      const auto& clearances = node.policy.world().directory().clearances;
      const auto clearance = clearances.find(caller.person);
      if (clearance == clearances.end() || !clearance->second.purposes.contains(caller.purpose))
        return fail(Code::forbidden, "this purpose is not assigned to you; leave it out, or declare one that is");
    }
  }
  return caller;
}

// One record may stand for several transitions passed at once: the world it starts is the one of its own time.
void add_due_transitions(Node& node, journal::Batch& batch, Time now) {
  if (now < node.policy.next_transition()) return;
  batch.add(journal::Kind::clock, Encoder().number(static_cast<std::uint64_t>(now.us)).take(), {},
            node.shelf.size() + 1);
}

Result<void> due(Node& node) {
  const std::vector<shelf::Extent> extents = node.live_leases.take_extents();
  bool transition;
  {
    std::shared_lock state(node.journal().state());
    transition = node.clock().now() >= node.policy.next_transition();
  }
  if (extents.empty() && !transition) return {};
  // The batch itself begins with the transition; the plan adds the extents.
  const auto done = node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (!extents.empty()) batch.add(journal::Kind::extent, shelf::encode(extents));
    return {};
  });
  if (done) return {};
  for (const shelf::Extent& extent : extents) node.live_leases.delivered(extent.lease, extent.reached);  // for the next time
  return tl::make_unexpected(done.error());
}

}  // namespace comity::operations
