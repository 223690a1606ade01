#include <gtest/gtest.h>

#include "http/http.hpp"

namespace comity::http {
namespace {

TEST(Status, EveryCodeHasItsStatusAndEveryStatusItsReason) {
  const struct {
    Code code;
    int status;
  } rows[] = {{Code::invalid, 400},  {Code::unauthenticated, 401}, {Code::forbidden, 403}, {Code::not_found, 404},
              {Code::conflict, 409}, {Code::precondition, 412},    {Code::too_large, 413}, {Code::too_many, 429}, {Code::unavailable, 503},
              {Code::corrupt, 500},  {Code::internal, 500}};
  for (const auto& row : rows) {
    EXPECT_EQ(status_of(row.code), row.status);
    EXPECT_NE(reason_of(row.status), "Unknown");
  }
  EXPECT_EQ(reason_of(404), "Not Found");
}

TEST(Problem, SaysWhatToDo) {
  const Response response = problem(Error{Code::invalid, "close the \"quote\"\n\xFF\xC3\xA9", "line 3"});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.headers.at(0).second, "application/problem+json");
  EXPECT_EQ(
      response.head,
      "{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"close the \\\"quote\\\"\\u000a\xEF\xBF\xBD\xC3\xA9\","
      "\"code\":\"invalid\",\"where\":\"line 3\"}\n");
}

TEST(Problem, HidesWhatFailedInside) {
  for (const Code code : {Code::internal, Code::corrupt}) {
    const Response response = problem(Error{code, "segment 7 of JPN", "/var/lib"});
    EXPECT_EQ(response.head.find("JPN"), std::string::npos);
    EXPECT_EQ(response.head.find("/var"), std::string::npos);
  }
}

}  // namespace
}  // namespace comity::http
