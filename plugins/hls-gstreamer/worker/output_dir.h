// The folder a run writes to. Every file appears whole (a temporary name, then rename), and everything that was
// written can be taken back.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "error.h"
#include "guarded.h"

namespace veza::transcode {

class OutputDir {
 public:
  // Makes `path` when it is not there (its parent must be).
  static Result<std::unique_ptr<OutputDir>> open(std::string path);

  // Makes a folder in it. [any]
  Status make_folder(const std::string& name);

  // Writes "low/seg-00001.m4s" or the like. [any]
  Status write(const std::string& name, std::string_view bytes);

  // Deletes what this run wrote, newest first, and refuses further writes. Files of others stay. [any]
  void remove_all();

 private:
  explicit OutputDir(std::string path) : path_(std::move(path)) {}
  Status remember(const std::string& made);

  struct Made {
    std::vector<std::string> paths;
    bool closed = false;
  };
  std::string path_;
  Guarded<Made> made_;
};

}  // namespace veza::transcode
