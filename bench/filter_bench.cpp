// What filtering costs: shelf and views over a synthetic feed, without bytes. The rows are a node's own object records,
// repeated with things of their own until there are ROWS of them, so labels, references and granular markings are in
// their natural proportions. The rival of a page is a plain copy of as many row indices, and of a policy change a scan of
// one 4-byte label per row.
//   filter_bench NODE ROWS     prints JSON lines; the node must not be running
//   filter_bench NODE --check  prints a digest of what every person gets while policy changes between the rows: the same
//                              before and after a change that only makes things faster
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "base/codec.hpp"
#include "crypto/hash.hpp"
#include "journal/policy.hpp"
#include "shelf/object_record.hpp"
#include "shelf/view.hpp"
#include "stix/object.hpp"

namespace {

using namespace comity;
using journal::Entry;
using journal::Kind;

template <class T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "filter_bench: {}\n", to_string(result.error()));
    std::exit(1);
  }
  return std::move(*result);
}

double now_us() {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double heap_mb() {
  const auto info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / 1e6;
}

struct Stored {
  Kind kind;
  std::uint64_t span;
  std::string body;
};

// A journal in memory: entries go straight to the folds.
class Feed {
 public:
  explicit Feed(const std::string& node) : disk_(store::posix_disk()) {
    store::EmbeddedOptions options;
    options.directory = node + "/store";
    engine_ = must(store::open_embedded(*disk_, options));
    const auto scanned = engine_->scan(1, engine_->last(), [&](const store::Record& record) {
      const Entry entry = must(journal::decode_payload(record));
      Stored one{entry.kind, entry.span, std::string(entry.body)};
      time_ = std::max(time_, entry.time.us);  // what was signed then was not issued in the future
      if (journal::is_policy(one.kind)) policies.push_back(std::move(one));
      else if (one.kind == Kind::label) labels.push_back(std::move(one));
      else if (one.kind == Kind::object) {
        const shelf::ObjectRecord object = must(shelf::decode_object(one.body));
        things_ = std::max(things_, object.thing.value + 1);
        objects.push_back(object);
        spans_.push_back(one.span);
        seqs_.push_back(entry.seq);
      }
      return true;
    });
    must(scanned.map([] { return 0; }));
  }

  void apply(Kind kind, std::string_view body, std::uint64_t span = 1) {
    const Entry entry{++seq_, {time_}, span, kind, body, 0};
    time_ += static_cast<std::int64_t>(span);
    policy.apply(entry);
    shelf.apply(entry);
    exceptions.apply(entry);
    leases.apply(entry);
    holdings.apply(entry);
  }
  void apply(const Stored& one) { apply(one.kind, one.body, one.span); }
  void add_object() {
    const std::size_t n = shelf.size();
    const auto copy = static_cast<std::uint32_t>(n / objects.size());
    shelf::ObjectRecord object = objects[n % objects.size()];
    object.thing.value += copy * things_;
    for (auto& reference : object.references)
      if (!reference.bound.none()) reference.bound.value += copy * things_;
    for (auto& late : object.late) late.row += copy * static_cast<std::uint32_t>(objects.size());
    apply(Kind::object, shelf::encode(object), spans_[n % objects.size()]);
  }
  // From the bytes of the object that the row repeats.
  release::Outcome redact(std::uint32_t row, const std::vector<bool>& fields, const std::vector<bool>& released) const {
    const Seq seq = seqs_[row % seqs_.size()];
    std::string bytes;
    for (const auto& slice : must(engine_->blobs(std::span<const Seq>(&seq, 1)))) bytes.append(slice.bytes);
    bytes.erase(0, 1);
    const auto document = must(json::Document::parse(bytes));
    const auto object = must(stix::read_object(document));
    return release::redact(document, object, fields, released).outcome;
  }
  std::unique_ptr<shelf::View> view(const std::string& person) {
    return std::make_unique<shelf::View>(
        shelf::Reader{person, {}, marking::Action::copy}, shelf::View::Folds{shelf, policy, exceptions, leases, holdings}, matrices,
        [this](std::uint32_t row, const std::vector<bool>& fields, const std::vector<bool>& released) {
          return redact(row, fields, released);
        });
  }
  void lease(const std::string& person, const std::vector<shelf::Item>& items) {
    shelf::Lease lease;
    lease.reader.person = person;
    lease.policy = policy.version();
    lease.to = items.back().at;
    std::vector<std::uint32_t> rows;
    for (const shelf::Item& item : items) rows.push_back(item.row);
    lease.objects = shelf::RowRuns(rows);
    apply(Kind::lease, shelf::encode(lease));
  }

  std::vector<Stored> policies, labels;
  std::vector<shelf::ObjectRecord> objects;
  journal::Policy policy;
  shelf::Shelf shelf;
  shelf::Exceptions exceptions{policy, shelf};
  shelf::Leases leases;
  shelf::Holdings holdings{policy, shelf, leases};
  shelf::Matrices matrices{policy};

 private:
  std::unique_ptr<store::Disk> disk_;
  std::unique_ptr<store::Engine> engine_;
  std::vector<std::uint64_t> spans_;
  std::vector<Seq> seqs_;
  std::uint32_t things_ = 0;
  Seq seq_ = 0;
  std::int64_t time_ = 0;
};

std::string walked(const shelf::View& view) {
  crypto::Sha256 hash;
  const auto put = [&](shelf::Cursor at, std::uint32_t row, Time added, const shelf::Variant* variant) {
    Encoder one;
    one.number(at.place).number(at.own).number(row).number(static_cast<std::uint64_t>(added.us));
    if (variant) {
      for (const auto field : variant->hidden_fields) one.number(field + 1);
      for (const auto reference : variant->dropped_references) one.number(reference + 1);
    }
    hash.update(one.take());
  };
  shelf::Cursor after;
  for (bool more = true; more;) {
    for (const shelf::Item& item : view.page(after, 777, {}, more)) {
      put(item.at, item.row, item.added, item.variant);
      after = item.at;
    }
  }
  bool more = false;
  for (const shelf::Tombstone& gone : view.tombstones({}, SIZE_MAX, more)) put(gone.at, gone.row, gone.added, nullptr);
  const auto digest = hash.finish();
  std::string out;
  for (int i = 0; i < 8; ++i) out += fmt::format("{:02x}", digest[static_cast<std::size_t>(i)]);
  return fmt::format("{} {}", out, view.visible_count());
}

// Directory and the first clearances and agreements at once, the others spread over the rows; in the end the first
// directory again. Half of the people look as they go, the others only at the end.
void check(Feed& feed) {
  for (const Stored& label : feed.labels) feed.apply(label);
  const std::size_t at_once = feed.policies.size() / 3;
  for (std::size_t i = 0; i < at_once; ++i) feed.apply(feed.policies[i]);
  std::vector<std::unique_ptr<shelf::View>> views;
  for (const auto& [id, person] : feed.policy.world().directory().people) views.push_back(feed.view(id));
  const std::size_t rows = feed.objects.size() * 2;
  const std::size_t left = feed.policies.size() - at_once;
  const std::size_t step = rows / (left + 1);
  std::size_t next = at_once;
  for (std::size_t row = 0; row < rows; ++row) {
    feed.add_object();
    if (row % step != step - 1 || next >= feed.policies.size()) continue;
    // The newest agreements first: they bring more.
    feed.apply(feed.policies[feed.policies.size() - 1 - (next - at_once)]);
    ++next;
    for (std::size_t i = 0; i < views.size(); i += 2) {
      views[i]->catch_up();
      bool more = false;
      const auto items = views[i]->page({}, 3000 + 100 * i, {}, more);
      if (!items.empty()) feed.lease(views[i]->reader().person, items);
    }
  }
  for (auto& view : views) {
    view->catch_up();
    fmt::print("{} {}\n", view->reader().person, walked(*view));
  }
  // Without its people, agency by agency: what they had fetched is lost.
  alliance::Directory directory = feed.policy.world().directory();
  for (auto at = directory.people.begin(); at != directory.people.end();)
    at = directory.people.size() % 2 ? directory.people.erase(at) : std::next(at);
  feed.apply(Kind::directory, must(journal::directory_body(directory, {})));
  for (auto& view : views) {
    view->catch_up();
    fmt::print("{} {}\n", view->reader().person, walked(*view));
  }
}

void measure(Feed& feed, std::size_t rows) {
  // The last agreement is kept back: it is the policy change.
  std::size_t held = feed.policies.size();
  for (std::size_t i = 0; i < feed.policies.size(); ++i)
    if (feed.policies[i].kind == Kind::agreement) held = i;
  for (std::size_t i = 0; i < feed.policies.size(); ++i)
    if (i != held) feed.apply(feed.policies[i]);
  for (const Stored& label : feed.labels) feed.apply(label);
  double heap = heap_mb();
  double begin = now_us();
  while (feed.shelf.size() < rows) feed.add_object();
  const double shelf_s = (now_us() - begin) / 1e6;
  const double shelf_mb = heap_mb() - heap;

  // What the change gives: the people of all parties, that with the most to gain is shown.
  std::vector<std::unique_ptr<shelf::View>> views;
  std::vector<double> build_s, view_mb, visible;
  std::vector<std::string> seen;
  for (const auto& [id, person] : feed.policy.world().directory().people) {
    const std::string agency(marking::agency_of(id));
    if (std::find(seen.begin(), seen.end(), agency) != seen.end()) continue;
    seen.push_back(agency);
    heap = heap_mb();
    views.push_back(feed.view(id));
    begin = now_us();
    views.back()->catch_up();
    build_s.push_back((now_us() - begin) / 1e6);
    view_mb.push_back(heap_mb() - heap);
    visible.push_back(static_cast<double>(views.back()->visible_count()));
    if (views.size() == 6) break;
  }
  fmt::print(
      "{{\"bench\":\"view\",\"compares\":\"a view made from scratch over a shelf | nothing\",\"rows\":{},"
      "\"shelf_bytes_per_row\":{:.0f},\"shelf_us_per_row\":{:.2f},\"views\":{},\"median_build_s\":{:.2f},"
      "\"worst_build_s\":{:.2f},\"median_view_mb\":{:.2f},\"worst_view_mb\":{:.2f},\"median_share_visible\":{:.3f}}}\n",
      rows, shelf_mb * 1e6 / static_cast<double>(rows), shelf_s * 1e6 / static_cast<double>(rows), views.size(),
      median(build_s), *std::max_element(build_s.begin(), build_s.end()), median(view_mb),
      *std::max_element(view_mb.begin(), view_mb.end()), median(visible) / static_cast<double>(rows));

  const auto widest = static_cast<std::size_t>(std::max_element(visible.begin(), visible.end()) - visible.begin());
  const shelf::View& view = *views[widest];
  for (const std::size_t size : {std::size_t{10}, std::size_t{100}, std::size_t{1000}}) {
    std::vector<double> ours, rival;
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
      const Seq deep = feed.shelf.row(static_cast<std::uint32_t>((i * 7919 % 1000) * (rows - 2 * size) / 1000)).seq;
      bool more = false;
      begin = now_us();
      const auto items = view.page({deep, deep}, size, {}, more);
      ours.push_back(now_us() - begin);
      begin = now_us();
      std::vector<std::uint64_t> copy(size);
      for (std::size_t k = 0; k < items.size(); ++k) copy[k] = items[k].row;
      rival.push_back(now_us() - begin);
      for (const auto one : copy) sum += one;
    }
    fmt::print(
        "{{\"bench\":\"filter\",\"compares\":\"one page taken from a view, deep in the feed | a copy of its row "
        "numbers\",\"rows\":{},\"objects\":{},\"us\":{:.2f},\"copy_us\":{:.2f},\"ns_per_object\":{:.1f},\"sum\":{}}}\n",
        rows, size, median(ours), median(rival), median(ours) * 1e3 / static_cast<double>(size), sum % 10);
  }
  begin = now_us();
  std::vector<std::uint32_t> column(rows);
  for (std::uint32_t row = 0; row < rows; ++row) column[row] = feed.shelf.row(row).label.value;
  std::vector<double> scan;
  for (int i = 0; i < 5; ++i) {
    begin = now_us();
    std::uint64_t ones = 0;
    for (const std::uint32_t label : column) ones += label & 1;
    scan.push_back(now_us() - begin + static_cast<double>(ones & 1) * 1e-9);
  }
  const auto change = [&](std::string_view what) {
    std::vector<double> before;
    for (const auto& one : views) before.push_back(static_cast<double>(one->visible_count()));
    const Seq last = feed.policy.version();
    for (std::size_t i = 0; i < views.size(); ++i) {
      begin = now_us();
      views[i]->catch_up();
      bool more = false;
      const auto items = views[i]->page({last - 1, last - 1}, 100, {}, more);
      const double us = now_us() - begin;
      fmt::print(
          "{{\"bench\":\"policy_change\",\"compares\":\"a view brought up to {} and its first page | a scan of "
          "all labels\",\"rows\":{},\"ms\":{:.2f},\"scan_ms\":{:.2f},\"gained\":{:.0f},\"page\":{}}}\n",
          what, rows, us / 1e3, median(scan) / 1e3, static_cast<double>(views[i]->visible_count()) - before[i], items.size());
    }
  };
  feed.apply(feed.policies[held]);
  change("a new agreement");
  // Every agreement's term is over: a loss of all that agreements gave, which is what suspensions cost at most.
  feed.apply(Kind::clock, Encoder().number(4'102'444'800'000'000).take(), rows + 1);  // 2100-01-01
  change("the end of all terms");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: filter_bench NODE ROWS | filter_bench NODE --check\n");
    return 2;
  }
  Feed feed(argv[1]);
  if (feed.objects.empty()) {
    fmt::print(stderr, "filter_bench: the node holds no objects; import a bundle first\n");
    return 1;
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  if (std::strcmp(argv[2], "--check") == 0) check(feed);
  else measure(feed, std::max<std::size_t>(10'000, std::strtoull(argv[2], nullptr, 10)));
  return 0;
}
