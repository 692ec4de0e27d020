#include "adapters/scan/scan.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/scan/frames.hpp"

namespace xiuhua::scan {
namespace {

constexpr int page_wait_ms = 60'000;

tl::unexpected<Error> reader_failed(std::string detail) {
    return fail(ErrorCode::unavailable, "scan.reader_failed", {}, std::move(detail));
}

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }
    void close() {
        if (number_ >= 0) {
            ::close(number_);
            number_ = -1;
        }
    }

  private:
    int number_;
};

// The file as something that can be read from the beginning and lies on no disk.
int in_memory(std::string_view bytes) {
    const int file = memfd_create("scan", MFD_CLOEXEC);
    std::size_t done = 0;
    while (file >= 0 && done < bytes.size()) {
        const ssize_t written = ::write(file, bytes.data() + done, bytes.size() - done);
        if (written <= 0) {
            ::close(file);
            return -1;
        }
        done += static_cast<std::size_t>(written);
    }
    if (file >= 0) {
        lseek(file, 0, SEEK_SET);
    }
    return file;
}

class Child {
  public:
    ~Child() {
        if (id_ > 0) {
            kill(id_, SIGKILL);
            waitpid(id_, nullptr, 0);
        }
    }
    bool start(int input, int output) {
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
        // Nothing of the parent's signal handling, and none of its environment.
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        std::string name = "xiuhua", word{child_word}, asan = "ASAN_OPTIONS=detect_leaks=0";
        char* words[] = {name.data(), word.data(), nullptr};
        char* environment[] = {asan.data(), nullptr};
        const int failed =
            posix_spawn(&id_, "/proc/self/exe", &actions, &attributes, words, environment);
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
        if (failed != 0) {
            id_ = -1;
        }
        return failed == 0;
    }
    // True when it ended by itself and in good order.
    bool ended_well() {
        int status = 0;
        const pid_t id = id_;
        id_ = -1;
        return waitpid(id, &status, 0) == id && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

  private:
    pid_t id_ = -1;
};

enum class Read { whole, end, broken };

Read read_exactly(int from, char* into, std::size_t length) {
    std::size_t done = 0;
    while (done < length) {
        pollfd waiting{from, POLLIN, 0};
        if (poll(&waiting, 1, page_wait_ms) <= 0) {
            return Read::broken;
        }
        const ssize_t read = ::read(from, into + done, length - done);
        if (read == 0 && done == 0) {
            return Read::end;
        }
        if (read <= 0) {
            return Read::broken;
        }
        done += static_cast<std::size_t>(read);
    }
    return Read::whole;
}

Read read_block(int from, std::size_t length_max, std::string& block) {
    char length_bytes[4];
    const Read began = read_exactly(from, length_bytes, sizeof length_bytes);
    if (began != Read::whole) {
        return began;
    }
    std::size_t length = 0;
    for (int i = 3; i >= 0; --i) {
        length = length << 8 | static_cast<unsigned char>(length_bytes[i]);
    }
    if (length > length_max) {
        return Read::broken;
    }
    block.resize(length);
    return length == 0 || read_exactly(from, block.data(), length) == Read::whole ? Read::whole
                                                                                  : Read::broken;
}

Done whole_fault(const std::string& key) {
    for (const std::string_view known :
         {"scan.unknown_kind", "scan.unreadable_file", "scan.password"}) {
        if (key == known) {
            return fail(ErrorCode::invalid, key);
        }
    }
    if (key == "scan.too_many_pages" || key == "scan.too_many_pixels") {
        return fail(ErrorCode::too_large, key);
    }
    return reader_failed("an unknown fault");
}

}  // namespace

Done read_scan(std::string_view bytes, const std::function<Done(ScannedPage&&)>& visit) {
    Descriptor input{in_memory(bytes)};
    int ends[2];
    if (input.number() < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        return reader_failed("no descriptors");
    }
    Descriptor from{ends[0]}, to{ends[1]};
    Child child;
    if (!child.start(input.number(), to.number())) {
        return reader_failed("the child does not start");
    }
    to.close();
    int expected = 1;
    while (true) {
        std::string text, jpeg;
        const Read head = read_block(from.number(), frame_head_max, text);
        if (head == Read::end) {
            break;
        }
        if (head == Read::broken ||
            read_block(from.number(), frame_picture_max, jpeg) != Read::whole) {
            return reader_failed("the child stopped in the middle");
        }
        auto frame = read_head(text);
        if (!frame || frame->number > pages_max || frame->pages > pages_max) {
            return reader_failed("a frame of another form");
        }
        if (frame->number == 0) {
            return whole_fault(frame->fault);
        }
        if (frame->number != expected || frame->quarters < 0 || frame->quarters > 3 ||
            (frame->fault.empty() && !jpeg.starts_with("\xFF\xD8"))) {
            return reader_failed("a frame of another form");
        }
        ++expected;
        XH_DO(visit({frame->number, frame->pages, std::move(frame->code), frame->quarters,
                     frame->width, frame->height, std::move(jpeg), std::move(frame->fault)}));
    }
    return child.ended_well() ? Done{} : reader_failed("the child met its limits");
}

}  // namespace xiuhua::scan
