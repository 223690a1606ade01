// From text to the syntax tree: one pass over parts between "//", elements between "/". Rules on what may stand
// together are in capco_rules.cpp; lists of codes, SCI, SAP and AEA elements in capco_elements.cpp.
#include "marking/capco_elements.hpp"

namespace comity::marking::capco {
namespace {

// In the register's order; a part that comes before an earlier one is out of order.
enum class Part : std::uint8_t { nato, sci, sap, aea, fgi, dissem, non_ic };

template <class T>
const Word<T>* find_word(std::span<const Word<T>> words, std::string_view text) {
  for (const Word<T>& word : words)
    if (text == word.portion || text == word.banner || (!word.spelled.empty() && text == word.spelled) ||
        (!word.other.empty() && text == word.other))
      return &word;
  return nullptr;
}

class Parser {
 public:
  Parser(std::string_view text, Form form) : text_(text) { out_.form = form; }

  Parsed run() {
    if (plain()) {
      Piece all = trimmed({text_, 0});
      if (out_.form == Form::portion || all.text.starts_with('(')) parentheses(all);
      marking(all);
      if (out_.level) check(out_, notes_);
    }
    return {std::move(out_), notes_.take()};
  }

 private:
  // Length, bytes and case of the whole text.
  bool plain() {
    if (text_.size() > kMaxBytes) {
      notes_.error(
          {0, 0}, "",
          fmt::format("a marking of {} bytes is no marking; the longest that is read has {}", text_.size(), kMaxBytes));
      return false;
    }
    bool lower = false;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c < ' ' || c > '~') {
        notes_.error({static_cast<std::uint32_t>(i), 1}, "",
                     "a byte that no marking has; write plain capitals, digits and spaces");
        return false;
      }
      lower = lower || (c >= 'a' && c <= 'z');
    }
    if (lower) {
      capitals_.assign(text_);
      for (char& c : capitals_)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      text_ = capitals_;
      notes_.warning({0, static_cast<std::uint32_t>(text_.size())}, "CAPCO syntax", "a marking is written in capitals");
    }
    return true;
  }

  void parentheses(Piece& all) {
    if (!all.text.starts_with('(')) return;
    const auto close = all.text.find(')');
    if (close != all.text.size() - 1) {
      notes_.error(all.span(), "CAPCO syntax",
                   close == all.text.npos ? "the parenthesis is not closed; write (S//NF)"
                                          : "text follows the portion mark; give the marking alone");
      if (close == all.text.npos) {
        all = trimmed(all.from(1));
        return;
      }
    }
    if (out_.form == Form::banner)
      notes_.warning(all.span(), "CAPCO syntax", "a banner line stands without parentheses");
    all = trimmed({all.text.substr(1, close - 1), all.at + 1});
  }

  void marking(Piece all) {
    const bool foreign = all.text.starts_with("//");
    if (foreign) all = all.from(2);
    std::optional<Part> last;
    bool first = true;
    for (Splitter parts(all, "//"); auto part = parts.next(); first = false) {
      const Piece piece = trimmed(*part);
      if (first) {
        foreign ? foreign_head(piece) : us_head(piece);
        if (!out_.level) return;
      } else if (piece.text.empty()) {
        notes_.warning(part->span(), "CAPCO syntax", "an empty part; leave out the slashes");
      } else {
        const Part kind = part_of(piece);
        if (last && kind < *last)
          notes_.warning(piece.span(), "CAPCO syntax", "out of order: SCI, SAP, AEA, FGI, dissemination, non-IC");
        else if (last && kind == *last)
          notes_.warning(piece.span(), "CAPCO syntax", "a second part of this kind; join them with one slash");
        last = last ? std::max(*last, kind) : kind;
        read_part(kind, piece);
      }
    }
  }

  // ---- Classification
  // ------------------------------------------------------------------------------------------------

  std::optional<Level> level(Piece piece) {
    bool portion = false;
    const auto found = level_named(piece.text, portion);
    if (found && portion != (out_.form == Form::portion))
      other_form(piece.span(), portion ? word_of(*found) : portion_of(*found));
    return found;
  }

  void other_form(Span at, std::string_view write) {
    notes_.warning(at, "CAPCO syntax",
                   fmt::format("{} writes {}", out_.form == Form::banner ? "a banner line" : "a portion mark", write));
  }

  void no_level(Piece piece) {
    notes_.error(
        piece.span(), "CAPCO 3",
        fmt::format(
            "{} is no classification; begin with TOP SECRET, SECRET, CONFIDENTIAL or UNCLASSIFIED (TS, S, C, U in a "
            "portion), or with // and the owner for a foreign or joint marking",
            quoted(piece.text)));
  }

  void us_head(Piece piece) {
    out_.level_at = piece.span();
    out_.level = level(piece);
    if (!out_.level) no_level(piece);
  }

  void foreign_head(Piece piece) {
    out_.level_at = piece.span();
    Splitter words(piece, " ");
    const Piece owner = *words.next();
    if (owner.text == "JOINT") return joint(trimmed(piece.from(5)));
    out_.kind = Kind::fgi;
    for (const NatoShort& one : nato_shorts()) {
      if (piece.text != one.text) continue;
      out_.level = one.level;
      out_.cosmic = one.level == Level::top_secret;
      out_.authorities.push_back({"NATO", piece.span()});
      if (!one.control.empty()) out_.nato_controls.push_back({std::string(one.control), piece.span()});
      if (out_.form == Form::banner) other_form(piece.span(), nato_word_of(one.level));
      return;
    }
    Piece word = trimmed(piece.from(owner.text.size()));
    if (owner.text == "NATO" || owner.text == "COSMIC") {
      // "NATO SECRET ATOMAL"
      const auto space = word.text.rfind(' ');
      const std::string_view last = space == word.text.npos ? std::string_view{} : word.text.substr(space + 1);
      if (nato_control(last)) {
        out_.nato_controls.push_back({std::string(last), word.from(space + 1).span()});
        word = trimmed({word.text.substr(0, space), word.at});
      }
    }
    out_.level = level(word);
    if (!out_.level) return no_level(piece);
    if (owner.text == "FGI") return;  // the owner is concealed
    out_.cosmic = owner.text == "COSMIC";
    if (!out_.cosmic && owner.text == "USA")
      notes_.error(owner.span(), "CAPCO 4", "a US marking begins with its classification, without //");
    else if (!out_.cosmic)
      check_code(owner, CountryCode::kOwner, notes_);
    out_.authorities.push_back({std::string(out_.cosmic ? "NATO" : owner.text), owner.span()});
  }

  void joint(Piece piece) {
    out_.kind = Kind::joint;
    Splitter words(piece, " ");
    Piece word = *words.next();
    if (word.text == "TOP") {
      if (const auto secret = words.next())
        word.text = piece.text.substr(0, secret->at + secret->text.size() - piece.at);
    }
    out_.level = level(word);
    if (!out_.level) return no_level(piece);
    read_codes(trimmed(piece.from(word.text.size())), CountryCode::kOwner, ' ', out_.authorities, notes_);
    if (out_.authorities.size() < 2)
      notes_.error(piece.span(), "CAPCO 5", "a joint marking names at least two owners: //JOINT SECRET CAN USA");
    for (std::size_t i = 1; i < out_.authorities.size(); ++i)
      if (!trigraphs_first(out_.authorities[i - 1].text, out_.authorities[i].text)) {
        notes_.warning(out_.authorities[i].at, "CAPCO 5",
                       "owners stand in the order of the alphabet, trigraphs before tetragraphs");
        break;
      }
  }

  // ---- Parts
  // ---------------------------------------------------------------------------------------------------------

  Part part_of(Piece piece) const {
    const std::string_view text = piece.text;
    if (text.starts_with("SAR-") || text.starts_with("SPECIAL ACCESS REQUIRED-") || text == "HVSACO") return Part::sap;
    if (text == "FGI" || text.starts_with("FGI ") || text.starts_with("FOREIGN GOVERNMENT INFORMATION"))
      return Part::fgi;
    const std::string_view first = trimmed(*Splitter(piece, "/").next()).text;
    if (nato_control(first)) return Part::nato;
    if (aea_word(first)) return Part::aea;
    if (first.starts_with("ACCM-") || find_word(non_ic_words(), first)) return Part::non_ic;
    if (find_word(dissem_words(), first) || list_after(first, kRelTo) || list_after(first, kDisplayOnly) || eyes(text))
      return Part::dissem;
    return Part::sci;
  }

  void read_part(Part kind, Piece piece) {
    if (kind == Part::sap) return read_sap(piece, out_, notes_);
    if (kind == Part::fgi) return fgi(piece);
    bool accm = false;
    std::vector<Piece> eyes_codes;
    for (Splitter elements(piece, "/"); auto next = elements.next();) {
      const Piece element = trimmed(*next);
      if (element.text.empty()) {
        notes_.warning(next->span(), "CAPCO syntax", "an empty element; leave out the slash");
        continue;
      }
      switch (kind) {
        case Part::nato:
          nato(element);
          break;
        case Part::aea:
          read_aea(element, out_, notes_);
          break;
        case Part::non_ic:
          non_ic(element, accm);
          break;
        case Part::dissem:
          dissem(element, eyes_codes);
          break;
        default:
          if (find_word(dissem_words(), element.text) || list_after(element.text, kRelTo) ||
              list_after(element.text, kDisplayOnly))
            misplaced(element, "a dissemination control");
          else if (find_word(non_ic_words(), element.text))
            misplaced(element, "a non-IC control");
          else
            read_sci(element, out_, notes_);
      }
    }
    for (const Piece& code : eyes_codes) misplaced(code, "no dissemination control");
  }

  void misplaced(Piece element, std::string_view what) {
    notes_.error(element.span(), "CAPCO syntax",
                 fmt::format("{} is {}; SCI, dissemination and non-IC controls each stand in a part of their own, "
                             "after //",
                             quoted(element.text), what));
  }

  static bool nato_control(std::string_view text) { return text == "ATOMAL" || text == "BALK" || text == "BOHEMIA"; }

  void nato(Piece element) {
    if (nato_control(element.text))
      out_.nato_controls.push_back({std::string(element.text), element.span()});
    else
      misplaced(element, "no NATO marking");
  }

  void fgi(Piece piece) {
    if (out_.fgi) notes_.warning(piece.span(), "CAPCO 9", "FGI is said twice");
    out_.fgi = piece.span();
    const std::size_t head =
        piece.text.starts_with("FGI") ? 3 : std::string_view("FOREIGN GOVERNMENT INFORMATION").size();
    const Piece list = trimmed(piece.from(head));
    if (!list.text.empty()) read_codes(list, CountryCode::kSource, ' ', out_.fgi_sources, notes_);
  }

  template <class T>
  void add(std::vector<At<T>>& to, const Word<T>& word, Piece element) {
    const std::uint32_t bit = 1u << static_cast<unsigned>(word.what);
    std::uint32_t& seen = std::is_same_v<T, Dissem> ? dissem_seen_ : non_ic_seen_;
    if (seen & bit) return notes_.warning(element.span(), "CAPCO syntax", fmt::format("{} is said twice", word.banner));
    seen |= bit;
    to.push_back({word.what, element.span()});
    const bool portion = element.text == word.portion, banner = element.text == word.banner;
    if (out_.form == Form::banner && portion && !banner) other_form(element.span(), word.banner);
    if (out_.form == Form::portion && !portion) other_form(element.span(), word.portion);
  }

  void non_ic(Piece element, bool& accm) {
    if (const auto* word = find_word(non_ic_words(), element.text)) {
      accm = false;
      return add(out_.non_ic, *word, element);
    }
    Piece name = element;
    if (element.text.starts_with("ACCM-")) {
      accm = true;
      name = trimmed(element.from(5));
    }
    if (!accm) return misplaced(element, "no non-IC control");
    if (name.text.empty() || name.text.size() > 61 || !is_name(name.text, " -_"))
      return notes_.error(element.span(), "CAPCO 11.b",
                          "the name of an ACCM has 1 to 61 capitals, digits, spaces and hyphens: ACCM-NAME");
    out_.accm.push_back({std::string(name.text), element.span()});
    for (char& c : out_.accm.back().text)
      if (c == '_') c = ' ';
  }

  // "USA/CAN/GBR EYES ONLY": is the last element of the part such a one?
  static bool eyes(std::string_view part) {
    return part.ends_with(" EYES ONLY") || part.ends_with(" EYES") || part == "EYES ONLY" || part == "EYES";
  }

  void dissem(Piece element, std::vector<Piece>& eyes_codes) {
    if (const auto* word = find_word(dissem_words(), element.text)) return add(out_.dissem, *word, element);
    if (eyes(element.text)) return read_eyes(element, eyes_codes);
    if (find_country_code(element.text)) return eyes_codes.push_back(element);
    if (const auto head = list_after(element.text, kRelTo)) {
      if (out_.rel_to) notes_.error(element.span(), "CAPCO 10.e.4", "two REL TO lists; write one");
      out_.rel_to = element.span();
      if (!element.text.starts_with("REL TO")) other_form(element.span(), "REL TO USA, …");
      return read_list(element.from(*head), kListMissing, "REL TO USA, AUS", out_.rel_to_codes);
    }
    if (const auto head = list_after(element.text, kDisplayOnly)) {
      if (out_.display_only) notes_.error(element.span(), "CAPCO 10.g", "two DISPLAY ONLY lists; write one");
      out_.display_only = element.span();
      return read_list(element.from(*head), "CAPCO 10.g", "DISPLAY ONLY AUS, NZL", out_.display_only_codes);
    }
    misplaced(element, "no dissemination control");
  }

  void read_list(Piece list, std::string_view rule, std::string_view example, std::vector<Name>& codes) {
    list = trimmed(list);
    if (list.text.empty())
      return notes_.error(list.span(), rule, fmt::format("to whom is not said; write the whole list: {}", example));
    read_codes(list, CountryCode::kReleasable, ',', codes, notes_);
  }

  void read_eyes(Piece element, std::vector<Piece>& eyes_codes) {
    notes_.warning(element.span(), "CVEnumISMDissem EYES",
                   "EYES ONLY is no longer used since 2014-09-11; write REL TO and the same list");
    const Piece code = trimmed({element.text.substr(0, element.text.rfind("EYES")), element.at});
    if (code.text.empty() && eyes_codes.empty())
      return notes_.error(element.span(), "ISM-ID-00164",
                          "for whose eyes is not said; write REL TO and the whole list");
    if (out_.rel_to)
      notes_.error(element.span(), "ISM-ID-00033", "EYES ONLY and REL TO exclude each other; write REL TO alone");
    out_.rel_to = element.span();
    out_.eyes_only = true;
    if (!code.text.empty()) eyes_codes.push_back(code);
    for (const Piece& one : eyes_codes) read_codes(one, CountryCode::kReleasable, ' ', out_.rel_to_codes, notes_);
    eyes_codes.clear();
  }

  std::string_view text_;
  std::string capitals_;
  Marking out_;
  Notes notes_;
  std::uint32_t dissem_seen_ = 0, non_ic_seen_ = 0;
};

}  // namespace

Parsed parse(std::string_view text, Form form) { return Parser(text, form).run(); }

}  // namespace comity::marking::capco
