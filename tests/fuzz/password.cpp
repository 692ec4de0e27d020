#include "fuzz.hpp"
#include "rooms/access/rules.hpp"

namespace xiuhua::fuzz {

// What is typed at the door: a password, a login, a browser's name for itself.
void fuzz(std::string_view bytes) {
    static const access::CommonWords words{"sunflower\nhorse\nbattery\nstaple\n"};
    const access::PasswordPolicy policy{10, 5, 0};
    const std::size_t half = bytes.size() / 2;
    const auto done =
        access::check_password({bytes.substr(0, half), bytes.substr(half)}, policy, words);
    promise(done || !done.error().key.empty(), "an error has a key");
    const std::string login = access::normalise_login(bytes);
    if (access::login_faults(login).empty()) {
        promise(login.size() >= access::login_characters_min &&
                    login.size() <= access::login_characters_max,
                "a login is bounded");
        promise(access::normalise_login(login) == login, "a login stays as it is");
    }
    promise(access::device_label(bytes).size() < 40, "a label is bounded");
}

}  // namespace xiuhua::fuzz
