#include "adapters/spreadsheet/spreadsheet.hpp"
#include "kernel/text.hpp"
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/host/services.hpp"
#include "rooms/registry/actions.hpp"

namespace xiuhua::registry {
namespace {

const std::vector<spreadsheet::OutColumn> export_columns{
    {"姓名", 12},     {"性别", 6},      {"出生日期", 12}, {"年龄", 6},     {"住址", 44},
    {"联系电话", 16}, {"证件号码", 22}, {"智能手机", 10}, {"地址代码", 28}};

std::string sex_word(Sex sex) {
    switch (sex) {
        case Sex::male:
            return "男";
        case Sex::female:
            return "女";
        case Sex::unknown:
        case Sex::unspecified:
            return "";
    }
    return "";
}

std::vector<spreadsheet::OutCell> cells_of(const PersonRow& row) {
    using spreadsheet::OutCell;
    return {row.name,
            sex_word(row.sex),
            row.birth_date ? OutCell{*row.birth_date} : OutCell{std::string{}},
            row.age ? OutCell{static_cast<double>(*row.age)} : OutCell{std::string{}},
            row.address_text,
            row.phone_masked,
            row.identity_masked,
            std::string{row.smartphone == Smartphone::yes ? "有" : "无"},
            row.area_code};
}

// Page after page of one snapshot.
template <typename Writer>
Result<std::int64_t> write_rows(Context& context, const ExportQuery& query, Writer& writer) {
    PeopleQuery page_query{query.text, query.area, query.zone, query.smartphone, {}, page_rows_max};
    std::int64_t rows = 0;
    while (true) {
        XH_TRY(page, list_people(context, page_query));
        for (const PersonRow& row : page.items) {
            XH_DO(writer.row(cells_of(row)));
            ++rows;
        }
        if (page.next.empty()) {
            return rows;
        }
        if (rows >= export_rows_max) {
            return fail(ErrorCode::too_large, "registry.export_too_large");
        }
        page_query.after = page.next;
    }
}

// The whole file from one snapshot; answers how many rows.
template <typename Writer>
Result<std::int64_t> write_file(const Caller& caller, const ExportQuery& query, Instant now,
                                Writer writer) {
    const auto rows = caller.services.db.read([&](Tx& tx) -> Result<std::int64_t> {
        Context context{tx, caller.viewer, caller.services, now, caller.request_id};
        return write_rows(context, query, writer);
    });
    if (!rows) {
        return fail(rows.error());
    }
    XH_DO(writer.finish());
    return *rows;
}

Result<std::int64_t> write_as(const Caller& caller, const ExportQuery& query, ExportFormat format,
                              const std::filesystem::path& path) {
    const Instant now = caller.services.clock.now();
    if (format == ExportFormat::csv) {
        XH_TRY(writer, spreadsheet::CsvWriter::create(path.string(), export_columns));
        return write_file(caller, query, now, std::move(writer));
    }
    XH_TRY(writer, spreadsheet::Writer::create(path.string(), "人员", export_columns));
    return write_file(caller, query, now, std::move(writer));
}

}  // namespace

Result<std::filesystem::path> write_export(const Caller& caller, const ExportQuery& query,
                                           ExportFormat format) {
    Services& services = caller.services;
    const Viewer& viewer = caller.viewer;
    if (normalise_line(query.reason).empty()) {
        return fail(ErrorCode::invalid, "registry.reason_missing", "reason");
    }
    const Instant now = services.clock.now();
    const auto folder = services.config.data / "exports";
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const char* ending = format == ExportFormat::csv ? ".csv" : ".xlsx";
    const auto path = folder / (to_text(new_uuid(now)) + ending);
    XH_TRY(rows, write_as(caller, query, format, path));
    const auto written = services.db.write([&](Tx& tx) -> Done {
        return audit::append(tx, now,
                             {viewer.user,
                              "registry.export",
                              "people",
                              query.area.value_or(""),
                              {},
                              query.area.value_or(""),
                              query.reason,
                              {"{\"rows\":" + std::to_string(rows) + "}"}});
    });
    if (!written) {
        std::filesystem::remove(path, error);  // What is not audited does not leave.
        return fail(written.error());
    }
    return path;
}

}  // namespace xiuhua::registry
