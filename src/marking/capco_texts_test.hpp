// Random CAPCO texts for property tests.
#pragma once

#include <initializer_list>
#include <random>
#include <string>

#include "marking/capco.hpp"

namespace comity::marking::capco {

// Texts made from the language's parts, most of them well-formed.
class Texts {
 public:
  explicit Texts(std::uint32_t seed) : random_(seed) {}

  std::string next(Form form) {
    portion_ = form == Form::portion;
    std::string out = head();
    some(sci(), out);
    some(pick({"SAR-BP", "SAR-BP/GREEN DOOR-A1 B2", "HVSACO", "SAR-A/B/C/D", "SAR-MULTIPLE PROGRAMS",
               "SPECIAL ACCESS REQUIRED-A/HVSACO"}),
         out, 8);
    some(pick({"RD", "FRD", "RD-N", "RD-CNWDI-SIGMA 14 2", "FRD-SG 20", "TFNI", "RD/FRD", "DCNI", "DOE UCNI"}), out, 8);
    if (us_) some(pick({"FGI", "FGI DEU", "FGI DEU GBR NATO", "FGI CAN"}), out, 6);
    some(dissem(), out, 2);
    some(pick({"LIMDIS", "XD", "ND", "SBU", "SBU NOFORN", "SBU-NF", "LES", "LES-NF/SSI", "NNPI", "ACCM-FOO",
               "DS/ACCM-FOO/BAR_BAZ", "ACCM-A/LES"}),
         out, 6);
    return out;
  }

  // A few bytes changed.
  std::string mutated(std::string text) {
    static const std::string kBytes = "/ ,-()ABNOSTU019\t\x80\xff" + std::string(1, '\0');
    for (std::size_t n = 1 + below(4); n > 0 && !text.empty(); --n) {
      const std::size_t at = below(text.size());
      switch (below(4)) {
        case 0:
          text.erase(at, 1 + below(4));
          break;
        case 1:
          text.insert(at, 1, kBytes[below(kBytes.size())]);
          break;
        case 2:
          text[at] = kBytes[below(kBytes.size())];
          break;
        default:
          text.insert(at, text.substr(below(text.size()), below(8)));
      }
    }
    return text;
  }

  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }

 private:
  std::string pick(std::initializer_list<const char*> all) { return *(all.begin() + below(all.size())); }
  void some(const std::string& part, std::string& out, std::size_t one_in = 3) {
    if (below(one_in) == 0) out += "//" + part;
  }
  std::string head() {
    us_ = below(4) > 0;
    const std::string level = portion_ ? pick({"TS", "S", "S", "C", "U", "R"})
                                       : pick({"TOP SECRET", "SECRET", "SECRET", "CONFIDENTIAL", "UNCLASSIFIED"});
    if (us_) return level;
    switch (below(4)) {
      case 0:
        return "//" + pick({"DEU", "GBR", "CAN", "FGI", "NATO"}) + " " + level;
      case 1:
        return pick({"//NS", "//CTS", "//NR", "//COSMIC TOP SECRET//BALK", "//NATO SECRET//ATOMAL", "//NU"});
      default:
        return "//JOINT " + level + " " + pick({"CAN USA", "AUS GBR", "CAN DEU USA NATO", "GBR USA"});
    }
  }
  std::string sci() {
    std::string out;
    for (std::size_t n = 1 + below(3); n > 0; --n)
      out += (out.empty() ? "" : "/") +
             pick({"SI", "TK", "SI-G", "SI-G-ABCD", "SI-G ABCD EFGH-MMM", "COMINT", "HCS", "HCS-O", "KDK-BLFH-X1",
                   "KDK-BLFH-IDIT", "KLONDIKE", "SI-ABC-WXYZ", "SI-WXYZ-ABC", "SI-WXYZ", "EL-EU", "ECRU", "MADE-UP-SCI",
                   "RSV-123", "TK-A B C-D"});
    return out;
  }
  std::string list() {
    return pick({"USA, AUS", "USA, FVEY", "USA, AUS, CAN, GBR, NATO", "USA, GBR", "USA, CAN, DEU", "USA CAN",
                 "USA, AUS, EFOR"});
  }
  std::string dissem() {
    std::string out;
    for (std::size_t n = 1 + below(3); n > 0; --n) {
      const std::string more = pick({"NF", "NOFORN", "OC", "ORCON", "IMC", "PR", "PROPIN", "RELIDO", "DSEN",
                                     "DEA SENSITIVE", "FISA", "RS", "FOUO", "REL", "REL", "DISPLAY"});
      out += out.empty() ? "" : "/";
      out += more == "REL"       ? "REL TO " + list()
             : more == "DISPLAY" ? "DISPLAY ONLY " + pick({"AUS, NZL", "JPN", "AFG, NATO", "USA"})
                                 : more;
    }
    return out;
  }
  std::mt19937 random_;
  bool portion_ = false, us_ = true;
};

}  // namespace comity::marking::capco
