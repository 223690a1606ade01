// Parts of the CAPCO parser that read one element at a time. For this language's files only.
#pragma once

#include "marking/capco_words.hpp"
#include "marking/country_codes.hpp"

namespace comity::marking::capco {

// A piece of the text and where it stands.
struct Piece {
  std::string_view text;
  std::uint32_t at = 0;

  Span span() const { return {at, static_cast<std::uint32_t>(text.size())}; }
  Piece from(std::size_t bytes) const { return {text.substr(bytes), at + static_cast<std::uint32_t>(bytes)}; }
};

inline Piece trimmed(Piece piece) {
  while (piece.text.starts_with(' ')) piece = piece.from(1);
  while (piece.text.ends_with(' ')) piece.text.remove_suffix(1);
  return piece;
}

// The pieces between separators, at least one.
class Splitter {
 public:
  Splitter(Piece piece, std::string_view separator) : rest_(piece), separator_(separator) {}
  std::optional<Piece> next() {
    if (done_) return std::nullopt;
    const auto end = rest_.text.find(separator_);
    if (end == std::string_view::npos) {
      done_ = true;
      return rest_;
    }
    const Piece out{rest_.text.substr(0, end), rest_.at};
    rest_ = rest_.from(end + separator_.size());
    return out;
  }

 private:
  Piece rest_;
  std::string_view separator_;
  bool done_ = false;
};

inline constexpr std::array<std::string_view, 3> kRelTo = {"REL TO", "AUTHORIZED FOR RELEASE TO", "REL"};
inline constexpr std::array<std::string_view, 3> kDisplayOnly = {"DISPLAY ONLY", "DISPLAYONLY",
                                                                 "AUTHORIZED FOR DISPLAY BUT NOT RELEASE TO"};

// The length of the head if `text` is one of them followed by a space or nothing.
inline std::optional<std::size_t> list_after(std::string_view text, std::span<const std::string_view> heads) {
  for (const std::string_view head : heads)
    if (text.starts_with(head) && (text.size() == head.size() || text[head.size()] == ' ')) return head.size();
  return std::nullopt;
}

// Capitals, digits and `more`.
inline bool is_name(std::string_view text, std::string_view more) {
  for (const char c : text)
    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || more.find(c) != more.npos)) return false;
  return !text.empty();
}

// Says whether the code is in the list, and whether it is still in use.
bool check_code(Piece code, std::uint8_t list, Notes& notes);
// A list of codes with this separator; spaces for commas, and commas for spaces, are read with a warning.
void read_codes(Piece list, std::uint8_t which, char separator, std::vector<Name>& out, Notes& notes);
void read_sci(Piece element, Marking& out, Notes& notes);
void read_sap(Piece part, Marking& out, Notes& notes);
// The row of an AEA word, and the length of what stands for it; nullptr: it is none.
const Word<Aea::Type>* aea_word(std::string_view element, std::size_t* length = nullptr);
void read_aea(Piece element, Marking& out, Notes& notes);

}  // namespace comity::marking::capco
