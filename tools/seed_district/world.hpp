#pragma once
// The invented Longzihu district: the same seed gives the same people, in the same order, on every machine.
// Nobody here exists: identity numbers begin with 99, which no province of China has (GB/T 2260: 11 to 82), then
// community and grid; telephones begin with 140, a series that no operator gives to people.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernel/instant.hpp"

namespace xiuhua::seed {

// SplitMix64: small, and the same everywhere (the standard's distributions are not).
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next();
    // 0 … bound − 1
    int below(int bound);
    // True in `percent` of 100 cases.
    bool chance(int percent);
    template <typename T>
    const T& pick(const std::vector<T>& items) {
        return items[static_cast<std::size_t>(below(static_cast<int>(items.size())))];
    }

  private:
    std::uint64_t state_;
};

enum class Zone { resettlement, campus, office_park, city };

struct Person {
    std::string name;
    bool is_male = true;
    Date birth_date;
    std::string identity_number;  // 18 characters, valid checksum.
    std::string phone;            // Empty for small children.
    bool has_smartphone = true;
    int guardian = -1;  // Index within the household, for those under 14.
};
struct Household {
    std::string name;  // "502室"
    std::vector<Person> people;
};
struct Unit {
    std::string name;  // "2单元"
    std::vector<Household> households;
};
struct Building {
    std::string name;  // "3号楼"
    std::vector<Unit> units;
};
struct Estate {
    std::string name;
    Zone zone = Zone::city;
    std::vector<Building> buildings;
};
struct Grid {
    std::string name;  // "第2网格"
    Estate estate;
};
struct Community {
    std::string name;
    std::string code;  // 12 digits
    Zone zone = Zone::city;
    int grids = 0;
    int people = 0;  // About so many.
};

struct Options {
    std::uint64_t seed = 20200326;  // The day of the report's figures.
    bool is_small = false;          // About 1,500 people, for tests.
    bool is_tiny = false;           // About 80 people (and small), to be stored with the sources.
    Date today;                     // Ages are counted from here.
};

// The 12 communities by name, in the order of the report.
std::vector<Community> communities(const Options& options);
// One grid at a time, so that the whole district never stands in memory. `number` counts from 1.
Grid make_grid(const Options& options, const Community& community, int number);
// A person outside the register, as a dirty sheet or a door may bring one.
Person make_person(Random& random, Date today, int age_from, int age_until);

// The checksummed number of an invented person. `division` fills digits 3 to 6; 9999 stands for people from
// outside the district.
std::string make_identity_number(int division, Date birth_date, int serial, bool is_male);

}  // namespace xiuhua::seed
