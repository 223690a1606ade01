#include "taxii/media.hpp"

#include <gtest/gtest.h>

namespace comity::taxii {
namespace {

TEST(Accept, TakesWhatCanBeAnswered) {
  for (const char* field :
       {"", "  ", "*/*", "application/*", "application/taxii+json", "application/taxii+json;version=2.1",
        "application/taxii+json; version=2.1", "Application/TAXII+JSON ; Version=\"2.1\"",
        "text/html, application/taxii+json;version=2.1;q=0.5", "application/taxii+json;version=2.1;charset=utf-8",
        "application/taxii+json;version=2.0, application/taxii+json;version=2.1", "text/html;x=\"a,b\", */*;q=0.1",
        "application/taxii+json;;version=2.1", "broken, */*", "application/taxii+json;q=0.123"}) {
    EXPECT_TRUE(accepts_taxii(field)) << field;
  }
}

TEST(Accept, RefusesWhatCannot) {
  for (const char* field :
       {"text/html", "application/json", "application/taxii+json;version=2.0", "application/vnd.oasis.taxii+json",
        "application/stix+json;version=2.1", "text/*", "application", "/", "*", "application/taxii+json;version",
        "application/taxii+json;version=\"2.1", "application/taxii+json;q=2", "application/taxii+json;q=0.1234", ",",
        "text/html;x=\"application/taxii+json, */*\"", "application/taxii+json;version=2.10"}) {
    EXPECT_FALSE(accepts_taxii(field)) << field;
  }
}

TEST(ContentType, IsTaxiiOrNot) {
  EXPECT_TRUE(is_taxii("application/taxii+json"));
  EXPECT_TRUE(is_taxii("application/taxii+json;version=2.1"));
  EXPECT_TRUE(is_taxii("application/taxii+json; version=\"2.1\"; charset=utf-8"));
  for (const char* field : {"", "*/*", "application/*", "application/json", "application/taxii+json;version=2.0",
                            "application/stix+json;version=2.1", "application/taxii+json, application/json"}) {
    EXPECT_FALSE(is_taxii(field)) << field;
  }
}

}  // namespace
}  // namespace comity::taxii
