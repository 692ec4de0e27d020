#pragma once
// The office's own spreadsheets: xlsx (ECMA-376) and CSV (RFC 4180, UTF-8 or GB18030) in, xlsx out.
// Reading is a stream of rows with bounded memory; every cell becomes text as a person would retype it.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kernel/instant.hpp"
#include "kernel/result.hpp"

namespace xiuhua::spreadsheet {

// `number` is the row's number in the sheet, from 1, as Excel shows it (for CSV: the record's). Trailing empty
// cells are left out, and a row without any value is not given at all. Dates read "1990-05-01", times of day
// "08:30:00", both "1990-05-01 08:30:00"; a number of 16 digits or more, which a spreadsheet has rounded
// already, reads "4.10105199001010E+17" so that nobody takes it for an identity number.
struct SheetRow {
    std::int64_t number = 0;
    std::vector<std::string> cells;
};

// Why these numbers: an office's largest sheet is its register, 160,000 people in some 20 columns.
struct Limits {
    std::size_t entries_max = 2'000;                // Files in the zip: a workbook has dozens.
    std::uint64_t inflated_bytes_max = 1ULL << 30;  // Of one sheet: stops zip bombs within seconds.
    std::uint64_t parts_bytes_max = 16ULL << 20;    // Workbook, relations, styles: held in memory.
    std::uint64_t shared_bytes_max = 192ULL << 20;  // Shared strings: held in memory.
    std::size_t columns_max = 256;
    std::size_t cell_bytes_max = 32'767 * 4;  // Excel's own limit of characters.
    std::int64_t rows_max = 1'048'576;        // Excel's own.
    std::size_t merges_max = 100'000;
};

// An Error stops the reading and is answered.
using Visit = std::function<Done(const SheetRow&)>;

enum class Format { xlsx, csv };
struct Sheet {
    std::string name;  // Empty for CSV.
};

// `invalid` spreadsheet.old_format (xls, or xlsx with a password), spreadsheet.unknown_format,
// spreadsheet.unknown_encoding, spreadsheet.damaged; `too_large` spreadsheet.too_large,
// spreadsheet.too_many_columns, spreadsheet.too_many_rows, spreadsheet.cell_too_long.
class Reader {
  public:
    // Takes the bytes over; nothing is inflated yet beyond the table of contents.
    static Result<Reader> open(std::string bytes, const Limits& limits = {});
    static Result<Reader> open_file(const std::string& path, const Limits& limits = {});
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    ~Reader();

    Format format() const;
    const std::vector<Sheet>& sheets()
        const;  // The visible ones, in the workbook's order; at least one.
    // Streams a sheet's rows from the first. May be called again.
    Done each_row(std::size_t sheet, const Visit& visit) const;

  private:
    struct Impl;
    explicit Reader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// The first sheet of whatever `bytes` are. The entry for fuzzing.
Done read_spreadsheet(std::string bytes, const Visit& visit);

// ---- writing

using OutCell = std::variant<std::string, double, Date>;
struct OutColumn {
    std::string title;
    double width = 14;  // Characters.
};

// An xlsx of one sheet with a frozen, bold title row, written row by row in constant memory. Text is always
// written as text: nothing that begins with '=' becomes a formula.
class Writer {
  public:
    // `unavailable` spreadsheet.cannot_write.
    static Result<Writer> create(const std::string& path, const std::string& sheet,
                                 const std::vector<OutColumn>& columns);
    Writer(Writer&&) noexcept;
    Writer& operator=(Writer&&) noexcept;
    ~Writer();  // Without finish() the file is dropped.
    Done row(const std::vector<OutCell>& cells);
    Done finish();

  private:
    struct Impl;
    explicit Writer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// The same rows as CSV: UTF-8 with a mark that Excel knows it by, quoted by RFC 4180. Text that begins like a formula
// gets an apostrophe before it.
class CsvWriter {
  public:
    // `unavailable` spreadsheet.cannot_write.
    static Result<CsvWriter> create(const std::string& path, const std::vector<OutColumn>& columns);
    CsvWriter(CsvWriter&&) noexcept;
    CsvWriter& operator=(CsvWriter&&) noexcept;
    ~CsvWriter();  // Without finish() the file is dropped.
    Done row(const std::vector<OutCell>& cells);
    Done finish();

  private:
    struct Impl;
    explicit CsvWriter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace xiuhua::spreadsheet
