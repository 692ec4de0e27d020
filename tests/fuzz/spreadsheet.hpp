#pragma once
// One round for every kind of sheet: the reader tells them apart by their bytes, so each kind has its own corpus only.
#include "adapters/spreadsheet/spreadsheet.hpp"
#include "fuzz.hpp"

namespace xiuhua::fuzz {

inline void read_sheet(std::string_view bytes) {
    spreadsheet::Limits limits;
    limits.inflated_bytes_max = 1 << 22;  // Small, so that a round stays short.
    limits.parts_bytes_max = 1 << 20;
    limits.shared_bytes_max = 1 << 20;
    limits.rows_max = 10'000;
    const auto reader = spreadsheet::Reader::open(std::string{bytes}, limits);
    if (!reader) {
        promise(!reader.error().key.empty(), "an error has a key");
        return;
    }
    promise(!reader->sheets().empty(), "there is a sheet");
    std::int64_t last = 0;
    (void)reader->each_row(0, [&](const spreadsheet::SheetRow& row) -> Done {
        promise(row.number > last, "rows rise");
        promise(row.cells.size() <= limits.columns_max, "a row is bounded");
        last = row.number;
        return {};
    });
}

}  // namespace xiuhua::fuzz
