// Roll-up: the banner over portions, and the verdict of the published rules on one. docs/format/capco.md, "Roll-up".
// Pure functions on values; any thread.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "marking/capco.hpp"

namespace comity::marking::capco {

// The members of communities as of the marking's date: "FVEY" -> USA, AUS, CAN, GBR, NZL. A tetragraph that is not here
// stands for itself alone: it shares no reader with anything else.
using Memberships = std::map<std::string, std::set<std::string>, std::less<>>;

// The join of the portions' labels. A portion that cannot be read denies. Where no REL TO, NOFORN and so on is said, a
// classified portion contributes its owners alone; an unclassified one contributes no reader set (ISM: it does not
// affect release).
Label label_of_portions(std::span<const std::string_view> portions, const Context& context);

// The join of that and of the banner: the banner may narrow (compilation), never widen. A portion with a bare REL is
// released to those whom the banner names.
Label label_of_document(std::span<const std::string_view> portions, std::string_view banner, const Context& context);

struct RolledUp {
  Label label;                    // label_of_portions
  std::string banner;             // "" if a portion cannot be read, or no banner is as narrow as they are
  std::vector<std::string> lost;  // what the label says and the banner does not
};
// The banner that a US document with these portions has.
RolledUp roll_up(std::span<const std::string_view> portions, const Context& context, const Memberships& memberships);

// In what the banner alone would be wider than a portion, a phrase each. Empty: it is as narrow as all of them.
std::vector<std::string> wider_than_portions(std::span<const std::string_view> portions, std::string_view banner,
                                             const Memberships& memberships);

struct CheckOptions {
  bool compilation_reason = false;  // the banner says why the whole is more sensitive than its parts
};
struct Verdict {
  bool read = false;                     // banner and portions could be read, as far as the rules look at them
  std::vector<std::string_view> broken;  // ids of rules, ascending
  bool accepted() const { return read && broken.empty(); }
};
// What the ISM V13 Schematron says of a US document with these portions. It is the published verdict, with its faults:
// it lets pass banners that are wider than a portion. What decides here is label_of_document.
Verdict check_rollup(std::span<const std::string_view> portions, std::string_view banner,
                     const CheckOptions& options = {});

// What the rules look at.
struct Document {
  std::vector<Marking> portions;
  Marking banner;
  bool compilation_reason = false;
};
// One published rule. To add one, add a row in capco_ism.cpp.
struct RollupRule {
  std::string_view id;
  std::string_view says;
  bool (*holds)(const Document&);
};
std::span<const RollupRule> rollup_rules();  // ascending by id

}  // namespace comity::marking::capco
