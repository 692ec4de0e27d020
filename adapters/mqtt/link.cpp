#include "adapters/mqtt/link.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace xiuhua::mqtt {
namespace {

struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};
struct FreeAddresses {
    void operator()(addrinfo* addresses) const { freeaddrinfo(addresses); }
};

tl::unexpected<Error> closed() {
    return fail(ErrorCode::unavailable, "mqtt.closed");
}

int connected_socket(const Link::Peer& peer) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(peer.host.c_str(), std::to_string(peer.port).c_str(), &hints, &found) != 0) {
        return -1;
    }
    const std::unique_ptr<addrinfo, FreeAddresses> addresses{found};
    for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
        const int socket = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (socket < 0) {
            continue;
        }
        const timeval limit{Link::seconds_max, 0};
        const int on = 1;
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(socket, address->ai_addr, address->ai_addrlen) == 0) {
            return socket;
        }
        ::close(socket);
    }
    return -1;
}

}  // namespace

struct Link::Inside {
    int socket = -1;
    std::unique_ptr<SSL_CTX, FreeContext> context;
    std::unique_ptr<SSL, FreeSsl> ssl;

    Done secure(const Peer& peer) {
        context.reset(SSL_CTX_new(TLS_client_method()));
        SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
        const bool is_loaded = peer.certificates == "system"
                                   ? SSL_CTX_set_default_verify_paths(context.get()) == 1
                                   : SSL_CTX_load_verify_locations(
                                         context.get(), peer.certificates.c_str(), nullptr) == 1;
        if (!is_loaded) {
            return fail(ErrorCode::forbidden, "mqtt.bad_certificate", {}, peer.certificates);
        }
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
        ssl.reset(SSL_new(context.get()));
        SSL_set_tlsext_host_name(ssl.get(), peer.host.c_str());
        SSL_set1_host(ssl.get(), peer.host.c_str());
        SSL_set_fd(ssl.get(), socket);
        if (SSL_connect(ssl.get()) == 1) {
            return {};
        }
        if (SSL_get_verify_result(ssl.get()) != X509_V_OK) {
            return fail(ErrorCode::forbidden, "mqtt.bad_certificate");
        }
        return fail(ErrorCode::unavailable, "mqtt.unreachable");
    }
};

Link::Link() : inside_(std::make_unique<Inside>()) {}

Link::~Link() {
    inside_->ssl.reset();
    if (inside_->socket >= 0) {
        ::close(inside_->socket);
    }
}

Done Link::open(const Peer& peer) {
    inside_->socket = connected_socket(peer);
    if (inside_->socket < 0) {
        return fail(ErrorCode::unavailable, "mqtt.unreachable");
    }
    return peer.certificates.empty() ? Done{} : inside_->secure(peer);
}

int Link::descriptor() const {
    return inside_->socket;
}

bool Link::has_pending() const {
    return inside_->ssl && SSL_pending(inside_->ssl.get()) > 0;
}

Done Link::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written =
            inside_->ssl
                ? SSL_write(inside_->ssl.get(), bytes.data(), static_cast<int>(bytes.size()))
                : ::send(inside_->socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (written <= 0) {
            return closed();
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<std::string> Link::read() {
    std::array<char, 65'536> buffer;
    const auto count =
        inside_->ssl ? SSL_read(inside_->ssl.get(), buffer.data(), static_cast<int>(buffer.size()))
                     : ::recv(inside_->socket, buffer.data(), buffer.size(), 0);
    if (count <= 0) {
        return closed();
    }
    return std::string{buffer.data(), static_cast<std::size_t>(count)};
}

}  // namespace xiuhua::mqtt
