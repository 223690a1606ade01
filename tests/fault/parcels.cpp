#include "tests/fault/parcels.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comity::fault {
namespace {

// A level of that party's that the partners in the sample alliance have a row for.
std::string level_of(std::string_view party) {
  if (party == "NZL") return "RESTRICTED";
  if (party == "AUS") return "PROTECTED";
  if (party == "JPN") return "秘";
  return "SECRET";
}

}  // namespace

std::string Parcels::id(std::string_view type, unsigned number) const {
  return fmt::format("{}--{:08x}-{:04x}-4000-8000-{:012x}", type, number, writer_, round_);
}

std::string Parcels::label() const {
  const std::string_view readers = party_ == "NZL"   ? R"("NZL","JPN","AUS","GBR","USA","CAN")"
                                   : party_ == "JPN" ? R"("JPN","NZL","AUS")"
                                   : party_ == "AUS" ? R"("AUS","JPN","NZL","GBR","USA","CAN")"
                                                     : R"("AUS","NZL","GBR","USA","CAN")";
  return fmt::format(
      R"("extensions":{{"extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44":{{"extension_type":"property-extension",)"
      R"("label":{{"marked":"2026-05-01T00:00:00Z","levels":{{"{0}":["{1}"]}},"topics":[["cyber"]],"releasable":{{"{0}":[[{2}]]}}}}}}}})",
      party_, level_of(party_), readers);
}

Parcel::Object Parcels::tool(unsigned number, unsigned version) const {
  Parcel::Object out{id("tool", number), fmt::format("2026-05-01T00:00:00.{:03}Z", version), {}};
  out.bytes = fmt::format(
      R"({{"type":"tool","spec_version":"2.1","id":"{}","created":"2026-05-01T00:00:00.000Z","modified":"{}","name":"EXERCISE {}",{}}})",
      out.id, out.version, std::string(version % 7 * 40, 'x'), label());
  return out;
}

Parcel::Object Parcels::note(unsigned number, const std::vector<std::string>& about) const {
  Parcel::Object out{id("note", number), "2026-05-01T00:00:00.000Z", {}};
  std::string refs;
  for (const std::string& one : about) refs += fmt::format("{}\"{}\"", refs.empty() ? "" : ",", one);
  out.bytes = fmt::format(
      R"({{"type":"note","spec_version":"2.1","id":"{}","created":"{}","modified":"{}","content":"EXERCISE note {}","object_refs":[{}],{}}})",
      out.id, out.version, out.version, number, refs, label());
  return out;
}

Parcel Parcels::next() {
  Parcel out;
  const unsigned number = sent_++;
  if (number > 0 && random_() % 3 == 0) {
    const unsigned earlier = number - 1 - static_cast<unsigned>(random_() % std::min(number, 20u));
    if (versions_.contains(earlier) && versions_[earlier] < 999)
      out.objects.push_back(tool(earlier, ++versions_[earlier]));
  }
  out.objects.push_back(tool(number, 0));
  versions_[number] = 0;
  // About this tool; and now and then about the next as well, which is not held yet.
  std::vector<std::string> about{id("tool", number)};
  if (random_() % 3 == 0) about.push_back(id("tool", number + 1));
  if (random_() % 5 == 0) about.erase(about.begin());
  if (!about.empty()) out.objects.push_back(note(number, about));
  std::string members;
  for (const auto& object : out.objects) members += (members.empty() ? "" : ",") + object.bytes;
  out.bundle = fmt::format(R"({{"type":"bundle","id":"bundle--{:08x}-{:04x}-4000-8000-{:012x}","objects":[{}]}})",
                           number, writer_, round_, members);
  return out;
}

}  // namespace comity::fault
