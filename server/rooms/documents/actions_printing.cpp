#include "rooms/documents/actions_printing.hpp"

#include <set>

#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "rooms/documents/run_folder.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::documents {
namespace {

constexpr std::size_t community_code_length = 12;
constexpr int sweep_runs_max = 100;
constexpr std::size_t reason_length_max = 200;

struct RunFacts {
    RunForm form = RunForm::pdf;
    std::int64_t papers = 0;
};
BOOST_DESCRIBE_STRUCT(RunFacts, (), (form, papers))

Done note_run(Context& context, std::string action, const StoredRun& run, std::string reason = {}) {
    return audit::append(context.tx, context.now,
                         {.actor = context.viewer.user,
                          .action = std::move(action),
                          .subject_kind = "print_run",
                          .subject = to_text(run.id),
                          .person = {},
                          .area_code = {},
                          .reason = std::move(reason),
                          .facts = {json::write(RunFacts{run.form, run.papers})}});
}

PrintRunView view_of(const StoredRun& run) {
    return {.id = run.id,
            .form = run.form,
            .sides = run.sides,
            .state = run.state,
            .title = run.title,
            .papers = run.papers,
            .drawn = run.drawn,
            .failed = run.failed,
            .pages = run.pages,
            .file_size = run.file_size,
            .error = run.error,
            .created_at = run.created_at,
            .finished_at = run.finished_at,
            .printed_at = run.printed_at,
            .kept_until = run.created_at + run_file_kept};
}

Result<StoredRun> find_run(Context& context, PrintRunId id) {
    XH_TRY(run, store::run(context.tx, context.viewer.user, id));
    if (!run) {
        return fail(ErrorCode::not_found, "documents.run_not_found");
    }
    return std::move(*run);
}

Result<std::string> area_name(Context& context, std::string_view code) {
    XH_TRY(area, registry::find_area(context.tx, code));
    return area ? area->full_name : std::string{code};
}

Result<std::vector<RunChoice>> chosen_by_area(Context& context, const RunCommand& command) {
    if (command.areas->size() > static_cast<std::size_t>(run_areas_max)) {
        return fail(ErrorCode::too_many, "documents.run_too_large", "areas");
    }
    const Reader reader = reader_of(context.viewer);
    const std::set<DocumentKind> kinds =
        command.kinds ? std::set(command.kinds->begin(), command.kinds->end())
                      : std::set<DocumentKind>{};
    std::vector<std::string> areas = *command.areas;
    std::sort(areas.begin(), areas.end());
    std::vector<RunChoice> all;
    std::set<DocumentId> taken;  // Areas may lie within each other.
    for (const std::string& area : areas) {
        store::RunSelection selection{area, {}, command.pick.value_or(RunPick::unprinted)};
        if (kinds.size() == 1) {
            selection.kind = *kinds.begin();
        }
        XH_TRY(found, store::choose_papers(context.tx, reader, selection, run_papers_max * 6 + 1));
        for (const RunChoice& choice : found) {
            if (kinds.size() > 1) {
                XH_TRY(record, store::find(context.tx, reader, choice.document));
                if (!record || !kinds.contains(record->kind)) {
                    continue;
                }
            }
            if (taken.insert(choice.document).second) {
                all.push_back(choice);
            }
        }
    }
    return all;
}

Result<std::vector<RunChoice>> chosen_by_name(Context& context,
                                              const std::vector<DocumentId>& papers) {
    if (papers.size() > static_cast<std::size_t>(run_papers_max)) {
        return fail(ErrorCode::too_many, "documents.run_too_large", "papers");
    }
    std::vector<RunChoice> all;
    std::set<DocumentId> taken;
    for (const DocumentId id : papers) {
        XH_TRY(choice, store::choose_paper(context.tx, reader_of(context.viewer), id));
        if (!choice) {
            return fail(ErrorCode::not_found, "documents.not_found");
        }
        if (taken.insert(id).second) {
            all.push_back(*choice);
        }
    }
    return all;
}

struct RunPlan {
    RunForm form = RunForm::pdf;
    Sides sides = Sides::one;
    std::string title;
};

Result<PrintRunView> begin_run(Context& context, const RunPlan& plan,
                               const std::vector<RunChoice>& papers) {
    if (papers.empty()) {
        return fail(ErrorCode::invalid, "documents.nothing_to_print");
    }
    if (papers.size() > static_cast<std::size_t>(run_papers_max)) {
        return fail(ErrorCode::too_many, "documents.run_too_large");
    }
    if (plan.form == RunForm::zip && papers.size() > static_cast<std::size_t>(zip_papers_max)) {
        return fail(ErrorCode::too_many, "documents.zip_too_large", "form");
    }
    StoredRun run;
    run.id = new_id<PrintRunId>(context.now);
    run.form = plan.form;
    run.sides = plan.sides;
    run.title = plan.title;
    run.papers = static_cast<std::int64_t>(papers.size());
    run.created_by = context.viewer.user;
    run.created_at = context.now;
    XH_DO(store::insert_run(context.tx, run, papers));
    XH_DO(jobs::schedule(context.tx, run_job, to_text(run.id), context.now));
    XH_DO(note_run(context, "documents.start_run", run));
    return view_of(run);
}

}  // namespace

Result<Page<PrintQueueRow>> print_queue(Context& context, const QueueQuery& query) {
    const int limit = std::clamp(query.limit.value_or(page_rows_default), 1, page_rows_max);
    XH_TRY(counts,
           store::print_queue(context.tx, reader_of(context.viewer), query.after.value_or("")));
    Page<PrintQueueRow> page;
    for (const QueueCount& count : counts) {
        if (page.items.empty() || page.items.back().area_code != count.area_code) {
            if (static_cast<int>(page.items.size()) == limit) {
                page.next = page.items.back().area_code;
                break;
            }
            PrintQueueRow row;
            row.area_code = count.area_code;
            row.oldest = count.oldest;
            page.items.push_back(std::move(row));
        }
        PrintQueueRow& row = page.items.back();
        row.papers += count.papers;
        row.kinds.push_back({count.kind, count.papers});
        row.oldest = std::min(row.oldest, count.oldest);
    }
    for (PrintQueueRow& row : page.items) {
        XH_TRY(building, area_name(context, row.area_code));
        XH_TRY(community, area_name(context, row.area_code.substr(0, community_code_length)));
        row.building = std::move(building);
        row.community = std::move(community);
    }
    return page;
}

Result<PrintRunView> start_run(Context& context, const RunCommand& command) {
    if (command.areas.has_value() == command.papers.has_value()) {
        return fail(ErrorCode::invalid, "documents.nothing_to_print", "areas");
    }
    RunPlan plan{command.form, command.sides, {}};
    if (command.papers) {
        XH_TRY(papers, chosen_by_name(context, *command.papers));
        plan.title = fmt::format("所选文书 {} 份", papers.size());
        return begin_run(context, plan, papers);
    }
    XH_TRY(papers, chosen_by_area(context, command));
    if (!command.areas->empty()) {
        XH_TRY(name, area_name(context, command.areas->front()));
        plan.title = command.areas->size() == 1
                         ? name
                         : fmt::format("{} 等 {} 处", name, command.areas->size());
    }
    return begin_run(context, plan, papers);
}

Result<Page<PrintRunView>> run_page(Context& context, const RunQuery& query) {
    const int limit = std::clamp(query.limit.value_or(page_rows_default), 1, page_rows_max);
    const auto before = query.after ? parse_list_place(*query.after) : std::nullopt;
    if (query.after && !before) {
        return fail(ErrorCode::invalid, "documents.bad_cursor", "after");
    }
    XH_TRY(found, store::runs(context.tx, context.viewer.user, before, limit + 1));
    Page<PrintRunView> page;
    for (const StoredRun& run : found) {
        if (static_cast<int>(page.items.size()) == limit) {
            const auto& last = page.items.back();
            page.next = place_text({last.created_at, to_text(last.id)});
            break;
        }
        page.items.push_back(view_of(run));
    }
    return page;
}

Result<PrintRunView> run_view(Context& context, PrintRunId id) {
    XH_TRY(run, find_run(context, id));
    return view_of(run);
}

Result<Page<RunFailureRow>> run_failures(Context& context, PrintRunId id, const RunQuery& query) {
    XH_TRY(run, find_run(context, id));
    const int limit = std::clamp(query.limit.value_or(page_rows_default), 1, page_rows_max);
    const std::int64_t after = query.after ? std::strtoll(query.after->c_str(), nullptr, 10) : -1;
    XH_TRY(failed, store::run_papers_failed(context.tx, run.id, after, limit));
    Page<RunFailureRow> page;
    for (const RunPaper& paper : failed) {
        XH_TRY(record, store::find(context.tx, reader_of(context.viewer), paper.document));
        page.items.push_back(
            {paper.position, paper.document, record ? record->number : "", paper.reason});
    }
    if (static_cast<int>(failed.size()) == limit) {
        page.next = std::to_string(failed.back().position);
    }
    return page;
}

Result<PrintRunView> cancel_run(Context& context, PrintRunId id) {
    XH_TRY(run, find_run(context, id));
    run.state = RunState::cancelled;
    run.finished_at = context.now;
    XH_TRY(moved, store::move_run(context.tx, run, RunState::drawing));
    if (!moved) {
        return fail(ErrorCode::conflict, "documents.run_over");
    }
    XH_DO(note_run(context, "documents.cancel_run", run));
    return view_of(run);
}

Result<PrintRunView> mark_run_printed(Context& context, PrintRunId id) {
    XH_TRY(run, find_run(context, id));
    if (run.state != RunState::finished) {
        return fail(ErrorCode::conflict, run.state == RunState::expired
                                             ? "documents.run_expired"
                                             : "documents.run_not_finished");
    }
    if (run.printed_at) {
        return view_of(run);  // Said twice is said once.
    }
    XH_DO(store::mark_run_printed(context.tx, run, context.viewer.user, context.now));
    XH_DO(note_run(context, "documents.mark_run_printed", run));
    run.printed_at = context.now;
    return view_of(run);
}

Result<PrintRunView> repeat_run(Context& context, PrintRunId id, const RepeatCommand& command) {
    XH_TRY(run, find_run(context, id));
    XH_TRY(papers, store::run_papers(context.tx, id, 0, run.papers));
    if (papers.empty()) {
        return fail(ErrorCode::conflict, "documents.run_expired");
    }
    const std::set<DocumentId> wanted =
        command.papers ? std::set(command.papers->begin(), command.papers->end())
                       : std::set<DocumentId>{};
    std::vector<RunChoice> chosen;
    for (const RunPaper& paper : papers) {
        if (command.papers && !wanted.contains(paper.document)) {
            continue;
        }
        // Still the viewer's? An area may have changed hands since.
        XH_TRY(choice, store::choose_paper(context.tx, reader_of(context.viewer), paper.document));
        if (choice) {
            chosen.push_back(*choice);
        }
    }
    return begin_run(context, {run.form, run.sides, run.title}, chosen);
}

Result<RequeueResult> requeue_papers(Context& context, const RequeueCommand& command) {
    if (command.reason.empty() || command.reason.size() > reason_length_max) {
        return fail(ErrorCode::invalid, "documents.reason_missing", "reason");
    }
    if (command.papers.size() > static_cast<std::size_t>(page_rows_max)) {
        return fail(ErrorCode::too_many, "documents.run_too_large", "papers");
    }
    RequeueResult result;
    for (const DocumentId id : command.papers) {
        XH_TRY(record, store::find(context.tx, reader_of(context.viewer), id));
        if (!record) {
            return fail(ErrorCode::not_found, "documents.not_found");
        }
        XH_DO(store::requeue_paper(context.tx, id));
        XH_DO(audit::append(context.tx, context.now,
                            {.actor = context.viewer.user,
                             .action = "documents.requeue",
                             .subject_kind = "document",
                             .subject = to_text(id),
                             .person = record->person,
                             .area_code = record->area_code,
                             .reason = command.reason,
                             .facts = {}}));
        ++result.papers;
    }
    return result;
}

Result<RunFile> fetch_run(const Asking& asking, PrintRunId id) {
    Services& services = asking.services;
    XH_TRY(run, services.db.read([&](Tx& tx) -> Result<StoredRun> {
        Context context{tx, asking.viewer, services, services.clock.now(), asking.request_id};
        XH_TRY(found, find_run(context, id));
        // Still the viewer's, all of them? An area may have changed hands since.
        XH_TRY(visible, store::count_visible_run_papers(tx, reader_of(asking.viewer), id));
        if (found.state == RunState::finished && visible < found.drawn) {
            return fail(ErrorCode::conflict, "documents.run_not_yours");
        }
        return std::move(found);
    }));
    if (run.state != RunState::finished) {
        return fail(ErrorCode::conflict, run.state == RunState::expired
                                             ? "documents.run_expired"
                                             : "documents.run_not_finished");
    }
    const RunFolder folder{services.config.data, services.vault, id};
    XH_TRY(bytes, folder.read_result());
    if (!bytes) {
        return fail(ErrorCode::conflict, "documents.run_expired");
    }
    XH_DO(services.db.write([&](Tx& tx) -> Done {
        Context context{tx, asking.viewer, services, services.clock.now(), asking.request_id};
        return note_run(context, "documents.fetch_run", run);
    }));
    const bool is_pdf = run.form == RunForm::pdf;
    return RunFile{std::move(*bytes), is_pdf ? "application/pdf" : "application/zip",
                   safe_file_name(run.title) + (is_pdf ? ".pdf" : ".zip")};
}

namespace {

// A thread may have drawn on while its run was cleared away, or the program may have stopped between the two.
Done drop_leftovers(Context& context) {
    const std::filesystem::path& data = context.services.config.data;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator{data / print_folder, none}) {
        const auto id = parse_uuid(entry.path().filename().string());
        XH_TRY(run, id ? store::run_for_drawing(context.tx, PrintRunId{*id})
                       : Result<std::optional<StoredRun>>{std::nullopt});
        if (id && (!run || run->state == RunState::expired)) {
            RunFolder{data, context.services.vault, PrintRunId{*id}}.remove();
        }
    }
    return {};
}

}  // namespace

Done sweep_runs(Context& context, const Job&) {
    XH_TRY(old, store::runs_older_than(context.tx, context.now - run_file_kept, sweep_runs_max));
    for (const PrintRunId id : old) {
        XH_DO(store::expire_run(context.tx, id));
        RunFolder{context.services.config.data, context.services.vault, id}.remove();
    }
    return drop_leftovers(context);
}

Result<std::int64_t> drop_runs_of(Context& context, PersonId person) {
    XH_TRY(runs, store::runs_with_person(context.tx, person));
    for (const PrintRunId id : runs) {
        XH_DO(store::expire_run(context.tx, id));
        RunFolder{context.services.config.data, context.services.vault, id}.remove();
    }
    return static_cast<std::int64_t>(runs.size());
}

}  // namespace xiuhua::documents
