// What is hidden and what is absent answer alike in every call, and take alike; and explanations name no agreement, community or person
// that is not the asker's to know.
#include "tests/fault/alike_node.hpp"

namespace comity::fault {
namespace {

// Rows that no id goes into: what they answer is for the caller's own, or for everybody.
const std::set<std::string> kNameNothing{
    "GET /taxii2/",         "GET /comity/",            "GET /comity/collections/",
    "GET /api/v1/health",   "GET /api/v1/me",          "GET /api/v1/ledger/checkpoint",
    "GET /api/v1/problems",      "GET /api/v1/openapi.json",
    "GET /api/v1/directory",     "GET /api/v1/policy",
    "GET /api/v1/alignment/pair", "GET /api/v1/alignment/sharing",  // members of public roll calls; the caller's own pairs
    "GET /api/v1/yardsticks",    "POST /api/v1/judgement/lint",
    "GET /api/v1/schemes",       "GET /api/v1/approvals",  // of the caller's own party
    "POST /api/v1/markings",     // whose communities: readings_test.cpp
    "GET /api/v1/desk",          "GET /api/v1/owed",         "GET /api/v1/notebook",   // of the caller; cursors as below
    "GET /api/v1/feed",          "GET /api/v1/feed/stream",  // their cursors are places in the journal
    "GET /api/v1/ready",
    "GET /api/v1/status",   "GET /metrics",            "GET /api/v1/backups",   "POST /api/v1/backups",  // the operator's
    "GET /api/v1/agreements", "GET /api/v1/rounds",    "GET /api/v1/rounds/track",
    "GET /api/v1/consents", "GET /api/v1/tearlines",   "GET /api/v1/consents/requests",  // its `before` is a number in the journal
    "POST /api/v1/session/by-token",
    "GET /api/v1/session",  "DELETE /api/v1/session", "GET /api/v1/people",         "GET /api/v1/certificates",
    "GET /api/v1/positions", "POST /api/v1/positions",  // of what the caller knows; claims of its own
    "GET /api/v1/meetings",
    "GET /api/v1/audit",    "GET /api/v1/clearances", "POST /api/v1/clearances",  // signed by an authority
};

TEST_F(Alike, EveryRowOfTheTablesIsAsked) {
  std::set<std::string> asked;
  for (const Probe& probe : probes()) asked.insert(probe.row);
  for (const std::string& row : world_->rows()) {
    EXPECT_TRUE(asked.contains(row) != kNameNothing.contains(row))
        << row << ": have probes() ask for something hidden by it, or put it among the rows that name nothing";
    EXPECT_FALSE(row.find('{') != std::string::npos && kNameNothing.contains(row)) << row << " takes a name";
  }
  for (const std::string& row : asked)
    EXPECT_NE(std::find(world_->rows().begin(), world_->rows().end(), row), world_->rows().end()) << row << " is no row";
}

TEST_F(Alike, WholeAnswers) {
  std::size_t compared = 0;
  for (const auto& [probe, asker] : calls()) {
    const Ids& ids = ids_for(probe, asker);
    const auto at = random()() % ids.hidden.size();
    const std::string hidden = probe.kind == Kind::shared ? ids.hidden[compared % kHidden] : ids.hidden[at],
                      absent = probe.kind == Kind::shared ? ids.absent[compared % kHidden] : ids.absent[at];
    const std::string one = canonical(world_->ask(asker.person, probe.ask(hidden, asker.person)), hidden),
                      other = canonical(world_->ask(asker.person, probe.ask(absent, asker.person)), absent);
    EXPECT_EQ(one, other) << asker.person << ": " << probe.row << ": " << probe.name;
    EXPECT_FALSE(one.starts_with("5")) << asker.person << ": " << probe.name << "\n" << one;
    ++compared;
  }
  RecordProperty("answers", static_cast<int>(compared));
  EXPECT_GT(compared, 300u);
}

// ---- Explanations ----

// Whole words of a text, as names of agreements, communities and people are written.
std::set<std::string> words_of(const std::string& text) {
  std::set<std::string> out;
  std::string word;
  for (const char c : text + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_') word += c;
    else if (!word.empty()) {
      out.insert(word);
      while (!word.empty() && word.back() == '.') word.pop_back();  // the end of a sentence
      out.insert(std::exchange(word, {}));
    }
  }
  return out;
}

TEST_F(Alike, ExplanationsNameNothingThatIsNotTheAskersToKnow) {
  DoorNode node;
  node.alliance().share_products(node.node());
  const alliance::Directory& directory = node.alliance().directory();
  std::vector<std::string> ids;
  {
    std::set<std::string> all;
    for (const auto& [person, known] : directory.people) {
      const json page = json::parse(body_of(node.ask(person, {"GET", "/comity/collections/" + std::string(taxii::kReadCollection) + "/objects/?limit=1000", "", ""})));
      if (page.contains("objects"))
        for (const json& object : page.at("objects")) all.insert(object.at("id").get<std::string>());
    }
    ids.assign(all.begin(), all.end());
  }
  ASSERT_GT(ids.size(), 50u);
  std::map<std::string, std::set<std::string>> signatories;  // agreement: parties
  for (const auto& pact : node.node().policy.world().current())
    for (const auto& one : pact->terms().parties) signatories[pact->terms().id].insert(one.party);
  ASSERT_EQ(signatories.size(), 4u);
  std::size_t answers = 0, agreements = 0, communities = 0, agencies = 0;
  for (const auto& [asker, known] : directory.people) {
    const std::string party = party_of(asker);
    std::set<std::string> foreign, own;  // names of agreements and communities
    for (const auto& [id, parties] : signatories) (parties.contains(party) ? own : foreign).insert(id);
    for (const auto& [id, community] : directory.communities) {
      const bool member = std::any_of(community.spells.begin(), community.spells.end(), [&](const auto& one) { return one.party == party; });
      (member ? own : foreign).insert(id);
    }
    for (const std::string& id : ids)
      for (const char* form : {"/api/v1/objects/{}/explanation", "/api/v1/objects/{}/explanation?as=JPN.CIRO.analyst", "/api/v1/objects/{}/preview?as=JPN.CIRO",
                               "/api/v1/objects/{}/reading", "/api/v1/objects/{}/readers"}) {
        const auto response = node.ask(asker, {"GET", fmt::format(fmt::runtime(form), id), "", ""});
        if (response.status == 404) continue;
        ASSERT_EQ(response.status, 200) << form;
        ++answers;
        const std::string body = body_of(response);
        const std::set<std::string> words = words_of(body);
        for (const std::string& name : foreign) EXPECT_FALSE(words.contains(name)) << asker << " is told of " << name << ": " << form << " " << id << "\n" << body.substr(0, 3000);
        for (const std::string& name : own) {
          agreements += signatories.contains(name) && words.contains(name) ? 1 : 0;
          communities += directory.communities.contains(name) && words.contains(name) ? 1 : 0;
        }
        // Others' people: only the one that was asked about, or the label names.
        if (!std::string(form).ends_with("/readers") && !std::string(form).ends_with("?as=JPN.CIRO")) continue;
        for (const std::string& word : words)
          EXPECT_FALSE(directory.people.contains(word) && party_of(word) != party) << asker << " is told of " << word << "\n" << body.substr(0, 3000);
        const json parsed = json::parse(body);
        if (!parsed.contains("objects")) continue;
        for (const json& object : parsed.at("objects"))
          for (const json& one : object.at("people")) {
            agencies += one.contains("person") ? 0 : 1;
            EXPECT_EQ(one.contains("person"), one.at("party") == party);
          }
      }
    if (HasFailure()) return;
  }
  // Nor does the test pass because nothing is said.
  EXPECT_GT(answers, 500u);
  EXPECT_GT(agreements, 100u);
  EXPECT_GT(communities, 10u);
  EXPECT_GT(agencies, 500u);
}

// ---- Times ----

// The probability that one of `a` is longer than one of `b`; ties count half.
double auc(std::vector<std::int64_t> a, std::vector<std::int64_t> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double sum = 0;
  for (const std::int64_t one : a) {
    const auto [low, high] = std::equal_range(b.begin(), b.end(), one);
    sum += static_cast<double>(low - b.begin()) + static_cast<double>(high - low) / 2;
  }
  return sum / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

using Timed = std::function<std::int64_t(const Ask&, bool hidden)>;

std::int64_t nanoseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - start).count();
}

// Asks for hidden and absent ids in random order, over a connection of the loopback. A rank says nothing of how long anything takes.
double compare_times(const Ids& ids, const Timed& timed, const std::function<Ask(const std::string& id)>& request,
                     std::mt19937& random, bool twice = true) {
  std::vector<bool> order(2 * kTimes);
  std::fill_n(order.begin(), kTimes, true);
  std::shuffle(order.begin(), order.end(), random);
  std::vector<std::int64_t> of_hidden, of_absent;
  for (int i = 0; i < 20; ++i) timed(request(i % 2 ? ids.hidden.front() : ids.absent.front()), i % 2);  // warm
  for (const bool hidden : order) {
    auto& times = hidden ? of_hidden : of_absent;
    const auto& from = hidden ? ids.hidden : ids.absent;
    const std::string& id = from[(times.size() + 1) % from.size()];
    if (twice) timed(request(id), hidden);  // whoever listens to a clock asks again and again
    times.push_back(timed(request(id), hidden));
  }
  return auc(std::move(of_hidden), std::move(of_absent));
}

TEST_F(Alike, Times) {
  // Of each way to ask: somebody of another party, and somebody of the owner's who is not cleared; whoever gets furthest.
  const std::vector<std::string> preferred{"NZL.GCSB.official", "NZL.GCSB.clerk", "NZL.GCSB.submitter", "JPN.NISC.submitter", "KOR.NIS.analyst"};
  std::size_t calls = 0;
  for (const Probe& probe : probes()) {
    // A draft under an id that others use is refused before it is recorded: its whole answer is alike, its time is not (docs/threat-model.md).
    if (probe.row == "POST /api/v1/agreements") continue;
    std::vector<Asker> chosen;
    const auto all = askers();
    const auto choose = [&](const auto& fits) {
      const auto found = std::find_if(all.begin(), all.end(), [&](const Asker& one) { return fits(one) && (probe.who.empty() || probe.who.contains(one.person)); });
      if (found != all.end()) chosen.push_back(*found);
      return found != all.end();
    };
    for (const std::string& person : preferred)
      if (choose([&](const Asker& one) { return one.person == person; })) break;
    choose([](const Asker& one) { return party_of(one.person) == one.owner; });
    for (const Asker& asker : chosen) {
      const auto timed = [&](const Ask& ask, bool) { return nanoseconds([&] { world_->send(asker.person, ask); }); };
      std::string seen;
      double last = 0;
      for (int attempt = 0; attempt < kTries; ++attempt) {
        Ids ids = ids_for(probe, asker);
        if (probe.kind == Kind::shared) {  // each id once
          if (attempt > 0) break;
          ids.hidden.erase(ids.hidden.begin(), ids.hidden.begin() + 10);
          ids.absent.erase(ids.absent.begin(), ids.absent.begin() + 10);
        }
        last = compare_times(ids, timed, [&](const std::string& id) { return probe.ask(id, asker.person); }, random(),
                             probe.kind != Kind::shared);
        seen += fmt::format(" {:.3f}", last);
        if (std::abs(last - 0.5) <= kBand) break;
      }
      ++calls;
      fmt::print("{:<20} {:<90}{}\n", asker.person, (probe.row + " : " + probe.name).substr(0, 90), seen);
      EXPECT_LE(std::abs(last - 0.5), kBand) << asker.person << ": " << probe.row << ": " << probe.name << ": the hidden takes longer with probability" << seen;
    }
  }
  EXPECT_GT(calls, 40u);
}

// A path that takes a quarter longer for what is hidden is told apart.
TEST_F(Alike, TimesOfASlowerPathAreToldApart) {
  const Ids& ids = ids_.at({"JPN", Kind::object});
  const auto ask = [&](const std::string& id) {
    return Ask{"GET", "/api/v1/objects/" + id + "/holders", "", ""};
  };
  std::vector<std::int64_t> usual;
  for (int i = 0; i < 101; ++i) usual.push_back(nanoseconds([&] { world_->send("NZL.GCSB.official", ask(ids.absent[static_cast<std::size_t>(i)])); }));
  std::sort(usual.begin(), usual.end());
  const std::int64_t extra = usual[50] / 4;
  const auto slower = [&](const Ask& request, bool hidden) {
    return nanoseconds([&] {
      world_->send("NZL.GCSB.official", request);
      const auto start = std::chrono::steady_clock::now();
      while (hidden && std::chrono::steady_clock::now() - start < std::chrono::nanoseconds(extra)) {
      }
    });
  };
  // The test above says that two differ when they do so each time; on a busy machine this one would miss some of the tries.
  double most = 0;
  for (int attempt = 0; attempt < kTries && most <= 0.5 + kBand; ++attempt) most = compare_times(ids, slower, ask, random());
  EXPECT_GT(most, 0.5 + kBand);
}

}  // namespace
}  // namespace comity::fault
