#include "tests/fault/faulty_node.hpp"

#include <stdexcept>

#include "taxii/collections.hpp"

namespace comity::fault {
namespace {

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
  return *std::move(result);
}

}  // namespace

FaultyNode::FaultyNode() {
  open();
  alliance_.establish(node());
  tokens_["operator"] = value(operations::add_token(node(), access::kOperator, Time::max())).secret;
  for (const auto& [id, person] : alliance_.directory().people)
    tokens_[id] = value(operations::add_token(node(), id, Time::max())).secret;
  serve();
}

FaultyNode::~FaultyNode() = default;

void FaultyNode::open() {
  opened_ = std::make_unique<server::Opened>();
  opened_->name = "sample";
  faults_ = std::make_shared<store::Faults>();
  auto disk = store::faulty_disk(store::posix_disk(), faults_);
  disk_ = disk.get();
  opened_->disk = std::move(disk);
  opened_->clock = std::make_unique<SystemClock>();
  opened_->random = crypto::system_random();
  opened_->log_key = crypto::SigningKey::from_seed(std::string(32, 'k')).value();
  store::EmbeddedOptions options;
  options.directory = scratch_.path();
  options.index_map_bytes = 1ull << 30;
  options.intake_bytes = 256u << 10;
  options.segment_bytes = 4u << 20;
  options.settle_in_background = false;  // a test says when
  opened_->engine = value(store::open_embedded(*opened_->disk, options));
  access::Settings settings;
  settings.per_person = settings.per_party = {0, 0};  // a test may ask as fast as it can
  opened_->node = value(operations::Node::open({*opened_->engine, *opened_->clock, *opened_->random, settings}));
}

void FaultyNode::serve() {
  running_ = value(server::Running::start(*opened_, 0, [this](std::string_view line) {
    const std::lock_guard lock(mutex_);
    said_.append(line) += '\n';
  }));
}

std::string FaultyNode::said() const {
  const std::lock_guard lock(mutex_);
  return said_;
}

void FaultyNode::reopen(bool power_cut) {
  running_.reset();
  if (power_cut && !disk_->crash()) throw std::runtime_error("the power cannot be cut");
  opened_.reset();
  open();
  serve();
}

http::Client::Reply FaultyNode::get(const std::string& person, const std::string& target) const {
  const auto client = value(http::connect("127.0.0.1", port(), std::chrono::seconds(20)));
  return value(client->send("GET", target, {{"Authorization", "Bearer " + token(person)}}, ""));
}

http::Client::Reply FaultyNode::page(const std::string& person, const std::string& query) const {
  return get(person, "/comity/collections/" + std::string(taxii::kReadCollection) + "/objects/" + query);
}

http::Client::Reply FaultyNode::post(const std::string& person, const std::string& bundle) const {
  const auto client = value(http::connect("127.0.0.1", port(), std::chrono::seconds(20)));
  return value(client->send(
      "POST", "/comity/collections/" + taxii::write_collection(marking::agency_of(person)) + "/objects/",
      {{"Authorization", "Bearer " + token(person)}, {"Content-Type", "application/taxii+json;version=2.1"}}, bundle));
}

bool FaultyNode::holds(const std::string& owner, const Parcel::Object& object) {
  const auto thing = opened_->engine->get(shelf::thing_key(object.id, owner));
  if (!thing) return false;
  const auto seq = opened_->engine->get(
      shelf::version_key(shelf::Thing{static_cast<std::uint32_t>(std::stoul(*thing))}, object.version));
  if (!seq) return false;
  const auto slices = opened_->engine->blobs(std::vector<Seq>{std::stoull(*seq)});
  return slices && slices->size() == 1 && slices->front().bytes == "," + object.bytes;
}

}  // namespace comity::fault
