// Every row of tests/cases, decided by hand, by the engine. The reference evaluator has its own loader and runs the same rows.
// COMITY_CASES names another folder of cases and worlds (tests/proofs draws one).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "agreement/terms.hpp"
#include "alliance/directory.hpp"
#include "alliance/toml_document.hpp"
#include "release/decide.hpp"
#include "release/matrix.hpp"

namespace comity {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string text_of(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

fs::path cases_folder() {
  const char* drawn = std::getenv("COMITY_CASES");
  return drawn != nullptr ? fs::path(drawn) : fs::path(COMITY_SOURCE_DIR) / "tests/cases";
}

struct LoadedWorld {
  std::shared_ptr<const alliance::Directory> directory;
  std::vector<std::shared_ptr<const release::Pact>> pacts;
};

LoadedWorld load_world(const std::string& name) {
  const fs::path root = COMITY_SOURCE_DIR;
  const fs::path folder = name == "sample" ? root / "alliances/sample" : cases_folder() / "worlds" / name;
  auto directory = alliance::parse_alliance(text_of(folder / "alliance.toml"), "alliance.toml");
  EXPECT_TRUE(directory.has_value()) << to_string(directory.error());
  LoadedWorld out;
  out.directory = std::make_shared<alliance::Directory>(std::move(*directory));
  for (const auto& file : fs::directory_iterator(folder / "agreements")) {
    auto document = agreement::parse_agreement(text_of(file.path()), file.path().filename().string());
    EXPECT_TRUE(document.has_value()) << to_string(document.error());
    EXPECT_TRUE(agreement::check(document->terms, *out.directory).has_value()) << file.path();
    out.pacts.push_back(std::make_shared<release::Pact>(std::move(document->terms)));
  }
  return out;
}

Time time_in(const json& value) {
  auto time = parse_time(value.get<std::string>());
  EXPECT_TRUE(time.has_value()) << value;
  return time.value_or(Time{});
}

marking::Action action_in(const json& value) { return value == "display" ? marking::Action::display : marking::Action::copy; }

release::Grants grants_in(const json& row) {
  release::Grants out;
  out.recalled = row.value("recalled", false);
  out.awaiting = row.value("awaiting", "");
  out.erased = row.value("erased", false);
  for (const json& one : row.value("consent", json::array())) {
    release::Consent consent;
    consent.by = one.at("by");
    consent.to = one.at("to");
    consent.actions = static_cast<marking::Actions>(action_in(one.value("actions", json("copy"))));
    if (const auto purposes = one.find("purposes"); purposes != one.end() && purposes->is_array())
      consent.purposes = {false, purposes->get<std::set<std::string>>()};
    consent.level.scheme = one.at("level").at("scheme");
    consent.level.word = one.at("level").at("word");
    if (one.contains("from")) consent.from = time_in(one["from"]);
    if (one.contains("until")) consent.until = time_in(one["until"]);
    if (one.contains("revoked")) consent.revoked = time_in(one["revoked"]);
    out.consents.push_back(std::move(consent));
  }
  for (const json& one : row.value("held", json::array())) {
    release::Held held;
    held.from = one.at("from");
    held.agreement = one.at("agreement");
    held.version = one.value("version", 1);
    held.received = time_in(one.at("received"));
    held.action = action_in(one.value("action", json("copy")));
    out.held.push_back(std::move(held));
  }
  return out;
}

class CaseFile : public testing::TestWithParam<fs::path> {};

TEST_P(CaseFile, EveryRowIsDecidedAsByHand) {
  auto file = alliance::read_toml(text_of(GetParam()), GetParam().filename().string());
  ASSERT_TRUE(file.has_value()) << to_string(file.error());
  const LoadedWorld world = load_world(file->value.at("world"));
  std::map<std::string, marking::Label> labels;
  for (const json& object : file->value.at("object")) {
    auto label = marking::parse_label(object.at("label").get<std::string>());
    ASSERT_TRUE(label.has_value()) << object.at("name") << to_string(label.error());
    labels.emplace(object.at("name"), std::move(*label));
  }
  std::size_t rows = 0;
  for (const json& row : file->value.at("case")) {
    ++rows;
    const std::string id = row.at("id");
    const Time time = time_in(row.contains("time") ? row["time"] : file->value.at("time"));
    const release::World at(world.directory, world.pacts, {}, time);
    const auto person = world.directory->people.find(row.at("person").get<std::string>());
    ASSERT_NE(person, world.directory->people.end()) << id;
    const bool declares = row.contains("purpose");
    auto audience = release::audience_of(*world.directory, person->second, declares ? row["purpose"].get<std::string>() : "",
                                         action_in(row.value("action", json("copy"))), time);
    if (declares && row["purpose"] == "") audience.purpose.clear();  // the table's way of declaring none
    const auto label = labels.find(row.at("object").get<std::string>());
    ASSERT_NE(label, labels.end()) << id;
    const release::Grants grants = grants_in(row);
    const auto explanation = release::explain(at, label->second, audience, grants);
    EXPECT_EQ(explanation.permit, row.at("permit").get<bool>()) << id << ": " << row.at("reason");
    EXPECT_EQ(explanation.clause, row.at("clause").get<std::string>()) << id << ": " << row.at("reason");
    EXPECT_EQ(release::decide(at, label->second, audience, grants), explanation.permit) << id;
    if (grants.consents.empty() && grants.held.empty() && !grants.recalled && grants.awaiting.empty() && !grants.erased) {
      release::Matrix matrix(std::make_shared<release::World>(at));
      matrix.add(label->second);
      EXPECT_EQ(matrix.permits(marking::LabelIx{0}, matrix.add(audience)), explanation.permit) << id;
    }
  }
  EXPECT_GT(rows, 0u);
}

std::vector<fs::path> case_files() {
  std::vector<fs::path> out;
  for (const auto& file : fs::directory_iterator(cases_folder()))
    if (file.path().string().ends_with(".cases.toml")) out.push_back(file.path());
  std::sort(out.begin(), out.end());
  return out;
}

INSTANTIATE_TEST_SUITE_P(Cases, CaseFile, testing::ValuesIn(case_files()), [](const auto& file) {
  std::string name = file.param.filename().string();
  return name.substr(0, name.find('.'));
});

}  // namespace
}  // namespace comity
