#pragma once
// A thread of the room's own for what takes longer than a transaction may: drawing a pile, reading a scan. What is to
// be done stands in the database; this only knows which of it to look at next.
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace xiuhua::documents {

class Workshop {
  public:
    // `is_closing` turns true when the program ends: leave off between two pieces; a later start goes on.
    using Work =
        std::function<void(const std::string& key, const std::function<bool()>& is_closing)>;

    explicit Workshop(Work work);
    ~Workshop();
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;

    // At once, or after what waits already; a key that waits or is being worked on is not taken twice.
    void wake(const std::string& key);

  private:
    void run();

    Work work_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> waiting_;
    std::string current_;
    bool is_closing_ = false;
    std::thread thread_;
};

}  // namespace xiuhua::documents
