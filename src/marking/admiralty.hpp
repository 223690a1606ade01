// Admiralty grades: how reliable a source is (A to F) and how credible what it said is (1 to 6). F and 6 mean that
// nobody can tell; they are not the worst grades. Source: NATO AJP-2.1 (once STANAG 2511); MISP taxonomy
// admiralty-scale adds G, deliberately deceptive.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace comity::marking {

struct Grade {
  char reliability = 0;  // 'A' … 'F', MISP's 'G'; 0: not graded
  char credibility = 0;  // '1' … '6'; 0: not graded
  auto operator<=>(const Grade&) const = default;
};

// "B2", "B-2", "B/2", "b2", admiralty-scale:source-reliability="b", admiralty-scale:information-credibility="2".
// Nothing for other text. grade = reliability [ "-" / "/" ] credibility. Any thread.
std::optional<Grade> grade_named(std::string_view text);

std::string_view reliability_words(char reliability);  // 'B': "usually reliable"; "" for what is no grade
std::string_view credibility_words(char credibility);  // '2': "probably true"; "" for what is no grade

// The reader's sentence: "Admiralty B2: usually reliable; probably true".
std::string sentence(Grade grade);

// STIX 2.1 Appendix A, scale Admiralty Credibility: 1 to 5 are the confidences 90, 70, 50, 30, 10; 6 is none. How
// reliable a source is never becomes confidence.
std::optional<int> confidence_of(char credibility);
// The way back: 80–100 is 1, 60–79 2, 40–59 3, 20–39 4, 0–19 5; no confidence is 6. Nothing outside 0 to 100.
std::optional<char> credibility_of(std::optional<int> confidence);

}  // namespace comity::marking
