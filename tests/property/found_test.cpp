// Searches on random histories: what is found and how much of it is exactly what a plain look through the bytes finds that the reference evaluator
// says the reader gets. The look shares nothing with the index: it knows words of ASCII and substrings of the rest.
// COMITY_PROPERTY_SEED runs one history alone.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "operations/search.hpp"
#include "tests/property/history.hpp"

namespace comity::property {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
constexpr std::uint64_t kHistories = 8;
#else
constexpr std::uint64_t kHistories = 40;
#endif
constexpr int kActs = 50;
constexpr std::size_t kMostAtOnce = 6;  // results

bool word_character(char c) { return static_cast<unsigned char>(c) < 128 && std::isalnum(static_cast<unsigned char>(c)); }

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : lower(text) + " ") {
    if (word_character(c)) word += c;
    else if (!word.empty()) out.push_back(std::exchange(word, {}));
  }
  return out;
}

// The strings of an object that are text, by the table of docs/format/search.md.
void texts(const json& value, const std::string& key, Texts& out) {
  static const std::set<std::string> kNone{"id", "type", "spec_version", "created", "modified", "granular_markings", "extension_type", "lang",
                                           "first_observed", "last_observed", "published", "definition_type",
                                           "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44"};
  if (kNone.contains(key) || key.ends_with("_ref") || key.ends_with("_refs")) return;
  if (value.is_string()) out.push_back(value.get<std::string>());
  if (value.is_array())
    for (const json& one : value) texts(one, "", out);
  if (value.is_object())
    for (const auto& [name, one] : value.items()) texts(one, name, out);
}

struct Asked {
  std::string query;
  std::function<bool(const json& object, const Texts& texts)> holds;
};

Asked some_text(std::string query, std::function<bool(const std::string&)> in) {
  return {std::move(query), [in = std::move(in)](const json&, const Texts& all) { return std::any_of(all.begin(), all.end(), in); }};
}

// Side by side, whatever stands between.
bool follows(const std::string& text, const std::vector<std::string>& wanted) {
  const auto words = words_of(text);
  return std::search(words.begin(), words.end(), wanted.begin(), wanted.end()) != words.end();
}

// The text itself, between characters that are of no word.
bool stands_in(const std::string& text, const std::string& wanted) {
  const std::string in = lower(text);
  for (std::size_t at = in.find(wanted); at != std::string::npos; at = in.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    if ((at == 0 || !word_character(in[at - 1])) && (end == in.size() || !word_character(in[end]))) return true;
  }
  return false;
}

Asked some_atom(Rng& rng) {
  static const std::vector<std::string> kPlain{"name", "ALIAS", "description", "about", "kind", "content", "Cobalt", "strike", "twice", "remark", "absent", "com", "bad"};
  static const std::vector<std::string> kBeginnings{"desc", "al", "cob", "str", "twi", "exa", "zz", "11"};
  static const std::vector<std::pair<std::string, std::string>> kOther{{"攻撃", "攻撃"}, {"撃", "撃"}, {"東京", "東京"}, {"ｻｲﾊﾞｰ攻撃", "サイバー攻撃"}, {"攻击", "攻击"},
                                                                       {"網路攻擊", "網路攻擊"}, {"공격", "공격"}, {"京都", "京都"}, {"電力", "電力"}};
  static const std::vector<std::string> kTypes{"malware", "report", "identity", "note", "relationship", "domain-name"};
  const std::string number = std::to_string(1 + rng() % 300);
  switch (rng() % 10) {
    case 0:
    case 1: {
      const std::string word = kPlain[rng() % kPlain.size()];
      return some_text(word, [wanted = lower(word)](const std::string& text) { return follows(text, {wanted}); });
    }
    case 2:
      return some_text(number, [number](const std::string& text) { return follows(text, {number}); });
    case 3:
      return some_text("alias-" + number.substr(0, 2), [wanted = "alias-" + number.substr(0, 2)](const std::string& text) { return stands_in(text, wanted); });
    case 4: {
      const std::string begins = kBeginnings[rng() % kBeginnings.size()];
      return some_text(begins + "*", [begins](const std::string& text) {
        const auto words = words_of(text);
        return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return word.starts_with(begins); });
      });
    }
    case 5: {
      const auto& [query, wanted] = kOther[rng() % kOther.size()];
      // The half-width letters of the texts, by hand.
      return some_text(query, [wanted = wanted](std::string text) {
        if (const auto at = text.find("ｻｲﾊﾞｰ"); at != std::string::npos) text.replace(at, std::string("ｻｲﾊﾞｰ").size(), "サイバー");
        return text.find(wanted) != std::string::npos;
      });
    }
    case 6:
      return some_text("\"cobalt strike\"", [](const std::string& text) { return follows(text, {"cobalt", "strike"}); });
    case 7:
      if (rng() % 2) return some_text("example.com", [](const std::string& text) { return stands_in(text, "example.com"); });
      return some_text("1.2.3.4", [](const std::string& text) { return stands_in(text, "1[.]2[.]3[.]4"); });
    case 8:
      return some_text("https://bad.example.com", [](const std::string& text) { return stands_in(text, "hxxps://bad.example.com"); });
    default: {
      const std::string type = kTypes[rng() % kTypes.size()];
      return {"type:" + type, [type](const json& object, const Texts&) { return object.at("type") == type; }};
    }
  }
}

Asked some_query(Rng& rng) {
  Asked out = some_atom(rng);
  for (std::size_t more = rng() % 3; more > 0; --more) {
    Asked other = some_atom(rng);
    const auto a = out.holds, b = other.holds;
    switch (rng() % 3) {
      case 0:
        out = {out.query + " " + other.query, [a, b](const json& o, const Texts& t) { return a(o, t) && b(o, t); }};
        break;
      case 1:
        out = {"(" + out.query + ") -" + other.query, [a, b](const json& o, const Texts& t) { return a(o, t) && !b(o, t); }};
        break;
      default:
        out = {"(" + out.query + " OR " + other.query + ")", [a, b](const json& o, const Texts& t) { return a(o, t) || b(o, t); }};
    }
  }
  return out;
}

using Version = std::pair<std::string, std::string>;

class Searcher {
 public:
  explicit Searcher(History& history) : history_(history) {}

  void check(const operations::Caller& caller) {
    const std::vector<Expected> expected = history_.expected(caller);
    std::map<Version, json> given;
    for (const Expected& one : expected)
      if (one.released && one.latest) given[{one.id, one.version}] = json::parse(one.bytes);
    for (int i = 0; i < 8; ++i) {
      const Asked asked = some_query(history_.rng());
      std::map<Version, Texts> wanted;
      std::map<std::string, std::uint64_t> types;
      for (const auto& [version, object] : given) {
        Texts all;
        texts(object, "", all);
        if (!asked.holds(object, all)) continue;
        ++types[object.at("type").get<std::string>()];
        wanted[version] = std::move(all);
      }
      compare(caller, asked.query, wanted, types);
      if (testing::Test::HasFailure()) return;
    }
  }

  std::size_t searches = 0, results = 0, marked = 0;

 private:
  void compare(const operations::Caller& caller, const std::string& query, const std::map<Version, Texts>& wanted,
               const std::map<std::string, std::uint64_t>& types) {
    operations::SearchRequest request;
    request.filter.text = query;
    request.limit = 1 + history_.rng()() % kMostAtOnce;
    request.newest = history_.rng()() % 2 == 0;
    request.facets = {operations::Facet::type, operations::Facet::originator, operations::Facet::month};
    const std::string about = fmt::format("{} asks {} (newest {})", caller.person, query, request.newest);
    std::map<Version, int> found;
    std::optional<Time> last;
    while (true) {
      const auto answer = operations::search(history_.node(), caller, request);
      ASSERT_TRUE(answer.has_value()) << about << ": " << to_string(answer.error());
      EXPECT_EQ(answer->total, wanted.size()) << about;
      EXPECT_EQ(answer->more, !answer->next.empty());
      if (!answer->found.empty()) check_lease(caller, query, *answer, about);
      for (const auto& one : answer->found) {
        ++found[{one.id, one.version}];
        if (last) {
          EXPECT_TRUE(request.newest ? one.added < *last : *last < one.added) << about;
        }
        last = one.added;
        const auto known = wanted.find({one.id, one.version});
        if (known == wanted.end()) continue;  // told below
        check_shown(one, known->second, about);
      }
      for (const auto& [facet, counts] : answer->facets) {
        if (facet != operations::Facet::type) continue;
        std::map<std::string, std::uint64_t> told;
        for (const auto& count : counts) told[count.value] = count.objects;
        EXPECT_EQ(told, types) << about;
      }
      if (!answer->more) break;
      request.next = answer->next;
    }
    for (const auto& [version, times] : found) {
      EXPECT_EQ(times, 1) << about << ": " << version.first;
      EXPECT_TRUE(wanted.contains(version)) << about << " finds " << version.first << " " << version.second << "\n"
                                            << history_.state_of(caller, version.first, version.second);
    }
    for (const auto& [version, text] : wanted)
      EXPECT_TRUE(found.contains(version)) << about << " does not find " << version.first << " " << version.second << "\n"
                                           << history_.state_of(caller, version.first, version.second);
    ++searches;
    results += found.size();
  }

  // It names these results, and what was asked; no more than one earlier page of the same search, whose lease it then is.
  void check_lease(const operations::Caller& caller, const std::string& query, const operations::SearchAnswer& answer, const std::string& about) {
    std::shared_lock state(history_.node().journal().state());
    const auto* taken = history_.node().leases.find(answer.lease);
    ASSERT_NE(taken, nullptr) << about;
    EXPECT_EQ(taken->lease.filter.text, query);
    EXPECT_EQ(taken->lease.reader.person, caller.person);
    EXPECT_FALSE(taken->lease.names);
    std::size_t rows = 0;
    taken->lease.objects.each_run([&](const shelf::RowRun& run) { rows += run.count; });
    EXPECT_GE(rows, answer.found.size()) << about;
    EXPECT_LE(rows, kMostAtOnce) << about;
  }

  // Nothing of it stands outside the text that the reader gets.
  void check_shown(const operations::SearchAnswer::One& one, const Texts& all, const std::string& about) {
    std::string joined;
    for (const auto& run : one.shown.snippet) {
      joined += run.text;
      marked += run.match;
    }
    if (joined.starts_with("…")) joined.erase(0, 3);
    if (joined.ends_with("…")) joined.resize(joined.size() - 3);
    EXPECT_TRUE(joined.empty() || std::any_of(all.begin(), all.end(), [&](const std::string& text) { return text.find(joined) != std::string::npos; }))
        << about << " is shown " << joined;
  }

  History& history_;
};

TEST(Found, IsWhatAPlainLookFinds) {
  const char* seed = std::getenv("COMITY_PROPERTY_SEED");
  std::size_t searches = 0, results = 0, marked = 0;
  for (std::uint64_t n = 0; n < (seed ? 1 : kHistories); ++n) {
    const std::uint64_t one = seed ? std::strtoull(seed, nullptr, 10) : 7000 + n;
    SCOPED_TRACE(fmt::format("COMITY_PROPERTY_SEED={}", one));
    History history(one);
    Searcher searcher(history);
    for (int act = 0; act < kActs; ++act) {
      history.act();
      if (act % 10 == 9)
        for (int reader = 0; reader < 3 && !testing::Test::HasFailure(); ++reader) searcher.check(history.some_reader());
      // Some of what is found is fetched as well, so that copies are held and recalls are told.
      if (act % 10 == 4) {
        operations::PageRequest request;
        request.collection = "all";
        request.limit = 50;
        history.fetch(history.some_reader(), request);
      }
      if (testing::Test::HasFailure()) return;
    }
    searches += searcher.searches;
    results += searcher.results;
    marked += searcher.marked;
  }
  if (seed) return;
  RecordProperty("searches", static_cast<int>(searches));
  fmt::print("{} searches, {} results, {} marked matches\n", searches, results, marked);
  EXPECT_GT(results, searches / 4);
  EXPECT_GT(marked, results / 4);
}

}  // namespace
}  // namespace comity::property
