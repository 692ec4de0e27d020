#include "testkit/demo_world.hpp"

#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "rooms/access/public.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::testkit {
namespace {

using registry::AreaLevel;
using registry::ZoneKind;

struct DemoArea {
    std::string_view code;
    AreaLevel level;
    std::string_view name;
    ZoneKind zone;
};
constexpr auto resettled = ZoneKind::resettlement;
constexpr auto city = ZoneKind::city;
// Parents before children.
constexpr std::array demo_areas{
    DemoArea{"410105014", AreaLevel::subdistrict, "龙子湖街道", city},
    DemoArea{"410105014001", AreaLevel::community, "姚桥社区", resettled},
    DemoArea{"410105014001001", AreaLevel::grid, "第1网格", resettled},
    DemoArea{"41010501400100101", AreaLevel::estate, "姚桥家园", resettled},
    DemoArea{"41010501400100101001", AreaLevel::building, "1号楼", resettled},
    DemoArea{"4101050140010010100101", AreaLevel::unit, "1单元", resettled},
    DemoArea{"41010501400100101002", AreaLevel::building, "2号楼", resettled},
    DemoArea{"4101050140010010100201", AreaLevel::unit, "1单元", resettled},
    DemoArea{"410105014001002", AreaLevel::grid, "第2网格", resettled},
    DemoArea{"41010501400100201", AreaLevel::estate, "姚桥新村", resettled},
    DemoArea{"41010501400100201001", AreaLevel::building, "5号楼", resettled},
    DemoArea{"4101050140010020100101", AreaLevel::unit, "1单元", resettled},
    DemoArea{"410105014008", AreaLevel::community, "知启街社区", city},
    DemoArea{"410105014008001", AreaLevel::grid, "第1网格", city},
    DemoArea{"41010501400800101", AreaLevel::estate, "知启苑", city},
    DemoArea{"41010501400800101001", AreaLevel::building, "1号楼", city},
    DemoArea{"4101050140080010100101", AreaLevel::unit, "1单元", city},
    DemoArea{"41010501400800101002", AreaLevel::building, "2号楼", city},
    DemoArea{"4101050140080010100201", AreaLevel::unit, "1单元", city},
    DemoArea{"410105014008002", AreaLevel::grid, "第2网格", city},
};

struct DemoHousehold {
    std::string_view key;   // What demo_people() and tests call it.
    std::string_view unit;  // Area code.
    std::string_view room;
};
constexpr std::array demo_households{
    DemoHousehold{"姚桥 101", "4101050140010010100101", "101室"},
    DemoHousehold{"姚桥 102", "4101050140010010100101", "102室"},
    DemoHousehold{"姚桥 2-201", "4101050140010010100201", "201室"},
    DemoHousehold{"姚桥 5-301", "4101050140010020100101", "301室"},
    DemoHousehold{"知启街 101", "4101050140080010100101", "101室"},
    DemoHousehold{"知启街 2-502", "4101050140080010100201", "502室"},
};

std::string full_name_of(std::string_view code) {
    std::string full;
    for (const DemoArea& area : demo_areas) {
        if (area.level != AreaLevel::subdistrict && code.starts_with(area.code)) {
            full += (full.empty() ? "" : " ") + std::string{area.name};
        }
    }
    return full;
}

// 18th digit by GB 11643.
std::string with_check_digit(std::string_view first_seventeen) {
    constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += (first_seventeen[i] - '0') * weights[i];
    }
    return std::string{first_seventeen} + "10X98765432"[sum % 11];
}

Done add_areas(Context& context) {
    for (const DemoArea& area : demo_areas) {
        XH_DO(
            registry::add_area(context, {std::string{area.code}, area.level, std::string{area.name},
                                         full_name_of(area.code), area.zone}));
    }
    return {};
}

Done add_people(Context& context, DemoWorld& world) {
    std::map<std::string_view, std::string_view> units;
    for (const DemoHousehold& household : demo_households) {
        XH_TRY(id, registry::add_household(context, household.unit, household.room));
        world.households[std::string{household.key}] = id;
        units[household.key] = household.unit;
    }
    for (const DemoPerson& person : demo_people()) {
        registry::PersonInput input;
        input.name = person.name;
        input.identity_number = with_check_digit(person.identity_number.substr(0, 17));
        input.phone = person.phone;
        input.address = std::string{person.household.substr(person.household.find(' ') + 1)};
        input.area_code = units[person.household];
        input.smartphone = person.smartphone ? registry::Smartphone::yes : registry::Smartphone::no;
        if (!person.guardian.empty()) {
            input.guardian = world.person(person.guardian);
        }
        XH_TRY(id, registry::add_person(context, world.household(person.household), input));
        world.people[std::string{person.name}] = id;
    }
    return {};
}

// Argon2id takes 100 ms: once a process.
const std::string& password_hash() {
    static const std::string hash = crypto::hash_password(demo_password).value_or("");
    return hash;
}

Done add_users(Context& context, DemoWorld& world) {
    for (const DemoUser& user : demo_users()) {
        if (user.role == Role::device) {
            continue;
        }
        access::NewUser fresh;
        fresh.login = user.login;
        fresh.name = user.name;
        fresh.roles = {user.role};
        fresh.area_codes = {std::string{user.area_code}};
        if (!user.person.empty()) {
            fresh.person = world.person(user.person);
        }
        fresh.password_hash = password_hash();
        fresh.must_change_password = false;
        if (user.role == Role::administrator || user.role == Role::reviewer) {
            fresh.totp_secret = std::string{demo_totp_secret};
        }
        XH_TRY(id, access::create_user(context, fresh));
        world.users[std::string{user.login}] = id;
    }
    return {};
}

}  // namespace

const std::vector<DemoUser>& demo_users() {
    static const std::vector<DemoUser> users{
        {"admin_chen", "陈静", Role::administrator, ""},
        {"command_zhao", "赵志强", Role::command_post, ""},
        {"lead_qian", "钱丽华", Role::community_lead, yaoqiao},
        {"worker_sun", "孙梅", Role::grid_worker, yaoqiao_grid_1},
        {"worker_li", "李强", Role::grid_worker, zhiqi_grid_1},
        {"reviewer_zhou", "周敏", Role::reviewer, ""},
        {"checkpoint_wu", "吴刚", Role::checkpoint, ""},
        {"supply_zheng", "郑霞", Role::supply, ""},
        {"counsellor_wang", "王静怡", Role::counsellor, ""},
        {"medic_feng", "冯涛", Role::medic, ""},
        {"enterprise_han", "韩磊", Role::enterprise, ""},
        {"site_chu", "褚勇", Role::site_head, ""},
        {"auditor_wei", "卫平", Role::auditor, ""},
        {"resident_jiang", "江小明", Role::resident, yaoqiao, "江小明"},
        {"device_gate", "东门道闸", Role::device, ""},
    };
    return users;
}

// 999999 is the area prefix of no real division; the last digit is computed.
const std::vector<DemoPerson>& demo_people() {
    static const std::vector<DemoPerson> people{
        {"江小明", "99999919850412301", "13800000101", "姚桥 101"},
        {"许秀英", "99999919870903202", "13800000102", "姚桥 101"},
        {"江一一", "99999920171120103", "13800000101", "姚桥 101", "江小明"},
        {"刘德福", "99999919410115305", "037160000102", "姚桥 102", {}, false},
        {"何佳", "99999919930228406", "13800000104", "姚桥 2-201"},
        {"马建国", "99999919700707507", "13800000105", "姚桥 5-301"},
        {"高洁", "99999919900606608", "13800000201", "知启街 101"},
        {"高远", "99999919880808709", "13800000202", "知启街 101"},
        {"罗文", "99999919951231810", "13800000203", "知启街 2-502"},
    };
    return people;
}

std::vector<std::string> personal_markers() {
    std::vector<std::string> markers;
    for (const DemoPerson& person : demo_people()) {
        markers.push_back(with_check_digit(person.identity_number.substr(0, 17)));
        markers.emplace_back(person.phone);
    }
    return markers;
}

Result<DemoWorld> seed_demo_world(Program& program) {
    (void)password_hash();  // Before the transaction: it is slow.
    Services& services = program.services();
    const Instant now = services.clock.now();
    return services.db.write([&](Tx& tx) -> Result<DemoWorld> {
        DemoWorld world;
        Context context{tx, program_viewer(), services, now, "demo"};
        XH_DO(add_areas(context));
        XH_DO(add_people(context, world));
        XH_DO(add_users(context, world));
        return world;
    });
}

}  // namespace xiuhua::testkit
