#include "tests/fault/door_node.hpp"

#include <stdexcept>

#include "http/target.hpp"
#include "insight/votes_read.hpp"

namespace comity::fault {
namespace {

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
  return *std::move(result);
}

// Ten years of one roll call each.
operations::RollCalls roll_calls() {
  std::string votes = "rcid,session,ccode,vote\n", calls = "rcid,session,date\n";
  for (int call = 1; call <= 10; ++call) {
    calls += std::to_string(call) + ",1," + std::to_string(1998 + call) + "-05-05\n";
    for (const int state : {2, 20, 200, 740, 900, 920}) votes += std::to_string(call) + ",1," + std::to_string(state) + "," + std::to_string(1 + call * state % 3) + "\n";
  }
  const auto set = std::make_shared<const insight::RollCallSet>(value(insight::read_votes(votes, calls)));
  return [set] { return set; };
}

}  // namespace

DoorNode::DoorNode() {
  opened_.name = "sample";
  opened_.roll_calls = roll_calls();
  opened_.engine = store::memory_engine();
  auto clock = std::make_unique<ManualClock>(value(parse_time("2026-06-01T00:00:00Z")));
  clock_ = clock.get();
  opened_.clock = std::move(clock);
  opened_.random = crypto::test_random(13);
  opened_.log_key = crypto::SigningKey::from_seed(std::string(32, 'k')).value();
  reopen();
  alliance_.establish(node());
  tokens_["operator"] = value(operations::add_token(node(), access::kOperator, Time::max())).secret;
  for (const auto& [id, person] : alliance_.directory().people)
    tokens_[id] = value(operations::add_token(node(), id, Time::max())).secret;
  std::vector<http::Route> table = server::doors(opened_, {}, nullptr, value(console::Files::from({{"index.html", "<!doctype html><title>Comity</title>"}})));
  for (const http::Route& row : table) rows_.push_back(row.method + " " + row.pattern);
  routes_ = value(http::Routes::from(std::move(table)));
}

// The clock stands, so buckets would never fill; and passwords are cheap.
void DoorNode::reopen() {
  access::Settings settings;
  settings.password = {1, 8u << 20};
  settings.per_person = settings.per_party = {0, 0};
  opened_.node.reset();
  const auto key = std::make_shared<const crypto::SealingKey>(crypto::SealingKey::from_bytes(std::string(32, 's')).value());
  opened_.node = value(operations::Node::open({*opened_.engine, *opened_.clock, *opened_.random, settings, key}));
}

http::Request DoorNode::bare(const Ask& ask) const {
  http::Request out = request("operator", ask);
  out.headers.erase("authorization");
  return out;
}

http::Request DoorNode::request(const std::string& person, const Ask& ask) const {
  http::Request out;
  const auto target = http::parse_target(ask.target);
  if (!target) throw std::runtime_error("no target: " + ask.target);
  out.method = ask.method;
  out.path = target->path;
  out.query = target->query;
  out.args = routes_.match(ask.method, target->raw_path).args;
  out.headers["authorization"] = "Bearer " + tokens_.at(person);
  out.headers["host"] = "n";
  if (!ask.type.empty()) out.headers["content-type"] = ask.type;
  out.body = ask.body;
  return out;
}

http::Response DoorNode::answer(const http::Request& request) const {
  const auto match = routes_.match(request.method, request.path);
  if (!match.handler) throw std::runtime_error("no route: " + request.method + " " + request.path);
  return (*match.handler)(request);
}

http::Client::Reply DoorNode::send(const std::string& person, const Ask& one) {
  if (!running_) running_ = value(server::Running::start(opened_, 0, {}));
  if (!client_) client_ = value(http::connect("127.0.0.1", running_->port(), std::chrono::seconds(20)));
  std::vector<std::pair<std::string, std::string>> headers{{"Authorization", "Bearer " + tokens_.at(person)}};
  if (!one.type.empty()) headers.emplace_back("Content-Type", one.type);
  return value(client_->send(one.method, one.target, headers, one.body));
}

std::string body_of(const http::Response& response) {
  std::string out = response.head;
  for (const http::Piece& piece : response.pieces) out += piece.bytes;
  return out + response.tail;
}

std::string whole(const http::Response& response) {
  std::string out = std::to_string(response.status) + "\n";
  for (const auto& [name, value] : response.headers) out += name + ": " + value + "\n";
  return out + "\n" + body_of(response);
}

}  // namespace comity::fault
