// 一键导出: the ledger as filtered, within scope, with a reason that is audited. No health words and no clear
// numbers: who needs those opens the order.
#include <algorithm>
#include <array>

#include "adapters/spreadsheet/spreadsheet.hpp"
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "rooms/isolation/actions_shared.hpp"
#include "rooms/isolation/permissions.hpp"
#include "rooms/isolation/routes.hpp"

namespace xiuhua::isolation {
namespace {

constexpr std::string_view xlsx_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr int export_rows_max = 100'000;  // A sheet that a person can still work with.

struct OrderExport {
    std::string reason;  // Why it is taken out of the system; audited.
    std::optional<OrderState> state;
    std::optional<std::string> area, text;
    std::optional<UserId> worker;
    std::optional<OrderDue> due;
    std::optional<OrderSort> sort;
};
BOOST_DESCRIBE_STRUCT(OrderExport, (), (reason, state, area, text, worker, due, sort))

std::string_view state_text(OrderState state) {
    static constexpr std::array<std::string_view, 6> words{"待审核", "隔离中", "已解除",
                                                           "已撤销", "未批准", "已转送"};
    return words[static_cast<std::size_t>(state)];
}

const std::vector<spreadsheet::OutColumn>& columns() {
    static const std::vector<spreadsheet::OutColumn> list{
        {"编号", 16},     {"姓名", 10},     {"年龄", 6},      {"联系电话", 14}, {"地址", 36},
        {"隔离方式", 10}, {"状态", 10},     {"开始日期", 12}, {"期满日期", 12}, {"天数", 6},
        {"包保人员", 10}, {"应办文书", 10}, {"已办文书", 10}, {"未结预警", 10}};
    return list;
}

std::vector<spreadsheet::OutCell> cells_of(const OrderRow& row) {
    const auto number = [](int value) { return static_cast<double>(value); };
    return {row.number,
            row.person.name,
            row.person.age ? spreadsheet::OutCell{number(*row.person.age)} : std::string{},
            row.person.phone_masked,
            row.area_name,
            std::string{row.place == IsolationPlace::home ? "居家" : "集中"},
            std::string{state_text(row.state)},
            row.start_date,
            row.end_date,
            number(row.days),
            row.worker_name,
            number(row.completeness.due),
            number(row.completeness.done),
            number(row.alerts_open)};
}

Result<int> write_rows(Context& context, const OrderExport& wanted, spreadsheet::Writer& writer) {
    OrderFilter filter{wanted.state, wanted.area, wanted.text, wanted.worker,
                       wanted.due,   wanted.sort, {},          page_rows_max};
    int rows = 0;
    do {
        XH_TRY(page, list_orders(context, filter));
        for (const OrderRow& row : page.items) {
            XH_DO(writer.row(cells_of(row)));
        }
        rows += static_cast<int>(page.items.size());
        if (rows > export_rows_max) {
            return fail(ErrorCode::too_large, "isolation.export_too_large");
        }
        filter.after = page.next;
    } while (!filter.after->empty());
    return rows;
}

Done audit_export(Context& context, const std::string& reason, int rows) {
    const std::map<std::string, std::string> facts{{"rows", std::to_string(rows)}};
    return audit::append(context.tx, context.now,
                         {.actor = context.viewer.user,
                          .action = "isolation.export",
                          .subject_kind = "orders",
                          .subject = "",
                          .person = {},
                          .area_code = "",
                          .reason = reason,
                          .facts = {json::write(facts)}});
}

Result<Response> export_orders(Services& services, const Request& request, const Viewer& viewer) {
    XH_TRY(wanted, json::parse_parameters<OrderExport>(request.query));
    XH_DO(check_reason(wanted.reason));
    const Instant now = services.clock.now();
    const std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("xiuhua_" + to_text(new_uuid(now)) + ".xlsx");
    XH_TRY(writer, spreadsheet::Writer::create(path.string(), "隔离台账", columns()));
    XH_TRY(rows, services.db.read([&](Tx& tx) {
        Context context{tx, viewer, services, now, request.request_id};
        return write_rows(context, wanted, writer);
    }));
    XH_DO(writer.finish());
    // The file is given only after the log of giving it is kept.
    const Done audited = services.db.write([&](Tx& tx) {
        Context context{tx, viewer, services, now, request.request_id};
        return audit_export(context, wanted.reason, rows);
    });
    Response response;
    response.content_type = std::string{xlsx_type};
    response.file = path;
    response.remove_file_after = true;
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"orders.xlsx\"");
    if (!audited) {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        return fail(audited.error());
    }
    return response;
}

}  // namespace

void add_export_route(Router& router) {
    Services& services = router.services();
    router.raw<OrderExport, Nothing, Nothing>(
        "GET /api/isolation/orders/export.xlsx", permissions::export_orders,
        [&services](const Request& request, const Viewer& viewer) {
            return export_orders(services, request, viewer);
        },
        {.answer_type = xlsx_type});
}

}  // namespace xiuhua::isolation
