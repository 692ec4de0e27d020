#include "kernel/geo.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace xiuhua;

TEST_CASE("distances agree with known ones") {
    CHECK(distance_meters({34.8, 113.8}, {34.8, 113.8}) == doctest::Approx(0));
    // One degree of latitude on the mean sphere.
    CHECK(distance_meters({0, 0}, {1, 0}) == doctest::Approx(111'195.08).epsilon(1e-6));
    // Beijing to Shanghai, about 1,067 km.
    CHECK(distance_meters({39.9042, 116.4074}, {31.2304, 121.4737}) ==
          doctest::Approx(1'067'000).epsilon(0.002));
    CHECK(distance_meters({0, 179.9999}, {0, -179.9999}) == doctest::Approx(22.24).epsilon(1e-3));
}

TEST_CASE("a point that is not on the Earth is not valid") {
    CHECK(is_valid({90, 180}));
    CHECK(is_valid({-90, -180}));
    CHECK_FALSE(is_valid({90.0000001, 0}));
    CHECK_FALSE(is_valid({0, -180.0000001}));
    CHECK_FALSE(is_valid({std::numeric_limits<double>::quiet_NaN(), 0}));
    CHECK_FALSE(is_valid({0, std::numeric_limits<double>::infinity()}));
}
