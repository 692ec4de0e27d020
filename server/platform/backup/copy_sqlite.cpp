#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "platform/backup/engine_copy.hpp"

namespace xiuhua::backup {
namespace {

constexpr std::string_view prefix = "sqlite:";
constexpr int busy_wait_ms = 10'000;

class Handle {
  public:
    static Result<std::unique_ptr<Handle>> open(const std::filesystem::path& file) {
        auto handle = std::make_unique<Handle>();
        // Readers of a WAL database write its -shm, so read-only is not enough where nobody else has it open.
        if (sqlite3_open_v2(file.c_str(), &handle->db_, SQLITE_OPEN_READWRITE, nullptr) !=
            SQLITE_OK) {
            return fail(ErrorCode::unavailable, "backup.cannot_read", {},
                        file.string() + ": " + handle->message());
        }
        sqlite3_busy_timeout(handle->db_, busy_wait_ms);
        return handle;
    }
    Handle() = default;
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { sqlite3_close(db_); }

    Done run(const std::string& sql) {
        const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
        if (code == SQLITE_OK) {
            return {};
        }
        const bool wrong = (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
        return fail(wrong ? ErrorCode::internal : ErrorCode::unavailable,
                    wrong ? "backup.damaged" : "backup.cannot_write", {}, message());
    }
    // The first column of every row, one a line.
    Result<std::string> ask(const std::string& sql) {
        std::string lines;
        const auto add = [](void* out, int, char** values, char**) {
            auto& text = *static_cast<std::string*>(out);
            text += (text.empty() ? "" : "\n") + std::string{values[0] ? values[0] : ""};
            return 0;
        };
        if (sqlite3_exec(db_, sql.c_str(), add, &lines, nullptr) != SQLITE_OK) {
            return fail(ErrorCode::internal, "backup.damaged", {}, message());
        }
        return lines;
    }
    std::string message() const { return db_ == nullptr ? "no memory" : sqlite3_errmsg(db_); }

  private:
    sqlite3* db_ = nullptr;
};

std::string quoted(const std::filesystem::path& path) {
    std::string text = "'";
    for (const char c : path.string()) {
        text += c;
        if (c == '\'') {
            text += c;
        }
    }
    return text + "'";
}

}  // namespace

// VACUUM INTO reads one snapshot and leaves free pages out, so nothing that was deleted travels along. An empty
// file made by us beforehand gives the copy its mode.
Done copy_sqlite(const DatabaseConfig& from, const std::filesystem::path& copy,
                 const std::function<Done(Tx&)>& look) {
    const std::filesystem::path file = from.url.substr(prefix.size());
    const int made = ::open(copy.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made >= 0) {
        ::close(made);
    }
    // Of the source: copying makes every index anew, and would hide that one of them is damaged.
    XH_DO(check_sqlite(file));
    {
        XH_TRY(source, Handle::open(file));
        XH_DO(source->run("VACUUM INTO " + quoted(copy)));
    }
    XH_DO(check_sqlite(copy));
    {
        XH_TRY(database, Database::open({"sqlite:" + copy.string(), from.schema, 1}));
        XH_DO(database->read([&](Tx& tx) { return look(tx); }));
    }
    XH_TRY(taken, Handle::open(copy));
    // One file without a journal, and the keys' pages overwritten, not only let go.
    XH_DO(
        taken->run("PRAGMA journal_mode = DELETE; PRAGMA secure_delete = ON;"
                   "DELETE FROM sealing_key"));
    return {};
}

Done check_sqlite(const std::filesystem::path& file) {
    XH_TRY(database, Handle::open(file));
    XH_TRY(integrity, database->ask("PRAGMA integrity_check(20)"));
    XH_TRY(references, database->ask("PRAGMA foreign_key_check"));
    if (integrity != "ok" || !references.empty()) {
        return fail(ErrorCode::internal, "backup.damaged", {},
                    integrity != "ok" ? integrity : "foreign keys: " + references);
    }
    return {};
}

}  // namespace xiuhua::backup
