#pragma once
// The print queue and the runs that draw it.
#include "platform/host/services.hpp"
#include "platform/jobs/jobs.hpp"
#include "rooms/documents/actions.hpp"
#include "rooms/documents/printing.hpp"

namespace xiuhua::documents {

// Job: looks after a run until it is over, also after a restart. Key and payload: the run's id.
inline constexpr std::string_view run_job = "documents.draw_run";

struct QueueQuery {
    std::optional<std::string> after;  // Page::next of the page before.
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(QueueQuery, (), (after, limit))

struct QueueKind {
    DocumentKind kind = DocumentKind::isolation_notice;
    std::int64_t papers = 0;
};
BOOST_DESCRIBE_STRUCT(QueueKind, (), (kind, papers))
// A building with papers that nobody has printed yet.
struct PrintQueueRow {
    std::string area_code, community, building;
    std::int64_t papers = 0;
    std::vector<QueueKind> kinds;
    Instant oldest{};
};
BOOST_DESCRIBE_STRUCT(PrintQueueRow, (), (area_code, community, building, papers, kinds, oldest))

// Either `papers` by name, or `areas` with what is chosen of them.
struct RunCommand {
    RunForm form = RunForm::pdf;
    Sides sides = Sides::one;
    std::optional<std::vector<std::string>> areas;
    std::optional<std::vector<DocumentKind>> kinds;
    std::optional<RunPick> pick;  // Of `areas`: unprinted when not said.
    std::optional<std::vector<DocumentId>> papers;
};
BOOST_DESCRIBE_STRUCT(RunCommand, (), (form, sides, areas, kinds, pick, papers))

struct PrintRunView {
    PrintRunId id;
    RunForm form = RunForm::pdf;
    Sides sides = Sides::one;
    RunState state = RunState::drawing;
    std::string title;
    std::int64_t papers = 0, drawn = 0, failed = 0, pages = 0, file_size = 0;
    std::string error;
    Instant created_at{};
    std::optional<Instant> finished_at, printed_at;
    Instant kept_until{};
};
BOOST_DESCRIBE_STRUCT(PrintRunView, (),
                      (id, form, sides, state, title, papers, drawn, failed, pages, file_size,
                       error, created_at, finished_at, printed_at, kept_until))

struct RunQuery {
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(RunQuery, (), (after, limit))

// A paper that a run could not draw.
struct RunFailureRow {
    std::int64_t position = 0;
    DocumentId document;
    std::string number, reason;
};
BOOST_DESCRIBE_STRUCT(RunFailureRow, (), (position, document, number, reason))

struct RepeatCommand {
    std::optional<std::vector<DocumentId>>
        papers;  // Those that the printer spoiled; all when not said.
};
BOOST_DESCRIBE_STRUCT(RepeatCommand, (), (papers))

struct RequeueCommand {
    std::vector<DocumentId> papers;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RequeueCommand, (), (papers, reason))
struct RequeueResult {
    std::int64_t papers = 0;
};
BOOST_DESCRIBE_STRUCT(RequeueResult, (), (papers))

Result<Page<PrintQueueRow>> print_queue(Context& context, const QueueQuery& query);
// `invalid` documents.nothing_to_print; `too_many` documents.run_too_large.
Result<PrintRunView> start_run(Context& context, const RunCommand& command);
Result<Page<PrintRunView>> run_page(Context& context, const RunQuery& query);
Result<PrintRunView> run_view(Context& context, PrintRunId id);
Result<Page<RunFailureRow>> run_failures(Context& context, PrintRunId id, const RunQuery& query);
// `conflict` documents.run_over.
Result<PrintRunView> cancel_run(Context& context, PrintRunId id);
// The pile came out of the printer: its papers leave the queue. `conflict` documents.run_not_finished.
Result<PrintRunView> mark_run_printed(Context& context, PrintRunId id);
// A new run of the same papers, or of some of them. `conflict` documents.run_expired.
Result<PrintRunView> repeat_run(Context& context, PrintRunId id, const RepeatCommand& command);
// Papers that were lost come back into the queue.
Result<RequeueResult> requeue_papers(Context& context, const RequeueCommand& command);

struct RunFile {
    std::string bytes, content_type, file_name;
};
// Audited before the bytes leave. `conflict` documents.run_not_finished, documents.run_expired, documents.run_not_yours.
Result<RunFile> fetch_run(const Asking& asking, PrintRunId id);

// Draws what waits; called by the workshop's thread. Again and again does no harm.
void draw_run(Services& services, PrintRunId id, const std::function<bool()>& is_closing);
// Files a day old go, and with them the list of whose papers they held.
Done sweep_runs(Context& context, const Job&);
// A person's papers are destroyed: no pile keeps a copy.
Result<std::int64_t> drop_runs_of(Context& context, PersonId person);

// Used by print_paper and by runs alike.
struct PrintSource {
    DocumentRecord record;
    std::optional<std::string> kept;      // The finished paper's bytes.
    std::optional<PaperContent> content;  // Or what to draw it from, still without the seal.
};
Result<PrintSource> print_source(Context& context, const DocumentRecord& record);

}  // namespace xiuhua::documents
