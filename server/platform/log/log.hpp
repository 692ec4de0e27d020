#pragma once
// JSON lines. No personal data: log ids, keys, counts and durations, never names, numbers, texts or bodies.
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace xiuhua::log {

using FieldValue = std::variant<std::int64_t, double, std::string>;
using Fields = std::initializer_list<std::pair<std::string_view, FieldValue>>;

enum class Level { trace, debug, info, warn, error };

// Standard error when `file` is empty. May be called again; set_level may be called at any time.
void start(std::string_view level, std::string_view file);
bool set_level(std::string_view level);  // False for an unknown word.
void write(Level level, std::string_view message, Fields fields = {});

// log::info("http.stopped", {{"connections", 3}});
inline void debug(std::string_view message, Fields fields = {}) {
    write(Level::debug, message, fields);
}
inline void info(std::string_view message, Fields fields = {}) {
    write(Level::info, message, fields);
}
inline void warn(std::string_view message, Fields fields = {}) {
    write(Level::warn, message, fields);
}
inline void error(std::string_view message, Fields fields = {}) {
    write(Level::error, message, fields);
}

}  // namespace xiuhua::log
