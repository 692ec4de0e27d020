#include "rooms/operation/views.hpp"

#include "platform/backup/backup.hpp"

namespace xiuhua::operation {

OperationState state_of(const Services& services) {
    const Config& config = services.config;
    const DatabaseFigures figures = services.db.figures();
    OperationState state;
    state.version = XIUHUA_VERSION;
    state.engine = services.db.engine() == Engine::sqlite ? "sqlite" : "postgresql";
    for (const health::Alarm& alarm : health::alarms()) {
        state.alarms.push_back({alarm.key, alarm.detail, alarm.since});
    }
    state.has_backups = !config.backup.folder.empty();
    if (state.has_backups) {
        state.backup_newest = backup::newest(config.backup.folder, config.database.schema);
    }
    state.has_continuous = !config.backup.continuous.empty();
    state.writes = figures.writes;
    state.commits = figures.commits;
    state.retries = figures.retries;
    std::error_code failed;
    const auto space = std::filesystem::space(config.data, failed);
    if (!failed) {
        state.free_bytes = static_cast<std::int64_t>(space.available);
    }
    return state;
}

}  // namespace xiuhua::operation
