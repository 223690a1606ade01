#include "tests/scenario/consent_node.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace comity::scenario {
namespace {

constexpr const char* kExtension = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44";

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
  return *std::move(result);
}

std::string object(const std::string& type, const std::string& id, const std::string& members, const Marked& marked) {
  return fmt::format(
      R"({{"type":"{}","spec_version":"2.1","id":"{}","created":"2026-05-01T00:00:00.000Z","modified":"{}","name":"EXERCISE",{}{})"
      R"("extensions":{{"{}":{{"extension_type":"property-extension","label":{{"marked":"2026-05-01T00:00:00Z",{}}}}}}}}})",
      type, id, marked.modified, members, marked.more, kExtension, marked.label);
}

}  // namespace

std::string orcon(const std::string& word, const std::string& more) {
  return fmt::format(R"("levels":{{"NZL":["{}"]}},"topics":[["cyber"]],"releasable":{{"NZL":[["NZL"]]}},)"
                     R"("restricting":[{{"party":"NZL","name":"ORCON"}}{}])",
                     word, more);
}

std::string tool(const std::string& id, const Marked& marked) { return object("tool", id, "", marked); }

std::string report(const std::string& id, const std::vector<std::string>& refers_to, const Marked& marked) {
  std::string list;
  for (const auto& one : refers_to) list += (list.empty() ? "\"" : ",\"") + one + "\"";
  return object("report", id, fmt::format(R"("published":"2026-05-01T00:00:00.000Z","object_refs":[{}],)", list), marked);
}

ConsentNode::ConsentNode()
    : random_(crypto::test_random(23)), alliance_(*random_), engine_(store::memory_engine()), clock_(value(parse_time("2026-06-01T00:00:00Z"))) {
  node_ = value(operations::Node::open({*engine_, clock_, *random_}));
  alliance_.establish(*node_);
}

void ConsentNode::reopen() {
  node_.reset();
  node_ = value(operations::Node::open({*engine_, clock_, *random_}));
}

void ConsentNode::share(const std::vector<std::string>& objects, const std::string& person) {
  std::string members;
  for (const auto& one : objects) members += (members.empty() ? "" : ",") + one;
  const auto shared = value(operations::submit(*node_, fault::SampleAlliance::caller(person), "{\"objects\":[" + members + "]}"));
  for (const auto& one : shared.objects)
    if (!one.accepted) throw std::runtime_error(one.id + ": " + one.message);
}

agreement::Act ConsentNode::consent(const std::vector<std::string>& ids, const std::string& version) {
  agreement::GiveConsent give;
  give.id = "c-" + ids.front().substr(ids.front().size() - 8);
  give.to = "JPN";
  for (const auto& id : ids) give.objects.push_back({"NZL", id, version});
  return {"NZL", clock_.now(), "EXERCISE", give};
}

Result<Seq> ConsentNode::bring(const agreement::SignedAct& act) { return operations::record_act(*node_, agreement::to_json(act)); }
Result<Seq> ConsentNode::record(const agreement::Act& act) {
  return bring(alliance_.sign(act, std::string(marking::party_of(act.by))));
}
Result<Seq> ConsentNode::revoke(const std::string& consent, const std::string& by) {
  return record({by, clock_.now(), "EXERCISE", agreement::RevokeConsent{consent}});
}

void ConsentNode::suspend(const std::string& by, const std::string& party, bool stop) {
  // Issued one after the other, though the clock stands still.
  const Time issued{clock_.now().us + ++suspensions_};
  const agreement::ActBody body = stop ? agreement::ActBody(agreement::SuspendParty{party, {}, {}}) : agreement::ResumeParty{party, {}};
  const auto done = record({by, issued, "EXERCISE", body});
  if (!done) throw std::runtime_error(to_string(done.error()));
}

Poller::Poller(ConsentNode& of, const std::string& person, const std::string& purpose)
    : of_(of), caller_(fault::SampleAlliance::caller(person)) {
  caller_.purpose = purpose;
}

std::set<std::string> Poller::news() {
  std::set<std::string> out;
  operations::PageRequest request;
  request.limit = 2;
  if (last_ != Time::min()) request.added_after = last_;
  while (true) {
    const operations::Page page = value(operations::page(of_.node(), caller_, request));
    std::string text = "[";
    for (const auto& piece : page.pieces) text.append(piece.bytes);
    for (const auto& one : nlohmann::json::parse(text + "]")) {
      out.insert(one["id"].get<std::string>());
      bytes_[one["id"].get<std::string>()] = one.dump();
    }
    if (page.count > 0) {
      EXPECT_LT(last_, page.first) << "what comes later has a later date";
      last_ = page.last;
    }
    operations::page_sent(of_.node(), page);
    if (!page.more) return out;
    request.next = page.next;
  }
}

std::set<std::string> Poller::gone() {
  operations::PageRequest request;
  if (last_gone_ != Time::min()) request.added_after = last_gone_;
  std::set<std::string> out;
  for (const auto& one : value(operations::tombstones(of_.node(), caller_, request)).gone) {
    out.insert(one.id);
    last_gone_ = one.added;
  }
  return out;
}

const std::string& Poller::bytes(const std::string& id) const {
  static const std::string none;
  const auto found = bytes_.find(id);
  return found == bytes_.end() ? none : found->second;
}

}  // namespace comity::scenario
