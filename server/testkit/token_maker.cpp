#include "testkit/token_maker.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <stdexcept>
#include <vector>

#include "platform/crypto/password.hpp"

namespace xiuhua::testkit {
namespace {

std::string number(const EVP_PKEY* key, const char* name, int bytes) {
    BIGNUM* value = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &value) != 1) {
        throw std::runtime_error("no such number in the key");
    }
    std::string text(static_cast<std::size_t>(bytes == 0 ? BN_num_bytes(value) : bytes), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(text.data()),
                 static_cast<int>(text.size()));
    BN_free(value);
    return crypto::base64url(text);
}

// What OpenSSL writes as two DER numbers, a JWS has side by side.
std::string side_by_side(const std::string& der) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));
    std::string raw(64, '\0');
    auto* out = reinterpret_cast<unsigned char*>(raw.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + 32, 32);
    ECDSA_SIG_free(pair);
    return raw;
}

}  // namespace

TokenMaker::TokenMaker(Kind kind, std::string id)
    : kind_(kind),
      id_(std::move(id)),
      key_(kind == Kind::rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"), EVP_PKEY_free) {}

std::string TokenMaker::key() const {
    const std::string head = R"({"use":"sig","kid":")" + id_ + "\",";
    if (kind_ == Kind::rsa) {
        return head + R"("kty":"RSA","alg":"RS256","n":")" +
               number(key_.get(), OSSL_PKEY_PARAM_RSA_N, 0) + R"(","e":")" +
               number(key_.get(), OSSL_PKEY_PARAM_RSA_E, 0) + "\"}";
    }
    return head + R"("kty":"EC","crv":"P-256","alg":"ES256","x":")" +
           number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32) + R"(","y":")" +
           number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32) + "\"}";
}

std::string TokenMaker::sign(std::string_view payload, std::string_view claimed_algorithm,
                             std::string_view more_header) const {
    const std::string algorithm{!claimed_algorithm.empty() ? claimed_algorithm
                                : kind_ == Kind::rsa       ? "RS256"
                                                           : "ES256"};
    const std::string header =
        R"({"alg":")" + algorithm + R"(","kid":")" + id_ + "\"" + std::string{more_header} + "}";
    const std::string text = crypto::base64url(header) + "." + crypto::base64url(payload);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get());
    EVP_DigestSign(context, nullptr, &size, bytes, text.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                   text.size());
    EVP_MD_CTX_free(context);
    signature.resize(size);
    return text + "." + crypto::base64url(kind_ == Kind::rsa ? signature : side_by_side(signature));
}

}  // namespace xiuhua::testkit
