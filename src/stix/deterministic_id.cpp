#include "stix/deterministic_id.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "crypto/canonical.hpp"
#include "crypto/uuid.hpp"
#include "stix/tables.hpp"

namespace comity::stix {
namespace {

using json::Kind;
using json::Value;

constexpr crypto::Uuid kNamespace = {0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c,
                                     0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7};

// Code points in the order of their UTF-16 units, as RFC 8785 §3.2.3 sorts: those past U+FFFF have surrogates, which
// come before U+E000 to U+FFFF. In UTF-8 they begin with 0xf0 to 0xf4, the others with 0xee and 0xef.
bool utf16_less(std::string_view a, std::string_view b) {
  const auto [left, right] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (right == b.end()) return false;
  if (left == a.end()) return true;
  const auto x = static_cast<unsigned char>(*left), y = static_cast<unsigned char>(*right);
  const auto rank = [](unsigned char c) { return c >= 0xf0 ? 0xed * 2 + 1 : c * 2; };
  return rank(x) < rank(y) || (rank(x) == rank(y) && x < y);
}

// Writes values of a document as canonical JSON. What is written already so is copied.
class Canonical {
 public:
  explicit Canonical(std::string_view without) : without_(without) {}

  bool good() const { return good_; }
  std::string& out() { return out_; }

  void value(const Value& value) {
    switch (value.kind()) {
      case Kind::string:
        string(value);
        break;
      case Kind::number:
        number(value.text());
        break;
      case Kind::array:
        out_ += '[';
        value.each_element([this](const Value& element) {
          if (out_.back() != '[') out_ += ',';
          this->value(element);
        });
        out_ += ']';
        break;
      case Kind::object:
        object(value, {});
        break;
      default:
        out_ += value.text();
    }
  }

  void object(const Value& value, std::string_view without) {
    struct Member {
      std::string key;
      Value value;
    };
    std::vector<Member> members;
    value.each_member([&](const Value& key, const Value& member) {
      if (without.empty() || !key.equals(without)) members.push_back({key.string(), member});
    });
    std::ranges::sort(members, utf16_less, &Member::key);
    out_ += '{';
    bool first = true;
    for (const Member& member : members) {
      if (!first) out_ += ',';
      first = false;
      json::append_quoted(out_, member.key);
      out_ += ':';
      this->value(member.value);
    }
    out_ += '}';
  }

  // One hash: the first of the specification's order, else the first that is there.
  void hash(const Value& hashes) {
    std::optional<Value> chosen;
    std::string name;
    for (const std::string_view preferred : {"MD5", "SHA-1", "SHA-256", "SHA-512"}) {
      if (chosen = hashes.get(preferred); chosen) {
        name = preferred;
        break;
      }
    }
    if (!chosen) {
      hashes.each_member([&](const Value& key, const Value& value) {
        if (chosen) return;
        chosen = value;
        name = key.string();
      });
    }
    out_ += '{';
    if (chosen) {
      json::append_quoted(out_, name);
      out_ += ':';
      value(*chosen);
    }
    out_ += '}';
  }

  void extensions(const Value& value) { object(value, without_); }

 private:
  void string(const Value& value) {
    if (value.node().escaped)
      json::append_quoted(out_, value.string());  // RFC 8785's escapes are the shortest
    else
      out_ += value.text();
  }

  void number(std::string_view text) {
    const std::size_t digits = text.size() - (text.front() == '-' ? 1 : 0);
    if (digits <= 15 && text != "-0" && text.find_first_of(".eE") == std::string_view::npos) {
      out_ += text;
      return;
    }
    const auto parsed = nlohmann::json::parse(text, nullptr, false);
    const auto canonical = crypto::canonical(parsed);
    good_ = good_ && canonical.has_value();
    if (canonical) out_ += *canonical;
  }

  std::string out_;
  std::string_view without_;
  bool good_ = true;
};

}  // namespace

std::string deterministic_id(const Value& object, std::string_view without_extension) {
  const auto type = object.get("type");
  if (!type || !type->is(Kind::string)) return {};
  const std::string name = type->string();
  const Table* table = find_type(name);
  if (table == nullptr || table->structure().contributing.empty()) return {};
  std::vector<std::string_view> contributing;  // their names are ASCII
  any_word(table->structure().contributing, [&](std::string_view property) {
    contributing.push_back(property);
    return false;
  });
  std::ranges::sort(contributing);
  Canonical canonical(without_extension);
  canonical.out() += '{';
  for (const std::string_view property : contributing) {
    const auto value = object.get(property);
    if (!value) continue;
    const bool is_extensions = property == "extensions" && value->is(Kind::object);
    if (is_extensions && value->size() == 1 && !without_extension.empty() && value->get(without_extension)) continue;
    if (canonical.out().size() > 1) canonical.out() += ',';
    json::append_quoted(canonical.out(), property);
    canonical.out() += ':';
    if (property == "hashes" && value->is(Kind::object))
      canonical.hash(*value);
    else if (is_extensions)
      canonical.extensions(*value);
    else
      canonical.value(*value);
  }
  if (canonical.out().size() == 1 || !canonical.good()) return {};
  canonical.out() += '}';
  return name + "--" + crypto::uuid5(kNamespace, canonical.out());
}

}  // namespace comity::stix
