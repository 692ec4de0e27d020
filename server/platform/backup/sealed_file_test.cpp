#include "platform/backup/sealed_file.hpp"

#include <doctest/doctest.h>
#include <sodium.h>

#include <fstream>

#include "testkit/host_fixture.hpp"

namespace xiuhua::backup {
namespace {

using testkit::must;

struct Folder {
    std::filesystem::path path;
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "xiuhua_seal_XXXXXX").string();
        path = mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
};

struct Pair {
    PublicKey open;
    SecretKey secret;
};
Pair new_pair(const Folder& folder, const char* name = "secret") {
    const PublicKey open = must(make_key_pair(folder.path / name));
    return {open, must(read_secret_key(folder.path / name))};
}

std::string text_of(std::size_t bytes) {
    std::string text(bytes, '\0');
    for (std::size_t i = 0; i < bytes; ++i) {
        text[i] =
            static_cast<char>(i % 251 ^ i / 1000);  // Compresses a little, as a database does.
    }
    return text;
}

std::string read_all(SealedReader& reader) {
    std::string all;
    for (;;) {
        const std::string more = must(reader.read(70'001));
        if (more.empty()) {
            return all;
        }
        all += more;
    }
}

std::string key_of_reading(const std::filesystem::path& file, const SecretKey& secret) {
    auto reader = SealedReader::open(file, secret);
    while (reader) {
        auto bytes = (*reader)->read(1 << 20);
        if (!bytes) {
            return bytes.error().key;
        }
        if (bytes->empty()) {
            return "ok";
        }
    }
    return reader.error().key;
}

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}
void put_bytes(const std::filesystem::path& file, std::string_view bytes) {
    std::ofstream{file, std::ios::binary}.write(bytes.data(),
                                                static_cast<std::streamsize>(bytes.size()));
}

TEST_CASE("what is sealed opens with the secret key, whatever its length") {
    const Folder folder;
    const Pair pair = new_pair(folder);
    for (const std::size_t bytes : {0, 1, 65'535, 65'536, 65'537, 3'000'000}) {
        CAPTURE(bytes);
        const auto file = folder.path / ("f" + std::to_string(bytes));
        const std::string text = text_of(bytes);
        {
            auto writer = must(SealedWriter::create(file, pair.open, "{\"head\":1}"));
            CHECK_FALSE(std::filesystem::exists(file));  // Not before it is whole.
            REQUIRE(writer->write(text));
            REQUIRE(writer->finish());
        }
        CHECK(must(read_header(file)) == "{\"head\":1}");
        auto reader = must(SealedReader::open(file, pair.secret));
        CHECK(read_all(*reader) == text);
    }
    CHECK(parse_public_key(to_text(pair.open)).value() == pair.open);
    CHECK(public_half(pair.secret) == pair.open);
    CHECK(make_key_pair(folder.path / "secret").error().key == "backup.cannot_write");
    CHECK(parse_public_key("xiuhua-backup-public-1 abc").error().key == "backup.bad_key");
}

TEST_CASE("a file that was cut, changed or meant for another is refused") {
    const Folder folder;
    const Pair pair = new_pair(folder);
    const Pair other = new_pair(folder, "other");
    const auto file = folder.path / "f";
    auto writer = must(SealedWriter::create(file, pair.open, "{\"kind\":\"database\"}"));
    REQUIRE(writer->write(text_of(300'000)));
    REQUIRE(writer->finish());
    CHECK(key_of_reading(file, pair.secret) == "ok");
    CHECK(key_of_reading(file, other.secret) == "backup.wrong_key");
    const std::string whole = bytes_of(file);
    const auto damaged = folder.path / "damaged";
    for (const std::size_t cut : {whole.size() - 1, whole.size() - 30, whole.size() / 2,
                                  std::size_t{100}, std::size_t{3}}) {
        CAPTURE(cut);
        put_bytes(damaged, std::string_view{whole}.substr(0, cut));
        CHECK(key_of_reading(damaged, pair.secret) == "backup.damaged");
    }
    for (const std::size_t at : {std::size_t{30}, whole.size() / 2, whole.size() - 5}) {
        CAPTURE(at);
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        put_bytes(damaged, changed);
        CHECK(key_of_reading(damaged, pair.secret) == "backup.damaged");
    }
}

TEST_CASE("a file that is still growing is read up to its last flush") {
    const Folder folder;
    const Pair pair = new_pair(folder);
    const auto file = folder.path / "log";
    auto writer = must(SealedWriter::create(file, pair.open, "{}", SealedWriter::Appears::growing));
    REQUIRE(writer->write("first "));
    REQUIRE(writer->flush());
    REQUIRE(writer->write(text_of(200'000)));
    REQUIRE(writer->flush());
    REQUIRE(writer->write("not flushed"));
    auto reader = must(SealedReader::open(file, pair.secret));
    reader->ends(SealedReader::Ends::growing);
    CHECK(read_all(*reader) == "first " + text_of(200'000));
    // Torn in the middle of the last append: what was whole before is still there.
    const std::string whole = bytes_of(file);
    put_bytes(folder.path / "torn", std::string_view{whole}.substr(0, whole.size() - 7));
    reader = must(SealedReader::open(folder.path / "torn", pair.secret));
    reader->ends(SealedReader::Ends::growing);
    CHECK(read_all(*reader).starts_with("first "));
}

}  // namespace
}  // namespace xiuhua::backup
