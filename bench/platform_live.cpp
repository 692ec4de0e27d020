// One event to 2,000 open screens: from before the act is sent until each of them has read it.
#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <chrono>
#include <map>
#include <stdexcept>
#include <thread>

#include "bench/harness.hpp"
#include "bench/office.hpp"

namespace xiuhua::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int viewers = 2'000;
constexpr int events = 50;
constexpr auto event_pause = std::chrono::milliseconds{200};
constexpr double goal_ms = 150;
constexpr std::string_view event_line = "event: isolation.visit_logged\n";
constexpr std::string_view subject_mark = "\"subject\":\"";
constexpr std::size_t id_characters = 36;

// Screens that read what comes; one thread.
class Viewers {
  public:
    Viewers(int port, const Session& session) : screens_(viewers) {
        epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
        const std::string request = session.get("/api/live");
        for (std::size_t i = 0; i < screens_.size(); ++i) {
            screens_[i].descriptor = connect_to(port);
            if (screens_[i].descriptor < 0) {
                throw std::runtime_error("a screen was refused");
            }
            (void)!::write(screens_[i].descriptor, request.data(), request.size());
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u64 = i;
            ::epoll_ctl(epoll_, EPOLL_CTL_ADD, screens_[i].descriptor, &event);
        }
    }
    ~Viewers() {
        for (const Screen& screen : screens_) {
            ::close(screen.descriptor);
        }
        ::close(epoll_);
    }
    Viewers(const Viewers&) = delete;
    Viewers& operator=(const Viewers&) = delete;

    // Until that moment, or until as many frames were seen.
    void read_until(Steady::time_point end, std::size_t frames_wanted) {
        epoll_event ready[256];
        while (Steady::now() < end && seen_.size() < frames_wanted) {
            const int count = ::epoll_wait(epoll_, ready, 256, 20);
            for (int i = 0; i < count; ++i) {
                read(screens_[ready[i].data.u64]);
            }
        }
    }
    struct Seen {
        std::string subject;
        Steady::time_point at;
    };
    const std::vector<Seen>& seen() const { return seen_; }
    std::size_t opened() const { return opened_; }

  private:
    struct Screen {
        int descriptor = -1;
        bool open = false;
        std::string text;
    };
    void read(Screen& screen) {
        char bytes[16 << 10];
        const ssize_t got = ::read(screen.descriptor, bytes, sizeof bytes);
        if (got <= 0) {
            throw std::runtime_error("a stream ended: " + screen.text);
        }
        const auto now = Steady::now();
        screen.text.append(bytes, static_cast<std::size_t>(got));
        for (std::size_t end; (end = screen.text.find("\n\n")) != std::string::npos;) {
            take(screen, std::string_view{screen.text}.substr(0, end + 1), now);
            screen.text.erase(0, end + 2);
        }
    }
    void take(Screen& screen, std::string_view frame, Steady::time_point now) {
        if (!screen.open) {
            screen.open = true;
            ++opened_;
        }
        if (frame.find(event_line) == frame.npos) {
            return;
        }
        const std::size_t at = frame.find(subject_mark);
        if (at != frame.npos) {
            const auto subject = frame.substr(at + subject_mark.size(), id_characters);
            seen_.push_back({std::string{subject}, now});
        }
    }

    std::vector<Screen> screens_;
    std::vector<Seen> seen_;
    std::size_t opened_ = 0;
    int epoll_ = -1;
};

std::vector<std::string> active_orders(int port, const Session& session) {
    const std::string body =
        body_of(ask(port, session.get("/api/isolation/orders?state=active&limit=50")));
    std::vector<std::string> ids;
    const auto page = boost::json::parse(body);
    for (const auto& row : page.at("items").as_array()) {
        const auto& id = row.at("id").as_string();
        ids.emplace_back(id.data(), id.size());
    }
    return ids;
}

// What fell due while the district was not served is caught up first: an office has no such morning at every act.
void wait_until_quiet(int port) {
    constexpr auto patience = std::chrono::seconds{120};
    constexpr auto pause = std::chrono::seconds{2};
    const auto writes = [&] {
        const std::string text = body_of(ask(port, Session{}.get("/metrics")));
        const std::size_t at = text.find("\nxiuhua_db_writes ");
        if (at == text.npos) {
            throw std::runtime_error("the office counts no writes");
        }
        return text.substr(at, text.find('\n', at + 1) - at);
    };
    std::this_thread::sleep_for(pause);  // It has written by then: each start does.
    std::string before = writes();
    for (const auto end = Steady::now() + patience; Steady::now() < end;) {
        std::this_thread::sleep_for(pause);
        std::string now = writes();
        if (now == before) {
            return;
        }
        before = std::move(now);
    }
    throw std::runtime_error("the office does not come to rest");
}

std::vector<double> latencies_ms(const District& district) {
    const Folder folder;
    const auto office = start_office(district, folder.path());
    wait_until_quiet(office->port());
    const Session command = log_in(office->port(), "command");
    const std::vector<std::string> orders = active_orders(office->port(), command);
    Viewers screens{office->port(), command};
    constexpr auto patience = std::chrono::seconds{20};
    for (const auto end = Steady::now() + patience;
         screens.opened() < viewers && Steady::now() < end;) {
        screens.read_until(Steady::now() + std::chrono::milliseconds{50}, 1);
    }
    std::map<std::string, Steady::time_point> sent;
    for (int i = 0; i < std::min<int>(events, static_cast<int>(orders.size())); ++i) {
        sent[orders[static_cast<std::size_t>(i)]] = Steady::time_point::max();
    }
    const std::size_t wanted = sent.size() * viewers;
    std::thread acts{[&] {
        for (auto& [order, at] : sent) {
            at = Steady::now();
            (void)ask(office->port(),
                      command.post("/api/isolation/orders/" + order + "/visits",
                                   R"({"kind":"call","finding":"at_home_well","note":""})"));
            std::this_thread::sleep_until(at + event_pause);
        }
    }};
    screens.read_until(Steady::now() + patience, wanted);
    acts.join();
    if (screens.seen().size() < wanted || wanted == 0) {
        throw std::runtime_error(std::to_string(screens.seen().size()) + " of " +
                                 std::to_string(wanted) + " frames came");
    }
    std::vector<double> taken;
    for (const auto& [subject, at] : screens.seen()) {
        taken.push_back(std::chrono::duration<double>(at - sent.at(subject)).count() * 1e3);
    }
    return taken;
}

}  // namespace

void run_platform_live() {
    for (const District& district : districts("platform")) {
        const std::vector<double> taken = latencies_ms(district);
        for (const double percent : {50.0, 99.0}) {
            Figure figure{.bench = "platform",
                          .metric = fmt::format(
                              "p{:.0f} from an act to 2,000 open screens, 5 acts a second, {}",
                              percent, district.engine),
                          .value = percentile(taken, percent),
                          .unit = "ms",
                          .runs = static_cast<int>(taken.size())};
            if (percent == 99) {
                figure.goal = goal_ms;
            }
            print(figure);
        }
    }
}

}  // namespace xiuhua::bench
