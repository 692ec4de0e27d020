// Draws a run: pieces of it on two threads, of which one draws while the other unseals, cuts fonts, seals and records,
// then all of them into one file. What is drawn is recorded piece by piece, so that a program that was stopped goes on
// where it was.
#include <atomic>
#include <thread>

#include "platform/audit/audit.hpp"
#include "platform/host/room.hpp"
#include "platform/log/log.hpp"
#include "rooms/documents/actions_printing.hpp"
#include "rooms/documents/paper_book.hpp"
#include "rooms/documents/paper_engine.hpp"
#include "rooms/documents/run_folder.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::documents {
namespace {

// Fonts are cut once a piece (60 ms), an answer to "how far is it" comes once a piece, and a piece is what is lost
// when the program is stopped: a second's work.
constexpr std::int64_t piece_papers = 120;
constexpr unsigned drawers_max = 2;  // The office's machine has other things to do as well.

struct PieceWork {
    std::vector<RunPaper> papers;
    std::vector<std::optional<PrintSource>> sources;  // Nothing: see the paper's reason.
    std::vector<std::string> folders;                 // Within an archive: the building's name.
};

class RunDrawer {
  public:
    RunDrawer(Services& services, StoredRun run, const std::function<bool()>& is_closing)
        : services_(services),
          run_(std::move(run)),
          is_closing_(is_closing),
          folder_(services.config.data, services.vault, run_.id) {}

    Done draw() {
        const std::int64_t pieces = (run_.papers + piece_papers - 1) / piece_papers;
        std::atomic<std::int64_t> next{0};
        std::vector<std::thread> threads;
        const unsigned count = std::clamp(std::thread::hardware_concurrency(), 1U, drawers_max);
        for (unsigned i = 0; i < count; ++i) {
            threads.emplace_back([&] {
                for (auto piece = next++; piece < pieces && goes_on(); piece = next++) {
                    remember(draw_piece(piece));
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        if (problem_) {
            return fail(*problem_);
        }
        return is_closing_() || is_over_ ? Done{} : join(pieces);
    }

  private:
    bool goes_on() {
        const std::lock_guard lock{mutex_};
        return !problem_ && !is_over_ && !is_closing_();
    }
    void remember(const Done& done) {
        if (!done) {
            const std::lock_guard lock{mutex_};
            problem_ = done.error();
        }
    }

    Done draw_piece(std::int64_t number) {
        const std::int64_t from = number * piece_papers;
        const std::int64_t until = std::min(from + piece_papers, run_.papers);
        XH_TRY(papers, services_.db.read(
                           [&](Tx& tx) { return store::run_papers(tx, run_.id, from, until); }));
        const bool is_settled = std::none_of(papers.begin(), papers.end(), [](const RunPaper& p) {
            return p.outcome == PaperOutcome::waiting;
        });
        XH_TRY(part, folder_.read_part(number));
        if (is_settled && part) {
            return {};
        }
        if (is_settled || papers.size() != static_cast<std::size_t>(until - from)) {
            XH_TRY(again, lost_part(from, until));
            papers = again;
        }
        PieceWork work{std::move(papers), {}, {}};
        XH_DO(open_sources(work));
        std::vector<NamedFile> files;
        XH_DO(run_.form == RunForm::pdf ? draw_pile(work, files) : draw_files(work, files));
        XH_DO(folder_.write_part(number, files));
        return settle(work);
    }

    // Drawn once, but the file is not there (another machine's disk, a cleared folder): the counts go back.
    Result<std::vector<RunPaper>> lost_part(std::int64_t from, std::int64_t until) {
        return services_.db.write([&](Tx& tx) -> Result<std::vector<RunPaper>> {
            XH_TRY(papers, store::run_papers(tx, run_.id, from, until));
            std::int64_t drawn = 0, failed = 0, pages = 0;
            for (RunPaper& paper : papers) {
                drawn += paper.outcome == PaperOutcome::drawn ? 1 : 0;
                failed += paper.outcome == PaperOutcome::failed ? 1 : 0;
                pages += paper.pages;
                paper.outcome = PaperOutcome::waiting;
            }
            XH_TRY(mine, store::advance_run(tx, run_.id, -drawn, -failed, -pages));
            if (mine) {
                XH_DO(store::reopen_run_papers(tx, run_.id, from, until));
            }
            return papers;
        });
    }

    Done open_sources(PieceWork& work) {
        return services_.db.read([&](Tx& tx) -> Done {
            Context context{tx, program_viewer(), services_, services_.clock.now(), "run"};
            work.sources.assign(work.papers.size(), {});
            work.folders.assign(work.papers.size(), {});
            for (std::size_t i = 0; i < work.papers.size(); ++i) {
                auto source = source_of(context, work.papers[i].document);
                if (!source) {
                    work.papers[i].reason = source.error().key;
                    continue;
                }
                work.folders[i] = place_of(tx, source->record.area_code);
                work.sources[i] = std::move(*source);
            }
            return {};
        });
    }

    static Result<PrintSource> source_of(Context& context, DocumentId id) {
        XH_TRY(record, find_document(context, id));
        if (record.state == DocumentState::superseded) {
            return fail(ErrorCode::conflict, "documents.superseded");
        }
        XH_TRY(source, print_source(context, record));
        if (source.content) {
            source.content->seal = office_seal(context.services.config.data, record.office);
        }
        return std::move(source);
    }

    static std::string place_of(Tx& tx, std::string_view code) {
        constexpr std::size_t building_code_length = 20;
        auto area = registry::find_area(tx, code.substr(0, building_code_length));
        return safe_file_name(area && *area ? (*area)->full_name : "其他");
    }

    // Papers one after another as one PDF, those kept from their signing between those drawn now.
    Done draw_pile(PieceWork& work, std::vector<NamedFile>& files) {
        std::vector<PaperContent> together;
        std::vector<std::size_t> which;
        const auto flush = [&]() -> Done {
            if (together.empty()) {
                return {};
            }
            auto batch = render_together(together, run_.title, blanks());
            if (batch) {
                for (std::size_t i = 0; i < which.size(); ++i) {
                    work.papers[which[i]].pages = batch->pages[i];
                }
                files.push_back({{}, std::move(batch->pdf)});
            } else {
                draw_singly(work, which, files);
            }
            together.clear();
            which.clear();
            return {};
        };
        for (std::size_t i = 0; i < work.papers.size(); ++i) {
            if (!work.sources[i]) {
                continue;
            }
            if (work.sources[i]->kept) {
                XH_DO(flush());
                add_kept(work, i, files);
            } else {
                together.push_back(*work.sources[i]->content);
                which.push_back(i);
            }
        }
        return flush();
    }

    // One of them cannot be drawn: find out which, and print the others.
    void draw_singly(PieceWork& work, const std::vector<std::size_t>& which,
                     std::vector<NamedFile>& files) {
        for (const std::size_t i : which) {
            auto one = render_together({&*work.sources[i]->content, 1}, run_.title, blanks());
            if (!one) {
                work.papers[i].reason = one.error().key;
                continue;
            }
            work.papers[i].pages = one->pages.front();
            files.push_back({{}, std::move(one->pdf)});
        }
    }

    void add_kept(PieceWork& work, std::size_t i, std::vector<NamedFile>& files) {
        auto padded = pad_pdf(*work.sources[i]->kept, blanks());
        if (!padded) {
            work.papers[i].reason = padded.error().key;
            return;
        }
        work.papers[i].pages = padded->pages.front();
        files.push_back({{}, std::move(padded->pdf)});
    }

    BlankPages blanks() const {
        return run_.sides == Sides::two ? BlankPages::after_odd : BlankPages::none;
    }

    Done draw_files(PieceWork& work, std::vector<NamedFile>& files) {
        std::vector<PaperContent> apart;
        std::vector<std::size_t> which;
        for (std::size_t i = 0; i < work.papers.size(); ++i) {
            if (work.sources[i] && work.sources[i]->content) {
                apart.push_back(*work.sources[i]->content);
                which.push_back(i);
            }
        }
        std::vector<std::optional<std::string>> drawn(work.papers.size());
        auto papers = render_apart(apart);
        for (std::size_t n = 0; n < which.size(); ++n) {
            if (papers) {
                drawn[which[n]] = std::move((*papers)[n]);
                continue;
            }
            auto one = render_paper(apart[n]);
            if (one) {
                drawn[which[n]] = std::move(*one);
            } else {
                work.papers[which[n]].reason = one.error().key;
            }
        }
        for (std::size_t i = 0; i < work.papers.size(); ++i) {
            if (!work.sources[i] || (!drawn[i] && !work.sources[i]->kept)) {
                continue;
            }
            const DocumentRecord& record = work.sources[i]->record;
            work.papers[i].pages = 1;
            files.push_back({work.folders[i] + "/" + safe_file_name(record.number) + ".pdf",
                             drawn[i] ? std::move(*drawn[i]) : *work.sources[i]->kept});
        }
        return {};
    }

    Done settle(PieceWork& work) {
        return services_.db.write([&](Tx& tx) -> Done {
            const Instant now = services_.clock.now();
            std::int64_t drawn = 0, failed = 0, pages = 0;
            for (RunPaper paper : work.papers) {
                const bool is_drawn = paper.reason.empty();
                paper.outcome = is_drawn ? PaperOutcome::drawn : PaperOutcome::failed;
                paper.pages = is_drawn ? paper.pages : 0;
                XH_TRY(mine, store::settle_run_paper(tx, run_.id, paper));
                if (!mine) {
                    continue;
                }
                drawn += is_drawn ? 1 : 0;
                failed += is_drawn ? 0 : 1;
                pages += paper.pages;
                if (is_drawn) {
                    XH_DO(note(tx, now, paper));
                }
            }
            XH_TRY(alive, store::advance_run(tx, run_.id, drawn, failed, pages));
            if (!alive) {
                const std::lock_guard lock{mutex_};
                is_over_ = true;  // Cancelled, or another process has finished it.
            }
            return {};
        });
    }

    // Whose paper went into the pile is in the person's own access log, as when a single one is opened.
    Done note(Tx& tx, Instant now, const RunPaper& paper) {
        return audit::append(tx, now,
                             {.actor = run_.created_by,
                              .action = "documents.print",
                              .subject_kind = "document",
                              .subject = to_text(paper.document),
                              .person = paper.person,
                              .area_code = {},
                              .reason = {},
                              .facts = {R"({"run":")" + to_text(run_.id) + R"("})"}});
    }

    Done join(std::int64_t pieces) {
        std::vector<NamedFile> files;
        for (std::int64_t number = 0; number < pieces; ++number) {
            XH_TRY(part, folder_.read_part(number));
            if (!part) {
                return fail(ErrorCode::unavailable, "documents.run_file_broken");
            }
            for (NamedFile& file : *part) {
                files.push_back(std::move(file));
            }
        }
        std::string whole;
        if (run_.form == RunForm::zip) {
            XH_TRY(archive, zip_files(files));
            whole = std::move(archive);
        } else if (!files.empty()) {
            std::vector<std::string> pdfs;
            for (NamedFile& file : files) {
                pdfs.push_back(std::move(file.bytes));
            }
            XH_TRY(pdf, join_pdfs(pdfs, run_.title));
            whole = std::move(pdf);
        }
        files.clear();
        XH_DO(folder_.write_result(whole));
        StoredRun over = run_;
        over.state = RunState::finished;
        over.file_size = static_cast<std::int64_t>(whole.size());
        over.finished_at = services_.clock.now();
        XH_DO(services_.db.write([&](Tx& tx) -> Done {
            XH_TRY(moved, store::move_run(tx, over, RunState::drawing));
            static_cast<void>(moved);
            return jobs::cancel(tx, run_job, to_text(run_.id));
        }));
        folder_.drop_parts(pieces);
        return {};
    }

    Services& services_;
    const StoredRun run_;
    const std::function<bool()>& is_closing_;
    const RunFolder folder_;
    std::mutex mutex_;
    std::optional<Error> problem_;
    std::atomic<bool> is_over_{false};
};

// What cannot be done today will not be done by trying every half minute: the run says so and ends.
void give_up(Services& services, StoredRun run, const Error& error) {
    run.state = RunState::failed;
    run.error = error.key;
    run.finished_at = services.clock.now();
    const Done moved = services.db.write([&](Tx& tx) -> Done {
        XH_TRY(done, store::move_run(tx, run, RunState::drawing));
        static_cast<void>(done);
        return jobs::cancel(tx, run_job, to_text(run.id));
    });
    log::error("documents.run_failed", {{"run", to_text(run.id)},
                                        {"error", error.key},
                                        {"detail", error.detail},
                                        {"told", moved ? "yes" : moved.error().key}});
}

}  // namespace

void draw_run(Services& services, PrintRunId id, const std::function<bool()>& is_closing) {
    auto run = services.db.read([&](Tx& tx) { return store::run_for_drawing(tx, id); });
    if (!run || !*run || (*run)->state != RunState::drawing) {
        return;
    }
    RunDrawer drawer{services, **run, is_closing};
    const Done drawn = drawer.draw();
    if (!drawn && drawn.error().code != ErrorCode::unavailable) {
        give_up(services, **run, drawn.error());
    }  // A passing fault: the job looks again.
    // Whose papers were destroyed meanwhile, of them no pile keeps a copy: it may have been written after it had gone.
    const auto after = services.db.read([&](Tx& tx) { return store::run_for_drawing(tx, id); });
    if (after && *after && (*after)->state == RunState::expired) {
        RunFolder{services.config.data, services.vault, id}.remove();
    }
}

}  // namespace xiuhua::documents
