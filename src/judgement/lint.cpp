#include "judgement/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "judgement/lint_words.hpp"
#include "judgement/sentences.hpp"

namespace comity::judgement {
namespace {
constexpr std::array kRules{
    LintRule{"likelihood-with-confidence", Weight::fault, "likelihood and confidence stand in one sentence", "say how likely it is in one sentence, and how confident you are and why in the next", "ICD 203 (2015) D.6.e(2)(b)"},
    LintRule{"vague-likelihood", Weight::fault, "this is on no yardstick: it says that something can be, and not how likely it is", "give the likelihood by a term of your yardstick, or say that it cannot be judged and why",
             "Kent 1964; ICD 203 (2015) D.6.e(2)(a)"},
    LintRule{"other-yardstick", Weight::fault, "this term is of another yardstick than the author's", "use the author's own term: readers see theirs beside it", "ICD 203 (2015) D.6.e(2)(a); PHIA yardstick 2019"},
    LintRule{"mixed-rows", Weight::fault, "terms of both rows of synonyms stand in one text", "keep to one row, or say in the text that the terms mean the same", "ICD 203 (2015) D.6.e(2)(a)"},
    LintRule{"double-negative", Weight::fault, "a denied unlikelihood has no band", "say how likely it is by a term of your yardstick", "Teigen and Brun 2003"},
    LintRule{"number-outside-term", Weight::fault, "the number and the term say different things on the author's yardstick", "let one of them decide", "the yardstick"},
    LintRule{"stacked-hedges", Weight::advice, "hedge upon hedge: what remains of the likelihood is anybody's guess", "keep the one that carries the likelihood", "Friedman 2019, War and Chance"},
    LintRule{"number-without-term", Weight::advice, "a number stands without its term", "put the term of your yardstick beside it", "Mandel and Irwin 2021"},
    LintRule{"term-without-number", Weight::advice, "a term stands without its number", "put the number or its range beside it: readers differ by tens of percent on words alone", "Wintle et al. 2019; Mandel and Irwin 2021"},
};
constexpr const LintRule& kMixed = kRules[0];
constexpr const LintRule& kVague = kRules[1];
constexpr const LintRule& kOther = kRules[2];
constexpr const LintRule& kRows = kRules[3];
constexpr const LintRule& kDouble = kRules[4];
constexpr const LintRule& kOutside = kRules[5];
constexpr const LintRule& kStacked = kRules[6];
constexpr const LintRule& kBareNumber = kRules[7];
constexpr const LintRule& kBareTerm = kRules[8];
constexpr std::size_t kBetweenHedges = 12;  // bytes: about two short words

// Lines and columns in one pass: findings are in the order of the text.
void place(std::string_view text, std::vector<Finding>& found) {
  std::size_t at = 0, line = 1, column = 1;
  for (auto& one : found) {
    for (; at < one.at; ++at) {
      if (text[at] == '\n')
        ++line, column = 1;
      else if ((text[at] & 0xC0) != 0x80)
        ++column;
    }
    one.line = line, one.column = column;
  }
}

bool hedges(const Word& word) { return word.kind == WordKind::term || word.kind == WordKind::vague; }

const Term* form_of(const Band& band, const std::string& words) {
  const auto found = std::find_if(band.also.begin(), band.also.end(), [&](const Term& one) { return one.words == words; });
  return found == band.also.end() ? nullptr : &*found;
}

std::string band_words(const Yardstick& yardstick, const Band& band) { return fmt::format("{} is {} to {} percent on {}", band.term, band.from, band.to, yardstick.title); }

class Reader {
 public:
  Reader(std::string_view text, const Yardsticks& yardsticks, const Yardstick* own) : text_(text), yardsticks_(yardsticks), own_(own), finder_(yardsticks) {}

  std::vector<Finding> read() {
    for (const auto& sentence : sentences_of(text_)) read(sentence);
    mixed_rows();
    std::stable_sort(found_.begin(), found_.end(), [](const Finding& a, const Finding& b) { return a.at < b.at; });
    place(text_, found_);
    return std::move(found_);
  }

 private:
  void add(const LintRule& rule, std::size_t at, std::size_t length, std::string detail = {}) {
    found_.push_back({.rule = &rule, .at = at, .length = length, .line = 1, .column = 1, .quote = std::string(text_.substr(at, length)), .detail = std::move(detail)});
  }

  void read(const Sentence& sentence) {
    const auto words = finder_.find(sentence.words);
    const auto count = [&](WordKind kind) { return std::count_if(words.begin(), words.end(), [&](const Word& one) { return one.kind == kind; }); };
    const bool likelihood = count(WordKind::term) + count(WordKind::vague) + count(WordKind::number) + count(WordKind::denial) > 0;
    if (likelihood && count(WordKind::confidence) > 0) add(kMixed, sentence.at, sentence.words.size());
    for (const auto& word : words) one_word(sentence, word);
    for (std::size_t i = 1; i < words.size(); ++i) {
      const auto gap = words[i].at - (words[i - 1].at + words[i - 1].length);
      if (hedges(words[i]) && hedges(words[i - 1]) && gap <= kBetweenHedges && sentence.words.substr(words[i - 1].at + words[i - 1].length, gap).find_first_of(",;:()") == std::string_view::npos)
        add(kStacked, sentence.at + words[i - 1].at, words[i].at + words[i].length - words[i - 1].at);
    }
    if (count(WordKind::number) > 0 && count(WordKind::term) == 0) {
      const auto first = std::find_if(words.begin(), words.end(), [](const Word& one) { return one.kind == WordKind::number; });
      add(kBareNumber, sentence.at + first->at, first->length, own_ != nullptr && first->low == first->high ? "on " + own_->title + ": " + term_of(*own_, *first->low) : std::string());
    }
    if (count(WordKind::term) > 0 && count(WordKind::number) == 0) bare_term(sentence, words);
    if (own_ != nullptr && count(WordKind::term) == 1 && count(WordKind::number) == 1) compare(sentence, words);
  }

  void one_word(const Sentence& sentence, const Word& word) {
    const auto at = sentence.at + word.at;
    if (word.kind == WordKind::vague) add(kVague, at, word.length);
    if (word.kind == WordKind::denial) add(kDouble, at, word.length);
    if (word.kind != WordKind::term || own_ == nullptr) return;
    const auto* band = band_named(*own_, word.words);
    if (band == nullptr) {
      add(kOther, at, word.length, others(word.words));
      return;
    }
    if (!own_->exclusive_rows) return;
    const auto* form = form_of(*band, word.words);
    (form != nullptr && form->second_row ? second_row_ : first_row_).push_back({at, word.length});
  }

  std::string others(const std::string& words) const {
    std::string out;
    for (const auto& one : yardsticks_.all())
      if (const auto* band = band_named(one, words)) out += (out.empty() ? "" : "; ") + band_words(one, *band);
    return out;
  }

  void bare_term(const Sentence& sentence, const std::vector<Word>& words) {
    const auto first = std::find_if(words.begin(), words.end(), [](const Word& one) { return one.kind == WordKind::term; });
    const auto* band = own_ == nullptr ? nullptr : band_named(*own_, first->words);
    add(kBareTerm, sentence.at + first->at, first->length, band == nullptr ? std::string() : band_words(*own_, *band));
  }

  void compare(const Sentence& sentence, const std::vector<Word>& words) {
    const auto term = std::find_if(words.begin(), words.end(), [](const Word& one) { return one.kind == WordKind::term; });
    const auto number = std::find_if(words.begin(), words.end(), [](const Word& one) { return one.kind == WordKind::number; });
    const auto* band = band_named(*own_, term->words);
    if (band == nullptr) return;
    const bool exact = *number->low == *number->high;
    const bool apart = exact ? band_of(*own_, *number->low) != band : *number->high <= band->from || *number->low >= band->to;
    if (apart) add(kOutside, sentence.at + number->at, number->length, band_words(*own_, *band));
  }

  void mixed_rows() {
    if (first_row_.empty() || second_row_.empty()) return;
    // The row that is used less is the one to change.
    for (const auto& [at, length] : second_row_.size() <= first_row_.size() ? second_row_ : first_row_) add(kRows, at, length);
  }

  std::string_view text_;
  const Yardsticks& yardsticks_;
  const Yardstick* own_;
  WordFinder finder_;
  std::vector<Finding> found_;
  std::vector<std::pair<std::size_t, std::size_t>> first_row_, second_row_;
};
}  // namespace

std::span<const LintRule> lint_rules() { return kRules; }

Result<std::vector<Finding>> lint(std::string_view text, const Yardsticks& yardsticks, const Yardstick* own) {
  if (text.size() > kLintMost) return fail(Code::too_large, fmt::format("the text is longer than {} bytes: look it over in parts", kLintMost));
  return Reader(text, yardsticks, own).read();
}

}  // namespace comity::judgement
