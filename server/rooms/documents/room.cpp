#include "platform/host/room.hpp"

#include "platform/log/log.hpp"
#include "rooms/documents/paper_book.hpp"
#include "rooms/documents/permissions.hpp"
#include "rooms/documents/routes.hpp"

namespace xiuhua::documents {
namespace {

constexpr std::string_view ground = "statutory duty in an epidemic (PIPL 13(3)(4); 传染病防治法)";
constexpr std::string_view readers =
    "the person, the guardian, grid worker, community lead, reviewer, command post - each reading "
    "audited";
constexpr std::string_view ends =
    "retention: papers - days after the person's last order, at the latest with the event";

constexpr PersonalField fields[]{
    {content_column, Purpose::papers, "what stands on the paper", ground, readers, ends},
    {drawing_column, Purpose::papers, "the drawn signature", ground, readers, ends},
    {paper_column, Purpose::papers, "the finished paper as it was signed", ground, readers, ends},
};

void join(RoomHost& host) {
    add_routes(host.router());
    host.personal(fields);
    for (const std::string_view kind :
         {"documents.made", "documents.handed_over", "documents.signed"}) {
        host.services().live.on(std::string{kind}, live_permission);
    }
    const Done seeded = host.services().db.write([](Tx& tx) -> Done { return seed_templates(tx); });
    if (!seeded) {
        // Without templates no paper can be made, and make_paper says so; the rest of the house works.
        log::error("documents.templates_not_seeded", {{"key", seeded.error().key}});
    }
}

}  // namespace

extern const Room room;
const Room room{"documents", join};

}  // namespace xiuhua::documents
