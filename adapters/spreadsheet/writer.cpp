#include <xlsxwriter.h>

#include <filesystem>

#include "adapters/spreadsheet/spreadsheet.hpp"

namespace xiuhua::spreadsheet {

struct Writer::Impl {
    std::string path;
    lxw_workbook* book = nullptr;
    lxw_worksheet* sheet = nullptr;
    lxw_format* date = nullptr;
    lxw_row_t next = 1;

    ~Impl() {
        if (book != nullptr) {
            workbook_close(book);
            std::error_code ignored;
            std::filesystem::remove(path, ignored);
        }
    }
};

Writer::Writer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;
Writer::~Writer() = default;

Result<Writer> Writer::create(const std::string& path, const std::string& sheet,
                              const std::vector<OutColumn>& columns) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    auto impl = std::make_unique<Impl>();
    impl->path = path;
    impl->book = workbook_new_opt(path.c_str(), &options);
    impl->sheet =
        impl->book == nullptr ? nullptr : workbook_add_worksheet(impl->book, sheet.c_str());
    if (impl->sheet == nullptr) {
        return fail(ErrorCode::unavailable, "spreadsheet.cannot_write");
    }
    lxw_format* title = workbook_add_format(impl->book);
    format_set_bold(title);
    impl->date = workbook_add_format(impl->book);
    format_set_num_format(impl->date, "yyyy-mm-dd");
    worksheet_freeze_panes(impl->sheet, 1, 0);
    lxw_col_t column = 0;
    for (const OutColumn& described : columns) {
        worksheet_set_column(impl->sheet, column, column, described.width, nullptr);
        worksheet_write_string(impl->sheet, 0, column, described.title.c_str(), title);
        ++column;
    }
    return Writer{std::move(impl)};
}

Done Writer::row(const std::vector<OutCell>& cells) {
    lxw_col_t column = 0;
    for (const OutCell& cell : cells) {
        lxw_error error = LXW_NO_ERROR;
        if (const auto* text = std::get_if<std::string>(&cell)) {
            if (!text->empty()) {
                error = worksheet_write_string(impl_->sheet, impl_->next, column, text->c_str(),
                                               nullptr);
            }
        } else if (const auto* number = std::get_if<double>(&cell)) {
            error = worksheet_write_number(impl_->sheet, impl_->next, column, *number, nullptr);
        } else {
            const std::chrono::year_month_day day{std::get<Date>(cell)};
            lxw_datetime moment{};
            moment.year = static_cast<int>(day.year());
            moment.month = static_cast<int>(static_cast<unsigned>(day.month()));
            moment.day = static_cast<int>(static_cast<unsigned>(day.day()));
            error =
                worksheet_write_datetime(impl_->sheet, impl_->next, column, &moment, impl_->date);
        }
        if (error != LXW_NO_ERROR) {
            return fail(ErrorCode::too_large, "spreadsheet.cannot_write", {}, lxw_strerror(error));
        }
        ++column;
    }
    ++impl_->next;
    return {};
}

Done Writer::finish() {
    const lxw_error error = workbook_close(std::exchange(impl_->book, nullptr));
    if (error != LXW_NO_ERROR) {
        return fail(ErrorCode::unavailable, "spreadsheet.cannot_write", {}, lxw_strerror(error));
    }
    return {};
}

}  // namespace xiuhua::spreadsheet
