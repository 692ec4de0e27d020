#include "tools/seed_district/world.hpp"

#include <fmt/format.h>

#include <set>

namespace xiuhua::seed {
namespace {

// Weighted by repetition: the most common surnames come first and twice.
const std::vector<std::string> surnames{
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周",   "吴",   "王",   "李",   "张",
    "刘", "陈", "杨", "徐", "孙", "胡", "朱", "高", "林",   "何",   "郭",   "马",   "罗",
    "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董",   "萧",   "程",   "曹",   "袁",
    "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢",   "蒋",   "蔡",   "贾",   "丁",
    "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏",   "钟",   "汪",   "田",   "任",
    "姜", "范", "方", "石", "姚", "谭", "廖", "邹", "熊",   "金",   "陆",   "郝",   "孔",
    "白", "崔", "康", "毛", "邱", "秦", "江", "史", "顾",   "侯",   "邵",   "孟",   "龙",
    "万", "段", "雷", "钱", "汤", "单", "解", "查", "欧阳", "司马", "上官", "诸葛", "尉迟"};
const std::vector<std::string> male_words{
    "伟", "强", "磊", "军", "勇", "杰", "涛", "明", "超", "刚", "平", "辉", "鹏", "浩",
    "宇", "轩", "博", "文", "建", "国", "志", "海", "林", "峰", "龙", "凯", "振", "东",
    "永", "成", "昊", "然", "子", "航", "嘉", "俊", "安", "和", "学", "民"};
const std::vector<std::string> female_words{
    "芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "秀", "英", "玲", "燕", "红", "梅",
    "雪", "琳", "晶", "欣", "怡", "佳", "慧", "婷", "雅", "涵", "梓", "萱", "诗", "妍",
    "桂", "兰", "凤", "洁", "莹", "倩", "云", "莲", "真", "环", "月", "青"};

struct CommunityPlan {
    const char* name;
    Zone zone;
    int people;
};
// 160,000 people in the shares of a resettlement district with campuses and an office park.
constexpr CommunityPlan plan[] = {
    {"姚桥社区", Zone::resettlement, 15200},   {"陈三桥社区", Zone::resettlement, 14100},
    {"夏庄社区", Zone::resettlement, 12800},   {"磨李社区", Zone::resettlement, 11900},
    {"时堤社区", Zone::resettlement, 11200},   {"薛岗社区", Zone::resettlement, 12300},
    {"后牛岗社区", Zone::resettlement, 10700}, {"知启街社区", Zone::office_park, 13800},
    {"明德街社区", Zone::campus, 16400},       {"文苑路社区", Zone::campus, 15900},
    {"春华街社区", Zone::city, 13200},         {"贾鲁街社区", Zone::city, 12500},
};
constexpr int people_per_grid = 1150;
constexpr int small_grids = 1;

constexpr int division_outside = 9999;

std::uint64_t mix(std::uint64_t seed, std::uint64_t part) {
    Random random{seed ^ (part * 0x9E3779B97F4A7C15ULL)};
    return random.next();
}

std::string make_name(Random& random, bool is_male, const std::string& surname) {
    const auto& words = is_male ? male_words : female_words;
    std::string name = surname + random.pick(words);
    if (random.chance(72)) {
        name += random.pick(words);
    }
    return name;
}

Person make_member(Random& random, Date today, const std::string& surname, bool is_male, int age) {
    Person person;
    person.is_male = is_male;
    person.name = make_name(random, is_male, surname);
    // Nobody is younger than the sixty days that history goes back.
    person.birth_date = today - std::chrono::days{90 + age * 365 + age / 4 + random.below(360)};
    person.identity_number =
        make_identity_number(division_outside, person.birth_date, random.below(500), is_male);
    if (age >= 10) {
        person.phone = fmt::format("140{:08}", random.below(100'000'000));
    }
    person.has_smartphone = age >= 10 && (age < 68 || random.chance(45));
    return person;
}

// A couple, one person, a family with children, or three generations; students and office workers live alone.
Household make_family(Random& random, Date today, Zone zone) {
    Household household;
    const std::string& surname = random.pick(surnames);
    const auto add = [&](bool is_male, int age, bool keeps_surname) {
        household.people.push_back(make_member(
            random, today, keeps_surname ? surname : random.pick(surnames), is_male, age));
    };
    if (zone == Zone::campus && random.chance(70)) {
        for (int i = 0; i < 4 + random.below(3); ++i) {
            add(random.chance(50), 18 + random.below(6), false);
        }
        return household;
    }
    const int kind = random.below(100);
    if (kind < 18) {
        add(random.chance(50), 22 + random.below(60), true);
        return household;
    }
    const int age = kind < 36 ? 55 + random.below(28) : 26 + random.below(26);
    add(true, age, true);
    add(false, std::max(22, age - 4 + random.below(7)), false);
    if (kind >= 36) {
        const int children = 1 + (random.chance(35) ? 1 : 0);
        for (int i = 0; i < children; ++i) {
            add(random.chance(52), std::max(0, age - 24 - random.below(6) - 3 * i), true);
        }
    }
    if (kind >= 78) {
        add(random.chance(40), age + 24 + random.below(6), true);
    }
    for (Person& person : household.people) {
        const auto years = (today - person.birth_date).count() / 365;
        person.guardian = years < 14 ? 0 : -1;
    }
    return household;
}

std::string estate_name(const Community& community, int number) {
    const std::string stem = community.name.substr(0, community.name.size() - 6);  // Without 社区.
    static const char* resettlement[] = {"新苑", "佳苑", "和苑", "福苑", "馨苑"};
    static const char* city[] = {"花园", "公馆", "雅居", "名邸", "华庭"};
    if (community.zone == Zone::campus && number % 2 == 1) {
        return fmt::format("{}学生公寓{}区", stem, number);
    }
    if (community.zone == Zone::office_park && number % 2 == 1) {
        return fmt::format("智慧岛人才公寓{}区", number);
    }
    const auto& words = community.zone == Zone::resettlement ? resettlement : city;
    return fmt::format("{}{}{}区", stem, words[(number - 1) % 5], number);
}

// Everyone of a grid gets a number of the grid's own division, and nobody's twice.
void number_people(Household& household, int division, std::set<std::string>& taken) {
    for (Person& person : household.people) {
        int serial = std::stoi(person.identity_number.substr(14, 3)) / 2;
        do {
            person.identity_number =
                make_identity_number(division, person.birth_date, serial++, person.is_male);
        } while (!taken.insert(person.identity_number).second);
    }
}

}  // namespace

std::uint64_t Random::next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

int Random::below(int bound) {
    return static_cast<int>(next() % static_cast<std::uint64_t>(bound));
}

bool Random::chance(int percent) {
    return below(100) < percent;
}

std::string make_identity_number(int division, Date birth_date, int serial, bool is_male) {
    const std::chrono::year_month_day day{birth_date};
    // The sequence's last digit is odd for men and even for women (GB 11643).
    std::string number =
        fmt::format("99{:04}{:04}{:02}{:02}{:03}", division, static_cast<int>(day.year()),
                    static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                    serial % 500 * 2 + (is_male ? 1 : 0));
    constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; ++i) {
        sum += (number[static_cast<std::size_t>(i)] - '0') * weights[i];
    }
    number += "10X98765432"[sum % 11];
    return number;
}

Person make_person(Random& random, Date today, int age_from, int age_until) {
    return make_member(random, today, random.pick(surnames), random.chance(51),
                       age_from + random.below(age_until - age_from + 1));
}

std::vector<Community> communities(const Options& options) {
    std::vector<Community> found;
    int number = 0;
    for (const CommunityPlan& one : plan) {
        ++number;
        if (options.is_small && number != 1 && number != 8) {
            continue;  // One resettlement community and one of the office park.
        }
        Community community;
        community.name = one.name;
        community.code = fmt::format("410105014{:03}", number);
        community.zone = one.zone;
        community.people = one.people;
        community.grids =
            options.is_small ? small_grids : (one.people + people_per_grid / 2) / people_per_grid;
        found.push_back(std::move(community));
    }
    return found;
}

Grid make_grid(const Options& options, const Community& community, int number) {
    Random random{
        mix(options.seed, std::stoull(community.code) * 1000 + static_cast<std::uint64_t>(number))};
    Grid grid;
    grid.name = fmt::format("第{}网格", number);
    grid.estate.name = estate_name(community, number);
    const bool is_lodging =
        number % 2 == 1 && (community.zone == Zone::campus || community.zone == Zone::office_park);
    grid.estate.zone =
        is_lodging || community.zone == Zone::resettlement ? community.zone : Zone::city;
    const int wanted = options.is_tiny    ? 40
                       : options.is_small ? 720
                                          : community.people / community.grids;
    const int division = std::stoi(community.code.substr(10)) * 100 + number;
    std::set<std::string> taken;
    int people = 0;
    for (int b = 1; people < wanted; ++b) {
        Building building{fmt::format("{}号楼", b), {}};
        const int floors = community.zone == Zone::resettlement ? 11 : 15;
        for (int u = 1; u <= 2 && people < wanted; ++u) {
            Unit unit{fmt::format("{}单元", u), {}};
            for (int floor = 1; floor <= floors && people < wanted; ++floor) {
                for (int door = 1; door <= 2 && people < wanted; ++door) {
                    Household household = make_family(random, options.today, grid.estate.zone);
                    number_people(household, division, taken);
                    household.name = fmt::format("{}{:02}室", floor, door);
                    people += static_cast<int>(household.people.size());
                    unit.households.push_back(std::move(household));
                }
            }
            building.units.push_back(std::move(unit));
        }
        grid.estate.buildings.push_back(std::move(building));
    }
    return grid;
}

}  // namespace xiuhua::seed
