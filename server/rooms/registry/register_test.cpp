// The register on both databases: who is found by what, who sees whom, what changes leave behind.
#include <doctest/doctest.h>

#include "kernel/identity_number.hpp"
#include "platform/audit/audit.hpp"
#include "platform/host/program.hpp"
#include "rooms/registry/actions_import.hpp"
#include "testkit/host_fixture.hpp"

namespace xiuhua::access {
extern const Room room;
}

namespace xiuhua::registry {

extern const Room room;

namespace {

using testkit::must;

std::string card(std::string_view seventeen) {
    return std::string{seventeen} + identity_check_character(seventeen);
}

ScopeId scope_id(std::uint8_t n) {
    return ScopeId{make_uuid_v7(Instant{}, std::array<std::uint8_t, 10>{n, 7})};
}

// Two communities: 姚桥 (with a grid, an estate, a building) and 知启街; a lead of each and the command post.
struct Register : testkit::HostFixture {
    explicit Register(Engine engine) : HostFixture(engine, {&access::room, &room}) {
        everyone = viewer(1, {""});
        lead_yao = viewer(2, {"410105014001"});
        lead_zhi = viewer(3, {"410105014008"});
        as(program_viewer(), [&](Context& context) -> Done {
            for (const Area& area :
                 {Area{"410105014", AreaLevel::subdistrict, "龙子湖街道", "", ZoneKind::city},
                  Area{"410105014001", AreaLevel::community, "姚桥社区", "",
                       ZoneKind::resettlement},
                  Area{"410105014008", AreaLevel::community, "知启街社区", "", ZoneKind::city},
                  Area{"410105014001001", AreaLevel::grid, "第1网格", "", ZoneKind::resettlement},
                  Area{"41010501400100101", AreaLevel::estate, "姚桥家园", "",
                       ZoneKind::resettlement},
                  Area{"41010501400100101003", AreaLevel::building, "3号楼", "",
                       ZoneKind::resettlement}}) {
                must(add_area(context, area));
            }
            home = must(add_household(context, "41010501400100101003", "502室"));
            away = must(add_household(context, "410105014008", "1室"));
            wang = must(add_person(context, home,
                                   {.name = "王小明",
                                    .identity_number = card("99999919900501123"),
                                    .phone = "13800001234",
                                    .address = "东户"}));
            child = must(add_person(context, home,
                                    {.name = "王芳", .birth_date = parse_date("2020-01-01")}));
            li = must(add_person(context, away,
                                 {.name = "李王莉",
                                  .identity_number = card("99999919850101222"),
                                  .phone = "13900005678",
                                  .smartphone = Smartphone::no}));
            return {};
        });
    }

    Viewer viewer(std::uint8_t n, std::vector<std::string> codes) {
        const ScopeId id = scope_id(n);
        write([&](Tx& tx) -> Done {
            for (const std::string& code : codes) {
                XH_DO(tx.exec({"test.scope",
                               "INSERT INTO scope_area (scope_id, code_first, code_last) "
                               "VALUES (?1, ?2, ?3)"},
                              id, code, area_code_last(code)));
            }
            return {};
        });
        return {UserId{id.value}, "someone", {Role::community_lead}, {id, codes}};
    }
    template <typename F>
    auto as(const Viewer& viewer, F&& work) ->
        typename std::invoke_result_t<F&, Context&>::value_type {
        return must(db().write([&](Tx& tx) {
            Context context{tx, viewer, program().services(), clock.now(), "test"};
            return work(context);
        }));
    }
    // The key of the refusal, or "ok".
    template <typename F>
    std::string outcome(const Viewer& viewer, F&& work) {
        const auto done = db().write([&](Tx& tx) {
            Context context{tx, viewer, program().services(), clock.now(), "test"};
            return work(context);
        });
        return done ? "ok" : done.error().key;
    }
    // Names found, in order, page after page of `limit`.
    std::string found(const Viewer& viewer, PeopleQuery query, int limit = 50) {
        std::string names;
        query.limit = limit;
        for (int pages = 0; pages < 100; ++pages) {
            const auto page =
                as(viewer, [&](Context& context) { return list_people(context, query); });
            for (const PersonRow& row : page.items) {
                names += (names.empty() ? "" : " ") + row.name;
            }
            if (page.next.empty()) {
                return names;
            }
            query.after = page.next;
        }
        return "endless";
    }
    std::string found(const Viewer& viewer, std::string text, int limit = 50) {
        return found(viewer, PeopleQuery{.text = std::move(text)}, limit);
    }

    Viewer everyone, lead_yao, lead_zhi;
    HouseholdId home, away;
    PersonId wang, child, li;
};

template <typename F>
void on_each_engine(F&& test) {
    for (const Engine engine : testkit::engines()) {
        SUBCASE(testkit::engine_name(engine)) {
            Register world{engine};
            test(world);
        }
    }
}

}  // namespace

TEST_CASE("people are found as one types, and only one's own") {
    on_each_engine([](Register& world) {
        struct Row {
            std::string_view text, everyone, yao, zhi;
        };
        const std::string number = card("99999919900501123");
        for (const Row& row :
             std::initializer_list<Row>{{"", "王芳 王小明 李王莉", "王芳 王小明", "李王莉"},
                                        {"王", "王莉", "王芳 王小明", "李王莉"},
                                        {"小明", "王小明", "王小明", ""},
                                        {"wangxiaom", "王小明", "王小明", ""},
                                        {"wxm", "王小明", "王小明", ""},
                                        {"lwl", "李王莉", "", "李王莉"},
                                        {number, "王小明", "王小明", ""},
                                        {"13900005678", "李王莉", "", "李王莉"},
                                        {"姚桥家园 3号楼", "王芳 王小明", "王芳 王小明", ""},
                                        {"姚桥家园3号楼502 王芳", "王芳", "王芳", ""},
                                        {"知启街社区", "李王莉", "", "李王莉"},
                                        {"无此人", "", "", ""}}) {
            CAPTURE(row.text);
            const auto sorted = [](std::string names) {
                std::vector<std::string> parts;
                std::size_t from = 0;
                while (from < names.size()) {
                    const auto end = std::min(names.find(' ', from), names.size());
                    parts.push_back(names.substr(from, end - from));
                    from = end + 1;
                }
                std::sort(parts.begin(), parts.end());
                std::string joined;
                for (const std::string& part : parts) {
                    joined += part + " ";
                }
                return joined;
            };
            if (row.text != "王") {
                CHECK(sorted(world.found(world.everyone, std::string{row.text})) ==
                      sorted(std::string{row.everyone}));
            }
            CHECK(sorted(world.found(world.lead_yao, std::string{row.text})) ==
                  sorted(std::string{row.yao}));
            CHECK(sorted(world.found(world.lead_zhi, std::string{row.text})) ==
                  sorted(std::string{row.zhi}));
        }
        const std::string tail = number.substr(14);
        CHECK(world.found(world.everyone, tail) == "王小明");
        CHECK(world.found(world.lead_zhi, tail).empty());
        CHECK(world.found(world.everyone, PeopleQuery{.smartphone = Smartphone::no}) == "李王莉");
        CHECK(world.found(world.everyone, PeopleQuery{.area = "410105014008"}) == "李王莉");
        CHECK(world.found(world.lead_yao, PeopleQuery{.area = "410105014008"}).empty());
        CHECK(world.found(world.everyone, PeopleQuery{.zone = ZoneKind::campus}).empty());
    });
}

TEST_CASE("pages of one person each show everybody once, however they were found") {
    on_each_engine([](Register& world) {
        world.as(program_viewer(), [&](Context& context) -> Done {
            for (const char* name : {"王王", "王小明", "王伟", "王王王"}) {
                must(add_person(context, world.away, {.name = name}));
            }
            return {};
        });
        for (const char* text : {"", "王", "w", "知启街社区"}) {
            CAPTURE(text);
            const std::string whole = world.found(world.everyone, text);
            CHECK(world.found(world.everyone, text, 1) == whole);
            CHECK(world.found(world.everyone, text, 2) == whole);
        }
    });
}

TEST_CASE("a person of another community looks not there, whatever is tried") {
    on_each_engine([](Register& world) {
        const auto refused = [&](auto work) { return world.outcome(world.lead_zhi, work); };
        CHECK(refused([&](Context& c) { return see_person(c, world.wang); }) ==
              "registry.no_such_person");
        CHECK(refused([&](Context& c) {
                  return change_person(c, world.wang, {.version = 1, .name = "王大明"});
              }) == "registry.no_such_person");
        CHECK(refused([&](Context& c) {
                  return move_person(c, world.wang, {.household = world.away, .reason = "搬家"});
              }) == "registry.no_such_person");
        CHECK(refused([&](Context& c) {
                  return disclose_field(c, world.wang, {SealedField::phone, "核对"});
              }) == "registry.no_such_person");
        CHECK(refused([&](Context& c) { return see_household(c, world.home); }) ==
              "registry.no_such_household");
        CHECK(refused([&](Context& c) {
                  return register_person(c, {.name = "赵一", .household = world.home});
              }) == "registry.no_such_household");
        CHECK(refused([&](Context& c) { return see_area(c, "410105014001001"); }) ==
              "registry.no_such_area");
        CHECK(refused([&](Context& c) { return see_area(c, "410105014"); }) == "ok");
    });
}

TEST_CASE("a clear number is disclosed with a reason, audited, and lists stay masked") {
    on_each_engine([](Register& world) {
        CHECK(world.outcome(world.lead_yao, [&](Context& c) {
            return disclose_field(c, world.wang, {SealedField::phone, "  "});
        }) == "registry.reason_missing");
        const auto shown = world.as(world.lead_yao, [&](Context& c) {
            return disclose_field(c, world.wang, {SealedField::phone, "通知体温"});
        });
        CHECK(shown.value == "13800001234");
        CHECK(shown.until == world.clock.now() + disclosure_time);
        const auto address = world.as(world.lead_yao, [&](Context& c) {
            return disclose_field(c, world.wang, {SealedField::address, "上门"});
        });
        CHECK(address.value == "姚桥社区 第1网格 姚桥家园 3号楼 502室 东户");
        const auto records = world.read([&](Tx& tx) {
            return audit::list(tx, {.person = world.wang, .action = "registry.disclose"});
        });
        const std::string log = json::write(records);
        CHECK(log.find("13800001234") == std::string::npos);
        const std::string list =
            json::write(world.as(world.lead_yao, [](Context& c) { return list_people(c, {}); }));
        CHECK(list.find("13800001234") == std::string::npos);
        CHECK(list.find(card("99999919900501123")) == std::string::npos);
        CHECK(list.find("138****1234") != std::string::npos);
        CHECK(list.find("东户") == std::string::npos);
    });
}

TEST_CASE("a change keeps what was, refuses a stale version, and moves the search with it") {
    on_each_engine([](Register& world) {
        const auto change = [&](PersonChanges changes) {
            return world.outcome(world.lead_yao,
                                 [&](Context& c) { return change_person(c, world.wang, changes); });
        };
        CHECK(change({.version = 1, .name = "王晓明"}) == "ok");
        CHECK(change({.version = 1, .name = "王大明"}) == "registry.changed_meanwhile");
        CHECK(change({.version = 2, .phone = "12"}) == "registry.bad_person");
        CHECK(change({.version = 2, .identity_number = card("99999919850101222")}) != "ok");
        CHECK(world.found(world.lead_yao, "小明").empty());
        CHECK(world.found(world.lead_yao, "晓明") == "王晓明");
        const auto view = world.as(world.lead_yao, [&](Context& c) {
            return move_person(
                c, world.wang,
                {.area_code = "41010501400100101003", .name = "601", .reason = "搬家"});
        });
        CHECK(view.address_text == "姚桥社区 第1网格 姚桥家园 3号楼 601室");
        CHECK(view.version == 3);
        REQUIRE(view.history.size() == 2);
        CHECK(view.history[0].kind == "moved");
        CHECK(view.history[1].fields == std::vector<std::string>{"name"});
        CHECK(world.found(world.lead_yao, "3号楼 601") == "王晓明");
        CHECK(world.found(world.lead_yao, "晓明") == "王晓明");
    });
}

TEST_CASE("the same identity number is registered once, and a form's child needs a guardian") {
    on_each_engine([](Register& world) {
        CHECK(world.outcome(world.lead_yao, [&](Context& c) {
            return register_person(c, {.name = "王小明",
                                       .identity_number = card("99999919900501123"),
                                       .household = world.home});
        }) == "registry.identity_number_taken");
        CHECK(world.outcome(world.lead_yao, [&](Context& c) {
            return register_person(
                c,
                {.name = "王一", .household = world.home, .birth_date = parse_date("2021-01-01")});
        }) == "registry.bad_person");
        const auto baby = world.as(world.lead_yao, [&](Context& c) {
            return register_person(c, {.name = "王一",
                                       .area_code = "41010501400100101003",
                                       .household_name = "502室",
                                       .birth_date = parse_date("2021-01-01"),
                                       .guardian = world.wang});
        });
        CHECK(baby.household == world.home);
        REQUIRE(baby.guardian);
        CHECK(baby.guardian->name == "王小明");
        const auto found =
            world.read([&](Tx& tx) { return find_person(tx, world.lead_yao.scope, world.child); });
        REQUIRE(found);
        CHECK(found->guardian == world.wang);  // Taken from the household when added without one.
    });
}

TEST_CASE("no clear number, telephone or address line stands in the database's columns") {
    on_each_engine([](Register& world) {
        const auto details = world.as(
            program_viewer(), [&](Context& c) { return read_identity(c, world.wang, "test"); });
        CHECK(details.phone == "13800001234");
        const auto stored =
            world.read([&](Tx& tx) { return store::person_unscoped(tx, world.wang); });
        REQUIRE(stored);
        CHECK(stored->phone->data.find("13800001234") == std::string::npos);
        CHECK(stored->identity_number->data.find("9999991990") == std::string::npos);
        CHECK(stored->address->data.find("东户") == std::string::npos);
        const auto masked = world.as(
            program_viewer(), [&](Context& c) { return read_identity_masked(c, world.wang); });
        CHECK(masked.phone == "138****1234");
        CHECK(masked.address.find("东户") == std::string::npos);
    });
}

}  // namespace xiuhua::registry
