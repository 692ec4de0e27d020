#include "platform/http/certificate.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace xiuhua {
namespace {

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(ifaddrs* addresses) const { freeifaddrs(addresses); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

bool is_address(const std::string& host) {
    std::array<unsigned char, 16> bytes{};
    return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
           inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

bool is_host_name(const std::string& host) {
    return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.';
    });
}

std::vector<std::string> own_addresses() {
    std::vector<std::string> found;
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0) {
        return found;
    }
    const Owned<ifaddrs> all(first);
    for (const ifaddrs* item = first; item != nullptr; item = item->ifa_next) {
        if (item->ifa_addr == nullptr || item->ifa_addr->sa_family != AF_INET) {
            continue;
        }
        std::array<char, NI_MAXHOST> text{};
        if (getnameinfo(item->ifa_addr, sizeof(sockaddr_in), text.data(), text.size(), nullptr, 0,
                        NI_NUMERICHOST) == 0) {
            found.emplace_back(text.data());
        }
    }
    return found;
}

std::string alternative_names(const std::vector<std::string>& hosts) {
    std::vector<std::string> all{"localhost", "127.0.0.1", "::1"};
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) == 0) {
        all.emplace_back(name.data());
    }
    for (std::string& address : own_addresses()) {
        all.push_back(std::move(address));
    }
    all.insert(all.end(), hosts.begin(), hosts.end());
    std::set<std::string> seen;
    std::string text;
    for (const std::string& host : all) {
        const bool address = is_address(host);
        if ((address || is_host_name(host)) && seen.insert(host).second) {
            text += (text.empty() ? "" : ",") + std::string{address ? "IP:" : "DNS:"} + host;
        }
    }
    return text;
}

std::time_t seconds_of(Instant instant) {
    return std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count();
}

bool still_good(const std::filesystem::path& file, Instant now) {
    const Owned<BIO> in(BIO_new_file(file.c_str(), "r"));
    const Owned<X509> certificate(in ? PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)
                                     : nullptr);
    std::time_t least = seconds_of(now + certificate_renewed);
    return certificate && X509_cmp_time(X509_get0_notAfter(certificate.get()), &least) > 0;
}

bool add_extension(X509* certificate, int id, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

Owned<X509> make_certificate(EVP_PKEY* key, const std::string& names, Instant now) {
    Owned<X509> made(X509_new());
    std::uint64_t serial = 0;
    if (!made || RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) {
        return nullptr;
    }
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial >> 1);
    ASN1_TIME_set(X509_getm_notBefore(made.get()), seconds_of(now - std::chrono::days{1}));
    ASN1_TIME_set(X509_getm_notAfter(made.get()), seconds_of(now + certificate_days));
    X509_set_pubkey(made.get(), key);
    X509_NAME* name = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>("Xiuhua"), -1, -1, 0);
    X509_set_issuer_name(made.get(), name);
    const bool complete = add_extension(made.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                          add_extension(made.get(), NID_key_usage, "critical,digitalSignature") &&
                          add_extension(made.get(), NID_ext_key_usage, "serverAuth") &&
                          add_extension(made.get(), NID_subject_alt_name, names.c_str()) &&
                          X509_sign(made.get(), key, EVP_sha256()) > 0;
    return complete ? std::move(made) : nullptr;
}

// Through a private temporary name, so that a half-written file never counts.
template <typename Write>
bool write_pem(const std::filesystem::path& file, Write&& write) {
    const std::string temporary = file.string() + ".new";
    ::unlink(temporary.c_str());
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (descriptor < 0) {
        return false;
    }
    FILE* stream = ::fdopen(descriptor, "w");
    bool written = stream != nullptr && write(stream) == 1;
    written = stream != nullptr && std::fclose(stream) == 0 && written;
    return written && ::rename(temporary.c_str(), file.c_str()) == 0;
}

}  // namespace

Result<TlsFiles> ensure_certificate(const std::filesystem::path& directory,
                                    const std::vector<std::string>& hosts, Instant now) {
    TlsFiles files{directory / "certificate.pem", directory / "key.pem"};
    std::error_code error;
    if (std::filesystem::exists(files.key, error) && still_good(files.certificate, now)) {
        return files;
    }
    std::filesystem::create_directories(directory, error);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
    const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    const Owned<X509> made =
        key ? make_certificate(key.get(), alternative_names(hosts), now) : nullptr;
    const bool written =
        made &&
        write_pem(files.key,
                  [&](FILE* out) {
                      return PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr,
                                                  nullptr);
                  }) &&
        write_pem(files.certificate, [&](FILE* out) { return PEM_write_X509(out, made.get()); });
    if (!written) {
        return fail(ErrorCode::unavailable, "http.bad_certificate", {}, directory.string());
    }
    return files;
}

std::string host_of_url(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        return {};
    }
    url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find_first_of("/?#"));
    if (url.starts_with('[')) {
        return std::string{url.substr(1, url.find(']') - 1)};
    }
    return std::string{url.substr(0, url.find(':'))};
}

}  // namespace xiuhua
