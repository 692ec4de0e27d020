#pragma once
// Keys and signed tokens of a provider that exists only in tests.
#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace xiuhua::testkit {

class TokenMaker {
  public:
    enum class Kind { rsa, p256 };
    TokenMaker(Kind kind, std::string id);
    // One key of a key set, as JSON.
    std::string key() const;
    // header "." payload "." signature; the header's `alg` is the key's own unless another is claimed.
    std::string sign(std::string_view payload, std::string_view claimed_algorithm = {},
                     std::string_view more_header = {}) const;

  private:
    Kind kind_;
    std::string id_;
    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace xiuhua::testkit
