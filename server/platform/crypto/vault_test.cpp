#include "platform/crypto/vault.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "platform/crypto/living_keys.hpp"
#include "platform/crypto/password.hpp"
#include "testkit/test_app.hpp"

using namespace xiuhua;

namespace {

struct OpenVault {
    explicit OpenVault(Engine engine) : database(engine) {
        REQUIRE(database.db().migrate(migrations_of("platform")));
        auto opened = Vault::open(database.directory() / "keys");
        REQUIRE(opened);
        vault = std::move(*opened);
        REQUIRE(database.db().write([&](Tx& tx) { return vault->bind(tx); }));
    }
    Result<Bytes> seal(PersonId person, Purpose purpose, std::string_view text) {
        return database.db().write(
            [&](Tx& tx) { return vault->seal(tx, person, purpose, "table.column", text); });
    }
    std::string open(PersonId person, Purpose purpose, const Bytes& sealed,
                     std::string_view context = "table.column") {
        const auto text = database.db().read(
            [&](Tx& tx) { return vault->open(tx, person, purpose, context, sealed); });
        return text ? *text : text.error().key;
    }
    testkit::TestDatabase database;
    std::unique_ptr<Vault> vault;
};

PersonId person_of(int number) {
    return PersonId{
        Uuid{{0x01, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}}};
}

}  // namespace

TEST_CASE("a sealed value opens for its person, purpose and column, and nowhere else") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        OpenVault vault{engine};
        const PersonId wang = person_of(1);
        const PersonId li = person_of(2);
        const auto sealed = vault.seal(wang, Purpose::identity, "13800138000");
        REQUIRE(sealed);
        REQUIRE(vault.seal(li, Purpose::identity, "x"));
        REQUIRE(vault.seal(wang, Purpose::health, "x"));
        CHECK(sealed->data.find("138001") == std::string::npos);
        CHECK(vault.open(wang, Purpose::identity, *sealed) == "13800138000");
        CHECK(vault.open(li, Purpose::identity, *sealed) == "vault.tampered");
        CHECK(vault.open(wang, Purpose::health, *sealed) == "vault.tampered");
        CHECK(vault.open(wang, Purpose::identity, *sealed, "table.other") == "vault.tampered");
        CHECK(vault.open(person_of(3), Purpose::identity, *sealed) == "vault.tampered");
        for (std::size_t i = 0; i < sealed->data.size(); ++i) {
            Bytes changed = *sealed;
            changed.data[i] = static_cast<char>(changed.data[i] ^ 1);
            CHECK(vault.open(wang, Purpose::identity, changed) == "vault.tampered");
        }
        CHECK(vault.open(wang, Purpose::identity, Bytes{"short"}) == "vault.tampered");
        CHECK(vault.seal(wang, Purpose::identity, "13800138000")->data != sealed->data);
    }
}

TEST_CASE("a key made in a transaction that fails is forgotten with it") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        OpenVault vault{engine};
        const PersonId wang = person_of(1);
        const Done undone = vault.database.db().write([&](Tx& tx) -> Done {
            XH_DO(vault.vault->seal(tx, wang, Purpose::papers, "c", "lost"));
            return fail(ErrorCode::conflict, "test.undo");
        });
        CHECK(undone.error().key == "test.undo");
        const auto sealed = vault.seal(wang, Purpose::papers, "kept");
        REQUIRE(sealed);
        CHECK(vault.open(wang, Purpose::papers, *sealed) == "kept");
    }
}

TEST_CASE("a destroyed key opens nothing again, and what is sealed later has a new key") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        OpenVault vault{engine};
        const PersonId wang = person_of(1);
        const auto before = vault.seal(wang, Purpose::health, "37.8");
        const auto other = vault.seal(wang, Purpose::identity, "1");
        for (int time = 0; time < 2; ++time) {
            REQUIRE(vault.database.db().write(
                [&](Tx& tx) { return vault.vault->destroy(tx, wang, Purpose::health); }));
        }
        CHECK(vault.open(wang, Purpose::health, *before) == "vault.destroyed");
        CHECK(vault.open(wang, Purpose::identity, *other) == "1");
        const auto after = vault.seal(wang, Purpose::health, "36.5");
        REQUIRE(after);
        CHECK(vault.open(wang, Purpose::health, *after) == "36.5");
        CHECK(vault.open(wang, Purpose::health, *before) == "vault.destroyed");
        CHECK(vault.database.db().write(
            [&](Tx& tx) { return vault.vault->destroy(tx, person_of(9), Purpose::health); }));
    }
}

TEST_CASE(
    "whose keys live is known by purpose, page by page, and the destroyed are not among them") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        OpenVault vault{engine};
        for (int number = 1; number <= 5; ++number) {
            REQUIRE(vault.seal(person_of(number), Purpose::health, "x"));
        }
        REQUIRE(vault.seal(person_of(6), Purpose::papers, "x"));
        REQUIRE(vault.database.db().write(
            [&](Tx& tx) { return vault.vault->destroy(tx, person_of(2), Purpose::health); }));
        const auto page = [&](PersonId after) {
            return vault.database.db()
                .read([&](Tx& tx) { return living_keys::people(tx, Purpose::health, after, 2); })
                .value();
        };
        const auto count = [&] {
            return vault.database.db()
                .read([&](Tx& tx) { return living_keys::count(tx, Purpose::health); })
                .value();
        };
        CHECK(page({}) == std::vector{person_of(1), person_of(3)});
        CHECK(page(person_of(3)) == std::vector{person_of(4), person_of(5)});
        CHECK(page(person_of(5)).empty());
        CHECK(count() == 4);
        // Sealed anew after the destruction: there is something to destroy again, once.
        REQUIRE(vault.seal(person_of(2), Purpose::health, "y"));
        REQUIRE(vault.seal(person_of(2), Purpose::health, "z"));
        CHECK(count() == 5);
        CHECK(page({}) == std::vector{person_of(1), person_of(2)});
        CHECK(vault.open(person_of(2), Purpose::health, Bytes{}) == "vault.destroyed");
    }
}

TEST_CASE("the master key is made once, kept from others, and never replaced for a database") {
    OpenVault first{Engine::sqlite};
    const auto keys = first.database.directory() / "keys";
    struct stat status {};
    REQUIRE(::stat((keys / "master.key").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);

    auto again = Vault::open(keys);
    REQUIRE(again);
    CHECK((*again)->lookup_hash("phone", "1") == first.vault->lookup_hash("phone", "1"));
    CHECK(first.database.db().write([&](Tx& tx) { return (*again)->bind(tx); }));

    auto stranger = Vault::open(first.database.directory() / "other");
    REQUIRE(stranger);
    const Done bound = first.database.db().write([&](Tx& tx) { return (*stranger)->bind(tx); });
    CHECK(bound.error().key == "vault.wrong_master_key");

    ::chmod((keys / "master.key").c_str(), 0640);
    CHECK(Vault::open(keys).error().key == "vault.key_file_open_to_others");
    ::chmod((keys / "master.key").c_str(), 0600);
    std::ofstream{keys / "master.key"} << "xiuhua-master-1 short\n";
    CHECK(Vault::open(keys).error().key == "vault.bad_key_file");
}

TEST_CASE("look-up hashes part by kind, own seals by context, signatures by text") {
    OpenVault opened{Engine::sqlite};
    const Vault& vault = *opened.vault;
    CHECK(vault.lookup_hash("phone", "13800138000").size() == 32);
    CHECK(vault.lookup_hash("phone", "1") != vault.lookup_hash("identity_number", "1"));
    CHECK(vault.lookup_hash("ab", "c") != vault.lookup_hash("a", "bc"));
    const Bytes sealed = vault.seal_own("access_user.totp", "secret");
    CHECK(*vault.open_own("access_user.totp", sealed) == "secret");
    CHECK(vault.open_own("access_user.other", sealed).error().key == "vault.tampered");
    const std::string signature = vault.sign("v1.release_notice.0001");
    CHECK(vault.verify("v1.release_notice.0001", signature));
    CHECK_FALSE(vault.verify("v1.release_notice.0002", signature));
    CHECK_FALSE(vault.verify("v1.release_notice.0001", signature.substr(1)));
    CHECK_FALSE(vault.verify("v1.release_notice.0001", ""));
}

TEST_CASE(
    "several values of one person are sealed with one key look-up, fast enough for an import") {
    for (const Engine engine : testkit::engines()) {
        OpenVault opened{engine};
        constexpr int people = 2'000;
        const std::array<Vault::Plain, 3> values{
            Vault::Plain{"registry_person.identity_number", "999999199001011234"},
            Vault::Plain{"registry_person.phone", "13800138000"},
            Vault::Plain{"registry_person.address", "1单元 502室"}};
        const auto start = std::chrono::steady_clock::now();
        const Done done = opened.database.db().write([&](Tx& tx) -> Done {
            for (int i = 0; i < people; ++i) {
                XH_TRY(sealed, opened.vault->seal_all(tx, person_of(i), Purpose::identity, values));
                if (sealed.size() != values.size()) {
                    return fail(ErrorCode::internal, "test.wrong_number");
                }
            }
            return {};
        });
        REQUIRE(done);
        const std::chrono::duration<double, std::micro> spent =
            std::chrono::steady_clock::now() - start;
        MESSAGE(std::string{testkit::engine_name(engine)}, ": ", spent.count() / (people * 3),
                " µs a seal");
    }
}

TEST_CASE("a person's key at hand does what the vault does, across its generations") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        OpenVault vault{engine};
        const PersonId wang = person_of(1);
        const auto old = vault.seal(wang, Purpose::tracking, "old");
        REQUIRE(old);
        REQUIRE(vault.database.db().write([&](Tx& tx) -> Done {
            const auto key = vault.vault->key_of(tx, wang, Purpose::tracking);
            XH_TRY(text, key->open("table.column", *old));
            CHECK(text == "old");
            XH_TRY(sealed, key->seal("table.column", "new"));
            XH_TRY(again, vault.vault->open(tx, wang, Purpose::tracking, "table.column", sealed));
            CHECK(again == "new");
            CHECK(key->open("table.other", sealed).error().key == "vault.tampered");
            CHECK(key->open("table.column", Bytes{"x"}).error().key == "vault.tampered");
            return {};
        }));
        REQUIRE(vault.database.db().write(
            [&](Tx& tx) { return vault.vault->destroy(tx, wang, Purpose::tracking); }));
        REQUIRE(vault.database.db().write([&](Tx& tx) -> Done {
            const auto key = vault.vault->key_of(tx, wang, Purpose::tracking);
            CHECK(key->open("table.column", *old).error().key == "vault.destroyed");
            XH_TRY(sealed, key->seal("table.column", "after"));
            XH_TRY(text, key->open("table.column", sealed));
            CHECK(text == "after");
            CHECK(key->open("table.column", *old).error().key == "vault.destroyed");
            return {};
        }));
    }
}
