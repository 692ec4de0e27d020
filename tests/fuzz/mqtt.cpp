#include "adapters/mqtt/session.hpp"
#include "fuzz.hpp"

namespace xiuhua::fuzz {

// A broker that says anything, in one piece and byte by byte: the two must be understood alike.
void fuzz(std::string_view bytes) {
    const mqtt::Session::Time now{};
    mqtt::Session whole{{.client_id = "x", .username = {}, .password = {}, .filters = {"a/+"}}};
    mqtt::Session pieces = whole;
    (void)whole.begin(now);
    (void)pieces.begin(now);
    const Done at_once = whole.receive(bytes, now);
    Done one_by_one;
    for (std::size_t i = 0; i < bytes.size() && one_by_one; ++i) {
        one_by_one = pieces.receive(bytes.substr(i, 1), now);
    }
    promise(at_once.has_value() == one_by_one.has_value(), "pieces do not matter");
    const auto messages = whole.take_messages();
    promise(messages.size() == pieces.take_messages().size(), "pieces lose nothing");
    whole.acknowledge();
    pieces.acknowledge();
    promise(whole.take_output(now) == pieces.take_output(now), "pieces answer alike");
}

}  // namespace xiuhua::fuzz
