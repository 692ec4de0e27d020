#pragma once
// How a command ends: 0 well, 1 found something wrong, 2 could not do it.
#include "kernel/error.hpp"

namespace xiuhua::app {

inline constexpr int well = 0;
inline constexpr int wrong = 1;
inline constexpr int could_not = 2;

int say(const Error& error);  // On standard error; answers could_not.

}  // namespace xiuhua::app
