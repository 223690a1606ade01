// How many records of each kind a node's journal holds, as one line of JSON; the node must not be running.
//   node_records NODE
#include <fmt/format.h>

#include <cstdio>
#include <map>

#include "journal/journal.hpp"
#include "store/engine.hpp"

int main(int argc, char** argv) {
  using namespace comity;
  if (argc != 2) {
    fmt::print(stderr, "usage: node_records NODE\n");
    return 2;
  }
  const auto disk = store::posix_disk();
  store::EmbeddedOptions options;
  options.directory = std::string(argv[1]) + "/store";
  options.settle_in_background = false;
  const auto engine = store::open_embedded(*disk, options);
  if (!engine) {
    fmt::print(stderr, "{}\n", to_string(engine.error()));
    return 1;
  }
  std::map<std::string, std::size_t> counts;
  const auto scanned = (*engine)->scan(1, (*engine)->last(), [&](const store::Record& record) {
    ++counts[std::string(journal::name_of(static_cast<journal::Kind>(record.kind)))];
    return true;
  });
  if (!scanned) {
    fmt::print(stderr, "{}\n", to_string(scanned.error()));
    return 1;
  }
  std::string out;
  for (const auto& [kind, count] : counts) out += fmt::format("{}\"{}\":{}", out.empty() ? "{" : ",", kind, count);
  fmt::print("{}}}\n", out);
  return 0;
}
