// What every engine of the store promises, whatever lies behind it. A new engine is one row in `engines`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "store/engine.hpp"
#include "store/scratch_directory.hpp"

namespace comity::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

struct Maker {
  const char* name;
  std::function<std::unique_ptr<Engine>(Disk& disk, const std::string& directory)> make;
};

std::unique_ptr<Engine> embedded(Disk& disk, const std::string& directory, bool background) {
  EmbeddedOptions options;
  options.directory = directory;
  options.index_map_bytes = 1ull << 30;
  options.intake_bytes = 1ull << 20;
  options.segment_bytes = 4ull << 20;
  options.settle_in_background = background;
  auto engine = open_embedded(disk, options);
  EXPECT_TRUE(engine) << to_string(engine.error());
  return std::move(*engine);
}

const Maker engines[] = {
    {"memory", [](Disk&, const std::string&) { return memory_engine(); }},
    {"embedded", [](Disk& disk, const std::string& directory) { return embedded(disk, directory, true); }},
    {"embedded_unsettled", [](Disk& disk, const std::string& directory) { return embedded(disk, directory, false); }},
};

class StoreContract : public testing::TestWithParam<Maker> {
 protected:
  StoreContract() { engine = GetParam().make(*disk_, scratch_.path()); }
  ~StoreContract() override { engine.reset(); }

  Seq append(const Draft& draft) { return append(std::vector<Draft>{draft}); }
  Seq append(const std::vector<Draft>& batch) {
    const auto first = engine->append(batch);
    EXPECT_TRUE(first) << to_string(first.error());
    return first.value_or(0);
  }
  // The bytes of these records' blobs, however they are cut.
  std::string bytes(const std::vector<Seq>& seqs) {
    const auto slices = engine->blobs(seqs);
    EXPECT_TRUE(slices) << to_string(slices.error());
    std::string all;
    for (const Slice& slice : *slices) all += slice.bytes;
    return all;
  }
  static std::vector<std::pair<std::string, std::string>> entries(const Snapshot& view, std::string_view prefix) {
    std::vector<std::pair<std::string, std::string>> found;
    view.scan(prefix, [&](std::string_view key, std::string_view value) {
      found.emplace_back(key, value);
      return true;
    });
    return found;
  }
  // Runs `check` before and after everything moved from the intake to its permanent place.
  void before_and_after_settling(const std::function<void()>& check) {
    check();
    ASSERT_TRUE(engine->settle());
    check();
  }

  std::unique_ptr<Engine> engine;

 private:
  std::unique_ptr<Disk> disk_ = posix_disk();
  ScratchDirectory scratch_;
};

Draft draft(std::string payload, std::string blob = "", std::vector<Put> puts = {}, std::string salt = "") {
  return {7, std::move(payload), std::move(blob), std::move(salt), std::move(puts)};
}

TEST_P(StoreContract, an_empty_store_has_nothing) {
  EXPECT_EQ(engine->last(), 0u);
  EXPECT_EQ(engine->read(1).error().code, Code::not_found);
  EXPECT_EQ(engine->read(0).error().code, Code::not_found);
  EXPECT_EQ(engine->get("k"), std::nullopt);
  EXPECT_EQ(engine->blobs(std::vector<Seq>{1}).error().code, Code::not_found);
  EXPECT_EQ(engine->salt(1).error().code, Code::not_found);
  EXPECT_EQ(engine->snapshot()->last(), 0u);
  EXPECT_TRUE(engine->settle());
  EXPECT_TRUE(engine->blobs({})->empty());
}

TEST_P(StoreContract, sequences_are_consecutive_from_one) {
  EXPECT_EQ(append(draft("a")), 1u);
  EXPECT_EQ(append({draft("b"), draft("c"), draft("d")}), 2u);
  EXPECT_EQ(append(draft("e")), 5u);
  EXPECT_EQ(engine->last(), 5u);
}

TEST_P(StoreContract, a_record_is_read_as_it_was_written) {
  const std::string odd("p\0\xff ayload", 10);
  append({draft(odd, ",{}", {}, "salt"), draft("", "", {})});
  before_and_after_settling([&] {
    const Record first = engine->read(1).value();
    EXPECT_EQ(first.seq, 1u);
    EXPECT_EQ(first.kind, 7);
    EXPECT_EQ(first.payload, odd);
    EXPECT_EQ(first.blob_size, 3u);
    EXPECT_FALSE(first.erased);
    EXPECT_EQ(engine->salt(1).value(), "salt");
    const Record second = engine->read(2).value();
    EXPECT_EQ(second.payload, "");
    EXPECT_EQ(second.blob_size, 0u);
    EXPECT_EQ(engine->salt(2).value(), "");
    EXPECT_EQ(engine->read(3).error().code, Code::not_found);
  });
}

TEST_P(StoreContract, a_later_put_of_a_key_replaces_the_value) {
  append(draft("a", "", {{"k", "1"}, {"k", "2"}}));
  before_and_after_settling([&] { EXPECT_EQ(engine->get("k"), "2"); });
  append({draft("b", "", {{"k", "3"}}), draft("c", "", {{"k", ""}, {"l", "4"}})});
  before_and_after_settling([&] {
    EXPECT_EQ(engine->get("k"), "");
    EXPECT_EQ(engine->get("l"), "4");
    EXPECT_EQ(engine->get("m"), std::nullopt);
    EXPECT_EQ(engine->get(""), std::nullopt);
  });
}

TEST_P(StoreContract, scan_gives_the_entries_of_a_prefix_in_key_order) {
  const std::string high("p\xff", 2);
  append(draft("a", "", {{"pb", "1"}, {"q", "2"}, {high, "3"}, {"p", "4"}, {"o", "5"}}));
  ASSERT_TRUE(engine->settle());
  append(draft("b", "", {{"pa", "6"}, {"pb", "7"}, {std::string("p\0", 2), "8"}}));
  before_and_after_settling([&] {
    const auto view = engine->snapshot();
    EXPECT_THAT(entries(*view, "p"), ElementsAre(Pair("p", "4"), Pair(std::string("p\0", 2), "8"), Pair("pa", "6"),
                                                 Pair("pb", "7"), Pair(high, "3")));
    EXPECT_THAT(entries(*view, high), ElementsAre(Pair(high, "3")));
    EXPECT_THAT(entries(*view, "pbx"), IsEmpty());
    EXPECT_EQ(entries(*view, "").size(), 7u);
    std::vector<std::string> seen;
    view->scan("p", [&](std::string_view key, std::string_view) {
      seen.emplace_back(key);
      return seen.size() < 2;
    });
    EXPECT_THAT(seen, ElementsAre("p", std::string("p\0", 2)));
  });
}

TEST_P(StoreContract, a_snapshot_does_not_see_what_comes_later) {
  append(draft("a", "", {{"k/1", "old"}}));
  const auto early = engine->snapshot();
  append(draft("b", "", {{"k/1", "new"}, {"k/2", "new"}}));
  const auto middle = engine->snapshot();
  ASSERT_TRUE(engine->settle());
  append(draft("c", "", {{"k/1", "newest"}, {"k/0", "newest"}}));
  ASSERT_TRUE(engine->settle());
  EXPECT_EQ(early->last(), 1u);
  EXPECT_EQ(early->get("k/1"), "old");
  EXPECT_EQ(early->get("k/2"), std::nullopt);
  EXPECT_THAT(entries(*early, "k/"), ElementsAre(Pair("k/1", "old")));
  EXPECT_EQ(middle->last(), 2u);
  EXPECT_THAT(entries(*middle, "k/"), ElementsAre(Pair("k/1", "new"), Pair("k/2", "new")));
  EXPECT_THAT(entries(*engine->snapshot(), "k/"),
              ElementsAre(Pair("k/0", "newest"), Pair("k/1", "newest"), Pair("k/2", "new")));
}

TEST_P(StoreContract, blobs_come_in_the_order_asked_for) {
  append({draft("a", ",{1}"), draft("b"), draft("c", ",{3}")});
  append(draft("d", ",{4}"));
  before_and_after_settling([&] {
    EXPECT_EQ(bytes({1, 2, 3, 4}), ",{1},{3},{4}");
    EXPECT_EQ(bytes({4, 1}), ",{4},{1}");
    EXPECT_EQ(bytes({3, 3}), ",{3},{3}");
    EXPECT_EQ(bytes({2}), "");
    EXPECT_EQ(engine->blobs(std::vector<Seq>{1, 5}).error().code, Code::not_found);
  });
}

TEST_P(StoreContract, blobs_of_one_batch_are_one_slice) {
  std::vector<Draft> batch;
  std::vector<Seq> seqs;
  for (int i = 0; i < 100; ++i) {
    batch.push_back(draft("p", ",{\"n\":" + std::to_string(i) + "}"));
    seqs.push_back(static_cast<Seq>(i + 1));
  }
  append(batch);
  before_and_after_settling([&] { EXPECT_EQ(engine->blobs(seqs)->size(), 1u); });
}

TEST_P(StoreContract, a_large_batch_is_readable_at_once_and_adjacent) {
  std::vector<Draft> batch;
  std::vector<Seq> seqs;
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    batch.push_back(draft("p", "," + std::string(10000, static_cast<char>('a' + i % 26)), {}, "salt"));
    seqs.push_back(static_cast<Seq>(i + 2));
    expected += batch.back().blob;
  }
  append(draft("small", ",s"));
  append(batch);
  append(draft("small", ",t"));
  before_and_after_settling([&] {
    EXPECT_EQ(bytes(seqs), expected);
    EXPECT_EQ(engine->blobs(seqs)->size(), 1u);
    EXPECT_EQ(bytes({302, 2, 1}), ",t" + batch[0].blob + ",s");
    EXPECT_EQ(engine->salt(3).value(), "salt");
  });
}

TEST_P(StoreContract, scan_of_records_is_in_order_and_stops_when_told) {
  for (int i = 1; i <= 10; ++i) {
    append(draft(std::to_string(i)));
    if (i == 5) {
      ASSERT_TRUE(engine->settle());
    }
  }
  std::vector<std::string> seen;
  const auto collect = [&](const Record& record) {
    seen.push_back(record.payload);
    return record.seq != 7;
  };
  ASSERT_TRUE(engine->scan(4, 9, collect));
  EXPECT_THAT(seen, ElementsAre("4", "5", "6", "7"));
  seen.clear();
  ASSERT_TRUE(engine->scan(8, 100, collect));
  EXPECT_THAT(seen, ElementsAre("8", "9", "10"));
}

TEST_P(StoreContract, erasing_takes_blob_and_salt_and_leaves_the_record) {
  append({draft("a", ",{1}", {{"k", "v"}}, "s1"), draft("b", ",{2}", {}, "s2"), draft("c", ",{3}", {}, "s3")});
  const auto slices = engine->blobs(std::vector<Seq>{1, 2, 3}).value();
  ASSERT_TRUE(engine->erase(std::vector<Seq>{2}));
  before_and_after_settling([&] {
    EXPECT_EQ(bytes({1, 2, 3}), ",{1},{3}");
    EXPECT_EQ(engine->salt(2).value(), "");
    EXPECT_EQ(engine->salt(1).value(), "s1");
    EXPECT_EQ(engine->salt(3).value(), "s3");
    const Record record = engine->read(2).value();
    EXPECT_TRUE(record.erased);
    EXPECT_EQ(record.payload, "b");
    EXPECT_FALSE(engine->read(1)->erased);
    EXPECT_EQ(engine->get("k"), "v");
  });
  ASSERT_TRUE(engine->erase(std::vector<Seq>{2, 3}));
  EXPECT_EQ(bytes({1, 2, 3}), ",{1}");
  std::size_t size = 0;
  for (const Slice& slice : slices) {
    for (const char c : slice.bytes) size += c == '\1' ? 0 : 1;  // whatever they hold now, they may be touched
  }
  EXPECT_EQ(size, 12u);
  EXPECT_EQ(engine->erase(std::vector<Seq>{4}).error().code, Code::not_found);
  EXPECT_EQ(append(draft("d", ",{4}")), 4u);
  EXPECT_EQ(bytes({1, 2, 3, 4}), ",{1},{4}");
}

TEST_P(StoreContract, erasing_works_on_settled_and_large_batches) {
  append(draft("a", ",{1}", {}, "s1"));
  ASSERT_TRUE(engine->settle());
  append({draft("b", "," + std::string(2 << 20, 'x'), {}, "s2"), draft("c", ",{3}", {}, "s3")});
  ASSERT_TRUE(engine->erase(std::vector<Seq>{1, 2}));
  EXPECT_EQ(bytes({1, 2, 3}), ",{3}");
  EXPECT_TRUE(engine->read(1)->erased);
  EXPECT_TRUE(engine->read(2)->erased);
  EXPECT_EQ(engine->read(2)->blob_size, (2u << 20) + 1);
}

TEST_P(StoreContract, a_copy_is_what_was_appended_and_of_the_erased_what_is_left) {
  const Draft first = draft("a", ",{1}", {{"k", "v"}, {"l", std::string("\0w", 2)}}, "s1");
  const Draft large = draft("b", "," + std::string(2 << 20, 'x'), {{"k", "w"}}, "s2");
  append(first);
  append({large, draft("c")});
  const auto expect_same = [&](Seq seq, const Draft& was) {
    const Copied copied = engine->copy(seq).value();
    EXPECT_FALSE(copied.erased);
    EXPECT_EQ(copied.draft.kind, was.kind);
    EXPECT_EQ(copied.draft.payload, was.payload);
    EXPECT_TRUE(copied.draft.blob == was.blob);
    EXPECT_EQ(copied.draft.salt, was.salt);
    EXPECT_EQ(copied.blob_size, was.blob.size());
    EXPECT_EQ(copied.salt_size, was.salt.size());
    ASSERT_EQ(copied.draft.puts.size(), was.puts.size());
    for (std::size_t i = 0; i < was.puts.size(); ++i) {
      EXPECT_EQ(copied.draft.puts[i].key, was.puts[i].key);
      EXPECT_EQ(copied.draft.puts[i].value, was.puts[i].value);
    }
  };
  before_and_after_settling([&] {
    expect_same(1, first);
    expect_same(2, large);
    expect_same(3, draft("c"));
  });
  EXPECT_EQ(engine->settled(), 3u);
  EXPECT_TRUE(engine->usable());
  ASSERT_TRUE(engine->erase(std::vector<Seq>{1, 2}));
  for (const Seq seq : {1, 2}) {
    const Copied copied = engine->copy(seq).value();
    EXPECT_TRUE(copied.erased);
    EXPECT_EQ(copied.draft.blob + copied.draft.salt, "");
    EXPECT_EQ(copied.blob_size, seq == 1 ? 4u : (2u << 20) + 1);
    EXPECT_EQ(copied.salt_size, 2u);
    EXPECT_FALSE(copied.draft.puts.empty());
  }
  EXPECT_EQ(engine->copy(4).error().code, Code::not_found);
  EXPECT_EQ(engine->copy(0).error().code, Code::not_found);
}

TEST_P(StoreContract, limits_are_refused_and_nothing_is_appended) {
  EXPECT_EQ(engine->append({}).error().code, Code::invalid);
  EXPECT_EQ(engine->append(std::vector<Draft>{draft("a", "", {{"", "v"}})}).error().code, Code::invalid);
  EXPECT_EQ(engine->append(std::vector<Draft>{draft("a", "", {{std::string(501, 'k'), "v"}})}).error().code,
            Code::too_large);
  EXPECT_EQ(engine->append(std::vector<Draft>{draft("a", std::string((64 << 20) + 1, 'b'))}).error().code,
            Code::too_large);
  EXPECT_EQ(engine->append(std::vector<Draft>{draft("a", "", {}, std::string(33, 's'))}).error().code, Code::invalid);
  EXPECT_EQ(engine->last(), 0u);
  const std::string longest(500, 'k');
  append(draft("a", "", {{longest, "v"}}));
  before_and_after_settling([&] { EXPECT_EQ(engine->get(longest), "v"); });
  EXPECT_EQ(engine->get(std::string(501, 'k')), std::nullopt);
  EXPECT_EQ(engine->get(std::string(5000, 'k')), std::nullopt);
}

TEST_P(StoreContract, agrees_with_a_plain_model_under_random_acts) {
  std::mt19937 random(GetParam().name[0]);
  std::vector<Draft> records;
  std::vector<bool> erased;
  std::map<std::string, std::string> index;
  for (int act = 0; act < 300; ++act) {
    const auto choice = random() % 10;
    if (choice < 7) {
      std::vector<Draft> batch(1 + random() % 5);
      for (Draft& one : batch) {
        one = draft(std::to_string(random()), random() % 4 ? "," + std::string(random() % 3000, 'b') : "");
        one.kind = static_cast<std::uint8_t>(random());
        one.salt = one.blob.empty() ? "" : std::string(16, static_cast<char>(random()));
        for (auto n = random() % 4; n > 0; --n) {
          one.puts.push_back({"key" + std::to_string(random() % 50), std::to_string(random())});
          index[one.puts.back().key] = one.puts.back().value;
        }
        records.push_back(one);
        erased.push_back(false);
      }
      ASSERT_EQ(append(batch), records.size() - batch.size() + 1);
    } else if (choice == 7 && !records.empty()) {
      const Seq seq = 1 + random() % records.size();
      ASSERT_TRUE(engine->erase(std::vector<Seq>{seq}));
      erased[seq - 1] = true;
    } else if (choice == 8) {
      ASSERT_TRUE(engine->settle());
    } else if (!records.empty()) {
      std::vector<Seq> seqs;
      std::string expected;
      for (auto n = random() % 20; n > 0; --n) {
        seqs.push_back(1 + random() % records.size());
        if (!erased[seqs.back() - 1]) expected += records[seqs.back() - 1].blob;
      }
      ASSERT_EQ(bytes(seqs), expected);
      const auto all = entries(*engine->snapshot(), "key");
      ASSERT_TRUE(std::equal(all.begin(), all.end(), index.begin(), index.end(), [](const auto& a, const auto& b) {
        return a.first == b.first && a.second == b.second;
      }));
    }
  }
  Seq seq = 0;
  ASSERT_TRUE(engine->scan(1, engine->last(), [&](const Record& record) {
    EXPECT_EQ(record.seq, ++seq);
    EXPECT_EQ(record.payload, records[seq - 1].payload);
    EXPECT_EQ(record.kind, records[seq - 1].kind);
    EXPECT_EQ(record.erased, erased[seq - 1]);
    EXPECT_EQ(record.blob_size, records[seq - 1].blob.size());
    EXPECT_EQ(engine->salt(seq).value(), erased[seq - 1] ? "" : records[seq - 1].salt);
    return true;
  }));
  EXPECT_EQ(seq, records.size());
}

TEST_P(StoreContract, readers_see_whole_batches_while_the_writer_goes_on) {
  // Each batch puts the same value under two keys and numbers its records; a reader must never see half of one.
  std::atomic<bool> done = false;
  std::atomic<int> faults = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&, i] {
      std::mt19937 random(static_cast<unsigned>(i));
      while (!done) {
        const auto view = engine->snapshot();
        if (view->get("left") != view->get("right")) ++faults;
        const Seq last = view->last();
        if (last % 2 != 0) ++faults;
        std::size_t count = 0;
        view->scan("n/", [&](std::string_view, std::string_view) { return ++count < 100; });
        if (count != std::min<std::size_t>(100, last / 2)) ++faults;
        if (last == 0) continue;
        const Seq seq = 1 + random() % last;
        const auto record = engine->read(seq);
        if (!record || record->payload != std::to_string(seq)) ++faults;
        const auto slices = engine->blobs(std::vector<Seq>{seq});
        std::string all;
        if (slices) {
          for (const Slice& slice : *slices) all += slice.bytes;
        }
        if (!slices || (!record->erased && !engine->read(seq)->erased && all != "," + std::to_string(seq))) ++faults;
      }
    });
  }
  for (Seq n = 1; n < 1000; n += 2) {
    const std::string value = std::to_string(n);
    append({draft(value, "," + value, {{"left", value}}),
            draft(std::to_string(n + 1), "," + std::to_string(n + 1), {{"right", value}, {"n/" + value, value}})});
    if (n % 100 == 1) {
      EXPECT_TRUE(engine->erase(std::vector<Seq>{n}));
    } else if (n % 50 == 1) {
      EXPECT_TRUE(engine->settle());
    }
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(faults, 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, StoreContract, testing::ValuesIn(engines),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace comity::store
