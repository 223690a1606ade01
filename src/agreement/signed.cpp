#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agreement/signing.hpp"
#include "agreement/terms.hpp"
#include "agreement/terms_json.hpp"
#include "alliance/fields.hpp"
#include "base/bytes.hpp"
#include "crypto/canonical.hpp"

namespace comity::agreement {
namespace {

using nlohmann::json;

// Says what the bytes are, so that a signature on an agreement is never one on anything else.
std::string signed_bytes(const Document& document) { return "comity/agreement/v1\n" + document.canonical; }

bool names(const Terms& terms, std::string_view party) {
  return std::any_of(terms.parties.begin(), terms.parties.end(), [&](const Adherence& a) { return a.party == party; });
}

std::string not_named(const Terms& terms, std::string_view party) {
  return fmt::format("{} is not a party of {} and cannot sign it", party, terms.id);
}

}  // namespace

Result<Document> parse_canonical(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  TRY(std::string canonical, crypto::canonical(value));
  if (canonical != text)
    return fail(Code::invalid, "the agreement is not in its canonical form (RFC 8785), which is what is signed");
  TRY(Terms terms, read_terms(value));
  return Document{std::move(terms), std::move(canonical)};
}

Result<Signature> sign(const Document& document, std::string_view party, const crypto::SigningKey& authority) {
  if (!names(document.terms, party)) return fail(Code::invalid, not_named(document.terms, party));
  return Signature{std::string(party), to_base64(authority.public_key()),
                   to_base64(authority.sign(signed_bytes(document)))};
}

std::string to_json(const Signed& signed_agreement) {
  json signatures = json::array();
  for (const auto& signature : signed_agreement.signatures)
    signatures.push_back({{"key", signature.key}, {"party", signature.party}, {"signature", signature.signature}});
  const auto list = crypto::canonical(signatures);
  CHECK(list.has_value());
  // Spliced, so that the signed bytes stand in the file as they were signed.
  return fmt::format(R"({{"agreement":{},"signatures":{}}})", signed_agreement.document.canonical, *list);
}

Result<Signed> parse_signed(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  alliance::Faults faults;
  const alliance::Fields top(faults, value, "", {"agreement", "signatures"});
  if (!top.has("agreement")) top.fault("'agreement' is missing: this is no signed agreement");
  if (!top.has("signatures")) top.fault("'signatures' is missing: this is no signed agreement");
  TRY_VOID(faults.result());
  // The file may be laid out as its holder likes; what counts is the canonical form of what it says.
  TRY(const std::string canonical, crypto::canonical(*top.find("agreement")));
  TRY(Document document, parse_canonical(canonical));
  Signed out{std::move(document), {}};
  top.each("signatures", [&](const json& element, const std::string& at) {
    const alliance::Fields fields(faults, element, at, {"key", "party", "signature"});
    Signature signature{fields.id("party"), fields.text("key"), fields.text("signature")};
    const auto key = from_base64(signature.key), bytes = from_base64(signature.signature);
    if (!key || key->size() != 32) fields.fault("key", "the key must be 32 bytes in base64");
    if (!bytes || bytes->size() != 64) fields.fault("signature", "the signature must be 64 bytes in base64");
    if (!names(out.document.terms, signature.party))
      fields.fault("party", not_named(out.document.terms, signature.party));
    for (const auto& other : out.signatures)
      if (other.party == signature.party) fields.fault(fmt::format("{} signed twice; remove one", signature.party));
    out.signatures.push_back(std::move(signature));
  });
  TRY_VOID(faults.result());
  return out;
}

std::set<std::string> signers(const Signed& signed_agreement, const std::map<std::string, std::string>& authorities) {
  const Document& document = signed_agreement.document;
  std::set<std::string> out;
  const auto fresh = parse_canonical(document.canonical);
  if (!fresh || fresh->terms != document.terms) return out;
  for (const auto& signature : signed_agreement.signatures) {
    const auto authority = authorities.find(signature.party);
    if (!names(document.terms, signature.party) || authority == authorities.end() || authority->second != signature.key) continue;
    const auto key = from_base64(signature.key), bytes = from_base64(signature.signature);
    if (key && bytes && crypto::verify(*key, signed_bytes(document), *bytes)) out.insert(signature.party);
  }
  return out;
}

Result<void> verify(const Signed& signed_agreement, const std::map<std::string, std::string>& authorities) {
  std::set<std::string> all;
  for (const auto& adherence : signed_agreement.document.terms.parties) all.insert(adherence.party);
  return verify(signed_agreement, authorities, all);
}

Result<void> verify(const Signed& signed_agreement, const std::map<std::string, std::string>& authorities, const std::set<std::string>& needed) {
  const Document& document = signed_agreement.document;
  // What is signed is what is enforced: a caller may have touched the terms since they were read.
  TRY(const Document fresh, parse_canonical(document.canonical));
  if (fresh.terms != document.terms)
    return fail(Code::invalid, fmt::format("the terms of {} are not those that were signed", fresh.terms.id));
  std::set<std::string> missing = needed, signed_by;
  for (const auto& signature : signed_agreement.signatures) {
    const std::string& party = signature.party;
    if (!names(document.terms, party)) return fail(Code::invalid, not_named(document.terms, party));
    if (!signed_by.insert(party).second)
      return fail(Code::invalid, fmt::format("{} signed {} twice; remove one", party, document.terms.id));
    const auto authority = authorities.find(party);
    if (authority == authorities.end() || authority->second.empty())
      return fail(
          Code::invalid,
          fmt::format("the key of {}'s authority is not known; its signature cannot be held against it", party));
    if (authority->second != signature.key)
      return fail(Code::invalid, fmt::format("{} signed with a key that is not its authority's", party));
    const auto key = from_base64(signature.key), bytes = from_base64(signature.signature);
    if (!key || !bytes || !crypto::verify(*key, signed_bytes(document), *bytes))
      return fail(Code::invalid, fmt::format("the signature of {} on {} fails: the text is not the one that was signed",
                                             party, document.terms.id));
    missing.erase(party);
  }
  if (!missing.empty())
    return fail(Code::precondition,
                fmt::format("{} is not in force: {} still to sign", document.terms.id, fmt::join(missing, ", ")));
  return {};
}

}  // namespace comity::agreement
