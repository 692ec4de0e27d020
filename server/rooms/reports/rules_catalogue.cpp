#include "rooms/reports/rules_catalogue.hpp"

#include <algorithm>
#include <array>

#include "kernel/text.hpp"

namespace xiuhua::reports {
namespace {

using documents::PaperFigure;
using isolation::FigureOfAlerts;
using isolation::FigureOfOrders;
using isolation::FigureOfReports;
using isolation::FigureOfVisits;
using registry::RegisterFigure;
constexpr auto moment = FigureTime::moment;
constexpr auto day = FigureTime::day;

const std::array figures{
    FigureDefinition{"persons_total", "登记人数", "People registered",
                     "人口台账中的人员，已合并的重复记录不计",
                     "People of the register; records merged into another do not count", moment,
                     RecordKind::person, RegisterFigure::people},
    FigureDefinition{"households_total", "登记户数", "Households", "人口台账中的户",
                     "Households of the register", moment, RecordKind::household,
                     RegisterFigure::households},
    FigureDefinition{"isolation_active", "在隔离人数", "In isolation",
                     "截至该时刻已审核、尚未结束的隔离措施",
                     "Orders confirmed and not ended at the moment", moment, RecordKind::order,
                     FigureOfOrders::active},
    FigureDefinition{"isolation_home", "居家隔离人数", "In home isolation",
                     "在隔离人数中居家隔离的", "Of those in isolation, at home", moment,
                     RecordKind::order, FigureOfOrders::active_home},
    FigureDefinition{"isolation_central", "集中隔离人数", "In central isolation",
                     "在隔离人数中集中隔离的", "Of those in isolation, at a central place", moment,
                     RecordKind::order, FigureOfOrders::active_central},
    FigureDefinition{"isolation_new_today", "当日新增隔离人数", "Isolation begun that day",
                     "当日审核通过的隔离措施", "Orders confirmed that day", day, RecordKind::order,
                     FigureOfOrders::begun},
    FigureDefinition{"isolation_total", "累计隔离人数", "Isolation orders ever",
                     "截至该时刻审核通过的全部隔离措施（同一人可有多次）",
                     "All orders confirmed by the moment (one person may have had several)", moment,
                     RecordKind::order, FigureOfOrders::begun_ever},
    FigureDefinition{"isolation_awaiting", "待审核人数", "Awaiting confirmation",
                     "截至该时刻已提出、尚未审核的隔离措施",
                     "Orders made and not yet decided on at the moment", moment, RecordKind::order,
                     FigureOfOrders::awaiting},
    FigureDefinition{"released_today", "当日解除隔离人数", "Released that day",
                     "当日解除的隔离措施", "Orders released that day", day, RecordKind::order,
                     FigureOfOrders::released},
    FigureDefinition{"released_total", "累计解除隔离人数", "Released ever",
                     "截至该时刻解除的全部隔离措施", "All orders released by the moment", moment,
                     RecordKind::order, FigureOfOrders::released_ever},
    FigureDefinition{"transferred_today", "当日转送医院人数", "Taken to hospital that day",
                     "当日因转送医院结束的隔离措施",
                     "Orders ended by a transfer to hospital that day", day, RecordKind::order,
                     FigureOfOrders::to_hospital},
    FigureDefinition{"withdrawn_today", "当日撤销隔离人数", "Withdrawn that day",
                     "当日撤销的隔离措施", "Orders withdrawn that day", day, RecordKind::order,
                     FigureOfOrders::withdrawn},
    FigureDefinition{"reports_due", "应报健康情况次数", "Health reports due",
                     "当日截止时间已到的时段，每人每时段一次",
                     "Windows of that day whose deadline has passed, one a person and window", day,
                     RecordKind::health_report, FigureOfReports::due},
    FigureDefinition{"reports_filed", "已报健康情况次数", "Health reports filed",
                     "应报次数中已报的（含迟报）", "Of those due, the ones filed, late ones too",
                     day, RecordKind::health_report, FigureOfReports::filed},
    FigureDefinition{"reports_missing", "未报健康情况次数", "Health reports missing",
                     "应报次数中没有报的", "Of those due, the ones nobody filed", day,
                     RecordKind::health_report, FigureOfReports::missing},
    FigureDefinition{"fever_today", "当日发热报告数", "Fevers reported that day",
                     "当日因体温达到发热标准产生的预警",
                     "Alerts raised that day by a temperature of fever", day, RecordKind::alert,
                     FigureOfAlerts::fever},
    FigureDefinition{"alerts_raised_today", "当日新增预警数", "Alerts raised that day",
                     "当日产生的全部预警", "All alerts raised that day", day, RecordKind::alert,
                     FigureOfAlerts::raised},
    FigureDefinition{"alerts_open", "未结预警数", "Alerts open", "截至该时刻尚未办结的预警",
                     "Alerts not closed at the moment", moment, RecordKind::alert,
                     FigureOfAlerts::open},
    FigureDefinition{"visits_today", "当日走访次数", "Visits that day", "当日上门走访",
                     "Visits at the door that day", day, RecordKind::visit, FigureOfVisits::visits},
    FigureDefinition{"calls_today", "当日电话随访次数", "Calls that day", "当日电话随访",
                     "Follow-up calls that day", day, RecordKind::visit, FigureOfVisits::calls},
    FigureDefinition{"papers_made_today", "当日制发文书份数", "Papers made that day",
                     "当日制作的三书三单", "Letters and forms made that day", day,
                     RecordKind::paper, PaperFigure::made},
    FigureDefinition{"papers_signed_today", "当日签署文书份数", "Papers signed that day",
                     "当日签署的文书", "Papers signed that day", day, RecordKind::paper,
                     PaperFigure::signed_by_person},
    FigureDefinition{"papers_unsigned", "承诺书未签份数", "Commitments not yet signed",
                     "截至该时刻已制作、未签署且未作废的承诺书",
                     "Commitments made, not replaced and not signed at the moment", moment,
                     RecordKind::paper, PaperFigure::unsigned_yet},
};

struct Word {
    std::string_view name;
    CellSource source;
};
constexpr std::array words{
    Word{"report_date", CellSource::day},     Word{"报表日期", CellSource::day},
    Word{"填报日期", CellSource::day},        Word{"上报日期", CellSource::day},
    Word{"area_name", CellSource::area},      Word{"填报区域", CellSource::area},
    Word{"recipient", CellSource::recipient}, Word{"报送单位", CellSource::recipient},
    Word{"reporter", CellSource::reporter},   Word{"填报人", CellSource::reporter},
};
constexpr std::array community_suffixes{std::string_view{"_by_community"},
                                        std::string_view{"_各社区"}};
constexpr std::array community_words{std::string_view{"community_name"},
                                     std::string_view{"社区名称"}};

const FigureDefinition* figure_called(std::string_view lower_case) {
    const auto found = std::find_if(figures.begin(), figures.end(), [&](const auto& figure) {
        return figure.key == lower_case || figure.zh == lower_case;
    });
    return found == figures.end() ? nullptr : &*found;
}

}  // namespace

std::span<const FigureDefinition> catalogue() {
    return figures;
}

const FigureDefinition* find_figure(std::string_view key) {
    const auto found = std::find_if(figures.begin(), figures.end(),
                                    [&](const auto& figure) { return figure.key == key; });
    return found == figures.end() ? nullptr : &*found;
}

std::optional<NameMeaning> meaning_of(std::string_view name) {
    const std::string lower = to_lower_ascii(name);
    std::string_view stem{lower};
    for (const std::string_view suffix : community_suffixes) {
        if (!stem.ends_with(suffix)) {
            continue;
        }
        stem.remove_suffix(suffix.size());
        if (std::find(community_words.begin(), community_words.end(), stem) !=
            community_words.end()) {
            return NameMeaning{CellSource::community_name, {}};
        }
        const FigureDefinition* figure = figure_called(stem);
        return figure == nullptr ? std::nullopt
                                 : std::optional{NameMeaning{CellSource::community_figure,
                                                             std::string{figure->key}}};
    }
    for (const Word& word : words) {
        if (word.name == stem) {
            return NameMeaning{word.source, {}};
        }
    }
    const FigureDefinition* figure = figure_called(stem);
    return figure == nullptr
               ? std::nullopt
               : std::optional{NameMeaning{CellSource::figure, std::string{figure->key}}};
}

}  // namespace xiuhua::reports
