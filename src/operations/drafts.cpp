#include "operations/drafts.hpp"

#include <algorithm>

namespace comity::operations {

void Drafts::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::draft && entry.kind != journal::Kind::agreement) return;
  auto one = agreement::parse_signed(entry.body);
  if (!one) return;
  const agreement::Terms& terms = one->document.terms;
  auto& list = drafts_[terms.id];
  if (entry.kind == journal::Kind::agreement) {
    std::erase_if(list, [&](const Draft& draft) { return draft.document.document.terms.version <= terms.version; });
    return;
  }
  for (Draft& draft : list)
    if (draft.document.document.canonical == one->document.canonical) {
      draft.document = *std::move(one);
      draft.last = entry.time;
      return;
    }
  list.push_back({*std::move(one), entry.time, entry.time});
}

const std::vector<Drafts::Draft>& Drafts::of(std::string_view agreement) const {
  static const std::vector<Draft> none;
  const auto found = drafts_.find(agreement);
  return found == drafts_.end() ? none : found->second;
}

}  // namespace comity::operations
