// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <godwit/stop.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "studio/api.h"
#include "studio/session.h"
#include "studio/studio.h"

namespace godwit::studio {

/// 400 where the request makes no sense, 403 where it may not be, 409 where
/// things have moved since, 503 where the database cannot be reached, else 422:
/// the database, or Godwit, refuses what was asked for.
int status_of(ErrorCode code) noexcept;

/// What is sent to a browser.
struct PlainAnswer {
  int status = 200;
  std::string text = {};
};

/// What is answered to a call. It has run, unless it is a stream, which runs
/// when it is written.
class CallAnswer {
 public:
  /// `body` as it came. What the studio's endpoints throw is an answer too.
  CallAnswer(Studio& studio, std::string_view name, std::string_view body,
             const StopToken& gone);

  int status() const noexcept { return plain_.status; }
  bool is_stream() const noexcept { return stream_.has_value(); }
  /// Of what is no stream.
  const std::string& text() const noexcept { return plain_.text; }

  // Of a stream.
  const std::string& content_type() const { return stream_->content_type; }
  /// False: it was not written to its end.
  bool write(Sink& sink);

 private:
  void run(std::string_view name, std::string_view body);
  void call(const Endpoint& endpoint);
  void take(Answer answer);
  void fail(const Error& error);

  Studio& studio_;
  Json body_;
  StopSource source_;
  /// Whoever has gone stops the call, as `cancel` does.
  std::shared_ptr<void> passed_on_;
  std::optional<Studio::Cancellable> cancellable_;
  std::optional<Stream> stream_;
  PlainAnswer plain_;
};

/// The token for that of the URL.
PlainAnswer exchanged(Sessions& sessions, std::string_view body);

}  // namespace godwit::studio
