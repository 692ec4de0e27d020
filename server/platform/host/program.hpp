#pragma once
// The running program without its sockets: database, vault, live, rooms, pump and clockwork. main() adds the
// HTTP server; tests drive it by hand.
#include <memory>
#include <span>

#include "platform/host/room.hpp"

namespace xiuhua {

// Where the configuration says that the database is.
DatabaseConfig database_config(const Config& config);

class Program {
  public:
    // Opens database and vault, migrates, loads policy/ defaults, joins the rooms.
    // `clock` outlives the program. `policy_directory` holds the dated defaults.
    static Result<std::unique_ptr<Program>> create(const Config& config, const Clock& clock,
                                                   std::span<const Room* const> rooms,
                                                   const std::filesystem::path& policy_directory);
    virtual ~Program() = default;
    virtual Router& router() = 0;
    virtual Services& services() = 0;
    virtual std::vector<PersonalField> personal_fields() const = 0;

    // Starts the pump (events, audit sealing) and the clockwork (jobs) on threads of their own.
    virtual void start() = 0;
    virtual void stop() = 0;
    // One round of each on the caller's thread, until nothing is left to do: for tests. Answers what was handled.
    virtual Result<int> settle() = 0;
};

}  // namespace xiuhua
