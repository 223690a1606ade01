// An event of the feed as JSON: names only.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "operations/feed.hpp"

namespace comity::api {

nlohmann::ordered_json to_json(const operations::FeedEvent& event);
std::string data_text(const operations::FeedEvent& event);  // on one line

}  // namespace comity::api
