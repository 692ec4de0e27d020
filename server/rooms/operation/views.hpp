#pragma once
#include "platform/health/health.hpp"
#include "platform/host/services.hpp"

namespace xiuhua::operation {

struct AlarmView {
    std::string key, detail;
    Instant since;
};
BOOST_DESCRIBE_STRUCT(AlarmView, (), (key, detail, since))

struct OperationState {
    std::string version, engine;
    std::vector<AlarmView> alarms;
    bool has_backups = false;              // Whether the program makes them itself.
    std::optional<Instant> backup_newest;  // Of those it makes.
    bool has_continuous = false;
    std::int64_t writes = 0, commits = 0, retries = 0;  // Since the start.
    std::optional<std::int64_t> free_bytes;             // On the data directory's disk.
};
BOOST_DESCRIBE_STRUCT(OperationState, (),
                      (version, engine, alarms, has_backups, backup_newest, has_continuous, writes,
                       commits, retries, free_bytes))
OperationState state_of(const Services& services);

}  // namespace xiuhua::operation
