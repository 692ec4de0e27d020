#pragma once
// A small HTTP load: many keep-alive connections of one thread, each waiting for its answer before the next request.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace xiuhua::bench {

struct LoadPlan {
    int port = 0;  // On 127.0.0.1.
    int connections = 16;
    double seconds = 1;
    // Writes the next request, whole, into the given text. Called from one thread.
    std::function<void(std::string&)> next;
};
struct LoadResult {
    std::int64_t answered = 0;  // With 2xx.
    std::int64_t refused = 0;   // With anything else, or not at all.
    double seconds = 0;
    std::vector<double> latencies;  // Seconds; of a sample of the answers.
    std::string first_refusal;      // Its first line, to be shown.
    double per_second() const { return seconds > 0 ? static_cast<double>(answered) / seconds : 0; }
};
// Throws std::runtime_error when nobody listens there.
LoadResult run_load(const LoadPlan& plan);

// A program under measurement: started with its own output thrown away, stopped with the object, and killed by the
// kernel should this process end without its destructors.
class Child {
  public:
    // "NAME=value", beside what this process has.
    using Environment = std::vector<std::string>;
    // `words[0]` is the program. Waits until `port` accepts connections; throws when it does not within 20 s.
    Child(const std::vector<std::string>& words, int port, const Environment& environment = {});
    // A copy of this process that runs `serve` (which tells the port it listens on and then serves until it is killed).
    explicit Child(const std::function<void(const std::function<void(int)>& listening)>& serve);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    int port() const { return port_; }
    // User and system time so far, of the process and what it started.
    double cpu_seconds() const;
    double peak_memory_mb() const;
    double memory_mb() const;  // Resident now.
    void stop();               // SIGTERM, and waits for the end.

  private:
    [[noreturn]] static void become(const std::vector<std::string>& words,
                                    const Environment& environment);
    int process_ = -1;
    int port_ = 0;
};

int free_port();

// One request on a connection of its own; the whole answer. Throws when nobody listens.
std::string ask(int port, const std::string& request);
// A non-blocking connection to 127.0.0.1, or -1. `from` is the last byte of its own address (127.0.0.x): one address
// has 28,000 ports, and a closed connection keeps its port for a minute.
int connect_to(int port, int from = 1);
// The path of another program of the same build.
std::string program_beside(const std::string& name);
// Raises this process's limit of open files as far as it goes; children have it too.
std::size_t open_files_max();

}  // namespace xiuhua::bench
