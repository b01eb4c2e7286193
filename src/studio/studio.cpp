// SPDX-License-Identifier: BSL-1.0
#include "studio/studio.h"

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "driver/connect.h"
#include "driver/session.h"

namespace godwit::studio {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kept_statements = 1000;
// Somebody looks at the page meanwhile. As long as rows are waited for.
constexpr std::chrono::milliseconds longest_wait_to_read = 10s;

Error not_writable() {
  return make_error(ErrorCode::read_only,
                    "studio was opened to read, and changes nothing",
                    "start it again with --write");
}

Error other_files() {
  return make_error(ErrorCode::invalid_argument,
                    "the migrations have changed since studio was started, and "
                    "it knows them as they were then",
                    "start studio again");
}

Error no_declared_schema() {
  return make_error(ErrorCode::unsupported, "studio knows no declared schema",
                    "start it again with --schema and its files");
}

driver::Limits limits_of(const command::DatabaseRequest& request) {
  return {.patience = request.migrate.lock_timeout,
          .stop = request.migrate.stop};
}

}  // namespace

Studio::Studio(StudioOptions options) : options_(std::move(options)) {}
Studio::~Studio() = default;

Result<void> Studio::check_write() const {
  return options_.write ? Result<void>() : not_writable();
}

bool Studio::files_changed(const StopToken& stop) const {
  return options_.files_changed && options_.files_changed(stop);
}

Result<void> Studio::check_files(const StopToken& stop) const {
  return files_changed(stop) ? other_files() : Result<void>();
}

Result<std::string> Studio::generate(const GenerateOrder& order,
                                     const StopToken& stop) const {
  if (!options_.generate) return no_declared_schema();
  return options_.generate(order, stop);
}

command::DatabaseRequest Studio::request(const StopToken& stop,
                                         bool read_only) const {
  command::DatabaseRequest request{
      .url = options_.url, .sets = options_.sets, .migrate = options_.migrate};
  request.connect = {.read_only = read_only, .on_connect = options_.on_connect};
  request.migrate.stop = stop;
  if (read_only) {
    request.migrate.lock_timeout =
        std::min(request.migrate.lock_timeout, longest_wait_to_read);
  }
  return request;
}

Result<Connection> Studio::connect(const StopToken& stop,
                                   bool read_only) const {
  command::DatabaseRequest request = this->request(stop, read_only);
  request.connect.create = false;
  auto connection =
      driver::connect(options_.url, command::connect_options(request));
  if (connection) connection->session().limit(limits_of(request));
  return connection;
}

Result<command::Database> Studio::open(
    const StopToken& stop, bool read_only,
    const std::function<void(const Event&)>& on_event) const {
  command::DatabaseRequest request = this->request(stop, read_only);
  request.migrate.on_event = on_event;
  auto database = command::open_database(request);
  if (database) database->connection.session().limit(limits_of(request));
  return database;
}

void Studio::note(SentStatement statement) {
  const std::lock_guard lock(mutex_);
  if (options_.on_statement) options_.on_statement(statement);
  statement.number = ++last_statement_;
  statements_.push_back(std::move(statement));
  if (statements_.size() > kept_statements) statements_.pop_front();
}

std::vector<SentStatement> Studio::statements(std::uint64_t since) const {
  const std::lock_guard lock(mutex_);
  const auto first = std::find_if(
      statements_.begin(), statements_.end(),
      [since](const SentStatement& one) { return one.number > since; });
  return {first, statements_.end()};
}

bool Studio::cancel(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto [first, last] = running_.equal_range(id);
  for (auto one = first; one != last; ++one) one->second.request_stop();
  return first != last;
}

Studio::Cancellable::Cancellable(Studio& studio, std::string id,
                                 StopSource source)
    : studio_(studio) {
  const std::lock_guard lock(studio_.mutex_);
  place_ = studio_.running_.emplace(std::move(id), std::move(source));
}

Studio::Cancellable::~Cancellable() {
  const std::lock_guard lock(studio_.mutex_);
  studio_.running_.erase(place_);
}

}  // namespace godwit::studio
