#include "shelf/exception_records.hpp"

#include "base/codec.hpp"

namespace comity::shelf {

std::string encode(const RecallRecord& record) {
  Encoder out;
  out.number(static_cast<std::uint64_t>(record.cause)).text(record.by).text(record.party).text(record.reason);
  out.number(record.replaced_by.none() ? 0 : std::uint64_t{record.replaced_by.value} + 1);
  out.number(record.objects.size());
  for (const RecallRecord::One& one : record.objects) out.number(one.seq).text(one.revoked);
  return out.take();
}

Result<RecallRecord> decode_recall(std::string_view body) {
  Decoder in(body);
  RecallRecord out;
  const auto cause = in.number();
  out.cause = static_cast<RecallRecord::Cause>(cause);
  out.by = in.text();
  out.party = in.text();
  out.reason = in.text();
  if (const auto thing = in.number(); thing != 0) out.replaced_by = Thing{static_cast<std::uint32_t>(thing - 1)};
  for (auto left = in.number(); left > 0 && in.ok(); --left) {
    const Seq seq = in.number();
    out.objects.push_back({seq, std::string(in.text())});
  }
  if (!in.done() || cause > 3) return fail(Code::corrupt, "a recall record cannot be read");
  return out;
}

std::string encode(const ApprovalRecord& record) { return Encoder().text(record.by).number(record.object).take(); }

Result<ApprovalRecord> decode_approval(std::string_view body) {
  Decoder in(body);
  ApprovalRecord out;
  out.by = in.text();
  out.object = in.number();
  if (!in.done()) return fail(Code::corrupt, "an approval record cannot be read");
  return out;
}

std::string encode(const ErasureRecord& record) {
  Encoder out;
  out.text(record.by).text(record.reason).number(record.objects.size());
  for (const Seq seq : record.objects) out.number(seq);
  return out.take();
}

Result<ErasureRecord> decode_erasure(std::string_view body) {
  Decoder in(body);
  ErasureRecord out;
  out.by = in.text();
  out.reason = in.text();
  for (auto left = in.number(); left > 0 && in.ok(); --left) out.objects.push_back(in.number());
  if (!in.done()) return fail(Code::corrupt, "an erasure record cannot be read");
  return out;
}

}  // namespace comity::shelf
