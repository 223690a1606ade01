#include "api/topics.hpp"

namespace comity::api {

const std::vector<const Topic*>& topics() {
  static const std::vector<const Topic*> all{&node(), &objects(), &derivations(), &agreements(), &acts(), &consents(), &tokens()};
  return all;
}

}  // namespace comity::api
