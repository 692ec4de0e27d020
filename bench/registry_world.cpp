#include "bench/registry_world.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <cstdlib>
#include <fstream>

#include "adapters/spreadsheet/spreadsheet.hpp"
#include "app/rooms.hpp"
#include "kernel/identity_number.hpp"
#include "platform/log/log.hpp"

namespace xiuhua::bench {
namespace {

constexpr std::array surnames{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                              "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林", "罗",
                              "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹"};
constexpr std::array given{"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇",
                           "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚", "桂", "英",
                           "华", "玉", "红", "建", "国", "文", "志", "海", "晓", "春"};
constexpr int people_a_household = 3, doors_a_floor = 4, floors = 12, units = 3;

std::filesystem::path private_directory() {
    std::string path = (std::filesystem::temp_directory_path() / "xiuhua_bench_XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) {
        throw std::runtime_error("no temporary directory");
    }
    return path;
}

std::string community_code(int number) {
    return fmt::format("410105014{:03}", number + 1);
}

}  // namespace

std::string community_name(int number) {
    return fmt::format("第{}社区", number + 1);
}

BenchPerson registry_person(int number) {
    BenchPerson person;
    const int household = number / people_a_household;
    person.head = number % people_a_household == 0;
    // A family shares its surname; mixing by large primes spreads names and birthdays.
    const auto mixed = static_cast<unsigned>(number) * 2'654'435'761U;
    person.name = surnames[static_cast<std::size_t>(household) * 7 % surnames.size()];
    person.name += given[mixed % given.size()];
    if (mixed % 3 != 0) {
        person.name += given[mixed / 64 % given.size()];
    }
    const int day = static_cast<int>(mixed / 16 % 28) + 1;
    const int month = static_cast<int>(mixed / 512 % 12) + 1;
    const int year = 1936 + static_cast<int>(mixed / 8192 % 80);
    // The last three digits count the people of a birthday; the area's own digits count on.
    const std::string seventeen = fmt::format(
        "999{:03}{:04}{:02}{:02}{:03}", number / 1'000 % 1'000, year, month, day, number % 1'000);
    person.identity_number = seventeen + identity_check_character(seventeen);
    person.phone = fmt::format("13{:09}", number);
    person.community = household % communities;
    const int home = household / communities;
    person.door = home % doors_a_floor + 1;
    person.floor = home / doors_a_floor % floors + 1;
    person.unit = home / doors_a_floor / floors % units + 1;
    person.building = home / doors_a_floor / floors / units + 1;
    return person;
}

std::unique_ptr<RegistryWorld> RegistryWorld::create(Engine engine) {
    const char* postgres = std::getenv("XIUHUA_TEST_POSTGRES");
    if (engine == Engine::postgresql && postgres == nullptr) {
        return nullptr;
    }
    log::set_level("error");
    std::unique_ptr<RegistryWorld> world{new RegistryWorld};
    world->directory_ = private_directory();
    world->config_.data = world->directory_;
    if (engine == Engine::postgresql) {
        world->config_.database.url = postgres;
        world->config_.database.schema = world->directory_.filename().string();
    }
    world->clock_ = std::make_unique<SystemClock>();
    world->program_ =
        must_have(Program::create(world->config_, *world->clock_, app::rooms(), "policy"));
    Viewer& viewer = world->viewer_;
    viewer = program_viewer();
    viewer.roles.add(Role::command_post);
    viewer.roles.add(Role::administrator);
    world->add_communities();
    return world;
}

RegistryWorld::~RegistryWorld() {
    if (program_ && program_->services().db.engine() == Engine::postgresql) {
        const std::string drop = "DROP SCHEMA \"" + config_.database.schema + "\" CASCADE";
        program_->stop();
        (void)program_->services().db.write([&](Tx& tx) {
            return tx.exec({"bench.drop_schema", drop});
        });
    }
    program_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void RegistryWorld::add_communities() {
    Services& services = program_->services();
    must_have(services.db.write([&](Tx& tx) -> Done {
        Context context{tx, viewer_, services, services.clock.now(), "bench"};
        XH_DO(registry::add_area(context, {"410105014", registry::AreaLevel::subdistrict,
                                           "龙子湖街道", "", registry::ZoneKind::city}));
        for (int i = 0; i < communities; ++i) {
            XH_DO(registry::add_area(context, {community_code(i), registry::AreaLevel::community,
                                               community_name(i), "", registry::ZoneKind::city}));
        }
        return {};
    }));
}

void RegistryWorld::add_people(int first, int last) {
    constexpr int at_once = 2'000;
    Services& services = program_->services();
    for (int from = first; from < last; from += at_once) {
        must_have(services.db.write([&](Tx& tx) -> Done {
            Context context{tx, viewer_, services, services.clock.now(), "bench"};
            for (int i = from; i < std::min(from + at_once, last); ++i) {
                const BenchPerson person = registry_person(i);
                registry::PersonInput input;
                input.name = person.name;
                input.identity_number = person.identity_number;
                input.phone = person.phone;
                input.area_code = community_code(person.community);
                input.address = fmt::format("{}号楼{}单元{}{:02}室", person.building, person.unit,
                                            person.floor, person.door);
                XH_DO(registry::add_person(context, {}, input));
            }
            return {};
        }));
    }
}

void write_people_sheet(const std::filesystem::path& file, int people, int changed_every) {
    auto writer = must_have(spreadsheet::Writer::create(file.string(), "人员",
                                                        {{"姓名"},
                                                         {"身份证号"},
                                                         {"联系电话"},
                                                         {"社区"},
                                                         {"楼栋"},
                                                         {"单元"},
                                                         {"房号"},
                                                         {"与户主关系"}}));
    for (int i = 0; i < people; ++i) {
        BenchPerson person = registry_person(i);
        if (changed_every > 0 && i % changed_every == 0) {
            person.phone[1] = '5';
        }
        must_have(writer.row(
            {person.name, person.identity_number, person.phone, community_name(person.community),
             static_cast<double>(person.building), static_cast<double>(person.unit),
             fmt::format("{}{:02}", person.floor, person.door),
             std::string{person.head ? "户主" : "子女"}}));
    }
    must_have(writer.finish());
}

double peak_memory_mb() {
    std::ifstream in{"/proc/self/status"};
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("VmHWM:")) {
            return std::stod(line.substr(6)) / 1024;
        }
    }
    return 0;
}

void reset_peak_memory() {
    std::ofstream{"/proc/self/clear_refs"} << "5";
}

}  // namespace xiuhua::bench
