#pragma once
// What is wrong with this running program, in words an operator can look up (docs/operate/alarms.md). An alarm says
// that something works worse than it should; the office goes on. One place, known to /readyz, /metrics, the log and
// the operator's page.
#include <string>
#include <string_view>
#include <vector>

#include "kernel/instant.hpp"
#include "kernel/result.hpp"

namespace xiuhua::health {

struct Alarm {
    std::string key;  // "disk.low", "db.full" …: closed words, each with a text in both languages.
    std::string detail;  // Paths, sizes, errors of the system. Nothing personal.
    Instant since;
};

// Idempotent; the first raise and the clearing are logged. Threads may call at any time.
void raise(std::string_view key, std::string_view detail = {});
void clear(std::string_view key);
std::vector<Alarm> alarms();  // By key.

// Of the database: what a commit or an opening failed with becomes an alarm, and the next good commit clears it.
void database_failed(const Error& error);
void database_well();

}  // namespace xiuhua::health
