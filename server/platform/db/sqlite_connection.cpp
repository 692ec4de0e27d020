#include "platform/db/sqlite_connection.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

#include "platform/db/page_cache.hpp"
#include "platform/db/wal_keeper.hpp"

namespace xiuhua::db {
namespace {

// How long a statement waits for another process (a backup, the command line) that holds the file.
constexpr int busy_wait_ms = 5'000;
constexpr int empty_wait_ms = 200;

// Prepared for both uses. case_sensitive_like and the DQS switches make SQLite speak as PostgreSQL does;
// secure_delete wipes freed cells where that costs no extra writing.
constexpr const char* settings =
    "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA case_sensitive_like = ON;"
    "PRAGMA secure_delete = FAST; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16384;";
// The writer's cache holds the leaves of a whole district's indexes (some 115 MB for 160,000 people): a mass import
// touches them at random, and each that is not there is read again. It grows only as far as it is used.
// The log is copied into the file when it holds 8,000 pages (32 MB): what is written again and again in
// between is copied once. SQLite's own 1,000 would be a copy every dozen commits under load.
constexpr const char* writer_settings =
    "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;"
    "PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -131072;";
constexpr const char* hasty_settings = "PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;";
constexpr const char* reader_settings = "PRAGMA query_only = ON;";

class SqliteRow final : public Row {
  public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
    bool is_null(int column) const override { return type(column) == SQLITE_NULL; }
    std::int64_t integer(int column) const override {
        if (type(column) != SQLITE_INTEGER) {
            wrong(column, "an integer");
        }
        return sqlite3_column_int64(statement_, column);
    }
    double real(int column) const override {
        if (type(column) != SQLITE_FLOAT && type(column) != SQLITE_INTEGER) {
            wrong(column, "a number");
        }
        return sqlite3_column_double(statement_, column);
    }
    std::string text(int column) const override {
        if (type(column) == SQLITE_NULL) {
            wrong(column, "text");
        }
        const auto* data = sqlite3_column_text(statement_, column);
        return {reinterpret_cast<const char*>(data), size(column)};
    }
    Bytes bytes(int column) const override {
        if (type(column) != SQLITE_BLOB) {
            wrong(column, "bytes");
        }
        const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
        return {data == nullptr ? std::string{} : std::string{data, size(column)}};
    }

  private:
    int type(int column) const {
        if (column >= sqlite3_column_count(statement_)) {
            throw std::runtime_error("the row has no column " + std::to_string(column));
        }
        return sqlite3_column_type(statement_, column);
    }
    std::size_t size(int column) const {
        return static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    }
    [[noreturn]] void wrong(int column, const char* wanted) const {
        const char* name = sqlite3_column_name(statement_, column);
        throw std::runtime_error(std::string{"column "} + (name == nullptr ? "?" : name) +
                                 " does not hold " + wanted);
    }
    sqlite3_stmt* statement_;
};

int bind_value(sqlite3_stmt* statement, int position, const Value& value) {
    struct Binder {
        sqlite3_stmt* statement;
        int position;
        int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, position); }
        int operator()(std::int64_t number) const {
            return sqlite3_bind_int64(statement, position, number);
        }
        int operator()(double number) const {
            return sqlite3_bind_double(statement, position, number);
        }
        // The caller's values outlive the statement's run, and the bindings are cleared after it.
        int operator()(const std::string& text) const {
            return sqlite3_bind_text64(statement, position, text.data(), text.size(), SQLITE_STATIC,
                                       SQLITE_UTF8);
        }
        int operator()(const Bytes& bytes) const {
            return sqlite3_bind_blob64(statement, position, bytes.data.data(), bytes.data.size(),
                                       SQLITE_STATIC);
        }
    };
    return std::visit(Binder{statement, position}, value);
}

struct Finish {
    sqlite3_stmt* statement;
    bool temporary;
    ~Finish() {
        if (temporary) {
            sqlite3_finalize(statement);
        } else {
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
        }
    }
};

// The file holds personal data: nobody but the program's own user may read it (-wal and -shm follow it).
void create_private(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) {
        ::close(file);
    }
}

}  // namespace

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path, Use use,
                                                                 Durability durability) {
    use_page_cache();
    if (use == Use::write) {
        create_private(path);
    }
    sqlite3* handle = nullptr;
    const int opened = sqlite3_open_v2(
        path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
        nullptr);
    std::unique_ptr<SqliteConnection> connection{new SqliteConnection{handle, use}};
    if (opened != SQLITE_OK) {
        return fail(ErrorCode::unavailable, "db.unreachable", {},
                    path + ": " + sqlite3_errstr(opened));
    }
    sqlite3_busy_timeout(handle, busy_wait_ms);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    XH_DO(connection->script(settings));
    if (use == Use::read) {
        XH_DO(connection->script(reader_settings));
        return connection;
    }
    XH_DO(connection->script(writer_settings));
    if (durability == Durability::none) {
        XH_DO(connection->script(hasty_settings));
    }
    std::string mode;
    // The switch to WAL does not wait for another process that is switching just now.
    for (int tries = 0; tries < busy_wait_ms / 50; ++tries) {
        const auto switched = connection->run({"db.wal", "PRAGMA journal_mode = WAL"}, {},
                                              [&](const Row& row) { mode = row.text(0); });
        if (switched || switched.error().key != "db.busy") {
            XH_DO(switched);
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    if (mode != "wal") {
        return fail(ErrorCode::unavailable, "db.unreachable", {}, path + ": no WAL here");
    }
    return connection;
}

SqliteConnection::~SqliteConnection() {
    statements_.each([](sqlite3_stmt* statement) { sqlite3_finalize(statement); });
    sqlite3_close(handle_);
}

Error SqliteConnection::error(int code, std::string_view query_name) const {
    const auto make = [&](ErrorCode kind, const char* key) {
        // SQLite's message names tables and columns, never values.
        return Error{kind, key, {}, std::string{query_name} + ": " + sqlite3_errmsg(handle_), {}};
    };
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            return make(ErrorCode::conflict, "db.unique");
        case SQLITE_CONSTRAINT_FOREIGNKEY:
            return make(ErrorCode::conflict, "db.foreign_key");
        default:
            break;
    }
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT:
            return make(ErrorCode::conflict, "db.check");
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return make(ErrorCode::unavailable, "db.busy");
        case SQLITE_FULL:
            return make(ErrorCode::unavailable, "db.full");
        case SQLITE_IOERR:
            return make(ErrorCode::unavailable, "db.disk");
        case SQLITE_READONLY:
            return use_ == Use::read ? make(ErrorCode::internal, "db.write_in_read")
                                     : make(ErrorCode::unavailable, "db.read_only");
        case SQLITE_CANTOPEN:
            return make(ErrorCode::unavailable, "db.unreachable");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return make(ErrorCode::internal, "db.corrupt");
        default:
            return make(ErrorCode::internal, "db.failed");
    }
}

Result<sqlite3_stmt*> SqliteConnection::prepare(const Query& query, bool& temporary) {
    // Never take a statement away from a visitor who is still reading its rows.
    temporary = statements_.full() && sqlite3_stmt_busy(statements_.oldest()) != 0;
    if (sqlite3_stmt** cached = statements_.find(query.sql); cached != nullptr) {
        temporary = sqlite3_stmt_busy(*cached) != 0;  // A visitor runs the query that it visits.
        if (!temporary) {
            return *cached;
        }
    }
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int code =
        sqlite3_prepare_v3(handle_, query.sql.data(), static_cast<int>(query.sql.size()),
                           temporary ? 0 : SQLITE_PREPARE_PERSISTENT, &statement, &rest);
    if (code != SQLITE_OK) {
        return fail(error(code, query.name));
    }
    const std::string_view unread{rest, query.sql.data() + query.sql.size()};
    if (statement == nullptr || unread.find_first_not_of(" \t\r\n") != unread.npos) {
        sqlite3_finalize(statement);
        return fail(ErrorCode::internal, "db.failed", {},
                    std::string{query.name} + ": a query is exactly one statement");
    }
    if (!temporary) {
        if (statements_.full()) {
            sqlite3_finalize(statements_.oldest());
            statements_.drop_oldest();
        }
        statements_.insert(query.sql, statement);
    }
    return statement;
}

Result<std::int64_t> SqliteConnection::run(const Query& query, std::span<const Value> values,
                                           const std::function<void(const Row&)>& visit) {
    XH_DO(refuse_zero_bytes(query, values));
    bool temporary = false;
    XH_TRY(statement, prepare(query, temporary));
    const Finish finish{statement, temporary};
    if (sqlite3_bind_parameter_count(statement) != static_cast<int>(values.size())) {
        return fail(ErrorCode::internal, "db.failed", {},
                    std::string{query.name} + ": number of parameters");
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (const int code = bind_value(statement, static_cast<int>(i) + 1, values[i]);
            code != SQLITE_OK) {
            return fail(error(code, query.name));
        }
    }
    const SqliteRow row{statement};
    int code = SQLITE_OK;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (visit) {
            visit(row);
        }
    }
    if (code != SQLITE_DONE) {
        return fail(error(code, query.name));
    }
    return sqlite3_stmt_readonly(statement) != 0 ? 0 : sqlite3_changes64(handle_);
}

Done SqliteConnection::command(const std::string& sql) {
    XH_DO(run({"db.command", sql}, {}, {}));
    return {};
}

Done SqliteConnection::script(const std::string& sql) {
    if (const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
        code != SQLITE_OK) {
        return fail(error(code, "db.script"));
    }
    return {};
}

void SqliteConnection::watch_wal(WalKeeper& keeper) {
    // Takes the place of SQLite's own checkpoints. Runs on the writer's thread, behind the commit.
    sqlite3_wal_hook(
        handle_,
        [](void* context, sqlite3* handle, const char*, int pages) {
            static_cast<WalKeeper*>(context)->committed(pages, [handle](WalKeeper::Fold fold) {
                const bool all = fold == WalKeeper::Fold::all;
                // Emptying waits for readers, and other writers wait for it: not long.
                sqlite3_busy_timeout(handle, all ? empty_wait_ms : busy_wait_ms);
                const int code = sqlite3_wal_checkpoint_v2(
                    handle, nullptr, all ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
                    nullptr, nullptr);
                sqlite3_busy_timeout(handle, busy_wait_ms);
                return code == SQLITE_OK;
            });
            return SQLITE_OK;  // A checkpoint that failed is tried again behind a later commit.
        },
        &keeper);
}

void SqliteConnection::watch_rows(RowWatch& watch) {
    sqlite3_update_hook(
        handle_,
        [](void* context, int, const char*, const char* table, sqlite3_int64) {
            static_cast<RowWatch*>(context)->changed(table);
        },
        &watch);
}

std::int64_t SqliteConnection::changes() const {
    return sqlite3_total_changes64(handle_);
}

Result<std::int64_t> SqliteConnection::data_version() {
    constexpr Query look{"db.data_version", "PRAGMA data_version"};
    std::int64_t version = 0;
    XH_DO(run(look, {}, [&](const Row& row) { version = row.integer(0); }));
    return version;
}

bool SqliteConnection::in_transaction() const {
    return sqlite3_get_autocommit(handle_) == 0;
}

}  // namespace xiuhua::db
