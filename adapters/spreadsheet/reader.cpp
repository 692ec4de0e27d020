#include <fstream>
#include <iterator>

#include "adapters/spreadsheet/formats.hpp"

namespace xiuhua::spreadsheet {

struct Reader::Impl {
    std::string bytes;  // The zip's, which Xlsx reads from; or the CSV as UTF-8.
    Limits limits;
    std::unique_ptr<Xlsx> xlsx;
    std::vector<Sheet> csv_sheets{{""}};
};

namespace {

// HTML and PDF saved under a spreadsheet's name, as some systems' "export" does.
bool is_other_document(std::string_view bytes) {
    auto head = bytes.substr(0, 512);
    const auto first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    head = first == std::string_view::npos ? std::string_view{} : head.substr(first);
    return head.starts_with("<") || head.starts_with("%PDF") || head.starts_with("{\\rtf");
}

}  // namespace

Reader::Reader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::open(std::string bytes, const Limits& limits) {
    auto impl = std::make_unique<Impl>();
    impl->limits = limits;
    if (bytes.empty()) {
        return fail(ErrorCode::invalid, "spreadsheet.empty");
    }
    if (bytes.starts_with("\xD0\xCF\x11\xE0")) {
        return fail(ErrorCode::invalid, "spreadsheet.old_format");
    }
    if (bytes.starts_with("PK\x03\x04")) {
        impl->bytes = std::move(bytes);
        XH_TRY(xlsx, Xlsx::open(impl->bytes, limits));
        impl->xlsx = std::move(xlsx);
        return Reader{std::move(impl)};
    }
    if (is_other_document(bytes)) {
        return fail(ErrorCode::invalid, "spreadsheet.unknown_format");
    }
    XH_TRY(text, decode_text(std::move(bytes)));
    impl->bytes = std::move(text);
    return Reader{std::move(impl)};
}

Result<Reader> Reader::open_file(const std::string& path, const Limits& limits) {
    std::ifstream file{path, std::ios::binary};
    if (!file) {
        return fail(ErrorCode::not_found, "spreadsheet.cannot_read");
    }
    std::string bytes{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
    return open(std::move(bytes), limits);
}

Format Reader::format() const {
    return impl_->xlsx ? Format::xlsx : Format::csv;
}

const std::vector<Sheet>& Reader::sheets() const {
    return impl_->xlsx ? impl_->xlsx->sheets() : impl_->csv_sheets;
}

Done Reader::each_row(std::size_t sheet, const Visit& visit) const {
    if (impl_->xlsx) {
        return impl_->xlsx->each_row(sheet, visit);
    }
    return each_csv_row(impl_->bytes, impl_->limits, visit);
}

Done read_spreadsheet(std::string bytes, const Visit& visit) {
    XH_TRY(reader, Reader::open(std::move(bytes)));
    return reader.each_row(0, visit);
}

}  // namespace xiuhua::spreadsheet
