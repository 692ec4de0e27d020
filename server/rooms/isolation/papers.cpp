// The one file that knows room documents: an order's facts become a paper's fields (一表通: said once, filled in
// everywhere), and the papers' states become the completeness line.
#include <algorithm>
#include <cmath>

#include "rooms/access/public.hpp"
#include "rooms/documents/public.hpp"
#include "rooms/isolation/actions_shared.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::isolation {
namespace {

using Fields = std::map<std::string, std::string>;

std::optional<PaperStep> step_of(documents::DocumentState state) {
    switch (state) {
        case documents::DocumentState::made:
            return PaperStep::made;
        case documents::DocumentState::handed_over:
            return PaperStep::handed_over;
        case documents::DocumentState::signed_by_person:
            return PaperStep::signed_by_person;
        case documents::DocumentState::superseded:
            break;
    }
    return std::nullopt;
}

std::string sex_text(registry::Sex sex) {
    switch (sex) {
        case registry::Sex::male:
            return "男";
        case registry::Sex::female:
            return "女";
        case registry::Sex::unknown:
        case registry::Sex::unspecified:
            break;
    }
    return "";
}

std::string symptom_text(Symptom symptom) {
    static constexpr std::string_view words[] = {"咳嗽", "咽痛", "乏力", "气促",
                                                 "流涕", "腹泻", "呕吐", "嗅觉减退",
                                                 "头痛", "肌痛", "寒战", "其他不适"};
    return std::string{words[static_cast<std::size_t>(symptom)]};
}

std::string mood_text(Mood mood) {
    static constexpr std::string_view words[] = {"平稳", "低落", "焦虑", "痛苦"};
    return std::string{words[static_cast<std::size_t>(mood)]};
}

std::string source_text(ReportSource source) {
    static constexpr std::string_view words[] = {"自报", "电话", "上门"};
    return std::string{words[static_cast<std::size_t>(source)]};
}

std::string day_text(Date date) {
    const std::chrono::year_month_day day{date};
    return std::to_string(static_cast<unsigned>(day.month())) + "月" +
           std::to_string(static_cast<unsigned>(day.day())) + "日";
}

struct DayLine {
    std::string morning, evening, symptoms, mood, source, by;
};

// One line a day, cells divided by tabs: date, morning and evening temperature, symptoms, mood, source, who.
Result<Fields> status_fields(Context& context, const Order& order, const IsolationPolicy& policy) {
    XH_TRY(reports, reports_for(context, order, HealthWords::shown));
    std::map<Date, DayLine> days;
    for (auto report = reports.rbegin(); report != reports.rend(); ++report) {
        const Window window = window_at(policy, report->taken_at);
        DayLine& line = days[window.day];
        if (report->temperature) {
            (window.key.ends_with("/1") ? line.morning : line.evening) =
                temperature_text(static_cast<int>(std::lround(*report->temperature * 10)));
        }
        for (const Symptom symptom : report->symptoms.value_or(std::vector<Symptom>{})) {
            const std::string word = symptom_text(symptom);
            if (line.symptoms.find(word) == std::string::npos) {
                line.symptoms += line.symptoms.empty() ? word : "、" + word;
            }
        }
        line.mood = report->mood ? mood_text(*report->mood) : line.mood;
        line.source = source_text(report->source);
        line.by = report->filed_by_name;
    }
    const Date today = std::min(office_date(context.now), order.end_date);
    Fields fields{{"report_from", to_text(order.start_date)},
                  {"report_until", to_text(std::max(today, order.start_date))},
                  {"day", "第" + std::to_string(day_of(order, today)) + "天"}};
    std::string& records = fields["records"];
    for (const auto& [day, line] : days) {
        records += records.empty() ? "" : "\n";
        records += day_text(day) + "\t" + line.morning + "\t" + line.evening + "\t" +
                   (line.symptoms.empty() ? "无" : line.symptoms) + "\t" + line.mood + "\t" +
                   line.source + "\t" + line.by;
    }
    if (records.empty()) {
        return fail(ErrorCode::conflict, "isolation.no_reports_to_print");
    }
    XH_TRY(visits, store::visits_of(context.tx, order.id));
    const auto at_the_door = std::count_if(visits.begin(), visits.end(), [](const auto& v) {
        return v.visit.kind == VisitKind::visit;
    });
    fields["visits"] = "上门巡访" + std::to_string(at_the_door) + "次，电话询问" +
                       std::to_string(static_cast<std::int64_t>(visits.size()) - at_the_door) +
                       "次。";
    return fields;
}

// What lies around the order in the register: the words for its place and its people.
Result<Fields> person_fields(Context& context, const Order& order) {
    XH_TRY(person, registry::find_person(context.tx, context.viewer.scope, order.person));
    if (!person) {
        return fail(ErrorCode::not_found, "isolation.person_not_found");
    }
    XH_TRY(identity, registry::read_identity(context, order.person, "isolation.paper"));
    XH_TRY(chain, registry::area_chain(context.tx, order.area_code));
    Fields fields{{"name", person->name},
                  {"sex", sex_text(person->sex)},
                  {"identity_number", identity.identity_number},
                  {"phone", identity.phone},
                  {"community", order.area_name},
                  {"building", order.area_name}};
    for (const registry::Area& area : chain) {
        if (area.level == registry::AreaLevel::community) {
            fields["community"] = area.name;
        } else if (area.level == registry::AreaLevel::building ||
                   area.level == registry::AreaLevel::estate) {
            fields["building"] = area.full_name;
        }
    }
    const bool whole = identity.address.find(fields["community"]) != std::string::npos;
    fields["address"] = identity.address.empty() ? order.area_name
                        : whole                  ? identity.address
                                                 : order.area_name + " " + identity.address;
    if (order.birth_date) {
        fields["age"] = std::to_string(age_on(*order.birth_date, office_date(context.now))) + "岁";
    }
    return fields;
}

Result<Fields> order_fields(Context& context, const Order& order) {
    XH_TRY(sealed, store::reason_of(context.tx, order.id));
    XH_TRY(reason, open_words(context, order.person, order_reason_column, sealed));
    Fields fields{{"start_date", to_text(order.start_date)},
                  {"end_date", to_text(order.end_date)},
                  {"days", std::to_string(order.days)},
                  {"reason", reason},
                  {"place", order.place == IsolationPlace::home ? "居家" : "集中隔离点"},
                  {"worker_name", order.worker_name},
                  {"installed_on", to_text(office_date(context.now))},
                  {"install_result", order.smartphone ? "已安装" : "无智能手机，改用电话上报"}};
    XH_TRY(leads, access::users_for_area(context.tx, Role::community_lead, order.area_code));
    if (!leads.empty()) {
        fields["cadre_name"] = leads.front().name;
    }
    if (order.medic) {
        XH_TRY(medic, access::find_user(context.tx, *order.medic));
        fields["medic_name"] = medic ? medic->name : "";
    }
    XH_TRY(household,
           registry::household_members(context.tx, context.viewer.scope, order.household));
    std::string members;
    for (const registry::PersonBrief& member : household) {
        if (member.id != order.person) {
            members += (members.empty() ? "" : "、") + member.name;
        }
    }
    fields["household_members"] = members;
    return fields;
}

Fields release_fields(Context& context, const Order& order) {
    return {{"release_date", to_text(office_date(order.ended_at.value_or(context.now)))},
            {"release_basis", "隔离观察期满" + std::to_string(order.days) +
                                  "天，末次体温正常，期内最后三天无发热，经审核符合解除条件"},
            {"reviewer_name", context.viewer.name}};
}

}  // namespace

Result<PaperState> papers_of(Tx& tx, OrderId order) {
    XH_TRY(papers, documents::papers_of_order(tx, order));
    std::sort(papers.begin(), papers.end(),
              [](const auto& l, const auto& r) { return l.made_at < r.made_at; });
    PaperState state;
    for (const documents::DocumentBrief& paper : papers) {
        const auto kind = json::parse_enum<PaperKind>(json::enum_text(paper.kind));
        const auto step = step_of(paper.state);
        if (kind && step) {
            state.facts.push_back({*kind, *step});
            state.latest[*kind] = {to_text(paper.id), paper.number};
        }
    }
    return state;
}

Result<Completeness> count_papers(Context& context, Order& order, const IsolationPolicy& policy) {
    XH_TRY(state, papers_of(context.tx, order.id));
    Completeness counted = completeness(order, state.facts, policy, context.now);
    order.papers_due = counted.due;
    order.papers_done = counted.done;
    order.papers_due_at = counted.next_due_at;
    if (!counted.next_due_at || *counted.next_due_at > context.now) {
        XH_DO(settle_alerts(context, order, AlertKind::paper_missing, AlertFinding::resolved));
    }
    return counted;
}

Done make_paper(Context& context, const Order& order, PaperKind kind) {
    const auto document_kind = json::parse_enum<documents::DocumentKind>(json::enum_text(kind));
    if (!document_kind) {
        return fail(ErrorCode::internal, "isolation.paper_kind_unknown");
    }
    XH_TRY(needed, documents::fields_of(context.tx, *document_kind));
    XH_TRY(fields, person_fields(context, order));
    XH_TRY(more, order_fields(context, order));
    fields.merge(more);
    if (kind == PaperKind::status_report) {
        XH_TRY(policy, isolation_policy(context));
        XH_TRY(status, status_fields(context, order, policy.rules));
        fields.merge(status);
    }
    if (kind == PaperKind::release_notice) {
        Fields release = release_fields(context, order);
        fields.merge(release);
    }
    documents::PaperRequest request{*document_kind, order.id, order.person, order.area_code, {}};
    for (const std::string& name : needed) {
        if (const auto found = fields.find(name); found != fields.end() && !found->second.empty()) {
            request.fields[name] = found->second;
        }
    }
    XH_TRY(made, documents::make_paper(context, request));
    return {};
}

}  // namespace xiuhua::isolation
