#pragma once
// Where positions lie: a hot row a person for the last points, then one sealed block a person and day.
//
// Everything of a position is sealed under the person's key of Purpose::tracking: the file shows whose track has how
// many points on which day, and nothing else. The order in which points arrive does not matter: late ones and
// resends end up in the same track. Whoever calls has found out before that the viewer may see this person.
#include <cstdint>
#include <span>
#include <vector>

#include "kernel/id.hpp"
#include "platform/crypto/vault.hpp"
#include "platform/db/db.hpp"
#include "rooms/tracking/track_point.hpp"

namespace xiuhua::tracking {

// A hot row that holds this many points is sealed into its days at once, within append().
inline constexpr std::size_t hot_points_max = 64;
// seal_due() seals what has lain hot for this long: phones that fell silent.
inline constexpr std::chrono::hours hot_time_max{6};
// One append takes at most so many (positions::fixes_max of an upload, with room for a queue of the phone's own).
inline constexpr std::size_t append_points_max = 2'000;

struct Appended {
    int added = 0;
    int resent = 0;  // Known already: same person, fix time and place.
};
// Keeps the points. A resend of a point that is sealed already counts as added here and vanishes when it is sealed.
// `too_large` request.too_large.
Result<Appended> append(Tx& tx, Vault& vault, PersonId person, std::span<const TrackPoint> points);
// For who has the person's Purpose::tracking key at hand: one look-up fewer.
Result<Appended> append(Tx& tx, PersonKey& key, PersonId person,
                        std::span<const TrackPoint> points);

// The track: points of Doubt::none with from <= fix_time < to, by fix time; each once.
Result<std::vector<TrackPoint>> track(Tx& tx, Vault& vault, PersonId person, Instant from,
                                      Instant to);
// What was kept apart, with from <= server_time < to (a doubtful fix time says nothing), by server time.
Result<std::vector<TrackPoint>> kept_apart(Tx& tx, Vault& vault, PersonId person, Instant from,
                                           Instant to);

// Seals at most `limit` hot rows that are due; answers how many. Call again while it answers `limit`.
Result<int> seal_due(Tx& tx, Vault& vault, Instant now, int limit);

// For the certificate: what was there.
struct DestroyedTrack {
    std::int64_t points = 0;
    std::int64_t blocks = 0;  // Days with positions, and days with doubtful ones.
};
BOOST_DESCRIBE_STRUCT(DestroyedTrack, (), (points, blocks))
// Drops the hot row, all blocks and the person's tracking key: what a backup still holds opens no more. Idempotent.
Result<DestroyedTrack> destroy(Tx& tx, Vault& vault, PersonId person);

}  // namespace xiuhua::tracking
