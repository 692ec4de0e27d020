#include "platform/log/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "platform/json/json.hpp"
#include "platform/log/level.hpp"

namespace xiuhua::log {
namespace {

// spdlog writes the moment and the level; the rest of the line is ours, already JSON.
constexpr const char* line_pattern = R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";

std::mutex mutex;
std::shared_ptr<spdlog::logger> current;
std::atomic<int> current_level{SPDLOG_LEVEL_INFO};

// Words as people write them in the configuration; spdlog would accept anything and mean "off".
std::optional<spdlog::level::level_enum> parse_level(std::string_view level) {
    constexpr std::array<std::pair<std::string_view, spdlog::level::level_enum>, 5> words{{
        {"trace", spdlog::level::trace},
        {"debug", spdlog::level::debug},
        {"info", spdlog::level::info},
        {"warn", spdlog::level::warn},
        {"error", spdlog::level::err},
    }};
    for (const auto& [word, value] : words) {
        if (word == level) {
            return value;
        }
    }
    return std::nullopt;
}

std::shared_ptr<spdlog::logger> make_logger(std::string_view file) {
    std::shared_ptr<spdlog::sinks::sink> sink;
    if (!file.empty()) {
        try {
            sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(std::string{file});
        } catch (const spdlog::spdlog_ex&) {
            std::fprintf(stderr, "cannot open the log file, logging to standard error\n");
        }
    }
    if (!sink) {
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    }
    auto logger = std::make_shared<spdlog::logger>("xiuhua", std::move(sink));
    logger->set_pattern(line_pattern, spdlog::pattern_time_type::utc);
    logger->set_level(spdlog::level::trace);  // `current_level` decides.
    logger->flush_on(spdlog::level::info);    // A line read after a crash is worth its write.
    return logger;
}

std::shared_ptr<spdlog::logger> logger() {
    const std::lock_guard lock{mutex};
    if (!current) {
        current = make_logger({});
    }
    return current;
}

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::trace:
            return spdlog::level::trace;
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warn:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

}  // namespace

void start(std::string_view level, std::string_view file) {
    auto fresh = make_logger(file);
    {
        const std::lock_guard lock{mutex};
        current = std::move(fresh);
    }
    set_level(level);
}

bool set_level(std::string_view level) {
    const auto parsed = parse_level(level);
    if (parsed) {
        current_level.store(*parsed);
    }
    return parsed.has_value();
}

bool is_on(Level level) {
    return spdlog_level(level) >= current_level.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view message, Fields fields) {
    const auto severity = spdlog_level(level);
    if (severity < current_level.load(std::memory_order_relaxed)) {
        return;
    }
    std::string line = "\"message\":";
    json::write_text(line, message);
    for (const auto& [name, value] : fields) {
        line += ',';
        json::write_text(line, name);
        line += ':';
        std::visit([&](const auto& item) { json::write_to(line, item); }, value);
    }
    logger()->log(severity, spdlog::string_view_t{line.data(), line.size()});
}

}  // namespace xiuhua::log
