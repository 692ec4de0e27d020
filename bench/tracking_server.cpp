#include "bench/tracking_server.hpp"

#include <sodium.h>

#include "app/commands.hpp"
#include "app/rooms.hpp"
#include "bench/tracking.hpp"
#include "kernel/geo.hpp"
#include "platform/host/program.hpp"
#include "platform/http/server.hpp"
#include "platform/log/log.hpp"
#include "rooms/tracking/actions_shared.hpp"
#include "rooms/tracking/store.hpp"

namespace xiuhua::bench {
namespace {

constexpr std::string_view secret = "abcdefghjkmnpqrstuvwxyz2";
// Earlier than any position of a run, later than nothing: phones send a minute a request.
constexpr std::chrono::days since_start{25};

std::string device_of(int phone) {
    constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    std::string device = "xaaaaaaaaaa";
    for (std::size_t place = device.size(); phone > 0; phone /= 32) {
        device[--place] = alphabet[static_cast<std::size_t>(phone % 32)];
    }
    return device;
}

constexpr Query insert_order{
    "bench.insert_order",
    "INSERT INTO isolation_order (id, number, person, household, person_name, smartphone, "
    "area_code, area_name, place, place_area_code, state, start_date, days, end_date, worker, "
    "worker_name, made_by, made_by_name, made_at, confirm_due_at, policy_version, papers_due, "
    "papers_done, alerts_open, last_report_at, last_report_window, version, decision_version, "
    "reason) VALUES (?1, ?2, ?3, ?1, '', 1, '410105014001001', '', 'home', '', 'active', "
    "'2026-03-02', 14, '2099-03-16', ?1, '', ?1, '', 0, 0, 1, 0, 0, 0, 0, '', 1, 1, ?4)"};

Done add_phone(Tx& tx, Vault& vault, int phone, Instant start) {
    const PersonId person = bench_person(phone);
    const OrderId order{person.value};
    XH_DO(tx.exec(insert_order, order, std::to_string(phone), person, Bytes{"x"}));
    tracking::store::NewWatch fresh;
    fresh.watch.order = order;
    fresh.watch.person = person;
    fresh.watch.area_code = "410105014001001";
    fresh.watch.device = device_of(phone);
    fresh.watch.secret_hash = vault.lookup_hash("tracking_secret", secret);
    fresh.watch.starts_at = fresh.watch.issued_at = start;
    fresh.secret = vault.seal_own(tracking::secret_column, secret);
    XH_DO(tracking::store::put(tx, fresh));
    tracking::Fence fence;
    fence.circles.push_back(
        {{34.77 + 0.0007 * (phone % 71), 113.75 + 0.0009 * (phone / 71 % 83)}, 100});
    XH_TRY(sealed,
           vault.seal(tx, person, Purpose::tracking, tracking::fence_column, json::write(fence)));
    return tracking::store::set_fence(tx, order, sealed);
}

Instant start_instant() {
    static const Instant start = SystemClock{}.now() - since_start;
    return start;
}

}  // namespace

std::int64_t bench_start_seconds() {
    return std::chrono::duration_cast<std::chrono::seconds>(start_instant().time_since_epoch())
               .count() +
           60;
}

std::string bench_login(int phone) {
    const std::string text = device_of(phone) + ":" + std::string{secret};
    std::string coded(sodium_base64_encoded_len(text.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(coded.data(), coded.size(),
                      reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    coded.pop_back();
    return "Authorization: Basic " + coded + "\r\n";
}

void serve_positions(const std::filesystem::path& directory, int phones,
                     const std::function<void(int)>& listening) {
    log::start("warn", "");
    Config config;
    config.data = directory;
    config.http.port = 0;
    config.http.web_directory = "/nonexistent";
    const SystemClock clock;
    const auto program =
        must(Program::create(config, clock, app::rooms(), app::policy_directory()));
    Services& services = program->services();
    constexpr int at_once = 500;
    for (int first = 0; first < phones; first += at_once) {
        must(services.db.write([&](Tx& tx) -> Done {
            for (int phone = first; phone < std::min(first + at_once, phones); ++phone) {
                XH_DO(add_phone(tx, services.vault, phone, start_instant()));
            }
            return {};
        }));
    }
    const auto server = must(HttpServer::create(config, program->router(), services.live));
    program->start();
    must(server->start());
    listening(server->port());
    for (;;) {
        std::this_thread::sleep_for(std::chrono::hours{1});
    }
}

}  // namespace xiuhua::bench
