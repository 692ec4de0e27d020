#include "app/signals.hpp"

#include <csignal>

namespace xiuhua::app {
namespace {

sigset_t waited_for() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

}  // namespace

void block_signals() {
    const sigset_t set = waited_for();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE,
                SIG_IGN);  // A client that went away is an error of its socket, not of the program.
}

Signal wait_for_signal() {
    const sigset_t set = waited_for();
    int signal = 0;
    while (sigwait(&set, &signal) != 0) {
    }
    return signal == SIGHUP ? Signal::reload : Signal::stop;
}

}  // namespace xiuhua::app
