#include "platform/backup/backup.hpp"

#include <doctest/doctest.h>
#include <libpq-fe.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "platform/audit/audit.hpp"
#include "platform/backup/continuous.hpp"
#include "platform/backup/keeper.hpp"
#include "platform/crypto/vault.hpp"
#include "testkit/host_fixture.hpp"

namespace xiuhua::backup {
namespace {

using testkit::must;
using testkit::TestDatabase;

constexpr Query put_note{"try.put_note", "INSERT INTO note (id, words) VALUES (?1, ?2)"};
constexpr Query all_notes{"try.all_notes", "SELECT id FROM note ORDER BY id"};
constexpr Query find_note{"try.find_note", "SELECT words FROM note WHERE id = ?1"};

constexpr Migration note_migration[] = {
    {"try", 1, "0001_note.sql",
     "CREATE TABLE note (id BIGINT PRIMARY KEY, words {blob} NOT NULL);"}};

// An office of its own: database, keys, and a pair of backup keys.
struct Office {
    TestDatabase database;
    std::unique_ptr<Vault> vault;
    PublicKey open{};
    SecretKey secret;
    std::int64_t next = 1;

    explicit Office(Engine engine) : database(engine) {
        REQUIRE(db().migrate(migrations_of("platform")));
        REQUIRE(db().migrate(note_migration));
        vault = must(Vault::open(data() / "keys"));
        REQUIRE(db().write([&](Tx& tx) { return vault->bind(tx); }));
        open = must(make_key_pair(data() / "backup.secret"));
        secret = must(read_secret_key(data() / "backup.secret"));
    }
    Database& db() { return database.db(); }
    std::filesystem::path data() const { return database.directory(); }
    std::filesystem::path copies() const { return data() / "copies"; }

    void write(PersonId person, std::string_view words) {
        const std::int64_t id = next++;
        const Done done = db().write([&](Tx& tx) -> Done {
            XH_TRY(sealed, vault->seal(tx, person, Purpose::health, "note.words", words));
            XH_DO(tx.exec(put_note, id, sealed));
            return audit::append(tx, testkit::test_now,
                                 {{}, "try.write", "note", std::to_string(id), person, {}, {}, {}});
        });
        REQUIRE(done);
        REQUIRE(db().write([](Tx& tx) { return audit::seal_batch(tx); }));
    }
    BackupPlan plan(std::chrono::minutes later = {}) const {
        return {database.config(), data(), copies(), open, testkit::test_now + later};
    }
};

PersonId person(int number) {
    return PersonId{*parse_uuid("018e0000-0000-7000-8000-00000000000" + std::to_string(number))};
}

// A statement that no transaction allows, for the server's own database list.
void on_server(const std::string& url, const std::string& statement) {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> server{PQconnectdb(url.c_str()), PQfinish};
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result{
        PQexec(server.get(), statement.c_str()), PQclear};
    REQUIRE_MESSAGE(PQresultStatus(result.get()) == PGRES_COMMAND_OK, PQerrorMessage(server.get()));
}

// Another, empty machine with the same master key; on PostgreSQL a database of its own, since a backup comes back
// under its own schema's name first.
struct Elsewhere {
    TestDatabase database;
    DatabaseConfig place;
    explicit Elsewhere(Office& office) : database(office.db().engine()), place(database.config()) {
        database.db().close();
        if (office.db().engine() == Engine::postgresql) {
            on_server(database.config().url, "CREATE DATABASE \"" + place.schema + "\"");
            const auto end = place.url.find('?');
            const auto begin = place.url.rfind('/', end) + 1;
            place.url.replace(begin, end - begin, place.schema);
        }
        if (office.db().engine() == Engine::sqlite) {
            for (const char* part : {"", "-wal", "-shm"}) {
                std::filesystem::remove(file() + part);
            }
        }
        std::filesystem::create_directories(data() / "keys");
        std::filesystem::copy_file(office.data() / "keys" / "master.key",
                                   data() / "keys" / "master.key");
    }
    ~Elsewhere() {
        if (database.config().url != place.url) {
            on_server(database.config().url, "DROP DATABASE \"" + place.schema + "\" WITH (FORCE)");
        }
    }
    Elsewhere(const Elsewhere&) = delete;
    Elsewhere& operator=(const Elsewhere&) = delete;
    std::string file() const { return database.config().url.substr(7); }
    std::filesystem::path data() const { return database.directory(); }
    RestorePlan plan(const Office& office, const std::filesystem::path& from) const {
        RestorePlan plan;
        plan.file = from;
        plan.secret = office.secret;
        plan.data = data();
        plan.database = place;
        return plan;
    }
    std::string read(std::int64_t id, PersonId whose) {
        auto db = must(Database::open(place));
        auto vault = must(Vault::open(data() / "keys"));
        const auto text = db->read([&](Tx& tx) -> Result<std::string> {
            XH_TRY(sealed, tx.row<Bytes>(find_note, id));
            if (!sealed) {
                return std::string{"no such note"};
            }
            return vault->open(tx, whose, Purpose::health, "note.words", *sealed);
        });
        return text ? *text : text.error().key;
    }
};

TEST_CASE("a backup made while people write is restored elsewhere, whole and readable") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(std::string{testkit::engine_name(engine)});
        Office office{engine};
        office.write(person(1), "发热 37.5");
        office.write(person(2), "咳嗽");
        std::atomic<bool> over{false};
        std::atomic<int> written{0};
        std::thread writer{[&] {
            for (std::int64_t id = 1'000; !over; ++id) {
                const Done done = office.db().write([&](Tx& tx) -> Done {
                    XH_DO(tx.exec(put_note, id, Bytes{std::string(500, 'x')}));
                    return {};
                });
                written += done ? 1 : 0;
            }
        }};
        while (written < 20) {
            std::this_thread::yield();
        }
        auto made = make(office.plan());
        const int during = written;
        over = true;
        writer.join();
        CHECK(during >= 20);
        REQUIRE_MESSAGE(made, made.error().key << " " << made.error().detail);
        CHECK(made->manifest.audit_entries == 2);
        CHECK(made->manifest.sealing_keys == 2);
        CHECK(std::filesystem::status(made->file).permissions() ==
              (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
        // Nothing unencrypted is left, neither beside the copies nor in the data directory.
        for (const auto& entry : std::filesystem::directory_iterator{office.data()}) {
            CHECK(entry.path().filename().string().find("backup-work") == std::string::npos);
        }
        CHECK(must(verify_file(made->file, office.secret)).audit_head == made->manifest.audit_head);
        Elsewhere place{office};
        const auto restored = restore(place.plan(office, made->file));
        REQUIRE_MESSAGE(restored, restored.error().key << " " << restored.error().detail);
        CHECK(restored->audit_entries == 2);
        CHECK(restored->keys_opened == 2);
        CHECK(place.read(1, person(1)) == "发热 37.5");
        CHECK(place.read(2, person(2)) == "咳嗽");
        CHECK(restore(place.plan(office, made->file)).error().key == "backup.place_taken");
    }
}

TEST_CASE("a person whose key was destroyed stays unreadable in an older backup") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(std::string{testkit::engine_name(engine)});
        Office office{engine};
        office.write(person(1), "发热 37.5");
        office.write(person(2), "咳嗽");
        const auto before = make(office.plan());
        REQUIRE_MESSAGE(before, before.error().key << " " << before.error().detail);
        REQUIRE(office.db().write(
            [&](Tx& tx) { return office.vault->destroy(tx, person(1), Purpose::health); }));
        const auto after = must(make(office.plan(std::chrono::minutes{5})));
        CHECK(after.keys == before->keys);
        CHECK(after.file != before->file);
        // The older database file holds no key of its own: only today's keys are there, and person 1 has none.
        Elsewhere place{office};
        const auto restored = must(restore(place.plan(office, before->file)));
        CHECK(restored.keys_destroyed == 1);
        CHECK(place.read(1, person(1)) == "vault.destroyed");
        CHECK(place.read(2, person(2)) == "咳嗽");
        Elsewhere bare{office};
        RestorePlan without = bare.plan(office, before->file);
        without.without_keys = true;
        CHECK(must(restore(without)).keys_opened == 0);
        CHECK(bare.read(2, person(2)) == "vault.tampered");
    }
}

TEST_CASE("the master key travels only when asked for, and only the right one is taken") {
    Office office{Engine::sqlite};
    office.write(person(1), "发热 37.5");
    const auto made = must(make(office.plan()));
    Elsewhere place{office};
    std::filesystem::remove(place.data() / "keys" / "master.key");
    RestorePlan plan = place.plan(office, made.file);
    CHECK(must(restore(plan)).master_key_missing);
    Elsewhere second{office};
    std::filesystem::remove(second.data() / "keys" / "master.key");
    plan = second.plan(office, made.file);
    plan.master = must(make_master(office.data() / "keys" / "master.key", office.plan()));
    CHECK_FALSE(must(restore(plan)).master_key_missing);
    CHECK(second.read(1, person(1)) == "发热 37.5");
    Elsewhere third{office};
    std::filesystem::remove(third.data() / "keys" / "master.key");
    must(Vault::open(third.data() / "keys"));  // Another key.
    CHECK(restore(third.plan(office, made.file)).error().key == "backup.other_master_key");
    plan = third.plan(office, made.keys);
    CHECK(restore(plan).error().key == "backup.other_kind");
}

TEST_CASE("the keys of a larger database are never replaced by those of a smaller one") {
    Office office{Engine::sqlite};
    office.write(person(1), "发热 37.5");
    office.write(person(2), "咳嗽");
    REQUIRE(make(office.plan()));
    Elsewhere fresh{office};
    auto db = must(Database::open(fresh.database.config()));
    REQUIRE(db->migrate(migrations_of("platform")));
    auto vault = must(Vault::open(fresh.data() / "keys"));
    REQUIRE(db->write([&](Tx& tx) { return vault->bind(tx); }));
    BackupPlan plan = office.plan(std::chrono::minutes{1});
    plan.database = fresh.database.config();
    CHECK(make(plan).error().key == "backup.keys_would_shrink");
}

TEST_CASE("a damaged page is found by the backup, not by the restore") {
    Office office{Engine::sqlite};
    for (int i = 0; i < 200; ++i) {
        office.write(person(i % 9 + 1), std::string(400, 'x'));
    }
    office.db().close();
    const auto file = office.data() / "xiuhua.db";
    const auto bytes = std::filesystem::file_size(file);
    std::fstream{file, std::ios::in | std::ios::out | std::ios::binary}
        .seekp(static_cast<std::streamoff>(bytes / 2 / 4096 * 4096))
        .write(std::string(2'000, '\x7f').data(), 2'000);
    const auto made = make(office.plan());
    REQUIRE_FALSE(made);
    CHECK(made.error().key == "backup.damaged");
    CHECK(list(office.copies(), "xiuhua").empty());
}

TEST_CASE("the newest copies and the first of each month are kept") {
    const auto name = [](const char* day) {
        return "xiuhua-xiuhua-" + std::string{day} + "T183000Z.backup";
    };
    std::vector<std::string> all;
    for (const char* day : {"20260930", "20261001", "20261002", "20261101", "20261115", "20261120",
                            "20261121", "20261122"}) {
        all.push_back(name(day));
    }
    struct Row {
        int copies, months;
        std::vector<std::string> gone;
    };
    for (const Row& row :
         {Row{8, 0, {}}, Row{100, 6, {}},
          Row{2,
              1,
              {name("20260930"), name("20261001"), name("20261002"), name("20261115"),
               name("20261120")}},
          Row{2, 2, {name("20260930"), name("20261002"), name("20261115"), name("20261120")}},
          Row{0, 0, {all.begin(), all.end() - 1}}}) {
        CAPTURE(row.copies);
        CAPTURE(row.months);
        CHECK(to_remove(all, row.copies, row.months) == row.gone);
    }
}

TEST_CASE("a backup is due once its time of day has passed since the last") {
    using namespace std::chrono_literals;
    CHECK(time_of_day("02:30") == 2h + 30min);
    const Instant at_nine = testkit::test_now;
    CHECK(is_due(std::nullopt, at_nine, 150min));
    CHECK(is_due(at_nine - 24h, at_nine, 150min));
    CHECK_FALSE(is_due(at_nine - 6h, at_nine, 150min));  // 03:00 today.
    CHECK(is_due(at_nine - 7h, at_nine, 150min));        // 02:00: before 02:30.
}

TEST_CASE("a continuous copy holds every commit that its pause allows for, also across folds") {
    Office office{Engine::sqlite};
    FollowPlan plan;
    plan.database = office.data() / "followed.db";
    plan.folder = office.data() / "follow";
    plan.recipient = office.open;
    plan.pause = std::chrono::milliseconds{20};
    plan.fold_pages = 40;
    DatabaseConfig config;
    config.url = "sqlite:" + plan.database.string();
    config.wal_keeper = follow(plan);
    auto db = must(Database::open(config));
    REQUIRE(db->migrate(migrations_of("platform")));
    REQUIRE(db->migrate(note_migration));
    for (std::int64_t id = 1; id <= 600; ++id) {
        REQUIRE(db->write([&](Tx& tx) -> Done {
            XH_DO(tx.exec(put_note, id, Bytes{std::string(3'000, static_cast<char>(id))}));
            return {};
        }));
        if (id % 100 == 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds{60});
        }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
    // As after a crash: the program still runs, its copy is read.
    const auto place = office.data() / "again.db";
    const auto restored = restore_followed(plan.folder, "xiuhua", office.secret, place);
    REQUIRE_MESSAGE(restored, restored.error().key << " " << restored.error().detail);
    CHECK(restored->pages > 600);
    auto again = must(Database::open({"sqlite:" + place.string(), "xiuhua", 1}));
    const auto ids = must(again->read([](Tx& tx) { return tx.rows<std::int64_t>(all_notes); }));
    CHECK(ids.size() == 600);
    // Folded: the log did not grow with all that was written.
    CHECK(std::filesystem::file_size(plan.database.string() + "-wal") < 600 * 4096);
    db->close();
    CHECK(restore_followed(plan.folder, "xiuhua", office.secret, place).error().key ==
          "backup.place_taken");
}

TEST_CASE("a continuous copy that cannot be written does not stop the office, and begins anew") {
    Office office{Engine::sqlite};
    FollowPlan plan;
    plan.database = office.data() / "followed.db";
    plan.folder = office.data() / "follow";
    plan.recipient = office.open;
    plan.pause = std::chrono::milliseconds{20};
    plan.fold_pages = 20;
    std::ofstream{plan.folder} << "a file where the folder should be";
    DatabaseConfig config;
    config.url = "sqlite:" + plan.database.string();
    config.wal_keeper = follow(plan);
    auto db = must(Database::open(config));
    REQUIRE(db->migrate(migrations_of("platform")));
    REQUIRE(db->migrate(note_migration));
    for (std::int64_t id = 1; id <= 100; ++id) {
        REQUIRE(db->write([&](Tx& tx) -> Done {
            XH_DO(tx.exec(put_note, id, Bytes{std::string(3'000, 'x')}));
            return {};
        }));
    }
    CHECK(std::filesystem::file_size(plan.database.string() + "-wal") < 100 * 4096);
}

}  // namespace
}  // namespace xiuhua::backup
