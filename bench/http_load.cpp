#include "bench/http_load.hpp"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace xiuhua::bench {
namespace {

using Steady = std::chrono::steady_clock;

// One latency in so many is kept: enough for a p99, cheap enough not to disturb.
constexpr std::int64_t latency_sample = 8;

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// Bytes of one whole answer at the front of `text`; 0 when it is not whole yet.
std::size_t answer_bytes(std::string_view text) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == text.npos) {
        return 0;
    }
    const std::string_view head = text.substr(0, end + 2);
    for (const std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "}) {
        if (const std::size_t at = head.find(name); at != head.npos) {
            const std::size_t body = std::strtoul(head.data() + at + name.size(), nullptr, 10);
            return text.size() >= end + 4 + body ? end + 4 + body : 0;
        }
    }
    if (head.find("chunked") != head.npos) {
        const std::size_t last = text.find("0\r\n\r\n", end + 4);
        return last == text.npos ? 0 : last + 5;
    }
    return end + 4;
}

struct Line {
    int descriptor = -1;
    std::string request, answer;
    Steady::time_point sent;
};

class Load {
  public:
    explicit Load(const LoadPlan& plan) : plan_(plan), lines_(plan.connections) {
        epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            open(i);
        }
    }
    ~Load() {
        for (const Line& line : lines_) {
            ::close(line.descriptor);
        }
        ::close(epoll_);
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    LoadResult run() {
        const auto began = Steady::now();
        const auto end = began + std::chrono::duration_cast<Steady::duration>(
                                     std::chrono::duration<double>(plan_.seconds));
        for (Line& line : lines_) {
            send(line);
        }
        epoll_event events[256];
        for (auto now = began; now < end; now = Steady::now()) {
            const int ready = ::epoll_wait(epoll_, events, 256, 100);
            for (int i = 0; i < ready; ++i) {
                receive(events[i].data.u64);
            }
        }
        result_.seconds = std::chrono::duration<double>(Steady::now() - began).count();
        return std::move(result_);
    }

  private:
    void open(std::size_t index) {
        Line& line = lines_[index];
        line.descriptor = connect_to(plan_.port);
        if (line.descriptor < 0) {
            throw std::runtime_error("nobody listens on port " + std::to_string(plan_.port));
        }
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = index;
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, line.descriptor, &event);
    }
    void send(Line& line) {
        line.request.clear();
        line.answer.clear();
        plan_.next(line.request);
        line.sent = Steady::now();
        // A request of some hundred bytes fits an empty socket buffer.
        (void)!::write(line.descriptor, line.request.data(), line.request.size());
    }
    void receive(std::size_t index) {
        Line& line = lines_[index];
        char bytes[64 << 10];
        const ssize_t got = ::read(line.descriptor, bytes, sizeof bytes);
        if (got <= 0) {
            if (got < 0 && errno == EAGAIN) {
                return;
            }
            ++result_.refused;
            ::close(line.descriptor);
            open(index);
            return send(line);
        }
        line.answer.append(bytes, static_cast<std::size_t>(got));
        if (answer_bytes(line.answer) == 0) {
            return;
        }
        if (line.answer.size() > 9 && line.answer[9] == '2') {
            if (++result_.answered % latency_sample == 0) {
                result_.latencies.push_back(
                    std::chrono::duration<double>(Steady::now() - line.sent).count());
            }
        } else if (++result_.refused == 1) {
            result_.first_refusal = line.answer;
        }
        send(line);
    }

    const LoadPlan& plan_;
    std::vector<Line> lines_;
    int epoll_ = -1;
    LoadResult result_;
};

// Fields of /proc/<id>/stat behind the name, which may hold blanks: [0] is the state.
std::vector<std::string> stat_of(int process) {
    std::ifstream in{"/proc/" + std::to_string(process) + "/stat"};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    const std::size_t end = text.rfind(')');
    std::vector<std::string> fields;
    if (end != text.npos) {
        std::istringstream rest{text.substr(end + 2)};
        for (std::string field; rest >> field;) {
            fields.push_back(field);
        }
    }
    return fields;
}

std::vector<int> family_of(int process) {
    std::vector<int> family{process};
    DIR* folder = ::opendir("/proc");
    for (dirent* entry = ::readdir(folder); entry != nullptr; entry = ::readdir(folder)) {
        const int candidate = std::atoi(entry->d_name);
        if (candidate > 0) {
            const auto fields = stat_of(candidate);
            if (fields.size() > 1 && std::stoi(fields[1]) == process) {
                family.push_back(candidate);
            }
        }
    }
    ::closedir(folder);
    return family;
}

double status_mb(int process, std::string_view field) {
    std::ifstream in{"/proc/" + std::to_string(process) + "/status"};
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(field)) {
            return std::stod(line.substr(field.size())) / 1024;
        }
    }
    return 0;
}

// A bench that throws or is killed leaves nothing behind: the kernel ends its children.
void end_with(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) {
        ::_exit(127);  // It was gone before the kernel was told.
    }
}

}  // namespace

int connect_to(int port, int from) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    if (from != 1) {
        sockaddr_in own = loopback(0);
        own.sin_addr.s_addr = htonl((INADDR_LOOPBACK & ~0xffU) | static_cast<unsigned>(from));
        ::setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        ::bind(descriptor, reinterpret_cast<const sockaddr*>(&own), sizeof own);
    }
    const sockaddr_in address = loopback(port);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(descriptor);
        return -1;
    }
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    return descriptor;
}

std::string ask(int port, const std::string& request) {
    const int descriptor = connect_to(port);
    if (descriptor < 0) {
        throw std::runtime_error("nobody listens on port " + std::to_string(port));
    }
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    (void)!::write(descriptor, request.data(), request.size());
    std::string answer;
    char bytes[64 << 10];
    while (answer_bytes(answer) == 0) {
        const ssize_t got = ::read(descriptor, bytes, sizeof bytes);
        if (got <= 0) {
            break;
        }
        answer.append(bytes, static_cast<std::size_t>(got));
    }
    ::close(descriptor);
    return answer;
}

std::string program_beside(const std::string& name) {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

std::size_t open_files_max() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

LoadResult run_load(const LoadPlan& plan) {
    return Load{plan}.run();
}

int free_port() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), size);
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(descriptor);
    return ntohs(address.sin_port);
}

void Child::become(const std::vector<std::string>& words, const Environment& environment) {
    const int nothing = ::open("/dev/null", O_RDWR);
    ::dup2(nothing, 0);
    ::dup2(nothing, 1);
    ::dup2(nothing, 2);
    for (const std::string& setting : environment) {
        ::putenv(const_cast<char*>(setting.c_str()));
    }
    std::vector<char*> arguments;
    for (const std::string& word : words) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

Child::Child(const std::vector<std::string>& words, int port, const Environment& environment)
    : port_(port) {
    const pid_t parent = ::getpid();
    process_ = ::fork();
    if (process_ == 0) {
        end_with(parent);
        become(words, environment);
    }
    // Often: starting is measured too.
    constexpr std::chrono::milliseconds look_again{1};
    constexpr int looks_max = 20'000;
    for (int looks = 0; looks < looks_max; ++looks) {
        const int descriptor = connect_to(port);
        if (descriptor >= 0) {
            ::close(descriptor);
            return;
        }
        if (::waitpid(process_, nullptr, WNOHANG) == process_) {
            throw std::runtime_error(words[0] + " ended by itself");
        }
        std::this_thread::sleep_for(look_again);
    }
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    throw std::runtime_error(words[0] + " does not listen");
}

Child::Child(const std::function<void(const std::function<void(int)>& listening)>& serve) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipe");
    }
    const pid_t parent = ::getpid();
    process_ = ::fork();
    if (process_ == 0) {
        end_with(parent);
        try {
            serve([&](int port) { (void)!::write(ends[1], &port, sizeof port); });
            for (;;) {
                ::pause();
            }
        } catch (const std::exception& problem) {
            (void)!::write(2, problem.what(), std::string{problem.what()}.size());
        }
        ::_exit(1);
    }
    ::close(ends[1]);
    if (::read(ends[0], &port_, sizeof port_) != sizeof port_) {
        ::waitpid(process_, nullptr, 0);
        throw std::runtime_error("the server did not start");
    }
    ::close(ends[0]);
}

Child::~Child() {
    if (process_ < 0) {
        return;
    }
    for (const int member : family_of(process_)) {
        ::kill(member, SIGKILL);
    }
    ::waitpid(process_, nullptr, 0);
}

void Child::stop() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

double Child::cpu_seconds() const {
    double ticks = 0;
    for (const int member : family_of(process_)) {
        const auto fields = stat_of(member);
        if (fields.size() > 12) {
            ticks += std::stod(fields[11]) + std::stod(fields[12]);
        }
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double Child::peak_memory_mb() const {
    return status_mb(process_, "VmHWM:");
}

double Child::memory_mb() const {
    return status_mb(process_, "VmRSS:");
}

}  // namespace xiuhua::bench
