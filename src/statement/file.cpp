#include "statement/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agreement/act.hpp"
#include "alliance/fields.hpp"
#include "base/bytes.hpp"
#include "crypto/canonical.hpp"
#include "crypto/sign.hpp"
#include "ledger/merkle.hpp"
#include "ledger/note.hpp"

namespace comity::statement {
namespace {

using alliance::Faults;
using alliance::Fields;
using nlohmann::json;

constexpr std::size_t kMostFile = 16 << 20, kMostRecords = 10'000, kLongestProof = 64;
constexpr std::string_view kFormat = "comity/statement/v1";

json keys_json(const Keys& keys) {
  json out = json::object();
  for (const auto& [party, some] : keys) out[party] = some;
  return out;
}

Keys read_keys(Faults& faults, const Fields& top, const char* member) {
  Keys out;
  top.each_member(member, [&](const std::string& party, const json& value, const std::string& at) {
    if (!alliance::is_id(party) || !value.is_array() || value.empty()) faults.add(at, "give each party, by its id, a list of keys");
    else
      for (const json& key : value) {
        const auto bytes = key.is_string() ? from_base64(key.get<std::string>()) : std::nullopt;
        if (!bytes || bytes->size() != 32) faults.add(at, "a key is 32 bytes in base64");
        else if (!out[party].insert(key.get<std::string>()).second) faults.add(at, "a key stands there twice");
      }
  });
  return out;
}

ProvenRecord read_proven(Faults& faults, const json& element, const std::string& at) {
  const Fields fields(faults, element, at, {"seq", "payload", "proof"});
  ProvenRecord one;
  one.seq = static_cast<Seq>(fields.number("seq", 1, std::int64_t{1} << 52));
  const auto payload = from_base64(fields.text("payload"));
  if (!payload) fields.fault("payload", "the payload is not in base64");
  one.payload = payload.value_or("");
  fields.each("proof", [&](const json& hash, const std::string& where) {
    const auto bytes = hash.is_string() ? from_base64(hash.get<std::string>()) : std::nullopt;
    if (!bytes || bytes->size() != 32 || one.proof.size() >= kLongestProof) return faults.add(where, "a proof is a list of at most 64 hashes in base64");
    crypto::Digest digest;
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    one.proof.push_back(digest);
  });
  return one;
}

// Who may have signed for a party.
class Signers {
 public:
  Signers(const File& file, const Keys& keys) : keys_(keys) {
    for (const auto& text : file.designations)
      if (auto act = agreement::parse_signed_act(text)) acts_.push_back(*std::move(act));
  }
  Result<void> check(const agreement::Paper& paper, const Position& position, Time recorded) {
    if (paper.signatures.size() != 1) return fail(Code::invalid, fmt::format("the position of {} has not exactly one signature", position.party));
    const auto& one = paper.signatures.front();
    const auto key = from_base64(one.key), made = from_base64(one.signature);
    const std::string bytes = fmt::format("comity/{}/v1\n{}", kPosition.member, paper.text);
    if (!key || !made || !crypto::verify(*key, bytes, *made)) return fail(Code::invalid, fmt::format("the signature of {} fails", one.signer));
    if (one.signer == position.party) return of_authority(position.party, one.key);
    return of_designated(one, position.party, recorded);
  }
  // Every key and every act was needed: what is not may say anything.
  bool all_used() const {
    std::size_t keys = 0;
    for (const auto& [party, some] : keys_) keys += some.size();
    return keys == used_keys_.size() && acts_.size() == used_acts_.size();
  }
  std::size_t acts() const { return acts_.size(); }

 private:
  Result<void> of_authority(const std::string& party, const std::string& key) {
    const auto found = keys_.find(party);
    if (found == keys_.end() || !found->second.contains(key)) return fail(Code::invalid, fmt::format("a signature for {} is by a key that is not its authority's: {}", party, key));
    used_keys_.emplace(party, key);
    return {};
  }
  Result<void> of_designated(const agreement::ActSignature& one, const std::string& party, Time recorded) {
    for (std::size_t i = 0; i < acts_.size(); ++i) {
      const auto& act = acts_[i];
      const auto* designation = std::get_if<agreement::Designate>(&act.act.body);
      if (!designation || act.act.by != party || designation->for_whom != party || designation->person != one.signer || designation->key != one.key) continue;
      if (!designation->powers.contains(std::string(kPosition.power)) || (designation->until && recorded >= *designation->until)) continue;
      if (!agreement::verify(act) || act.signatures.size() != 1 || act.signatures.front().signer != party) continue;
      TRY_VOID(of_authority(party, act.signatures.front().key));
      used_acts_.insert(i);
      return {};
    }
    return fail(Code::invalid, fmt::format("{} signed for {}, and no act in the file lets it", one.signer, party));
  }

  const Keys& keys_;
  std::vector<agreement::SignedAct> acts_;
  std::set<std::pair<std::string, std::string>> used_keys_;
  std::set<std::size_t> used_acts_;
};

// A file for who may not have the earlier texts begins with a later version. For the fold, what is left out is stood in for by as many versions, about which nothing is said.
void stand_in(Statements& out, const journal::Entry& first) {
  const auto value = crypto::parse_strict(first.body);
  if (!value || !value->is_object() || value->value("step", "") != "version" || !value->contains("after") || !(*value)["after"].is_number_unsigned()) return;
  const auto text = parse_document(value->value("document", ""));
  const Seq after = (*value)["after"].get<Seq>();
  if (!text || text->document.version <= 1 || after < static_cast<Seq>(text->document.version - 1)) return;
  const auto earlier = static_cast<Seq>(text->document.version - 1);
  for (Seq i = 1; i <= earlier; ++i) {
    // As short as can be: of up to thousands of them nothing is asked.
    const json document = {{"id", text->document.id}, {"version", i}, {"convenor", text->document.convenor}, {"title", "-"}, {"language", "en"}, {"invited", {text->document.convenor}},
                           {"paragraphs", {{{"id", "p"}, {"text", "-"}}}}};
    const auto written = parse_document(document.dump());
    if (!written) return;
    const std::string body = version_record("", *written, i == 1 ? 0 : after - (earlier - i) - 1);
    out.apply({after - (earlier - i), first.time, 1, journal::Kind::statement, body, 0});
  }
}

Result<Statements> replayed(const File& file, const ledger::Checkpoint& checkpoint) {
  Statements out;
  Seq last = 0;
  for (const auto& one : file.records) {
    if (one.seq <= last) return fail(Code::invalid, "the records are not in order");
    const auto kind = static_cast<std::uint8_t>(journal::Kind::statement);
    const auto proven = ledger::verify_inclusion(journal::leaf_of(one.seq, kind, one.payload), one.seq - 1, checkpoint.size, one.proof, checkpoint.root);
    if (!proven) return fail(Code::invalid, fmt::format("record {} is not in the log: {}", one.seq, proven.error().message));
    const store::Record record{one.seq, kind, one.payload, 0, false};
    const auto entry = journal::decode_payload(record);
    if (!entry) return fail(Code::invalid, fmt::format("record {} cannot be read", one.seq));
    if (last == 0) stand_in(out, *entry);
    out.apply(*entry);
    const auto* held = out.find(file.statement);
    if (out.statements().size() != 1 || !held || held->last != one.seq)
      return fail(Code::invalid, fmt::format("record {} is not the next of statement {}: one is missing, or is another's", one.seq, file.statement));
    last = one.seq;
  }
  if (!out.find(file.statement)) return fail(Code::invalid, "the file holds no record of the statement");
  return out;
}

// What a file calls void it may not take from a verifier that can tell: a position by a key that the verifier trusts, and by a person for whom nothing in the file speaks any more, is void only if
// the verifier knows of the revocation.
Result<void> check_void(const Trusted& trusted, const Statements::Recorded& one) {
  const auto& signature = one.paper.signatures.front();
  const auto keys = trusted.keys.find(one.position.party);
  const bool nobodys = signature.signer == one.position.party && (keys == trusted.keys.end() || !keys->second.contains(signature.key));
  if (nobodys || trusted.revoked.contains(signature.key)) return {};
  return fail(Code::invalid, fmt::format("the file says that the key of {}'s position in record {} was revoked, and you do not: ask {}, and if it is so name the key under \"revoked\" in your keys: {}",
                                         one.position.party, one.seq, one.position.party, signature.key));
}

// Whether what became of the silence decides how the statement stands, and is not in the file.
bool is_silence_unknown(const Statements::Held& held, const Outcome& outcome, Time last, Time now) {
  const auto& silence = held.latest().text.document.silence;
  if (!silence || *silence <= held.latest().at || now < *silence) return false;
  if (held.closure && held.closure->at <= *silence) return false;
  if (outcome.adopted_at && *outcome.adopted_at < *silence) return false;
  return !(outcome.silence_broken && last >= *silence);
}

}  // namespace

std::string to_json(const File& file) {
  json records = json::array();
  for (const auto& one : file.records) {
    json proof = json::array();
    for (const auto& hash : one.proof) proof.push_back(to_base64(crypto::view(hash)));
    records.push_back({{"seq", one.seq}, {"payload", to_base64(one.payload)}, {"proof", proof}});
  }
  json designations = json::array();
  for (const auto& act : file.designations) designations.push_back(json::parse(act));
  const json out = {{"format", kFormat},           {"statement", file.statement}, {"records", records},         {"checkpoint", file.checkpoint},
                    {"log", file.log},             {"keys", keys_json(file.keys)}, {"designations", designations}, {"void", file.voids}};
  return out.dump();
}

Result<File> parse_file(std::string_view text) {
  if (text.size() > kMostFile) return fail(Code::too_large, fmt::format("a statement's file has at most {} bytes", kMostFile));
  TRY(const json value, crypto::parse_strict(text));
  Faults faults;
  const Fields top(faults, value, "", {"format", "statement", "records", "checkpoint", "log", "keys", "designations", "void"});
  File out;
  if (top.text("format") != kFormat) top.fault("format", fmt::format("this is no file of the form {}", kFormat));
  out.statement = top.id("statement");
  out.checkpoint = top.text("checkpoint");
  out.log = top.text("log");
  out.keys = read_keys(faults, top, "keys");
  top.each("records", [&](const json& element, const std::string& at) {
    if (out.records.size() < kMostRecords) out.records.push_back(read_proven(faults, element, at));
    else faults.add(at, "there are too many records");
  });
  top.each("designations", [&](const json& element, const std::string& at) {
    const std::string act = element.dump(-1, ' ', false, json::error_handler_t::replace);
    if (!agreement::parse_signed_act(act)) faults.add(at, "this is no signed act");
    out.designations.push_back(act);
  });
  top.each("void", [&](const json& element, const std::string& at) {
    const bool known = element.is_number_unsigned() && std::any_of(out.records.begin(), out.records.end(), [&](const auto& one) { return one.seq == element.get<Seq>(); });
    if (!known || !out.voids.insert(element.get<Seq>()).second) faults.add(at, "what is void is a record of the file");
  });
  TRY_VOID(faults.result());
  return out;
}

Result<Trusted> parse_trusted(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  Faults faults;
  const Fields top(faults, value, "", {"parties", "log", "revoked"});
  Trusted out{read_keys(faults, top, "parties"), top.text_or("log", ""), top.texts("revoked")};
  if (out.keys.empty()) top.fault("parties", "give the key of at least one party");
  TRY_VOID(faults.result());
  return out;
}

Result<Verified> verify(const File& file, const std::optional<Trusted>& trusted, Time now) {
  Verified out;
  out.keys_trusted = trusted.has_value();
  out.log_trusted = trusted && !trusted->log.empty();
  if (out.log_trusted && trusted->log != file.log) return fail(Code::invalid, "the log is not the one that you trust");
  TRY(const ledger::VerifierKey log, ledger::parse_verifier_key(file.log));
  TRY(const std::string note, ledger::open_note(file.checkpoint, log, {}));
  TRY(const ledger::Checkpoint checkpoint, ledger::parse_checkpoint(note));
  if (checkpoint.origin != log.name) return fail(Code::invalid, "the checkpoint is of another log than its key");
  out.origin = checkpoint.origin;
  out.size = checkpoint.size;
  TRY(const Statements held, replayed(file, checkpoint));
  const auto& statement = *held.find(file.statement);
  out.text = statement.latest().text;
  out.earlier_left_out = !statement.versions.empty() && statement.versions.front().seq != file.records.front().seq;
  Signers claimed(file, file.keys);
  Signers given(file, trusted ? trusted->keys : file.keys);
  for (const auto& one : statement.positions) {
    const bool is_void = file.voids.contains(one.seq);
    // A key that was revoked is nobody's: only what counts is held against keys.
    if (is_void) {
      if (trusted) TRY_VOID(check_void(*trusted, one));
    } else {
      TRY_VOID(claimed.check(one.paper, one.position, one.at));
      TRY_VOID(given.check(one.paper, one.position, one.at));
    }
    const auto& version = statement.versions.at(static_cast<std::size_t>(one.position.version) - 1).text;
    TRY_VOID(check_about(one.position, version));
    const auto& signature = one.paper.signatures.front();
    out.positions.push_back({one.seq, one.at, one.position, signature.signer, signature.key, is_void, version.sha256 != out.text.sha256});
  }
  const std::size_t void_positions = static_cast<std::size_t>(std::count_if(out.positions.begin(), out.positions.end(), [](const auto& one) { return one.is_void; }));
  if (void_positions != file.voids.size()) return fail(Code::invalid, "what the file calls void is no position");
  if (!claimed.all_used() || claimed.acts() != file.designations.size()) return fail(Code::invalid, "the file names keys or acts that no signature needs");
  out.last = [&] {
    Time last = statement.latest().at;
    for (const auto& one : statement.positions) last = std::max(last, one.at);
    return statement.closure ? std::max(last, statement.closure->at) : last;
  }();
  // Who was given the text is in no file, so that nobody's silence is.
  auto judged = statement;
  judged.versions.back().told.clear();
  out.judged = now;
  out.outcome = outcome_of(judged, [&](const auto& one) { return !file.voids.contains(one.seq); }, now);
  out.silence_unknown = is_silence_unknown(statement, out.outcome, out.last, now);
  return out;
}

}  // namespace comity::statement
