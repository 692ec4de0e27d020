#pragma once
// A TCP or TLS connection with deadlines, for client.cpp alone.
#include <memory>
#include <string>

#include "kernel/result.hpp"

namespace xiuhua::mqtt {

class Link {
  public:
    static constexpr int seconds_max = 10;  // For connecting, a write, a record of TLS.

    Link();
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    struct Peer {
        std::string host;
        int port = 0;
        std::string certificates;  // Empty: plain.
    };
    // `unavailable` mqtt.unreachable, `forbidden` mqtt.bad_certificate.
    Done open(const Peer& peer);
    int descriptor() const;
    bool has_pending() const;  // Decrypted bytes wait; poll would not tell.
    Done write(std::string_view bytes);
    // At least one byte; `unavailable` mqtt.closed when the other side left.
    Result<std::string> read();

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace xiuhua::mqtt
