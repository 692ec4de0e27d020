// The ledger's filters and orders, all with all: whatever index answers, the same orders come, each once.
#include <set>

#include "testkit/isolation_scenes.hpp"

namespace xiuhua::isolation {
namespace {

// All pages of a question, two rows at a time.
std::vector<std::string> listed(TestApp& app, const char* login, const std::string& query) {
    std::vector<std::string> ids;
    std::string after;
    do {
        const auto page =
            boost::json::parse(app.run({.as = login,
                                        .get = "/api/isolation/orders?limit=2" + query +
                                               (after.empty() ? "" : "&after=" + after)}));
        for (const auto& row : page.at("items").as_array()) {
            ids.push_back(text_at(row, "/id"));
        }
        after = text_at(page, "/next");
    } while (!after.empty());
    return ids;
}

std::int64_t counted(TestApp& app, const std::string& query) {
    const auto answer = boost::json::parse(
        app.run({.as = "command_zhao", .get = "/api/isolation/orders/count?limit=1" + query}));
    return answer.at("count").as_int64();
}

}  // namespace

TEST_CASE("every filter of the ledger finds the same orders in every order of the list") {
    on_each_engine([](TestApp& app) {
        for (const char* name : {"江小明", "许秀英", "何佳"}) {
            confirmed_order(app, name);
        }
        make_orders(app, {"江一一"});
        app.clock().advance(hours{35});
        app.settle();
        const std::string worker = "&worker=" + app.user("worker_sun");
        const std::vector<std::pair<std::string, std::size_t>> filters{
            {"", 4},
            {"&state=active", 3},
            {"&state=awaiting_confirmation", 1},
            {"&state=released", 0},
            {worker, 4},
            {worker + "&state=active", 3},
            {"&due=report", 3},
            {"&due=alert", 3},
            {"&due=paper", 3},
            {"&due=release", 0},
            {"&text=GL2026", 4},
            {"&text=GL2026&state=active", 3},
            {worker + "&due=report", 3},
        };
        const std::vector<std::pair<std::string, bool>> places{
            {"", true},
            {"&area=410105014", true},
            {"&area=410105014001", true},
            {"&area=410105014001001", true},
            {"&area=410105014008", false},
            {"&area=41010501400100199", false},
        };
        for (const auto& [filter, expected] : filters) {
            for (const auto& [place, here] : places) {
                for (const char* login : {"command_zhao", "lead_qian", "worker_sun", "worker_li"}) {
                    const bool own = std::string_view{login} != "worker_li";
                    for (const char* sort : {"made", "end_date", "last_report"}) {
                        const std::string query = filter + place + "&sort=" + sort;
                        CAPTURE(login);
                        CAPTURE(query);
                        const auto ids = listed(app, login, query);
                        CHECK(ids.size() == (here && own ? expected : 0));
                        CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
                    }
                }
                CAPTURE(filter + place);
                CHECK(counted(app, filter + place) ==
                      static_cast<std::int64_t>(here ? expected : 0));
            }
        }
    });
}

}  // namespace xiuhua::isolation
