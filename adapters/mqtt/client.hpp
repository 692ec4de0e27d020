#pragma once
// One connection to a broker, kept for ever by a thread of its own.
#include <functional>
#include <memory>
#include <span>

#include "adapters/mqtt/session.hpp"

namespace xiuhua::mqtt {

struct Settings {
    std::string host = "127.0.0.1";
    int port = 1883;
    // TLS when set: the certificates to trust (PEM), or "system". The broker's name is checked.
    std::string certificates;
    SessionSettings session;
    std::chrono::milliseconds retry_first{500};
    std::chrono::milliseconds retry_last{
        60'000};  // Doubling from the first; a quarter of it is chance.
};

// Called on the client's thread with what has arrived, in order; returns when every message of it is durable or will never
// be understood. Only then are they acknowledged. An error (a passing fault) closes the connection: the broker sends
// all of them again after the pause, so what was stored already must be recognised.
using Deliver = std::function<Done(std::span<const Message>)>;

struct ClientStatus {
    bool is_connected = false;
    std::uint64_t messages = 0, acknowledged = 0, connections = 0;
    std::string last_error;  // Key of the last failure; empty after a connection.
};

class Client {
  public:
    Client(Settings settings, Deliver deliver);
    ~Client();  // Finishes the delivery under way, says good-bye.
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // From any thread. Kept until the broker confirms, over reconnections; not over a restart.
    Result<std::uint16_t> publish(std::string topic, std::string payload);
    // Ids of publications that the broker confirmed since the last call.
    std::vector<std::uint16_t> take_confirmed();
    ClientStatus status() const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace xiuhua::mqtt
