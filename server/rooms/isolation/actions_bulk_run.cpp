// The job of a bulk act: some rows in each transaction, as the person who asked for it and no longer than that person
// may; each row is the single act, in a savepoint of its own.
#include "platform/jobs/jobs.hpp"
#include "rooms/isolation/actions_bulk_shared.hpp"
#include "rooms/isolation/actions_messages_shared.hpp"
#include "rooms/isolation/actions_shared.hpp"
#include "rooms/isolation/permissions.hpp"
#include "rooms/isolation/store_messages.hpp"

namespace xiuhua::isolation {
namespace {

const Permission& permission_of(BulkKind kind) {
    switch (kind) {
        case BulkKind::release:
            return permissions::release;
        case BulkKind::extension:
            return permissions::extend;
        case BulkKind::paper:
            return permissions::paper;
        case BulkKind::message:
            return permissions::message;
        case BulkKind::reassignment:
            break;
    }
    return permissions::assign;
}

bool is_refusal(const Error& error) {
    return error.code == ErrorCode::invalid || error.code == ErrorCode::conflict ||
           error.code == ErrorCode::not_found;
}

// The pure rule that the single act is decided by, on the facts of now.
Done check_order(Context& context, const Bulk& bulk, const Order& order,
                 const IsolationPolicy& policy) {
    switch (bulk.kind) {
        case BulkKind::release: {
            XH_TRY(facts, release_facts(context, order, policy));
            XH_TRY(released, release(order, release_conditions(order, facts, policy, context.now),
                                     context.now));
            return {};
        }
        case BulkKind::extension: {
            XH_TRY(extended, extend(order, bulk.days, policy));
            return {};
        }
        case BulkKind::paper:
            return check_paper(order, bulk.paper.value_or(PaperKind::isolation_notice));
        case BulkKind::message: {
            XH_TRY(pages, phone_pages(context, order));
            return check_message(order, pages);
        }
        case BulkKind::reassignment:
            break;
    }
    if (!is_open(order.state)) {
        return fail(ErrorCode::conflict, "isolation.already_ended");
    }
    if (order.worker == bulk.worker) {
        return fail(ErrorCode::conflict, "isolation.same_worker");
    }
    XH_TRY(assigned, assigned_for(context, {bulk.worker.value_or(UserId{}), bulk.medic},
                                  order.area_code, ""));
    return {};
}

Result<Order> act_on(Context& context, const Bulk& bulk, const BulkRow& row,
                     const std::string& words) {
    switch (bulk.kind) {
        case BulkKind::release:
            return release_order(context, row.order, {words, row.version});
        case BulkKind::extension:
            return extend_order(context, row.order, {bulk.days, words, row.version});
        case BulkKind::paper:
            return make_order_paper(context, row.order,
                                    {bulk.paper.value_or(PaperKind::isolation_notice)});
        case BulkKind::message: {
            XH_TRY(order, order_in_scope(context, row.order));
            XH_TRY(sent, write_message(context, order, {words, bulk.id}));
            return std::move(order);
        }
        case BulkKind::reassignment:
            break;
    }
    return reassign_order(context, row.order,
                          {bulk.worker.value_or(UserId{}), bulk.medic, row.version});
}

// A savepoint a row is a tenth of a release's time on SQLite. An act is refused before it writes; should one ever be
// refused afterwards, the job fails as a whole and is tried again with a savepoint for each row. PostgreSQL needs them.
enum class Guard { none, each_row };

template <typename F>
Done unguarded(Context& context, F&& work) {
    XH_TRY(before, store::changes_so_far(context.tx));
    Done done = work();
    if (!done) {
        XH_TRY(after, store::changes_so_far(context.tx));
        if (after != before) {
            return fail(ErrorCode::internal, "isolation.refused_after_writing", {},
                        done.error().key);
        }
    }
    return done;
}

// One row by itself: `work` changes the row; what it is refused for becomes the row's result.
template <typename F>
Done one_row(Context& context, const Bulk& bulk, Guard guard, BulkRow& row, BulkRowState otherwise,
             F work) {
    const auto act = [&]() -> Done { return work(row); };
    const Done done = guard == Guard::none ? unguarded(context, act) : context.tx.nested(act);
    if (!done) {
        if (!is_refusal(done.error())) {
            return done;
        }
        row.state = otherwise;
        row.error = done.error().key;
    }
    return store::save_row(context.tx, bulk.id, row);
}

Result<bool> check_chunk(Context& context, Bulk& bulk, Guard guard) {
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(rows, store::rows_in(context.tx, bulk.id, BulkRowState::waiting, bulk_chunk_rows));
    for (BulkRow& row : rows) {
        XH_DO(one_row(context, bulk, guard, row, BulkRowState::refused, [&](BulkRow& own) -> Done {
            XH_TRY(order, order_in_scope(context, own.order));
            own.version = order.version;
            own.worker_before = order.worker;
            own.medic_before = order.medic;
            XH_DO(check_order(context, bulk, order, policy.rules));
            own.state = BulkRowState::good;
            return {};
        }));
        bulk.good += row.state == BulkRowState::good ? 1 : 0;
    }
    bulk.checked += static_cast<std::int64_t>(rows.size());
    if (rows.size() < bulk_chunk_rows) {
        bulk.state = BulkState::ready;
    }
    return bulk.state == BulkState::checking;
}

Result<bool> run_chunk(Context& context, Bulk& bulk, Guard guard) {
    XH_TRY(sealed, store::bulk_words(context.tx, bulk.id));
    XH_TRY(words, context.services.vault.open_own(bulk_words_column, sealed));
    XH_TRY(rows, store::rows_in(context.tx, bulk.id, BulkRowState::good, bulk_chunk_rows));
    for (BulkRow& row : rows) {
        XH_DO(one_row(context, bulk, guard, row, BulkRowState::failed, [&](BulkRow& own) -> Done {
            XH_TRY(order, act_on(context, bulk, own, words));
            own.version = order.version;
            own.state = BulkRowState::done;
            return {};
        }));
        ++(row.state == BulkRowState::done ? bulk.done : bulk.refused);
    }
    bulk.handled += static_cast<std::int64_t>(rows.size());
    if (rows.size() == bulk_chunk_rows) {
        return true;
    }
    bulk.state = BulkState::finished;
    bulk.finished_at = context.now;
    XH_DO(store::forget_words(context.tx, bulk.id));
    XH_DO(audit_bulk(context, bulk, "isolation.bulk_finished"));
    return false;
}

// Who was responsible before is so again, unless somebody has decided on the order since.
Done give_back(Context& context, const Bulk& bulk, BulkRow& row) {
    const std::optional<UserId> medic = bulk.medic ? row.medic_before : std::nullopt;
    XH_TRY(order, reassign_order(context, row.order,
                                 {row.worker_before.value_or(UserId{}), medic, row.version}));
    if (bulk.medic && !medic) {
        order.medic.reset();  // There was none; a reassignment that names none leaves who it is.
        XH_TRY(saved, store::save(context.tx, std::move(order)));
        order = std::move(saved);
    }
    row.version = order.version;
    return {};
}

// A message is taken back unless somebody has read it. The ten minutes were asked about when the undoing began.
Done unsend(Context& context, const Bulk& bulk, const BulkRow& row) {
    XH_TRY(message, store::message_of_bulk(context.tx, bulk.id, row.order));
    if (!message) {
        return fail(ErrorCode::not_found, "isolation.message_not_found");
    }
    return take_message_back(context, *message, context.now);
}

Result<bool> undo_chunk(Context& context, Bulk& bulk, Guard guard) {
    XH_TRY(rows, store::rows_in(context.tx, bulk.id, BulkRowState::done, bulk_chunk_rows));
    for (BulkRow& row : rows) {
        XH_DO(one_row(context, bulk, guard, row, BulkRowState::kept, [&](BulkRow& own) -> Done {
            XH_DO(bulk.kind == BulkKind::message ? unsend(context, bulk, own)
                                                 : give_back(context, bulk, own));
            own.state = BulkRowState::undone;
            return {};
        }));
        bulk.undone += row.state == BulkRowState::undone ? 1 : 0;
    }
    if (rows.size() == bulk_chunk_rows) {
        return true;
    }
    bulk.state = BulkState::undone;
    return false;
}

Result<bool> chunk(Context& context, Bulk& bulk, Guard guard) {
    switch (bulk.state) {
        case BulkState::checking:
            return check_chunk(context, bulk, guard);
        case BulkState::running:
            return run_chunk(context, bulk, guard);
        case BulkState::undoing:
            return undo_chunk(context, bulk, guard);
        case BulkState::ready:
        case BulkState::finished:
        case BulkState::cancelled:
        case BulkState::undone:
            break;
    }
    return false;
}

}  // namespace

Done run_bulk(Context& context, BulkId id, int tries) {
    XH_TRY(found, store::find_bulk(context.tx, id));
    if (!found) {
        return {};
    }
    Bulk bulk = std::move(*found);
    XH_TRY(maker, access::viewer_for(context.tx, bulk.made_by));
    if (!maker || !maker->may(permission_of(bulk.kind))) {
        bulk.state = BulkState::cancelled;  // Whoever may no longer do one may no longer do many.
        bulk.finished_at = context.now;
        XH_DO(store::forget_words(context.tx, bulk.id));
        XH_DO(audit_bulk(context, bulk, "isolation.bulk_cancelled"));
        XH_DO(store::save(context.tx, bulk));
        return tell_bulk(context, bulk);
    }
    Context own{context.tx, *maker, context.services, context.now, context.request_id};
    const Guard guard =
        own.tx.engine() == Engine::sqlite && tries == 0 ? Guard::none : Guard::each_row;
    bool more = true;
    for (int chunks = 0; more && (chunks == 0 || (chunks < bulk_chunks_max && own.tx.has_time()));
         ++chunks) {
        XH_TRY(goes_on, chunk(own, bulk, guard));
        more = goes_on;
    }
    XH_DO(store::save(context.tx, bulk));
    if (more) {
        XH_DO(jobs::schedule(context.tx, bulk_job, to_text(id), context.now));
    }
    return tell_bulk(context, bulk);
}

}  // namespace xiuhua::isolation
