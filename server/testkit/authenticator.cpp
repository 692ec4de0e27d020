#include "testkit/authenticator.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <stdexcept>

namespace xiuhua::testkit {
namespace {

std::string sha256(std::string_view text) {
    std::string hash(SHA256_DIGEST_LENGTH, '\0');
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           reinterpret_cast<unsigned char*>(hash.data()));
    return hash;
}

std::string big_endian(std::uint64_t value, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i) {
        text += static_cast<char>((value >> (8 * i)) & 0xff);
    }
    return text;
}

std::string coordinate(const EVP_PKEY* key, const char* name) {
    BIGNUM* value = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &value) != 1) {
        throw std::runtime_error("no such number in the key");
    }
    std::string text(32, '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(text.data()), 32);
    BN_free(value);
    return text;
}

}  // namespace

Authenticator::Authenticator(std::string credential_id)
    : credential_id_(std::move(credential_id)), key_(EVP_EC_gen("P-256"), EVP_PKEY_free) {}

std::string Authenticator::client_data(std::string_view type, std::string_view challenge,
                                       std::string_view origin, std::string_view more) {
    return R"({"type":")" + std::string{type} + R"(","challenge":")" + std::string{challenge} +
           R"(","origin":")" + std::string{origin} + "\"" + std::string{more} + "}";
}

std::string Authenticator::data(std::string_view site, std::uint8_t flags, std::uint32_t count) {
    return sha256(site) + static_cast<char>(flags) + big_endian(count, 4);
}

std::string Authenticator::made(std::string_view site, std::uint8_t flags,
                                std::uint32_t count) const {
    // COSE (RFC 9053 7.1): {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
    const std::string key = std::string{"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", 10} +
                            coordinate(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X) +
                            std::string{"\x22\x58\x20", 3} +
                            coordinate(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y);
    return data(site, flags, count) + std::string(16, '\0') + big_endian(credential_id_.size(), 2) +
           credential_id_ + key;
}

std::string Authenticator::sign(std::string_view data, std::string_view client_data) const {
    const std::string text = std::string{data} + sha256(client_data);
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
    return signature;
}

}  // namespace xiuhua::testkit
