#include "operations/act_objects.hpp"

#include <charconv>
#include <deque>
#include <memory>

#include "base/bytes.hpp"
#include "crypto/hash.hpp"

namespace comity::operations {
namespace {

std::optional<std::uint64_t> number_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  std::uint64_t out = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), out);
  if (read.ec != std::errc()) return std::nullopt;
  return out;
}

}  // namespace

bool originates(const Node& node, std::uint32_t row, std::string_view by) {
  const marking::Label& label = node.policy.labels().at(node.exceptions.label(row, UINT64_MAX));
  const std::string name(by);
  if (name.find('.') != std::string::npos) return label.originators.contains(name);
  return label.originating_parties().contains(name);
}

std::vector<const marking::Label*> labels_opened(const Node& node, std::uint32_t row) {
  std::vector<const marking::Label*> out{&node.policy.labels().at(node.exceptions.label(row, UINT64_MAX))};
  for (const marking::LabelIx field : node.shelf.fields(row)) out.push_back(&node.policy.labels().at(field));
  return out;
}

std::uint32_t find_row(const Node& node, const journal::Batch& batch, const agreement::ObjectName& name) {
  const auto thing = number_of(batch.get(shelf::thing_key(name.id, name.owner)));
  const shelf::Thing known{static_cast<std::uint32_t>(thing.value_or(UINT32_MAX))};
  const auto seq = number_of(batch.get(shelf::version_key(known, name.version)));
  if (!thing || !seq) return shelf::kNoRow;
  return node.shelf.row_of(*seq);
}

Result<std::string> sha256_of(Node& node, std::uint32_t row) {
  TRY(const std::string bytes, shelf::render(node.engine(), node.shelf, row, {}));
  return to_hex(crypto::view(crypto::sha256(bytes)));
}

agreement::FindObject find_object(Node& node, const journal::Batch& batch, std::string by) {
  return [&node, &batch, by = std::move(by), joined = std::make_shared<std::deque<marking::Label>>()](
             const agreement::ObjectName& name) -> std::optional<agreement::NamedObject> {
    const std::uint32_t row = find_row(node, batch, name);
    if (row == shelf::kNoRow || !originates(node, row, by)) return std::nullopt;
    const std::vector<const marking::Label*> labels = labels_opened(node, row);
    agreement::NamedObject out{labels.front(), nullptr, {}};
    if (labels.size() > 1) {
      marking::Label all = *labels.front();
      for (const marking::Label* label : labels) all = marking::join(all, *label);
      out.label = &joined->emplace_back(std::move(all));
    }
    if (waits_for(node, row, by)) {
      const auto bytes = sha256_of(node, row);
      if (!bytes) return out;
      out.tearline = &node.policy.labels().at(node.exceptions.tearline(row));
      out.sha256 = *bytes;
    }
    return out;
  };
}

bool waits_for(const Node& node, std::uint32_t row, const std::string& party) {
  return node.exceptions.approvals_missing(row).contains(party) && !node.exceptions.recalled(row, UINT64_MAX) &&
         !node.exceptions.erased(row, UINT64_MAX);
}

std::vector<std::uint32_t> rows_of_originator(const Node& node, const journal::Batch& batch, std::span<const agreement::ObjectName> names,
                                              std::string_view by) {
  std::vector<std::uint32_t> out;
  bool all = true;
  for (const agreement::ObjectName& name : names) {
    const std::uint32_t row = find_row(node, batch, name);
    if (row == shelf::kNoRow || !originates(node, row, by)) all = false;
    else out.push_back(row);
  }
  if (!all) out.clear();
  return out;
}

}  // namespace comity::operations
