// RFC 4180 as offices write it: any line end, quotes where they please, Excel's ="00123".
#include <unicode/ucnv.h>
#include <unicode/utf8.h>

#include "adapters/spreadsheet/formats.hpp"

namespace xiuhua::spreadsheet {
namespace {

bool is_utf8(std::string_view text) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int64_t>(text.size());
    for (std::int64_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(bytes, i, size, c);
        if (c < 0) {
            return false;
        }
    }
    return true;
}

Result<std::string> converted(std::string_view bytes, const char* encoding) {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter{ucnv_open(encoding, &error),
                                                                       &ucnv_close};
    if (U_FAILURE(error)) {
        return fail(ErrorCode::internal, "spreadsheet.unknown_encoding", {}, encoding);
    }
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &error);
    std::string out(bytes.size() * 2 + 16,
                    '\0');  // Two bytes of GB18030 or UTF-16 become at most three.
    const std::int32_t size = ucnv_toAlgorithmic(
        UCNV_UTF8, converter.get(), out.data(), static_cast<std::int32_t>(out.size()), bytes.data(),
        static_cast<std::int32_t>(bytes.size()), &error);
    if (U_FAILURE(error)) {
        return fail(ErrorCode::invalid, "spreadsheet.unknown_encoding", {}, u_errorName(error));
    }
    out.resize(static_cast<std::size_t>(size));
    return out;
}

// One field, from `at` to its separator or line end; leaves `at` on that character.
Done read_field(std::string_view text, std::size_t& at, char separator, std::string& out) {
    const bool formula_text = text.substr(at).starts_with("=\"");
    at += formula_text ? 1 : 0;
    if (at < text.size() && text[at] == '"') {
        ++at;
        while (true) {
            const auto quote = text.find('"', at);
            if (quote == std::string_view::npos) {
                return fail(ErrorCode::invalid, "spreadsheet.quote_not_closed");
            }
            out.append(text.substr(at, quote - at));
            at = quote + 1;
            if (at >= text.size() || text[at] != '"') {
                break;
            }
            out += '"';
            ++at;
        }
    }
    while (at < text.size() && text[at] != separator && text[at] != '\n' && text[at] != '\r') {
        out += text[at++];
    }
    return {};
}

}  // namespace

Result<std::string> decode_text(std::string bytes) {
    const std::string_view view{bytes};
    if (view.starts_with("\xEF\xBB\xBF")) {
        bytes.erase(0, 3);
        if (!is_utf8(bytes)) {
            return fail(ErrorCode::invalid, "spreadsheet.unknown_encoding");
        }
        return bytes;
    }
    if (view.starts_with("\xFF\xFE")) {
        return converted(view.substr(2), "UTF-16LE");
    }
    if (view.starts_with("\xFE\xFF")) {
        return converted(view.substr(2), "UTF-16BE");
    }
    if (view.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::invalid, "spreadsheet.unknown_format");
    }
    if (is_utf8(view)) {
        return bytes;
    }
    return converted(view, "GB18030");
}

char separator_of(std::string_view text) {
    const auto line = text.substr(0, text.find_first_of("\r\n"));
    if (line.size() == 5 && line.starts_with("sep=")) {
        return line[4];
    }
    char best = ',';
    std::ptrdiff_t most = 0;
    for (const char candidate : {',', '\t', ';'}) {
        const auto count = std::count(line.begin(), line.end(), candidate);
        if (count > most) {
            most = count;
            best = candidate;
        }
    }
    return best;
}

Done each_csv_row(std::string_view text, const Limits& limits, const Visit& visit) {
    const char separator = separator_of(text);
    SheetRow row;
    std::size_t at = 0;
    if (text.starts_with("sep=")) {
        at = std::min(text.size(), text.find_first_of("\r\n"));
        ++row.number;
        at += text.substr(at).starts_with("\r\n") ? 2 : 1;
    }
    while (at < text.size()) {
        ++row.number;
        row.cells.clear();
        if (row.number > limits.rows_max) {
            return fail(ErrorCode::too_large, "spreadsheet.too_many_rows");
        }
        std::size_t filled = 0;
        while (true) {
            std::string cell;
            XH_DO(read_field(text, at, separator, cell));
            if (cell.size() > limits.cell_bytes_max) {
                return fail(ErrorCode::too_large, "spreadsheet.cell_too_long");
            }
            row.cells.push_back(std::move(cell));
            if (!row.cells.back().empty()) {
                filled = row.cells.size();
            }
            if (filled > limits.columns_max || row.cells.size() > 20 * limits.columns_max) {
                return fail(ErrorCode::too_large, "spreadsheet.too_many_columns");
            }
            if (at >= text.size() || text[at] != separator) {
                break;
            }
            ++at;
        }
        at += text.substr(at).starts_with("\r\n") ? 2 : 1;
        row.cells.resize(filled);
        if (filled > 0) {
            XH_DO(visit(row));
        }
    }
    return {};
}

}  // namespace xiuhua::spreadsheet
