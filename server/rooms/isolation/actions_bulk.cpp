#include "rooms/isolation/actions_bulk.hpp"

#include <charconv>

#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/isolation/actions_bulk_shared.hpp"
#include "rooms/isolation/actions_shared.hpp"
#include "rooms/isolation/rules_messages.hpp"

namespace xiuhua::isolation {
namespace {

Result<std::int64_t> choose(Context& context, BulkId id, const BulkSelection& selection) {
    if (selection.orders.has_value() == selection.filter.has_value()) {
        return fail(ErrorCode::invalid, "isolation.bulk_selection", "selection");
    }
    if (selection.orders) {
        if (selection.orders->empty() || selection.orders->size() > bulk_ids_max) {
            return fail(ErrorCode::invalid, "isolation.bulk_selection", "selection.orders");
        }
        return store::choose_rows(context.tx, id, context.viewer.scope, *selection.orders);
    }
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(query, query_for(context, *selection.filter, policy.rules));
    query.limit = bulk_orders_max + 1;
    return store::choose_rows(context.tx, id, context.viewer.scope, query);
}

Result<BulkView> prepare(Context& context, Bulk bulk, const BulkSelection& selection,
                         const std::string& words) {
    bulk.id = new_id<BulkId>(context.now);
    bulk.made_by = context.viewer.user;
    bulk.made_at = context.now;
    XH_DO(
        store::insert(context.tx, bulk, context.services.vault.seal_own(bulk_words_column, words)));
    XH_TRY(total, choose(context, bulk.id, selection));
    if (total == 0) {
        return fail(ErrorCode::invalid, "isolation.bulk_nothing", "selection");
    }
    if (total > bulk_orders_max) {
        return fail(ErrorCode::invalid, "isolation.bulk_too_many", "selection");
    }
    bulk.total = total;
    XH_DO(store::save(context.tx, bulk));
    XH_DO(jobs::schedule(context.tx, bulk_job, to_text(bulk.id), context.now));
    XH_DO(tell_bulk(context, bulk));
    return view_of(bulk);
}

Result<Bulk> own_bulk(Context& context, BulkId id) {
    XH_TRY(found, store::find_bulk(context.tx, context.viewer.user, id));
    if (!found) {
        return fail(ErrorCode::not_found, "isolation.bulk_not_found");
    }
    return std::move(*found);
}

Result<BulkView> go_on(Context& context, Bulk bulk, BulkState state, std::string_view action) {
    bulk.state = state;
    XH_DO(store::save(context.tx, bulk));
    if (state == BulkState::cancelled) {
        XH_DO(store::forget_words(context.tx, bulk.id));
    } else {
        XH_DO(jobs::schedule(context.tx, bulk_job, to_text(bulk.id), context.now));
    }
    XH_DO(audit_bulk(context, bulk, action));
    XH_DO(tell_bulk(context, bulk));
    return view_of(bulk);
}

}  // namespace

Done tell_bulk(Context& context, const Bulk& bulk) {
    const BulkPatch patch{bulk.id,    bulk.made_by, bulk.state,
                          bulk.total, bulk.checked, bulk.handled};
    return outbox::append(context.tx, context.now,
                          {.kind = "isolation.bulk_changed",
                           .subject = to_text(bulk.id),
                           .area_code = "",
                           .payload = {json::write(patch)}});
}

Done audit_bulk(Context& context, const Bulk& bulk, std::string_view action) {
    const std::map<std::string, std::string> facts{
        {"kind", std::string{json::enum_text(bulk.kind)}},
        {"state", std::string{json::enum_text(bulk.state)}},
        {"total", std::to_string(bulk.total)},
        {"done", std::to_string(bulk.done)},
        {"refused", std::to_string(bulk.refused)}};
    return audit::append(context.tx, context.now,
                         {.actor = bulk.made_by,
                          .action = std::string{action},
                          .subject_kind = "bulk",
                          .subject = to_text(bulk.id),
                          .person = {},
                          .area_code = "",
                          .reason = "",
                          .facts = {json::write(facts)}});
}

BulkView view_of(const Bulk& b) {
    BulkView view{b.id,    b.kind,        b.state,      b.made_at,     b.total,  b.checked,
                  b.good,  b.handled,     b.done,       b.refused,     b.undone, b.days,
                  b.paper, b.worker_name, b.started_at, b.finished_at, {}};
    if (may_be_undone(b.kind) && b.finished_at && b.done > 0 &&
        (b.state == BulkState::finished || b.state == BulkState::cancelled)) {
        view.undo_until = *b.finished_at + std::chrono::minutes{bulk_undo_minutes};
    }
    return view;
}

Result<OrderCount> count_orders(Context& context, const OrderFilter& filter) {
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(query, query_for(context, filter, policy.rules));
    query.limit = bulk_orders_max + 1;
    XH_TRY(count, store::count_orders(context.tx, context.viewer.scope, query));
    const bool more = count > bulk_orders_max;
    return OrderCount{more ? bulk_orders_max : count, more};
}

Result<BulkView> prepare_release(Context& context, const BulkReleaseForm& form) {
    const std::string note = form.note.value_or("");
    if (note.size() > note_bytes_max) {
        return fail(ErrorCode::invalid, "isolation.note_too_long", "note");
    }
    Bulk bulk;
    bulk.kind = BulkKind::release;
    return prepare(context, std::move(bulk), form.selection, note);
}

Result<BulkView> prepare_extension(Context& context, const BulkExtensionForm& form) {
    XH_DO(check_reason(form.reason));
    Bulk bulk;
    bulk.kind = BulkKind::extension;
    bulk.days = form.days;
    return prepare(context, std::move(bulk), form.selection, form.reason);
}

Result<BulkView> prepare_papers(Context& context, const BulkPaperForm& form) {
    Bulk bulk;
    bulk.kind = BulkKind::paper;
    bulk.paper = form.kind;
    return prepare(context, std::move(bulk), form.selection, "");
}

Result<BulkView> prepare_reassignment(Context& context, const BulkReassignmentForm& form) {
    Bulk bulk;
    bulk.kind = BulkKind::reassignment;
    bulk.worker = form.worker;
    bulk.medic = form.medic;
    XH_TRY(names, access::user_names(context.tx, {form.worker}));
    if (names.empty()) {
        return fail(ErrorCode::invalid, "isolation.worker_not_for_area", "worker");
    }
    bulk.worker_name = names.begin()->second;
    return prepare(context, std::move(bulk), form.selection, "");
}

Result<BulkView> prepare_message(Context& context, const BulkMessageForm& form) {
    XH_TRY(text, message_text(form.text));
    Bulk bulk;
    bulk.kind = BulkKind::message;
    return prepare(context, std::move(bulk), form.selection, text);
}

Result<BulkView> find_bulk(Context& context, BulkId id) {
    XH_TRY(bulk, own_bulk(context, id));
    return view_of(bulk);
}

Result<Page<BulkRowView>> bulk_rows(Context& context, BulkId id, const BulkRowFilter& filter) {
    XH_TRY(bulk, own_bulk(context, id));
    std::int64_t after = 0;
    const std::string cursor = filter.after.value_or("");
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
    const int shown = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
    XH_TRY(found, store::shown_rows(context.tx, context.viewer.scope, bulk.id, filter.state, after,
                                    shown + 1));
    Page<BulkRowView> page;
    for (store::BulkRowShown& row : found) {
        if (static_cast<int>(page.items.size()) == shown) {
            page.next = std::to_string(page.items.back().position);
            break;
        }
        page.items.push_back({row.position, row.order, row.person, std::move(row.number),
                              std::move(row.person_name), std::move(row.area_name), row.state,
                              std::move(row.error)});
    }
    return page;
}

Result<BulkView> start_bulk(Context& context, BulkId id) {
    XH_TRY(bulk, own_bulk(context, id));
    if (bulk.state != BulkState::ready || bulk.good == 0) {
        return fail(ErrorCode::conflict, "isolation.bulk_state");
    }
    bulk.started_at = context.now;
    return go_on(context, std::move(bulk), BulkState::running, "isolation.bulk_started");
}

Result<BulkView> cancel_bulk(Context& context, BulkId id) {
    XH_TRY(bulk, own_bulk(context, id));
    if (bulk.state != BulkState::checking && bulk.state != BulkState::ready &&
        bulk.state != BulkState::running) {
        return fail(ErrorCode::conflict, "isolation.bulk_state");
    }
    bulk.finished_at = context.now;
    XH_DO(jobs::cancel(context.tx, bulk_job, to_text(bulk.id)));
    return go_on(context, std::move(bulk), BulkState::cancelled, "isolation.bulk_cancelled");
}

Result<BulkView> undo_bulk(Context& context, BulkId id) {
    XH_TRY(bulk, own_bulk(context, id));
    if (!may_be_undone(bulk.kind)) {
        return fail(ErrorCode::conflict, "isolation.bulk_no_undo");
    }
    const auto until = view_of(bulk).undo_until;
    if (!until) {
        return fail(ErrorCode::conflict, "isolation.bulk_state");
    }
    if (*until < context.now) {
        return fail(ErrorCode::conflict, "isolation.bulk_undo_over");
    }
    return go_on(context, std::move(bulk), BulkState::undoing, "isolation.bulk_undone");
}

Done purge_bulks(Context& context) {
    constexpr std::chrono::days kept{30};
    constexpr int at_once = 20;
    XH_TRY(old, store::bulks_before(context.tx, context.now - kept, at_once));
    for (const BulkId id : old) {
        XH_DO(store::delete_bulk(context.tx, id));
    }
    return {};
}

}  // namespace xiuhua::isolation
