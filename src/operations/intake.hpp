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
#include "operations/acts.hpp"
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
};

// Reads every object and holds it against STIX (stix/validate.hpp): one that breaks a MUST has an error. Orders them so
// that what is referred to comes before what refers to it (cycles keep their order).
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

 private:
  struct Marking {
    bool known = false;
    marking::Tlp tlp = marking::Tlp::none;
    std::optional<marking::Stated> stated;  // by our extension
  };
  Result<Marking> read_marking(const std::string& id);
  Result<marking::Label> label_of(const stix::Object& object);
  Result<marking::Label> field_label(const marking::Label& object_label, const std::string& marking_ref);
  Result<std::vector<marking::Label>> field_labels(const marking::Label& object_label, const stix::Object& object);
  marking::LabelIx intern(const marking::Label& label);
  Result<shelf::Thing> bind(const std::string& target);
  Result<std::vector<shelf::LateBinding>> late_bindings(const stix::Object& object, const marking::Label& label);
  std::uint64_t most_moved(shelf::Thing thing, const std::vector<shelf::LateBinding>& late);

  Node& node_;
  journal::Batch& batch_;
  std::string person_, agency_, party_;
  std::map<std::string, const Prepared*> definitions_;  // marking-definitions that came along
  std::map<std::string, Marking> markings_;
  std::map<std::string, marking::Label> labels_;        // by what of the object decides its label
  std::unordered_map<Seq, const Prepared*> added_;      // records of this batch that came along here
  std::unordered_map<std::string, shelf::Thing> bound_; // targets that are bound: that does not change
};

// What makes the label deny everybody, as a sentence for the submitter; "" if nothing does.
std::string why_nobody_reads(const marking::Label& label);

}  // namespace comity::operations
