#include "api/topics.hpp"

namespace comity::api {

const std::vector<const Topic*>& topics() {
  static const std::vector<const Topic*> all{&node(), &directory(), &objects(), &search_topic(), &feed(), &derivations(), &agreements(), &acts(), &consents(), &sessions(), &people(), &tokens(), &operating()};
  return all;
}

}  // namespace comity::api
