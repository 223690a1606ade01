// The rules of the ODNI's ISM Schematron, version 13, that speak of roll-up or of what the rolled-up attributes may
// hold: each one row. They are kept as published, faults included; the comments name those.
#include <algorithm>

#include "marking/capco_rollup.hpp"
#include "marking/capco_words.hpp"

namespace comity::marking::capco {
namespace {

using enum Level;
using Codes = std::vector<std::string_view>;

// ---- What the rules call the attributes of an element ---------------------------------------------------------------

bool is(const Marking& m, Level level) { return m.level == level; }
bool usa(const Marking& m) {
  return m.kind == Kind::us ||
         std::any_of(m.authorities.begin(), m.authorities.end(), [](const Name& one) { return one.text == "USA"; });
}
bool noforn(const Marking& m) { return m.has(Dissem::noforn); }
// Any marking of foreign disclosure or release.
bool disclosed(const Marking& m) { return m.has_disclosure(); }

Codes texts(const std::vector<Name>& names) {
  Codes out;
  for (const Name& name : names) out.push_back(name.text);
  return out;
}
Codes releasable(const Marking& m) { return texts(m.rel_to_codes); }
Codes displayable(const Marking& m) {
  Codes out = texts(m.rel_to_codes);
  for (const Name& name : m.display_only_codes) out.push_back(name.text);
  return out;
}

// ---- Common countries (rules 318 and 320) ---------------------------------------------------------------------------

// V13 knows the members of three tetragraphs; any other makes a list a wildcard.
Codes decomposed(const Codes& list) {
  static constexpr std::array<std::string_view, 5> kEyes = {"USA", "GBR", "CAN", "AUS", "NZL"};
  Codes out;
  for (const std::string_view code : list) {
    const std::size_t members = code == "FVEY" ? 5 : code == "ACGU" ? 4 : code == "TEYE" ? 3 : 0;
    if (members == 0)
      out.push_back(code);
    else
      out.insert(out.end(), kEyes.begin(), kEyes.begin() + static_cast<std::ptrdiff_t>(members));
  }
  return out;
}
bool wildcard(const Codes& list) {
  return std::any_of(list.begin(), list.end(), [](std::string_view code) {
    return code.size() == 4 && code != "FVEY" && code != "ACGU" && code != "TEYE";
  });
}
bool holds(const Codes& list, std::string_view code) { return std::find(list.begin(), list.end(), code) != list.end(); }

// Each code of `inner` but USA is in `outer`; a wildcard is a subset of anything, which is how the published rules come
// to accept banners wider than their portions.
bool subset(const Codes& inner, const Codes& outer) {
  if (wildcard(inner)) return true;
  const Codes countries = decomposed(outer);
  const Codes wanted = decomposed(inner);
  return std::all_of(wanted.begin(), wanted.end(), [&](std::string_view code) {
    return (code == "USA" && !countries.empty()) || holds(countries, code);
  });
}

Codes common(const Codes& countries, const Codes& portion) {
  const Codes theirs = decomposed(portion);
  Codes out;
  for (const std::string_view code : countries)
    if (code != "USA" && holds(theirs, code)) out.push_back(code);
  return out;
}

using List = Codes (*)(const Marking&);

// The countries common to all portions, found in their order: the first portion with a list and without a wildcard is
// where it begins, so what stands before it is not looked at. Nothing: none are common, or the banner names one that a
// portion does not.
std::optional<Codes> common_countries(const Document& document, const Codes& banner, List list) {
  static const Codes kPass = {"PASS"};  // no list to compare with
  const auto& portions = document.portions;
  std::size_t at = 0;
  for (; at < portions.size(); ++at) {
    const Codes codes = list(portions[at]);
    if (disclosed(portions[at]) && codes.empty()) return std::nullopt;
    if (!codes.empty() && !wildcard(codes)) break;
  }
  if (at == portions.size()) return kPass;
  Codes out = decomposed(list(portions[at]));
  for (; at < portions.size(); ++at) {
    const Marking& portion = portions[at];
    if (out.empty()) return std::nullopt;
    if (!disclosed(portion) && is(portion, unclassified)) {
      list = releasable;  // as published: after such a portion rule 320 goes on as rule 318
      continue;
    }
    const Codes codes = list(portion);
    if (codes.empty() || (!wildcard(codes) && !subset(banner, codes))) return std::nullopt;
    out = common(out, codes);
  }
  if (out.empty()) return std::nullopt;
  return out;
}

bool agrees(const Document& document, List list) {
  const Codes banner = list(document.banner);
  if (banner.empty()) return true;
  const auto countries = common_countries(document, banner, list);
  if (!countries) return false;
  if (wildcard(banner)) return true;
  return subset(banner, *countries) && (document.compilation_reason || subset(*countries, banner));
}

// ---- Patterns of rules ----------------------------------------------------------------------------------------------

template <class F>
bool every_element(const Document& document, F&& holds) {
  return holds(document.banner) && std::all_of(document.portions.begin(), document.portions.end(), holds);
}
template <class F>
bool some_portion(const Document& document, F&& holds) {
  return std::any_of(document.portions.begin(), document.portions.end(), holds);
}
// What a portion has, the banner has.
template <Dissem control>
bool rolls_up(const Document& document) {
  return document.banner.has(control) || !some_portion(document, [](const Marking& one) { return one.has(control); });
}
// A banner of this level without a compilation reason has a portion of this level.
template <Level level>
bool has_portion(const Document& document) {
  return !is(document.banner, level) || document.compilation_reason ||
         some_portion(document, [](const Marking& one) { return is(one, level); });
}

constexpr std::array kRules = {
    RollupRule{"ISM-ID-00028", "ORCON and EYES ONLY are at least CONFIDENTIAL",
               [](const Document& d) {
                 return every_element(d, [](const Marking& m) {
                   return !(m.has(Dissem::orcon) || m.eyes_only) || is(m, confidential) || is(m, secret) ||
                          is(m, top_secret);
                 });
               }},
    RollupRule{
        "ISM-ID-00033", "REL TO, EYES ONLY and NOFORN exclude each other",
        [](const Document& d) { return every_element(d, [](const Marking& m) { return !(m.rel_to && noforn(m)); }); }},
    RollupRule{"ISM-ID-00041", "REL TO lists stand in the order of the controlled values",
               [](const Document& d) {
                 return every_element(d, [](const Marking& m) {
                   const Codes list = releasable(m);
                   return std::is_sorted(list.begin(), list.end(), usa_first);
                 });
               }},
    RollupRule{"ISM-ID-00056", "an UNCLASSIFIED banner has no classified portion",
               [](const Document& d) {
                 return !is(d.banner, unclassified) ||
                        !some_portion(d, [](const Marking& m) { return !is(m, unclassified); });
               }},
    RollupRule{"ISM-ID-00058", "a CONFIDENTIAL banner has no US portion that is SECRET or TOP SECRET",
               [](const Document& d) {
                 return !is(d.banner, confidential) || !some_portion(d, [](const Marking& m) {
                   return usa(m) && (is(m, secret) || is(m, top_secret));
                 });
               }},
    RollupRule{"ISM-ID-00059", "a SECRET banner has no US portion that is TOP SECRET",
               [](const Document& d) {
                 return !is(d.banner, secret) ||
                        !some_portion(d, [](const Marking& m) { return usa(m) && is(m, top_secret); });
               }},
    RollupRule{"ISM-ID-00067", "ORCON in a portion is in the banner", rolls_up<Dissem::orcon>},
    RollupRule{"ISM-ID-00070", "NOFORN in a portion is in the banner", rolls_up<Dissem::noforn>},
    RollupRule{"ISM-ID-00088",
               "under a REL TO banner each classified portion has REL TO, and no unclassified one says otherwise",
               [](const Document& d) {
                 return !d.banner.rel_to || !some_portion(d, [](const Marking& m) {
                   if (m.rel_to) return false;
                   return !is(m, unclassified) || noforn(m) || m.display_only || m.has(Dissem::relido);
                 });
               }},
    RollupRule{"ISM-ID-00108", "a TOP SECRET banner without a compilation reason has a TOP SECRET portion",
               has_portion<top_secret>},
    RollupRule{"ISM-ID-00109", "a SECRET banner without a compilation reason has a SECRET portion",
               has_portion<secret>},
    RollupRule{"ISM-ID-00110", "a CONFIDENTIAL banner without a compilation reason has a CONFIDENTIAL portion",
               has_portion<confidential>},
    RollupRule{"ISM-ID-00132",
               "under a RELIDO banner each portion has RELIDO, but unclassified ones that say nothing of release",
               [](const Document& d) {
                 return !d.banner.has(Dissem::relido) || !some_portion(d, [](const Marking& m) {
                   if (m.has(Dissem::relido)) return false;
                   return !is(m, unclassified) || noforn(m) || m.display_only || m.rel_to;
                 });
               }},
    RollupRule{"ISM-ID-00214", "REL TO lists begin with USA",
               [](const Document& d) {
                 return every_element(
                     d, [](const Marking& m) { return m.rel_to_codes.empty() || m.rel_to_codes[0].text == "USA"; });
               }},
    RollupRule{
        "ISM-ID-00318",
        "the banner's REL TO list is the countries common to all portions, or a part of them with a compilation reason",
        [](const Document& d) { return agrees(d, releasable); }},
    RollupRule{"ISM-ID-00319", "a REL TO list has more than one code",
               [](const Document& d) {
                 return every_element(d, [](const Marking& m) { return m.rel_to_codes.size() != 1; });
               }},
    RollupRule{"ISM-ID-00320",
               "the banner's REL TO and DISPLAY ONLY lists together are the countries common to all portions, or a "
               "part of them",
               [](const Document& d) { return agrees(d, displayable); }},
};

}  // namespace

std::span<const RollupRule> rollup_rules() { return kRules; }

Verdict check_rollup(std::span<const std::string_view> portions, std::string_view banner, const CheckOptions& options) {
  Document document{{}, parse(banner, Form::banner).marking, options.compilation_reason};
  for (const std::string_view portion : portions) document.portions.push_back(parse(portion, Form::portion).marking);
  Verdict out;
  out.read = every_element(document, [](const Marking& one) { return one.level.has_value(); });
  if (!out.read || !usa(document.banner)) return out;  // the rules are of US documents
  for (const RollupRule& rule : kRules)
    if (!rule.holds(document)) out.broken.push_back(rule.id);
  return out;
}

}  // namespace comity::marking::capco
