// What is made from others' objects, in the sample alliance: labels taken over, sources that are not there, tearlines.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "agreement/act.hpp"
#include "base/bytes.hpp"
#include "operations/consents.hpp"
#include "shelf/exception_records.hpp"
#include "tests/fault/sample_alliance.hpp"

namespace comity {
namespace {

using fault::SampleAlliance;
using nlohmann::json;
using operations::Caller;
using operations::Submitted;
using ::testing::Test;

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
  return *std::move(result);
}

std::string campaign(int n) { return fmt::format("campaign--00000000-0000-4000-8000-{:012d}", n); }

const std::string kNsa = "USA.NSA.submitter", kGcsb = "NZL.GCSB.submitter";

// A party's label for cyber, to these readers.
json label_of(const std::string& party, const std::string& level, json readers) {
  return {{"levels", {{party, json::array({level})}}}, {"topics", json::array({json::array({"cyber"})})},
          {"releasable", {{party, json::array({std::move(readers)})}}}};
}
json american(const std::string& level, json readers) { return label_of("USA", level, std::move(readers)); }
json zealand(const std::string& level, json readers) { return label_of("NZL", level, std::move(readers)); }

class Derivation : public Test {
 protected:
  Derivation() {
    engine_ = store::memory_engine();
    node_ = value(operations::Node::open({*engine_, clock_, *random_}));
    alliance_.establish(*node_);
  }

  static json object(int id, json extension, const std::string& version = "2026-05-01T00:00:00.000Z") {
    extension["extension_type"] = "property-extension";
    return {{"type", "campaign"}, {"spec_version", "2.1"}, {"id", campaign(id)}, {"created", "2026-05-01T00:00:00.000Z"},
            {"modified", version}, {"name", "EXERCISE"}, {"extensions", {{std::string(stix::kLabelExtension), std::move(extension)}}}};
  }
  std::vector<Submitted> share(const std::string& person, json objects) {
    return value(operations::submit(*node_, SampleAlliance::caller(person), json{{"objects", std::move(objects)}}.dump())).objects;
  }
  Submitted share_one(const std::string& person, json object) { return share(person, json::array({std::move(object)})).front(); }
  // Shared, and nothing to remark.
  Seq held(const std::string& person, json object) {
    const Submitted one = share_one(person, std::move(object));
    EXPECT_TRUE(one.accepted) << one.message;
    return one.seq;
  }
  // New Zealand's, accepted, with what its submitter is told.
  Seq held_tearline(json object) {
    const Submitted one = share_one(kGcsb, std::move(object));
    EXPECT_TRUE(one.accepted && one.message.find("until this version is approved") != std::string::npos) << one.message;
    return one.seq;
  }
  void later() { clock_.set({clock_.now().us + 1'000'000}); }
  Submitted made_from(int id, json sources, json label, json more = json::object()) {
    more["sources"] = std::move(sources);
    more["label"] = std::move(label);
    return share_one(kGcsb, object(id, more));
  }

  std::uint32_t row(Seq seq) { return node_->shelf.row_of(seq); }
  bool reads(const std::string& person, Seq seq) {
    std::shared_lock state(node_->journal().state());
    return node_->views().with({person, {}, marking::Action::copy}, [&](const shelf::View& view) { return view.visible(row(seq)); });
  }
  const marking::Label& label(Seq seq) { return node_->policy.labels().at(node_->exceptions.label(row(seq), UINT64_MAX)); }
  shelf::ObjectRecord record(Seq seq) {
    const auto stored = value(engine_->read(seq));
    return value(shelf::decode_object(value(journal::decode_payload(stored)).body));
  }

  // A record about single rows, as an act about them makes it.
  void say(journal::Kind kind, const std::string& body, const std::vector<Seq>& about) {
    value(node_->journal().commit([&](journal::Batch& batch) -> Result<void> {
      std::vector<std::uint32_t> rows;
      for (const Seq seq : about) rows.push_back(row(seq));
      batch.add(kind, body, {}, 1 + node_->shelf.affected_by(rows).size());
      return {};
    }));
  }
  Result<Seq> bring(const agreement::SignedAct& one) { return operations::record_act(*node_, agreement::to_json(one)); }
  agreement::Act act(const std::string& by, agreement::ActBody body) { return {by, clock_.now(), "", std::move(body)}; }
  // By the party's authority.
  Result<Seq> approve(const std::string& party, agreement::ObjectName object, const std::string& sha256) {
    return bring(alliance_.sign(act(party, agreement::ApproveTearline{std::move(object), sha256}), party));
  }
  std::vector<operations::WaitingTearline> waiting(const std::string& person) {
    return value(operations::tearlines(*node_, SampleAlliance::caller(person)));
  }
  agreement::ObjectName name_of(Seq seq) {
    const auto one = record(seq);
    return {one.owner, one.id, one.version};
  }
  void recall(Seq seq) {
    shelf::RecallRecord record;
    record.by = kNsa;
    record.party = "USA";
    record.reason = "EXERCISE";
    record.objects = {{seq, ""}};
    say(journal::Kind::recall, shelf::encode(record), {seq});
  }
  Result<operations::DerivationPreview> preview(const std::string& person, const json& extension) {
    return operations::preview_derivation(*node_, SampleAlliance::caller(person), extension.dump());
  }
  void give_role(const std::string& person, const std::string& role) {
    alliance::Directory directory = alliance_.directory();
    directory.people.find(person)->second.roles.insert(role);
    ASSERT_TRUE(operations::set_directory(*node_, directory));
  }

  ManualClock clock_{value(parse_time("2026-06-01T00:00:00Z"))};
  std::unique_ptr<crypto::Random> random_ = crypto::test_random(11);
  std::unique_ptr<store::Engine> engine_;
  std::unique_ptr<operations::Node> node_;
  SampleAlliance alliance_{*random_};
};

TEST_F(Derivation, TakesOverWhatItsSourcesSay) {
  const Seq source = held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL", "AUS"})}}));
  const Submitted product = made_from(2, {campaign(1)}, zealand("SECRET", {"NZL", "AUS", "JPN", "CAN", "USA"}));
  ASSERT_TRUE(product.accepted) << product.message;
  EXPECT_EQ(product.message, fmt::format("citing {} (USA.NSA) loses CAN, JPN", campaign(1)));
  EXPECT_EQ(label(product.seq).originators, (std::set<std::string>{"NZL.GCSB", "USA.NSA"}));
  EXPECT_EQ(label(product.seq).releasable.at("USA"), label(source).releasable.at("USA"));
  ASSERT_EQ(record(product.seq).sources.size(), 1U);
  EXPECT_EQ(record(product.seq).sources[0].record, source);
  EXPECT_EQ(record(product.seq).sources[0].thing, record(source).thing);
  EXPECT_TRUE(reads("NZL.GCSB.analyst", product.seq));
  EXPECT_TRUE(reads("AUS.ASD.submitter", product.seq));
  EXPECT_TRUE(reads("USA.NSA.analyst", product.seq));
  EXPECT_FALSE(reads("JPN.CIRO.analyst", product.seq));
  // Without the source Japan reads the same words.
  EXPECT_TRUE(reads("JPN.CIRO.analyst", held(kGcsb, object(3, {{"label", zealand("SECRET", {"NZL", "JPN"})}}))));
}

TEST_F(Derivation, SaysAtLeastWhatItsSourcesSay) {
  held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL"})}}));
  const Submitted low = made_from(2, {campaign(1)}, zealand("CONFIDENTIAL", {"NZL"}));
  EXPECT_FALSE(low.accepted);
  EXPECT_EQ(low.message, "its marking is lower than its sources; it must at least say NZL SECRET. Raise it, or make it a tearline that their "
                         "parties approve");
  // TLP alone says that there is no level.
  EXPECT_NE(made_from(3, {campaign(1)}, {{"tlp", "AMBER"}}).message.find("NZL SECRET"), std::string::npos);
  EXPECT_TRUE(made_from(4, {campaign(1)}, zealand("SECRET", {"NZL"})).accepted);
  EXPECT_TRUE(made_from(5, {campaign(1)}, zealand("TOP SECRET", {"NZL"})).accepted);
  // Its own party's source.
  held(kGcsb, object(6, {{"label", zealand("SECRET", {"NZL"})}}));
  EXPECT_NE(made_from(7, {campaign(6)}, zealand("RESTRICTED", {"NZL"})).message.find("NZL SECRET"), std::string::npos);
  // Higher than its source it may always be.
  held(kNsa, object(8, {{"label", american("UNCLASSIFIED", {"USA", "NZL"})}}));
  EXPECT_TRUE(made_from(9, {campaign(8)}, zealand("RESTRICTED", {"NZL"})).accepted);
}

TEST_F(Derivation, AuthorWhoStatesNoLevelMakesAnUnknown) {
  held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL"})}}));
  const Submitted product = made_from(2, {campaign(1)}, {{"topics", json::array({json::array({"cyber"})})}});
  ASSERT_TRUE(product.accepted) << product.message;
  EXPECT_NE(product.message.find("level of NZL"), std::string::npos) << product.message;
  EXPECT_FALSE(reads(kGcsb, product.seq));
}

TEST_F(Derivation, TlpIsNotLowered) {
  json red = american("SECRET", {"USA", kGcsb});
  red["tlp"] = "RED";
  held(kNsa, object(1, {{"label", red}}));
  json own = zealand("SECRET", {"NZL", "USA"});
  own["tlp"] = "AMBER";
  EXPECT_NE(made_from(2, {campaign(1)}, own).message.find("at least say TLP:RED"), std::string::npos);
  // Silent on TLP it takes over the source's, and the closed circle with it: the author is in it, its colleagues are not.
  const Submitted product = made_from(3, {campaign(1)}, zealand("SECRET", {"NZL", "USA"}));
  ASSERT_TRUE(product.accepted) << product.message;
  EXPECT_EQ(label(product.seq).tlp, marking::Tlp::red);
  EXPECT_TRUE(reads(kGcsb, product.seq));
  EXPECT_FALSE(reads("NZL.GCSB.analyst", product.seq));
  EXPECT_FALSE(reads("NZL.NAB.submitter", product.seq));
  EXPECT_NE(product.message.find("loses NZL.GCSB.analyst"), std::string::npos) << product.message;
}

TEST_F(Derivation, HiddenAndAbsentSourcesAnswerAlike) {
  json hidden = american("SECRET", {"USA"});
  hidden["restricting"] = {{{"party", "USA"}, {"name", "NOFORN"}}};
  held(kNsa, object(1, {{"label", hidden}}));
  held("NZL.SIS.submitter", object(2, {{"label", zealand("SECRET", {"NZL.SIS"})}}));
  for (const int id : {1, 2, 3}) {
    const Submitted one = made_from(10, {campaign(id)}, zealand("SECRET", {"NZL"}));
    EXPECT_FALSE(one.accepted);
    EXPECT_EQ(one.message, "no such source for you: " + campaign(id));
    const auto seen = preview(kGcsb, {{"sources", {campaign(id)}}, {"label", zealand("SECRET", {"NZL"})}});
    ASSERT_FALSE(seen);
    EXPECT_EQ(seen.error().code, Code::not_found);
    EXPECT_EQ(seen.error().message, "no such source for you: " + campaign(id));
    const json dated = {{"id", campaign(id)}, {"version", "2026-05-01T00:00:00.000Z"}};
    EXPECT_EQ(made_from(10, json::array({dated}), zealand("SECRET", {"NZL"})).message,
              "no such source for you: " + campaign(id) + " of 2026-05-01T00:00:00.000Z");
  }
  // A source that is hidden is refused before anything is said of its level.
  EXPECT_EQ(made_from(10, {campaign(1)}, zealand("RESTRICTED", {"NZL"})).message, "no such source for you: " + campaign(1));
}

TEST_F(Derivation, TheLatestVersionThatTheAuthorReadsOrTheOneNamed) {
  const std::string first = "2026-05-01T00:00:00.000Z", second = "2026-05-02T00:00:00.000Z", third = "2026-05-03T00:00:00.000Z";
  const Seq one = held(kNsa, object(1, {{"label", american("CONFIDENTIAL", {"USA", "NZL"})}}, first));
  const Seq two = held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL"})}}, second));
  held(kNsa, object(1, {{"label", american("SECRET", {"USA"})}}, third));
  const Submitted latest = made_from(2, {campaign(1)}, zealand("SECRET", {"NZL"}));
  ASSERT_TRUE(latest.accepted) << latest.message;
  EXPECT_EQ(record(latest.seq).sources[0].record, two);
  const auto named = [&](const std::string& version) { return json::array({{{"id", campaign(1)}, {"version", version}}}); };
  const Submitted exact = made_from(3, named(first), zealand("CONFIDENTIAL", {"NZL"}));
  ASSERT_TRUE(exact.accepted) << exact.message;
  EXPECT_EQ(record(exact.seq).sources[0].record, one);
  EXPECT_FALSE(made_from(4, named(second), zealand("CONFIDENTIAL", {"NZL"})).accepted);
  EXPECT_FALSE(made_from(5, named(third), zealand("TOP SECRET", {"NZL"})).accepted);
  // The same version named twice is one source.
  json twice = named(second);
  twice.push_back(campaign(1));
  EXPECT_EQ(record(made_from(7, twice, zealand("SECRET", {"NZL"})).seq).sources.size(), 1U);
  // Both at once: two versions, both recorded.
  json both = named(first);
  both.push_back(campaign(1));
  EXPECT_EQ(record(made_from(6, both, zealand("SECRET", {"NZL"})).seq).sources.size(), 2U);
}

TEST_F(Derivation, OfSeveralOwnersTheOneThatTheAuthorMayRead) {
  held("JPN.CIRO.submitter", object(1, {{"label", label_of("JPN", "極秘", {"JPN"})}}));
  const Seq readable = held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL"})}}));
  EXPECT_EQ(record(made_from(2, {campaign(1)}, zealand("SECRET", {"NZL"})).seq).sources.at(0).record, readable);
}

TEST_F(Derivation, AMarkedFieldThatTheAuthorGetsCounts) {
  json source = object(1, {{"label", american("CONFIDENTIAL", {"USA", "NZL", "AUS"})}});
  const std::string mark = "marking-definition--00000000-0000-4000-8000-0000000000b1";
  json definition{{"type", "marking-definition"}, {"spec_version", "2.1"}, {"id", mark}, {"created", "2026-05-01T00:00:00.000Z"}, {"name", "EXERCISE"},
                  {"extensions", {{std::string(stix::kLabelExtension), {{"extension_type", "property-extension"}, {"label", american("SECRET", {"USA", "NZL"})}}}}}};
  source["description"] = "EXERCISE";
  source["granular_markings"] = {{{"marking_ref", mark}, {"selectors", {"description"}}}};
  for (const Submitted& one : share(kNsa, {definition, source})) EXPECT_TRUE(one.accepted) << one.message;
  EXPECT_NE(made_from(2, {campaign(1)}, zealand("CONFIDENTIAL", {"NZL"})).message.find("NZL SECRET"), std::string::npos);
  const Submitted product = made_from(3, {campaign(1)}, zealand("SECRET", {"NZL", "AUS"}));
  ASSERT_TRUE(product.accepted) << product.message;
  EXPECT_FALSE(reads("AUS.ASD.submitter", product.seq));
  // Australia gets the source without that field, so what it makes of it is not bound by the field's marking.
  const Submitted other = share_one("AUS.ASD.submitter", object(4, {{"sources", {campaign(1)}},
      {"label", label_of("AUS", "PROTECTED", {"AUS", "NZL"})}}));
  EXPECT_TRUE(other.accepted) << other.message;
}

TEST_F(Derivation, ASourceHasToBeHeldBefore) {
  const json label = zealand("SECRET", {"NZL"});
  const auto from = [&](int id, int source) { return object(id, {{"label", label}, {"sources", {campaign(source)}}}); };
  // Each from the other, and one from itself.
  for (const Submitted& one : share(kGcsb, {from(1, 2), from(2, 1), from(3, 3)})) {
    EXPECT_FALSE(one.accepted);
    EXPECT_NE(one.message.find("no such source for you"), std::string::npos);
  }
  // The order in a bundle does not matter.
  const auto both = share(kGcsb, {from(5, 4), object(4, {{"label", label}})});
  for (const Submitted& one : both) EXPECT_TRUE(one.accepted) << one.message;
  const auto product = std::find_if(both.begin(), both.end(), [](const Submitted& one) { return one.id == campaign(5); });
  EXPECT_EQ(record(product->seq).sources.size(), 1U);
  // A later version may name an earlier one of the same object.
  EXPECT_TRUE(share_one(kGcsb, object(4, {{"label", label}, {"sources", {campaign(4)}}}, "2026-05-09T00:00:00.000Z")).accepted);
  // In one bundle too the joined label counts: the source is SECRET.
  for (const Submitted& one : share(kGcsb, {object(7, {{"label", zealand("RESTRICTED", {"NZL"})}, {"sources", {campaign(6)}}}), object(6, {{"label", label}})}))
    EXPECT_EQ(one.accepted, one.id == campaign(6)) << one.message;
}

TEST_F(Derivation, OrconStaysOrcon) {
  json closed = american("SECRET", {"USA", "NZL"});
  closed["restricting"] = {{{"party", "USA"}, {"name", "ORCON"}}};
  const Seq source = held(kNsa, object(1, {{"label", closed}}));
  EXPECT_FALSE(made_from(2, {campaign(1)}, zealand("SECRET", {"NZL"})).accepted);
  agreement::GiveConsent consent;
  consent.id = "c1";
  consent.to = "NZL";
  consent.objects = {name_of(source)};
  consent.scheme = "NZL";
  consent.word = "SECRET";
  ASSERT_TRUE(bring(alliance_.sign(act("USA", consent), "USA")));
  ASSERT_TRUE(reads(kGcsb, source));
  const Submitted product = made_from(2, {campaign(1)}, zealand("SECRET", {"NZL"}));
  ASSERT_TRUE(product.accepted) << product.message;
  EXPECT_TRUE(label(product.seq).restricting.contains({"USA", "ORCON"}));
  // The consent to the source is none to what is made from it; the author is told.
  EXPECT_FALSE(reads(kGcsb, product.seq));
  EXPECT_NE(product.message.find("loses NZL"), std::string::npos) << product.message;
}

TEST_F(Derivation, ARecallOfTheSourceLeavesTheProductAlone) {
  const Seq source = held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL"})}}));
  const Submitted product = made_from(2, {campaign(1)}, zealand("SECRET", {"NZL", "USA"}));
  recall(source);
  EXPECT_TRUE(reads(kGcsb, product.seq));
  EXPECT_FALSE(made_from(3, {campaign(1)}, zealand("SECRET", {"NZL"})).accepted);
  EXPECT_EQ(preview(kGcsb, {{"sources", {campaign(1)}}, {"label", zealand("SECRET", {"NZL"})}}).error().code, Code::not_found);
  EXPECT_TRUE(preview(kNsa, {{"sources", {campaign(1)}}, {"label", american("SECRET", {"USA"})}}));
  // The same version of the product again is no news, whatever became of its source.
  EXPECT_TRUE(made_from(2, {campaign(1)}, zealand("SECRET", {"NZL", "USA"})).accepted);
}

TEST_F(Derivation, APreviewSaysWhatIntakeDoes) {
  held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL", "AUS"})}}));
  held("AUS.ASD.submitter", object(2, {{"label", label_of("AUS", "PROTECTED", {"AUS", "NZL", "CAN"})}}));
  json own = zealand("SECRET", {"NZL", "AUS", "CAN", "JPN"});
  own["marked"] = "2026-05-31T00:00:00Z";
  const json extension{{"sources", {campaign(1), campaign(2)}}, {"label", own}};
  const auto seen = value(preview(kGcsb, extension));
  const Submitted product = share_one(kGcsb, object(3, extension));
  ASSERT_TRUE(product.accepted) << product.message;
  EXPECT_EQ(seen.label, marking::to_json(label(product.seq)));
  EXPECT_EQ(seen.refusal, "");
  EXPECT_EQ(seen.marking.substr(0, 6), "SECRET");
  ASSERT_EQ(seen.sources.size(), 2U);
  EXPECT_EQ(seen.sources[0].levels, std::vector<std::string>{"NZL SECRET"});
  EXPECT_EQ(seen.sources[1].levels, std::vector<std::string>{"NZL CONFIDENTIAL"});
  // Canada and Japan lack the first source, Japan and the United States the second; each alone costs whom the other would have kept.
  EXPECT_EQ(seen.sources[0].loses, std::vector<std::string>{"CAN"});
  EXPECT_EQ(seen.sources[0].sentence, fmt::format("citing {} (USA.NSA) loses CAN", campaign(1)));
  EXPECT_EQ(seen.sources[1].sentence, "");
  EXPECT_EQ(seen.remarks, std::vector<std::string>{"citing these sources together loses JPN"});
  EXPECT_EQ(product.message, seen.sources[0].sentence + "; " + seen.remarks[0]);
  for (const auto& one : seen.people) EXPECT_EQ(one.reads, reads(one.person, product.seq)) << one.person << " " << one.clause;
  // The more is cited, the fewer read; after the last source those who read the whole are left.
  std::vector<std::string> readers;
  for (const auto& one : seen.people)
    if (one.reads) readers.push_back(one.person);
  EXPECT_EQ(seen.sources[1].readers, readers);
  EXPECT_GT(seen.sources[0].readers.size(), 0U);
  // Refusals are the same sentence.
  const json low{{"sources", {campaign(1)}}, {"label", zealand("RESTRICTED", {"NZL"})}};
  EXPECT_EQ(value(preview(kGcsb, low)).refusal, share_one(kGcsb, object(4, low)).message);
  EXPECT_EQ(preview("NZL.GCSB.analyst", extension).error().code, Code::forbidden);
  EXPECT_EQ(preview(kGcsb, {{"label", json::object()}}).error().code, Code::invalid);
}

TEST_F(Derivation, ATearlineHoldsOnceTheSourcesPartiesHaveApproved) {
  held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL"})}}));
  const json extension{{"sources", {campaign(1)}}, {"tearline", true}, {"label", zealand("RESTRICTED", {"NZL", "AUS", "USA"})}};
  const Submitted product = share_one(kGcsb, object(2, extension));
  ASSERT_TRUE(product.accepted) << product.message;
  EXPECT_NE(product.message.find("until this version is approved by USA"), std::string::npos) << product.message;
  EXPECT_EQ(record(product.seq).approvers, std::set<std::string>{"USA"});
  EXPECT_TRUE(reads(kGcsb, product.seq));
  EXPECT_FALSE(reads("NZL.GCSB.clerk", product.seq));
  EXPECT_FALSE(reads("AUS.ASD.submitter", product.seq));

  // What is made from it meanwhile is made from all that it was made from.
  const Submitted early = made_from(4, {campaign(2)}, zealand("CONFIDENTIAL", {"NZL"}));
  EXPECT_FALSE(early.accepted);
  EXPECT_NE(early.message.find("NZL SECRET"), std::string::npos) << early.message;

  give_role("USA.NSA.analyst", "official");
  EXPECT_EQ(operations::tearlines(*node_, SampleAlliance::caller("USA.NSA.submitter")).error().code, Code::forbidden);
  EXPECT_TRUE(value(operations::tearlines(*node_, SampleAlliance::caller("NZL.GCSB.official"))).empty());
  const auto waiting = value(operations::tearlines(*node_, SampleAlliance::caller("USA.NSA.analyst")));
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].id, campaign(2));
  EXPECT_EQ(waiting[0].owner, "NZL");
  EXPECT_EQ(waiting[0].sources.at(0).id, campaign(1));
  EXPECT_TRUE(waiting[0].others.empty());
  EXPECT_EQ(waiting[0].sha256.size(), 64U);
  EXPECT_EQ(waiting[0].label, marking::to_json(label(product.seq)));

  const auto approved = approve("USA", name_of(product.seq), waiting[0].sha256);
  ASSERT_TRUE(approved) << to_string(approved.error());
  EXPECT_EQ(waiting[0].own_label, marking::to_json(label(product.seq)));
  EXPECT_TRUE(value(operations::tearlines(*node_, SampleAlliance::caller("USA.NSA.analyst"))).empty());
  // Its originators stay, with the author's level in their words and the author's readers.
  const marking::Label& own = label(product.seq);
  EXPECT_EQ(own.originators, (std::set<std::string>{"NZL.GCSB", "USA.NSA"}));
  EXPECT_EQ(own.levels.at("USA").begin()->word, "CONFIDENTIAL");
  EXPECT_EQ(own.releasable.at("USA"), own.releasable.at("NZL"));
  EXPECT_TRUE(own.unknowns.empty());
  EXPECT_TRUE(reads(kGcsb, product.seq));
  EXPECT_TRUE(reads("AUS.ASD.submitter", product.seq));
  EXPECT_FALSE(reads("JPN.CIRO.analyst", product.seq));
  // The tearline as a source counts as what it now says.
  EXPECT_TRUE(made_from(3, {campaign(2)}, zealand("CONFIDENTIAL", {"NZL"})).accepted);
}

TEST_F(Derivation, EveryPartyOfItsSourcesApprovesATearline) {
  held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL"})}}));
  held("AUS.ASD.submitter", object(2, {{"label", label_of("AUS", "SECRET", {"AUS", "NZL"})}}));
  held(kGcsb, object(3, {{"label", zealand("SECRET", {"NZL"})}}));
  const Submitted product =
      made_from(4, {campaign(1), campaign(2), campaign(3)}, zealand("CONFIDENTIAL", {"NZL", "AUS", "USA", "GBR"}), {{"tearline", true}});
  ASSERT_TRUE(product.accepted) << product.message;
  EXPECT_EQ(record(product.seq).approvers, (std::set<std::string>{"AUS", "NZL", "USA"}));
  give_role("USA.NSA.analyst", "official");
  const auto waiting = value(operations::tearlines(*node_, SampleAlliance::caller("USA.NSA.analyst")));
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].others, (std::vector<std::string>{"AUS", "NZL"}));
  // What others have given for it is theirs to know of.
  ASSERT_EQ(waiting[0].sources.size(), 1U);
  EXPECT_EQ(waiting[0].sources[0].id, campaign(1));
  for (const std::string party : {"USA", "AUS", "NZL"}) {
    EXPECT_FALSE(reads("GBR.GCHQ.analyst", product.seq)) << "before " << party;
    const auto approved = approve(party, name_of(product.seq), waiting[0].sha256);
    ASSERT_TRUE(approved) << to_string(approved.error());
  }
  EXPECT_TRUE(reads("GBR.GCHQ.analyst", product.seq));
}

TEST_F(Derivation, ApprovalsOfWhatDoesNotWaitAreRefusedAlike) {
  held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL"})}}));
  json hidden = american("SECRET", {"USA"});
  const Seq plain = held(kNsa, object(2, {{"label", hidden}}));
  const json extension{{"sources", {campaign(1)}}, {"tearline", true}, {"label", zealand("RESTRICTED", {"NZL", "AUS", "USA"})}};
  const Seq product = held_tearline(object(3, extension));
  give_role("USA.NSA.analyst", "official");
  const std::string sha256 = waiting("USA.NSA.analyst").at(0).sha256;
  const Seq before = node_->journal().last();
  const auto outcome = [&](const std::string& party, const agreement::ObjectName& name, const std::string& hash) {
    const auto done = approve(party, name, hash);
    return done ? std::string("recorded") : to_string(done.error());
  };
  const std::string absent = outcome("USA", {"NZL", campaign(9), "2026-05-01T00:00:00.000Z"}, sha256);
  EXPECT_EQ(approve("USA", {"NZL", campaign(9), ""}, sha256).error().code, Code::not_found);
  EXPECT_EQ(outcome("USA", name_of(plain), sha256), absent) << "its own, and no tearline";
  EXPECT_EQ(outcome("AUS", name_of(plain), sha256), absent) << "another's";
  EXPECT_EQ(outcome("AUS", name_of(product), sha256), absent) << "of no source of its";
  EXPECT_EQ(outcome("NZL", name_of(product), sha256), absent) << "its author's party gave no source";
  EXPECT_EQ(outcome("USA", name_of(product), std::string(64, 'a')), absent) << "other bytes";
  EXPECT_EQ(outcome("USA", {"NZL", campaign(3), "2026-05-09T00:00:00.000Z"}, sha256), absent) << "another version";
  EXPECT_EQ(outcome("USA", {"USA", campaign(3), "2026-05-01T00:00:00.000Z"}, sha256), absent) << "another's of the same id";
  EXPECT_EQ(node_->journal().last(), before);
  ASSERT_TRUE(approve("USA", name_of(product), sha256));
  EXPECT_EQ(outcome("USA", name_of(product), sha256), absent) << "it waits no more";
  // One that was taken back waits for nobody.
  const Seq other = held_tearline(object(4, extension));
  const std::string hash = waiting("USA.NSA.analyst").at(0).sha256;
  recall(other);
  EXPECT_EQ(outcome("USA", name_of(other), hash), absent);
}

TEST_F(Derivation, ATearlineIsApprovedByWhoeverHasThePowerAndUntilItsKeyIsRevoked) {
  held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL"})}}));
  const Seq product = held_tearline(
      object(2, {{"sources", {campaign(1)}}, {"tearline", true}, {"label", zealand("RESTRICTED", {"NZL", "AUS", "USA"})}}));
  const std::string official = "USA.NSA.analyst", reader = "AUS.ASD.submitter";
  give_role(official, "official");
  const agreement::ApproveTearline approval{name_of(product), waiting(official).at(0).sha256};
  const auto key = crypto::SigningKey::generate(*random_);
  const auto designate = [&](std::set<std::string> powers) {
    later();
    return bring(alliance_.sign(act("USA", agreement::Designate{official, to_base64(key.public_key()), std::move(powers), "USA", {}}), "USA"));
  };
  const auto by_official = [&] {
    const agreement::Act one = act("USA", approval);
    return bring({one, {agreement::sign(one, official, key)}});
  };
  EXPECT_EQ(by_official().error().code, Code::precondition) << "not designated";
  ASSERT_TRUE(designate({"consent", "relido"}));
  EXPECT_EQ(by_official().error().code, Code::forbidden) << "not for this";
  ASSERT_TRUE(designate({"tearline"}));
  later();
  const Time since = clock_.now();
  later();
  const auto approved = by_official();
  ASSERT_TRUE(approved) << to_string(approved.error());
  EXPECT_TRUE(reads(reader, product));
  later();
  const auto revoked = bring(alliance_.sign(act("USA", agreement::RevokeKey{to_base64(key.public_key()), since, ""}), "USA"));
  ASSERT_TRUE(revoked) << to_string(revoked.error());
  EXPECT_FALSE(reads(reader, product)) << "it holds under the join of its sources again";
  EXPECT_TRUE(reads(kGcsb, product));
  ASSERT_EQ(waiting(official).size(), 1U);
  const auto own = [&](Seq as_of) { return node_->exceptions.label(row(product), as_of) == record(product).tearline; };
  EXPECT_FALSE(own(*approved - 1));
  EXPECT_TRUE(own(*approved)) << "what held can still be asked";
  EXPECT_FALSE(own(*revoked));
  later();
  const auto anew = approve("USA", approval.object, approval.sha256);
  ASSERT_TRUE(anew) << to_string(anew.error());
  EXPECT_TRUE(reads(reader, product));
  EXPECT_FALSE(own(*anew - 1));
  EXPECT_TRUE(own(*anew));
  // The same from the journal.
  node_.reset();
  node_ = value(operations::Node::open({*engine_, clock_, *random_}));
  EXPECT_TRUE(reads(reader, product));
  EXPECT_TRUE(own(*approved));
  EXPECT_FALSE(own(*revoked));
  EXPECT_TRUE(own(*anew));
}

TEST_F(Derivation, ATearlineIsMarkedAsAWholeAndHasSources) {
  held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL"})}}));
  json marked = object(2, {{"sources", {campaign(1)}}, {"tearline", true}, {"label", zealand("RESTRICTED", {"NZL"})}});
  marked["granular_markings"] = {{{"marking_ref", "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"}, {"selectors", {"name"}}}};
  EXPECT_EQ(share_one(kGcsb, marked).message, "a tearline is marked as a whole: leave out granular_markings");
  const Submitted bare = share_one(kGcsb, object(3, {{"tearline", true}, {"label", zealand("RESTRICTED", {"NZL"})}}));
  EXPECT_NE(bare.message.find("name them in sources"), std::string::npos) << bare.message;
  EXPECT_FALSE(reads(kGcsb, bare.seq));
  // New Zealand's TOP SECRET has no row to Japan: the author is told.
  held("JPN.CIRO.submitter", object(4, {{"label", label_of("JPN", "極秘", {"JPN", "NZL"})}}));
  const Submitted untold = made_from(5, {campaign(4)}, zealand("TOP SECRET", {"NZL"}), {{"tearline", true}});
  ASSERT_TRUE(untold.accepted) << untold.message;
  EXPECT_NE(untold.message.find("leaves unknown: level of JPN"), std::string::npos) << untold.message;
  // Stated for Japan it is what was stated.
  json stated = zealand("TOP SECRET", {"NZL"});
  stated["levels"]["JPN"] = json::array({"秘"});
  stated["releasable"]["JPN"] = json::array({json::array({"JPN", "NZL.GCSB"})});
  const Submitted told = made_from(6, {campaign(4)}, stated, {{"tearline", true}});
  EXPECT_EQ(told.message.find("unknown"), std::string::npos) << told.message;
  const marking::Label& own = node_->policy.labels().at(record(told.seq).tearline);
  EXPECT_EQ(own.levels.at("JPN").begin()->word, "秘");
  EXPECT_NE(own.releasable.at("JPN"), own.releasable.at("NZL"));
}

TEST_F(Derivation, AWordSpelledWithEscapesIsReadAllTheSame) {
  held(kNsa, object(1, {{"label", american("SECRET", {"USA", "NZL"})}}));
  json product = object(2, {{"sources", {campaign(1)}}, {"label", zealand("RESTRICTED", {"NZL"})}});
  std::string text = json{{"objects", {product}}}.dump();
  text.replace(text.find("\"sources\""), 9, "\"\\u0073ources\"");
  const auto submitted = value(operations::submit(*node_, SampleAlliance::caller(kGcsb), text)).objects.front();
  EXPECT_FALSE(submitted.accepted) << "its sources went unread";
  EXPECT_NE(submitted.message.find("NZL SECRET"), std::string::npos) << submitted.message;
}

}  // namespace
}  // namespace comity
