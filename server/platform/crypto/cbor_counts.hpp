#pragma once
// libcbor (behind libfido2) makes room for as many entries as a list claims before it has seen one: five bytes ask for
// 55 GB (found by tests/fuzz/passkey.cpp). So what a stranger sends is looked at first.
#include <string_view>

namespace xiuhua::crypto {

// Whether each string and each list of this sequence of CBOR items (RFC 8949) claims no more than the bytes behind it
// could hold, an entry being at least one byte. False for reserved heads and ones that are cut off, too.
bool cbor_counts_fit(std::string_view items);

}  // namespace xiuhua::crypto
