#include "ledger/note.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/bytes.hpp"

namespace comity::ledger {
namespace {

constexpr std::uint8_t kEd25519 = 1, kCosignature = 4;
constexpr std::size_t kMaxNote = 1'000'000;
constexpr std::size_t kMaxSignatures = 100;
constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash, space

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

// signed-note: UTF-8, no control character below U+0020 but the newline, ends in one.
bool is_text(std::string_view text) {
  return text.ends_with('\n') && is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 && c != '\n';
         });
}

std::string big_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xff));
  return out;
}

std::uint64_t from_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::uint32_t key_hash(std::string_view name, std::uint8_t type, std::string_view public_key) {
  std::string bytes(name);
  bytes.push_back('\n');
  bytes.push_back(static_cast<char>(type));
  bytes += public_key;
  const crypto::Digest digest = crypto::sha256(bytes);
  return static_cast<std::uint32_t>(from_big_endian(crypto::view(digest).substr(0, 4)));
}

VerifierKey key_of(std::string name, std::uint8_t type, const std::string& public_key) {
  CHECK(is_key_name(name));
  const std::uint32_t hash = key_hash(name, type, public_key);
  return {std::move(name), hash, type, public_key};
}

// tlog-cosignature: what a cosignature/v1 signs.
std::string cosigned(std::string_view text, std::uint64_t unix_seconds) {
  return fmt::format("cosignature/v1\ntime {}\n{}", unix_seconds, text);
}

std::string signature_line(const VerifierKey& key, std::string_view signature) {
  return fmt::format("{}{} {}\n", kDash, key.name, to_base64(big_endian(key.hash, 4).append(signature)));
}

tl::unexpected<Error> bad(std::string message) { return fail(Code::invalid, std::move(message)); }

// `signature` without the key's hash.
bool verifies(const VerifierKey& key, std::string_view text, std::string_view signature) {
  if (key.type == kEd25519) return crypto::verify(key.public_key, text, signature);
  if (key.type != kCosignature || signature.size() != 8 + 64) return false;
  return crypto::verify(key.public_key, cosigned(text, from_big_endian(signature.substr(0, 8))), signature.substr(8));
}

struct SignatureLine {
  std::string name;
  std::uint32_t hash = 0;
  std::string signature;
};

Result<SignatureLine> parse_line(std::string_view line) {
  if (!line.starts_with(kDash)) return bad("a signature line of the note does not begin with an em dash and a space");
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  const std::string_view name = line.substr(0, space);
  if (space == line.npos || !is_key_name(name)) return bad("a signature line of the note names no key");
  const auto bytes = from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() < 5) return bad("a signature of the note is not canonical base64, or is too short");
  return SignatureLine{std::string(name),
                       static_cast<std::uint32_t>(from_big_endian(std::string_view(*bytes).substr(0, 4))),
                       bytes->substr(4)};
}

}  // namespace

bool is_key_name(std::string_view name) {
  // Go's unicode.IsSpace, which signed-note's reference uses; single-byte spaces and controls first.
  constexpr std::string_view kSpaces[] = {
      "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83",
      "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a",
      "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
  return !name.empty() && is_utf8(name) && std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == '+' || c == 0x7f;
  }) && std::none_of(std::begin(kSpaces), std::end(kSpaces), [&](std::string_view space) {
    return name.find(space) != name.npos;
  });
}

Result<VerifierKey> parse_verifier_key(std::string_view text) {
  const std::size_t first = text.find('+'), second = first == text.npos ? first : text.find('+', first + 1);
  if (second == text.npos) return bad("a verifier key is written name+hash+key");
  VerifierKey out;
  out.name = text.substr(0, first);
  if (!is_key_name(out.name)) return bad("the name of the verifier key is empty, or holds white space");
  const std::string_view hash = text.substr(first + 1, second - first - 1);
  const auto key = from_base64(text.substr(second + 1));
  if (!key || key->size() != 1 + 32) return bad("the verifier key is not canonical base64 of a type and 32 bytes");
  out.type = static_cast<std::uint8_t>(key->front());
  out.public_key = key->substr(1);
  if (out.type != kEd25519 && out.type != kCosignature)
    return bad("the verifier key is of an unknown type; Ed25519 (1) and cosignature/v1 (4) are known");
  out.hash = key_hash(out.name, out.type, out.public_key);
  // Compared as text: lower case, eight digits.
  if (hash != fmt::format("{:08x}", out.hash))
    return bad("the hash of the verifier key is not that of its name and key");
  return out;
}

std::string to_string(const VerifierKey& key) {
  return fmt::format("{}+{:08x}+{}", key.name, key.hash,
                     to_base64(std::string(1, static_cast<char>(key.type)) + key.public_key));
}

VerifierKey verifier_key(std::string name, const crypto::SigningKey& key) {
  return key_of(std::move(name), kEd25519, key.public_key());
}
VerifierKey cosigner_key(std::string name, const crypto::SigningKey& key) {
  return key_of(std::move(name), kCosignature, key.public_key());
}

std::string to_text(const Checkpoint& checkpoint) {
  std::string out =
      fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, to_base64(crypto::view(checkpoint.root)));
  for (const auto& extension : checkpoint.extensions) out.append(extension).push_back('\n');
  return out;
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  if (!is_text(text)) return bad("the checkpoint is not UTF-8 text that ends in a newline");
  std::vector<std::string_view> lines;
  for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(lines.back().size() + 1))
    lines.push_back(rest.substr(0, rest.find('\n')));
  if (lines.size() < 3) return bad("a checkpoint has at least three lines: origin, size, root");
  if (std::any_of(lines.begin(), lines.end(), [](std::string_view line) { return line.empty(); }))
    return bad("a line of the checkpoint is empty");
  Checkpoint out;
  out.origin = lines[0];
  const std::string_view size = lines[1];
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), out.size);
  if (error != std::errc{} || end != size.data() + size.size() || (size.size() > 1 && size[0] == '0'))
    return bad("the size of the checkpoint is not a decimal number without leading zeros");
  const auto root = from_base64(lines[2]);
  if (!root || root->size() != out.root.size())
    return bad("the root of the checkpoint is not 32 bytes in canonical base64");
  std::copy(root->begin(), root->end(), reinterpret_cast<char*>(out.root.data()));
  out.extensions.assign(lines.begin() + 3, lines.end());
  return out;
}

std::string sign_note(std::string_view text, const std::string& name, const crypto::SigningKey& key) {
  CHECK(is_text(text));
  return fmt::format("{}\n{}", text, signature_line(verifier_key(name, key), key.sign(text)));
}

std::string cosign(std::string_view text, const std::string& name, const crypto::SigningKey& key,
                   std::uint64_t unix_seconds) {
  CHECK(is_text(text));
  return signature_line(cosigner_key(name, key), big_endian(unix_seconds, 8) + key.sign(cosigned(text, unix_seconds)));
}

Result<std::string> open_note(std::string_view note, const VerifierKey& log, const std::vector<VerifierKey>& also) {
  if (note.size() > kMaxNote) return bad("the note is too long");
  if (!note.ends_with('\n')) return bad("the note does not end in a newline");
  // The text may hold blank lines itself: the last one divides it from the signatures.
  const std::size_t blank = note.rfind("\n\n");
  if (blank == note.npos) return bad("the note has no blank line before its signatures");
  const std::string_view text = note.substr(0, blank + 1);
  if (!is_text(text)) return bad("the note's text is not UTF-8, or holds control characters");

  std::vector<const VerifierKey*> wanted{&log};
  for (const auto& key : also) wanted.push_back(&key);
  std::vector<bool> found(wanted.size(), false);
  std::size_t count = 0;
  for (std::string_view rest = note.substr(blank + 2); !rest.empty();) {
    const std::size_t end = rest.find('\n');  // present: the note ends in one
    if (++count > kMaxSignatures) return bad(fmt::format("the note has more than {} signatures", kMaxSignatures));
    TRY(const SignatureLine line, parse_line(rest.substr(0, end)));
    rest.remove_prefix(end + 1);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i]->name != line.name || wanted[i]->hash != line.hash) continue;
      if (!verifies(*wanted[i], text, line.signature))
        return bad(fmt::format("the signature of {} on the note fails", line.name));
      found[i] = true;
    }
  }
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (!found[i]) return bad(fmt::format("{} has not signed the note", to_string(*wanted[i])));
  return std::string(text);
}

}  // namespace comity::ledger
