// From submitted text to journal records: shared by submit and import. Not a door's business.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.hpp"
#include "marking/definition.hpp"
#include "operations/acts.hpp"
#include "operations/derivation.hpp"
#include "shelf/object_record.hpp"
#include "stix/object.hpp"

namespace comity::operations {

// The message of an accepted object of which the very same version is held.
inline constexpr std::string_view kHeldAlready = "this version is held already";

// One object read outside the writer.
struct Prepared {
  std::string bytes;  // minified
  std::optional<Error> error;
  json::Document document;
  stix::Object object;
  std::vector<marking::SourceName> sources;  // what its author says it was made from
  bool tearline = false;
};

// Reads every object and holds it against STIX (stix/validate.hpp): one that breaks a MUST has an error. Orders them so
// that what is referred to comes before what refers to it (cycles keep their order), and what is made from others comes after them.
// Addresses stay fixed: documents point into bytes.
std::vector<std::unique_ptr<Prepared>> prepare(const stix::Bundle& bundle);
std::unique_ptr<Prepared> prepare_one(std::string bytes);
void order_by_reference(std::vector<std::unique_ptr<Prepared>>& objects);

// Adds the objects to a batch as `person`'s, one by one. Runs on the writer thread.
class Intake {
 public:
  Intake(Node& node, journal::Batch& batch, std::string person, const std::vector<std::unique_ptr<Prepared>>& objects);
  // Errors: conflict only (the batch holds something that must be applied first: run the plan again).
  Result<Submitted> add(const Prepared& prepared);
  // The label that the object would be held under. Valid until the next call. Errors: as add.
  Result<const marking::Label*> label_for(const Prepared& prepared);
  // What the object would be held as, and adds nothing. Errors: as add.
  struct Judged {
    std::string refusal;                   // "": it would be taken
    marking::Label stated;                 // of what has sources: its author's own, resolved and not completed
    marking::Label label;                  // of a tearline the one that holds until it is approved
    std::vector<marking::Label> fields;    // as in ObjectRecord
    std::vector<FoundSource> sources;
    std::vector<shelf::Thing> bound;       // what each of its references leads to; none where that came along, or nothing that the submitter may read
    std::string remark;                    // of what it is made from
    bool second_person = false;            // it waits for one
    bool held = false;                     // this very version is held already, and the submitter reads it
  };
  Result<Judged> judge(const Prepared& prepared);

 private:
  // A marking-definition that may be referred to, and what it conveys to this submitter's objects.
  struct Marking {
    bool known = false;
    marking::Conveyed conveyed;
    shelf::Thing remark;  // the submitter's party's own, and it goes to whoever reads what it marks; else none
  };
  marking::Context context(Time marked) const;
  Result<const Marking*> read_marking(const std::string& id);
  Result<marking::LabelMemo::Known*> label_of(const Prepared& prepared);
  Result<marking::Label> read_label(const Prepared& prepared);
  struct StatedLabel {
    marking::Label label;
    bool whole = false;  // a remark's: nothing is to be completed
  };
  Result<StatedLabel> stated_label(const Prepared& prepared);
  marking::Label settle(const marking::Stated& stated) const;
  Result<marking::Label> field_label(const marking::Label& object_label, const std::string& marking_ref);
  Result<std::vector<marking::Label>> field_labels(const marking::Label& object_label, const stix::Object& object);
  marking::LabelIx intern(const marking::Label& label);
  Result<shelf::Thing> bind(const std::string& target);
  Result<std::vector<shelf::LateBinding>> late_bindings(const stix::Object& object, const marking::Label& label);
  Result<std::vector<shelf::Carried>> remarks_of(const stix::Object& object, const shelf::ObjectRecord& record);
  // An agreement in force that binds the submitter's party has two persons release what is labelled so: it names one of the party's own words.
  bool takes_two_persons(const marking::Label& label) const;
  std::uint64_t most_moved(shelf::Thing thing, const shelf::ObjectRecord& record);
  // intake_derived.cpp
  struct Derived {
    std::string refusal;  // "": it is taken
    std::vector<FoundSource> sources;
    Derivation derivation;
    std::string remark;   // what the submitter should know
  };
  Result<Derived> derive_from_sources(const Prepared& prepared);
  std::optional<FoundSource> source_of(const marking::SourceName& name);
  std::optional<FoundSource> source_added_here(const marking::SourceName& name);
  void record_derivation(shelf::ObjectRecord& record, const Derived& derived);
  void remember_citable(const shelf::ObjectRecord& record, Seq seq, const marking::Label& label, const std::vector<marking::Label>& fields);

  Node& node_;
  journal::Batch& batch_;
  std::string person_, agency_, party_;
  std::map<std::string, const Prepared*> definitions_;  // marking-definitions that came along
  std::unordered_map<std::string, Marking> markings_;
  marking::LabelMemo labels_;  // by what of the object decides its label; an index may be of a label of this batch
  marking::LabelMemo::Known long_;  // of the last object whose key is too long to keep
  std::string key_;
  std::unordered_map<Seq, const Prepared*> added_;      // records of this batch that came along here
  std::set<std::pair<std::uint32_t, std::uint32_t>> carried_;  // definition and label, of this batch
  std::map<std::string, std::vector<marking::LabelIx>> early_;  // remarks of this bundle that were referred to first, and by which labels
  std::unordered_map<std::string, shelf::Thing> bound_; // targets that are bound: that does not change
  std::set<std::string> cited_;                         // what these objects name as sources
  std::vector<FoundSource> citable_;                    // of these, what was added here
};

// Adds the record of what became of a submission, for people of that agency to ask for. On the writer thread.
Seq add_submission(journal::Batch& batch, std::string_view agency, const Submission& submission);
// Version 4 (RFC 9562 §5.4).
std::string random_uuid(crypto::Random& random);

// What makes the label deny everybody, as a sentence for the submitter; "" if nothing does.
std::string why_nobody_reads(const marking::Label& label, const alliance::Directory& directory);

}  // namespace comity::operations
