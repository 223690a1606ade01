#include <fmt/format.h>

#include <algorithm>
#include <shared_mutex>

#include "operations/credentials.hpp"

namespace comity::operations {
namespace {

// 64 lower-case hex digits; colons between bytes, as openssl prints them, are left out.
Result<std::string> read_fingerprint(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 256)) {
    if (c == ':') continue;
    out += c >= 'A' && c <= 'F' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  const bool hex = std::all_of(out.begin(), out.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (out.size() != 64 || !hex)
    return fail(Code::invalid, "a fingerprint is the SHA-256 of the certificate's DER in hex: openssl x509 -noout -fingerprint -sha256", "fingerprint");
  return out;
}

}  // namespace

Result<std::string> bind_certificate(Node& node, const Caller& caller, CertificateWish wish) {
  if (!caller.is_operator()) return fail(Code::forbidden, "only the node's operator binds certificates");
  TRY(wish.fingerprint, read_fingerprint(wish.fingerprint));
  if (wish.scopes.empty()) return fail(Code::invalid, "name at least one scope", "scopes");
  if (wish.note.size() > 200) return fail(Code::invalid, "a note has at most 200 bytes", "note");
  if (wish.until <= node.clock().now()) return fail(Code::invalid, "this end has passed", "until");
  const std::string id = access::make_public_id(node.random(), "certificate-");
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (wish.person != access::kOperator && !node.policy.world().directory().people.contains(wish.person))
      return fail(Code::not_found, fmt::format("{} is not in the directory", wish.person));
    for (const auto* one : node.accounts.certificates(""))
      if (one->fingerprint == wish.fingerprint) return fail(Code::conflict, fmt::format("this certificate is bound already, as {}; remove that first", one->id));
    access::AccountChange change{access::Change::certificate_bound, wish.person};
    change.id = id;
    change.value = wish.fingerprint;
    change.until = wish.until;
    change.scopes = wish.scopes;
    change.note = wish.note;
    batch.add(journal::Kind::account, access::encode(change));
    add_audit(batch, caller, "certificate.add", wish.person, id);
    return {};
  }));
  return id;
}

Result<void> unbind_certificate(Node& node, const Caller& caller, std::string_view id) {
  if (!caller.is_operator()) return fail(Code::forbidden, "only the node's operator removes certificates");
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    const access::Certificate* found = node.accounts.certificate_by_id(id);
    if (!found) return fail(Code::not_found, "there is no such certificate; GET /api/v1/certificates lists them");
    access::AccountChange change{access::Change::certificate_unbound, found->person};
    change.id = id;
    batch.add(journal::Kind::account, access::encode(change));
    add_audit(batch, caller, "certificate.remove", found->person, std::string(id));
    return {};
  }));
  return {};
}

Result<std::vector<access::Certificate>> certificates(Node& node, const Caller& caller) {
  std::shared_lock state(node.journal().state());
  std::vector<access::Certificate> out;
  for (const auto* one : node.accounts.certificates(caller.is_operator() ? std::string_view() : std::string_view(caller.person))) out.push_back(*one);
  return out;
}

}  // namespace comity::operations
