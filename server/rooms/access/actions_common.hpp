#pragma once
// What the actions of this room share.
#include <string>
#include <string_view>

#include "platform/crypto/vault.hpp"
#include "platform/host/room.hpp"
#include "rooms/access/rules.hpp"

namespace xiuhua::access {

inline constexpr std::string_view totp_context = "access_user.totp_secret";

inline const Viewer& program_itself() {
    return program_viewer();
}

// Argon2id takes 19 MiB and a core: at most a few at once, the others wait a moment. `unavailable` access.busy.
Result<std::string> hash_limited(std::string_view password);
// False also when it was too busy, which `busy` then says.
Result<bool> verify_limited(const std::optional<std::string>& hash, std::string_view password);

// The words of the file, read once; none, with a line in the log, when it cannot be read.
const CommonWords& common_words(const std::string& file);

std::string attempt_key(const Vault& vault, AttemptKind kind, std::string_view text);

// Audit and outbox entries of the context's viewer; `facts` is JSON.
Done record(Context& context, std::string_view action, std::string_view subject_kind,
            std::string subject, std::string facts = "{}");
Done tell(Context& context, std::string_view kind, std::string subject);

}  // namespace xiuhua::access
