#include "http/authorization.hpp"

#include <gtest/gtest.h>

namespace comity::http {
namespace {

std::optional<std::string> token(const std::string& field) {
  Request request;
  if (!field.empty()) request.headers["authorization"] = field;
  return token_of(request);
}

TEST(Authorization, BearerGivesItsToken) {
  EXPECT_EQ(token("Bearer comity_abc"), "comity_abc");
  EXPECT_EQ(token("bearer  comity_abc "), "comity_abc");
}

TEST(Authorization, BasicGivesItsPasswordWhateverTheUser) {
  EXPECT_EQ(token("Basic dXNlcjpjb21pdHlfYWJj"), "comity_abc");  // user:comity_abc
  EXPECT_EQ(token("BASIC OmE6Yg=="), "a:b");                     // :a:b
}

TEST(Authorization, AnythingElseGivesNothing) {
  for (const char* field : {"", "Bearer", "Bearer ", "Basic !", "Basic dXNlcg==", "Digest a", "comity_abc"}) {
    EXPECT_EQ(token(field), std::nullopt) << field;
  }
}

}  // namespace
}  // namespace comity::http
