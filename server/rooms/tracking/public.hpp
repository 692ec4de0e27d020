#pragma once
// Positions of isolated people: ids that other rooms may speak of. Events stand in contract/events.yaml.
#include <boost/describe.hpp>

#include "kernel/id.hpp"

namespace xiuhua {
using ErrandId = Id<struct ErrandTag>;
using GrantId = Id<struct GrantTag>;
using CertificateId = Id<struct CertificateTag>;
}  // namespace xiuhua

namespace xiuhua::tracking {

// Which client a phone runs; the families are decoded in adapters/<family>/.
enum class PhoneFamily { owntracks, traccar, gpslogger, overland, web };
BOOST_DESCRIBE_ENUM(PhoneFamily, owntracks, traccar, gpslogger, overland, web)

}  // namespace xiuhua::tracking
