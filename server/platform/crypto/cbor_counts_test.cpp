#include "platform/crypto/cbor_counts.hpp"

#include <doctest/doctest.h>

#include <string>

namespace xiuhua::crypto {

TEST_CASE("no string and no list claims more than the bytes behind it") {
    using namespace std::string_literals;
    struct Row {
        std::string items;
        bool fits;
    };
    for (const Row& row : {
             Row{"", true},
             Row{"\x17\x20"s, true},           // 23, -1
             Row{"\x18\x18"s, true},           // 24
             Row{"\x18"s, false},              // cut off
             Row{"\x42\x01\x02"s, true},       // two bytes
             Row{"\x43\x01\x02"s, false},      // three, and there are two
             Row{"\x58\x02\x01\x02"s, true},   // the length in a byte of its own
             Row{"\x58\x03\x01\x02"s, false},  //
             Row{"\x63"
                 "abc"s,
                 true},                           //
             Row{"\x82\x01\x02"s, true},          // [1, 2]
             Row{"\x83\x01\x02"s, false},         //
             Row{"\xa1\x01\x02"s, true},          // {1: 2}
             Row{"\xa2\x01\x02\x03"s, false},     // two pairs need four bytes
             Row{"\xa1\x01\x82\x01\x02"s, true},  // a list within
             Row{"\x9f\x01\xff"s, true},          // of unsaid length
             Row{"\xc1\x01\xf5\xf9\x00\x00"s, true},
             Row{"\x1c"s, false},  // reserved
             Row{"\xba\xcf\x6e\x3c\x7b\xd1\x54"s, false},
             Row{"\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x01"s, false},
             Row{"\x5b\xff\xff\xff\xff\xff\xff\xff\xff\x01"s, false},
         }) {
        CAPTURE(row.items);
        CHECK(cbor_counts_fit(row.items) == row.fits);
    }
}

}  // namespace xiuhua::crypto
