// Clients that are slow, greedy or curious, against a node that serves others meanwhile.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <numeric>
#include <set>
#include <utility>

#include "http/loopback.hpp"
#include "taxii/collections.hpp"
#include "tests/fault/faulty_node.hpp"
#include "tests/fault/lease_audit.hpp"

namespace comity::fault {
namespace {

using nlohmann::json;

constexpr const char* kSubmitter = "NZL.GCSB.submitter";

// A connection of which the test decides every byte. Waits are bounded by 20 s, so that a fault ends the test.
class Connection {
 public:
  explicit Connection(std::uint16_t port, int receive_buffer = 0) {
    const auto address = http::loopback_address("127.0.0.1", port);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    EXPECT_EQ(::connect(socket_, address->get(), address->size), 0);
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void send(std::string_view bytes) {
    EXPECT_EQ(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  std::string some(std::size_t most) {
    pollfd state{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&state, 1, 20'000) != 1) ADD_FAILURE() << "the node says nothing";
    std::string bytes(most, '\0');
    const ssize_t n = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    bytes.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return bytes;
  }
  std::string until_end() {
    std::string all;
    for (std::string more = some(65536); !more.empty(); more = some(65536)) all += more;
    return all;
  }

 private:
  int socket_ = -1;
};

std::string bundle_of(const std::vector<std::string>& objects) {
  std::string members;
  for (const auto& one : objects) members += (members.empty() ? "" : ",") + one;
  return R"({"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[)" + members + "]}";
}

// New Zealand's tool: for New Zealand alone, or for Japan too. `more` is further members.
std::string tool(std::string_view id, bool for_japan, std::string_view more = "") {
  return fmt::format(
      R"({{"type":"tool","spec_version":"2.1","id":"{}","created":"2026-05-01T00:00:00.000Z","modified":"2026-05-01T00:00:00.000Z",)"
      R"("name":"EXERCISE",{}"extensions":{{"extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44":{{"extension_type":)"
      R"("property-extension","label":{{"marked":"2026-05-01T00:00:00Z","levels":{{"NZL":["RESTRICTED"]}},"topics":[["cyber"]],)"
      R"("releasable":{{"NZL":[["NZL"{}]]}}}}}}}}}})",
      id, more, for_japan ? ",\"JPN\"" : "");
}

std::string tool_id(unsigned number) { return fmt::format("tool--{:08x}-0000-4000-8000-000000000000", number); }

TEST(SlowReader, HoldsUpNobodyAndGetsItsPageThoughThePolicyChanges) {
  FaultyNode node;
  // A page that no socket buffer takes.
  const std::string filler = R"("description":")" + std::string(40'000, 'x') + "\",";
  for (unsigned batch = 0; batch < 10; ++batch) {
    std::vector<std::string> objects;
    for (unsigned i = 0; i < 50; ++i) objects.push_back(tool(tool_id(batch * 50 + i), true, filler));
    ASSERT_EQ(node.post(kSubmitter, bundle_of(objects)).status, 202);
  }
  Connection slow(node.port(), 4096);
  slow.send(
      fmt::format("GET /comity/collections/{}/objects/?limit=500 HTTP/1.1\r\nHost: n\r\nConnection: close\r\n"
                  "Authorization: Bearer {}\r\n\r\n",
                  taxii::kReadCollection, node.token("JPN.CIRO.analyst")));
  std::string got;
  for (int i = 0; i < 100; ++i) got += slow.some(1);  // under way, and far from done
  const Seq before = node.node().policy.version();

  // Meanwhile others share and read, the same person on another connection too, and the policy changes.
  ASSERT_EQ(node.post(kSubmitter, bundle_of({tool(tool_id(900), true)})).status, 202);
  EXPECT_EQ(json::parse(node.page("NZL.GCSB.analyst", "?limit=3").body).at("objects").size(), 3u);
  EXPECT_EQ(json::parse(node.page("JPN.CIRO.analyst", "?limit=3").body).at("objects").size(), 3u);
  ASSERT_TRUE(node.alliance().agree(node.node(), "jpn-nzl.toml", 2));
  alliance::Clearance clearance = node.alliance().directory().clearances.at("JPN.CIRO.analyst");
  clearance.topics.erase("cyber");
  ASSERT_TRUE(node.alliance().clear(node.node(), clearance));
  EXPECT_EQ(node.page("JPN.CIRO.analyst").body, "{}");
  ASSERT_EQ(node.post(kSubmitter, bundle_of({tool(tool_id(901), true)})).status, 202);
  ASSERT_TRUE(node.opened().engine->settle());  // what is being sent is moved

  // What left under the old policy stands in a lease under it, and every one of these objects has its tombstone.
  got += slow.until_end();
  const json page = json::parse(got.substr(got.find("\r\n\r\n") + 4));
  ASSERT_EQ(page.at("objects").size(), 500u);
  LeaseAudit audit;
  audit.follow(*node.opened().engine);
  for (const json& object : page.at("objects"))
    ASSERT_TRUE(audit.covers("JPN.CIRO.analyst", object.at("id"), object.at("modified")));
  EXPECT_GT(node.node().policy.version(), before);
  const json gone = json::parse(
      node.get("JPN.CIRO.analyst", fmt::format("/comity/collections/{}/tombstones/?limit=1000", taxii::kReadCollection))
          .body);
  EXPECT_EQ(gone.at("tombstones").size(), 500u);
}

TEST(Crowd, AThousandIdleConnectionsLeaveTheNodeAnswering) {
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 8192);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  if (limit.rlim_cur < 2500) GTEST_SKIP() << "this machine allows too few open files";
  FaultyNode node;
  std::vector<std::unique_ptr<Connection>> idle;
  for (int i = 0; i < 1000; ++i) {
    idle.push_back(std::make_unique<Connection>(node.port()));
    if (i % 2 == 0) idle.back()->send("GET / HTTP/1.1\r\nHos");
  }
  EXPECT_EQ(node.post(kSubmitter, bundle_of({tool(tool_id(1), true)})).status, 202);
  EXPECT_EQ(json::parse(node.page("JPN.CIRO.analyst").body).at("objects").size(), 1u);
}

TEST(Sharing, BadObjectsAmongGoodOnesAreToldAndTheGoodOnesKept) {
  FaultyNode node;
  std::string deep(100'000, '[');
  deep += std::string(100'000, ']');
  std::string granular;
  for (int i = 0; i < 65'536; ++i) granular += std::string(i == 0 ? "" : ",") + R"({"lang":"en","selectors":["name"]})";
  const std::vector<std::pair<std::string, std::string>> bad{
      {"depth", tool(tool_id(11), true, "\"x_deep\":" + deep + ",")},
      {"duplicate keys", tool(tool_id(12), true, R"("x_a":1,"x_a":2,)")},
      {"lone surrogate", tool(tool_id(13), true, R"("description":"\ud800",)")},
      {"number", tool(tool_id(14), true, R"("x_n":0123,)")},
      {"granular markings", tool(tool_id(15), true, "\"granular_markings\":[" + granular + "],")},
      {"size", tool(tool_id(16), true, R"("description":")" + std::string(17u << 20, 'x') + "\",")},
      {"id", tool("tool--nothing", true)},
  };
  std::vector<std::string> objects;
  unsigned number = 100;
  for (const auto& [what, object] : bad) {
    objects.push_back(object);
    objects.push_back(tool(tool_id(number++), true));
  }
  objects.push_back(tool(tool_id(number++), true, R"("x_n":36893488147419103232,)"));  // 65 bits: JSON allows it
  const auto reply = node.post(kSubmitter, bundle_of(objects));
  ASSERT_EQ(reply.status, 202);
  const json status = json::parse(reply.body);
  EXPECT_EQ(status.at("success_count"), bad.size() + 1) << reply.body.substr(0, 3000);
  EXPECT_EQ(status.at("failure_count"), bad.size());
  for (const json& failure : status.at("failures")) EXPECT_FALSE(failure.at("message").get<std::string>().empty());
  const auto page = node.page("JPN.CIRO.analyst");
  std::set<std::string> got;
  const json objects_read = json::parse(page.body).at("objects");
  for (const json& object : objects_read) got.insert(object.at("id"));
  EXPECT_EQ(got.size(), bad.size() + 1);
  for (unsigned one = 100; one < number; ++one) EXPECT_TRUE(got.contains(tool_id(one))) << one;
  EXPECT_NE(page.body.find("36893488147419103232"), std::string::npos) << "verbatim";
}

TEST(Sharing, ATooLargeBodyIsRefusedBeforeItIsSent) {
  FaultyNode node;
  Connection client(node.port());
  client.send(
      fmt::format("POST /comity/collections/{}/objects/ HTTP/1.1\r\nHost: n\r\nAuthorization: Bearer {}\r\n"
                  "Content-Type: application/taxii+json;version=2.1\r\nContent-Length: {}\r\n\r\n",
                  taxii::write_collection("NZL.GCSB"), node.token(kSubmitter), (256ull << 20) + 1));
  EXPECT_TRUE(client.until_end().starts_with("HTTP/1.1 413 "));
}

// A stranger is told so before it sends a large body, and gets no more than a little room for one whose size it does not tell.
TEST(Sharing, StrangersAreRefusedBeforeTheirBodyIsTaken) {
  FaultyNode node;
  const auto post = [&](const std::string& credential, const std::string& framing, const std::string& body) {
    Connection client(node.port());
    client.send(fmt::format("POST /comity/collections/{}/objects/ HTTP/1.1\r\nHost: n\r\nConnection: close\r\n{}"
                            "Content-Type: application/taxii+json;version=2.1\r\n{}\r\n{}",
                            taxii::write_collection("NZL.GCSB"), credential, framing, body));
    const std::string reply = client.until_end();
    return reply.substr(0, reply.find("\r\n"));
  };
  const std::string wrong = "Authorization: Bearer comity_wrong\r\n", right = fmt::format("Authorization: Bearer {}\r\n", node.token(kSubmitter));
  for (const std::string& credential : {std::string(), wrong}) {
    EXPECT_EQ(post(credential, "Content-Length: 200000000\r\n", ""), "HTTP/1.1 401 Unauthorized");
    EXPECT_EQ(post(credential, "Transfer-Encoding: chunked\r\n", fmt::format("{:x}\r\n{}", 70'000, std::string(70'000, ' '))), "HTTP/1.1 413 Content Too Large");
  }
  const std::string large = bundle_of({tool(tool_id(1), true)}) + std::string(100'000, ' ');
  EXPECT_EQ(post(right, fmt::format("Content-Length: {}\r\n", large.size()), large), "HTTP/1.1 202 Accepted");
  EXPECT_EQ(post(right, "Transfer-Encoding: chunked\r\n", fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", large.size(), large)), "HTTP/1.1 202 Accepted");
}

TEST(NotVouchedFor, ReadsNothingAndLearnsNothing) {
  FaultyNode node;
  node.alliance().share_products(node.node());
  const std::string person = "NZL.NAB.newcomer", read(taxii::kReadCollection);
  EXPECT_EQ(node.page(person).body, "{}");
  EXPECT_EQ(node.get(person, "/comity/collections/" + read + "/tombstones/").body, "{}\n");
  const auto refused = node.post(person, bundle_of({tool(tool_id(1), true)}));
  EXPECT_TRUE(refused.status == 403 || refused.status == 404) << refused.body;
  const json about = json::parse(node.get(person, "/api/v1/me").body);
  EXPECT_EQ(about.at("vouched"), false);
  // Of its own party's objects it may ask why; of others', as if there were none.
  const auto others = node.get(person, "/api/v1/objects/report--00000000-0000-4000-8000-000000000000/readers");
  EXPECT_EQ(others.status, 404);
}

// An answer with all in it that may differ between two questions about different ids taken out.
std::string without(http::Client::Reply reply, const std::vector<std::string>& ids) {
  std::string out = std::to_string(reply.status) + "\n";
  for (const auto& [name, value] : reply.headers)
    if (name != "date" && name != "comity-request-id") out += name + ": " + value + "\n";
  json body = json::parse(reply.body, nullptr, false);
  std::string text = reply.body;
  if (body.is_object() && body.contains("request_timestamp")) {
    body["id"] = body["request_timestamp"] = "";
    text = body.dump();
  }
  if (body.is_object() && body.contains("error_id")) {
    body["error_id"] = "";
    body.erase("instance");  // the same id again
    text = body.dump();
  }
  for (const std::string& id : ids)
    for (auto at = text.find(id); at != std::string::npos; at = text.find(id)) text.replace(at, id.size(), "ID");
  return out + text;
}

TEST(Hidden, AndAbsentAreAlikeInEveryAnswer) {
  FaultyNode node;
  const std::string hidden = tool_id(1), absent = tool_id(2),
                    marking = "marking-definition--00000003-0000-4000-8000-000000000000",
                    no_marking = "marking-definition--00000004-0000-4000-8000-000000000000";
  std::string definition = tool(marking, false);
  definition.replace(definition.find("\"tool\""), 6, "\"marking-definition\"");
  definition.erase(definition.find("\"modified\""), std::string("\"modified\":\"2026-05-01T00:00:00.000Z\",").size());
  const auto shared = node.post(kSubmitter, bundle_of({tool(hidden, false), definition}));
  ASSERT_EQ(json::parse(shared.body).at("success_count"), 2) << shared.body;
  ASSERT_EQ(json::parse(node.page("NZL.GCSB.analyst").body).at("objects").size(), 2u);

  const std::string reader = "JPN.NISC.analyst", submitter = "JPN.NISC.submitter",
                    collection = "/comity/collections/" + std::string(taxii::kReadCollection);
  for (const char* form : {"/api/v1/objects/{}/explanation", "/api/v1/objects/{}/explanation?as=NZL.GCSB.analyst",
                           "/api/v1/objects/{}/explanation?as=JPN.NISC.analyst&purpose=none",
                           "/api/v1/objects/{}/explanation?as=nobody", "/api/v1/objects/{}/readers"}) {
    const auto one = node.get(reader, fmt::format(fmt::runtime(form), hidden));
    EXPECT_EQ(one.status, 404) << form;
    EXPECT_EQ(without(one, {hidden, absent}),
              without(node.get(reader, fmt::format(fmt::runtime(form), absent)), {hidden, absent}));
  }
  for (const char* form : {"/objects/?match[id]={}", "/objects/?match[id]={}&match[version]=all", "/objects/{}/",
                           "/objects/{}/versions/", "/tombstones/?match[id]={}"}) {
    EXPECT_EQ(without(node.get(reader, collection + fmt::format(fmt::runtime(form), hidden)), {hidden, absent}),
              without(node.get(reader, collection + fmt::format(fmt::runtime(form), absent)), {hidden, absent}))
        << form;
  }

  // Sharing what refers to it, what bears it as a marking, and the same id.
  unsigned number = 10;
  const auto note = [&](const std::string& about, const std::string& marked) {
    const std::string id = fmt::format("note--{:08x}-0000-4000-8000-000000000000", number++);
    const auto reply = node.post(
        submitter,
        bundle_of({fmt::format(R"({{"type":"note","spec_version":"2.1","id":"{}","created":"2026-05-01T00:00:00.000Z",)"
                               R"("modified":"2026-05-01T00:00:00.000Z","content":"EXERCISE","object_refs":["{}"],)"
                               R"("object_marking_refs":["{}"]}})",
                               id, about, marked)}));
    EXPECT_EQ(json::parse(reply.body).at("success_count"), 1) << reply.body;
    return without(reply, {id, hidden, absent, marking, no_marking});
  };
  const std::string clear = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487";
  EXPECT_EQ(note(hidden, clear), note(absent, clear));
  EXPECT_EQ(note(hidden, marking), note(hidden, no_marking));
  const auto same = node.post(submitter, bundle_of({tool(hidden, true)})),
             fresh = node.post(submitter, bundle_of({tool(absent, true)}));
  EXPECT_EQ(without(same, {hidden}), without(fresh, {absent}));
}

TEST(Explaining, AWordThatIsNoPurposeReadsNothing) {
  FaultyNode node;
  ASSERT_EQ(node.post(kSubmitter, bundle_of({tool(tool_id(1), true)})).status, 202);
  const std::string target = "/api/v1/objects/" + tool_id(1) + "/explanation?as=JPN.CIRO.analyst";
  EXPECT_EQ(json::parse(node.get("operator", target).body).at("objects").at(0).at("reads"), true);
  const json one = json::parse(node.get("operator", target + "&purpose=curiosity").body).at("objects").at(0);
  EXPECT_EQ(one.at("reads"), false);
  EXPECT_EQ(one.at("explanation").at("permit"), false);
  EXPECT_EQ(one.at("withheld"), false);
}

// A selector is made of names that the object holds: who may not read a field is not told its name by asking what others get.
TEST(Explaining, NamesNoFieldThatTheAskerMayNotRead) {
  FaultyNode node;
  const auto definition = [](const std::string& id, const char* level, const char* readers) {
    return fmt::format(
        R"({{"type":"marking-definition","spec_version":"2.1","id":"{}","created":"2026-05-01T00:00:00.000Z","extensions":)"
        R"({{"extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44":{{"extension_type":"property-extension","label":)"
        R"({{"marked":"2026-05-01T00:00:00Z","levels":{{"NZL":["{}"]}},"topics":[["cyber"]],"releasable":{{"NZL":[["{}"]]}}}}}}}}}})",
        id, level, readers);
  };
  const std::string secret = "marking-definition--00000000-0000-4000-8000-000000000001",
                    national = "marking-definition--00000000-0000-4000-8000-000000000002";
  const std::string marked = fmt::format(
      R"("x_names":{{"kowhai":1,"rata":2,"rimu":3}},"granular_markings":[{{"marking_ref":"{}","selectors":["x_names.kowhai"]}},)"
      R"({{"marking_ref":"{}","selectors":["x_names.rata"]}}],)",
      secret, national);
  const auto shared = node.post(kSubmitter, bundle_of({definition(secret, "SECRET", "NZL"), definition(national, "RESTRICTED", "NZL"),
                                                       tool(tool_id(1), true, marked)}));
  ASSERT_EQ(json::parse(shared.body).at("success_count"), 3) << shared.body;
  const std::string target = "/api/v1/objects/" + tool_id(1) + "/explanation";
  const auto cut = [&](const std::string& asker, const std::string& query) {
    return json::parse(node.get(asker, target + query).body).at("objects").at(0).at("cut");
  };
  EXPECT_EQ(cut("operator", "?as=JPN.CIRO.analyst"), json({"x_names.kowhai", "x_names.rata"}));
  EXPECT_EQ(cut("NZL.GCSB.analyst", "?as=JPN.CIRO.analyst"), json({"x_names.kowhai", "x_names.rata"}));
  EXPECT_EQ(cut("NZL.GCSB.clerk", "?as=JPN.CIRO.analyst"), json({"x_names.rata"}));
  EXPECT_EQ(cut("NZL.GCSB.analyst", "?as=NZL.GCSB.clerk"), json({"x_names.kowhai"}));
  EXPECT_EQ(cut("NZL.GCSB.clerk", ""), json::array());
  EXPECT_EQ(cut("JPN.CIRO.analyst", ""), json::array());
}

// Live leases by filter, as an asker may choose them.
struct Asked {
  std::shared_ptr<const operations::LeasedRows> rows;
  operations::LiveLeases leases;
  Seq record = 0;

  explicit Asked(std::uint32_t count) {
    std::vector<std::uint32_t> all(count);
    std::iota(all.begin(), all.end(), 0);
    rows = std::make_shared<const operations::LeasedRows>(std::move(all));
  }
  static operations::LiveLeases::Feed feed(std::size_t number) {
    operations::LiveLeases::Feed out{{"JPN.CIRO.analyst", "", {}}, {}, false};
    out.filter.ids = {std::to_string(number)};
    return out;
  }
  void add(std::size_t number) { leases.add(feed(number), {++record, 1, 1, {}, {9, 9}, rows, 0}); }
  Seq covering(std::size_t number) {
    const std::vector<shelf::Item> items{{{5, 5}, 0, {}, nullptr}};
    const auto found = leases.covering(feed(number), {1, 1, {}, {5, 5}, items});
    return found ? found->record : 0;
  }
};

TEST(Leases, ThatAreRememberedAreBounded) {
  Asked asked(1);
  constexpr std::size_t kFeeds = operations::LiveLeases::kMost + 10;
  for (std::size_t i = 0; i < kFeeds; ++i) asked.add(i);
  EXPECT_LE(asked.leases.size(), operations::LiveLeases::kMost);
  EXPECT_EQ(asked.covering(kFeeds - 1), asked.record);
}

TEST(Leases, ThatAreLongAreBoundedByTheirRowsAndEachFeedKeepsItsNewest) {
  constexpr std::size_t kLong = 16384, kFeeds = 100;
  Asked asked(kLong);
  std::map<std::size_t, Seq> newest;
  for (std::size_t i = 0; i <= operations::LiveLeases::kMostRows / kLong; ++i) {
    asked.add(i % kFeeds);
    newest[i % kFeeds] = asked.record;
    ASSERT_LE(asked.leases.rows(), operations::LiveLeases::kMostRows);
  }
  EXPECT_EQ(asked.leases.rows(), kFeeds * kLong);
  for (const auto& [feed, record] : newest) ASSERT_EQ(asked.covering(feed), record);
}

}  // namespace
}  // namespace comity::fault
