// The ledger of orders at 500,000 of them, every filter with every order, and mass work on 5,000 at once.
// XIUHUA_BENCH_ORDERS: orders of the ledger; XIUHUA_TEST_POSTGRES: a server to measure beside.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "bench/registry_world.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/host/services.hpp"
#include "rooms/access/public.hpp"
#include "rooms/documents/actions.hpp"
#include "rooms/isolation/actions_bulk.hpp"
#include "rooms/isolation/store.hpp"

namespace xiuhua::bench {
namespace {

using namespace isolation;
using std::chrono::days;
using std::chrono::minutes;

constexpr int people = 160'000;
constexpr int released_at_once = 5'000;
constexpr int in_isolation = 3'000;  // Beside those whose days are over.
constexpr int awaiting = 200;
constexpr int made_at_once = 500;
constexpr int workers = 200;
constexpr int pages_each = 60;  // Of each question; what is asked goes on from page to page.
constexpr double page_goal_ms = 50;
constexpr double release_goal_s = 10;
constexpr int isolation_days = 14;

struct Registered {
    PersonId id;
    HouseholdId household;
    std::string area_code, name;
};
BOOST_DESCRIBE_STRUCT(Registered, (), (id, household, area_code, name))

int orders_wanted() {
    const char* given = std::getenv("XIUHUA_BENCH_ORDERS");
    return given == nullptr ? 500'000 : std::atoi(given);
}

std::string named(const std::string& metric, Engine engine) {
    return metric + (engine == Engine::sqlite ? "" : "_postgresql");
}

// One office: its people, who works there, and half a million orders, most of them long over.
class LedgerWorld {
  public:
    LedgerWorld(RegistryWorld& world, int orders) : world_(world), orders_(orders) {
        world_.add_people(0, people);
        constexpr Query everybody{
            "bench.people",
            "SELECT id, household_id, area_code, name FROM registry_person ORDER BY id"};
        people_ =
            must_have(services().db.read([&](Tx& tx) { return tx.rows<Registered>(everybody); }));
        add_users();
        add_ended();
        add_open();
        must_have(world_.program().settle());
    }

    template <typename F>
    auto as(const Viewer& viewer, Instant now, F&& work) {
        return must_have(services().db.write([&](Tx& tx) {
            Context context{tx, viewer, services(), now, "bench"};
            return work(context);
        }));
    }
    template <typename F>
    auto look(const Viewer& viewer, F&& work) {
        return must_have(services().db.read([&](Tx& tx) {
            Context context{tx, viewer, services(), now(), "bench"};
            return work(context);
        }));
    }
    RegistryWorld& world() { return world_; }
    Services& services() { return world_.program().services(); }
    Instant now() { return services().clock.now(); }
    const Viewer& reviewer() const { return reviewer_; }
    const Viewer& lead() const { return lead_; }
    // Who made the open orders, and has a share of the old ones: the busiest.
    const Viewer& worker() const { return worker_; }
    const std::string& community() const { return community_; }

  private:
    Viewer add_user(Context& context, const std::string& login, Role role,
                    const std::string& area_code) {
        access::NewUser user;
        user.login = login;
        user.name = "办事员";
        user.roles = {role};
        user.area_codes = {area_code};
        user.must_change_password = false;
        const UserId id = must_have(access::create_user(context, user));
        return *must_have(access::viewer_for(context.tx, id));
    }

    void add_users() {
        community_ = people_.front().area_code.substr(0, 12);
        must_have(services().db.write([&](Tx& tx) -> Done {
            Context context{tx, world_.viewer(), services(), now(), "bench"};
            worker_ = add_user(context, "bench.worker", Role::grid_worker, "");
            owners_.push_back(worker_.user);
            while (owners_.size() < workers) {
                const std::string login = fmt::format("bench.worker{}", owners_.size());
                owners_.push_back(add_user(context, login, Role::grid_worker, "").user);
            }
            reviewer_ = add_user(context, "bench.reviewer", Role::reviewer, "");
            lead_ = add_user(context, "bench.lead", Role::community_lead, community_);
            return {};
        }));
    }

    // As an order stands years later; its reason is not read by any list.
    Order ended_order(int number) {
        const Registered& person = people_[static_cast<std::size_t>(number) % people_.size()];
        Order order;
        const Instant made = now() - days{30 + number % 700};
        order.id = new_id<OrderId>(made);
        order.number = "GL2020-" + std::to_string(1'000'000 + number);
        order.person = person.id;
        order.household = person.household;
        order.person_name = person.name;
        order.area_code = person.area_code;
        order.area_name = "社区";
        order.state = number % 40 == 0   ? OrderState::transferred
                      : number % 50 == 0 ? OrderState::withdrawn
                                         : OrderState::released;
        order.start_date = office_date(made);
        order.days = isolation_days;
        order.end_date = order.start_date + days{isolation_days - 1};
        order.worker = owners_[static_cast<std::size_t>(number / 7) % owners_.size()];
        order.worker_name = "办事员";
        order.made_by = worker_.user;
        order.made_by_name = "办事员";
        order.made_at = made;
        order.confirm_due_at = made;
        order.ended_at = made + days{isolation_days};
        order.policy_version = 1;
        order.last_report_at = made + days{isolation_days - 1} + minutes{number % 600};
        order.last_report_window = to_text(order.end_date) + " evening";
        return order;
    }

    void add_ended() {
        constexpr int rows_at_once = 5'000;
        for (int from = 0; from < orders_; from += rows_at_once) {
            must_have(services().db.write([&](Tx& tx) -> Done {
                for (int i = from; i < std::min(from + rows_at_once, orders_); ++i) {
                    XH_DO(store::insert(tx, ended_order(i), Bytes{"-"}));
                }
                return {};
            }));
        }
    }

    // By the acts themselves: proposed and confirmed a fortnight ago, the notice handed over, well this morning.
    void add_open() {
        const Instant before = now() - days{isolation_days};
        for (int from = 0; from < released_at_once; from += made_at_once) {
            finish_days(propose(before, from, made_at_once), before);
        }
        int from = released_at_once;
        for (; from < released_at_once + in_isolation; from += made_at_once) {
            confirm(propose(now() - days{5}, from, made_at_once), now() - days{5});
        }
        propose(now(), from, awaiting);
    }

    std::vector<Order> propose(Instant at, int first, int count) {
        constexpr int together_max = 20;
        std::vector<Order> made;
        as(worker_, at, [&](Context& context) -> Done {
            made.clear();
            for (int i = first; i < first + count; i += together_max) {
                OrderForm form;
                for (int j = i; j < std::min(i + together_max, first + count); ++j) {
                    form.people.push_back(people_[static_cast<std::size_t>(j)].id);
                }
                form.reason = "从中风险地区返回，居家隔离观察";
                form.start_date = office_date(at);
                form.days = isolation_days;
                XH_TRY(orders, make_orders(context, form));
                made.insert(made.end(), orders.begin(), orders.end());
            }
            return {};
        });
        return made;
    }

    void confirm(const std::vector<Order>& orders, Instant at) {
        as(reviewer_, at, [&](Context& context) -> Done {
            for (const Order& order : orders) {
                XH_DO(confirm_order(context, order.id, {order.version}));
            }
            return {};
        });
    }

    void finish_days(const std::vector<Order>& orders, Instant at) {
        confirm(orders, at);
        as(worker_, at, [&](Context& context) -> Done {
            for (const Order& order : orders) {
                XH_DO(make_order_paper(context, order.id, {PaperKind::isolation_notice}));
                XH_TRY(papers, documents::papers_of_order(context.tx, order.id));
                for (const documents::DocumentBrief& paper : papers) {
                    XH_DO(documents::hand_over(context, paper.id));
                }
            }
            return {};
        });
        as(worker_, now(), [&](Context& context) -> Done {
            ReportForm form;
            form.temperature = 36.5;
            for (const Order& order : orders) {
                XH_DO(file_report(context, order.id, form));
            }
            return {};
        });
    }

    RegistryWorld& world_;
    int orders_ = 0;
    std::vector<Registered> people_;
    std::string community_;
    Viewer worker_, reviewer_, lead_;
    std::vector<UserId> owners_;
};

struct Question {
    std::string name;
    const Viewer* viewer = nullptr;
    OrderFilter filter;
};

std::vector<std::pair<std::string, OrderFilter>> filters(const LedgerWorld& office) {
    std::vector<std::pair<std::string, OrderFilter>> all{{"all", {}}};
    const auto add = [&](const std::string& name, auto set) {
        all.emplace_back(name, OrderFilter{});
        set(all.back().second);
    };
    for (const OrderState state :
         {OrderState::active, OrderState::released, OrderState::awaiting_confirmation}) {
        add(std::string{json::enum_text(state)}, [&](OrderFilter& f) { f.state = state; });
    }
    for (const OrderDue due :
         {OrderDue::report, OrderDue::paper, OrderDue::release, OrderDue::alert}) {
        add("due " + std::string{json::enum_text(due)}, [&](OrderFilter& f) { f.due = due; });
    }
    add("a worker's", [&](OrderFilter& f) { f.worker = office.worker().user; });
    add("one area", [&](OrderFilter& f) { f.area = office.community(); });
    add("a number", [&](OrderFilter& f) { f.text = "GL2020-12345"; });
    return all;
}

// Every filter that the ledger has, with every order, for the whole office and for one community.
std::vector<Question> questions(const LedgerWorld& office) {
    std::vector<Question> all;
    for (const auto& [whose, viewer] :
         {std::pair{"office", &office.reviewer()}, std::pair{"community", &office.lead()}}) {
        for (const OrderSort sort :
             {OrderSort::made, OrderSort::end_date, OrderSort::last_report}) {
            for (auto [name, filter] : filters(office)) {
                filter.sort = sort;
                all.push_back({fmt::format("{}: {} by {}", whose, name, json::enum_text(sort)),
                               viewer, filter});
            }
        }
    }
    return all;
}

// Page after page, from the first again when they end.
std::vector<double> page_seconds(LedgerWorld& office, const Question& question) {
    OrderFilter filter = question.filter;
    return each_seconds(pages_each, [&](int) {
        const auto page = office.look(
            *question.viewer, [&](Context& context) { return list_orders(context, filter); });
        (void)json::write(page);
        filter.after = page.next;
    });
}

void run_pages(LedgerWorld& office, Engine engine, int orders) {
    std::vector<double> all;
    double worst = 0;
    std::string slowest;
    for (const Question& question : questions(office)) {
        (void)page_seconds(office, question);
        const auto taken = page_seconds(office, question);
        const double p99 = percentile(taken, 99);
        if (p99 > worst) {
            worst = p99;
            slowest = question.name;
        }
        if (std::getenv("XIUHUA_BENCH_KINDS") != nullptr) {
            std::fprintf(stderr, "%s: median %.2f ms, p99 %.2f ms\n", question.name.c_str(),
                         percentile(taken, 50) * 1e3, p99 * 1e3);
        }
        all.insert(all.end(), taken.begin(), taken.end());
    }
    const std::string size = std::to_string(orders);
    Figure whole{"isolation", named("ledger_page_p99_" + size, engine), percentile(all, 99) * 1e3,
                 "ms", static_cast<int>(all.size())};
    whole.goal = page_goal_ms;
    print(whole);
    Figure one{"isolation",
               named("ledger_page_p99_of_the_slowest_question (" + slowest + ")", engine),
               worst * 1e3, "ms", pages_each};
    one.goal = page_goal_ms;
    print(one);
}

BulkView wait_for(LedgerWorld& office, BulkId id, BulkState state) {
    constexpr std::chrono::milliseconds pause{20};
    while (true) {
        BulkView view = office.look(office.reviewer(),
                                    [&](Context& context) { return find_bulk(context, id); });
        if (view.state == state) {
            return view;
        }
        std::this_thread::sleep_for(pause);
    }
}

void run_release(LedgerWorld& office, Engine engine) {
    using Steady = std::chrono::steady_clock;
    const auto seconds = [](Steady::time_point from) {
        return std::chrono::duration<double>(Steady::now() - from).count();
    };
    office.world().program().start();
    BulkReleaseForm form;
    form.selection.filter.emplace().due = OrderDue::release;
    form.note = "期满，情况良好";
    const auto start = Steady::now();
    const BulkView chosen = office.as(office.reviewer(), office.now(), [&](Context& context) {
        return prepare_release(context, form);
    });
    const BulkView ready = wait_for(office, chosen.id, BulkState::ready);
    const double checked_s = seconds(start);
    const auto begun = Steady::now();
    office.as(office.reviewer(), office.now(),
              [&](Context& context) { return start_bulk(context, chosen.id); });
    const BulkView finished = wait_for(office, chosen.id, BulkState::finished);
    const double released_s = seconds(begun);
    office.world().program().stop();
    if (ready.good != released_at_once || finished.done != released_at_once) {
        throw std::runtime_error("not all were released: " + std::to_string(finished.done) +
                                 " of " + std::to_string(ready.total));
    }
    Figure release{"isolation", named("bulk_release_5000", engine), released_s, "s"};
    release.goal = release_goal_s;
    print(release);
    print({"isolation", named("bulk_release_5000_preview", engine), checked_s, "s"});
}

void run_engine(Engine engine) {
    const auto world = RegistryWorld::create(engine);
    const int orders = orders_wanted();
    if (!world) {
        for (const std::string& metric :
             {"ledger_page_p99_" + std::to_string(orders), std::string{"bulk_release_5000"}}) {
            print_absent("isolation", named(metric, engine), "XIUHUA_TEST_POSTGRES is not set");
        }
        return;
    }
    LedgerWorld office{*world, orders};
    run_pages(office, engine, orders);
    run_release(office, engine);
}

void run() {
    run_engine(Engine::sqlite);
    run_engine(Engine::postgresql);
}

const Workload workload{"isolation", run};

}  // namespace
}  // namespace xiuhua::bench
