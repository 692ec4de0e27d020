#pragma once
// One small door to two databases. SQLite: one writer thread that group-commits, a pool of snapshot readers.
// PostgreSQL: one SERIALIZABLE transaction per action, retried a bounded number of times. Rooms cannot tell.
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/instant.hpp"
#include "kernel/result.hpp"
#include "platform/json/json.hpp"

namespace xiuhua {

// A named SQL text; the name shows in logs and metrics. Parameters are ?1, ?2 … on both engines.
// The text must live as long as the call; statements are cached by text.
struct Query {
    std::string_view name;
    std::string_view sql;
};

// Column type {blob} (BLOB / BYTEA).
struct Bytes {
    std::string data;
    bool operator==(const Bytes&) const = default;
};

enum class Engine { sqlite, postgresql };

namespace db {

// How C++ values stand in columns (the same on both engines):
//   bool, integers → BIGINT · double → DOUBLE PRECISION · text → TEXT · Bytes → {blob}
//   Id → TEXT (36 characters) · Instant → BIGINT milliseconds since 1970 UTC · Date → TEXT "2026-11-23"
//   described enum → TEXT, the enumerator's name · RawJson → TEXT · optional → NULL or the value
//   vector and map → TEXT, as JSON
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string, Bytes>;

class Row {
  public:
    virtual ~Row() = default;
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual std::string text(int column) const = 0;
    virtual Bytes bytes(int column) const = 0;
};

template <typename T>
Value to_value(const T& value) {
    if constexpr (json::detail::is_optional<T>) {
        return value ? to_value(*value) : Value{nullptr};
    } else if constexpr (std::is_same_v<T, Bytes>) {
        return value;
    } else if constexpr (std::is_same_v<T, RawJson>) {
        return value.text;
    } else if constexpr (json::detail::is_vector<T> || json::detail::is_map<T>) {
        return json::write(value);
    } else if constexpr (json::detail::is_id<T> || std::is_same_v<T, Date>) {
        return to_text(value);
    } else if constexpr (std::is_same_v<T, Instant>) {
        return static_cast<std::int64_t>(value.time_since_epoch().count());
    } else if constexpr (std::is_enum_v<T>) {
        return std::string{json::enum_text(value)};
    } else if constexpr (std::is_integral_v<T>) {
        return static_cast<std::int64_t>(value);
    } else if constexpr (std::is_floating_point_v<T>) {
        return static_cast<double>(value);
    } else {
        return std::string{std::string_view{value}};
    }
}

// Reads `out` from `column` on; a described struct takes one column a member, in order (nested ones too).
// Throws std::runtime_error on text that is not the type's: the database is broken then, not the caller.
template <typename T>
void read_column(const Row& row, int& column, T& out) {
    if constexpr (json::detail::is_optional<T>) {
        if (row.is_null(column)) {
            out.reset();
            ++column;
        } else {
            read_column(row, column, out.emplace());
        }
    } else if constexpr (std::is_same_v<T, Bytes>) {
        out = row.bytes(column++);
    } else if constexpr (std::is_same_v<T, RawJson>) {
        out.text = row.text(column++);
    } else if constexpr (json::detail::is_vector<T> || json::detail::is_map<T>) {
        auto parsed = json::parse<T>(row.text(column++));
        if (!parsed) {
            throw std::runtime_error("column holds " + parsed.error().key);
        }
        out = std::move(*parsed);
    } else if constexpr (std::is_same_v<T, Instant>) {
        out = Instant{std::chrono::milliseconds{row.integer(column++)}};
    } else if constexpr (std::is_same_v<T, bool>) {
        out = row.integer(column++) != 0;
    } else if constexpr (std::is_enum_v<T> || json::detail::is_id<T> || std::is_same_v<T, Date>) {
        json::Reading reading;
        json::read_text_into(reading, "", row.text(column++), out);
        if (!reading.errors().empty()) {
            throw std::runtime_error("column holds " + reading.errors().front().key);
        }
    } else if constexpr (std::is_integral_v<T>) {
        out = static_cast<T>(row.integer(column++));
    } else if constexpr (std::is_floating_point_v<T>) {
        out = static_cast<T>(row.real(column++));
    } else if constexpr (std::is_same_v<T, std::string>) {
        out = row.text(column++);
    } else {
        json::detail::each_member<T>(
            [&](auto member) { read_column(row, column, out.*member.pointer); });
    }
}

}  // namespace db

// A running transaction, or a read-only snapshot. Not to be kept beyond the function it was given to.
// Errors: `conflict` with key db.unique / db.foreign_key / db.check for constraint breaches,
// `unavailable` (db.busy, db.unreachable, db.full, db.disk, db.read_only) for passing faults, `invalid`
// db.zero_byte for text with a zero byte, `internal` otherwise. A failed statement breaks the transaction (on both
// engines): what follows fails with the same Error and nothing is committed, unless it ran inside nested().
class Tx {
  public:
    virtual ~Tx() = default;
    virtual Engine engine() const = 0;

    // Answers the number of rows changed.
    template <typename... A>
    Result<std::int64_t> exec(const Query& query, const A&... arguments) {
        const std::vector<db::Value> values{db::to_value(arguments)...};
        return run(query, values, {});
    }
    // The first row, or nullopt.
    template <typename T, typename... A>
    Result<std::optional<T>> row(const Query& query, const A&... arguments) {
        std::optional<T> found;
        XH_DO(each<T>(
            query,
            [&](T&& item) {
                if (!found) {
                    found = std::move(item);
                }
            },
            arguments...));
        return found;
    }
    template <typename T, typename... A>
    Result<std::vector<T>> rows(const Query& query, const A&... arguments) {
        std::vector<T> found;
        XH_DO(each<T>(
            query, [&](T&& item) { found.push_back(std::move(item)); }, arguments...));
        return found;
    }
    // One row at a time, for large results.
    template <typename T, typename F, typename... A>
    Done each(const Query& query, F&& visit, const A&... arguments) {
        const std::vector<db::Value> values{db::to_value(arguments)...};
        auto done = run(query, values, [&](const db::Row& row) {
            T item{};
            int column = 0;
            db::read_column(row, column, item);
            visit(std::move(item));
        });
        if (!done) {
            return fail(std::move(done.error()));
        }
        return {};
    }
    // For SQL put together at run time (ledger filters): values in the order of ?1, ?2 …
    template <typename T>
    Result<std::vector<T>> rows_with(const Query& query, std::span<const db::Value> values) {
        std::vector<T> found;
        auto done = run(query, values, [&](const db::Row& row) {
            int column = 0;
            db::read_column(row, column, found.emplace_back());
        });
        if (!done) {
            return fail(std::move(done.error()));
        }
        return found;
    }
    // Runs `work` in a savepoint: on an Error its changes are undone and the transaction goes on.
    // For mass work with a result per row.
    virtual Done nested(const std::function<Done()>& work) = 0;
    // Nobody waits for this transaction to end: mass work may take its next piece into it. SQLite has one writer, so
    // this turns false as soon as another action is queued, and is false for one that shares its commit with others
    // before it. Always false on PostgreSQL, where a large transaction is what others conflict with, and on a snapshot.
    virtual bool has_time() const { return false; }

  protected:
    virtual Result<std::int64_t> run(const Query& query, std::span<const db::Value> values,
                                     const std::function<void(const db::Row&)>& visit) = 0;
};

struct Migration {
    std::string_view room;  // "platform" or the room's name.
    int number = 0;         // 1, 2, 3 … within the room; forward only.
    std::string_view name;  // The file's name, for messages.
    std::string_view sql;   // {blob}, {clustered}: see sql_text.hpp; statements end with ;
};

// The migrations compiled in from <folder>/migrations/*.sql: "platform" or a room's name. Written by CMake.
std::span<const Migration> migrations_of(std::string_view room);

// What was done since the start; shown by tests, benches and `xiuhua check`.
struct DatabaseFigures {
    std::int64_t writes = 0;   // Actions committed.
    std::int64_t commits = 0;  // Commits made for them: fewer, when many came at once (SQLite).
    std::int64_t retries = 0;  // Transactions run again (PostgreSQL).
};

// `none` does not wait for the disk: only for making a database that is made anew if anything fails (a demo).
enum class Durability { full, none };

class WalKeeper;  // platform/db/wal_keeper.hpp

struct DatabaseConfig {
    std::string url;  // "sqlite:/path/xiuhua.db" or "postgresql://…" (libpq's URL or key=value)
    std::string schema = "xiuhua";  // PostgreSQL only: the subdistrict's schema.
    int readers = 4;                // Snapshot connections (SQLite) or pool size (PostgreSQL).
    std::size_t writes_queued_max = 4096;        // Each waiting action holds one worker; see http.
    Durability durability = Durability::full;    // SQLite only.
    std::shared_ptr<WalKeeper> wal_keeper = {};  // SQLite only: is told of every commit.
};

class Database {
  public:
    // `unavailable` when it cannot be opened or reached.
    static Result<std::unique_ptr<Database>> open(const DatabaseConfig& config);
    virtual ~Database() = default;
    virtual Engine engine() const = 0;

    // Applies what is missing, each room's in order, each in one transaction; refuses (`conflict`,
    // db.migration_changed) when an applied migration's text is no longer the same, and
    // (db.schema_newer) when the database knows migrations that this program does not.
    virtual Done migrate(std::span<const Migration> migrations) = 0;

    // Runs `work` (Tx&) -> Result<T> in one transaction and answers after its commit; an Error rolls back.
    // `work` may run more than once (PostgreSQL retries), so it must not touch anything but its Tx and
    // variables it sets anew. On SQLite it runs on the writer thread: it must not wait or compute long.
    // `unavailable` (db.queue_full) when writes_queued_max are waiting already. `unavailable` may also mean that
    // nobody can say whether it was committed (a connection lost in mid-commit, no answer of the standby): the
    // idempotency key decides then.
    // A read or write inside another, on the same thread, is refused: `internal` db.nested.
    template <typename F>
    auto write(F&& work) -> std::invoke_result_t<F&, Tx&> {
        using R = std::invoke_result_t<F&, Tx&>;
        std::optional<R> answer;
        Done committed = write_erased([&](Tx& tx) -> Done {
            answer.emplace(work(tx));
            if (!*answer) {
                return fail(answer->error());
            }
            return {};
        });
        if (!committed) {
            return fail(std::move(committed.error()));
        }
        return std::move(*answer);
    }
    // write() for callers that must not wait. `then` is told what came of it, after the commit, on a thread of the
    // database's; neither may wait or compute long.
    virtual void write_later(std::function<Done(Tx&)> work, std::function<void(Done)> then) = 0;
    // Runs `look` (Tx&) -> Result<T> on a snapshot; writing there is an error.
    template <typename F>
    auto read(F&& look) -> std::invoke_result_t<F&, Tx&> {
        using R = std::invoke_result_t<F&, Tx&>;
        std::optional<R> answer;
        Done done = read_erased([&](Tx& tx) -> Done {
            answer.emplace(look(tx));
            return {};
        });
        if (!done) {
            return fail(std::move(done.error()));
        }
        return std::move(*answer);
    }

    static constexpr int write_tries_max = 8;  // PostgreSQL 40001 / 40P01.

    // Finishes what is queued, then refuses (`unavailable` db.closed).
    virtual void close() = 0;

    // Empties the write-ahead log into the main file, so that nothing of what was deleted or overwritten is left
    // in it (SQLite; PostgreSQL recycles its own). `unavailable` db.busy while somebody reads an older snapshot:
    // again later. Not from within an action.
    virtual Done empty_log() = 0;

    virtual DatabaseFigures figures() const = 0;

  protected:
    virtual Done write_erased(const std::function<Done(Tx&)>& work) = 0;
    virtual Done read_erased(const std::function<Done(Tx&)>& look) = 0;
};

}  // namespace xiuhua
