#include "stix/formats.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

namespace comity::stix {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_lower(c) || is_upper(c); }
bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }
bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

template <class F>
bool all(std::string_view text, F&& test) {
  for (const char c : text)
    if (!test(c)) return false;
  return true;
}

// The text before the next `mark`, which goes as well; the rest if there is none.
std::string_view take(std::string_view& text, char mark, bool& more) {
  const std::size_t at = text.find(mark);
  more = at != std::string_view::npos;
  const std::string_view out = text.substr(0, at);
  text.remove_prefix(more ? at + 1 : text.size());
  return out;
}

// A number of at most `digits` digits that is at most `most`.
bool is_number(std::string_view text, std::size_t digits, int most) {
  if (text.empty() || text.size() > digits || !all(text, is_digit)) return false;
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value <= most;
}

bool without_prefix_length(std::string_view& text, int most) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return true;
  const std::string_view length = text.substr(slash + 1);
  if (!is_number(length, 3, most) || (length.size() > 1 && length.front() == '0')) return false;
  text = text.substr(0, slash);
  return true;
}

int two(const char* p) { return (p[0] - '0') * 10 + (p[1] - '0'); }

constexpr std::array<bool, 128> kUriCharacters = [] {
  std::array<bool, 128> table{};
  for (const char c :
       std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%"))
    table[static_cast<std::size_t>(c)] = true;
  return table;
}();

constexpr std::string_view kGrandfathered =
    " en-gb-oed i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn i-tao i-tay i-tsu "
    "sgn-be-fr "
    "sgn-be-nl sgn-ch-de art-lojban cel-gaulish no-bok no-nyn zh-guoyu zh-hakka zh-min zh-min-nan zh-xiang ";

}  // namespace

Instant read_instant(std::string_view text) {
  Instant out;
  if (text.size() < 20 || text.back() != 'Z') return out;
  const char* const p = text.data();
  const bool marks = p[4] == '-' && p[7] == '-' && p[10] == 'T' && p[13] == ':' && p[16] == ':';
  if (!marks) return out;
  for (const int at : {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18})
    if (!is_digit(p[at])) return out;
  const int year = two(p) * 100 + two(p + 2), month = two(p + 5), day = two(p + 8);
  const int hour = two(p + 11), minute = two(p + 14), second = two(p + 17);
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return out;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (day > kDays[month - 1] + (month == 2 && leap ? 1 : 0)) return out;
  if (second == 60 && (hour != 23 || minute != 59)) return out;
  if (text.size() > 20) {
    const std::string_view digits = text.substr(20, text.size() - 21);
    if (p[19] != '.' || digits.empty() || !all(digits, is_digit)) return out;
    out.digits = static_cast<std::uint32_t>(digits.size());
    std::size_t size = digits.size();
    while (size > 0 && digits[size - 1] == '0') --size;
    out.fraction = digits.substr(0, size);
  }
  using namespace std::chrono;
  const sys_days date{std::chrono::year{year} / month / day};
  out.second = date.time_since_epoch().count() * std::int64_t{86'400} + hour * 3600 + minute * 60 + second;
  out.good = true;
  return out;
}

bool is_before(const Instant& a, const Instant& b) {
  return a.second != b.second ? a.second < b.second : a.fraction < b.fraction;
}

bool is_language(std::string_view text) {
  if (text.empty() || text.size() > 100) return false;
  std::string lower(text);
  for (char& c : lower)
    if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  if (kGrandfathered.find(" " + lower + " ") != std::string_view::npos) return true;
  std::string_view rest = lower;
  bool more = true;
  std::array<std::string_view, 64> subtags;
  std::size_t count = 0;
  while (more) {
    const std::string_view subtag = take(rest, '-', more);
    if (subtag.empty() || subtag.size() > 8 || !all(subtag, is_alphanumeric) || count == subtags.size()) return false;
    subtags[count++] = subtag;
  }
  std::size_t at = 0;
  const auto next = [&]() -> std::string_view { return at < count ? subtags[at] : std::string_view(); };
  if (subtags[0] != "x") {
    const std::string_view language = subtags[at++];
    if (language.size() < 2 || !all(language, is_letter)) return false;
    if (language.size() <= 3)
      for (int i = 0; i < 3 && next().size() == 3 && all(next(), is_letter); ++i) ++at;  // extended language
    if (next().size() == 4 && all(next(), is_letter)) ++at;                              // script
    if ((next().size() == 2 && all(next(), is_letter)) || (next().size() == 3 && all(next(), is_digit))) ++at;
    while (next().size() >= 5 || (next().size() == 4 && is_digit(next()[0]))) ++at;  // variants
    while (next().size() == 1 && next() != "x") {                                    // extensions
      ++at;
      if (next().size() < 2) return false;
      while (next().size() >= 2) ++at;
    }
  }
  if (next() == "x") {
    if (++at == count) return false;
    at = count;
  }
  return at == count;
}

bool is_hex(std::string_view text) {
  return text.size() % 2 == 0 && all(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

bool is_base64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  std::size_t size = text.size();
  for (int i = 0; i < 2 && size > 0 && text[size - 1] == '='; ++i) --size;
  return all(text.substr(0, size), [](char c) { return is_alphanumeric(c) || c == '+' || c == '/'; });
}

bool is_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos || !is_letter(text[0])) return false;
  const auto scheme = [](char c) { return is_alphanumeric(c) || c == '+' || c == '-' || c == '.'; };
  if (!all(text.substr(0, colon), scheme)) return false;
  bool fragment = false;
  for (std::size_t i = colon; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 128 || !kUriCharacters[c]) return false;
    if (c == '%' && (i + 2 >= text.size() || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2]))) return false;
    if (c == '#' && fragment) return false;
    fragment = fragment || c == '#';
  }
  return true;
}

bool is_url(std::string_view text) { return is_uri(text) && text.find(':') + 1 < text.size(); }

bool is_domain_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  // Octets are counted as they are written; a name of U-labels can be longer on the wire, not shorter.
  if (text.empty() || text.size() > 1000) return false;
  bool ascii = true, more = true, first = true;
  std::string_view rest = text;
  while (more) {
    const std::string_view label = take(rest, '.', more);
    if (label.empty()) return false;
    const bool wild = first && more && label == "*";  // RFC 1034 §4.3.3
    first = false;
    if (wild) continue;
    bool label_ascii = true;
    for (const char c : label) {
      const bool high = static_cast<unsigned char>(c) >= 128;
      if (!high && !is_alphanumeric(c) && c != '-' && c != '_') return false;
      label_ascii = label_ascii && !high;
    }
    if (label_ascii && label.size() > 63) return false;
    if (label.front() == '-' || label.back() == '-') return false;
    ascii = ascii && label_ascii;
  }
  return !ascii || text.size() <= 253;
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size()) return false;
  const std::string_view local = text.substr(0, at), domain = text.substr(at + 1);
  if (local.front() == '"') {
    if (local.size() < 2 || local.back() != '"') return false;
  } else {
    const auto atext = [](char c) {
      return static_cast<unsigned char>(c) >= 128 || is_alphanumeric(c) ||
             std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
    };
    // Dots at the end of the local part or beside each other are not RFC 5322, but mail systems take them.
    if (!all(local, atext) || local.front() == '.') return false;
  }
  if (domain.front() == '[') return domain.back() == ']' && domain.size() > 2;
  return is_domain_name(domain);
}

bool is_ipv4(std::string_view text) {
  if (!without_prefix_length(text, 32)) return false;
  bool more = true;
  int octets = 0;
  while (more) {
    if (!is_number(take(text, '.', more), 3, 255)) return false;
    ++octets;
  }
  return octets == 4;
}

bool is_ipv6(std::string_view text) {
  if (!without_prefix_length(text, 128)) return false;
  const std::size_t gap = text.find("::");
  if (gap != std::string_view::npos && text.find("::", gap + 1) != std::string_view::npos) return false;
  // How many groups of 16 bits `side` has; -1 if it has something else.
  const auto groups = [](std::string_view side, bool last) {
    int count = 0;
    bool more = !side.empty();
    while (more) {
      const std::string_view group = take(side, ':', more);
      if (!more && last && group.find('.') != std::string_view::npos) {
        if (group.find('/') != std::string_view::npos || !is_ipv4(group)) return -1;
        return count + 2;
      }
      if (group.empty() || group.size() > 4 || !all(group, is_hex_digit)) return -1;
      ++count;
    }
    return count;
  };
  if (gap == std::string_view::npos) return groups(text, true) == 8;
  const int before = groups(text.substr(0, gap), false), after = groups(text.substr(gap + 2), true);
  return before >= 0 && after >= 0 && before + after <= 7;
}

bool is_mac(std::string_view text) {
  if (text.size() != 17) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i % 3 == 2 ? c != ':' : !is_digit(c) && (c < 'a' || c > 'f')) return false;
  }
  return true;
}

bool is_cpe(std::string_view text) {
  if (!text.starts_with("cpe:2.3:")) return false;
  int components = 0;
  std::size_t length = 0;
  for (std::size_t i = 7; i <= text.size(); ++i) {
    const bool end = i == text.size();
    if (!end && text[i] == '\\') {  // a quoted character
      if (++i == text.size()) return false;
      ++length;
    } else if (end || text[i] == ':') {
      if (i != 7 && length == 0) return false;
      if (i != 7) ++components;
      length = 0;
    } else if (static_cast<unsigned char>(text[i]) <= ' ' || static_cast<unsigned char>(text[i]) >= 127) {
      return false;
    } else {
      ++length;
    }
  }
  return components == 11 && std::string_view("aoh*-").find(text[8]) != std::string_view::npos && text[9] == ':';
}

bool is_mime_type(std::string_view text) {
  const std::string_view name = text.substr(0, text.find(';'));
  const std::size_t slash = name.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash + 1 == name.size()) return false;
  std::size_t index = 0;
  for (const char c : name) {
    const bool good = is_alphanumeric(c) || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
    if (index++ != slash && !good && c != ' ') return false;
  }
  return true;
}

bool is_subdivision(std::string_view text) {
  return text.size() >= 4 && text.size() <= 6 && is_upper(text[0]) && is_upper(text[1]) && text[2] == '-' &&
         all(text.substr(3), [](char c) { return is_upper(c) || is_digit(c); });
}

bool is_hyphenated(std::string_view text) {
  return all(text, [](char c) { return !is_upper(c) && c != ' ' && c != '_'; });
}

bool has_capital(std::string_view text) {
  return !all(text, [](char c) { return !is_upper(c); });
}

bool is_property_name(std::string_view text) {
  return text.size() >= 3 && text.size() <= 250 &&
         all(text, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

bool is_type_name(std::string_view text) {
  return text.size() >= 3 && text.size() <= 250 && is_lower(text[0]) && text.find("--") == std::string_view::npos &&
         all(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool is_dictionary_key(std::string_view text) {
  return !text.empty() && text.size() <= 250 &&
         all(text, [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; });
}

bool is_cve(std::string_view text) {
  if (!text.starts_with("CVE-") || text.size() < 13 || text[8] != '-') return false;
  return all(text.substr(4, 4), is_digit) && all(text.substr(9), is_digit);
}

int uuid_version(std::string_view identifier) {
  const char c = identifier[identifier.size() - 22];
  return is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}

bool has_uuid_variant(std::string_view identifier) {
  return std::string_view("89abAB").find(identifier[identifier.size() - 17]) != std::string_view::npos;
}

Digest check_digest(std::string_view algorithm, std::string_view digest, bool old) {
  struct Row {
    std::string_view name;
    std::size_t digits;  // 0: looked at below
    bool only20;
  };
  static constexpr Row kRows[] = {
      {"SHA-256", 64, false},  {"MD5", 32, false},       {"SHA-1", 40, false},     {"SHA-512", 128, false},
      {"SHA3-256", 64, false}, {"SHA3-512", 128, false}, {"SSDEEP", 0, false},     {"TLSH", 0, false},
      {"ssdeep", 0, true},     {"MD6", 0, true},         {"RIPEMD-160", 40, true}, {"SHA-224", 56, true},
      {"SHA-384", 96, true},   {"SHA3-224", 56, true},   {"SHA3-384", 96, true},   {"WHIRLPOOL", 128, true},
  };
  const auto good = [](bool is) { return is ? Digest::good : Digest::bad; };
  for (const Row& row : kRows) {
    if (row.name != algorithm || (row.only20 && !old)) continue;
    if (row.digits != 0) return good(digest.size() == row.digits && all(digest, is_hex_digit));
    if (algorithm == "TLSH") {  // 35 bytes; newer tools write T1 before them
      if (digest.size() == 72 && digest.starts_with("T1")) digest.remove_prefix(2);
      return good(digest.size() == 70 && all(digest, is_hex_digit));
    }
    if (algorithm == "MD6") return good(!digest.empty() && all(digest, is_hex_digit));
    bool more = true;  // block size, and two hashes in base64
    const std::string_view block = take(digest, ':', more);
    if (!more || block.empty() || !all(block, is_digit)) return Digest::bad;
    const std::string_view first = take(digest, ':', more);
    const auto base64 = [](char c) { return is_alphanumeric(c) || c == '+' || c == '/'; };
    return good(more && all(first, base64) && all(digest, base64) && first.size() <= 148 && digest.size() <= 148);
  }
  return Digest::unknown_algorithm;
}

}  // namespace comity::stix
