#pragma once
// Phones of the people in isolation today: credential, home on the schematic, and a day of positions through the
// program's own ingest. One has left home, a few have fallen silent.
#include "tools/seed_district/history.hpp"
#include "tools/seed_district/schematic.hpp"

namespace xiuhua::seed {

struct TrackCount {
    std::int64_t phones = 0, positions = 0;
};
// The day ends at `until`. Nobody without a smartphone has one.
Result<TrackCount> seed_tracks(Program& program, const Options& options, Instant until,
                               const std::vector<ActiveOrder>& orders, const Schematic& schematic);

}  // namespace xiuhua::seed
