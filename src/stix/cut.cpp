#include "stix/cut.hpp"

#include <algorithm>
#include <unordered_map>

namespace comity::stix {
namespace {

using json::Kind;
using json::Value;

// One granular marking and where its selectors lie.
struct Marking {
  std::uint32_t node;
  std::vector<std::uint32_t> selectors;
};

// Replaces [begin, end) of the text.
struct Edit {
  std::uint32_t begin;
  std::uint32_t end;
  std::string text;
};

class Cutter {
 public:
  explicit Cutter(const json::Document& document)
      : document_(document), root_(document.root()), finder_(document), gone_(document.nodes().size(), false) {
    const auto markings = root_.get("granular_markings");
    if (!markings || !markings->is(Kind::array)) return;
    markings_begin_ = markings->index();
    markings_end_ = markings->node().next;
    markings->each_element([this](Value marking) {
      const auto selectors = marking.get("selectors");
      if (!selectors || !selectors->is(Kind::array)) return;
      Marking& entry = markings_.emplace_back(Marking{marking.index(), {}});
      selectors->each_element([&entry](Value selector) {
        if (selector.is(Kind::string)) entry.selectors.push_back(selector.index());
      });
    });
  }

  // False if the path leads nowhere, or to what is gone already.
  bool remove(const Path& path) {
    if (path.empty()) return false;  // the object itself stays
    std::optional<Value> value = root_;
    for (const Step& step : path) {
      value = finder_.child(*value, step);
      if (!value || gone_[value->index()]) return false;
    }
    remove(value->index());
    return true;
  }

  // What follows from the removals, until nothing more does.
  void settle() {
    do {
      drop_selectors();
    } while (drop_empty());
  }

  std::vector<std::string> emptied() {
    std::sort(emptied_.begin(), emptied_.end());
    std::vector<std::string> selectors;
    Path path;
    collect(root_, path, selectors);
    return selectors;
  }

  std::string text() {
    renumber();
    edit(root_);
    std::string out;
    const std::string_view whole = document_.text();
    out.reserve(whole.size());
    std::size_t at = 0;
    for (const Edit& e : edits_) {
      out.append(whole, at, e.begin - at);
      out += e.text;
      at = e.end;
    }
    out.append(whole, at);
    return out;
  }

 private:
  // A value's subtree is one run of nodes (pre-order).
  void remove(std::uint32_t index) {
    std::fill(gone_.begin() + index, gone_.begin() + document_.nodes()[index].next, true);
  }

  // How many elements of a list before this one are gone. Asked only when all removals are settled.
  std::int64_t lost_before(const Value& list, std::int64_t index) {
    std::vector<std::uint32_t>& lost = lost_[list.index()];
    if (lost.empty()) {
      std::uint32_t count = 0;
      for (const std::uint32_t element : finder_.elements(list)) {
        lost.push_back(count);
        count += gone_[element];
      }
    }
    return lost[static_cast<std::size_t>(index)];
  }

  bool names_what_is_gone(std::uint32_t selector) {
    const auto path = parse_selector(Value(&document_, selector).string());
    if (!path) return false;
    std::optional<Value> value = root_;
    for (const Step& step : *path) {
      value = finder_.child(*value, step);
      if (!value) return false;
      if (gone_[value->index()]) return true;
    }
    return false;
  }

  void drop_selectors() {
    for (const Marking& marking : markings_) {
      if (gone_[marking.node] || marking.selectors.empty()) continue;
      bool any_left = false;
      for (const std::uint32_t selector : marking.selectors) {
        if (!gone_[selector] && names_what_is_gone(selector)) remove(selector);
        any_left = any_left || !gone_[selector];
      }
      if (!any_left) remove(marking.node);
    }
  }

  // Children have higher indices than their parents, so one pass from the end empties from the leaves up.
  bool drop_empty() {
    bool any = false;
    for (auto index = static_cast<std::uint32_t>(gone_.size()); index-- > 1;) {
      if (gone_[index]) continue;
      const Value value(&document_, index);
      if (value.size() == 0) continue;  // no container, or one that was empty when it came
      bool all_gone = true;
      value.each_element([&](Value element) { all_gone = all_gone && gone_[element.index()]; });
      value.each_member([&](Value, Value member) { all_gone = all_gone && gone_[member.index()]; });
      if (!all_gone) continue;
      remove(index);
      any = true;
      if (index < markings_begin_ || index >= markings_end_) emptied_.push_back(index);
    }
    return any;
  }

  void collect(const Value& value, Path& path, std::vector<std::string>& out) const {
    const auto visit = [&](const Value& next, Step step) {
      // Only subtrees that hold an emptied value are entered.
      const auto first = std::lower_bound(emptied_.begin(), emptied_.end(), next.index());
      if (first == emptied_.end() || *first >= next.node().next) return;
      path.push_back(std::move(step));
      if (*first == next.index()) out.push_back(to_selector(path));
      collect(next, path, out);
      path.pop_back();
    };
    std::int64_t index = 0;
    value.each_element([&](Value element) { visit(element, {"", index++}); });
    value.each_member([&](Value key, Value member) { visit(member, {key.string(), -1}); });
  }

  // New texts for the selectors that stay and point past what a list lost.
  void renumber() {
    for (const Marking& marking : markings_) {
      for (const std::uint32_t selector : marking.selectors) {
        if (gone_[selector]) continue;
        auto path = parse_selector(Value(&document_, selector).string());
        if (!path) continue;
        bool changed = false;
        std::optional<Value> value = root_;
        for (Step& step : *path) {
          const Value list = *value;
          value = finder_.child(list, step);
          if (!value) break;
          if (step.index < 0) continue;
          const std::int64_t lost = lost_before(list, step.index);
          step.index -= lost;
          changed = changed || lost > 0;
        }
        if (!changed) continue;
        std::string text;
        json::append_quoted(text, to_selector(*path));
        renumbered_.emplace_back(selector, std::move(text));
      }
    }
    std::sort(renumbered_.begin(), renumbered_.end());
  }

  // In document order: each child that is gone takes the comma before it along or, where no child before it stays, the
  // comma after it.
  void edit(const Value& value) {
    bool any_kept = false;
    std::uint32_t left = value.size();
    std::uint32_t previous_end = 0;
    const auto visit = [&](const Value& first, const Value& last) {
      --left;
      const std::uint32_t begin = first.node().begin, end = last.node().end;
      if (!gone_[last.index()]) {
        any_kept = true;
        edit_kept(last);
      } else if (any_kept) {
        edits_.push_back({previous_end, end, {}});
      } else if (left > 0) {
        edits_.push_back({begin, document_.nodes()[last.node().next].begin, {}});
      } else {
        edits_.push_back({begin, end, {}});
      }
      previous_end = end;
    };
    value.each_element([&](Value element) { visit(element, element); });
    value.each_member([&](Value key, Value member) { visit(key, member); });
  }

  void edit_kept(const Value& value) {
    if (value.size() > 0) return edit(value);
    const auto found = std::lower_bound(renumbered_.begin(), renumbered_.end(), value.index(),
                                        [](const auto& entry, std::uint32_t index) { return entry.first < index; });
    if (found == renumbered_.end() || found->first != value.index()) return;
    edits_.push_back({value.node().begin, value.node().end, found->second});
  }

  const json::Document& document_;
  const Value root_;
  PathFinder finder_;
  std::vector<bool> gone_;  // per node
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> lost_;
  std::vector<Marking> markings_;
  std::uint32_t markings_begin_ = 0;  // nodes of granular_markings
  std::uint32_t markings_end_ = 0;
  std::vector<std::uint32_t> emptied_;
  std::vector<std::pair<std::uint32_t, std::string>> renumbered_;
  std::vector<Edit> edits_;
};

}  // namespace

std::string cut(const json::Document& document, const std::vector<Path>& removed, std::vector<std::string>* emptied) {
  if (emptied != nullptr) emptied->clear();
  Cutter cutter(document);
  // All paths are paths in the document as it came: nothing is renumbered before the text is written.
  bool any = false;
  for (const Path& path : removed) any = cutter.remove(path) || any;
  if (!any) return std::string(document.text());
  cutter.settle();
  if (emptied != nullptr) *emptied = cutter.emptied();
  return cutter.text();
}

}  // namespace comity::stix
