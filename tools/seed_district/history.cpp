#include "tools/seed_district/history.hpp"

#include "platform/host/room.hpp"
#include "rooms/documents/actions.hpp"
#include "rooms/isolation/actions.hpp"

namespace xiuhua::seed {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct LiveOrder {
    OrderId id;
    PersonId person;
    std::string area_code;
    Date start, end;
    UserId worker;
    int trouble = 0;  // 0 none, 1 fever on the sixth day and then the hospital, 2 sometimes silent.
};

const std::vector<std::string> reasons{"从中风险地区返回，居家隔离观察", "与确诊病例同乘一趟列车",
                                       "从高风险地区所在市返回", "外省返回，社区甄别后居家观察",
                                       "密切接触者的同住家属"};

class History {
  public:
    History(Program& program, MovedClock& clock, const Options& options, const HistoryPlan& plan,
            const Seeded& people, const Accounts& accounts)
        : services_(program.services()),
          program_(program),
          clock_(clock),
          options_(options),
          plan_(plan),
          people_(people),
          accounts_(accounts),
          random_(options.seed ^ 0x0D0E5) {}

    Result<HistoryCount> live() {
        for (std::size_t i = 0; i < people_.households_kept.size(); ++i) {
            free_.push_back(i);
        }
        for (int day = 0; day < plan_.days; ++day) {
            const Date date = options_.today - std::chrono::days{plan_.days - 1 - day};
            XH_DO(one_day(date, day));
        }
        count_.active = static_cast<std::int64_t>(active_.size());
        for (const LiveOrder& order : active_) {
            count_.active_orders.push_back(
                {order.id, order.area_code, order.worker, order.trouble == 2});
        }
        if (!active_.empty()) {
            count_.resident = active_.back().person;
        }
        return count_;
    }

  private:
    static constexpr std::chrono::days signed_days{2};

    template <typename F>
    Done in_transaction(Instant now, const Viewer& viewer, F&& work) {
        clock_.set(now);
        return services_.db.write([&](Tx& tx) -> Done {
            Context context{tx, viewer, services_, now, ""};
            return work(context);
        });
    }

    Result<const Viewer*> viewer_of(UserId user) {
        auto& kept = viewers_[user];
        if (!kept) {
            XH_TRY(found, services_.db.read([&](Tx& tx) { return access::viewer_for(tx, user); }));
            if (!found) {
                return fail(ErrorCode::internal, "seed.no_user");
            }
            kept = std::make_unique<Viewer>(*found);
        }
        return kept.get();
    }

    Done one_day(Date date, int day) {
        // Whoever finished is released in the morning; the day's reports; new orders; what fell due by itself.
        XH_DO(report_all(office_instant(date, hours{7} + minutes{40}), date));
        XH_DO(release_finished(office_instant(date, hours{9}), date));
        XH_DO(new_orders(date, day));
        XH_DO(settle_at(office_instant(date, hours{10} + minutes{5})));
        XH_DO(visit_all(office_instant(date, hours{15}), date));
        if (office_instant(date, hours{18}) > end_of_history()) {
            return {};
        }
        XH_DO(report_all(office_instant(date, hours{18}), date));
        XH_DO(settle_at(office_instant(date, hours{21} + minutes{30})));
        XH_DO(close_alerts(office_instant(date, hours{21} + minutes{45}), date));
        return plan_.after_day ? plan_.after_day(date) : Done{};
    }

    // Today is lived until the afternoon, so that an evening's work is left for whoever tries the program.
    Instant end_of_history() const { return office_instant(options_.today, hours{16}); }

    Done settle_at(Instant now) {
        clock_.set(now);
        XH_TRY(handled, program_.settle());
        return {};
    }

    Done new_orders(Date date, int day) {
        const int until = plan_.orders * (day + 1) / plan_.days;
        int minute = 0;
        while (count_.orders < until && !free_.empty()) {
            const auto at = static_cast<std::size_t>(random_.below(static_cast<int>(free_.size())));
            const SeededHousehold& household = people_.households_kept[free_[at]];
            free_[at] = free_.back();
            free_.pop_back();
            XH_DO(order_household(household, date, minute));
            minute = (minute + 3) % 50;
        }
        return {};
    }

    Done order_household(const SeededHousehold& household, Date date, int minute) {
        const auto worker = accounts_.worker_of_grid.find(household.area_code.substr(0, 15));
        if (worker == accounts_.worker_of_grid.end()) {
            return fail(ErrorCode::internal, "seed.no_worker");
        }
        isolation::OrderForm form;
        form.people = household.people;
        if (form.people.size() > 3 && random_.chance(50)) {
            form.people.resize(2);
        }
        form.reason = random_.pick(reasons);
        std::vector<isolation::Order> made;
        XH_TRY(maker, viewer_of(worker->second));
        XH_DO(in_transaction(office_instant(date, hours{9} + minutes{5 + minute}), *maker,
                             [&](Context& context) -> Done {
                                 XH_TRY(orders, isolation::make_orders(context, form));
                                 made = std::move(orders);
                                 return {};
                             }));
        count_.orders += static_cast<std::int64_t>(made.size());
        // The last household of the last day still waits for its reviewer.
        if (date == options_.today && count_.orders > plan_.orders - 6) {
            return {};
        }
        XH_TRY(reviewer, viewer_of(accounts_.reviewers[made.size() % accounts_.reviewers.size()]));
        const Instant confirmed_at = office_instant(date, hours{9} + minutes{9 + minute});
        XH_DO(in_transaction(confirmed_at, *reviewer, [&](Context& context) -> Done {
            for (isolation::Order& order : made) {
                XH_TRY(confirmed, isolation::confirm_order(context, order.id, {order.version}));
                order = confirmed;
            }
            return {};
        }));
        return first_papers(made, *maker, confirmed_at + minutes{1});
    }

    Done first_papers(const std::vector<isolation::Order>& orders, const Viewer& maker,
                      Instant now) {
        XH_DO(in_transaction(now, maker, [&](Context& context) -> Done {
            for (const isolation::Order& order : orders) {
                for (const auto kind : {isolation::PaperKind::isolation_notice,
                                        isolation::PaperKind::isolation_commitment,
                                        isolation::PaperKind::building_commitment,
                                        isolation::PaperKind::installation_receipt}) {
                    if (kind == isolation::PaperKind::installation_receipt && !order.smartphone) {
                        continue;
                    }
                    XH_DO(isolation::make_order_paper(context, order.id, {kind}));
                    ++count_.papers;
                }
            }
            return {};
        }));
        XH_DO(hand_over_and_sign(orders, maker, now + minutes{2}));
        for (const isolation::Order& order : orders) {
            const int roll = random_.below(100);
            active_.push_back({order.id, order.person, order.area_code, order.start_date,
                               order.end_date, order.worker,
                               roll < 2   ? 1
                               : roll < 8 ? 2
                                          : 0});
        }
        return {};
    }

    // The notice is handed over, the commitment signed at the door.
    Done hand_over_and_sign(const std::vector<isolation::Order>& orders, const Viewer& maker,
                            Instant now) {
        std::vector<DocumentId> to_sign;
        XH_DO(in_transaction(now, maker, [&](Context& context) -> Done {
            to_sign.clear();
            for (const isolation::Order& order : orders) {
                XH_TRY(papers, documents::papers_of_order(context.tx, order.id));
                for (const documents::DocumentBrief& paper : papers) {
                    XH_DO(documents::hand_over(context, paper.id));
                    // Drawing takes 60 ms: only the last days' commitments are signed on the screen.
                    if (paper.kind == documents::DocumentKind::isolation_commitment &&
                        order.start_date + signed_days > options_.today) {
                        to_sign.push_back(paper.id);
                    }
                }
            }
            return {};
        }));
        documents::SignatureCommand drawn{
            {{{20, 60}, {40, 20}, {60, 60}, {80, 20}}, {{100, 40}, {140, 44}, {180, 38}}},
            200,
            80,
            documents::Signer::person};
        for (const DocumentId id : to_sign) {
            drawn.signer = documents::Signer::person;
            auto is_signed = documents::sign_paper({services_, maker, ""}, id, drawn);
            if (!is_signed && is_signed.error().key == "documents.guardian_must_sign") {
                drawn.signer = documents::Signer::guardian;
                is_signed = documents::sign_paper({services_, maker, ""}, id, drawn);
            }
            if (!is_signed) {
                return fail(std::move(is_signed.error()));
            }
        }
        return {};
    }

    Done report_all(Instant now, Date date) {
        return in_transaction(now, program_viewer(), [&](Context& outer) -> Done {
            for (LiveOrder& order : active_) {
                if (order.start == date && now < office_instant(date, hours{12})) {
                    continue;
                }
                if (order.trouble == 2 && random_.chance(12)) {
                    continue;
                }
                XH_TRY(worker, viewer_of(order.worker));
                Context context{outer.tx, *worker, services_, now, ""};
                XH_DO(report(context, order, date));
            }
            return {};
        });
    }

    Done report(Context& context, const LiveOrder& order, Date date) {
        isolation::ReportForm form;
        form.source = random_.chance(30) ? isolation::ReportSource::telephone
                                         : isolation::ReportSource::worker;
        form.temperature = (361 + random_.below(8)) / 10.0;
        if (order.trouble == 1 && (date - order.start).count() == 6) {
            form.temperature = 37.9;
            form.symptoms = {isolation::Symptom::cough, isolation::Symptom::fatigue};
            form.mood = isolation::Mood::anxious;
        }
        XH_DO(isolation::file_report(context, order.id, form));
        ++count_.reports;
        return {};
    }

    Done visit_all(Instant now, Date date) {
        return in_transaction(now, program_viewer(), [&](Context& outer) -> Done {
            for (const LiveOrder& order : active_) {
                const auto days = (date - order.start).count();
                XH_TRY(worker, viewer_of(order.worker));
                Context context{outer.tx, *worker, services_, now, ""};
                if (days == 1) {
                    XH_DO(print_reports(context, order));
                }
                if (days % 2 != 0) {
                    continue;
                }
                isolation::VisitForm form;
                form.kind =
                    random_.chance(50) ? isolation::VisitKind::visit : isolation::VisitKind::call;
                form.note = "在家，情况正常";
                XH_DO(isolation::log_visit(context, order.id, form));
                ++count_.visits;
            }
            return {};
        });
    }

    // Whoever has been silent since the first day has nothing to print yet.
    Done print_reports(Context& context, const LiveOrder& order) {
        const Done printed = context.tx.nested([&]() -> Done {
            XH_DO(isolation::make_order_paper(context, order.id,
                                              {isolation::PaperKind::status_report}));
            return {};
        });
        if (!printed && printed.error().key != "isolation.no_reports_to_print") {
            return fail(printed.error());
        }
        count_.papers += printed ? 1 : 0;
        return {};
    }

    Done release_finished(Instant now, Date date) {
        std::vector<LiveOrder> left;
        XH_TRY(reviewer, viewer_of(accounts_.reviewers.front()));
        XH_DO(in_transaction(now, *reviewer, [&](Context& context) -> Done {
            left.clear();
            for (const LiveOrder& order : active_) {
                const bool is_ill = order.trouble == 1 && (date - order.start).count() == 7;
                if (!is_ill && order.end >= date) {
                    left.push_back(order);
                    continue;
                }
                XH_DO(end_order(context, order, is_ill));
            }
            return {};
        }));
        active_ = std::move(left);
        return {};
    }

    Done end_order(Context& context, const LiveOrder& order, bool is_ill) {
        XH_TRY(view, isolation::look_at_order(context, order.id));
        if (is_ill) {
            isolation::TransferForm form{isolation::TransferTarget::hospital, "定点医院发热门诊",
                                         "体温 37.9 ℃，伴咳嗽", view.version};
            XH_DO(isolation::transfer_order(context, order.id, form));
            return {};
        }
        XH_DO(isolation::release_order(context, order.id, {std::nullopt, view.version}));
        ++count_.released;
        return {};
    }

    // The workers close what was asked of them; a few of today's stay open.
    Done close_alerts(Instant now, Date date) {
        if (date == options_.today) {
            return {};
        }
        XH_TRY(reviewer, viewer_of(accounts_.reviewers.front()));
        return in_transaction(now, *reviewer, [&](Context& context) -> Done {
            isolation::AlertFilter filter;
            filter.state = isolation::AlertState::open;
            filter.limit = page_rows_max;
            XH_TRY(alerts, isolation::list_alerts(context, filter));
            for (const isolation::AlertRow& alert : alerts.items) {
                XH_DO(isolation::acknowledge_alert(context, alert.id));
                XH_DO(isolation::close_alert(
                    context, alert.id, {isolation::AlertFinding::handled, "已电话核实并补报"}));
                ++count_.alerts;
            }
            return {};
        });
    }

    Services& services_;
    Program& program_;
    MovedClock& clock_;
    const Options& options_;
    const HistoryPlan& plan_;
    const Seeded& people_;
    const Accounts& accounts_;
    Random random_;
    std::vector<std::size_t> free_;
    std::vector<LiveOrder> active_;
    std::map<UserId, std::unique_ptr<Viewer>> viewers_;
    HistoryCount count_;
};

}  // namespace

Result<HistoryCount> seed_history(Program& program, MovedClock& clock, const Options& options,
                                  const HistoryPlan& plan, const Seeded& people,
                                  const Accounts& accounts) {
    return History{program, clock, options, plan, people, accounts}.live();
}

}  // namespace xiuhua::seed
