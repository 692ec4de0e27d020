#pragma once
// A TLS certificate for an office that has none: phones need HTTPS for camera and positions, so one is made on
// first run. Browsers warn until it is trusted by hand or replaced by a real one (docs/operate).
#include <filesystem>
#include <string>
#include <vector>

#include "kernel/instant.hpp"
#include "kernel/result.hpp"

namespace xiuhua {

struct TlsFiles {
    std::filesystem::path certificate, key;  // PEM; the key's mode is 0600.
};

inline constexpr std::chrono::days certificate_days{820};    // Browsers refuse more than 825.
inline constexpr std::chrono::days certificate_renewed{30};  // Made anew when less is left.

// <directory>/certificate.pem and key.pem, made if absent or nearly over; P-256, with the given host names and
// addresses beside localhost, 127.0.0.1, ::1 and the machine's own name and addresses.
// `unavailable` http.bad_certificate.
Result<TlsFiles> ensure_certificate(const std::filesystem::path& directory,
                                    const std::vector<std::string>& hosts, Instant now);
// "https://office.example:8443/x" → "office.example"; empty when there is none.
std::string host_of_url(std::string_view url);

}  // namespace xiuhua
