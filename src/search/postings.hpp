// Where terms occur: for each term the rows that have it, ascending, and its places in each.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace comity::search {

// A place of a term in a row: which part it is, and whether it stands tight to the one before.
using Place = std::uint32_t;  // ordinal * 2 + tight
constexpr Place place(std::uint32_t ordinal, bool tight) { return ordinal << 1 | Place{tight}; }

// One term. Rows are added in ascending order. Bytes: per row its distance from the one before, how many bytes its places take, the places'
// distances; all as LEB128.
class Postings {
 public:
  void add(std::uint32_t row, const std::vector<Place>& places);
  std::uint32_t rows() const { return rows_; }
  std::size_t memory() const { return bytes_.capacity() > 15 ? bytes_.capacity() + 1 : 0; }
  void remove(const std::function<bool(std::uint32_t row)>& gone);

  class Walk {
   public:
    explicit Walk(const Postings& postings) : at_(postings.bytes_.data()), end_(at_ + postings.bytes_.size()) { next(); }
    bool done() const { return done_; }
    std::uint32_t row() const { return row_; }
    void next() {
      if (at_ == end_) {
        done_ = true;
        return;
      }
      row_ += number(at_);
      const std::uint32_t size = number(at_);
      places_ = at_;
      at_ += size;
    }
    void places(std::vector<Place>& out) const {
      out.clear();
      Place last = 0;
      for (const char* at = places_; at != at_;) out.push_back(last += number(at));
    }

   private:
    static std::uint32_t number(const char*& at) {
      std::uint32_t out = static_cast<unsigned char>(*at++);
      if (out < 128) return out;
      out &= 127;
      for (int shift = 7;; shift += 7) {
        const auto byte = static_cast<unsigned char>(*at++);
        out |= (std::uint32_t{byte} & 127) << shift;
        if (byte < 128) return out;
      }
    }
    const char* at_;
    const char* end_;
    const char* places_ = nullptr;
    std::uint32_t row_ = 0;
    bool done_ = false;
  };

 private:
  std::string bytes_;
  std::uint32_t last_ = 0;
  std::uint32_t rows_ = 0;
};

// The terms of one text: gathered, then added to the part of the index that they belong to.
class Gathered {
 public:
  void add(std::string_view term, Place place) {
    terms_.push_back({static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(term.size()), place});
    text_ += term;
  }
  bool empty() const { return terms_.empty(); }
  // visit(term, its places) for each term once; places ascending, as they were added in that order.
  template <class F>
  void each(F&& visit);

 private:
  struct One {
    std::uint32_t at, size;
    Place place;
  };
  std::string_view term(const One& one) const { return std::string_view(text_).substr(one.at, one.size); }
  std::string text_;
  std::vector<One> terms_;
};

template <class F>
void Gathered::each(F&& visit) {
  std::sort(terms_.begin(), terms_.end(), [this](const One& a, const One& b) {
    const int order = term(a).compare(term(b));
    return order != 0 ? order < 0 : a.place < b.place;
  });
  std::vector<Place> places;
  for (auto one = terms_.begin(); one != terms_.end();) {
    const std::string_view same = term(*one);
    places.clear();
    for (; one != terms_.end() && term(*one) == same; ++one) places.push_back(one->place);
    visit(same, places);
  }
}

// Terms of rows that are released alike. Adding wants it alone; any number may look at the same time.
class Partition {
 public:
  void add(std::uint32_t row, Gathered& text);
  void remove(const std::function<bool(std::uint32_t row)>& gone);
  const Postings* find(std::string_view term) const;
  void each_beginning(std::string_view prefix, const std::function<void(std::string_view term, const Postings&)>& visit) const;
  std::size_t terms() const { return terms_.size(); }
  std::size_t memory() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Terms = std::unordered_map<std::string, Postings, Hash, std::equal_to<>>;
  Terms terms_;
  // In the order of the alphabet, made when somebody asks by prefix.
  mutable std::mutex sorting_;
  mutable std::vector<const Terms::value_type*> sorted_;
  mutable std::vector<const Terms::value_type*> fresh_;  // terms since
};

}  // namespace comity::search
