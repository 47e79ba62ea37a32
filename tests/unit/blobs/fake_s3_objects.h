// The objects and uploads of the stand-in, and what S3 answers about them.
#pragma once
#include <map>
#include <string>

#include "fake_s3.h"

namespace veza::blobs::test {

struct FakeReply {
  int status = 200;
  std::map<std::string, std::string> headers = {};
  std::string body = {};
};

struct FakeObject {
  std::string bytes, etag;
  std::map<std::string, std::string> metadata;  // x-amz-meta-…
};

struct FakeObjects {
  size_t page_size = 1000;
  std::map<std::string, FakeObject> objects;
  struct Upload {
    std::string key;
    std::map<std::string, std::string> metadata;
    std::map<int, FakeObject> parts;
  };
  std::map<std::string, Upload> uploads;
  int made = 0;

  FakeReply answer(const FakeRequest& request);

 private:
  FakeReply read(const FakeRequest& request) const;
  FakeReply list(const FakeRequest& request) const;
  FakeReply remove_many(const FakeRequest& request);
  FakeReply complete(const FakeRequest& request);
};

FakeReply refusal(int status, const std::string& code, const std::string& more = "");

}  // namespace veza::blobs::test
