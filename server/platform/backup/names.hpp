#pragma once
// What the files of a backup are called. Inside platform/backup only.
#include <optional>
#include <string>

#include "kernel/instant.hpp"

namespace xiuhua::backup {

inline constexpr std::string_view suffix = ".backup";
inline constexpr std::size_t fingerprint_letters =
    12;  // Enough to tell the few keys of an office apart.

// "20261124T001122Z": sorts as it was made.
inline std::string stamp(Instant at) {
    std::string text;
    for (const char c : xiuhua::to_text(at).substr(0, 19)) {
        if (c != '-' && c != ':') {
            text += c;
        }
    }
    return text + "Z";
}
inline std::string database_name(const std::string& schema, Instant at) {
    return "xiuhua-" + schema + "-" + stamp(at) + std::string{suffix};
}
inline std::string keys_name(const std::string& schema, const std::string& fingerprint) {
    return "xiuhua-" + schema + "-keys-" + fingerprint.substr(0, fingerprint_letters) +
           std::string{suffix};
}
inline std::string master_name(const std::string& schema) {
    return "xiuhua-" + schema + "-master" + std::string{suffix};
}
// Nothing for a name that is not a database backup's.
inline std::optional<Instant> made_at(const std::string& name, const std::string& schema) {
    const std::string before = "xiuhua-" + schema + "-";
    constexpr std::size_t stamp_letters = 16;
    if (name.size() != before.size() + stamp_letters + suffix.size() || !name.starts_with(before) ||
        !name.ends_with(suffix)) {
        return std::nullopt;
    }
    const std::string s = name.substr(before.size(), stamp_letters);
    return parse_instant(s.substr(0, 4) + "-" + s.substr(4, 2) + "-" + s.substr(6, 5) + ":" +
                         s.substr(11, 2) + ":" + s.substr(13, 2) + "Z");
}

}  // namespace xiuhua::backup
