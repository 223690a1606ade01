#include "agreement/paper.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "agreement/life.hpp"
#include "alliance/fields.hpp"
#include "base/bytes.hpp"
#include "crypto/canonical.hpp"

namespace comity::agreement {
namespace {

using alliance::Faults;
using alliance::Fields;
using nlohmann::json;

std::string signed_bytes(const PaperKind& kind, std::string_view text) { return fmt::format("comity/{}/v1\n{}", kind.member, text); }

}  // namespace

ActSignature sign(const PaperKind& kind, std::string_view text, std::string_view signer, const crypto::SigningKey& key) {
  return {std::string(signer), to_base64(key.public_key()), to_base64(key.sign(signed_bytes(kind, text)))};
}

std::string to_json(const PaperKind& kind, const Paper& paper) {
  json signatures = json::array();
  for (const auto& one : paper.signatures) signatures.push_back({{"key", one.key}, {"signature", one.signature}, {"signer", one.signer}});
  // Spliced, so that the signed bytes stand in the file as they were signed.
  return fmt::format(R"({{"{}":{},"signatures":{}}})", kind.member, paper.text, signatures.dump());
}

Result<Paper> parse_paper(const PaperKind& kind, std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  Faults faults;
  const std::string member(kind.member);
  // Said first: another kind of paper has a member that is not known here.
  for (const std::string& needed : {member, std::string("signatures")})
    if (!value.is_object() || !value.contains(needed)) return fail(Code::invalid, fmt::format("'{}' is missing: this is no signed {}", needed, member));
  const Fields top(faults, value, "", {member, "signatures"});
  TRY_VOID(faults.result());
  if (!top.find(member.c_str())->is_object()) return fail(Code::invalid, fmt::format("'{}' is no object", member), "/" + member);
  Paper out;
  TRY(out.text, crypto::canonical(*top.find(member.c_str())));
  top.each("signatures", [&](const json& element, const std::string& at) {
    const Fields fields(faults, element, at, {"key", "signature", "signer"});
    ActSignature one{fields.text("signer"), fields.text("key"), fields.text("signature")};
    if (!alliance::is_id(one.signer) && !alliance::is_id(one.signer, 3))
      fields.fault("signer", fmt::format("'{}' is no party and no person, like NZL or NZL.NAB.official", one.signer));
    const auto key = from_base64(one.key), bytes = from_base64(one.signature);
    if (!key || key->size() != 32) fields.fault("key", "the key must be 32 bytes in base64");
    if (!bytes || bytes->size() != 64) fields.fault("signature", "the signature must be 64 bytes in base64");
    for (const auto& other : out.signatures)
      if (other.signer == one.signer) fields.fault(fmt::format("{} signed twice; remove one", one.signer));
    out.signatures.push_back(std::move(one));
  });
  TRY_VOID(faults.result());
  return out;
}

Result<void> check(const PaperKind& kind, const Paper& paper, std::string_view by, const Life& life, Time now) {
  if (paper.signatures.empty()) return fail(Code::precondition, fmt::format("nobody signed this {}; sign it first", kind.member));
  if (paper.signatures.size() > 1) return fail(Code::precondition, fmt::format("one signs a {}; remove the other signatures", kind.member));
  const ActSignature& one = paper.signatures.front();
  const auto key = from_base64(one.key), made = from_base64(one.signature);
  if (!key || !made || !crypto::verify(*key, signed_bytes(kind, paper.text), *made))
    return fail(Code::invalid, fmt::format("the signature of {} fails: the {} is not the one that was signed", one.signer, kind.member));
  return life.may_sign(one.signer, one.key, by, kind.power, now);
}

}  // namespace comity::agreement
