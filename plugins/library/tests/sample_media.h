// Small media files for tests, made by ffmpeg in a folder of their own.
#pragma once
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace sample {

class Folder {
 public:
  Folder() {
    auto name = (std::filesystem::temp_directory_path() / "veza-media-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()));
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string path(const std::string& name) const { return (path_ / name).string(); }

  // `arguments` are ffmpeg's between its inputs and the output; the input 0 is a 2 s tone, 1 a red picture.
  std::string make(const std::string& name, const std::string& arguments) const {
    const std::string command =
        "ffmpeg -nostdin -v error -y -f lavfi -i sine=frequency=440:duration=2:sample_rate=44100 "
        "-f lavfi -i color=red:size=64x64:duration=0.04 " +
        arguments + " '" + path(name) + "'";
    BOOST_REQUIRE_MESSAGE(std::system(command.c_str()) == 0, command);
    return path(name);
  }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
  }

 private:
  std::filesystem::path path_;
};

inline std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline const std::string tags =
    "-metadata title='A Title' -metadata artist='An Artist' -metadata album='An Album' "
    "-metadata album_artist='Various' -metadata genre='Ambient' -metadata date=1999 -metadata track=3/12 "
    "-metadata disc=2/2 ";

}  // namespace sample
