// The headers nearly every test source uses.
#pragma once
#include <nlohmann/json.hpp>
#include "pch.h"
