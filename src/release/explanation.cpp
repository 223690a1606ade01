#include "release/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comity::release {

std::string_view document_clause(std::string_view clause) {
  constexpr std::pair<std::string_view, std::string_view> kClauses[] = {
      {"force", "term"},       {"releasable", "membership"},    {"topics", "topics"},
      {"purpose", "purposes"}, {"compartment", "compartments"}, {"control", "controls"},
      {"action", "actions"}};
  for (const auto& [name, document] : kClauses)
    if (name == clause) return document;
  return {};
}

std::span<const Branch> Explanation::branches_of(const Origin& origin) const {
  const auto ix = static_cast<std::uint32_t>(&origin - origins.data());
  const auto begin = std::find_if(branches.begin(), branches.end(), [&](const Branch& one) { return one.origin == ix; });
  const auto end = std::find_if(begin, branches.end(), [&](const Branch& one) { return one.origin != ix; });
  return {begin, end};
}

std::string Explanation::text(const Clause& one) const {
  return one.finding.write ? one.finding.write({*world, *label, *audience}, one.finding.about) : std::string();
}

std::string Explanation::text(const Branch& branch, const Clause& one) const {
  const Question question{*world, *label, *audience, origins[branch.origin].party, branch.pact, branch.at};
  std::string out = one.finding.write ? one.finding.write(question, one.finding.about) : std::string();
  if (!one.agreed || !branch.pact) return out;
  const auto& articles = branch.pact->terms().articles;
  const auto article = articles.find(std::string(document_clause(one.name)));
  if (article != articles.end() && !article->second.empty()) out += fmt::format(" (art. {})", article->second);
  return out;
}

Written write(const Explanation& explanation) {
  Written out{explanation.permit, explanation.clause, {}, {}};
  for (const Clause& clause : explanation.reader())
    out.reader.push_back({std::string(clause.name), clause.holds, explanation.text(clause)});
  for (const Origin& origin : explanation.origins) {
    Written::Origin& into = out.origins.emplace_back(Written::Origin{std::string(origin.party), origin.permits, {}});
    for (const Branch& branch : explanation.branches_of(origin)) {
      Written::Branch& words = into.branches.emplace_back(
          Written::Branch{branch.kind, std::string(branch.agreement), branch.version, branch.permits, {}});
      for (const Clause& clause : explanation.clauses_of(branch))
        words.clauses.push_back({std::string(clause.name), clause.holds, explanation.text(branch, clause)});
    }
  }
  return out;
}

}  // namespace comity::release
