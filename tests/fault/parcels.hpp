// Small bundles for tests of faults: each a tool that others may get and a note about it, sometimes a new version of an
// earlier tool, sometimes a note that refers to what comes later. Every id is used by one party only.
#pragma once

#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace comity::fault {

struct Parcel {
  std::string bundle;
  struct Object {
    std::string id, version, bytes;
  };
  std::vector<Object> objects;
};

// What one submitter sends. Not thread-safe.
class Parcels {
 public:
  // `writer` numbers the submitters of a test, so that their ids differ; `round` its runs over one node.
  Parcels(std::string party, unsigned writer, unsigned round)
      : party_(std::move(party)), writer_(writer), round_(round), random_(writer * 1000 + round) {}
  Parcel next();

 private:
  std::string id(std::string_view type, unsigned number) const;
  Parcel::Object tool(unsigned number, unsigned version) const;
  Parcel::Object note(unsigned number, const std::vector<std::string>& about) const;
  std::string label() const;

  std::string party_;
  unsigned writer_, round_;
  std::mt19937 random_;
  unsigned sent_ = 0;
  std::map<unsigned, unsigned> versions_;  // tool: its latest version
};

}  // namespace comity::fault
