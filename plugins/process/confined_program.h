// For the main file of a program that confines itself, and for no other.
#pragma once
#include "process/confine.h"

#if defined(__SANITIZE_ADDRESS__)
// The leak check at exit works by tracing, which the process has given up by then.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }
#endif
