#pragma once
// What rooms may use. Built once by app/ and by the testkit.
#include <filesystem>

#include "platform/clock/clock.hpp"
#include "platform/config/config.hpp"
#include "platform/crypto/vault.hpp"
#include "platform/db/db.hpp"
#include "platform/live/live.hpp"

namespace xiuhua {

struct Services {
    const Config& config;
    const Clock& clock;
    Database& db;
    Vault& vault;
    Live& live;
};

}  // namespace xiuhua
