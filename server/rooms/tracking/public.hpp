#pragma once
// Positions of isolated people: ids, and the one way a phone's upload comes in. Events stand in contract/events.yaml.
#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "adapters/positions/upload.hpp"
#include "kernel/id.hpp"
#include "kernel/result.hpp"

namespace xiuhua {
struct Context;
using ErrandId = Id<struct ErrandTag>;
using GrantId = Id<struct GrantTag>;
using CertificateId = Id<struct CertificateTag>;
}  // namespace xiuhua

namespace xiuhua::tracking {

// Which client a phone runs; the families are decoded in adapters/<family>/. The order is part of the stored form of
// positions: add at the end.
enum class PhoneFamily { owntracks, traccar, gpslogger, overland, web };
BOOST_DESCRIBE_ENUM(PhoneFamily, owntracks, traccar, gpslogger, overland, web)

// Who a phone says it is. Without a secret somebody else has asked for it: the MQTT broker, whose topic it then is.
struct PhoneIdentity {
    std::string device;
    std::optional<std::string> secret;
};

// "<device>.<secret>", as Traccar Client, GPSLogger and Overland carry both in one word.
std::optional<PhoneIdentity> identity_of(std::string_view device_and_secret);

struct IngestOutcome {
    int accepted = 0;          // Fixes believed; those known already count in `resent`, too.
    int apart = 0;             // Fixes kept apart with a reason, never used.
    int resent = 0;            // Known already.
    bool wants_probe = false;  // Ask the phone for a fresh fix.
};

// Keeps an upload and moves the fence's state, in the caller's transaction. The context's viewer does not matter.
// `unauthenticated` tracking.bad_credential: no such phone, a wrong secret, or its order is no longer active; nothing
// is kept then.
Result<IngestOutcome> ingest(Context& context, const PhoneIdentity& phone, PhoneFamily family,
                             const positions::Upload& upload);
// The secret behind a phone's encrypted messages (OwnTracks `_type: encrypted`); nothing for a phone not watched.
Result<std::optional<std::string>> encryption_secret(Context& context, const std::string& device);

}  // namespace xiuhua::tracking
