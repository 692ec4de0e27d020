#pragma once
// Signals are blocked before the first thread starts and taken by one waiting thread: otherwise the drain on
// SIGTERM could be lost to whichever thread the kernel picks.

namespace xiuhua::app {

enum class Signal { stop, reload };

// Call first in main.
void block_signals();
// Waits for SIGTERM or SIGINT (stop) or SIGHUP (reload).
Signal wait_for_signal();

}  // namespace xiuhua::app
