#include "tests/fault/sample_alliance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "agreement/act.hpp"
#include "agreement/terms.hpp"
#include "base/bytes.hpp"
#include "operations/consents.hpp"

namespace comity::fault {
namespace {

namespace fs = std::filesystem;

const fs::path kSample = fs::path(COMITY_SOURCE_DIR) / "alliances/sample";

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
  return *std::move(result);
}
void done(const Result<void>& result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
}

std::vector<fs::path> files_in(const char* folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(kSample / folder)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

SampleAlliance::SampleAlliance(crypto::Random& random)
    : directory_(value(alliance::parse_alliance(read_file(kSample / "alliance.toml"), "alliance.toml"))) {
  for (auto& [id, party] : directory_.parties) {
    const auto& key = authorities_.emplace(id, crypto::SigningKey::generate(random)).first->second;
    party.authority = to_base64(key.public_key());
  }
}

void SampleAlliance::establish(operations::Node& node) const {
  done(operations::establish(node, "sample"));
  done(operations::set_directory(node, directory_));
  for (const auto& [person, clearance] : directory_.clearances) done(clear(node, clearance));
  for (const fs::path& path : files_in("agreements")) done(agree(node, path.filename().string(), 1));
}

void SampleAlliance::share_products(operations::Node& node) const {
  for (const fs::path& path : files_in("products")) {
    const auto shared = value(operations::submit(node, caller(path.stem().string() + ".submitter"), read_file(path)));
    for (const auto& object : shared.objects)
      if (!object.accepted) throw std::runtime_error(object.id + ": " + object.message);
  }
}

Result<void> SampleAlliance::clear(operations::Node& node, alliance::Clearance clearance) const {
  const auto& key = authorities_.at(std::string(marking::party_of(clearance.person)));
  return operations::add_clearance(node, {alliance::to_json(clearance), alliance::sign_clearance(clearance, key)});
}

Result<void> SampleAlliance::agree(operations::Node& node, const std::string& file, unsigned version) const {
  std::string text = read_file(kSample / "agreements" / file);
  const std::string first = "\nversion = 1\n";
  const auto at = text.find(first);
  if (at == std::string::npos) throw std::runtime_error(file + " is not version 1");
  text.replace(at, first.size(), fmt::format("\nversion = {}\n", version));
  agreement::Signed one{value(agreement::parse_agreement(text, file)), {}};
  for (const auto& adherence : one.document.terms.parties)
    one.signatures.push_back(value(agreement::sign(one.document, adherence.party, authorities_.at(adherence.party))));
  return operations::add_agreement(node, agreement::to_json(one));
}

Result<void> SampleAlliance::suspend(operations::Node& node, const std::string& by, const std::string& party) const {
  agreement::SignedAct one{{by, node.clock().now(), "EXERCISE", agreement::SuspendParty{party, {}, {}}}, {}};
  one.signatures.push_back(agreement::sign(one.act, by, authorities_.at(by)));
  TRY_VOID(operations::record_act(node, agreement::to_json(one)));
  return {};
}

agreement::Signature SampleAlliance::sign(const agreement::Document& document, const std::string& party) const {
  return value(agreement::sign(document, party, authorities_.at(party)));
}

agreement::SignedAct SampleAlliance::sign(const agreement::Act& act, const std::string& party) const {
  return {act, {agreement::sign(act, party, authorities_.at(party))}};
}

operations::Caller SampleAlliance::caller(const std::string& person) {
  return {person, std::string(marking::agency_of(person)), std::string(marking::party_of(person)), ""};
}

}  // namespace comity::fault
