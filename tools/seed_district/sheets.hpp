#pragma once
// The office's own spreadsheets, as offices send them: a title, two header rows, merged cells, full-width digits,
// dates as text and as serials, trailing blanks, people twice, wrong checksums. The import is tried on these.
#include <filesystem>
#include <string>
#include <vector>

#include "kernel/result.hpp"
#include "tools/seed_district/world.hpp"

namespace xiuhua::seed {

// What is wrong with a row, so that a test can hold the import to it.
enum class Dirt {
    none,
    wrong_checksum,
    name_missing,
    bad_phone,
    bad_date,
    same_as_earlier_row,
    already_registered
};

struct SheetRow {
    int row = 0;  // As Excel counts, from 1.
    Dirt dirt = Dirt::none;
};
struct SheetPlan {
    std::string community_name, estate_name;
    int rows = 300;
    std::vector<Person> registered;  // People of the register: some come again.
};

// The same plan and seed give the same bytes. Both answer what each data row holds.
Result<std::vector<SheetRow>> write_dirty_xlsx(const std::filesystem::path& file,
                                               const SheetPlan& plan, const Options& options);
// GB18030, CRLF, quoted where needed: how Excel in China saves "CSV".
Result<std::vector<SheetRow>> write_dirty_csv(const std::filesystem::path& file,
                                              const SheetPlan& plan, const Options& options);
// expected.json beside the sheets: per file the rows with their dirt.
std::string dirt_name(Dirt dirt);

}  // namespace xiuhua::seed
