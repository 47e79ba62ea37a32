#include "blobs/s3_client.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "base/crypto.h"
#include "base/text.h"
#include "blobs/s3_fault.h"

namespace veza::blobs {
namespace {

// Doubled with each failure, the upper half at random: what failed together is not tried again together.
int64_t delay_ms(const RetryLimits& retries, int failures) {
  thread_local std::minstd_rand random(std::random_device{}());
  const int64_t full = std::min<int64_t>(int64_t{retries.first_delay_ms} << std::min(failures - 1, 16), 5'000);
  return full / 2 + std::uniform_int_distribution<int64_t>(0, full - full / 2)(random);
}

int64_t steady_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace

base::Result<std::unique_ptr<S3Client>> S3Client::create(S3Target target, sigv4::Credentials credentials,
                                                         const TransportLimits& limits, const RetryLimits& retries,
                                                         base::Clock clock) {
  auto with_ca = limits;
  with_ca.ca_file = target.ca_file;
  auto transport = HttpTransport::create(with_ca);
  if (!transport) return base::fail(transport.error());
  return std::unique_ptr<S3Client>(
      new S3Client(std::move(target), std::move(credentials), retries, std::move(clock), std::move(*transport)));
}

S3Client::S3Client(S3Target target, sigv4::Credentials credentials, const RetryLimits& retries, base::Clock clock,
                   std::unique_ptr<HttpTransport> transport)
    : target_(std::move(target)),
      credentials_(std::move(credentials)),
      retries_(retries),
      clock_(std::move(clock)),
      transport_(std::move(transport)) {}

HttpRequest S3Client::signed_request(const S3Call& call) const {
  const std::string time = sigv4::timestamp(clock_());
  sigv4::Request request{call.method, target_.path_of(call.key), call.query, call.headers, base::sha256_hex(call.body)};
  request.headers.emplace_back("host", target_.host_field());
  request.headers.emplace_back("x-amz-content-sha256", request.payload_hash);
  request.headers.emplace_back("x-amz-date", time);
  if (!credentials_.session_token.empty()) {
    request.headers.emplace_back("x-amz-security-token", credentials_.session_token);
  }
  const std::string query = sigv4::canonical_query(request.query);
  HttpRequest http{call.method,     target_.origin() + request.path + (query.empty() ? "" : "?" + query),
                   request.headers, call.body,
                   call.out,        call.out_size};
  http.headers.emplace_back("authorization", sigv4::authorization(request, credentials_, {target_.region}, time));
  return http;
}

tl::expected<HttpReply, S3Client::Attempt> S3Client::attempt(const S3Call& call) const {
  auto reply = transport_->exchange(signed_request(call));
  if (!reply) {
    const auto& fault = reply.error();
    return tl::unexpected(Attempt{{{fault.passing || !fault.sent ? base::Code::unavailable : base::Code::internal,
                                    "the object store (" + target_.describe() + ") failed: " + fault.sentence},
                                   0,
                                   {},
                                   fault.sent},
                                  fault.passing});
  }
  if (reply->status >= 200 && reply->status < 300) return std::move(*reply);
  const S3Fault fault = parse_fault(reply->body);
  const bool again = is_passing(reply->status, fault);
  const auto after = base::to_int(reply->header("retry-after"));
  return tl::unexpected(Attempt{{explain(target_, call.key, *reply, fault), reply->status, fault.code, again},
                                again,
                                std::clamp<int64_t>(after.value_or(0), 0, 30) * 1000});
}

tl::expected<HttpReply, S3Failure> S3Client::call(const S3Call& call) const {
  const int64_t end = steady_ms() + retries_.total_ms;
  bool unclear = false;
  for (int attempts = 1;; ++attempts) {
    auto reply = attempt(call);
    if (reply) return std::move(*reply);
    Attempt failed = std::move(reply.error());
    unclear = unclear || failed.failure.unclear;
    failed.failure.unclear = unclear;
    const int64_t wait = std::max(delay_ms(retries_, attempts), failed.wait_ms);
    if (!failed.again || attempts >= retries_.attempts || steady_ms() + wait > end) {
      if (attempts > 1) failed.failure.error.message += " (tried " + std::to_string(attempts) + " times)";
      return tl::unexpected(std::move(failed.failure));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(wait));
  }
}

tl::expected<HttpReply, S3Failure> S3Client::call_once(const S3Call& call) const {
  auto reply = attempt(call);
  if (reply) return std::move(*reply);
  return tl::unexpected(std::move(reply.error().failure));
}

std::string S3Client::presigned(std::string_view key, sigv4::Pairs query, int64_t ttl_seconds) const {
  const sigv4::Request request{"GET", target_.path_of(key), std::move(query), {{"host", target_.host_field()}}, ""};
  return target_.origin() + request.path + "?" +
         sigv4::presigned_query(request, credentials_, {target_.region}, sigv4::timestamp(clock_()), ttl_seconds);
}

}  // namespace veza::blobs
