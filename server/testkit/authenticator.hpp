#pragma once
// A passkey's device that exists only in tests: makes and signs what a browser would bring.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace xiuhua::testkit {

class Authenticator {
  public:
    static constexpr std::uint8_t present = 0x01, verified = 0x04, with_key = 0x40;

    explicit Authenticator(std::string credential_id = "a credential of sixteen or so bytes");
    const std::string& credential_id() const { return credential_id_; }

    static std::string client_data(std::string_view type, std::string_view challenge,
                                   std::string_view origin, std::string_view more = {});
    std::string made(std::string_view site, std::uint8_t flags = present | verified | with_key,
                     std::uint32_t count = 0) const;
    static std::string data(std::string_view site, std::uint8_t flags, std::uint32_t count);
    // Over authenticator data and client data.
    std::string sign(std::string_view data, std::string_view client_data) const;

  private:
    std::string credential_id_;
    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace xiuhua::testkit
