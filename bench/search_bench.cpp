// What searching costs, beside SQLite FTS5 over the same texts in the same run. The rows are a node's own object records with their bytes,
// repeated with things of their own until there are ROWS of them; every tenth has a sentence of Japanese as well.
//   search_bench NODE ROWS [--no-rival]    prints JSON lines; the node must not be running
// FTS5 (unicode61, and trigram up to 100,000 rows) is asked for the number of rows and the 20 last, with no filter of release: it answers as if
// everybody could read everything. A ratio above 1 means that Comity is faster.
#include <fmt/format.h>
#include <malloc.h>
#include <sqlite3.h>
#include <time.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "journal/policy.hpp"
#include "search/search.hpp"
#include "search/text.hpp"
#include "shelf/object_record.hpp"

namespace {

using namespace comity;
using journal::Entry;
using journal::Kind;

template <class T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "search_bench: {}\n", to_string(result.error()));
    std::exit(1);
  }
  return std::move(*result);
}

// Of the processor that this thread had: what else the machine does is not measured.
double now_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}
double heap_mb() {
  const auto info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / 1e6;
}
double median_ms(int times, const std::function<void()>& work) {
  std::vector<double> out;
  for (int i = 0; i < times; ++i) {
    const double start = now_ms();
    work();
    out.push_back(now_ms() - start);
  }
  std::sort(out.begin(), out.end());
  return out[out.size() / 2];
}

// Invented; the words come in many orders.
std::string japanese(std::uint32_t row) {
  static const std::vector<std::string> kWords{"サイバー攻撃", "東京", "電力会社", "標的型メール", "不正アクセス", "北部", "外務省", "港湾", "暗号資産", "調査", "演習", "警戒"};
  std::string out;
  for (std::uint32_t i = 0, n = row / 10; i < 6; ++i, n = n / 5 + i * 7 + row) out += kWords[n % kWords.size()] + (i % 2 ? "を確認した。" : "について");
  return out;
}

// The bytes of the node's objects, by the rows that repeat them.
class Repeated final : public store::Engine {
 public:
  Repeated(const store::Engine& of, const shelf::Shelf& shelf) : of_(of), shelf_(shelf) {}
  std::vector<Seq> seqs;
  Result<std::vector<store::Slice>> blobs(std::span<const Seq> wanted) const override {
    std::vector<store::Slice> out;
    for (const Seq seq : wanted) {
      const std::uint32_t row = shelf_.row_of(seq);
      TRY(const auto slices, of_.blobs(std::span(&seqs[row % seqs.size()], 1)));
      auto text = std::make_shared<std::string>();
      for (const auto& slice : slices) text->append(slice.bytes);
      if (row % 10 == 0 && text->size() > 2) text->insert(2, R"("x_ja":")" + japanese(row) + "\",");
      out.push_back({*text, text});
    }
    return out;
  }
  Result<Seq> append(std::span<const store::Draft>) override { return fail(Code::internal, "read only"); }
  Seq last() const override { return 0; }
  Result<store::Record> read(Seq) const override { return fail(Code::not_found, "none"); }
  Result<void> scan(Seq, Seq, const std::function<bool(const store::Record&)>&) const override { return {}; }
  std::optional<std::string> get(std::string_view) const override { return std::nullopt; }
  std::unique_ptr<store::Snapshot> snapshot() const override { return of_.snapshot(); }
  Result<std::string> salt(Seq) const override { return fail(Code::not_found, "none"); }
  Result<void> erase(std::span<const Seq>) override { return {}; }
  Result<void> settle() override { return {}; }
  Result<store::Copied> copy(Seq) const override { return fail(Code::not_found, "none"); }
  Result<void> usable() const override { return {}; }
  Seq settled() const override { return 0; }

 private:
  const store::Engine& of_;
  const shelf::Shelf& shelf_;
};

struct Feed {
  explicit Feed(const std::string& node) : disk(store::posix_disk()), engine(open(*disk, node)) {
    must(engine
             ->scan(1, engine->last(),
                    [&](const store::Record& record) {
                      const Entry entry = must(journal::decode_payload(record));
                      time = std::max(time, entry.time.us);
                      const std::string body(entry.body);
                      if (journal::is_policy(entry.kind)) policies.emplace_back(entry.kind, body);
                      if (entry.kind == Kind::label) labels.push_back(body);
                      if (entry.kind != Kind::object) return true;
                      objects.push_back(must(shelf::decode_object(body)));
                      things = std::max(things, objects.back().thing.value + 1);
                      repeated.seqs.push_back(entry.seq);
                      return true;
                    })
             .map([] { return 0; }));
    for (const auto& body : labels) apply(Kind::label, body);
    for (const auto& [kind, body] : policies) apply(kind, body);
  }
  static std::unique_ptr<store::Engine> open(store::Disk& disk, const std::string& node) {
    store::EmbeddedOptions options;
    options.directory = node + "/store";
    return must(store::open_embedded(disk, options));
  }
  void apply(Kind kind, std::string_view body) {
    const Entry entry{++seq, {time++}, 1, kind, body, 0};
    for (journal::Fold* fold : std::initializer_list<journal::Fold*>{&policy, &shelf, &exceptions, &leases, &holdings}) fold->apply(entry);
  }
  void add_object() {
    const auto copy = static_cast<std::uint32_t>(shelf.size() / objects.size());
    shelf::ObjectRecord object = objects[shelf.size() % objects.size()];
    object.thing.value += copy * things;
    for (auto& reference : object.references)
      if (!reference.bound.none()) reference.bound.value += copy * things;
    for (auto& late : object.late) late.row += copy * static_cast<std::uint32_t>(objects.size());
    apply(Kind::object, shelf::encode(object));
  }

  std::unique_ptr<store::Disk> disk;
  std::unique_ptr<store::Engine> engine;
  std::vector<std::pair<Kind, std::string>> policies;
  std::vector<std::string> labels;
  std::vector<shelf::ObjectRecord> objects;
  std::uint32_t things = 0;
  Seq seq = 0;
  std::int64_t time = 0;
  journal::Policy policy;
  shelf::Shelf shelf;
  shelf::Exceptions exceptions{policy, shelf};
  shelf::Leases leases;
  shelf::Holdings holdings{policy, shelf, leases};
  Repeated repeated{*engine, shelf};
  shelf::Views views{{shelf, policy, exceptions, leases, holdings}, repeated};
  std::shared_mutex state;

};

class Fts {
 public:
  explicit Fts(const char* tokenizer) {
    sqlite3_open(":memory:", &db_);
    run(fmt::format("CREATE VIRTUAL TABLE t USING fts5(x, content='', tokenize='{}')", tokenizer));
    run("BEGIN");
    sqlite3_prepare_v2(db_, "INSERT INTO t(rowid, x) VALUES(?, ?)", -1, &insert_, nullptr);
  }
  ~Fts() {
    sqlite3_finalize(insert_);
    sqlite3_close(db_);
  }
  void add(std::uint32_t row, const std::string& text) {
    sqlite3_bind_int64(insert_, 1, row);
    sqlite3_bind_text(insert_, 2, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    sqlite3_step(insert_);
    sqlite3_reset(insert_);
  }
  void done() { run("COMMIT"); }
  // How many, having taken the last 20 too.
  std::int64_t ask(const std::string& query) {
    std::int64_t out = 0;
    each("SELECT count(*) FROM t WHERE t MATCH ?", query, [&](sqlite3_stmt* row) { out = sqlite3_column_int64(row, 0); });
    each("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid DESC LIMIT 20", query, [](sqlite3_stmt*) {});
    return out;
  }

 private:
  void run(const std::string& sql) {
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      fmt::print(stderr, "search_bench: {}\n", sqlite3_errmsg(db_));
      std::exit(1);
    }
  }
  void each(const char* sql, const std::string& query, const std::function<void(sqlite3_stmt*)>& visit) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr);
    sqlite3_bind_text(statement, 1, query.data(), static_cast<int>(query.size()), SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW) visit(statement);
    sqlite3_finalize(statement);
  }
  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

struct Query {
  const char* name;
  const char* ours;
  const char* theirs;
  bool trigram = false;  // what unicode61 cannot find
};
constexpr Query kQueries[] = {
    {"one word", "credential", "credential"},          {"rare word", "mimikatz", "mimikatz"},
    {"two words", "credential dumping", "credential dumping"}, {"phrase", "\"command and control\"", "\"command and control\""},
    {"beginning", "powersh*", "powersh*"},             {"domain", "attack.mitre.org", "\"attack mitre org\""},
    {"Japanese, one word", "攻撃", "攻撃", true},      {"Japanese, two words", "サイバー攻撃 電力会社", "サイバー攻撃 AND 電力会社", true},
};

void bench(Feed& feed, std::size_t rows, bool rival) {
  while (feed.shelf.size() < rows) feed.add_object();
  double heap = heap_mb();
  search::Search search({feed.shelf, feed.exceptions, feed.repeated, feed.views});
  double start = now_ms();
  search.catch_up(feed.state);
  const double build = now_ms() - start;
  const auto size = search.size();
  fmt::print(R"({{"bench":"search","what":"index","rows":{},"seconds":{:.2f},"objects_per_second":{:.0f},"heap_mb":{:.1f},"counted_mb":{:.1f},"partitions":{},"terms":{}}})"
             "\n",
             rows, build / 1e3, static_cast<double>(rows) / build * 1e3, heap_mb() - heap, static_cast<double>(size.bytes) / 1e6, size.partitions, size.terms);

  std::unique_ptr<Fts> words, trigrams;
  const auto fill = [&](const char* tokenizer, bool only_japanese) {
    const double before = heap_mb();
    auto out = std::make_unique<Fts>(tokenizer);
    double spent = 0;
    for (std::uint32_t row = 0; row < rows; ++row) {
      if (only_japanese && row % 10 != 0) continue;
      const std::string bytes = search::bytes_of(feed.repeated, feed.shelf.row(row).seq);
      const auto document = must(json::Document::parse(bytes));
      std::string text;
      search::each_text(document, [&](std::string_view, const json::Value& value) { text += value.string() + "\n"; });
      const double begun = now_ms();
      out->add(row, text);
      spent += now_ms() - begun;
    }
    const double begun = now_ms();
    out->done();
    spent += now_ms() - begun;
    fmt::print(R"({{"bench":"search","what":"FTS5 index","tokenizer":"{}","rows":{},"seconds":{:.2f},"sqlite_mb":{:.1f},"heap_mb":{:.1f}}})"
               "\n",
               tokenizer, only_japanese ? rows / 10 : rows, spent / 1e3, static_cast<double>(sqlite3_memory_used()) / 1e6, heap_mb() - before);
    return out;
  };
  if (rival) {
    words = fill("unicode61", false);
    trigrams = fill("trigram", rows > 100000);
  }

  // Who sees most, and who sees nearest to a twentieth.
  std::string all, some;
  std::size_t most = 0;
  double nearest = 2;
  for (const auto& [id, person] : feed.policy.world().directory().people) {
    const std::size_t seen = feed.views.with({id, {}, marking::Action::copy}, [](const shelf::View& view) { return view.visible_count(); });
    const double off = std::abs(static_cast<double>(seen) / static_cast<double>(rows) - 0.05);
    if (seen > most) {
      most = seen;
      all = id;
    }
    if (seen > 0 && off < nearest) {
      nearest = off;
      some = id;
    }
  }
  for (const std::string& person : {all, some}) {
    const shelf::Reader reader{person, {}, marking::Action::copy};
    must(search.make_ready(feed.state, reader).map([] { return 0; }));
    feed.views.with(reader, [&](const shelf::View& view) {
      const auto seen = view.visible_count();
      int number = 0;
      for (const Query& query : kQueries) {
        std::size_t found = 0;
        const auto ask = [&](bool facets) {
          // Another query each time, in spaces: what was found is kept for its pages.
          const auto rows_found = must(search.rows(view, query.ours + std::string(static_cast<std::size_t>(++number), ' '), {}));
          bool more = false;
          view.newest({UINT64_MAX, UINT64_MAX}, 20, *rows_found, more);
          found = 0;
          for (const auto word : *rows_found) found += static_cast<std::size_t>(std::popcount(word));
          if (!facets) return;
          std::vector<std::uint64_t> types(1 << 10), labels(feed.policy.labels().size());
          release::each(*rows_found, [&](std::size_t row) {
            ++types[feed.shelf.row(static_cast<std::uint32_t>(row)).type];
            ++labels[feed.shelf.row(static_cast<std::uint32_t>(row)).label.value];
          });
        };
        ask(false);
        const double plain = median_ms(21, [&] { ask(false); }), counted = median_ms(21, [&] { ask(true); });
        std::string beside;
        if (Fts* fts = query.trigram ? trigrams.get() : words.get()) {
          const std::int64_t theirs = fts->ask(query.theirs);
          const double other = median_ms(5, [&] { fts->ask(query.theirs); });
          beside = fmt::format(R"(,"fts5_ms":{:.3f},"fts5_found":{},"ratio":{:.2f})", other, theirs, other / plain);
        }
        fmt::print(R"({{"bench":"search","what":"{}","rows":{},"seen":{},"found":{},"ms":{:.3f},"with_facets_ms":{:.3f}{}}})"
                   "\n",
                   query.name, rows, seen, found, plain, counted, beside);
        std::fflush(stdout);
      }
    });
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr, "usage: search_bench NODE ROWS [--no-rival]\n");
    return 2;
  }
  Feed feed(arguments[1]);
  bench(feed, std::strtoull(arguments[2], nullptr, 10), count < 4 || std::strcmp(arguments[3], "--no-rival") != 0);
  return 0;
}
