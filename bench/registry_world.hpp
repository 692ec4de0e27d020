#pragma once
// A register of any size for measuring: the whole program without sockets, its communities, and invented people as a
// sheet or in the database.
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>

#include "bench/harness.hpp"
#include "platform/host/program.hpp"
#include "rooms/registry/actions_import.hpp"

namespace xiuhua::bench {

struct BenchPerson {
    std::string name, identity_number, phone;
    int community = 0, building = 0, unit = 0, floor = 0, door = 0;
    bool head = false;
};
// The number-th of them: the same every time, numbers with valid checksums and an area prefix that nobody has.
BenchPerson registry_person(int number);
std::string community_name(int number);
inline constexpr int communities = 12;

class RegistryWorld {
  public:
    // In a directory, or a schema, of its own, gone with the object. nullptr when the engine cannot be reached.
    static std::unique_ptr<RegistryWorld> create(Engine engine);
    ~RegistryWorld();
    Program& program() { return *program_; }
    const Viewer& viewer() const { return viewer_; }
    const std::filesystem::path& directory() const { return directory_; }
    // Runs `work` (Context&) -> Result<T> on a snapshot, as the command post would.
    template <typename F>
    auto look(F&& work) {
        Services& services = program_->services();
        return services.db.read([&](Tx& tx) {
            Context context{tx, viewer_, services, services.clock.now(), "bench"};
            return work(context);
        });
    }
    // People from `first` to `last`, without a sheet.
    void add_people(int first, int last);

  private:
    RegistryWorld() = default;
    void add_communities();

    std::filesystem::path directory_;
    std::string database_url_, schema_;
    Config config_;
    std::unique_ptr<Clock> clock_;
    std::unique_ptr<Program> program_;
    Viewer viewer_;
};

// An office's sheet of so many people; `changed_every`: each so-manieth has another telephone than the first time.
void write_people_sheet(const std::filesystem::path& file, int people, int changed_every = 0);

double peak_memory_mb();
void reset_peak_memory();

template <typename T>
T must_have(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().key + " " + result.error().detail);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

}  // namespace xiuhua::bench
