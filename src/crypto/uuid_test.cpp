#include "crypto/uuid.hpp"

#include <gtest/gtest.h>

namespace comity::crypto {
namespace {

// The name space for DNS names of RFC 4122 appendix C.
constexpr Uuid kDns = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

TEST(Uuid, Version5) {
  // As Python's uuid.uuid5(uuid.NAMESPACE_DNS, name) gives them.
  EXPECT_EQ(uuid5(kDns, "python.org"), "886313e1-3b8a-5372-9b90-0c9aee199e5d");
  EXPECT_EQ(uuid5(kDns, "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  EXPECT_EQ(uuid5(kDns, ""), "4ebd0208-8328-5d69-8c44-ec50939c0967");
  EXPECT_EQ(uuid5(kDns, std::string(1000, 'x')), uuid5(kDns, std::string(1000, 'x')));
}

}  // namespace
}  // namespace comity::crypto
