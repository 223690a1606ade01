#include "operations/consents_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace comity::operations {
namespace {

using nlohmann::ordered_json;

// The members of one JSON object. The first fault stays.
class Members {
 public:
  Members(const ordered_json& body, std::initializer_list<std::string_view> known) : body_(body) {
    if (!body.is_object()) {
      fault("", "send a JSON object");
      return;
    }
    for (const auto& [key, value] : body.items())
      if (std::find(known.begin(), known.end(), key) == known.end()) fault("/" + key, "this member is not known; remove it");
  }
  void text(const char* key, std::string& out, bool required = false) {
    const ordered_json* value = find(key);
    if (!value) return required ? fault(pointer(key), "this member is missing") : void();
    if (!value->is_string()) return fault(pointer(key), "write a text");
    out = value->get<std::string>();
  }
  void flag(const char* key, bool& out) {
    const ordered_json* value = find(key);
    if (!value) return;
    if (!value->is_boolean()) return fault(pointer(key), "write true or false");
    out = value->get<bool>();
  }
  void time(const char* key, std::optional<Time>& out) {
    std::string text_of;
    text(key, text_of);
    if (text_of.empty()) return;
    const auto time = parse_time(text_of);
    if (!time) return fault(pointer(key), "write a time, like 2027-01-31T00:00:00Z");
    out = *time;
  }
  void words(const char* key, marking::WordSet& out) {
    const ordered_json* value = find(key);
    if (!value) return;
    out = {false, {}};
    if (!value->is_array() || value->empty()) return fault(pointer(key), "write a list of words, or leave it out to mean all");
    for (const ordered_json& word : *value) {
      if (!word.is_string()) return fault(pointer(key), "write a list of words, or leave it out to mean all");
      out.words.insert(word.get<std::string>());
    }
  }
  void actions(const char* key, marking::Actions& out) {
    std::string word = "copy";
    text(key, word);
    if (word != "copy" && word != "display") return fault(pointer(key), "write \"copy\" (which includes display) or \"display\"");
    out = static_cast<marking::Actions>(word == "display" ? marking::Action::display : marking::Action::copy);
  }
  void level(const char* key, std::optional<agreement::ShownLevel>& out) {
    const ordered_json* value = find(key);
    if (!value) return;
    Members level(*value, {"scheme", "word"});
    agreement::ShownLevel read;
    level.text("scheme", read.scheme, true);
    level.text("word", read.word, true);
    if (level.fault_) return fault(pointer(key), level.fault_->message);
    out = std::move(read);
  }
  template <class T>
  Result<T> result(T out) const {
    if (fault_) return tl::make_unexpected(*fault_);
    return out;
  }

 private:
  const ordered_json* find(const char* key) const {
    if (!body_.is_object()) return nullptr;
    const auto found = body_.find(key);
    return found == body_.end() ? nullptr : &*found;
  }
  static std::string pointer(const char* key) { return std::string("/") + key; }
  void fault(std::string where, std::string message) {
    if (!fault_) fault_ = Error{Code::invalid, std::move(message), std::move(where)};
  }

  const ordered_json& body_;
  std::optional<Error> fault_;
};

// The act as it is signed, in its members' order there.
ordered_json act_json(const agreement::Act& act) { return ordered_json::parse(agreement::to_json(act)); }

ordered_json answer_json(const ConsentRequests::Answer& answer) {
  ordered_json out = {{"at", format_time(answer.at)}, {"by", answer.by}, {"granted", !answer.consent.empty()}};
  if (!answer.consent.empty()) out["consent"] = answer.consent;
  if (!answer.reason.empty()) out["reason"] = answer.reason;
  return out;
}

}  // namespace

Result<Asked> parse_asked(const ordered_json& body) {
  Members members(body, {"of", "object", "purpose", "reason"});
  Asked out;
  members.text("of", out.of, true);
  members.text("object", out.object, true);
  members.text("purpose", out.purpose);
  members.text("reason", out.reason);
  return members.result(std::move(out));
}

Result<ConsentWish> parse_wish(const ordered_json& body) {
  Members members(body, {"object", "owner", "by", "to", "with_references", "later_versions", "actions", "purposes", "level", "from", "until",
                         "request", "reason"});
  ConsentWish out;
  members.text("object", out.object, true);
  members.text("owner", out.owner);
  members.text("by", out.by);
  members.text("to", out.to, true);
  members.flag("with_references", out.with_references);
  members.flag("later_versions", out.later_versions);
  members.actions("actions", out.actions);
  members.words("purposes", out.purposes);
  members.level("level", out.level);
  members.time("from", out.from);
  members.time("until", out.until);
  members.text("request", out.request);
  members.text("reason", out.reason);
  return members.result(std::move(out));
}

ordered_json to_json(const RequestsPage& page) {
  ordered_json list = ordered_json::array();
  for (const ConsentRequests::Recorded& one : page.requests) {
    ordered_json answers = ordered_json::array();
    for (const auto& answer : one.answers) answers.push_back(answer_json(answer));
    list.push_back({{"id", one.request.id},
                    {"at", format_time(one.at)},
                    {"person", one.request.person},
                    {"of", one.request.of},
                    {"object", one.request.object},
                    {"purpose", one.request.purpose},
                    {"reason", one.request.reason},
                    {"answers", std::move(answers)}});
  }
  ordered_json out = {{"requests", std::move(list)}};
  if (page.next != 0) out["next"] = page.next;
  return out;
}

ordered_json to_json(const PreparedConsent& prepared) {
  return {{"act", act_json(prepared.act)},
          {"level_suggested", prepared.level_suggested},
          {"notes", prepared.notes},
          {"signers", prepared.signers},
          {"needed", prepared.needed}};
}

ordered_json to_json(const std::vector<ConsentShown>& all) {
  ordered_json list = ordered_json::array();
  for (const ConsentShown& one : all) {
    ordered_json shown = {{"at", format_time(one.at)}, {"state", name_of(one.state)}};
    if (one.revoked_at) shown["revoked_at"] = format_time(*one.revoked_at);
    shown["act"] = act_json(one.act);
    list.push_back(std::move(shown));
  }
  return {{"consents", std::move(list)}};
}

}  // namespace comity::operations
