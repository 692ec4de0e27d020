#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "testkit/test_app.hpp"

namespace xiuhua::testkit {
namespace {

// A libpq URL of a server where tests may make schemas; tools/dev/postgres.sh starts one.
const char* postgres_url() {
    return std::getenv("XIUHUA_TEST_POSTGRES");
}

std::filesystem::path private_directory() {
    std::string path = (std::filesystem::temp_directory_path() / "xiuhua_test_XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) {
        throw std::runtime_error("no temporary directory: " + path);
    }
    return path;
}

}  // namespace

std::vector<Engine> engines() {
    std::vector<Engine> reachable{Engine::sqlite};
    if (postgres_url() != nullptr) {
        reachable.push_back(Engine::postgresql);
    }
    return reachable;
}

const char* engine_name(Engine engine) {
    return engine == Engine::sqlite ? "sqlite" : "postgresql";
}

TestDatabase::TestDatabase(Engine engine) : directory_(private_directory()) {
    if (engine == Engine::sqlite) {
        config_.url = "sqlite:" + (directory_ / "xiuhua.db").string();
    } else {
        config_.url = postgres_url();
        config_.schema = directory_.filename().string();  // As unique as the directory.
    }
    auto opened = Database::open(config_);
    if (!opened) {
        throw std::runtime_error(opened.error().key + ": " + opened.error().detail);
    }
    db_ = std::move(*opened);
}

TestDatabase::~TestDatabase() {
    if (db_->engine() == Engine::postgresql) {
        const std::string drop = "DROP SCHEMA \"" + config_.schema + "\" CASCADE";
        (void)db_->write([&](Tx& tx) { return tx.exec({"test.drop_schema", drop}); });
    }
    db_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

}  // namespace xiuhua::testkit
