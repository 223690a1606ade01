#include "agreement/act.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "alliance/fields.hpp"
#include "base/bytes.hpp"
#include "crypto/canonical.hpp"
#include "marking/levels.hpp"

namespace comity::agreement {
namespace {

using alliance::Faults;
using alliance::Fields;
using nlohmann::json;

constexpr std::string_view kPrefix = "comity/act/v1\n";
// What a designation lets a person sign: acts about single objects, and papers (paper.hpp). Those of the second list are for the whole party only.
constexpr std::array<std::string_view, 6> kPowers{"consent", "relido", "tearline", "judgement", "statement", "concern"};
constexpr std::array<std::string_view, 3> kPowersOfParties{"tearline", "statement", "concern"};
constexpr std::size_t kLongestId = 100, kLongestReason = 2000, kLongestText = 300, kMostObjects = 10'000;

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// What stands in an act has a canonical form: it was read from one, or made of ids and texts of this program.
std::string canonical_text(const json& value) {
  auto text = crypto::canonical(value);
  CHECK(text.has_value());
  return *std::move(text);
}

// The members of each kind, described once (`members` below) and gone through three ways: to list what may stand there, to read, to write.
class Names {
 public:
  std::vector<std::string_view> known{"kind", "by", "issued", "reason"};
  void id(const char* key, std::string&, int = 1) { known.push_back(key); }
  void party_or_agency(const char* key, std::string&) { known.push_back(key); }
  void name(const char* key, std::string&, bool = true) { known.push_back(key); }
  void key(const char* key, std::string&, bool = true) { known.push_back(key); }
  void time(const char* key, Time&) { known.push_back(key); }
  void time(const char* key, std::optional<Time>&) { known.push_back(key); }
  void flag(const char* key, bool&) { known.push_back(key); }
  void texts(const char* key, std::set<std::string>&) { known.push_back(key); }
  void powers(const char* key, std::set<std::string>&) { known.push_back(key); }
  void purposes(const char* key, marking::WordSet&) { known.push_back(key); }
  void actions(const char* key, marking::Actions&) { known.push_back(key); }
  void level(const char* key, std::string&, std::string&) { known.push_back(key); }
  void object(const char* key, ObjectName&) { known.push_back(key); }
  void objects(const char* key, std::vector<ObjectName>&) { known.push_back(key); }
  void digest(const char* key, std::string&) { known.push_back(key); }
};

class Reader {
 public:
  Reader(Faults& faults, const Fields& fields) : faults_(faults), fields_(fields) {}

  void id(const char* key, std::string& out, int parts = 1) { out = fields_.id(key, parts); }
  void party_or_agency(const char* key, std::string& out) {
    out = fields_.text(key);
    if (!alliance::is_id(out) && !alliance::is_id(out, 2)) fields_.fault(key, fmt::format("'{}' is no party and no agency, like NZL or NZL.NAB", out));
  }
  void name(const char* key, std::string& out, bool required = true) {
    if (!required && !fields_.has(key)) return;
    out = fields_.id(key);
    if (out.size() > kLongestId) fields_.fault(key, fmt::format("'{}' is too long; take at most {} characters", key, kLongestId));
  }
  void key(const char* key, std::string& out, bool required = true) {
    if (!required && !fields_.has(key)) return;
    out = fields_.text(key);
    if (const auto bytes = from_base64(out); !bytes || bytes->size() != 32) fields_.fault(key, "the key must be 32 bytes in base64");
  }
  void time(const char* key, Time& out) { out = fields_.time(key); }
  void time(const char* key, std::optional<Time>& out) {
    if (fields_.has(key)) out = fields_.time(key);
  }
  void flag(const char* key, bool& out) { out = fields_.flag_or(key, false); }
  void texts(const char* key, std::set<std::string>& out) { out = fields_.texts(key); }
  void powers(const char* key, std::set<std::string>& out) {
    out = fields_.texts(key);
    const std::string all = fmt::format("{}", fmt::join(kPowers, ", "));
    if (out.empty()) fields_.fault(fmt::format("'powers' is missing or empty; list some of {}", all));
    for (const auto& power : out)
      if (std::find(kPowers.begin(), kPowers.end(), power) == kPowers.end()) fields_.fault(key, fmt::format("'{}' is no power; list some of {}", power, all));
  }
  void purposes(const char* key, marking::WordSet& out) {
    if (!fields_.has(key)) return;
    out = {false, fields_.texts(key)};
    if (out.words.empty()) fields_.fault(key, "an empty list permits nothing; remove 'purposes' to mean all");
    if (out.words.contains("ALL")) fields_.fault(key, "'ALL' is not a word; remove 'purposes' to mean all");
  }
  void actions(const char* key, marking::Actions& out) {
    const std::string text = fields_.text_or(key, "copy");
    if (text != "copy" && text != "display")
      fields_.fault(key, fmt::format("'{}' is no action; write \"copy\" (which includes display) or \"display\"", text));
    out = static_cast<marking::Actions>(text == "display" ? marking::Action::display : marking::Action::copy);
  }
  void level(const char* key, std::string& scheme, std::string& word) {
    const json* value = fields_.find(key);
    if (!value) return;
    const Fields level(faults_, *value, fields_.at(key), {"scheme", "word"});
    scheme = level.id("scheme");
    word = level.text("word");
    if (scheme == marking::kNoLevelScheme && word != marking::kNoLevelWord)
      level.fault(fmt::format("the scheme TLP has the one word NONE (no level); TLP:{} is not a level", word));
  }
  void object(const char* key, ObjectName& out) {
    if (const json* value = fields_.find(key))
      out = object_of(*value, fields_.at(key));
    else
      fields_.fault(fmt::format("'{}' is missing; write {{ owner, id, version }}", key));
  }
  void objects(const char* key, std::vector<ObjectName>& out) {
    std::set<ObjectName> seen;
    fields_.each(key, [&](const json& value, const std::string& at) {
      out.push_back(object_of(value, at));
      if (!seen.insert(out.back()).second) faults_.add(at, "this object is listed twice; remove one");
    });
    if (out.empty()) fields_.fault("'objects' is missing or empty; list the exact versions");
    if (out.size() > kMostObjects) fields_.fault(key, fmt::format("at most {} objects; sign several acts", kMostObjects));
  }
  void digest(const char* key, std::string& out) {
    out = fields_.text(key);
    const auto bytes = from_hex(out);
    if (!bytes || bytes->size() != 32 || to_hex(*bytes) != out)
      fields_.fault(key, "write the SHA-256 as 64 lower-case hexadecimal digits");
  }

 private:
  ObjectName object_of(const json& value, const std::string& at) {
    const Fields fields(faults_, value, at, {"owner", "id", "version"});
    ObjectName out{fields.id("owner"), fields.text("id"), fields.text_or("version", "")};
    if (!fields.has("version")) fields.fault("'version' is missing; write \"\" where the object has none");
    if (out.id.size() > kLongestText || out.version.size() > kLongestText) fields.fault("this is too long to be an object's name");
    return out;
  }

  Faults& faults_;
  const Fields& fields_;
};

// What says no more than its absence is left out, so that one act has one text.
class Writer {
 public:
  explicit Writer(json& out) : out_(out) {}

  void id(const char* key, const std::string& text, int = 1) { out_[key] = text; }
  void party_or_agency(const char* key, const std::string& text) { out_[key] = text; }
  void name(const char* key, const std::string& text, bool = true) { some(key, text); }
  void key(const char* key, const std::string& text, bool = true) { some(key, text); }
  void time(const char* key, Time time) { out_[key] = format_time(time); }
  void time(const char* key, const std::optional<Time>& time) {
    if (time) out_[key] = format_time(*time);
  }
  void flag(const char* key, bool set) {
    if (set) out_[key] = true;
  }
  void texts(const char* key, const std::set<std::string>& texts) {
    if (!texts.empty()) out_[key] = texts;
  }
  void powers(const char* key, const std::set<std::string>& powers) { out_[key] = powers; }
  void purposes(const char* key, const marking::WordSet& purposes) {
    if (!purposes.all) out_[key] = purposes.words;
  }
  void actions(const char* key, marking::Actions actions) {
    if (!marking::allows(actions, marking::Action::copy)) out_[key] = "display";
  }
  void level(const char* key, const std::string& scheme, const std::string& word) {
    if (scheme != marking::kNoLevelScheme || word != marking::kNoLevelWord) out_[key] = {{"scheme", scheme}, {"word", word}};
  }
  void object(const char* key, const ObjectName& one) { out_[key] = value_of(one); }
  void objects(const char* key, const std::vector<ObjectName>& all) {
    json list = json::array();
    for (const auto& one : all) list.push_back(value_of(one));
    out_[key] = std::move(list);
  }
  void digest(const char* key, const std::string& text) { out_[key] = text; }

 private:
  void some(const char* key, const std::string& text) {
    if (!text.empty()) out_[key] = text;
  }
  static json value_of(const ObjectName& one) { return {{"owner", one.owner}, {"id", one.id}, {"version", one.version}}; }

  json& out_;
};

template <class Io, class Body>
  requires requires(Body& b) { b.from; b.agreement; }
void members(Io& io, Body& b) {  // suspend, resume
  io.id("agreement", b.agreement);
  io.id("from", b.from);
  io.id("to", b.to);
  io.time("since", b.since);
  if constexpr (requires { b.until; }) io.time("until", b.until);
}
template <class Io>
void members(Io& io, GiveNotice& b) {
  io.id("agreement", b.agreement);
  io.time("effective", b.effective);
}
template <class Io>
void members(Io& io, WithdrawNotice& b) {
  io.id("agreement", b.agreement);
}
template <class Io>
void members(Io& io, HoldNotice& b) {
  io.id("agreement", b.agreement);
}
template <class Io>
void members(Io& io, RunNotice& b) {
  io.id("agreement", b.agreement);
}
template <class Io>
void members(Io& io, Renew& b) {
  io.id("agreement", b.agreement);
  io.time("until", b.until);
}
template <class Io>
void members(Io& io, SuspendParty& b) {
  io.id("party", b.party);
  io.time("since", b.since);
  io.time("until", b.until);
}
template <class Io>
void members(Io& io, ResumeParty& b) {
  io.id("party", b.party);
  io.time("since", b.since);
}
template <class Io>
void members(Io& io, ReplaceKey& b) {
  io.key("key", b.key);
}
template <class Io>
void members(Io& io, RevokeKey& b) {
  io.key("key", b.key);
  io.time("since", b.since);
  io.key("successor", b.successor, false);
}
template <class Io>
void members(Io& io, Designate& b) {
  io.id("person", b.person, 3);
  io.key("key", b.key);
  io.powers("powers", b.powers);
  io.party_or_agency("for", b.for_whom);
  io.time("until", b.until);
}
template <class Io>
void members(Io& io, Dismiss& b) {
  io.id("person", b.person, 3);
}
template <class Io>
void members(Io& io, GiveConsent& b) {
  io.name("id", b.id);
  io.id("to", b.to);
  io.objects("objects", b.objects);
  io.flag("later_versions", b.later_versions);
  io.actions("actions", b.actions);
  io.purposes("purposes", b.purposes);
  io.level("level", b.scheme, b.word);
  io.texts("duties", b.duties);
  io.time("from", b.from);
  io.time("until", b.until);
  io.name("request", b.request, false);
}
template <class Io>
void members(Io& io, RefuseConsent& b) {
  io.name("request", b.request);
}
template <class Io>
void members(Io& io, RevokeConsent& b) {
  io.name("consent", b.consent);
}
template <class Io>
void members(Io& io, ApproveTearline& b) {
  io.object("object", b.object);
  io.digest("sha256", b.sha256);
}

// To add a kind: its struct in act.hpp, its `members`, its row. In the order of ActBody.
struct KindRow {
  std::string_view name;
  ActBody (*fresh)();
  bool agencies;  // `by` may be an agency
};
template <class Body>
constexpr KindRow row(std::string_view name, bool agencies = false) {
  return {name, [] { return ActBody(Body{}); }, agencies};
}
constexpr std::array kKinds{
    row<Suspend>("suspend"),
    row<Resume>("resume"),
    row<GiveNotice>("give-notice"),
    row<WithdrawNotice>("withdraw-notice"),
    row<HoldNotice>("hold-notice"),
    row<RunNotice>("run-notice"),
    row<Renew>("renew"),
    row<SuspendParty>("suspend-party"),
    row<ResumeParty>("resume-party"),
    row<ReplaceKey>("replace-key"),
    row<RevokeKey>("revoke-key"),
    row<Designate>("designate"),
    row<Dismiss>("dismiss"),
    row<GiveConsent>("consent", true),
    row<RefuseConsent>("refuse-consent", true),
    row<RevokeConsent>("revoke-consent", true),
    row<ApproveTearline>("approve-tearline"),
};
static_assert(kKinds.size() == std::variant_size_v<ActBody>);

bool in_order(const std::optional<Time>& since, const std::optional<Time>& until) { return !since || !until || *since < *until; }

// What must hold between the members of one act.
void check_members(const Fields& fields, const Act& act) {
  std::visit(
      [&](const auto& b) {
        if constexpr (requires { b.agreement; b.from; })
          if (b.from == b.to) fields.fault("to", "the direction leads from a party to itself; correct from or to");
        if constexpr (requires { b.since; b.until; })
          if (!in_order(b.since, b.until)) fields.fault("until", "it ends before it begins; mend since or until");
        if constexpr (requires { b.party; })
          if (b.party == act.by) fields.fault("party", "a party cannot suspend itself; name the other one");
        if constexpr (requires { b.successor; b.key; })
          if (b.successor == b.key) fields.fault("successor", "the successor is the key that is revoked; name another one");
        if constexpr (requires { b.person; })
          if (marking::party_of(b.person) != act.by) fields.fault("person", fmt::format("{} is not of {}; a party designates its own people", b.person, act.by));
        if constexpr (requires { b.for_whom; }) {
          if (marking::party_of(b.for_whom) != act.by) fields.fault("for", fmt::format("{} is not {} or one of its agencies", b.for_whom, act.by));
          for (const std::string_view power : kPowersOfParties)
            if (b.powers.contains(std::string(power)) && b.for_whom != act.by)
              fields.fault("for", fmt::format("that is signed for the whole party; write {}, or leave out {}", act.by, power));
        }
        if constexpr (requires { b.later_versions; }) {
          if (!in_order(b.from, b.until)) fields.fault("until", "it ends before it begins; mend from or until");
          if (b.to == marking::party_of(act.by)) fields.fault("to", "a party needs no consent of its own; name another one");
        }
      },
      act.body);
}

Act act_of(Faults& faults, const json& value, const std::string& pointer) {
  Act act;
  const auto kind = value.is_object() ? value.find("kind") : value.end();
  if (!value.is_object() || kind == value.end() || !kind->is_string()) {
    faults.add(pointer, "'kind' is missing: an act is a table that says its kind");
    return act;
  }
  const auto row = std::find_if(kKinds.begin(), kKinds.end(), [&](const KindRow& one) { return one.name == kind->get_ref<const std::string&>(); });
  if (row == kKinds.end()) {
    faults.add(alliance::below(pointer, "kind"), fmt::format("'{}' is no kind of act", kind->get_ref<const std::string&>()));
    return act;
  }
  act.body = row->fresh();
  Names names;
  std::visit([&](auto& body) { members(names, body); }, act.body);
  const Fields fields(faults, value, pointer, names.known);
  Reader reader(faults, fields);
  if (row->agencies)
    reader.party_or_agency("by", act.by);
  else
    reader.id("by", act.by);
  act.issued = fields.time("issued");
  act.reason = fields.has("reason") ? fields.text("reason") : "";
  if (characters(act.reason) > kLongestReason) fields.fault("reason", fmt::format("the reason is too long; say it in {} characters", kLongestReason));
  std::visit([&](auto& body) { members(reader, body); }, act.body);
  check_members(fields, act);
  return act;
}

std::string signed_bytes(const Act& act) { return std::string(kPrefix) + to_json(act); }

}  // namespace

std::string_view kind_of(const Act& act) { return kKinds[act.body.index()].name; }

std::string subject_of(const Act& act) {
  return std::visit(
      [](const auto& b) -> std::string {
        if constexpr (requires { b.agreement; }) return "agreement " + b.agreement;
        if constexpr (requires { b.party; }) return "party " + b.party;
        if constexpr (requires { b.person; }) return "person " + b.person;
        if constexpr (requires { b.key; }) return "keys";
        return "";
      },
      act.body);
}

bool about_objects(const Act& act) {
  return std::holds_alternative<GiveConsent>(act.body) || std::holds_alternative<RefuseConsent>(act.body) ||
         std::holds_alternative<RevokeConsent>(act.body) || std::holds_alternative<ApproveTearline>(act.body);
}
std::string_view agreement_of(const Act& act) {
  return std::visit(
      [](const auto& b) -> std::string_view {
        if constexpr (requires { b.agreement; }) return b.agreement;
        return "";
      },
      act.body);
}

std::string to_json(const Act& act) {
  json out = {{"kind", kind_of(act)}, {"by", act.by}, {"issued", format_time(act.issued)}};
  if (!act.reason.empty()) out["reason"] = act.reason;
  Writer writer(out);
  ActBody body = act.body;
  std::visit([&](auto& one) { members(writer, one); }, body);
  return canonical_text(out);
}

Result<Act> parse_act(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  Faults faults;
  Act act = act_of(faults, value, "");
  TRY_VOID(faults.result());
  return act;
}

ActSignature sign(const Act& act, std::string_view signer, const crypto::SigningKey& key) {
  return {std::string(signer), to_base64(key.public_key()), to_base64(key.sign(signed_bytes(act)))};
}

std::string to_json(const SignedAct& one) {
  json signatures = json::array();
  for (const auto& signature : one.signatures)
    signatures.push_back({{"key", signature.key}, {"signature", signature.signature}, {"signer", signature.signer}});
  return fmt::format(R"({{"act":{},"signatures":{}}})", to_json(one.act), canonical_text(signatures));
}

Result<SignedAct> parse_signed_act(std::string_view text) {
  TRY(const json value, crypto::parse_strict(text));
  Faults faults;
  const Fields top(faults, value, "", {"act", "signatures"});
  if (!top.has("act")) top.fault("'act' is missing: this is no signed act");
  if (!top.has("signatures")) top.fault("'signatures' is missing: this is no signed act");
  TRY_VOID(faults.result());
  SignedAct out{act_of(faults, *top.find("act"), "/act"), {}};
  top.each("signatures", [&](const json& element, const std::string& at) {
    const Fields fields(faults, element, at, {"key", "signature", "signer"});
    ActSignature signature{fields.text("signer"), fields.text("key"), fields.text("signature")};
    if (!alliance::is_id(signature.signer) && !alliance::is_id(signature.signer, 3))
      fields.fault("signer", fmt::format("'{}' is no party and no person, like NZL or NZL.NAB.official", signature.signer));
    const auto key = from_base64(signature.key), bytes = from_base64(signature.signature);
    if (!key || key->size() != 32) fields.fault("key", "the key must be 32 bytes in base64");
    if (!bytes || bytes->size() != 64) fields.fault("signature", "the signature must be 64 bytes in base64");
    for (const auto& other : out.signatures)
      if (other.signer == signature.signer && other.key == signature.key)
        fields.fault(fmt::format("{} signed twice with one key; remove one", signature.signer));
    out.signatures.push_back(std::move(signature));
  });
  TRY_VOID(faults.result());
  // The file may be laid out as its holder likes; the act in it says everything in the one way that is signed.
  TRY(const std::string canonical, crypto::canonical(*top.find("act")));
  if (canonical != to_json(out.act))
    return fail(Code::invalid, "the act is not in its canonical form, so what was signed is not what is read; make the file again", "/act");
  return out;
}

Result<void> verify(const SignedAct& one) {
  if (one.signatures.empty()) return fail(Code::precondition, "nobody signed this act; sign it first");
  const std::string bytes = signed_bytes(one.act);
  for (const auto& signature : one.signatures) {
    const auto key = from_base64(signature.key), made = from_base64(signature.signature);
    if (!key || !made || !crypto::verify(*key, bytes, *made))
      return fail(Code::invalid, fmt::format("the signature of {} fails: the act is not the one that was signed", signature.signer));
  }
  return {};
}

}  // namespace comity::agreement
