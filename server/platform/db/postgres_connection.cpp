#include "platform/db/postgres_connection.hpp"

#include <poll.h>

#include <charconv>
#include <stdexcept>

#include "platform/db/sql_text.hpp"

namespace xiuhua::db {
namespace {

using std::chrono::milliseconds;

struct Patience {
    milliseconds statement;  // The server gives a statement up after this.
    milliseconds silence;    // We give the server up then; a COMMIT waits for its standby too.
};
// An official waits for a write and will press again; a ledger or an export may take its time.
Patience patience(Purpose purpose) {
    switch (purpose) {
        case Purpose::write:
            return {milliseconds{4'000}, milliseconds{5'000}};
        case Purpose::read:
            return {milliseconds{120'000}, milliseconds{15'000}};
        case Purpose::migrate:
            return {milliseconds{600'000}, milliseconds{610'000}};
    }
    return {};
}

const char* isolation(Purpose purpose) {
    switch (purpose) {
        case Purpose::write:
            return "SERIALIZABLE";
        case Purpose::read:
            return "REPEATABLE READ READ ONLY";
        // After its wait for the lock, a migration must see what another program has just done.
        case Purpose::migrate:
            return "READ COMMITTED";
    }
    return "";
}

int hex_digit(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

class PostgresRow final : public Row {
  public:
    PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}
    bool is_null(int column) const override {
        if (column >= PQnfields(result_)) {
            throw std::runtime_error("the row has no column " + std::to_string(column));
        }
        return PQgetisnull(result_, row_, column) != 0;
    }
    std::int64_t integer(int column) const override {
        const std::string_view text = value(column, "an integer");
        if (text == "t" || text == "f") {
            return text == "t" ? 1 : 0;
        }
        return number<std::int64_t>(column, text, "an integer");
    }
    double real(int column) const override {
        return number<double>(column, value(column, "a number"), "a number");
    }
    std::string text(int column) const override { return std::string{value(column, "text")}; }
    Bytes bytes(int column) const override {
        std::string_view text = value(column, "bytes");
        if (!text.starts_with("\\x")) {
            wrong(column, "bytes");
        }
        text.remove_prefix(2);
        Bytes bytes{std::string(text.size() / 2, '\0')};
        for (std::size_t i = 0; i < bytes.data.size(); ++i) {
            bytes.data[i] =
                static_cast<char>(hex_digit(text[2 * i]) * 16 + hex_digit(text[2 * i + 1]));
        }
        return bytes;
    }

  private:
    std::string_view value(int column, const char* wanted) const {
        if (is_null(column)) {
            wrong(column, wanted);
        }
        return {PQgetvalue(result_, row_, column),
                static_cast<std::size_t>(PQgetlength(result_, row_, column))};
    }
    template <typename T>
    T number(int column, std::string_view text, const char* wanted) const {
        T parsed{};
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), parsed);
        if (code != std::errc{} || end != text.data() + text.size()) {
            wrong(column, wanted);
        }
        return parsed;
    }
    [[noreturn]] void wrong(int column, const char* wanted) const {
        throw std::runtime_error(std::string{"column "} + PQfname(result_, column) +
                                 " does not hold " + wanted);
    }
    const PGresult* result_;
    int row_;
};

// Parameters as libpq takes them. Texts and bytes stay where they are; numbers are written into `numbers`.
struct Parameters {
    explicit Parameters(std::span<const Value> values) {
        numbers.reserve(values.size());
        for (const Value& value : values) {
            std::visit([&](const auto& item) { add(item); }, value);
        }
    }
    void add(std::nullptr_t) { push(nullptr, 0, 0); }
    void add(const std::string& text) { push(text.c_str(), 0, 0); }
    void add(const Bytes& bytes) {
        push(bytes.data.data(), static_cast<int>(bytes.data.size()), 1);
    }
    template <typename Number>
    void add(Number number) {
        std::array<char, 32> written{};
        const auto end = std::to_chars(written.begin(), written.end(), number).ptr;
        push(numbers.emplace_back(written.data(), end).c_str(), 0, 0);
    }
    void push(const char* data, int length, int format) {
        pointers.push_back(data);
        lengths.push_back(length);
        formats.push_back(format);
    }
    std::vector<std::string> numbers;
    std::vector<const char*> pointers;
    std::vector<int> lengths, formats;
};

struct Meaning {
    std::string_view state;  // An SQLSTATE, or its class.
    ErrorCode code;
    const char* key;
};
constexpr Meaning meanings[] = {
    {"23505", ErrorCode::conflict, "db.unique"},
    {"23503", ErrorCode::conflict, "db.foreign_key"},
    {"23", ErrorCode::conflict, "db.check"},
    {"40", ErrorCode::unavailable, "db.busy"},
    {"55P03", ErrorCode::unavailable, "db.busy"},
    {"57014", ErrorCode::unavailable, "db.busy"},  // statement_timeout
    {"53100", ErrorCode::unavailable, "db.full"},
    {"53", ErrorCode::unavailable, "db.busy"},
    {"58", ErrorCode::unavailable, "db.disk"},
    {"57P", ErrorCode::unavailable, "db.unreachable"},
    {"08", ErrorCode::unavailable, "db.unreachable"},
    {"XX001", ErrorCode::internal, "db.corrupt"},  // A page's checksum or header is wrong.
    {"XX002", ErrorCode::internal, "db.corrupt"},  // So is an index.
};

std::string_view field(const PGresult* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text == nullptr ? std::string_view{} : text;
}

}  // namespace

// Whatever happens to the visitor, the connection is left with nothing more to read of this command.
class PostgresConnection::StreamGuard {
  public:
    StreamGuard(PostgresConnection& connection, Stream& stream)
        : connection_(connection), stream_(stream) {
        stream_.outer = std::exchange(connection_.active_, &stream_);
    }
    ~StreamGuard() {
        while (connection_.next(stream_)) {
        }
        connection_.active_ = stream_.outer;
    }
    StreamGuard(const StreamGuard&) = delete;
    StreamGuard& operator=(const StreamGuard&) = delete;

  private:
    PostgresConnection& connection_;
    Stream& stream_;
};

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const DatabaseConfig& config) {
    const std::string& url = config.url;
    if (!url.starts_with("postgresql://") && !url.starts_with("postgres://") &&
        url.find('=') == url.npos) {
        return fail(ErrorCode::unavailable, "db.unreachable", {},
                    "a database URL begins with sqlite: or postgresql://");
    }
    // What the URL says comes later and so wins.
    const char* const names[] = {"connect_timeout",  "tcp_user_timeout", "keepalives_idle",
                                 "application_name", "gssencmode",       "target_session_attrs",
                                 "client_encoding",  "dbname",           nullptr};
    const char* const values[] = {"3",          "10000", "10",        "xiuhua", "disable",
                                  "read-write", "UTF8",  url.c_str(), nullptr};
    PGconn* handle = PQconnectdbParams(names, values, 1);
    std::unique_ptr<PostgresConnection> connection{new PostgresConnection{handle}};
    if (PQstatus(handle) != CONNECTION_OK || PQsetnonblocking(handle, 1) != 0) {
        return fail(ErrorCode::unavailable, "db.unreachable", {}, PQerrorMessage(handle));
    }
    PQsetNoticeReceiver(handle, noticed, connection.get());
    char* quoted = PQescapeIdentifier(handle, config.schema.data(), config.schema.size());
    const std::string schema = quoted == nullptr ? "\"\"" : quoted;
    PQfreemem(quoted);
    XH_DO(connection->simple("SET search_path TO " + schema +
                             "; SET timezone TO 'UTC'; SET bytea_output TO 'hex'; "
                             "SET extra_float_digits TO 1; "
                             "SET idle_in_transaction_session_timeout TO '60s'"));
    return connection;
}

PostgresConnection::~PostgresConnection() {
    PQfinish(handle_);
}

Done PostgresConnection::create_schema(const std::string& schema) {
    bool exists = false;
    const std::vector<Value> values{schema};
    XH_DO(run({"db.find_schema", "SELECT COUNT(*) FROM pg_namespace WHERE nspname = ?1"}, values,
              [&](const Row& row) { exists = row.integer(0) > 0; }));
    if (exists) {
        return {};
    }
    char* quoted = PQescapeIdentifier(handle_, schema.data(), schema.size());
    const std::string sql = std::string{"CREATE SCHEMA IF NOT EXISTS "} + quoted;
    PQfreemem(quoted);
    Done created = simple(sql);
    // Another program may have made it just now: PostgreSQL then says "unique" in spite of IF NOT EXISTS.
    if (!created && created.error().key != "db.unique") {
        return created;
    }
    return {};
}

void PostgresConnection::noticed(void* self, const PGresult* notice) {
    if (field(notice, PG_DIAG_SEVERITY_NONLOCALIZED) == "WARNING") {
        static_cast<PostgresConnection*>(self)->warned_ = true;
    }
}

Done PostgresConnection::begin(Purpose purpose) {
    purpose_ = purpose;
    retry_ = false;
    return simple(std::string{"BEGIN ISOLATION LEVEL "} + isolation(purpose) +
                  "; SET LOCAL statement_timeout TO " +
                  std::to_string(patience(purpose).statement.count()));
}

Done PostgresConnection::commit() {
    warned_ = false;
    keep_rest_of_active();
    if (!send(PQsendQuery(handle_, "COMMIT"))) {
        return fail(lost_error("db.commit"));
    }
    Stream stream;
    std::string tag;
    XH_DO(finish(stream, "db.commit", &tag));
    if (tag != "COMMIT") {
        return fail(ErrorCode::internal, "db.failed", {}, "COMMIT answered " + tag);
    }
    // "canceling wait for synchronous replication": committed here, on no standby. That comes as a success with
    // a warning, but a failover would lose it, so it is not an acknowledgement.
    if (warned_) {
        return fail(ErrorCode::unavailable, "db.not_replicated");
    }
    return {};
}

void PostgresConnection::rollback() {
    if (!lost_ && !simple("ROLLBACK")) {
        lost_ = true;
    }
}

Result<std::string> PostgresConnection::prepared_name(const Query& query) {
    if (const std::string* known = statements_.find(query.sql); known != nullptr) {
        return *known;
    }
    if (statements_.full()) {
        XH_DO(simple("DEALLOCATE " + statements_.oldest()));
        statements_.drop_oldest();
    }
    std::string name = "s" + std::to_string(++statements_made_);
    const std::string sql = with_dollars(query.sql);
    if (!send(PQsendPrepare(handle_, name.c_str(), sql.c_str(), 0, nullptr))) {
        return fail(lost_error(query.name));
    }
    Stream stream;
    XH_DO(finish(stream, query.name, nullptr));
    statements_.insert(query.sql, name);
    return name;
}

Result<std::int64_t> PostgresConnection::run(const Query& query, std::span<const Value> values,
                                             const std::function<void(const Row&)>& visit) {
    XH_DO(refuse_zero_bytes(query, values));
    keep_rest_of_active();
    XH_TRY(name, prepared_name(query));
    const Parameters parameters{values};
    if (!send(PQsendQueryPrepared(handle_, name.c_str(), static_cast<int>(values.size()),
                                  parameters.pointers.data(), parameters.lengths.data(),
                                  parameters.formats.data(), 0))) {
        return fail(lost_error(query.name));
    }
    if (visit) {
        PQsetSingleRowMode(handle_);
    }
    Stream stream;
    const StreamGuard guard{*this, stream};
    std::int64_t changed = 0;
    while (const Answer answer = next(stream)) {
        switch (PQresultStatus(answer.get())) {
            case PGRES_SINGLE_TUPLE:
                visit(PostgresRow{answer.get(), 0});
                break;
            case PGRES_TUPLES_OK:
            case PGRES_COMMAND_OK: {
                const std::string_view tag = PQcmdStatus(answer.get());
                if (!tag.starts_with("SELECT")) {
                    const char* count = PQcmdTuples(answer.get());
                    std::from_chars(count, count + std::string_view{count}.size(), changed);
                }
                break;
            }
            default:
                return fail(error(answer.get(), query.name));
        }
    }
    if (lost_) {
        return fail(lost_error(query.name));
    }
    return changed;
}

Done PostgresConnection::simple(const std::string& sql) {
    keep_rest_of_active();
    if (!send(PQsendQuery(handle_, sql.c_str()))) {
        return fail(lost_error("db.command"));
    }
    Stream stream;
    return finish(stream, "db.command", nullptr);
}

// Reads to the end and answers the first error.
Done PostgresConnection::finish(Stream& stream, std::string_view query_name, std::string* tag) {
    Done done;
    while (const Answer answer = next(stream)) {
        const ExecStatusType status = PQresultStatus(answer.get());
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
            if (tag != nullptr) {
                *tag = PQcmdStatus(answer.get());
            }
        } else if (done) {
            done = fail(error(answer.get(), query_name));
        }
    }
    if (lost_ && done) {
        done = fail(lost_error(query_name));
    }
    return done;
}

bool PostgresConnection::wait(short events) {
    pollfd descriptor{PQsocket(handle_), events, 0};
    const auto silence = patience(purpose_).silence;
    const auto until = std::chrono::steady_clock::now() + silence;
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
        const int ready = ::poll(&descriptor, 1, static_cast<int>(std::max(left.count(), 0L)));
        if (ready > 0) {
            return true;
        }
        if (ready == 0 || errno != EINTR) {
            lost_ = true;
            return false;
        }
    }
}

bool PostgresConnection::send(int accepted) {
    if (accepted != 1) {
        lost_ = true;
    }
    int flushed = 0;
    while (!lost_ && (flushed = PQflush(handle_)) == 1) {
        // The server may be unable to read more before we read what it says.
        if (wait(POLLIN | POLLOUT) && PQconsumeInput(handle_) != 1) {
            lost_ = true;
        }
    }
    if (flushed < 0) {
        lost_ = true;
    }
    return !lost_;
}

PostgresConnection::Answer PostgresConnection::next_from_server() {
    while (!lost_ && PQisBusy(handle_) != 0) {
        if (wait(POLLIN) && PQconsumeInput(handle_) != 1) {
            lost_ = true;
        }
    }
    // After a loss libpq still answers what it knows of it (the server's last words), without waiting, unless the
    // connection is merely silent.
    if (lost_ && PQstatus(handle_) == CONNECTION_OK) {
        return nullptr;
    }
    return Answer{PQgetResult(handle_)};
}

PostgresConnection::Answer PostgresConnection::next(Stream& stream) {
    if (!stream.kept.empty()) {
        Answer answer = std::move(stream.kept.front());
        stream.kept.pop_front();
        return answer;
    }
    if (stream.complete) {
        return nullptr;
    }
    Answer answer = next_from_server();
    stream.complete = answer == nullptr;
    return answer;
}

void PostgresConnection::keep_rest_of_active() {
    if (active_ == nullptr || active_->complete) {
        return;
    }
    while (Answer answer = next_from_server()) {
        active_->kept.push_back(std::move(answer));
    }
    active_->complete = true;
}

Error PostgresConnection::lost_error(std::string_view query_name) {
    lost_ = true;
    return {ErrorCode::unavailable,
            "db.unreachable",
            {},
            std::string{query_name} + ": the connection was lost or the server fell silent",
            {}};
}

Error PostgresConnection::error(const PGresult* result, std::string_view query_name) {
    const std::string_view state = field(result, PG_DIAG_SQLSTATE);
    if (state.empty() || PQstatus(handle_) == CONNECTION_BAD) {
        return lost_error(query_name);
    }
    retry_ = retry_ || state == "40001" || state == "40P01";
    // Class 22 (a value that does not fit its type) quotes the value, and the log holds nothing personal.
    const std::string_view message =
        state.starts_with("22") ? "" : field(result, PG_DIAG_MESSAGE_PRIMARY);
    std::string detail =
        std::string{query_name} + ": " + std::string{state} + " " + std::string{message};
    if (state == "25006") {
        if (purpose_ == Purpose::read) {
            return {ErrorCode::internal, "db.write_in_read", {}, std::move(detail), {}};
        }
        lost_ = true;  // It became a standby: another server is the one to write to.
        return {ErrorCode::unavailable, "db.read_only", {}, std::move(detail), {}};
    }
    // The plan of a statement prepared before a migration: a new connection prepares it anew.
    lost_ = lost_ || state.starts_with("57P") || state.starts_with("08") || state == "0A000";
    for (const Meaning& meaning : meanings) {
        if (state.starts_with(meaning.state)) {
            return {meaning.code, meaning.key, {}, std::move(detail), {}};
        }
    }
    return {ErrorCode::internal, "db.failed", {}, std::move(detail), {}};
}

}  // namespace xiuhua::db
