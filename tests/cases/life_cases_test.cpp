// The rows of *.life.toml, decided by hand, by the engine: the world's documents and what is recorded later are signed with keys made here, and Life takes or
// refuses them as the file says; each row is decided in the world that they come to at its time. The files are read by the reference evaluator's loader.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "agreement/life.hpp"
#include "alliance/toml_document.hpp"
#include "release/decide.hpp"
#include "release/redact.hpp"
#include "tests/property/conversion.hpp"
#include "tests/property/signing.hpp"
#include "tests/reference/load.hpp"

namespace comity {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(COMITY_SOURCE_DIR) / "tests/cases";
// What the loader leaves open, written as a node would.
constexpr const char* kVersion = "2017-01-01T00:00:00.000Z";

std::string text_of(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

// What was recorded in the world of one file.
class Lived {
 public:
  explicit Lived(const reference::CaseFile& file) : file_(file), folder_(kCases / "worlds" / file.world) {
    auto directory = alliance::parse_alliance(text_of(folder_ / "alliance.toml"), "alliance.toml");
    EXPECT_TRUE(directory.has_value()) << to_string(directory.error());
    for (auto& [id, party] : directory->parties) {
      party.authority = keys_.public_key(reference::first_key(id));
      party.recovery = keys_.public_key(id + "#recovery");
    }
    for (const auto& [name, label] : file.objects) labels_.emplace(name, conversion::label(label));
    life_.take(*directory);
    for (const char* part : {"agreements", "later"}) read_documents(part);
    const Time start{file.start.value_or(reference::parse_time("2016-11-23"))};
    for (const reference::Document& one : reference::load_papers(folder_.string()).documents) EXPECT_TRUE(record(one, start)) << one.terms.id;
    then_.emplace_back(Time::min(), life_);
    for (const reference::Recording& one : file.recordings) {
      const std::string what = one.act ? one.act->kind + " by " + one.act->by : one.document->terms.id;
      EXPECT_EQ(one.act ? record(*one.act, Time{one.at}) : record(*one.document, Time{one.at}), one.refused.empty()) << what << ", " << one.reason << ": " << why_;
      then_.emplace_back(Time{one.at}, life_);
    }
  }

  const agreement::Life& at(Time time) const {
    const agreement::Life* out = nullptr;
    for (const auto& [from, life] : then_)
      if (from <= time) out = &life;
    return *out;
  }
  const std::map<std::string, marking::Label>& labels() const { return labels_; }

 private:
  void read_documents(const std::string& part) {
    if (!fs::exists(folder_ / part)) return;
    for (const auto& file : fs::directory_iterator(folder_ / part)) {
      auto document = agreement::parse_agreement(text_of(file.path()), file.path().filename().string());
      EXPECT_TRUE(document.has_value()) << file.path() << to_string(document.error());
      documents_.emplace(std::pair(document->terms.id, document->terms.version), *document);
    }
  }
  bool record(const reference::Document& from, Time at) {
    const agreement::Document& document = documents_.at({from.terms.id, from.terms.version});
    auto one = agreement::parse_signed(keys_.signed_document(document, from.signatures));
    EXPECT_TRUE(one.has_value()) << to_string(one.error());
    const auto may = life_.check(*one, at);
    why_ = may ? "" : to_string(may.error());
    return may && life_.record(*one, at);
  }
  bool record(reference::Act from, Time at) {
    for (auto& name : from.objects) name.version = kVersion;
    const agreement::SignedAct one = keys_.signed_act(from);
    const auto may = life_.check(one, at, [&](const agreement::ObjectName& name) -> std::optional<agreement::NamedObject> {
      const auto found = labels_.find(name.id);
      if (found == labels_.end()) return std::nullopt;
      return agreement::NamedObject{&found->second, nullptr, ""};
    });
    why_ = may ? "" : to_string(may.error());
    return may && life_.record(one, at);
  }

  const reference::CaseFile& file_;
  fs::path folder_;
  signing::Keyring keys_{1};
  agreement::Life life_;
  std::map<std::string, marking::Label> labels_;
  std::map<std::pair<std::string, int>, agreement::Document> documents_;
  std::vector<std::pair<Time, agreement::Life>> then_;  // after each record
  std::string why_;                                     // of the last refusal
};

release::World world_of(const agreement::Life& life, Time at) {
  const auto pacts = [](const auto& terms) {
    std::vector<std::shared_ptr<const release::Pact>> out;
    for (const auto& one : terms) out.push_back(std::make_shared<release::Pact>(*one));
    return out;
  };
  return {life.directory(), pacts(life.current(at)), pacts(life.former(at)), at};
}

void add_consents(release::Grants& grants, const agreement::Life& life, const std::string& object) {
  for (const auto& [id, one] : life.consents()) {
    if (std::none_of(one.what.objects.begin(), one.what.objects.end(), [&](const agreement::ObjectName& name) { return name.id == object; })) continue;
    release::Consent consent;
    consent.by = one.by;
    consent.to = one.what.to;
    consent.actions = one.what.actions;
    consent.purposes = one.what.purposes;
    consent.level.scheme = one.what.scheme;
    consent.level.word = one.what.word;
    consent.from = std::max(one.at, one.what.from.value_or(one.at));
    if (one.what.until) consent.until = *one.what.until;
    if (one.revoked) consent.revoked = *one.revoked;
    grants.consents.push_back(std::move(consent));
  }
}

// The text of each object of the file that has parts.
std::map<std::string, std::string> texts_of(const std::string& file) {
  std::map<std::string, std::string> out;
  auto read = alliance::read_toml(text_of(kCases / file), file);
  EXPECT_TRUE(read.has_value()) << to_string(read.error());
  for (const auto& object : read->value.at("object"))
    if (object.contains("stix")) out[object.at("name").get<std::string>()] = object.at("stix").get<std::string>();
  return out;
}

// Which members a reader does not get of an object that its label permits; nothing if it does not get it at all.
template <class Reads>
std::optional<std::set<std::string>> removed_of(const std::string& text, const reference::CaseFile& file, const reference::Case& row, const Reads& reads) {
  const auto document = json::Document::parse(text);
  const auto object = stix::read_object(*document);
  EXPECT_TRUE(object.has_value()) << text;
  const reference::Detail& detail = file.details.at(row.object);
  std::vector<bool> readable, released;
  for (const auto& marking : object->granular)
    for (const std::string& selector : marking.selectors)
      for (const auto& field : detail.fields)
        if (field.path == selector) readable.push_back(reads(reference::join(file.objects.at(row.object), file.objects.at(field.marked))));
  EXPECT_EQ(readable.size(), object->marked_fields());
  for (const auto& one : object->references)
    for (const auto& pointer : detail.references)
      if (pointer.path == one.path) released.push_back(detail.owner == reference::party_of(row.person) || reads(file.objects.at(pointer.target)));
  EXPECT_EQ(released.size(), object->references.size());
  const release::Redaction got = release::redact(*document, *object, readable, released);
  if (got.outcome == release::Outcome::withheld) return std::nullopt;
  std::set<std::string> out;
  if (got.outcome == release::Outcome::whole) return out;
  const auto whole = nlohmann::json::parse(text), cut = nlohmann::json::parse(got.bytes);
  for (const auto& [name, value] : whole.items())
    if (!cut.contains(name) && name != "granular_markings") out.insert(name);
  return out;
}

class LifeCases : public testing::TestWithParam<std::string> {};

TEST_P(LifeCases, EveryRecordAndRowIsAsByHand) {
  const reference::CaseFile file = reference::load_cases((kCases / (GetParam() + ".life.toml")).string(), (kCases / "worlds").string());
  const Lived lived(file);
  const auto texts = texts_of(GetParam() + ".life.toml");
  for (const reference::Case& row : file.cases) {
    SCOPED_TRACE(row.id + ": " + row.reason);
    const Time at{row.at};
    const agreement::Life& life = lived.at(at);
    const release::World world = world_of(life, at);
    const auto person = world.directory().people.find(row.person);
    ASSERT_NE(person, world.directory().people.end());
    auto audience = release::audience_of(world.directory(), person->second, row.purpose.value_or(""), static_cast<marking::Action>(row.action), at);
    if (row.purpose && row.purpose->empty()) audience.purpose.clear();
    release::Grants grants = conversion::grants(row.grants, reference::party_of(row.person));
    add_consents(grants, life, row.object);
    const auto explanation = release::explain(world, lived.labels().at(row.object), audience, grants);
    std::string clause = explanation.clause;
    if (const auto text = texts.find(row.object); explanation.permit && text != texts.end()) {
      const auto removed = removed_of(text->second, file, row, [&](const reference::Label& label) { return release::decide(world, conversion::label(label), audience); });
      if (!removed) clause = "withheld";
      EXPECT_EQ(removed.value_or(std::set<std::string>{}), row.removed);
    } else {
      EXPECT_TRUE(row.removed.empty());
    }
    EXPECT_EQ(explanation.permit && clause != "withheld", row.permit) << clause;
    EXPECT_EQ(clause, row.clause);
    EXPECT_EQ(release::decide(world, lived.labels().at(row.object), audience, grants), explanation.permit);
  }
  EXPECT_GT(file.cases.size(), 8u);
}

INSTANTIATE_TEST_SUITE_P(Files, LifeCases, testing::Values("accords", "notice", "parts"), [](const auto& file) { return file.param; });

}  // namespace
}  // namespace comity
