#include "tests/wire/transcript.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "taxii/collections.hpp"

namespace comity::wire {
namespace {

using nlohmann::json;
using Headers = std::vector<std::pair<std::string, std::string>>;

std::string_view word(std::string_view& rest) {
  const std::size_t end = rest.find(' ');
  const std::string_view taken = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return taken;
}

class Run {
 public:
  Run(SampleNode& node, std::string file) : node_(node), file_(std::move(file)) {
    auto client = http::connect("127.0.0.1", node.port(), std::chrono::seconds(20));
    if (!client) throw std::runtime_error(to_string(client.error()));
    client_ = *std::move(client);
  }

  void line(int number, std::string text) {
    number_ = number;
    SCOPED_TRACE(file_ + ":" + std::to_string(number));
    if (text.empty() || text[0] == '#' || text == "products") return;
    std::string_view rest(text);
    const std::string_view first = word(rest);
    if (first == ">") return add_header(filled(rest));
    if (first == "<") return body_.append(filled(rest)), void();
    if (first == "<<") return body_.append(read_source(std::string(rest))), void();
    if (first == "clock") return set_clock(rest);
    if (first == "as") return become(std::string(rest));
    if (first == "limit") return limit(rest);
    if (first == "sign") return sign(rest);
    if (first == "seal") return seal(rest);
    if (first == "agree") return agree(rest);
    if (first == "GET" || first == "POST" || first == "HEAD" || first == "PUT" || first == "DELETE" ||
        first == "WALK") {
      method_ = first;
      target_ = filled(rest);
      headers_.clear();
      body_.clear();
      reply_.reset();
      return;
    }
    expect(first, filled(rest));
  }

 private:
  void set_clock(std::string_view text) {
    const auto time = parse_time(text);
    ASSERT_TRUE(time) << text;
    node_.set_time(*time);
  }

  void limit(std::string_view rest) {
    const double per_second = std::stod(std::string(word(rest)));
    node_.limit(per_second, std::stod(std::string(rest)));
  }

  // sign NAME PARTY {act}: ${NAME} is the signed act from here on.
  void sign(std::string_view rest) {
    const std::string name(word(rest)), party(word(rest));
    saved_[name] = node_.signed_act(party, filled(rest));
  }

  // seal NAME {judgement}: ${NAME} is the signed commitment to it from here on.
  void seal(std::string_view rest) {
    const std::string name(word(rest));
    saved_[name] = node_.sealed(filled(rest));
  }

  // agree NAME PARTY,PARTY FILE: ${NAME} is that agreement with the signatures of these; "NONE" for nobody's.
  void agree(std::string_view rest) {
    const std::string name(word(rest));
    std::vector<std::string> parties;
    std::istringstream list{std::string(word(rest))};
    for (std::string party; std::getline(list, party, ',');)
      if (party != "NONE") parties.push_back(party);
    saved_[name] = node_.signed_agreement(parties, std::string(rest));
  }

  void become(const std::string& person) { token_ = person == "nobody" ? "" : node_.token(person); }

  void add_header(const std::string& text) {
    const std::size_t colon = text.find(": ");
    ASSERT_NE(colon, std::string::npos) << "a header line is \"> Name: value\"";
    headers_.emplace_back(text.substr(0, colon), text.substr(colon + 2));
  }

  // ${token:PERSON}, ${basic:PERSON}, ${read}, ${write:AGENCY}, ${agreement:ID}, ${party:ID}, ${NAME} as saved.
  std::string filled(std::string_view text) {
    std::string out;
    while (true) {
      const std::size_t begin = text.find("${");
      out.append(text.substr(0, begin));
      if (begin == std::string_view::npos) return out;
      const std::size_t end = text.find('}', begin);
      const std::string name(text.substr(begin + 2, end - begin - 2));
      text.remove_prefix(end + 1);
      const std::string of = name.substr(name.find(':') + 1);
      if (name.starts_with("token:")) {
        out += node_.token(of);
      } else if (name.starts_with("basic:")) {
        out += to_base64("any:" + node_.token(of));
      } else if (name == "read") {
        out += taxii::kReadCollection;
      } else if (name.starts_with("write:")) {
        out += taxii::write_collection(of);
      } else if (name.starts_with("agreement:")) {
        out += taxii::agreement_collection(of);
      } else if (name.starts_with("party:")) {
        out += taxii::party_collection(of);
      } else if (saved_.contains(name)) {
        out += saved_.at(name);
      } else {
        ADD_FAILURE() << "nothing is called " << name;
      }
    }
  }

  http::Client::Reply exchange(std::string_view method, const std::string& target) {
    Headers headers = headers_;
    const bool own =
        std::any_of(headers.begin(), headers.end(), [](const auto& h) { return h.first == "Authorization"; });
    if (!token_.empty() && !own) headers.emplace_back("Authorization", "Bearer " + token_);
    auto reply = client_->send(method, target, headers, body_);
    if (!reply) throw std::runtime_error(to_string(reply.error()));
    return *std::move(reply);
  }

  // Follows `next` to the end. The reply is then {"pages", "objects"}; what must hold of every walk is checked here.
  http::Client::Reply walk() {
    json all = {{"pages", 0}, {"objects", json::array()}};
    std::string target = target_;
    std::string last_added;
    while (true) {
      http::Client::Reply reply = exchange("GET", target);
      if (reply.status != 200) return reply;
      const json page = json::parse(reply.body);
      all["pages"] = all["pages"].get<int>() + 1;
      if (page.contains("objects")) {
        EXPECT_LT(last_added, reply.headers["x-taxii-date-added-first"]) << "date_added grows along the walk";
        EXPECT_LE(reply.headers["x-taxii-date-added-first"], reply.headers["x-taxii-date-added-last"]);
        last_added = reply.headers["x-taxii-date-added-last"];
        for (const json& object : page["objects"]) all["objects"].push_back(object);
      }
      const bool more = page.value("more", false);
      EXPECT_EQ(more, page.contains("next")) << "more comes with next, and only then";
      if (!more || !page.contains("next") || all["pages"] == 1000) {
        reply.body = all.dump();
        return reply;
      }
      target =
          target_ + (target_.find('?') == std::string::npos ? "?" : "&") + "next=" + page["next"].get<std::string>();
    }
  }

  const http::Client::Reply& reply() {
    if (!reply_) {
      if (method_.empty()) throw std::runtime_error("an expectation comes after a request");
      reply_ = method_ == "WALK" ? walk() : exchange(method_, target_);
      hide_error_id(reply_->body);
      parsed_ = json::parse(reply_->body, nullptr, false);
    }
    return *reply_;
  }

  // The name of one answer is another for each: "ERROR" in its place lets two answers be compared.
  static void hide_error_id(std::string& body) {
    static const std::regex id("(urn:comity:error:|\"error_id\":\")[0-9a-f]{16}");
    if (body.find("urn:comity:error:") != std::string::npos) body = std::regex_replace(body, id, "$1ERROR");
  }

  static void compare(std::string_view how, const std::string& got, const std::string& wanted) {
    if (how == "==") {
      EXPECT_EQ(got, wanted);
    } else if (how == "~") {
      EXPECT_TRUE(std::regex_search(got, std::regex(wanted))) << got << "\n  does not match " << wanted;
    } else if (how == "!~") {
      EXPECT_FALSE(std::regex_search(got, std::regex(wanted))) << got << "\n  matches " << wanted;
    } else {
      ADD_FAILURE() << "a comparison is ==, ~ or !~, not " << how;
    }
  }

  static std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

  void expect(std::string_view what, const std::string& text) {
    std::string_view rest(text);
    const http::Client::Reply& got = reply();
    if (what == "status") {
      EXPECT_EQ(std::to_string(got.status), rest) << got.body;
    } else if (what == "header") {
      const std::string name(word(rest));
      const auto found = got.headers.find(name);
      if (rest == "absent") {
        EXPECT_EQ(found, got.headers.end()) << name;
        return;
      }
      ASSERT_NE(found, got.headers.end()) << "no header " << name;
      const std::string_view how = word(rest);
      compare(how, found->second, std::string(rest));
    } else if (what == "body") {
      const std::string_view how = word(rest);
      // A line of a transcript has no newline at its end, so the body's does not count.
      compare(how, got.body.substr(0, got.body.find_last_not_of('\n') + 1), std::string(rest));
    } else if (what == "save-header") {
      const std::string name(word(rest));
      const auto found = got.headers.find(std::string(rest));
      ASSERT_NE(found, got.headers.end()) << "no header " << rest;
      saved_[name] = found->second.substr(0, found->second.find(';'));
    } else if (what == "json" || what == "save") {
      expect_json(what, rest, got);
    } else {
      ADD_FAILURE() << "no such line: " << what;
    }
  }

  void expect_json(std::string_view what, std::string_view rest, const http::Client::Reply& got) {
    ASSERT_FALSE(parsed_.is_discarded()) << "not JSON: " << got.body;
    const std::string name = what == "save" ? std::string(word(rest)) : std::string();
    if (what == "save" && rest == "body") {
      saved_[name] = got.body.substr(0, got.body.find_last_not_of('\n') + 1);
      return;
    }
    const json::json_pointer pointer{std::string(word(rest))};
    const bool there = parsed_.contains(pointer);
    if (rest == "absent") {
      EXPECT_FALSE(there) << parsed_.dump();
      return;
    }
    ASSERT_TRUE(there) << "nothing at " << pointer.to_string() << " of " << got.body;
    const json& value = parsed_.at(pointer);
    if (what == "save") {
      saved_[name] = text_of(value);
      return;
    }
    const std::string_view how = word(rest);
    if (how == "count") {
      EXPECT_EQ(std::to_string(value.size()), rest) << got.body;
    } else {
      compare(how, text_of(value), std::string(rest));
    }
  }

  SampleNode& node_;
  std::string file_;
  int number_ = 0;
  std::unique_ptr<http::Client> client_;
  std::string token_;
  std::map<std::string, std::string> saved_;
  std::string method_, target_, body_;
  Headers headers_;
  std::optional<http::Client::Reply> reply_;
  json parsed_;
};

template <class F>
void each_line(const std::string& text, F&& visit) {
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) visit(number, line);
}

}  // namespace

void run(SampleNode& node, const std::string& file, const std::string& text) {
  Run run(node, file);
  each_line(text, [&](int number, const std::string& line) { run.line(number, line); });
}

bool wants_products(const std::string& text) {
  bool found = false;
  each_line(text, [&](int, const std::string& line) { found = found || line == "products"; });
  return found;
}

}  // namespace comity::wire
