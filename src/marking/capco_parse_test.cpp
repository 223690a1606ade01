#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "marking/capco.hpp"
#include "marking/capco_vectors_test.hpp"
#include "marking/country_codes.hpp"

namespace comity::marking::capco {
namespace {

using nlohmann::json;
using Texts = std::multiset<std::string>;

// The published rows state what they expect as Groovy literals: 'text', [a, 'b'], ['key': value], [:], numbers and bare
// words.
class Groovy {
 public:
  explicit Groovy(std::string text) : text_(std::move(text)) {}
  json read() {
    json out = value();
    if (at_ != text_.size()) ADD_FAILURE() << "cannot read " << text_;
    return out;
  }

 private:
  char peek() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  json value() {
    if (take('\'')) {
      const std::size_t end = text_.find('\'', at_);
      std::string out = text_.substr(at_, end - at_);
      at_ = end + 1;
      return out;
    }
    if (!take('[')) {
      std::string word;
      while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
        word += text_[at_++];
      return word;
    }
    if (take(':')) {
      take(']');
      return json::object();
    }
    json list = json::array(), map = json::object();
    while (peek() != ']' && peek() != '\0') {
      json first = value();
      if (take(':'))
        map[first.get<std::string>()] = value();
      else
        list.push_back(std::move(first));
      take(',');
    }
    take(']');
    return map.empty() ? list : map;
  }
  std::string text_;
  std::size_t at_ = 0;
};

Texts texts(const json& list) {
  Texts out;
  for (const json& one : list) out.insert(one.get<std::string>());
  return out;
}
Texts texts(const std::vector<Name>& names) {
  Texts out;
  for (const Name& one : names) out.insert(one.text);
  return out;
}

std::string kind_name(Kind kind) { return kind == Kind::us ? "US" : kind == Kind::fgi ? "FGI" : "JOINT"; }
std::string level_name(Level level) {
  std::string out(word_of(level));
  std::replace(out.begin(), out.end(), ' ', '_');
  return out;
}
std::string aea_name(const Marking& m) {
  if (m.aea.empty()) return "";
  static constexpr const char* kNames[] = {"RD", "FRD", "TFNI", "DOD_UCNI", "DOE_UCNI"};
  return kNames[static_cast<std::size_t>(m.aea[0].type)];
}
Texts dissem_names(const Marking& m) {
  static constexpr const char* kNames[] = {"RSEN",   "FOUO",   "ORCON",         "IMCON", "NOFORN",
                                           "PROPIN", "RELIDO", "DEA_SENSITIVE", "FISA",  "WAIVED"};
  Texts out;
  for (const auto& one : m.dissem) out.insert(kNames[static_cast<std::size_t>(one.what)]);
  return out;
}
Texts other_names(const Marking& m) {
  static constexpr const char* kNames[] = {"LIMDIS", "EXDIS",      "NODIS", "SBU", "SBU_NOFORN",
                                           "LES",    "LES_NOFORN", "SSI",   "NNPI"};
  Texts out;
  for (const auto& one : m.non_ic) out.insert(kNames[static_cast<std::size_t>(one.what)]);
  return out;
}
json sci_of(const Marking& m) {
  json out = json::array();
  for (const Control& control : m.sci) {
    json compartments = json::object();
    for (const Compartment& one : control.compartments) compartments[one.name] = one.subs;
    out.push_back({{"control", control.name}, {"compartments", compartments}});
  }
  return out;
}
json sci_of(const json& list) {  // an empty Groovy list and an empty map look alike
  json out = list;
  for (json& one : out)
    if (one["compartments"].empty()) one["compartments"] = json::object();
  return out;
}

// One member of a row against the tree; "" if it agrees.
std::string differs(const std::string& key, const json& row, const Marking& m) {
  const auto say = [&](const auto& got, const auto& wanted) -> std::string {
    if (got == wanted) return "";
    std::ostringstream out;
    out << key << " is " << testing::PrintToString(got) << ", not " << testing::PrintToString(wanted);
    return out.str();
  };
  const std::string text = row[key].get<std::string>();
  const std::string aea = aea_name(m);
  if (key == "classification") return say(level_name(*m.level), text);
  if (key == "type")
    return text == "US" || text == "FGI" || text == "JOINT" ? say(kind_name(m.kind), text) : say(aea, text);
  const json value = Groovy(text).read();
  if (key == "fgiAuthority") return say(m.authorities.empty() ? "" : m.authorities[0].text, value.get<std::string>());
  if (key == "jointAuthorities") return say(texts(m.authorities), texts(value));
  if (key == "firstAuthority") return say(*texts(m.authorities).begin(), value.get<std::string>());
  if (key == "sciControl") return say(sci_of(m), sci_of(value));
  if (key == "multiple") return say(m.sap && m.sap->multiple, value == "true");
  if (key == "hvsaco") return say(m.sap && m.sap->hvsaco, value == "true");
  if (key == "programs") {
    Texts names;
    for (const Control& one : m.sap->programs) names.insert(one.name);
    return say(names, texts(value));
  }
  if (key == "cnwdi") return say(!m.aea.empty() && m.aea[0].cnwdi, value == "true");
  if (key == "sigmas") {
    Texts sigmas;
    for (const int one : m.aea[0].sigmas) sigmas.insert(std::to_string(one));
    return say(sigmas, texts(value));
  }
  if (key == "dod" || key == "dodUcni") return say(aea == "DOD_UCNI", value == "true");
  if (key == "doe" || key == "doeUcni") return say(aea == "DOE_UCNI", value == "true");
  if (key == "countryCodes") return say(texts(m.fgi_sources), texts(value));
  if (key == "hasConcealedFgi") return say(m.fgi && m.fgi_sources.empty(), value == "true");
  if (key == "dissem") {
    Texts names = dissem_names(m);
    names.erase("RSEN");  // the rows' own parser does not know RS, and drops it
    return say(names, texts(value));
  }
  if (key == "otherDissem") return say(other_names(m), texts(value));
  if (key == "accm") return say(texts(m.accm), texts(value));
  if (key == "relTo") return say(texts(m.rel_to_codes), texts(value));
  if (key == "displayTo") return say(texts(m.display_only_codes), texts(value));
  return "the test does not know the member " + key;
}

// "CAPCO appendix 2, 2.d" -> "2.d."; the rule on USA as a foreign source has no paragraph in the rows.
std::string paragraph(const std::string& rule) {
  if (rule == "CAPCO 9") return "-";
  return rule.substr(rule.rfind(' ') + 1) + ".";
}

TEST(CapcoVectors, EachRowIsAcceptedOrRefusedForTheStatedReason) {
  const auto file = marking_vectors("capco_parse.jsonl");
  if (!file) GTEST_SKIP() << kNoVectors;
  int rows = 0, agree = 0;
  for (const std::string& line : lines_of(*file)) {
    const json row = json::parse(line);
    const std::string text = Groovy(row["markings"].get<std::string>()).read().get<std::string>();
    const Form form = row["spec"] == "BannerMarkingsSpec" ? Form::banner : Form::portion;
    const Parsed parsed = parse(text, form);
    std::string fault;
    if (parsed.ok() != (row["expect"] == "accept")) fault = parsed.ok() ? "accepted" : "refused";
    if (row.contains("validationParaRefs"))
      for (const json& wanted : Groovy(row["validationParaRefs"].get<std::string>()).read())
        if (std::none_of(parsed.findings.begin(), parsed.findings.end(), [&](const Finding& one) {
              return one.severity == Finding::Severity::error && paragraph(one.rule) == wanted.get<std::string>();
            }))
          fault += " lacks " + wanted.get<std::string>();
    if (parsed.ok())
      for (const auto& [key, value] : row.items())
        if (key != "spec" && key != "test" && key != "expect" && key != "markings" && key != "validationParaRefs")
          if (const std::string said = differs(key, row, parsed.marking); !said.empty()) fault += " " + said;
    ++rows;
    agree += fault.empty();
    EXPECT_EQ(fault, "") << line << "\n" << shown(parsed.findings);
  }
  EXPECT_EQ(rows, 245);
  RecordProperty("agree", agree);
  std::printf("capco_parse.jsonl: %d of %d rows agree\n", agree, rows);
}

// ---- Every value of the ODNI's controlled vocabularies
// ---------------------------------------------------------------

// An example of a value that is a pattern, and of its description.
struct Example {
  std::string value, description;
};
Example example(std::string value, std::string description) {
  const auto put = [](std::string& in, const std::string& from, const std::string& to) {
    if (const auto at = in.find(from); at != in.npos) in.replace(at, from.size(), to);
  };
  put(value, "((14)|(15)|(18)|(20))", "15");
  put(value, "[A-Z0-9]{1,6}", "X1");
  put(value, "[A-Z0-9]{3}", "X1Y");
  put(value, "[A-Z]{3}-[A-Z]{4}", "ABC-WXYZ");
  put(value, "[A-Z]{4}", "WXYZ");
  put(value, "[A-Z]{3}", "ABC");
  put(value, "[A-Z0-9\\-_]{1,61}", "GREEN_DOOR");
  if (const auto hash = description.find('#'); hash != description.npos)
    description = description.substr(0, hash) + "15";
  // Descriptions of patterns that are prose, not a form of the value.
  for (const char* prose : {"xxxxxx", "XX, ", "AAAA", "compartment", "ACCM", "name of"})
    if (description.find(prose) != description.npos) description = value;
  for (char& c : description) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return {std::move(value), std::move(description)};
}

struct Vocabulary {
  const char* file;
  int rows;
  // The marking in which a value stands, in portion form and (with the description's words) in banner form.
  std::string (*portion)(const std::string& value);
  std::string (*banner)(const std::string& words);
  // Is the value there?
  bool (*found)(const Marking& marking, const std::string& value);
};

bool rd(const Marking& m, const std::string& value) {
  if (m.aea.size() != 1) return false;
  const Aea& aea = m.aea[0];
  const std::string name = value.substr(0, value.find('-'));
  static const std::map<std::string, Aea::Type> kTypes = {{"RD", Aea::Type::rd},
                                                          {"FRD", Aea::Type::frd},
                                                          {"TFNI", Aea::Type::tfni},
                                                          {"DCNI", Aea::Type::dod_ucni},
                                                          {"UCNI", Aea::Type::doe_ucni}};
  return kTypes.at(name) == aea.type && aea.cnwdi == (value == "RD-CNWDI") &&
         (value.find("SG") == value.npos) == aea.sigmas.empty();
}
bool one_dissem(const Marking& m, const std::string& value) {
  if (value == "REL") return m.rel_to && m.rel_to_codes.size() == 2 && !m.eyes_only;
  if (value == "EYES") return m.eyes_only && m.rel_to_codes.size() == 2;
  if (value == "DISPLAYONLY") return m.display_only && m.display_only_codes.size() == 1;
  static const std::map<std::string, Dissem> kControls = {
      {"RS", Dissem::rsen},       {"FOUO", Dissem::fouo}, {"OC", Dissem::orcon},
      {"IMC", Dissem::imcon},     {"NF", Dissem::noforn}, {"PR", Dissem::propin},
      {"RELIDO", Dissem::relido}, {"DSEN", Dissem::dsen}, {"FISA", Dissem::fisa}};
  return m.has(kControls.at(value));
}
bool one_non_ic(const Marking& m, const std::string& value) {
  if (value.starts_with("ACCM-")) return m.accm.size() == 1 && m.accm[0].text == "GREEN DOOR";
  static const std::map<std::string, NonIc> kControls = {
      {"DS", NonIc::limdis},         {"XD", NonIc::exdis},          {"ND", NonIc::nodis},
      {"SBU", NonIc::sbu},           {"SBU-NF", NonIc::sbu_noforn}, {"LES", NonIc::les},
      {"LES-NF", NonIc::les_noforn}, {"SSI", NonIc::ssi},           {"NNPI", NonIc::nnpi}};
  return m.non_ic.size() == 1 && m.has(kControls.at(value));
}
bool one_sci(const Marking& m, const std::string& value) {
  const Label label = label_of(m, {});
  return label.compartments.contains({"USA", value}) &&
         label.compartments.size() == static_cast<std::size_t>(1 + std::count(value.begin(), value.end(), '-'));
}

// A dissemination control in a marking that it may stand in.
std::string with_dissem(const std::string& level, const std::string& words) {
  const bool banner = level.size() > 1;
  if (words == "FOUO" || words == "FOR OFFICIAL USE ONLY") return (banner ? "UNCLASSIFIED//" : "U//") + words;
  if (words == "REL" || words == "AUTHORIZED FOR RELEASE TO") return level + "//" + words + " USA, AUS";
  if (words == "EYES" || words == "EYES ONLY") return level + "//USA/AUS " + words;
  if (words.find("DISPLAY") != words.npos) return level + "//" + words + " AUS";
  if (words == "IMC" || words == "CONTROLLED IMAGERY") return level + "//" + words + (banner ? "/NOFORN" : "/NF");
  return level + "//" + words;
}
std::string with_aea(const std::string& level, const std::string& words) {
  const bool unclassified =
      words.find("CNI") != words.npos || words.find("CONTROLLED NUCLEAR INFORMATION") != words.npos;
  return (unclassified ? level.size() > 1 ? "UNCLASSIFIED" : "U" : level) + "//" + words;
}

const Vocabulary kVocabularies[] = {
    {"ism_cve_AtomicEnergyMarkings.tsv", 8, [](const std::string& v) { return with_aea("S", v); },
     [](const std::string& d) { return with_aea("SECRET", d); }, rd},
    {"ism_cve_Dissem.tsv", 12, [](const std::string& v) { return with_dissem("S", v); },
     [](const std::string& d) { return with_dissem("SECRET", d); }, one_dissem},
    {"ism_cve_NonIC.tsv", 10, [](const std::string& v) { return "S//" + v; },
     [](const std::string& d) { return "SECRET//" + d; }, one_non_ic},
    {"ism_cve_SCIControls.tsv", 19, [](const std::string& v) { return "TS//" + v + "//NF"; },
     [](const std::string& d) { return "TOP SECRET//" + d + "//NOFORN"; }, one_sci},
    {"ism_cve_NonUSControls.tsv", 3, [](const std::string& v) { return "//CTS//" + v; },
     [](const std::string& d) { return "//COSMIC TOP SECRET//" + d.substr(5, d.rfind(' ') - 5); },
     [](const Marking& m, const std::string& v) {
       return m.nato_controls.size() == 1 && m.nato_controls[0].text == v;
     }},
    {"ism_cve_ClassificationAll.tsv", 5, [](const std::string& v) { return v == "R" ? "//CAN R" : v; },
     [](const std::string& d) { return d == "RESTRICTED" ? "//CAN RESTRICTED" : d; },
     [](const Marking& m, const std::string& v) { return portion_of(*m.level) == v; }},
    {"ism_cve_RelTo.tsv", 305,
     [](const std::string& v) { return v == "USA" ? "S//REL TO USA, AUS" : "S//REL TO USA, " + v; }, nullptr,
     [](const Marking& m, const std::string& v) { return texts(m.rel_to_codes).contains(v); }},
    {"ism_cve_FGIOpen.tsv", 305, [](const std::string& v) { return "S//FGI " + v; }, nullptr,
     [](const Marking& m, const std::string& v) { return texts(m.fgi_sources) == Texts{v}; }},
    {"ism_cve_OwnerProducer.tsv", 306,
     [](const std::string& v) { return v == "USA" ? std::string("S") : "//" + v + " S"; }, nullptr,
     [](const Marking& m, const std::string& v) {
       if (v == "USA") return m.kind == Kind::us;
       return m.kind == Kind::fgi && (v == "FGI" ? m.authorities.empty() : m.authorities[0].text == v);
     }},
};

TEST(CapcoVocabularies, EachValueIsUnderstoodAndWhatIsDeprecatedWarns) {
  for (const Vocabulary& vocabulary : kVocabularies) {
    const auto file = marking_vectors(vocabulary.file);
    if (!file) GTEST_SKIP() << kNoVectors;
    int rows = 0;
    for (const auto& row : rows_of(*file)) {
      ++rows;
      ASSERT_GE(row.size(), 3u);
      const Example one = example(row[1], row[2]);
      const bool deprecated = row.size() > 3 && !row[3].empty();
      std::vector<std::pair<std::string, Form>> texts_to_try = {{vocabulary.portion(one.value), Form::portion}};
      if (vocabulary.banner) texts_to_try.emplace_back(vocabulary.banner(one.description), Form::banner);
      for (const auto& [text, form] : texts_to_try) {
        const Parsed parsed = parse(text, form);
        EXPECT_TRUE(parsed.ok()) << vocabulary.file << " " << text << "\n" << shown(parsed.findings);
        ASSERT_TRUE(parsed.marking.level) << text;
        EXPECT_TRUE(vocabulary.found(parsed.marking, one.value))
            << vocabulary.file << " " << text << " -> " << write(parsed.marking, form);
        const bool warned = std::any_of(parsed.findings.begin(), parsed.findings.end(), [](const Finding& f) {
          return f.message.find("no longer used") != f.message.npos;
        });
        EXPECT_EQ(warned, deprecated) << text << "\n" << shown(parsed.findings);
        if (deprecated) {
          EXPECT_NE(shown(parsed.findings).find(row[3]), std::string::npos) << text;
        }
      }
      if (vocabulary.rows > 300 && row[1] != "FGI") {
        const CountryCode* code = find_country_code(row[1]);
        ASSERT_NE(code, nullptr) << row[1];
        EXPECT_TRUE(code->name == row[2] || row[1] == "USA") << row[1] << " " << code->name;
      }
    }
    EXPECT_EQ(rows, vocabulary.rows) << vocabulary.file;
  }
}

// ---- What the parser says of what it cannot read
// ---------------------------------------------------------------------

struct Fault {
  const char* text;
  Form form;
  const char* rule;
  std::size_t offset, length;
  const char* says;  // a part of the message
};
const Fault kFaults[] = {
    {"", Form::banner, "CAPCO 3", 0, 0, "begin with TOP SECRET"},
    {"//", Form::banner, "CAPCO 3", 2, 0, "the owner"},
    {"SECRT//NOFORN", Form::banner, "CAPCO 3", 0, 5, "begin with TOP SECRET"},
    {"SECRET//REL TO USA, QQQ", Form::banner, "CVEnumISMRelTo", 20, 3, "trigraph"},
    {"SECRET//REL TO USA AND CAN", Form::banner, "CAPCO 10.e.4", 19, 3, "Andorra"},
    {"SECRET//REL TO", Form::banner, "CAPCO 10.e", 14, 0, "REL TO USA, AUS"},
    {"(S//REL)", Form::portion, "CAPCO 10.e", 7, 0, "the whole list"},
    {"SECRET//REL TO AUS, NZL", Form::banner, "ISM-ID-00214", 8, 15, "begins with USA"},
    {"SECRET//SI/NOFORN", Form::banner, "CAPCO syntax", 11, 6, "a part of their own"},
    {"SECRET//NOFORN/LIMDIS", Form::banner, "CAPCO syntax", 15, 6, "a part of their own"},
    {"SECRET//NOFRON", Form::banner, "CAPCO 6.c", 8, 6, "unknown here reads as SCI"},
    {"SECRET//NOT FOR FOREIGNERS", Form::banner, "CAPCO 6", 8, 18, "no control of this register"},
    {"(S//NF) Ships", Form::portion, "CAPCO syntax", 0, 13, "alone"},
    {"(S//NF", Form::portion, "CAPCO syntax", 0, 6, "not closed"},
    {"S\xc3\xa9"
     "CRET",
     Form::banner, "", 1, 1, "plain capitals"},
    {"SECRET//RD-SG", Form::banner, "CAPCO 8.d", 8, 5, "RD-SIGMA 14"},
    {"SECRET//TFNI-N", Form::banner, "CAPCO 8", 8, 6, "only RD and FRD"},
    {"//JOINT SECRET USA", Form::banner, "CAPCO 5", 8, 10, "at least two owners"},
    {"//USA SECRET", Form::banner, "CAPCO 4", 2, 3, "without //"},
    {"SECRET//EYES ONLY", Form::banner, "ISM-ID-00164", 8, 9, "REL TO"},
    {"SECRET//USA/CAN", Form::banner, "CAPCO 6.c", 8, 3, "SCI"},
    {"SECRET//REL TO USA, CAN/REL TO USA, GBR", Form::banner, "CAPCO 10.e.4", 24, 15, "write one"},
    {"SECRET//ACCM-A.B", Form::banner, "CAPCO 11.b", 8, 8, "ACCM-NAME"},
};

TEST(CapcoParse, FaultsAreNamedWithTheirPlaceAndWhatToWriteInstead) {
  for (const Fault& fault : kFaults) {
    const Parsed parsed = parse(fault.text, fault.form);
    const bool named = std::any_of(parsed.findings.begin(), parsed.findings.end(), [&](const Finding& one) {
      return one.severity == Finding::Severity::error && one.rule == fault.rule && one.offset == fault.offset &&
             one.length == fault.length && one.message.find(fault.says) != std::string::npos;
    });
    EXPECT_TRUE(named) << fault.text << "\n" << shown(parsed.findings);
    EXPECT_TRUE(std::is_sorted(parsed.findings.begin(), parsed.findings.end(),
                               [](const Finding& a, const Finding& b) { return a.offset < b.offset; }));
  }
}

TEST(CapcoParse, OddButClearIsReadWithAWarning) {
  const std::pair<const char*, const char*> cases[] = {
      {"secret//noforn", "SECRET//NOFORN"},
      {" S//NF ", "SECRET//NOFORN"},
      {"(S//NF)", "SECRET//NOFORN"},
      {"SECRET//NOFORN//SI", "SECRET//SI//NOFORN"},
      {"SECRET//SI//TK//NOFORN", "SECRET//SI/TK//NOFORN"},
      {"SECRET//TK/COMINT//NOFORN/ORCON/NOFORN", "SECRET//SI/TK//ORCON/NOFORN"},
      {"SECRET//REL TO USA CAN", "SECRET//REL TO USA, CAN"},
      {"SECRET//FGI DEU, GBR", "SECRET//FGI DEU GBR"},
      {"SECRET//USA/CAN/GBR EYES ONLY", "SECRET//REL TO USA, CAN, GBR"},
      {"//NSAT", "//NATO SECRET//ATOMAL"},
      {"//CTS-B", "//COSMIC TOP SECRET//BOHEMIA"},
      {"//JOINT SECRET USA CAN", "//JOINT SECRET CAN USA"},
  };
  for (const auto& [text, canonical] : cases) {
    const Parsed parsed = parse(text, Form::banner);
    EXPECT_TRUE(parsed.ok()) << text << "\n" << shown(parsed.findings);
    EXPECT_FALSE(parsed.findings.empty()) << text;
    EXPECT_EQ(write(parsed.marking, Form::banner), canonical);
  }
}

TEST(CapcoParse, PlacesArePlacesInTheText) {
  const std::string text = "TOP SECRET//SI-G ABCD/TK//SAR-BP//RD//FGI DEU//ORCON/REL TO USA, FVEY//LIMDIS";
  const Marking m = parse(text, Form::banner).marking;
  const auto at = [&](Span span) { return text.substr(span.offset, span.length); };
  EXPECT_EQ(at(m.level_at), "TOP SECRET");
  EXPECT_EQ(at(m.sci[0].at), "SI-G ABCD");
  EXPECT_EQ(at(m.sci[1].at), "TK");
  EXPECT_EQ(at(m.sap->at), "SAR-BP");
  EXPECT_EQ(at(m.aea[0].at), "RD");
  EXPECT_EQ(at(*m.fgi), "FGI DEU");
  EXPECT_EQ(at(m.fgi_sources[0].at), "DEU");
  EXPECT_EQ(at(m.dissem[0].at), "ORCON");
  EXPECT_EQ(at(*m.rel_to), "REL TO USA, FVEY");
  EXPECT_EQ(at(m.rel_to_codes[1].at), "FVEY");
  EXPECT_EQ(at(m.non_ic[0].at), "LIMDIS");
}

TEST(CapcoParse, ManyFaultsAreBoundedAndRefused) {
  std::string text = "SECRET//REL TO USA";
  while (text.size() < kMaxBytes - 8) text += ", QQQ";
  const Parsed parsed = parse(text, Form::banner);
  EXPECT_FALSE(parsed.ok());
  EXPECT_LT(parsed.findings.size(), 200u);
  EXPECT_LE(parsed.marking.rel_to_codes.size(), 400u);
  EXPECT_FALSE(parse(text + std::string(100, 'Q'), Form::banner).ok());
  EXPECT_FALSE(parse(std::string(kMaxBytes, '/'), Form::banner).ok());
  EXPECT_FALSE(parse("SECRET//" + std::string(kMaxBytes - 8, '-'), Form::banner).ok());
}

}  // namespace
}  // namespace comity::marking::capco
