// Credentials and their audit as JSON, as the REST door answers it and the command line prints it; and what is asked, read from it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "operations/credentials.hpp"

namespace comity::operations {

nlohmann::ordered_json to_json(const access::FreshToken& fresh);  // with the secret
nlohmann::ordered_json to_json(const std::vector<TokenState>& tokens, Time now);
nlohmann::ordered_json to_json(const std::vector<access::Session>& sessions, std::string_view current);
nlohmann::ordered_json to_json(const PersonState& person);
nlohmann::ordered_json to_json(const std::vector<PersonState>& people);
nlohmann::ordered_json to_json(const std::vector<access::Certificate>& certificates, Time now);
nlohmann::ordered_json to_json(const AuditPage& page);
nlohmann::ordered_json to_json(const std::vector<ClearanceState>& clearances);
nlohmann::ordered_json to_json(const Invited& invited);  // with the secret

// {"person","days","scopes"?,"note"?,"from"?}. Errors: invalid.
Result<TokenWish> parse_token_wish(const nlohmann::ordered_json& body, Time now);
// {"person","fingerprint","days"?,"scopes"?,"note"?}. Errors: invalid.
// {"person", "until" or "withdraw", "levels"?, "purposes"?, "topics"?}. Errors: invalid.
Result<ClearanceWish> parse_clearance_wish(const nlohmann::ordered_json& body);
// Its canonical text, which is what is signed, and the SHA-256 of that.
nlohmann::ordered_json prepared_json(const alliance::Clearance& clearance);
Result<CertificateWish> parse_certificate_wish(const nlohmann::ordered_json& body, Time now);

}  // namespace comity::operations
