// Lua as built from C++ sources (Debian's liblua5.4-c++): its errors are C++ exceptions, so destructors run on the way.
// Its symbols are C++ ones; lua.hpp, which declares C ones, is for the other build.
#pragma once
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
