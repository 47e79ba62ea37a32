#include <exception>

#include "app/command.h"

int main(int argc, char** argv) {
  try {
    return veza::app::run_program({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    return veza::app::complain(std::string("a fault that nothing handled: ") + error.what());
  }
}
