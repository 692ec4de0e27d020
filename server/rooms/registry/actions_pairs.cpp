#include "rooms/registry/actions_pairs.hpp"

#include <charconv>

#include "platform/audit/audit.hpp"
#include "platform/host/services.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/registry/actions_record.hpp"

namespace xiuhua::registry {
namespace {

constexpr int scan_people = 2'000;  // A transaction's; some 30 ms on SQLite.
constexpr int candidates_of_one = 3 * store::alike_max;
constexpr int candidates_max = scan_people * candidates_of_one / 2;  // A piece's: all there can be.

// The surest first: the level, then the points from high to low.
std::int64_t rank_of(const Comparison& comparison) {
    constexpr std::int64_t points_max = 1'000;
    return static_cast<std::int64_t>(comparison.level) * points_max + points_max -
           std::min<std::int64_t>(comparison.score, points_max);
}

std::vector<std::string> words_of(const std::vector<Sign>& signs) {
    std::vector<std::string> words;
    for (const Sign sign : signs) {
        words.emplace_back(json::enum_text(sign));
    }
    return words;
}

std::vector<Sign> signs_of(const std::vector<std::string>& words) {
    std::vector<Sign> signs;
    for (const std::string& word : words) {
        if (const auto sign = json::parse_enum<Sign>(word)) {
            signs.push_back(*sign);
        }
    }
    return signs;
}

// Weighs the candidates; answers how many are worth asking about.
Result<std::int64_t> weigh(Context& context, const std::vector<store::Candidate>& candidates) {
    std::set<std::pair<PersonId, PersonId>> seen;
    std::int64_t found = 0;
    for (const store::Candidate& candidate : candidates) {
        const auto [a, b] = std::minmax(candidate.a, candidate.b);
        if (!seen.emplace(a, b).second) {
            continue;
        }
        XH_TRY(first, store::person_unscoped(context.tx, a));
        XH_TRY(second, store::person_unscoped(context.tx, b));
        if (!first || !second) {
            continue;
        }
        XH_TRY(comparison, compare_stored(context, *first, *second));
        if (!comparison) {
            continue;
        }
        ++found;
        XH_DO(store::put_pair(
            context.tx,
            {a, b, first->area_code, second->area_code, comparison->level, comparison->score,
             rank_of(*comparison), words_of(comparison->signs), PairState::open, context.now}));
    }
    return found;
}

struct PairCursor {
    std::int64_t rank = -1;
    std::string a, b;
};

// "1030~<id>~<id>", as list_pairs gives it out.
PairCursor pair_cursor(std::string_view text) {
    constexpr std::size_t id_length = 36;
    const auto at = text.find('~');
    PairCursor cursor;
    if (at == std::string_view::npos || text.size() != at + 2 + 2 * id_length ||
        std::from_chars(text.data(), text.data() + at, cursor.rank).ptr != text.data() + at) {
        return {};
    }
    cursor.a = text.substr(at + 1, id_length);
    cursor.b = text.substr(at + 2 + id_length);
    return cursor;
}

Result<PairView> pair_view(Context& context, const StoredPair& pair, const StoredPerson& a,
                           const StoredPerson& b) {
    XH_TRY(first, person_row(context, a));
    XH_TRY(second, person_row(context, b));
    return PairView{
        std::move(first),     std::move(second), pair.level,   static_cast<int>(pair.score),
        signs_of(pair.signs), pair.state,        pair.found_at};
}

PairScanView scan_view(const std::optional<StoredScan>& scan) {
    if (!scan) {
        return {"never", 0, 0, 0, {}, {}};
    }
    return {scan->state, scan->done, scan->total, scan->found, scan->started_at, scan->finished_at};
}

Done tell_scan(Context& context, const StoredScan& scan) {
    return outbox::append(
        context.tx, context.now,
        {"registry.duplicates_searched", "latest", "", {}, {json::write(scan_view(scan))}});
}

Result<StoredScan> begin_scan(Context& context) {
    XH_TRY(before, store::scan(context.tx));
    if (before && before->state == "running") {
        // Its job waits at any rate, unless it was put aside as failed: then it goes on from where it was.
        XH_DO(jobs::schedule(context.tx, scan_job, "latest", context.now));
        return std::move(*before);
    }
    StoredScan scan{"running", "", 0, 0, 0, context.now, {}};
    XH_TRY(total, store::count_people_after(context.tx, ""));
    scan.total = total;
    XH_DO(store::save_scan(context.tx, scan));
    XH_DO(jobs::schedule(context.tx, scan_job, "latest", context.now));
    XH_DO(tell_scan(context, scan));
    return scan;
}

}  // namespace

Result<StoredPerson> load_person(Context& context, PersonId id) {
    XH_TRY(found, store::person(context.tx, context.viewer.scope, id));
    if (!found) {
        return fail(ErrorCode::not_found, "registry.no_such_person");
    }
    return std::move(*found);
}

Result<LikePerson> like_person(Context& context, const StoredPerson& person) {
    XH_TRY(secrets, open_secrets(context, person));
    return LikePerson{facts_of(person, std::move(secrets)), person.pinyin, person.household,
                      person.area_code};
}

Result<std::optional<Comparison>> compare_stored(Context& context, const StoredPerson& a,
                                                 const StoredPerson& b) {
    XH_TRY(first, like_person(context, a));
    XH_TRY(second, like_person(context, b));
    return compare_people(first, second);
}

Done recheck_pairs(Context& context, PersonId person) {
    XH_DO(store::drop_open_pairs(context.tx, person));
    XH_TRY(candidates, store::candidates_of(context.tx, person, candidates_of_one));
    XH_DO(weigh(context, candidates));
    return {};
}

Result<Page<PairView>> list_pairs(Context& context, const PairFilter& filter) {
    const PairCursor after = pair_cursor(filter.after.value_or(""));
    const int limit = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
    XH_TRY(found, store::pairs(context.tx, context.viewer.scope,
                               {filter.state.value_or(PairState::open), filter.level,
                                filter.area.value_or(""), after.rank, after.a, after.b, limit}));
    Page<PairView> page;
    for (const StoredPair& pair : found) {
        XH_TRY(a, store::person(context.tx, context.viewer.scope, pair.a));
        XH_TRY(b, store::person(context.tx, context.viewer.scope, pair.b));
        if (a && b) {
            XH_TRY(view, pair_view(context, pair, *a, *b));
            page.items.push_back(std::move(view));
        }
    }
    if (static_cast<int>(found.size()) == limit) {
        const StoredPair& last = found.back();
        page.next = std::to_string(last.rank) + "~" + to_text(last.a) + "~" + to_text(last.b);
    }
    return page;
}

Result<PairSummary> pair_summary(Context& context) {
    PairSummary summary;
    const auto count = [&](PairState state, std::optional<Likeness> level) {
        store::PairQuery query;
        query.state = state;
        query.level = level;
        return store::count_pairs(context.tx, context.viewer.scope, query);
    };
    XH_TRY(exact, count(PairState::open, Likeness::exact));
    XH_TRY(likely, count(PairState::open, Likeness::likely));
    XH_TRY(possible, count(PairState::open, Likeness::possible));
    XH_TRY(apart, count(PairState::apart, std::nullopt));
    XH_TRY(scan, store::scan(context.tx));
    summary.exact = exact;
    summary.likely = likely;
    summary.possible = possible;
    summary.apart = apart;
    summary.scan = scan_view(scan);
    return summary;
}

Result<PairView> decide_pair(Context& context, const PairDecision& decision) {
    XH_TRY(a, load_person(context, std::min(decision.a, decision.b)));
    XH_TRY(b, load_person(context, std::max(decision.a, decision.b)));
    XH_TRY(found, store::pair(context.tx, a.id, b.id));
    if (!found) {
        return fail(ErrorCode::not_found, "registry.no_such_pair");
    }
    if (found->state == PairState::merged) {
        return fail(ErrorCode::conflict, "registry.merged_away");
    }
    StoredPair pair = std::move(*found);
    pair.state = decision.apart ? PairState::apart : PairState::open;
    XH_DO(store::set_pair_state(context.tx, pair, pair.state, context.viewer.user, context.now));
    for (const StoredPerson* person : {&a, &b}) {
        const PersonId other = person->id == a.id ? b.id : a.id;
        XH_DO(audit::append(context.tx, context.now,
                            {context.viewer.user,
                             decision.apart ? "registry.kept_apart" : "registry.asked_again",
                             "person",
                             to_text(person->id),
                             person->id,
                             person->area_code,
                             "",
                             {"{\"other\":\"" + to_text(other) + "\"}"}}));
    }
    return pair_view(context, pair, a, b);
}

Result<PairScanView> start_scan(Context& context) {
    XH_TRY(scan, begin_scan(context));
    return scan_view(scan);
}

Done begin_daily_scan(Context& context, const Job&) {
    XH_TRY(before, store::scan(context.tx));
    if (before && before->state == "finished") {
        XH_TRY(changed, store::changed_since(context.tx, before->started_at));
        if (!changed) {
            return {};  // It would find again what it has found.
        }
    }
    XH_DO(begin_scan(context));
    return {};
}

Done run_scan_batch(Context& context, const Job&) {
    XH_TRY(found, store::scan(context.tx));
    if (!found || found->state != "running") {
        return {};
    }
    StoredScan scan = std::move(*found);
    XH_TRY(until, store::scan_until(context.tx, scan.cursor, scan_people));
    if (until.empty()) {
        scan.state = "finished";
        scan.done = scan.total;
        scan.finished_at = context.now;
    } else {
        XH_TRY(alike, store::candidates(context.tx, scan.cursor, until, candidates_max));
        XH_TRY(pairs, weigh(context, alike));
        scan.found += pairs;
        scan.cursor = until;
        scan.done = std::min(scan.done + scan_people, scan.total);
        XH_DO(jobs::schedule(context.tx, scan_job, "latest", context.now));
    }
    XH_DO(store::save_scan(context.tx, scan));
    return tell_scan(context, scan);
}

}  // namespace xiuhua::registry
