#pragma once
// Many papers at once: the print queue by building, and a run that draws a pile into one file.
#include "platform/http/router.hpp"
#include "rooms/documents/list_place.hpp"
#include "rooms/documents/store.hpp"

namespace xiuhua {
using PrintRunId = Id<struct PrintRunTag>;
}

namespace xiuhua::documents {

enum class RunForm {
    pdf,  // One file for the printer, in the order of the doors.
    zip,  // A file a paper, in folders by building.
};
BOOST_DESCRIBE_ENUM(RunForm, pdf, zip)
// two: a paper of an odd number of pages is followed by an empty one, so that no two share a sheet.
enum class Sides { one, two };
BOOST_DESCRIBE_ENUM(Sides, one, two)
enum class RunState { drawing, finished, cancelled, failed, expired };
BOOST_DESCRIBE_ENUM(RunState, drawing, finished, cancelled, failed, expired)
enum class PaperOutcome { waiting, drawn, failed };
BOOST_DESCRIBE_ENUM(PaperOutcome, waiting, drawn, failed)
// Which papers of the chosen places: those of the queue, or all that are valid.
enum class RunPick { unprinted, valid };
BOOST_DESCRIBE_ENUM(RunPick, unprinted, valid)

// A thousand full sets and some; what is larger is two runs.
inline constexpr int run_papers_max = 12'000;
// Each file of an archive carries fonts of its own, some 100 kB, and the archive is put together in memory.
inline constexpr int zip_papers_max = 1'000;
inline constexpr int run_areas_max = 500;
// A file of a run is for the printer beside the desk: it goes the next day.
inline constexpr std::chrono::hours run_file_kept{24};

struct StoredRun {
    PrintRunId id;
    RunForm form = RunForm::pdf;
    Sides sides = Sides::one;
    RunState state = RunState::drawing;
    std::string title;
    std::int64_t papers = 0, drawn = 0, failed = 0, pages = 0, file_size = 0;
    std::string error;
    UserId created_by;
    Instant created_at{};
    std::optional<Instant> finished_at, printed_at;
};
BOOST_DESCRIBE_STRUCT(StoredRun, (),
                      (id, form, sides, state, title, papers, drawn, failed, pages, file_size,
                       error, created_by, created_at, finished_at, printed_at))

struct RunPaper {
    std::int64_t position = 0;
    DocumentId document;
    PersonId person;
    PaperOutcome outcome = PaperOutcome::waiting;
    std::string reason;  // Why it is not drawn: an error's key.
    std::int64_t pages = 0;
};
BOOST_DESCRIBE_STRUCT(RunPaper, (), (position, document, person, outcome, reason, pages))

// A document on its way to a run.
struct RunChoice {
    DocumentId document;
    PersonId person;
};
BOOST_DESCRIBE_STRUCT(RunChoice, (), (document, person))

struct QueueCount {
    std::string area_code;  // Of the building, or of what is above it when the order stands there.
    DocumentKind kind = DocumentKind::isolation_notice;
    std::int64_t papers = 0;
    Instant oldest{};
};
BOOST_DESCRIBE_STRUCT(QueueCount, (), (area_code, kind, papers, oldest))

namespace store {

// By building and kind, in the order of codes, from after `after` on.
Result<std::vector<QueueCount>> print_queue(Tx& tx, const Reader& reader, std::string_view after);
struct RunSelection {
    std::string area_code;  // And all below it.
    std::optional<DocumentKind> kind;
    RunPick pick = RunPick::unprinted;
};
// In the order of the pile; at most `limit`.
Result<std::vector<RunChoice>> choose_papers(Tx& tx, const Reader& reader,
                                             const RunSelection& selection, int limit);
Result<std::optional<RunChoice>> choose_paper(Tx& tx, const Reader& reader, DocumentId id);

Done insert_run(Tx& tx, const StoredRun& run, const std::vector<RunChoice>& papers);
// Runs are their maker's: to everybody else they are not there.
Result<std::optional<StoredRun>> run(Tx& tx, UserId owner, PrintRunId id);
Result<std::optional<StoredRun>> run_for_drawing(Tx& tx, PrintRunId id);
// Newest first.
Result<std::vector<StoredRun>> runs(Tx& tx, UserId owner, const std::optional<ListPlace>& before,
                                    int limit);
Result<std::vector<RunPaper>> run_papers(Tx& tx, PrintRunId id, std::int64_t from,
                                         std::int64_t until);
Result<std::vector<RunPaper>> run_papers_failed(Tx& tx, PrintRunId id, std::int64_t after,
                                                int limit);
// False when it is not waiting any more: somebody else drew it.
Result<bool> settle_run_paper(Tx& tx, PrintRunId id, const RunPaper& paper);
// What a lost part had drawn is to be drawn again.
Done reopen_run_papers(Tx& tx, PrintRunId id, std::int64_t from, std::int64_t until);
// Adds to the counts of a run that is still drawing; false when it is not.
Result<bool> advance_run(Tx& tx, PrintRunId id, std::int64_t drawn, std::int64_t failed,
                         std::int64_t pages);
// From one state to another; false when it was not in `from`.
Result<bool> move_run(Tx& tx, const StoredRun& run, RunState from);
Done mark_run_printed(Tx& tx, const StoredRun& run, UserId by, Instant now);
Done requeue_paper(Tx& tx, DocumentId id);
Result<std::vector<PrintRunId>> runs_older_than(Tx& tx, Instant until, int limit);
Result<std::vector<PrintRunId>> runs_with_person(Tx& tx, PersonId person);
// Of those that were drawn.
Result<std::int64_t> count_visible_run_papers(Tx& tx, const Reader& reader, PrintRunId id);
Done expire_run(Tx& tx, PrintRunId id);

}  // namespace store
}  // namespace xiuhua::documents
