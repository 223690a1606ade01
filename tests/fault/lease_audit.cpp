#include "tests/fault/lease_audit.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/codec.hpp"
#include "shelf/view.hpp"

namespace comity::fault {
namespace {

struct Made {
  Seq seq;
  shelf::Lease lease;
};

// The same words as the writer of leases has, written down a second time.
crypto::Digest digest_of(const shelf::Shelf& shelf, const std::vector<shelf::Item>& items) {
  std::string all;
  for (const shelf::Item& item : items) {
    Encoder one;
    one.number(shelf.row(item.row).seq);
    if (item.variant && item.variant->revoked) one.number(UINT64_MAX);
    one.number(item.variant ? item.variant->hidden_fields.size() : 0);
    if (item.variant)
      for (const auto field : item.variant->hidden_fields) one.number(field);
    one.number(item.variant ? item.variant->dropped_references.size() : 0);
    if (item.variant)
      for (const auto reference : item.variant->dropped_references) one.number(reference);
    all += one.take();
  }
  return crypto::sha256(all);
}

}  // namespace

void LeaseAudit::follow(const store::Engine& engine) {
  const Seq from = followed_ + 1, last = engine.last();
  ASSERT_GE(last, followed_) << "the journal lost records";
  std::vector<Made> made;
  const auto first_pass = engine.scan(from, last, [&](const store::Record& record) {
    const auto entry = journal::decode_payload(record);
    EXPECT_TRUE(entry) << record.seq;
    if (entry && entry->kind == journal::Kind::extent) {
      check_extents(*entry);
      return true;
    }
    if (!entry || entry->kind != journal::Kind::lease) return true;
    auto lease = shelf::decode_lease(entry->body);
    EXPECT_TRUE(lease) << record.seq;
    if (!lease) return true;
    covers_[record.seq] = lease->objects.size();
    made.push_back({record.seq, std::move(*lease)});
    return true;
  });
  ASSERT_TRUE(first_pass) << to_string(first_pass.error());

  shelf::Views views(shelf::View::Folds{shelf_, policy_, exceptions_, taken_, holdings_}, engine);
  auto next = made.begin();
  const auto check_leases = [&] {
    for (; next != made.end() && next->lease.as_of <= followed_; ++next) {
      const shelf::Lease& lease = next->lease;
      SCOPED_TRACE(testing::Message() << "lease " << next->seq << " of " << lease.reader.person);
      ASSERT_LT(lease.as_of, next->seq);
      ASSERT_EQ(lease.as_of, followed_);
      EXPECT_EQ(lease.policy, policy_.version());
      views.with(lease.reader, [&](const shelf::View& view) {
        bool more = false;
        auto items = view.page(lease.from, lease.objects.size() + 1u, views.sieve(lease.filter, view), more);
        std::erase_if(items, [&](const shelf::Item& item) { return item.at > lease.to; });
        std::vector<std::uint32_t> rows;
        for (const shelf::Item& item : items) rows.push_back(item.row);
        EXPECT_EQ(lease.objects.rows(), rows);
        EXPECT_EQ(digest_of(shelf_, items), lease.digest);
      });
      // Evidence is what the record says, and not what a view makes of it.
      for (const std::uint32_t row : lease.objects.rows()) {
        ASSERT_LT(row, shelf_.size());
        covered_[lease.reader.person].insert(shelf_.row(row).seq);
      }
      ++leases_;
    }
  };
  const auto second_pass = engine.scan(from, last, [&](const store::Record& record) {
    check_leases();
    const auto entry = journal::decode_payload(record);
    if (!entry) return false;
    for (journal::Fold* fold : std::initializer_list<journal::Fold*>{&policy_, &shelf_, &exceptions_, &taken_, &holdings_})
      fold->apply(*entry);
    if (entry->kind == journal::Kind::object) {
      const auto object = shelf::decode_object(entry->body);
      EXPECT_TRUE(object) << record.seq;
      if (object) by_version_[{object->id, object->version}][object->owner] = record.seq;
    }
    followed_ = record.seq;
    return !testing::Test::HasFailure();
  });
  ASSERT_TRUE(second_pass) << to_string(second_pass.error());
  check_leases();
}

void LeaseAudit::check_extents(const journal::Entry& entry) {
  const auto extents = shelf::decode_extents(entry.body);
  ASSERT_TRUE(extents) << entry.seq;
  EXPECT_FALSE(extents->empty()) << entry.seq;
  for (const shelf::Extent& extent : *extents) {
    const auto lease = covers_.find(extent.lease);
    ASSERT_NE(lease, covers_.end()) << "extent " << entry.seq << " names no lease before it";
    EXPECT_GT(extent.positions.count, 0u);
    EXPECT_LE(std::uint64_t{extent.positions.first} + extent.positions.count, lease->second);
    ++extents_;
  }
}

bool LeaseAudit::covers(const std::string& person, const std::string& id, const std::string& version) const {
  const auto covered = covered_.find(person);
  const auto found = by_version_.find({id, version});
  if (covered == covered_.end() || found == by_version_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(),
                     [&](const auto& one) { return covered->second.contains(one.second); });
}

Seq LeaseAudit::find(const std::string& owner, const std::string& id, const std::string& version) const {
  const auto found = by_version_.find({id, version});
  if (found == by_version_.end()) return 0;
  const auto record = found->second.find(owner);
  return record == found->second.end() ? 0 : record->second;
}

ledger::Digest root_at(const store::Engine& engine, std::uint64_t size) {
  ledger::Frontier frontier;
  const auto scanned = engine.scan(1, size, [&](const store::Record& record) {
    frontier.append(journal::leaf_of(record.seq, record.kind, record.payload));
    return true;
  });
  EXPECT_TRUE(scanned) << to_string(scanned.error());
  EXPECT_EQ(frontier.size(), size) << "the journal is shorter than a checkpoint that was seen";
  return frontier.root();
}

}  // namespace comity::fault
