#pragma once
// One fuzz target a file: void fuzz(std::string_view bytes), which must not crash, hang or break a promise.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "adapters/positions/message.hpp"

namespace xiuhua::fuzz {

inline void promise(bool kept, const char* what) {
    if (!kept) {
        std::fprintf(stderr, "promise broken: %s\n", what);
        std::abort();
    }
}

// What every decoder of positions promises.
inline void check(const Result<positions::Upload>& upload) {
    if (!upload) {
        promise(!upload.error().key.empty(), "an error has a key");
        promise(positions::retry_of(upload.error()) == positions::Retry::never,
                "a message that is not understood will never be");
        return;
    }
    promise(upload->fixes.size() <= positions::fixes_max + 1, "an upload is bounded");
    promise(upload->device.size() <= 128, "a device's name is bounded");
    for (const positions::Fix& fix : upload->fixes) {
        promise(fix.fix_time > Instant{}, "a fix has a time");
        promise(fix.accuracy_meters.value_or(1) > 0, "an accuracy is positive or absent");
        promise(fix.trigger.size() <= 32 && fix.network.size() <= 32, "a word is bounded");
    }
}

void fuzz(std::string_view bytes);

}  // namespace xiuhua::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    xiuhua::fuzz::fuzz({reinterpret_cast<const char*>(data), size});
    return 0;
}
