#include "stix/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <unordered_map>

#include "stix/formats.hpp"
#include "stix/types.hpp"

namespace comity::stix {
namespace {

using json::Kind;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Lines and columns of offsets that mostly grow.
class Locator {
 public:
  explicit Locator(std::string_view text) : text_(text) {}
  void locate(std::uint64_t offset, LocatedProblem& out) {
    offset = std::min<std::uint64_t>(offset, text_.size());
    if (offset < at_) at_ = 0, line_ = column_ = 1;
    const char *p = text_.data() + at_, *const to = text_.data() + offset;
    for (;;) {
      const auto* mark = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(to - p)));
      if (mark == nullptr) break;
      ++line_;
      column_ = 1;
      p = mark + 1;
    }
    column_ += static_cast<std::uint32_t>(
        std::count_if(p, to, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
    at_ = offset;
    out.line = line_;
    out.column = column_;
  }

 private:
  std::string_view text_;
  std::uint64_t at_ = 0;
  std::uint32_t line_ = 1, column_ = 1;
};

// "byte N" of a document's error.
std::uint32_t byte_of(const Error& error) {
  std::uint32_t byte = 0;
  if (error.where.starts_with("byte "))
    std::from_chars(error.where.data() + 5, error.where.data() + error.where.size(), byte);
  return byte;
}

class Checker {
 public:
  Checker(std::string_view text, const CheckOptions& options, const std::function<void(const CheckedObject&)>& visit)
      : text_(text), options_(options), visit_(visit), locator_(text) {
    validate_.warnings = options.warnings;
    validate_.counts = &report_.rules;
  }

  Report run() {
    frame();
    versions();
    return std::move(report_);
  }

 private:
  // What is remembered of each object, for what concerns several.
  struct Seen {
    std::string_view id, text;
    std::string_view created, modified, creator;
    bool revoked = false;
    std::uint32_t index = 0;
  };

  const char* skip_space(const char* p) const {
    while (p < end_ && is_space(*p)) ++p;
    return p;
  }
  std::uint32_t offset_of(const char* p) const { return static_cast<std::uint32_t>(p - text_.data()); }

  // Past the value at `p`, whose inside is not looked into; null if it does not end.
  const char* skip_value(const char* p) const {
    if (*p == '"') return json::end_of_string(p, end_);
    if (*p == '{') return json::end_of_object(p, end_);
    if (*p != '[') {
      while (p < end_ && !is_space(*p) && *p != ',' && *p != ']' && *p != '}') ++p;
      return p;
    }
    for (std::uint64_t depth = 0; p < end_;) {
      if (*p == '"') {
        p = json::end_of_string(p, end_);
        if (p == nullptr) return nullptr;
        continue;
      }
      if (*p == '[') ++depth;
      if (*p == ']' && --depth == 0) return p + 1;
      ++p;
    }
    return nullptr;
  }

  void frame() {
    end_ = text_.data() + text_.size();
    const std::uint64_t most = std::min<std::uint64_t>(options_.limits.max_bundle_bytes, UINT32_MAX);
    if (text_.size() > most) {
      file_problem(Severity::error, 0, "", "8", "too-large",
                   fmt::format("a file of {} bytes; at most {} are taken", text_.size(), most));
      return;
    }
    const char* const p = skip_space(text_.data());
    if (p == end_ || (*p != '{' && *p != '[')) {
      const bool mark = text_.starts_with("\xef\xbb\xbf");
      file_problem(Severity::error, p == end_ ? 0 : offset_of(p), "", "8", "framing",
                   mark ? "JSON has no byte order mark; remove the first three bytes"
                        : "a JSON object or a list of objects is due");
      return;
    }
    if (*p == '[') {
      report_.framing = Framing::list;
      const char* const after = elements(p, "");
      if (after == nullptr) return;
      if (const char* const rest = skip_space(after); rest != end_)
        file_problem(Severity::error, offset_of(rest), "", "8", "framing", "text after the list");
      return;
    }
    const char* const list = find_objects(p);
    if (list == nullptr) {
      const char* const close = json::end_of_object(p, end_);
      if (close != nullptr && skip_space(close) == end_ && is_bundle_without_objects(p, close)) {
        report_.framing = Framing::bundle;
        return;
      }
      report_.framing = close != nullptr && skip_space(close) != end_ ? Framing::lines : Framing::object;
      lines(p);
      return;
    }
    report_.framing = Framing::bundle;
    const std::size_t before = report_.problems.size();
    const char* const after = elements(list, "/objects");
    if (after != nullptr) around(list, after, before);
  }

  // The '[' of the member "objects" of the object at `p`; null if there is none.
  const char* find_objects(const char* p) const {
    ++p;
    for (;;) {
      p = skip_space(p);
      if (p == end_ || *p != '"') return nullptr;
      const char* const key = p;
      p = json::end_of_string(p, end_);
      if (p == nullptr) return nullptr;
      const bool objects = std::string_view(key, static_cast<std::size_t>(p - key)) == "\"objects\"";
      p = skip_space(p);
      if (p == end_ || *p != ':') return nullptr;
      p = skip_space(p + 1);
      if (p == end_) return nullptr;
      if (objects) return *p == '[' ? p : nullptr;  // observed-data has objects that are no list
      p = skip_value(p);
      if (p == nullptr) return nullptr;
      p = skip_space(p);
      if (p == end_ || *p != ',') return nullptr;
      ++p;
    }
  }

  // The objects of the list at `p`; past its ']', or null if it does not end.
  const char* elements(const char* p, std::string_view pointer) {
    const std::uint32_t begin = offset_of(p);
    p = skip_space(p + 1);
    if (p < end_ && *p == ']') {
      if (!pointer.empty())
        file_problem(Severity::error, begin, std::string(pointer), "2.12", "empty-list",
                     "a list must not be empty; leave it out");
      return p + 1;
    }
    for (std::uint32_t index = 0;; ++index) {
      p = skip_space(p);
      if (p == end_) break;
      if (index == options_.limits.max_objects) {
        file_problem(Severity::error, offset_of(p), std::string(pointer), "8", "too-large",
                     fmt::format("more than {} objects", options_.limits.max_objects));
        return nullptr;
      }
      const char* const after = skip_value(p);
      if (after == nullptr || after == p) {
        file_problem(Severity::error, offset_of(p), fmt::format("{}/{}", pointer, index), "8", "framing",
                     after == nullptr ? "this object is not closed" : "an object is due here");
        return nullptr;
      }
      object({p, static_cast<std::size_t>(after - p)}, index, fmt::format("{}/{}", pointer, index));
      p = skip_space(after);
      if (p == end_) break;
      if (*p == ']') return p + 1;
      if (*p != ',') {
        file_problem(Severity::error, offset_of(p), std::string(pointer), "8", "framing",
                     "a comma or the end of the list is due");
        return nullptr;
      }
      ++p;
    }
    file_problem(Severity::error, offset_of(end_), std::string(pointer), "8", "framing", "the list is not closed");
    return nullptr;
  }

  // Objects one after another. One that is broken ends with its line.
  void lines(const char* p) {
    const bool several = report_.framing == Framing::lines;
    for (std::uint32_t index = 0; p < end_; p = skip_space(p), ++index) {
      if (index == options_.limits.max_objects) {
        file_problem(Severity::error, offset_of(p), "", "8", "too-large",
                     fmt::format("more than {} objects", options_.limits.max_objects));
        return;
      }
      const auto* mark = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(end_ - p)));
      const char* after = *p == '{' ? json::end_of_object(p, end_) : nullptr;
      if (after == nullptr) after = mark == nullptr || !several ? end_ : mark;
      object({p, static_cast<std::size_t>(after - p)}, index, several ? fmt::format("/{}", index) : std::string());
      p = after;
    }
  }

  // What stands around the list of objects must be strict JSON, and is a bundle or an envelope.
  void around(const char* list, const char* after, std::size_t before) {
    objects_end_ = report_.problems.size();
    const std::uint32_t gap_at = offset_of(list) + 1;
    const auto gap = static_cast<std::uint32_t>(after - list) - 2;
    std::string frame(text_.substr(0, gap_at));
    frame += ']';
    frame.append(after, end_);
    const auto original = [&](std::uint32_t offset) { return offset < gap_at ? offset : offset + gap; };
    const auto document = json::Document::parse(frame, {options_.limits.max_depth, 100'000});
    if (!document) {
      file_problem(Severity::error, original(byte_of(document.error())), "", "8", "framing", document.error().message);
    } else {
      bundle(document->root(), original);
    }
    // These stand before what the objects had.
    std::rotate(report_.problems.begin() + static_cast<std::ptrdiff_t>(before),
                report_.problems.begin() + static_cast<std::ptrdiff_t>(objects_end_), report_.problems.end());
  }

  bool is_bundle_without_objects(const char* p, const char* close) {
    const auto document =
        json::Document::parse({p, static_cast<std::size_t>(close - p)}, {options_.limits.max_depth, 100'000});
    if (!document) return false;
    const auto type = document->root().get("type");
    if (!type || !type->equals("bundle")) return false;
    bundle(document->root(), [&](std::uint32_t offset) { return offset + offset_of(p); });
    if (const auto objects = document->root().get("objects"))
      file_problem(Severity::error, objects->node().begin + offset_of(p), "/objects", "8", "type",
                   "must be a list of objects");
    return true;
  }

  template <class F>
  void bundle(const json::Value& root, F&& original) {
    const auto problem = [&](Severity severity, const json::Value& at, std::string_view name, std::string_view section,
                             std::string_view rule, std::string message) {
      file_problem(severity, original(at.node().begin), name.empty() ? std::string() : fmt::format("/{}", name),
                   section, rule, std::move(message));
    };
    const auto type = root.get("type");
    if (!type) {  // TAXII 2.1 §3.7
      report_.framing = Framing::envelope;
      root.each_member([&](const json::Value& key, const json::Value& value) {
        const std::string name = key.string();
        const bool known = name == "objects" || (name == "more" && value.is(Kind::boolean)) ||
                           (name == "next" && value.is(Kind::string));
        if (name == "id")
          problem(Severity::error, root, "type", "8", "missing", "type is required: bundle");
        else if (!known)
          problem(Severity::warning, value, name, "8", "custom-property",
                  "neither a bundle, which has a type, nor what a TAXII envelope holds");
      });
      return;
    }
    if (!type->equals("bundle")) {
      problem(Severity::error, *type, "type", "8", "type", "what holds a list of objects must have the type bundle");
      return;
    }
    const auto id = root.get("id");
    if (!id) {
      problem(Severity::error, root, "id", "8", "missing", "id is required: bundle-- and a UUID");
    } else if (!id->is(Kind::string) || !is_identifier(id->string()) || !id->string().starts_with("bundle--")) {
      problem(Severity::error, *id, "id", "8", "identifier", "must be bundle-- and a UUID");
    } else if (!has_uuid_variant(id->string())) {
      problem(Severity::error, *id, "id", "2.9", "uuid", "holds no UUID of RFC 4122; make one of version 4");
    } else if (uuid_version(id->string()) != 4) {
      problem(Severity::warning, *id, "id", "2.9", "uuid-version", "should hold a UUID of version 4");
    }
    root.each_member([&](const json::Value& key, const json::Value& value) {
      const std::string name = key.string();
      if (name == "type" || name == "id" || name == "objects") return;
      if (name != "spec_version") {
        if (!is_property_name(name))
          problem(Severity::error, value, name, "11.1", "property-name",
                  "no property of a bundle, and a name has 3 to 250 of a-z, 0-9 and _");
        else
          problem(Severity::warning, value, name, "8", "custom-property",
                  "no property of a bundle; readers may drop it");
      } else if (value.equals("2.1")) {
        problem(Severity::warning, value, name, "8", "not-in-use",
                "only bundles of STIX 2.0 have a spec_version; remove it");
      } else if (!value.equals("2.0")) {
        problem(Severity::error, value, name, "2.0", "spec-version", "must be 2.0, or absent in STIX 2.1");
      }
    });
    if (const auto version = root.get("spec_version"); !version && old_objects_ > 0)
      problem(
          Severity::warning, root, "spec_version", "2.0", "spec-version",
          fmt::format("{} objects have no spec_version and are read as STIX 2.0, whose bundles say spec_version 2.0",
                      old_objects_));
  }

  void object(std::string_view text, std::uint32_t index, std::string pointer) {
    CheckedObject checked;
    checked.index = index;
    checked.text = text;
    ++report_.objects;
    problems_.clear();
    const auto refuse = [&](std::string_view rule, std::uint32_t offset, std::string message) {
      Problem& problem = problems_.emplace_back();
      problem.offset = offset;
      problem.section = "8";
      problem.rule = rule;
      problem.message = std::move(message);
      count(Severity::error, problem.section, rule);
      checked.verdict.errors = 1;
    };
    Seen seen;
    if (text.size() > options_.limits.max_object_bytes) {
      refuse("too-large", 0,
             fmt::format("an object of {} bytes; at most {} are taken", text.size(), options_.limits.max_object_bytes));
    } else if (auto read = document_.read(text, {options_.limits.max_depth, json::Limits{}.max_nodes}); !read) {
      refuse("json", byte_of(read.error()), "not JSON: " + read.error().message);
    } else if (!document_.root().is(Kind::object)) {
      refuse("not-an-object", 0, "a STIX object is due here: a JSON object with type and id");
    } else {
      validate_.max_errors = std::min(options_.max_problems - std::min(options_.max_problems, kept_errors_), 50u);
      validate_.max_warnings = std::min(options_.max_problems - std::min(options_.max_problems, kept_warnings_), 50u);
      checked.verdict = validate(document_, validate_, problems_);
      document_.root().each_member([&](const json::Value& key, const json::Value& value) {
        const auto name = key.plain(), plain = value.plain();
        if (!name || name->size() < 2 || name->size() > 14) return;
        if (*name == "id" && plain)
          checked.id = seen.id = *plain;
        else if (*name == "type" && plain)
          checked.type = *plain;
        else if (*name == "created" && plain)
          seen.created = *plain;
        else if (*name == "modified" && plain)
          seen.modified = *plain;
        else if (*name == "created_by_ref" && plain)
          seen.creator = *plain;
        else if (*name == "revoked")
          seen.revoked = value.is(Kind::boolean) && value.boolean();
        else if (*name == "spec_version")
          has_version_ = true;
      });
      if (checked.verdict.old && !has_version_) ++old_objects_;
      has_version_ = false;
      if (is_identifier(seen.id)) {
        seen.text = text;
        seen.index = index;
        note(seen);
      }
    }
    report_.errors += checked.verdict.errors;
    report_.warnings += checked.verdict.warnings;
    if (checked.verdict.errors > 0) ++report_.objects_with_errors;
    auto type = report_.types.find(checked.type);
    if (type == report_.types.end()) {
      // What a hostile file calls its types is bounded.
      type = report_.types
                 .emplace(report_.types.size() < 1000 ? std::string(checked.type.substr(0, 250)) : std::string(),
                          TypeCount{})
                 .first;
    }
    ++type->second.objects;
    type->second.errors += checked.verdict.errors;
    type->second.warnings += checked.verdict.warnings;
    std::ranges::stable_sort(problems_, {}, &Problem::offset);
    for (Problem& problem : problems_) {
      problem.offset += offset_of(text.data());
      problem.pointer = pointer + problem.pointer;
      keep(std::move(problem), index, checked.id, checked.type);
    }
    if (visit_) visit_(checked);
  }

  // The first object of each UUID is found by it; the others are looked at when all are known.
  void note(const Seen& seen) {
    seen_.push_back(seen);
    const auto at = static_cast<std::uint32_t>(seen_.size() - 1);
    const auto [first, fresh] = by_uuid_.try_emplace(seen.id.substr(seen.id.size() - 36), at);
    if (!fresh) again_.push_back({first->second, at});
  }

  void versions() {
    // With the first of its UUID, each group lies together, in the order of the file.
    std::ranges::stable_sort(again_, {}, &std::pair<std::uint32_t, std::uint32_t>::first);
    std::vector<const Seen*> group;
    for (std::size_t i = 0; i < again_.size();) {
      const std::uint32_t first = again_[i].first;
      group.assign(1, &seen_[first]);
      for (; i < again_.size() && again_[i].first == first; ++i) group.push_back(&seen_[again_[i].second]);
      std::ranges::stable_sort(group, {}, [](const Seen* one) { return one->id; });
      for (std::size_t a = 0; a < group.size();) {
        std::size_t b = a;
        while (b < group.size() && group[b]->id == group[a]->id) ++b;
        if (b < group.size())
          between(
              Severity::warning, *group[b], "2.9", "uuid-reused",
              fmt::format("a producer must not give one UUID to objects of two types; {} has it too", group[a]->id));
        versions_of({group.begin() + static_cast<std::ptrdiff_t>(a), group.begin() + static_cast<std::ptrdiff_t>(b)});
        a = b;
      }
    }
  }

  void versions_of(std::vector<const Seen*> versions) {
    const auto when = [](const Seen* one) {
      return read_instant(one->modified.empty() ? one->created : one->modified);
    };
    std::ranges::stable_sort(versions, [&](const Seen* a, const Seen* b) { return is_before(when(a), when(b)); });
    for (std::size_t i = 1; i < versions.size(); ++i) {
      const Seen &earlier = *versions[i - 1], &later = *versions[i];
      if (!is_before(when(&earlier), when(&later))) {
        between(Severity::warning, later, "3.6", "duplicate",
                fmt::format("the same id and version as object {}, {}", earlier.index,
                            earlier.text == later.text ? "and the same text" : "with another text"));
        continue;
      }
      const Instant a = read_instant(earlier.created), b = read_instant(later.created);
      if (a.good && b.good && (is_before(a, b) || is_before(b, a)))
        between(
            Severity::error, later, "3.6", "version-created",
            fmt::format("versions of one object have one created; object {} has {}", earlier.index, earlier.created));
      if (earlier.creator != later.creator)
        between(Severity::error, later, "3.6", "version-creator",
                fmt::format("only its creator makes versions of an object; object {} names another", earlier.index));
      if (earlier.revoked)
        between(Severity::error, later, "3.6", "version-after-revoked",
                fmt::format("object {} revoked it; later versions must not be made", earlier.index));
    }
  }

  void between(Severity severity, const Seen& seen, std::string_view section, std::string_view rule,
               std::string message) {
    if (severity == Severity::warning && !options_.warnings) return;
    const std::string_view type = seen.id.substr(0, seen.id.size() - 38);
    Problem problem{severity, {}, offset_of(seen.text.data()), section, rule, std::move(message)};
    problem.pointer = report_.framing == Framing::bundle || report_.framing == Framing::envelope
                          ? fmt::format("/objects/{}", seen.index)
                          : fmt::format("/{}", seen.index);
    count(severity, section, rule);
    (severity == Severity::error ? report_.errors : report_.warnings) += 1;
    keep(std::move(problem), seen.index, seen.id, type);
  }

  void file_problem(Severity severity, std::uint32_t offset, std::string pointer, std::string_view section,
                    std::string_view rule, std::string message) {
    if (severity == Severity::warning && !options_.warnings) return;
    count(severity, section, rule);
    (severity == Severity::error ? report_.errors : report_.warnings) += 1;
    keep({severity, std::move(pointer), offset, section, rule, std::move(message)}, LocatedProblem::kFile, {}, {});
  }

  void count(Severity severity, std::string_view section, std::string_view rule) {
    for (RuleCount& one : report_.rules) {
      if (one.severity != severity || one.section != section || one.rule != rule) continue;
      ++one.count;
      return;
    }
    report_.rules.push_back({severity, section, rule, 1});
  }

  // Each rule has an example among what is kept. There are some hundred rules, and few of them in one file.
  bool is_first_of_its_rule(const Problem& problem) const {
    return std::ranges::none_of(report_.problems, [&](const LocatedProblem& one) {
      return one.problem.rule == problem.rule && one.problem.section == problem.section &&
             one.problem.severity == problem.severity;
    });
  }

  void keep(Problem problem, std::uint32_t index, std::string_view id, std::string_view type) {
    std::uint32_t& kept = problem.severity == Severity::error ? kept_errors_ : kept_warnings_;
    if (kept >= options_.max_problems && !is_first_of_its_rule(problem)) return;
    ++kept;
    LocatedProblem& out = report_.problems.emplace_back();
    locator_.locate(problem.offset, out);
    out.problem = std::move(problem);
    out.object = index;
    out.id = id.substr(0, 300);
    out.type = type.substr(0, 300);
  }

  const std::string_view text_;
  const CheckOptions& options_;
  const std::function<void(const CheckedObject&)>& visit_;
  ValidateOptions validate_;
  Report report_;
  Locator locator_;
  const char* end_ = nullptr;
  json::Document document_;
  std::vector<Problem> problems_;
  std::uint32_t kept_errors_ = 0, kept_warnings_ = 0, old_objects_ = 0;
  std::size_t objects_end_ = 0;
  bool has_version_ = false;
  std::vector<Seen> seen_;
  std::unordered_map<std::string_view, std::uint32_t> by_uuid_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> again_;
};

}  // namespace

std::string_view name_of(Framing framing) {
  constexpr std::string_view kNames[] = {"bundle", "envelope", "object", "list", "lines"};
  return kNames[static_cast<std::size_t>(framing)];
}

Report check(std::string_view text, const CheckOptions& options,
             const std::function<void(const CheckedObject&)>& visit) {
  return Checker(text, options, visit).run();
}

}  // namespace comity::stix
