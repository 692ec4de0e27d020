#include "adapters/mqtt/client.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <random>
#include <thread>

#include "adapters/mqtt/link.hpp"

namespace xiuhua::mqtt {
namespace {

using Clock = std::chrono::steady_clock;

// A broken TLS connection must not end the program.
void block_broken_pipes() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int milliseconds_until(Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

}  // namespace

struct Client::Inside {
    Inside(Settings given, Deliver how)
        : settings(std::move(given)),
          deliver(std::move(how)),
          session(settings.session),
          bell(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        thread = std::thread{[this] { run(); }};
    }
    ~Inside() {
        is_stopping = true;
        ring();
        thread.join();
        ::close(bell);
    }

    void ring() {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(bell, &one, sizeof one);
    }
    void silence() {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto taken = ::read(bell, &count, sizeof count);
    }

    void run() {
        block_broken_pipes();
        std::minstd_rand chance{std::random_device{}()};
        auto pause = settings.retry_first;
        while (!is_stopping) {
            const auto before = state().connections;
            const Done done = stay_connected();
            {
                const std::lock_guard lock{mutex};
                now.is_connected = false;
                now.last_error = done ? "" : done.error().key;
            }
            if (state().connections != before) {
                pause = settings.retry_first;
            }
            const auto spread = std::uniform_int_distribution<std::int64_t>{pause.count() * 3 / 4,
                                                                            pause.count()}(chance);
            rest(std::chrono::milliseconds{spread});
            pause = std::min(pause * 2, settings.retry_last);
        }
    }

    void rest(std::chrono::milliseconds pause) {
        const auto end = Clock::now() + pause;
        while (!is_stopping && Clock::now() < end) {
            pollfd waiting{bell, POLLIN, 0};
            if (::poll(&waiting, 1, milliseconds_until(end)) > 0) {
                silence();
            }
        }
    }

    Done stay_connected() {
        Link link;
        XH_DO(link.open({settings.host, settings.port, settings.certificates}));
        std::string first;
        {
            const std::lock_guard lock{mutex};
            first = session.begin(Clock::now());
        }
        XH_DO(link.write(first));
        while (!is_stopping) {
            XH_DO(send_output(link));
            XH_DO(wait_and_receive(link));
            XH_DO(pass_on());
        }
        XH_DO(send_output(link));
        return link.write(encode_disconnect());
    }

    Done send_output(Link& link) {
        std::string bytes;
        {
            const std::lock_guard lock{mutex};
            bytes = session.take_output(Clock::now());
            XH_DO(session.check(Clock::now()));
        }
        return bytes.empty() ? Done{} : link.write(bytes);
    }

    Done wait_and_receive(Link& link) {
        pollfd waiting[2] = {{link.descriptor(), POLLIN, 0}, {bell, POLLIN, 0}};
        Clock::time_point deadline;
        {
            const std::lock_guard lock{mutex};
            deadline = session.next_deadline();
        }
        const int ready = link.has_pending() ? 1 : ::poll(waiting, 2, milliseconds_until(deadline));
        if (waiting[1].revents != 0) {
            silence();
        }
        if (ready <= 0 || (!link.has_pending() && waiting[0].revents == 0)) {
            return {};
        }
        XH_TRY(bytes, link.read());
        const std::lock_guard lock{mutex};
        XH_DO(session.receive(bytes, Clock::now()));
        if (session.is_ready() && !now.is_connected) {
            now.is_connected = true;
            ++now.connections;
            now.last_error.clear();
        }
        return {};
    }

    Done pass_on() {
        std::vector<Message> messages;
        {
            const std::lock_guard lock{mutex};
            messages = session.take_messages();
            now.messages += messages.size();
        }
        if (messages.empty()) {
            return {};
        }
        XH_DO(deliver(messages));  // Without the lock: it waits for the disk.
        const std::lock_guard lock{mutex};
        session.acknowledge();
        now.acknowledged += messages.size();
        return {};
    }

    ClientStatus state() const {
        const std::lock_guard lock{mutex};
        return now;
    }

    const Settings settings;
    const Deliver deliver;
    mutable std::mutex mutex;  // Of session and now.
    Session session;
    ClientStatus now;
    std::atomic<bool> is_stopping = false;
    const int bell;  // Wakes the thread: something to publish, or the end.
    std::thread thread;
};

Client::Client(Settings settings, Deliver deliver)
    : inside_(std::make_unique<Inside>(std::move(settings), std::move(deliver))) {}

Client::~Client() = default;

Result<std::uint16_t> Client::publish(std::string topic, std::string payload) {
    Result<std::uint16_t> id = 0;
    {
        const std::lock_guard lock{inside_->mutex};
        id = inside_->session.publish(std::move(topic), std::move(payload));
    }
    inside_->ring();
    return id;
}

std::vector<std::uint16_t> Client::take_confirmed() {
    const std::lock_guard lock{inside_->mutex};
    return inside_->session.take_confirmed();
}

ClientStatus Client::status() const {
    return inside_->state();
}

}  // namespace xiuhua::mqtt
