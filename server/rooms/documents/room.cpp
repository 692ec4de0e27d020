#include "platform/host/room.hpp"

#include "platform/log/log.hpp"
#include "rooms/documents/actions_printing.hpp"
#include "rooms/documents/actions_scans.hpp"
#include "rooms/documents/paper_book.hpp"
#include "rooms/documents/permissions.hpp"
#include "rooms/documents/routes.hpp"
#include "rooms/documents/workshop.hpp"

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
    {scan_column, Purpose::papers, "a page signed by hand, as it was scanned", ground, readers,
     ends},
    {scan_aside_column, Purpose::papers, "a scanned page whose paper is not known yet", ground,
     "who scanned it; command post - each reading audited",
     "retention: papers - at the latest; aside for thirty days, or until it is placed"},
};

// How often the job of something unfinished looks whether somebody still works on it.
constexpr std::chrono::seconds work_look{30};

template <typename IdType, typename F>
auto work_on(Services& services, F work) {
    return [&services, work](const std::string& key, const std::function<bool()>& is_closing) {
        if (const auto id = parse_uuid(key)) {
            work(services, IdType{*id}, is_closing);
        }
    };
}

using IsOpen = Result<bool> (*)(Context& context, const Uuid& id);

Result<bool> run_is_open(Context& context, const Uuid& id) {
    XH_TRY(run, store::run_for_drawing(context.tx, PrintRunId{id}));
    return run && run->state == RunState::drawing;
}

Result<bool> batch_is_open(Context& context, const Uuid& id) {
    XH_TRY(batch, store::scan_batch(context.tx, ScanBatchId{id}));
    return batch && batch->state == ScanBatchState::reading;
}

// The job only sees to it that somebody works: at once, and again while it is not over.
void add_workshop(RoomHost& host, std::string_view job, IsOpen is_open, Workshop::Work work) {
    const auto workshop = std::make_shared<Workshop>(std::move(work));
    host.on_job(std::string{job}, [workshop, is_open](Context& context, const Job& due) -> Done {
        const auto id = parse_uuid(due.key);
        XH_TRY(open, id ? is_open(context, *id) : Result<bool>{false});
        if (!open) {
            return {};
        }
        workshop->wake(due.key);
        return jobs::schedule(context.tx, due.kind, due.key, context.now + work_look);
    });
}

void add_work(RoomHost& host) {
    add_workshop(host, run_job, run_is_open, work_on<PrintRunId>(host.services(), draw_run));
    add_workshop(host, scan_job, batch_is_open, work_on<ScanBatchId>(host.services(), read_batch));
    host.every("documents.sweep_runs", std::chrono::minutes{30}, sweep_runs);
    host.daily("documents.forget_scans", std::chrono::hours{3}, forget_scans);
}

void join(RoomHost& host) {
    add_routes(host.router());
    add_work(host);
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
