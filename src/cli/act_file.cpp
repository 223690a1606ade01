#include "cli/act_file.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "base/bytes.hpp"
#include "cli/files.hpp"

namespace comity::cli {

Result<agreement::SignedAct> read_act(const std::string& path) {
  TRY(const std::string text, read_file(path, kMostDocument));
  auto act = agreement::parse_signed_act(text);
  if (!act) {
    Error error = std::move(act).error();
    error.where = path + (error.where.empty() ? "" : " " + error.where);
    return tl::make_unexpected(std::move(error));
  }
  return *std::move(act);
}

Result<void> write_act(const std::string& path, const agreement::SignedAct& act) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    const auto there = read_act(path);
    if (!there || there->act != act.act)
      return fail(Code::conflict, "this file holds something else; name another with -o, or move it away", path);
  }
  return replace_file(path, agreement::to_json(act) + "\n", 0644);
}

Result<void> sign_act(agreement::SignedAct& act, const std::string& signer, const std::string& key_file) {
  TRY(const crypto::SigningKey key, crypto::read_key_file(key_file));
  // What is about keys a party signs with two of them.
  const bool two_keys = std::holds_alternative<agreement::ReplaceKey>(act.act.body) || std::holds_alternative<agreement::RevokeKey>(act.act.body);
  const std::string text = to_base64(key.public_key());
  for (const auto& signature : act.signatures)
    if (signature.signer == signer && (!two_keys || signature.key == text)) return fail(Code::conflict, fmt::format("{} signed it already", signer));
  act.signatures.push_back(agreement::sign(act.act, signer, key));
  return {};
}

std::string summary_of(const agreement::Act& act) {
  const std::string kind(agreement::kind_of(act));
  if (const auto* give = std::get_if<agreement::GiveConsent>(&act.body))
    return fmt::format("{} {}: {} to {}, {} object{}", kind, give->id, act.by, give->to, give->objects.size(), give->objects.size() == 1 ? "" : "s");
  if (const auto* refuse = std::get_if<agreement::RefuseConsent>(&act.body)) return fmt::format("{}: {}, request {}", kind, act.by, refuse->request);
  if (const auto* revoke = std::get_if<agreement::RevokeConsent>(&act.body)) return fmt::format("{}: {}, consent {}", kind, act.by, revoke->consent);
  const std::string subject = agreement::subject_of(act);
  return fmt::format("{}: {}{}{}", kind, act.by, subject.empty() ? "" : ", ", subject);
}

}  // namespace comity::cli
