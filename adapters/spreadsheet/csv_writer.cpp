#include <filesystem>
#include <fstream>

#include "adapters/spreadsheet/spreadsheet.hpp"

namespace xiuhua::spreadsheet {

struct CsvWriter::Impl {
    std::filesystem::path path;
    std::ofstream file;
    std::string line;
    bool finished = false;

    ~Impl() {
        if (!finished) {
            file.close();
            std::error_code ignored;
            std::filesystem::remove(path, ignored);
        }
    }
};

namespace {

// A program that opens the file must not take a name for a formula (OWASP "CSV injection").
bool looks_like_formula(std::string_view text) {
    return !text.empty() &&
           std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos;
}

void append_text(std::string& line, std::string_view text) {
    const bool formula = looks_like_formula(text);
    if (!formula && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        line += text;
        return;
    }
    line += '"';
    if (formula) {
        line += '\'';
    }
    for (const char c : text) {
        line += c;
        if (c == '"') {
            line += '"';
        }
    }
    line += '"';
}

}  // namespace

CsvWriter::CsvWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CsvWriter::CsvWriter(CsvWriter&&) noexcept = default;
CsvWriter& CsvWriter::operator=(CsvWriter&&) noexcept = default;
CsvWriter::~CsvWriter() = default;

Result<CsvWriter> CsvWriter::create(const std::string& path,
                                    const std::vector<OutColumn>& columns) {
    auto impl = std::make_unique<Impl>();
    impl->path = path;
    impl->file.open(path, std::ios::binary | std::ios::trunc);
    if (!impl->file) {
        return fail(ErrorCode::unavailable, "spreadsheet.cannot_write");
    }
    impl->file << "\xEF\xBB\xBF";  // Without it Excel takes UTF-8 for the machine's own encoding.
    CsvWriter writer{std::move(impl)};
    std::vector<OutCell> titles;
    for (const OutColumn& column : columns) {
        titles.emplace_back(column.title);
    }
    XH_DO(writer.row(titles));
    return writer;
}

Done CsvWriter::row(const std::vector<OutCell>& cells) {
    std::string& line = impl_->line;
    line.clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        line += i == 0 ? "" : ",";
        if (const auto* text = std::get_if<std::string>(&cells[i])) {
            append_text(line, *text);
        } else if (const auto* number = std::get_if<double>(&cells[i])) {
            std::string digits = std::to_string(*number);
            digits.erase(digits.find_last_not_of('0') + 1);
            line += digits.ends_with('.') ? digits.substr(0, digits.size() - 1) : digits;
        } else {
            line += to_text(std::get<Date>(cells[i]));
        }
    }
    line += "\r\n";
    impl_->file << line;
    return impl_->file ? Done{} : Done{fail(ErrorCode::unavailable, "spreadsheet.cannot_write")};
}

Done CsvWriter::finish() {
    impl_->file.close();
    impl_->finished = !impl_->file.fail();
    return impl_->finished ? Done{}
                           : Done{fail(ErrorCode::unavailable, "spreadsheet.cannot_write")};
}

}  // namespace xiuhua::spreadsheet
