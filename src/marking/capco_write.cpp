// From the syntax tree to text, in the register's words and order. Taken whole: what is equal in meaning is written
// alike.
#include <algorithm>

#include "marking/capco_words.hpp"

namespace comity::marking::capco {
namespace {

class Writer {
 public:
  Writer(const Marking& marking, Form form) : m_(marking), portion_(form == Form::portion) {}

  std::string run() {
    head();
    nato();
    sci();
    sap();
    aea();
    fgi();
    dissem();
    non_ic();
    return std::move(out_);
  }

 private:
  void part(std::string_view text) {
    if (!text.empty()) (out_ += "//") += text;
  }

  static void join(std::string& to, std::string_view separator, std::string_view text) {
    if (!to.empty()) to += separator;
    to += text;
  }

  static std::string list(const std::vector<Name>& names, bool (*before)(std::string_view, std::string_view),
                          std::string_view separator) {
    std::vector<std::string_view> codes(names.size());
    std::transform(names.begin(), names.end(), codes.begin(),
                   [](const Name& one) { return std::string_view(one.text); });
    std::sort(codes.begin(), codes.end(), before);
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    std::string out;
    for (const std::string_view code : codes) join(out, separator, code);
    return out;
  }

  void head() {
    const Level level = *m_.level;
    const std::string_view word = portion_ ? portion_of(level) : word_of(level);
    if (m_.kind == Kind::us) {
      out_ = word;
    } else if (m_.kind == Kind::joint) {
      out_ = fmt::format("//JOINT {} {}", word, list(m_.authorities, trigraphs_first, " "));
    } else if (m_.authorities.empty()) {
      out_ = fmt::format("//FGI {}", word);
    } else if (m_.authorities[0].text == "NATO") {
      out_ = portion_ ? fmt::format("//{}", level == Level::top_secret ? "CTS" : std::string("N") + std::string(word))
                      : fmt::format("//{}", nato_word_of(level));
    } else {
      out_ = fmt::format("//{} {}", m_.authorities[0].text, word);
    }
  }

  void nato() { part(list(m_.nato_controls, trigraphs_first, "/")); }

  // Compartments of one control united, sorted, and such that no reader takes the next compartment for a
  // sub-compartment.
  static std::string compartments(const std::string& code, const std::vector<const Control*>& same) {
    std::vector<Compartment> all;
    for (const Control* control : same)
      all.insert(all.end(), control->compartments.begin(), control->compartments.end());
    const auto host = [&](const Compartment& one) { return has_hyphened_subs(code, one.name); };
    std::sort(all.begin(), all.end(), [&](const Compartment& a, const Compartment& b) {
      return std::pair(host(a), std::string_view(a.name)) < std::pair(host(b), std::string_view(b.name));
    });
    std::string out;
    for (std::size_t i = 0; i < all.size();) {
      std::vector<std::string_view> subs;
      const std::size_t first = i;
      for (; i < all.size() && all[i].name == all[first].name; ++i)
        subs.insert(subs.end(), all[i].subs.begin(), all[i].subs.end());
      std::sort(subs.begin(), subs.end());
      subs.erase(std::unique(subs.begin(), subs.end()), subs.end());
      (out += '-') += all[first].name;
      for (const std::string_view sub : subs) (out += ' ') += sub;
    }
    return out;
  }

  static std::string controls(const std::vector<Control>& all) {
    std::vector<const Control*> sorted;
    for (const Control& one : all) sorted.push_back(&one);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Control* a, const Control* b) { return a->code < b->code; });
    std::string out;
    for (std::size_t i = 0; i < sorted.size();) {
      std::vector<const Control*> same;
      const std::string& code = sorted[i]->code;
      for (; i < sorted.size() && sorted[i]->code == code; ++i) same.push_back(sorted[i]);
      join(out, "/", code);
      out += compartments(code, same);
    }
    return out;
  }

  void sci() { part(controls(m_.sci)); }

  void sap() {
    if (!m_.sap) return;
    std::string out = controls(m_.sap->programs);
    if (m_.sap->multiple) join(out, "/", "MULTIPLE PROGRAMS");
    if (!out.empty()) out.insert(0, "SAR-");
    if (m_.sap->hvsaco) join(out, "/", "HVSACO");
    part(out);
  }

  void aea() {
    std::string out;
    for (const auto& word : aea_words()) {
      bool any = false, cnwdi = false;
      std::vector<int> sigmas;
      for (const Aea& one : m_.aea) {
        if (one.type != word.what) continue;
        any = true;
        cnwdi = cnwdi || one.cnwdi;
        sigmas.insert(sigmas.end(), one.sigmas.begin(), one.sigmas.end());
      }
      if (!any) continue;
      join(out, "/", portion_ ? word.portion : word.banner);
      if (cnwdi) out += "-CNWDI";
      if (sigmas.empty()) continue;
      std::sort(sigmas.begin(), sigmas.end());
      sigmas.erase(std::unique(sigmas.begin(), sigmas.end()), sigmas.end());
      out += portion_ ? "-SG" : "-SIGMA";
      for (const int sigma : sigmas) out += fmt::format(" {}", sigma);
    }
    part(out);
  }

  void fgi() {
    if (!m_.fgi) return;
    const std::string sources = list(m_.fgi_sources, trigraphs_first, " ");
    part(sources.empty() ? "FGI" : "FGI " + sources);
  }

  void dissem() {
    std::string out;
    const auto word = [&](Dissem control) {
      if (!m_.has(control)) return;
      const auto& row = dissem_words()[static_cast<std::size_t>(control)];
      join(out, "/", portion_ ? row.portion : row.banner);
    };
    for (const Dissem one : {Dissem::rsen, Dissem::fouo, Dissem::orcon, Dissem::imcon, Dissem::noforn, Dissem::propin})
      word(one);
    if (m_.rel_to) join(out, "/", "REL TO " + list(m_.rel_to_codes, usa_first, ", "));
    for (const Dissem one : {Dissem::relido, Dissem::dsen, Dissem::fisa}) word(one);
    if (m_.display_only) join(out, "/", "DISPLAY ONLY " + list(m_.display_only_codes, trigraphs_first, ", "));
    word(Dissem::waived);
    part(out);
  }

  void non_ic() {
    std::string out;
    for (const auto& row : non_ic_words())
      if (m_.has(row.what)) join(out, "/", portion_ ? row.portion : row.banner);
    std::vector<std::string_view> names;
    for (const Name& name : m_.accm) names.push_back(name.text);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (std::size_t i = 0; i < names.size(); ++i) join(out, "/", (i == 0 ? "ACCM-" : "") + std::string(names[i]));
    part(out);
  }

  const Marking& m_;
  bool portion_;
  std::string out_;
};

}  // namespace

std::string write(const Marking& marking, Form form) { return Writer(marking, form).run(); }

}  // namespace comity::marking::capco
