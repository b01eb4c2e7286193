// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <queue>
#include <string>
#include <tuple>

#include "change/postgresql/facets.h"
#include "change/postgresql/steps.h"

namespace godwit::change::postgresql {
namespace {

// Where there is a choice, in this order.
int rank_of(const Sides& sides, const Step& step) {
  constexpr Kind ranks[] = {Kind::enum_type,
                            Kind::schema,
                            Kind::extension,
                            Kind::collation,
                            Kind::composite_type,
                            Kind::range_type,
                            Kind::domain,
                            Kind::sequence,
                            Kind::table,
                            Kind::column,
                            Kind::column_default,
                            Kind::sequence_owner,
                            Kind::index,
                            Kind::constraint,
                            Kind::partition,
                            Kind::statistics,
                            Kind::replica_identity,
                            Kind::function,
                            Kind::aggregate,
                            Kind::view,
                            Kind::materialized_view,
                            Kind::rule,
                            Kind::trigger,
                            Kind::policy,
                            Kind::event_trigger,
                            Kind::publication,
                            Kind::comment,
                            Kind::privilege,
                            Kind::default_privilege};
  const auto found =
      std::find(std::begin(ranks), std::end(ranks), step.id.kind);
  auto rank = static_cast<int>(found - std::begin(ranks)) * 2;
  const Fact* fact = sides.to.find(step.id);
  // Foreign keys after what they may refer to.
  if (fact != nullptr && fact->aspect("kind") == "f") ++rank;
  return rank;
}

using Key = std::tuple<int, int, std::string, std::string, std::size_t,
                       std::string, std::size_t>;

// Later things are dropped first.
Key key_of(const Sides& sides, const Steps& steps, std::size_t index) {
  const Step& step = steps.all[index];
  const bool drop = step.verb == Step::Verb::drop;
  const int rank = rank_of(sides, step);
  const Fact* fact = (drop ? sides.from : sides.to).find(step.id);
  return {drop ? 0 : 1,
          drop ? -rank : rank,
          step.id.schema,
          step.id.table,
          fact != nullptr ? fact->position : 0,
          step.id.name,
          index};
}

}  // namespace

std::vector<std::size_t> in_order(const Sides& sides, const Steps& steps) {
  std::vector<std::size_t> waits(steps.all.size());
  for (const auto& [one, other] : steps.order) ++waits[other];
  std::priority_queue<Key, std::vector<Key>, std::greater<>> ready;
  for (std::size_t i = 0; i < waits.size(); ++i) {
    if (waits[i] == 0) ready.push(key_of(sides, steps, i));
  }
  std::vector<std::size_t> order;
  while (!ready.empty()) {
    const std::size_t next = std::get<6>(ready.top());
    ready.pop();
    order.push_back(next);
    for (auto edge = steps.order.lower_bound({next, 0});
         edge != steps.order.end() && edge->first == next; ++edge) {
      if (--waits[edge->second] == 0) {
        ready.push(key_of(sides, steps, edge->second));
      }
    }
  }
  return order;
}

}  // namespace godwit::change::postgresql
