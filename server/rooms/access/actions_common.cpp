#include "rooms/access/actions_common.hpp"

#include <fstream>
#include <map>
#include <mutex>
#include <semaphore>
#include <sstream>

#include "platform/audit/audit.hpp"
#include "platform/crypto/password.hpp"
#include "platform/log/log.hpp"
#include "platform/outbox/outbox.hpp"

namespace xiuhua::access {
namespace {

using namespace std::chrono_literals;

constexpr std::ptrdiff_t hashes_at_once_max = 4;  // 76 MiB and four cores at the very most.
constexpr auto longest_wait = 5s;

std::counting_semaphore<hashes_at_once_max> hashing{hashes_at_once_max};

class Turn {
  public:
    Turn() : granted_(hashing.try_acquire_for(longest_wait)) {}
    ~Turn() {
        if (granted_) {
            hashing.release();
        }
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool granted() const { return granted_; }

  private:
    bool granted_;
};

}  // namespace

Result<std::string> hash_limited(std::string_view password) {
    const Turn turn;
    if (!turn.granted()) {
        return fail(ErrorCode::unavailable, "access.busy");
    }
    return crypto::hash_password(password);
}

Result<bool> verify_limited(const std::optional<std::string>& hash, std::string_view password) {
    const Turn turn;
    if (!turn.granted()) {
        return fail(ErrorCode::unavailable, "access.busy");
    }
    if (!hash) {
        crypto::verify_nothing(password);
        return false;
    }
    return crypto::verify_password(*hash, password);
}

const CommonWords& common_words(const std::string& file) {
    static std::mutex mutex;
    static std::map<std::string, CommonWords> read;
    const std::lock_guard lock{mutex};
    const auto known = read.find(file);
    if (known != read.end()) {
        return known->second;
    }
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    if (in) {
        text << in.rdbuf();
    }
    CommonWords& words = read[file];
    words = CommonWords{text.str()};
    if (words.size() == 0 && !file.empty()) {
        log::warn("access.no_word_list", {{"file", file}});
    }
    return words;
}

std::string attempt_key(const Vault& vault, AttemptKind kind, std::string_view text) {
    return vault.lookup_hash(
        kind == AttemptKind::login ? "access_attempt.login" : "access_attempt.address", text);
}

Done record(Context& context, std::string_view action, std::string_view subject_kind,
            std::string subject, std::string facts) {
    AuditEntry entry;
    entry.actor = context.viewer.user;
    entry.action = action;
    entry.subject_kind = subject_kind;
    entry.subject = std::move(subject);
    entry.facts = RawJson{std::move(facts)};
    return audit::append(context.tx, context.now, entry);
}

Done tell(Context& context, std::string_view kind, std::string subject) {
    Event event;
    event.kind = kind;
    event.subject = std::move(subject);
    return outbox::append(context.tx, context.now, event);
}

}  // namespace xiuhua::access
