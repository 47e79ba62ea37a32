// The headers nearly every test source uses.
#pragma once
#include "pch.h"
#include <nlohmann/json.hpp>
