#include "platform/backup/continuous.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/backup/engine_copy.hpp"
#include "platform/backup/files.hpp"
#include "platform/backup/names.hpp"
#include "platform/backup/wal_reader.hpp"
#include "platform/clock/clock.hpp"
#include "platform/health/health.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace xiuhua::backup {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto retry_pause = 5s;
constexpr std::size_t piece_bytes = 1 << 20;
// So few pages are copied on the writer's own thread, to have everything before the log is folded.
constexpr std::int64_t pages_at_once = 256;
// Beyond this the copy is too slow for the load: it begins anew rather than let the log grow.
constexpr std::int64_t log_pages_max = 262'144;

class Follower final : public WalKeeper {
  public:
    explicit Follower(const FollowPlan& plan) : plan_(plan) {
        thread_ = std::thread{[this] { run(); }};
    }
    ~Follower() override {
        {
            const std::lock_guard lock{mutex_};
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
        health::clear("continuous.failed");  // Nothing is to be followed any more.
    }

    void committed(std::int64_t pages, const std::function<bool(Fold)>& fold) override {
        const std::unique_lock lock{mutex_};
        pages_ = pages;
        dirty_ = true;
        if (pages < plan_.fold_pages && !emptying_) {
            if (!log_) {
                changed_.notify_all();
            }
            return;
        }
        changed_.notify_all();
        const Fold how = emptying_ ? Fold::all : Fold::some;
        if (!log_ && !copying_) {  // There is no copy that could miss anything.
            folded(fold(how));
            return;
        }
        if (copying_ && pages < log_pages_max) {
            return;  // The file must stay as it is.
        }
        if (!copying_ && pages - shipped_ <= pages_at_once) {
            ship();
        }
        if (!copying_ && log_ && !dirty_) {
            folded(fold(how));
        } else if (pages >= log_pages_max) {
            give_up("the log grew faster than the copy");
            spoiled_ = copying_;
            folded(fold(how));
        }
    }

    void empty_soon() override {
        const std::lock_guard lock{mutex_};
        emptying_ = true;
    }

    void closing() override {
        const std::lock_guard lock{mutex_};
        if (log_) {
            ship();
        }
        closed_ = true;
    }

  private:
    void run() {
        std::unique_lock lock{mutex_};
        while (!stopping_) {
            const auto pause = log_ ? std::chrono::milliseconds{plan_.pause}
                                    : std::chrono::milliseconds{failed_ ? retry_pause : 0s};
            if (log_ || failed_) {
                changed_.wait_for(lock, pause, [&] {
                    return stopping_ || (log_ && dirty_ && pages_ >= plan_.fold_pages);
                });
            } else {
                changed_.wait(lock, [&] { return stopping_ || dirty_; });
            }
            if (stopping_ || closed_) {
                break;
            }
            const bool old = log_ && Steady::now() - begun_ > plan_.generation_max;
            const bool large = log_ && log_->bytes_on_disk() > plan_.log_bytes_max;
            if (log_ && !old && !large) {
                ship();
            } else {
                begin_generation(lock);
            }
        }
    }

    // Everything committed is on the other disk afterwards, or the generation is given up.
    void ship() {
        if (!log_ || !dirty_) {
            return;
        }
        if (const Done done = ship_pages(); !done) {
            give_up(done.error().key + " " + done.error().detail);
            return;
        }
        dirty_ = false;
        metrics::gauge("continuous_backup_log_bytes", static_cast<double>(log_->bytes_on_disk()));
    }

    Done ship_pages() {
        XH_TRY(wal, WalReader::open(plan_.database));
        if (!wal) {
            return {};
        }
        if (wal->salt() != salt_) {
            if (salt_ != 0 && !folded_) {
                return fail(ErrorCode::unavailable, "backup.damaged", {},
                            "another process folded the log");
            }
            salt_ = wal->salt();
            shipped_ = 0;
        }
        folded_ = false;
        std::int64_t until = pages_;
        if (until == 0) {  // Not told yet: what the log held when the generation began.
            XH_TRY(committed, wal->committed());
            until = committed;
        }
        XH_DO(wal->read(shipped_, until, [&](std::string_view page) { return log_->write(page); }));
        XH_DO(log_->flush());
        shipped_ = until;
        return {};
    }

    void give_up(const std::string& why) {
        log_.reset();
        failed_ = true;
        metrics::count("continuous_backup_failures_total");
        health::raise("continuous.failed", why);
    }

    void folded(bool whole) {
        folded_ = true;
        emptying_ = emptying_ && !whole;
    }

    // The file is copied without the lock: commits go on and the generation before follows them; only folding waits.
    void begin_generation(std::unique_lock<std::mutex>& lock) {
        copying_ = true;
        spoiled_ = false;
        lock.unlock();
        const std::string name = "xiuhua-" + plan_.schema + "-follow-" + stamp(SystemClock{}.now());
        Manifest manifest;
        manifest.engine = "sqlite";
        manifest.schema = plan_.schema;
        manifest.program_version = XIUHUA_VERSION;
        manifest.made_at = SystemClock{}.now();
        Done begun = copy_base(name, manifest);
        lock.lock();
        copying_ = false;
        if (begun && !spoiled_ && !closed_) {
            begun = begin_log(name, manifest);
        }
        if (!begun || spoiled_ || closed_) {
            std::error_code none;
            std::filesystem::remove(plan_.folder / (name + ".base"), none);
            if (!begun) {
                give_up(begun.error().key + " " + begun.error().detail);
            }
            return;
        }
        begun_ = Steady::now();
        ship();
        if (log_) {
            failed_ = false;
            health::clear("continuous.failed");
            remove_others(name);
            log::info("continuous.generation", {{"name", name}});
        }
    }

    Done copy_base(const std::string& name, const Manifest& manifest) {
        XH_DO(make_folder(plan_.folder));
        XH_TRY(in, File::open(plan_.database));
        XH_TRY(out, SealedWriter::create(plan_.folder / (name + ".base"), plan_.recipient,
                                         json::write(manifest)));
        for (auto shipped = Steady::now();;) {
            XH_TRY(bytes, in.read(piece_bytes));
            if (bytes.empty()) {
                return out->finish();
            }
            XH_DO(out->write(bytes));
            const bool late = Steady::now() - shipped > plan_.pause;
            const std::lock_guard lock{mutex_};
            if (stopping_ || closed_ || spoiled_) {
                return {};
            }
            if (late) {
                shipped = Steady::now();
                ship();
            }
        }
    }
    Done begin_log(const std::string& name, const Manifest& manifest) {
        const auto file = plan_.folder / (name + ".log");
        std::error_code none;
        std::filesystem::remove(file, none);
        XH_TRY(out, SealedWriter::create(file, plan_.recipient, json::write(manifest),
                                         SealedWriter::Appears::growing));
        log_ = std::move(out);
        // The log of before, from its beginning: the base was copied while it stood behind it.
        salt_ = 0;
        shipped_ = 0;
        dirty_ = true;
        return {};
    }
    void remove_others(const std::string& name) {
        std::error_code failed;
        for (const auto& entry : std::filesystem::directory_iterator{plan_.folder, failed}) {
            const std::string other = entry.path().filename().string();
            if (other.starts_with("xiuhua-" + plan_.schema + "-follow-") &&
                !other.starts_with(name)) {
                std::error_code none;
                std::filesystem::remove(entry.path(), none);
            }
        }
    }

    const FollowPlan plan_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::unique_ptr<SealedWriter> log_;
    std::int64_t pages_ = 0, shipped_ = 0;
    std::uint64_t salt_ = 0;
    bool dirty_ = false, copying_ = false, spoiled_ = false, folded_ = false;
    bool emptying_ = false;
    bool failed_ = false, stopping_ = false, closed_ = false;
    Steady::time_point begun_;
    std::thread thread_;
};

Result<std::string> newest_generation(const std::filesystem::path& folder,
                                      const std::string& schema) {
    std::string newest;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator{folder, failed}) {
        const std::string name = entry.path().stem().string();
        if (entry.path().extension() == ".base" &&
            name.starts_with("xiuhua-" + schema + "-follow-") && name > newest &&
            std::filesystem::exists(folder / (name + ".log"), failed)) {
            newest = name;
        }
    }
    if (newest.empty()) {
        return fail(ErrorCode::unavailable, "backup.cannot_read", {},
                    folder.string() + ": no generation of " + schema);
    }
    return newest;
}

// Pages of a commit are applied when its last one has come; a commit that was cut off is not.
Done apply_log(SealedReader& log, const std::filesystem::path& copy, FollowRestored& restored) {
    XH_TRY(file, File::open_to_change(copy));
    XH_TRY(head, file.read(100));
    if (head.size() != 100) {
        return fail(ErrorCode::internal, "backup.damaged", {}, "no database");
    }
    const std::size_t size16 =
        static_cast<unsigned char>(head[16]) * 256U + static_cast<unsigned char>(head[17]);
    const std::size_t page_bytes = size16 == 1 ? 65'536 : size16;
    std::vector<std::string> waiting;
    for (;;) {
        XH_TRY(bytes, log.read(page_head_bytes + page_bytes));
        if (bytes.size() != page_head_bytes + page_bytes) {
            return file.sync();
        }
        const std::uint32_t pages = big_endian(bytes, 4);
        waiting.push_back(std::move(bytes));
        if (pages == 0) {
            continue;
        }
        for (const std::string& page : waiting) {
            const auto offset = (static_cast<std::int64_t>(big_endian(page, 0)) - 1) *
                                static_cast<std::int64_t>(page_bytes);
            XH_DO(file.write_at(offset, std::string_view{page}.substr(page_head_bytes)));
        }
        XH_DO(file.cut(static_cast<std::int64_t>(pages) * static_cast<std::int64_t>(page_bytes)));
        restored.pages += static_cast<std::int64_t>(waiting.size());
        ++restored.commits;
        waiting.clear();
    }
}

}  // namespace

std::shared_ptr<WalKeeper> follow(const FollowPlan& plan) {
    return std::make_shared<Follower>(plan);
}

Result<FollowRestored> restore_followed(const std::filesystem::path& folder,
                                        const std::string& schema, const SecretKey& secret,
                                        const std::filesystem::path& place) {
    DatabaseConfig config;
    config.url = "sqlite:" + place.string();
    XH_DO(place_is_free(config));
    XH_TRY(name, newest_generation(folder, schema));
    XH_TRY(base, SealedReader::open(folder / (name + ".base"), secret));
    XH_TRY(log, SealedReader::open(folder / (name + ".log"), secret));
    log->ends(SealedReader::Ends::growing);
    XH_TRY(work, WorkFolder::make(place.parent_path()));
    const auto copy = work.path() / "copy";
    {
        XH_TRY(out, File::make(copy));
        for (;;) {
            XH_TRY(bytes, base->read(piece_bytes));
            if (bytes.empty()) {
                break;
            }
            XH_DO(out.write(bytes));
        }
    }
    FollowRestored restored;
    restored.generation = name;
    XH_DO(apply_log(*log, copy, restored));
    XH_DO(check_sqlite(copy));
    config.url = "sqlite:" + copy.string();
    {
        XH_TRY(database, Database::open(config));
        XH_TRY(inside, database->read([](Tx& tx) { return look_inside(tx, {}); }));
        if (inside.broken_at != 0) {
            return fail(ErrorCode::internal, "backup.chain_broken", {},
                        "audit entry " + std::to_string(inside.broken_at));
        }
        restored.audit_entries = inside.audit_entries;
        restored.audit_head = inside.audit_head;
    }
    XH_TRY(file, File::open(copy));
    XH_DO(file.sync());
    XH_DO(rename_durably(copy, place));
    return restored;
}

}  // namespace xiuhua::backup
