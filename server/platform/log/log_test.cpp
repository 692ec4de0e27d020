#include "platform/log/log.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "platform/json/json.hpp"

using namespace xiuhua;

TEST_CASE("a log line is one JSON object, and a lower level is left out") {
    const auto file = std::filesystem::temp_directory_path() /
                      ("xiuhua_log_" + std::to_string(::getpid()) + ".jsonl");
    log::start("info", file.string());
    log::debug("quiet");
    log::warn("db.slow", {{"query", "a \"quoted\"\n{name}"}, {"count", 3}, {"seconds", 0.5}});
    CHECK_FALSE(log::set_level("loud"));
    CHECK(log::set_level("debug"));
    log::debug("heard");
    log::start("error", "");

    std::ifstream in{file};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    std::filesystem::remove(file);
    REQUIRE(lines.size() == 2);
    const auto first = json::parse_document(lines[0]);
    REQUIRE(first);
    const auto& object = first->as_object();
    CHECK(object.at("message") == "db.slow");
    CHECK(object.at("level") == "warning");
    CHECK(object.at("query") == "a \"quoted\"\n{name}");
    CHECK(object.at("count") == 3);
    CHECK(object.at("seconds") == 0.5);
    CHECK(object.at("at").as_string().ends_with("Z"));
    CHECK(lines[1].find("heard") != std::string::npos);
}
