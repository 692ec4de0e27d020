#include "rooms/registry/actions_merge.hpp"

#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/db/person_alias.hpp"
#include "platform/host/services.hpp"
#include "rooms/access/public.hpp"
#include "rooms/registry/actions_pairs.hpp"
#include "rooms/registry/actions_record.hpp"
#include "rooms/registry/rules.hpp"

namespace xiuhua::registry {
namespace {

constexpr std::string_view before_column = "registry_merge.before";
constexpr std::array all_fields{
    MergeField::name,     MergeField::sex,        MergeField::birth_date,
    MergeField::identity, MergeField::phone,      MergeField::home,
    MergeField::relation, MergeField::smartphone, MergeField::guardian};

Result<MergeSide> side_of(Context& context, const StoredPerson& person) {
    XH_TRY(secrets, open_secrets(context, person));
    return MergeSide{person.id, facts_of(person, std::move(secrets)), person.household,
                     person.area_code, person.updated_at};
}

// What stands against merging these two at all.
std::vector<MergeProblem> obstacles(const StoredPerson& kept, const StoredPerson& gone) {
    std::vector<MergeProblem> found;
    if (kept.id == gone.id) {
        found.push_back({"gone", "registry.merge_self"});
    }
    if (kept.merged_into || gone.merged_into) {
        found.push_back({kept.merged_into ? "kept" : "gone", "registry.merged_away"});
    }
    if (kept.open_order && gone.open_order) {
        found.push_back({"order", "registry.both_isolated"});
    }
    return found;
}

Result<std::string> guardian_name(Context& context, const std::optional<PersonId>& guardian) {
    if (!guardian) {
        return std::string{};
    }
    XH_TRY(found, store::person_unscoped(context.tx, *guardian));
    return found ? found->name : std::string{};
}

Result<std::string> line_of(Context& context, MergeField field, const MergeSide& side) {
    const PersonFacts& facts = side.facts;
    const Secrets shown = masked(facts.secrets);
    switch (field) {
        case MergeField::name:
            return facts.name;
        case MergeField::sex:
            return std::string{json::enum_text(facts.sex)};
        case MergeField::birth_date:
            return facts.birth_date ? to_text(*facts.birth_date) : std::string{};
        case MergeField::identity:
            return shown.identity_number;
        case MergeField::phone:
            return shown.phone;
        case MergeField::home: {
            XH_TRY(area, store::area(context.tx, side.area_code));
            return (area ? area->full_name : "") +
                   (shown.address.empty() ? "" : " " + shown.address);
        }
        case MergeField::relation:
            return std::string{json::enum_text(facts.relation)};
        case MergeField::smartphone:
            return std::string{json::enum_text(facts.smartphone)};
        case MergeField::guardian:
            return guardian_name(context, facts.guardian);
    }
    return std::string{};
}

Result<std::vector<MergeField>> parse_taken(const std::string& text) {
    std::vector<MergeField> taken;
    std::string_view left{text};
    while (!left.empty()) {
        const auto comma = left.find(',');
        const auto field = json::parse_enum<MergeField>(left.substr(0, comma));
        if (!field) {
            return fail(ErrorCode::invalid, "registry.mapping_field", "taken");
        }
        taken.push_back(*field);
        left.remove_prefix(comma == std::string_view::npos ? left.size() : comma + 1);
    }
    return taken;
}

Done fold(Context& context, const MergePlan& plan) {
    const StoredPerson& gone = plan.gone;
    XH_DO(store::delete_tokens(context.tx, gone.id, gone.area_code, tokens_of(gone)));
    XH_DO(store::fold_person(context.tx, gone.id, gone.version, plan.kept.id, context.now));
    XH_DO(store::insert_change(
        context.tx,
        {gone.id,
         {gone.version, context.now, context.viewer.user, "merged_away", {}, plan.reason},
         {}}));
    XH_DO(person_alias::add(context.tx, gone.id, plan.kept.id));
    if (gone.open_order) {
        XH_DO(store::set_open_order(context.tx, plan.kept.id, gone.open_order));
    }
    XH_TRY(pair, store::pair(context.tx, plan.kept.id, gone.id));
    if (pair) {
        XH_DO(store::set_pair_state(context.tx, *pair, PairState::merged, context.viewer.user,
                                    context.now));
    }
    XH_DO(store::drop_open_pairs(context.tx, gone.id));
    return tell(context, gone, "merged_away", plan.reason, {});
}

Done unfold(Context& context, StoredPerson gone, const StoredMerge& merge) {
    XH_TRY(secrets, open_secrets(context, gone));
    XH_DO(store::unfold_person(context.tx, gone.id, hashes_of(context.services.vault, secrets),
                               context.now));
    XH_DO(store::insert_tokens(context.tx, gone.id, gone.area_code, tokens_of(gone)));
    XH_DO(store::insert_change(
        context.tx, {gone.id,
                     {gone.version, context.now, context.viewer.user, "unmerged", {}, merge.reason},
                     {}}));
    std::vector<PersonId> meaning_it, waiting{gone.id};
    while (!waiting.empty()) {
        XH_TRY(under, store::merged_into(context.tx, waiting.back()));
        waiting.pop_back();
        meaning_it.insert(meaning_it.end(), under.begin(), under.end());
        waiting.insert(waiting.end(), under.begin(), under.end());
    }
    XH_DO(person_alias::remove(context.tx, gone.id, meaning_it));
    XH_DO(recheck_pairs(context, gone.id));
    return tell(context, gone, "unmerged", merge.reason, {});
}

// The two of a merge that may be taken back: the kept one is nobody else's by now.
struct Two {
    StoredPerson kept, gone;
};
Result<Two> two_of(Context& context, const StoredMerge& merge) {
    // The merge keeps the areas of its day: whoever has moved away since is somebody else's to part.
    XH_TRY(kept, store::person(context.tx, context.viewer.scope, merge.kept));
    XH_TRY(gone, store::person(context.tx, context.viewer.scope, merge.gone));
    if (!kept || !gone) {
        return fail(ErrorCode::not_found, "registry.no_such_merge");
    }
    if (merge.state != MergeState::merged || gone->merged_into != merge.kept) {
        return fail(ErrorCode::conflict, "registry.merge_over");
    }
    if (kept->merged_into) {
        return fail(ErrorCode::conflict, "registry.merge_not_last");
    }
    return Two{std::move(*kept), std::move(*gone)};
}

Result<PersonSnapshot> open_before(Context& context, const StoredMerge& merge) {
    if (!merge.before) {
        return fail(ErrorCode::conflict, "registry.merge_over");
    }
    XH_TRY(text, context.services.vault.open(context.tx, merge.kept, Purpose::identity,
                                             before_column, *merge.before));
    return json::parse<PersonSnapshot>(text);
}

Done free_order(Context& context, const Two& two) {
    if (two.gone.open_order && two.kept.open_order == two.gone.open_order) {
        return store::set_open_order(context.tx, two.kept.id, std::nullopt);
    }
    return {};
}

Done end_with(Context& context, StoredMerge& merge, MergeState state) {
    merge.state = state;
    merge.ended_at = context.now;
    merge.ended_by = context.viewer.user;
    XH_DO(store::end_merge(context.tx, merge));
    XH_TRY(pair, store::pair(context.tx, merge.kept, merge.gone));
    return pair ? store::set_pair_state(
                      context.tx, *pair,
                      state == MergeState::split ? PairState::apart : PairState::open,
                      context.viewer.user, context.now)
                : Done{};
}

Result<StoredMerge> load_merge(Context& context, std::string_view id) {
    XH_TRY(found, store::merge(context.tx, context.viewer.scope, id));
    if (!found) {
        return fail(ErrorCode::not_found, "registry.no_such_merge");
    }
    return std::move(*found);
}

Result<MergeView> merge_view(Context& context, const StoredMerge& merge) {
    XH_TRY(kept, store::person_unscoped(context.tx, merge.kept));
    XH_TRY(gone, store::person_unscoped(context.tx, merge.gone));
    XH_TRY(names, access::user_names(context.tx, {merge.actor}));
    const bool stands = merge.state == MergeState::merged && kept && !kept->merged_into;
    return MergeView{merge.id,
                     merge.kept,
                     merge.gone,
                     kept ? kept->name : "",
                     gone ? gone->name : "",
                     merge.state,
                     merge.run,
                     merge.at,
                     names[to_text(merge.actor)],
                     merge.reason,
                     merge.taken,
                     stands && kept->version == merge.kept_version,
                     stands,
                     merge.ended_at};
}

}  // namespace

Result<std::string> carry_out_merge(Context& context, const MergePlan& plan) {
    if (const auto against = obstacles(plan.kept, plan.gone); !against.empty()) {
        return fail(ErrorCode::conflict, against.front().key, against.front().field);
    }
    XH_TRY(kept, side_of(context, plan.kept));
    XH_TRY(gone, side_of(context, plan.gone));
    const MergeSide both = merged_side(kept, gone, plan.taken);
    XH_TRY(facts, check_person(both.facts, office_date(context.now), Strictness::as_it_comes));
    XH_TRY(before, sealed(context, plan.kept.id, before_column,
                          json::write(snapshot_of(kept.facts, kept.household, kept.area_code))));
    XH_DO(fold(context, plan));
    StoredMerge merge;
    merge.id = to_text(new_uuid(context.now));
    merge.kept = plan.kept.id;
    merge.gone = plan.gone.id;
    merge.run = plan.run;
    merge.area_code = plan.kept.area_code;
    merge.gone_area_code = plan.gone.area_code;
    merge.at = context.now;
    merge.actor = context.viewer.user;
    merge.reason = plan.reason;
    for (const MergeField field : plan.taken) {
        merge.taken.emplace_back(json::enum_text(field));
    }
    merge.kept_version = plan.kept.version + 1;
    merge.before = std::move(before);
    XH_DO(store::insert_merge(context.tx, merge));
    StoredPerson after = plan.kept;
    after.household = both.household;
    after.area_code = both.area_code;
    XH_DO(save_changed(context, {plan.kept,
                                 after,
                                 facts,
                                 {plan.kept.version, context.now, context.viewer.user, "merged",
                                  merge.taken, plan.reason}}));
    return merge.id;
}

Done take_back_merge(Context& context, StoredMerge merge) {
    XH_TRY(two, two_of(context, merge));
    if (two.kept.version != merge.kept_version) {
        return fail(ErrorCode::conflict, "registry.merge_changed_since");
    }
    XH_TRY(was, open_before(context, merge));
    XH_DO(check_home_stands(context, was.household));
    const PersonFacts facts = facts_of_snapshot(was);
    StoredPerson after = two.kept;
    after.household = was.household;
    after.area_code = was.area_code;
    XH_DO(save_changed(context, {two.kept,
                                 after,
                                 facts,
                                 {two.kept.version, context.now, context.viewer.user, "unmerged",
                                  merge.taken, merge.reason}}));
    XH_DO(store::renew_kept_version(context.tx, two.kept.id, merge.kept_version - 1,
                                    two.kept.version + 1));
    XH_DO(free_order(context, two));
    XH_DO(end_with(context, merge, MergeState::undone));
    return unfold(context, two.gone, merge);
}

Result<MergePreview> preview_merge(Context& context, const MergeQuestion& question) {
    XH_TRY(kept, load_person(context, question.kept));
    XH_TRY(gone, load_person(context, question.gone));
    XH_TRY(first, side_of(context, kept));
    XH_TRY(second, side_of(context, gone));
    MergePreview view;
    view.problems = obstacles(kept, gone);
    const std::vector<MergeField> suggested = suggest_taken(first, second);
    view.taken = suggested;
    if (question.taken) {
        XH_TRY(taken, parse_taken(*question.taken));
        view.taken = std::move(taken);
    }
    const MergeSide both = merged_side(first, second, view.taken);
    for (const MergeField field : all_fields) {
        XH_TRY(left, line_of(context, field, first));
        XH_TRY(right, line_of(context, field, second));
        XH_TRY(result, line_of(context, field, both));
        const bool suggest =
            std::find(suggested.begin(), suggested.end(), field) != suggested.end();
        view.lines.push_back({field, left, right, same_in(field, first, second), suggest});
        view.result.push_back(std::move(result));
    }
    if (const auto checked =
            check_person(both.facts, office_date(context.now), Strictness::as_it_comes);
        !checked) {
        for (const FieldError& wrong : checked.error().fields) {
            view.problems.push_back({wrong.field, wrong.key});
        }
    }
    XH_TRY(comparison, compare_stored(context, kept, gone));
    if (comparison) {
        view.level = comparison->level;
        view.signs = comparison->signs;
    }
    XH_TRY(kept_row, person_row(context, kept));
    XH_TRY(gone_row, person_row(context, gone));
    view.kept = std::move(kept_row);
    view.gone = std::move(gone_row);
    view.kept_version = kept.version;
    view.gone_version = gone.version;
    return view;
}

Result<MergeView> merge_people(Context& context, const MergeForm& form) {
    XH_DO(require_reason(form.reason));
    XH_TRY(kept, load_person(context, form.kept));
    XH_TRY(gone, load_person(context, form.gone));
    if (kept.version != form.kept_version || gone.version != form.gone_version) {
        return fail(ErrorCode::conflict, "registry.changed_meanwhile");
    }
    XH_TRY(id, carry_out_merge(context, {kept, gone, form.taken, form.reason, {}}));
    XH_TRY(merge, load_merge(context, id));
    return merge_view(context, merge);
}

Result<MergeView> undo_merge(Context& context, std::string_view id) {
    XH_TRY(merge, load_merge(context, id));
    XH_DO(take_back_merge(context, merge));
    XH_TRY(ended, load_merge(context, id));
    return merge_view(context, ended);
}

Result<MergeView> split_merge(Context& context, std::string_view id, const SplitForm& form) {
    XH_DO(require_reason(form.reason));
    XH_TRY(merge, load_merge(context, id));
    XH_TRY(two, two_of(context, merge));
    XH_TRY(kept, side_of(context, two.kept));
    XH_TRY(gone, side_of(context, two.gone));
    const std::string& number = gone.facts.secrets.identity_number;
    if (!number.empty() && number == kept.facts.secrets.identity_number) {
        XH_TRY(was, open_before(context, merge));
        kept.facts.identity_kind = was.identity_kind;
        kept.facts.secrets.identity_number = was.identity_number;
        XH_DO(save_changed(context, {two.kept,
                                     two.kept,
                                     kept.facts,
                                     {two.kept.version,
                                      context.now,
                                      context.viewer.user,
                                      "split",
                                      {"identity_number"},
                                      form.reason}}));
    } else {
        XH_DO(tell(context, two.kept, "split", form.reason, {}));
    }
    XH_DO(free_order(context, two));
    merge.reason = form.reason;
    XH_DO(end_with(context, merge, MergeState::split));
    XH_DO(unfold(context, two.gone, merge));
    XH_TRY(ended, load_merge(context, id));
    return merge_view(context, ended);
}

Result<Page<MergeView>> list_merges(Context& context, const MergeListQuery& query) {
    const int limit = std::clamp(query.limit.value_or(page_rows_default), 1, page_rows_max);
    std::vector<StoredMerge> found;
    if (query.person) {
        XH_DO(load_person(context, *query.person));
        XH_TRY(of_person, store::merges_of(context.tx, *query.person));
        found = std::move(of_person);
    } else {
        XH_TRY(listed,
               store::merges(context.tx, context.viewer.scope, query.after.value_or(""), limit));
        found = std::move(listed);
    }
    Page<MergeView> page;
    for (const StoredMerge& merge : found) {
        XH_TRY(view, merge_view(context, merge));
        page.items.push_back(std::move(view));
    }
    if (!query.person && static_cast<int>(found.size()) == limit) {
        page.next = found.back().id;
    }
    return page;
}

}  // namespace xiuhua::registry
