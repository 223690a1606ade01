// What the fold of the life of agreements keeps, and how it is made: for life*.cpp alone. Not thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "agreement/course.hpp"
#include "agreement/life.hpp"

namespace comity::agreement {

struct Life::Impl {
  // How far a signer's clock may be ahead of the node's.
  static constexpr std::int64_t kAhead = 5LL * 60 * 1'000'000;

  struct SignedClearance {
    alliance::Clearance clearance;
    std::string key;  // of the authority then, base64
  };
  struct Entry {
    Time at;
    std::variant<alliance::Directory, Signed, SignedAct, SignedClearance> what;
  };

  struct Designation {
    std::string key;
    std::set<std::string> powers;
    std::string for_whom;
    Time until = Time::max();
  };

  // While a designation counted, with what it then said: what was signed by it is judged again after every revocation.
  struct Spell {
    Designation what;
    Time from{};
    Time until = Time::max();  // another designation of the person took its place, or a dismissal
  };

  // What a directory says of a party for good.
  struct Fixed {
    std::string given_authority, recovery;
    marking::ReaderSet default_readers;
    std::string authority;  // that counts now; "" for none
  };

  struct KeyUse {
    std::string party;
    std::string person;  // "" for an authority's
  };

  // What the records come to. Made anew from all of them when a key is revoked.
  struct State {
    bool established = false;
    alliance::Directory given;
    std::map<std::string, Fixed, std::less<>> fixed;  // of every party that ever was
    std::map<std::string, KeyUse> keys;               // that were ever in use
    std::map<std::string, Designation, std::less<>> officials;
    std::map<std::string, std::vector<Spell>, std::less<>> spells;  // of every person that ever was designated, in order
    std::vector<alliance::PartySuspension> suspensions;
    std::map<std::string, alliance::Community, std::less<>> communities;  // of the first directory
    std::map<std::string, alliance::Clearance, std::less<>> clearances;
    std::map<std::string, Course, std::less<>> courses;
    std::map<std::pair<std::string, std::string>, Time> issued;  // by, subject -> of the last act
    std::map<std::string, Consent, std::less<>> consents;
    std::vector<Approval> approvals;
    std::map<std::string, std::vector<Recorded>, std::less<>> history;
    std::shared_ptr<const alliance::Directory> directory = std::make_shared<alliance::Directory>();
  };

  std::vector<Entry> log;
  std::map<std::string, Time> revoked;  // key -> since when it counts no more
  State state;

  // ---- life_documents.cpp: directories, agreements, communities, clearances -----------------------------------------
  Result<void> check_directory(const alliance::Directory& next) const;
  void take(const alliance::Directory& next);
  std::map<std::string, std::string> authorities() const;
  const Course* course(std::string_view id) const;
  Result<void> check(const Signed& document, Time now) const;
  void apply(const Signed& document, Time at);
  Result<void> check(const alliance::Clearance& clearance, std::string_view canonical, std::string_view signature, Time now) const;
  alliance::Community community_of(const std::string& id, const Course& course) const;
  void refresh();

  // ---- life_keys.cpp: whose keys count, and since when they do not --------------------------------------------------
  std::string authority(std::string_view party) const;
  static bool signed_with(const SignedAct& one, std::string_view signer, std::string_view key);
  Result<void> check_fresh(const std::string& key, Time now) const;
  // Who may sign the revocation of this key, of which one must: a name and a key each.
  std::vector<std::pair<std::string, std::string>> revokers(const Act& act, const RevokeKey& body) const;
  Result<void> check_revocation(const SignedAct& one, const RevokeKey& body, Time now) const;
  // Which signatures a record stands on.
  static bool stands_on(const Entry& entry, const std::function<bool(const std::string& key)>& any);
  static bool covers(const std::map<std::string, Time>& some, const std::string& key, Time at);
  // How strong a revocation is: 0 by the recovery key, 1 by the key itself, 2 by an authority about an official's. Nothing for any other record.
  std::optional<int> strength(const Entry& entry) const;
  // From the beginning, with what is known of keys now. Whom to believe when keys revoke each other: the recovery key, whatever else there is; then a key
  // about itself, where that is in order when all is read with the stronger ones alone; then, in the same way, an authority about its officials.
  void refold();
  // Of this strength, by place in the log, those that count beside the stronger ones in `counting`.
  std::vector<std::size_t> believed(const std::vector<std::optional<int>>& strengths, const std::set<std::size_t>& counting, int turn);
  // From the beginning with the revocations in `counting`, and those of `turn` and weaker ones as far as they are in order where they stand. Gives those
  // of `turn` that are.
  std::vector<std::size_t> fold(const std::vector<std::optional<int>>& strengths, const std::set<std::size_t>& counting, int turn);
  bool checks(const Entry& entry) const;

  // ---- life_signers.cpp: who may sign an act ------------------------------------------------------------------------
  Result<void> only(const SignedAct& one, const std::vector<std::pair<std::string, std::string>>& needed) const;
  Result<void> check_signers(const SignedAct& one, Time now, const FindObject* find) const;
  // Consents and their answers, approvals: by the authority, or by people whom it designated.
  Result<void> check_officials(const SignedAct& one, Time now, const FindObject* find) const;
  // Of the act, and of the consent that it takes back.
  std::vector<ObjectName> objects_of(const Act& act) const;
  // A consent, or its revocation, to objects all of which their originator leaves to its officials.
  bool left_to_officials(const Act& act, const FindObject& find) const;
  // `by` is a party, or one of its agencies.
  static bool designated(std::string_view person, const Designation& one, std::string_view by, Time now);
  static bool has_power(const Designation& one, const Act& act, bool left);
  Signers signers(const Act& act, Time now, const FindObject& find) const;
  Result<void> may_sign(std::string_view signer, std::string_view key, std::string_view by, std::string_view power, Time now) const;
  bool counts(std::string_view signer, std::string_view key, std::string_view by, std::string_view power, Time recorded) const;
  bool two_persons(const std::string& by, const std::string& to, const marking::Label& label, Time now) const;
  Result<void> check_objects(const SignedAct& one, Time now, const FindObject& find) const;

  // ---- life.cpp: acts, and the record -------------------------------------------------------------------------------
  Result<void> check(const SignedAct& one, Time now, const FindObject* find) const;
  Result<void> check_body(const Act& act, Time now, const FindObject* find) const;
  bool signed_by(std::string_view id, const std::string& party) const;
  template <class Body>
  Result<void> check_one(const Act&, const Body&, Time, const FindObject*) const {
    return {};  // the signatures say all
  }
  Result<void> check_one(const Act&, const SuspendParty& body, Time now, const FindObject*) const;
  Result<void> check_one(const Act& act, const ResumeParty& body, Time now, const FindObject*) const;
  Result<void> check_one(const Act&, const Designate& body, Time now, const FindObject*) const;
  Result<void> check_one(const Act&, const Dismiss& body, Time, const FindObject*) const;
  Result<void> check_one(const Act& act, const RevokeConsent& body, Time, const FindObject*) const;
  void apply(const SignedAct& one, Time at);
  template <class Body>
  void apply_one(const Act&, const Body&, Time) {}
  void apply_one(const Act& act, const SuspendParty& body, Time at);
  void apply_one(const Act& act, const ResumeParty& body, Time at);
  void apply_one(const Act& act, const ReplaceKey& body, Time);
  void apply_one(const Act& act, const RevokeKey& body, Time);
  void apply_one(const Act& act, const Designate& body, Time at);
  void apply_one(const Act&, const Dismiss& body, Time at);
  void end_spell(const std::string& person, Time at);
  void apply_one(const Act& act, const GiveConsent& body, Time at) { state.consents.emplace(body.id, Life::Consent{act.by, body, at, {}}); }
  void apply_one(const Act&, const RevokeConsent& body, Time at) { state.consents.find(body.consent)->second.revoked = at; }
  void apply_one(const Act& act, const ApproveTearline& body, Time at) { state.approvals.push_back({act.by, body, at}); }
  // Into the state, if it counts.
  void put(const Entry& entry, bool counts);
  void record(Entry entry);
  Result<void> check_one(const Act& act, const GiveConsent& body, Time now, const FindObject*) const;
};

}  // namespace comity::agreement
