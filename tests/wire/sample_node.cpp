#include "tests/wire/sample_node.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "agreement/act.hpp"
#include "agreement/terms.hpp"
#include "base/bytes.hpp"
#include "judgement/judgement.hpp"
#include "operations/acts.hpp"

namespace comity::wire {
namespace {

namespace fs = std::filesystem;

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
  return *std::move(result);
}
void done(const Result<void>& result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
}

std::vector<fs::path> files_in(const std::string& path) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(fs::path(COMITY_SOURCE_DIR) / path)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

std::string read_source(const std::string& path) { return read_file(fs::path(COMITY_SOURCE_DIR) / path); }

std::unique_ptr<SampleNode> SampleNode::make() {
  auto out = std::make_unique<SampleNode>();
  server::Opened& opened = out->opened_;
  opened.name = "sample";
  opened.engine = store::memory_engine();
  auto clock = std::make_unique<SetClock>(value(parse_time("2026-06-01T00:00:00Z")));
  out->clock_ = clock.get();
  opened.clock = std::move(clock);
  opened.random = crypto::test_random(7);
  opened.log_key = crypto::SigningKey::generate(*opened.random);
  access::Settings settings;
  settings.password = {1, 8u << 20};
  settings.per_person = settings.per_party = {0, 0};  // the clock stands, so buckets would never fill
  const auto sealing = std::make_shared<const crypto::SealingKey>(crypto::SealingKey::generate(*opened.random));
  opened.node = value(operations::Node::open({*opened.engine, *opened.clock, *opened.random, settings, sealing}));
  operations::Node& node = *opened.node;
  done(operations::establish(node, opened.name));

  alliance::Directory directory =
      value(alliance::parse_alliance(read_source("alliances/sample/alliance.toml"), "alliance.toml"));
  auto& authorities = out->authorities_;
  for (auto& [id, party] : directory.parties) {
    const auto& key = authorities.emplace(id, crypto::SigningKey::generate(*opened.random)).first->second;
    party.authority = to_base64(key.public_key());
  }
  done(operations::set_directory(node, directory));
  for (const auto& [person, clearance] : directory.clearances) {
    const auto& key = authorities.at(std::string(marking::party_of(person)));
    done(operations::add_clearance(node, {alliance::to_json(clearance), alliance::sign_clearance(clearance, key)}));
  }
  for (const fs::path& path : files_in("alliances/sample/agreements")) {
    agreement::Signed one{value(agreement::parse_agreement(read_file(path), path.filename().string())), {}};
    for (const auto& adherence : one.document.terms.parties)
      one.signatures.push_back(value(agreement::sign(one.document, adherence.party, authorities.at(adherence.party))));
    done(operations::add_agreement(node, agreement::to_json(one)));
  }
  const Time until = value(parse_time("2027-01-01"));
  out->tokens_["operator"] = value(operations::add_token(node, access::kOperator, until)).secret;
  for (const auto& [id, person] : directory.people)
    out->tokens_[id] = value(operations::add_token(node, id, until)).secret;
  out->running_ = value(server::Running::start(opened, 0, {}));
  return out;
}

std::string SampleNode::signed_act(const std::string& party, const std::string& act) const {
  const agreement::Act read = value(agreement::parse_act(act));
  return agreement::to_json(agreement::SignedAct{read, {agreement::sign(read, party, authorities_.at(party))}});
}

std::string SampleNode::sealed(const std::string& text) const {
  const judgement::Judgement one = value(judgement::parse_judgement(text));
  const std::string sha256 = to_hex(crypto::view(judgement::commitment_to(judgement::to_json(one)))), party(marking::party_of(one.agency));
  agreement::Paper paper{judgement::to_json(judgement::Commitment{one.agency, one.question, one.round, sha256, clock_->now()}), {}};
  paper.signatures.push_back(agreement::sign(judgement::kCommitment, paper.text, party, authorities_.at(party)));
  return agreement::to_json(judgement::kCommitment, paper);
}

std::string SampleNode::signed_agreement(const std::vector<std::string>& parties, const std::string& path) const {
  agreement::Signed one{value(agreement::parse_agreement(read_source(path), path)), {}};
  for (const std::string& party : parties) one.signatures.push_back(value(agreement::sign(one.document, party, authorities_.at(party))));
  return agreement::to_json(one);
}

void SampleNode::share_products() {
  for (const fs::path& path : files_in("alliances/sample/products")) {
    const std::string agency = path.stem().string();
    const operations::Caller caller{agency + ".submitter", agency, std::string(marking::party_of(agency)), ""};
    const auto submission = value(operations::submit(*opened_.node, caller, read_file(path)));
    for (const auto& object : submission.objects)
      if (!object.accepted) throw std::runtime_error(path.string() + ": " + object.id + ": " + object.message);
  }
}

}  // namespace comity::wire
