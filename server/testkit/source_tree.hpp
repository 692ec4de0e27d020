#pragma once
// Where the repository lies: tests read the shipped policies, texts and committed contract from it.
#include <filesystem>

namespace xiuhua::testkit {

// The repository's root. Only source_tree.cpp is compiled with the path, so that every other test
// compiles to the same bytes wherever the repository was cloned.
std::filesystem::path source_tree();

}  // namespace xiuhua::testkit
