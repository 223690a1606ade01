#include "shelf/leases.hpp"

#include <algorithm>

#include "base/codec.hpp"

namespace comity::shelf {

std::string encode(const Lease& lease) {
  Encoder out;
  out.text(lease.reader.person).text(lease.reader.purpose).number(static_cast<std::uint64_t>(lease.reader.action));
  out.number(lease.policy).number(lease.as_of).text(lease.collection);
  encode(out, lease.filter);
  out.number(lease.from.place).number(lease.from.own).number(lease.to.place).number(lease.to.own);
  out.text(lease.objects.encoded()).text(crypto::view(lease.digest));
  if (lease.names) out.number(1);
  return out.take();
}

Result<Lease> decode_lease(std::string_view body) {
  Decoder in(body);
  Lease out;
  out.reader.person = in.text();
  out.reader.purpose = in.text();
  out.reader.action = static_cast<marking::Action>(in.number());
  out.policy = in.number();
  out.as_of = in.number();
  out.collection = in.text();
  out.filter = decode_filter(in);
  out.from.place = in.number();
  out.from.own = in.number();
  out.to.place = in.number();
  out.to.own = in.number();
  TRY(out.objects, RowRuns::decode(in.text()));
  const auto digest = in.text();
  out.names = in.ok() && !in.done() && in.number() != 0;
  if (!in.done() || digest.size() != out.digest.size()) return fail(Code::corrupt, "a lease record cannot be read");
  std::copy(digest.begin(), digest.end(), out.digest.begin());
  return out;
}

std::string encode(const std::vector<Extent>& extents) {
  Encoder out;
  out.number(extents.size());
  for (const Extent& extent : extents) out.number(extent.lease).number(extent.positions.first).number(extent.positions.count);
  return out.take();
}

Result<std::vector<Extent>> decode_extents(std::string_view body) {
  Decoder in(body);
  std::vector<Extent> out;
  for (auto left = in.number(); left > 0 && in.ok(); --left) {
    Extent extent;
    extent.lease = in.number();
    extent.positions = {in.number32(), in.number32()};
    out.push_back(extent);
  }
  if (!in.done()) return fail(Code::corrupt, "an extent record cannot be read");
  return out;
}

void Leases::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::lease) return;
  auto lease = decode_lease(entry.body);
  CHECK(lease.has_value());
  auto& taken = by_reader_[lease->reader];
  order_.push_back({entry.seq, &taken, taken.size()});
  taken.push_back({entry.seq, entry.time, std::move(*lease)});
}

const Leases::Taken* Leases::find(Seq seq) const {
  const auto at = std::lower_bound(order_.begin(), order_.end(), seq, [](const Place& place, Seq s) { return place.seq < s; });
  return at == order_.end() || at->seq != seq ? nullptr : &(*at->taken)[at->at];
}

const std::vector<Leases::Taken>& Leases::of(const Reader& reader) const {
  static const std::vector<Taken> none;
  const auto found = by_reader_.find(reader);
  return found == by_reader_.end() ? none : found->second;
}

std::vector<const Leases::Taken*> Leases::of_person(std::string_view person) const {
  std::vector<const Taken*> out;
  for (const auto& [reader, taken] : by_reader_)
    if (reader.person == person)
      for (const Taken& one : taken) out.push_back(&one);
  return out;
}

}  // namespace comity::shelf
