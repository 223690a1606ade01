#include "api/topics.hpp"

namespace comity::api {

const std::vector<const Topic*>& topics() {
  static const std::vector<const Topic*> all{
      &node(),
      &directory(),
      &objects(),
      &readings(),
      &search_topic(),
      &corroboration_topic(),
      &feed(),
      &desk(),
      &derivations(),
      &agreements(),
      &acts(),
      &consents(),
      &rounds(),
      &language(),
      &statements(),
      &meetings(),
      &concerns(),
      &exposure(),
      &alignment(),
      &handling(),
      &sessions(),
      &people(),
      &tokens(),
      &operating(),
  };
  return all;
}

}  // namespace comity::api
