#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "adapters/scan/scan.hpp"

int main(int count, char** words) {
    if (const auto status = xiuhua::scan::run_scan_child(count, words)) {
        return *status;
    }
    return doctest::Context{count, words}.run();
}
