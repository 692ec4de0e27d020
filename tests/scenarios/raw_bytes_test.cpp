// What a thief of the disk would read: the raw bytes of database, write-ahead log, files, log and metrics hold no
// identity number, telephone or address of anybody, after a day in which all of them were used.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua {
namespace {

std::string read_whole(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>(in), {}};
}

// What the office wrote to somebody.
constexpr const char* written_to_one = "化验结果出来了，请在家等电话";
constexpr const char* written_to_many = "明早八点上门取样，请开门";

// "1单元 101室" beside a name would be an address, and so would the whole line.
std::vector<std::string> forbidden() {
    std::vector<std::string> texts = testkit::personal_markers();
    for (const char* address :
         {"1号楼 1单元 101室", "1单元 101室", "1单元101室", "2号楼 1单元 201室"}) {
        texts.emplace_back(address);
    }
    texts.emplace_back(written_to_one);
    texts.emplace_back(written_to_many);
    return texts;
}

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at{folder, error}, end; !error && at != end;
         at.increment(error)) {
        if (at->is_regular_file(error)) {
            files.push_back(at->path());
        }
    }
    return files;
}

int occurrences(const std::filesystem::path& folder) {
    int found = 0;
    for (const auto& file : files_below(folder)) {
        const std::string bytes = read_whole(file);
        for (const std::string& text : forbidden()) {
            if (bytes.find(text) != std::string::npos) {
                MESSAGE(file.string() << " holds " << text);
                ++found;
            }
        }
    }
    return found;
}

// The main job with real people, so that every sealed column has been written.
std::string done(testkit::TestApp& app, const testkit::Scenario& scenario) {
    const Response response = app.send(scenario);
    CAPTURE(response.body);
    CHECK(response.status == 200);
    return response.body;
}

// With a key, so that the answer is kept for a retry; and one act on many that is still to begin.
void write_messages(testkit::TestApp& app, const std::string& order) {
    const auto body = [](const std::string& text, const std::string& more = "") {
        return R"({"text":")" + text + "\"" + more + "}";
    };
    done(app, {.as = "worker_sun",
               .post = "/api/isolation/orders/" + order + "/messages",
               .body = body(written_to_one),
               .idempotency_key = "once"});
    done(app, {.as = "worker_sun",
               .post = "/api/isolation/bulk/messages",
               .body = body(written_to_many, R"(,"selection":{"orders":[")" + order + R"("]})")});
    app.run({.as = "resident_jiang", .get = "/api/isolation/me/messages", .has = {written_to_one}});
}

void a_working_day(testkit::TestApp& app) {
    const std::string person = app.person("江小明");
    app.run(
        {.as = "worker_sun", .get = "/api/registry/people?text=13800000101", .has = {"江小明"}});
    done(app, {
                  .as = "worker_sun",
                  .post = "/api/registry/people/" + person + "/disclosure",
                  .body = R"({"field":"address","reason":"上门送药"})",
              });
    done(app,
         {.as = "worker_sun",
          .post = "/api/isolation/screenings",
          .body = R"({"person":")" + person +
                  R"(","place":"东门卡点","questionnaire":{"contact":true,"symptoms":["cough"]},)"
                  R"("itinerary":[],"temperature":36.8})"});
    const std::string made = done(
        app, {.as = "worker_sun",
              .post = "/api/isolation/orders",
              .body = R"({"people":[")" + person + R"("],"reason":"密切接触者","place":"home"})"});
    const std::string marker = R"("id":")";
    const std::string order = made.substr(made.find(marker) + marker.size(), 36);
    done(app, {.as = "reviewer_zhou",
               .post = "/api/isolation/orders/" + order + "/confirmation",
               .body = R"({"version":1})"});
    done(app, {.as = "worker_sun",
               .post = "/api/isolation/orders/" + order + "/papers",
               .body = R"({"kind":"isolation_notice"})"});
    done(
        app,
        {.as = "worker_sun",
         .post = "/api/isolation/orders/" + order + "/reports",
         .body =
             R"({"temperature":37.8,"symptoms":["cough"],"mood":"anxious","source":"telephone"})"});
    write_messages(app, order);
    app.settle();
}

}  // namespace

TEST_CASE("the raw bytes on disk tell nobody's number, telephone or address, and no message") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        const auto log_file = std::filesystem::temp_directory_path() /
                              ("xiuhua-raw-" + std::to_string(::getpid()) + ".log");
        {
            testkit::TestApp app{engine};
            log::start("trace", log_file.string());
            a_working_day(app);
            CHECK(occurrences(app.program().services().config.data) == 0);
            const char* server = std::getenv("XIUHUA_TEST_POSTGRES_DIRECTORY");
            if (engine == Engine::postgresql && server != nullptr) {
                CHECK(occurrences(server) == 0);
            }
        }
        log::start("error", "");  // Closes the file.
        const std::string told = read_whole(log_file) + metrics::text();
        for (const std::string& text : forbidden()) {
            CHECK(told.find(text) == std::string::npos);
        }
        CHECK(!read_whole(log_file).empty());
        std::filesystem::remove(log_file);
    }
}

TEST_CASE("the search through raw bytes would find what it looks for") {
    const auto folder =
        std::filesystem::temp_directory_path() / ("xiuhua-raw-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream{folder / "plain"} << "x" << testkit::personal_markers().front() << "y";
    CHECK(occurrences(folder) == 1);
    std::filesystem::remove_all(folder);
}

}  // namespace xiuhua
