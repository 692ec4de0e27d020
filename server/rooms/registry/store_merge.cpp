#include "rooms/registry/store_merge.hpp"

#include "platform/db/where.hpp"

namespace xiuhua::registry::store {
namespace {

// As many as share a birthday and a sound, a telephone, or a home and a sound are people; more are a sheet that wrote
// one thing for everybody: nobody would look at their pairs, whose number grows with the square.
#define FEW(group)                                                               \
    "(SELECT COUNT(*) FROM (SELECT 1 AS one FROM registry_person r WHERE " group \
    " AND r.merged_into IS NULL LIMIT 21) alike) <= 20"
static_assert(alike_max == 20);
#define ALIKE_BY(group, people)                                                                \
    "SELECT p.id, q.id FROM registry_person p JOIN registry_person q ON " group " AND " people \
    " AND p.merged_into IS NULL AND q.merged_into IS NULL"
// One look into an index for each way two records of a person come about.
#define ALIKE_OF(people)                                                    \
    ALIKE_BY("q.birth_date = p.birth_date AND q.pinyin = p.pinyin", people) \
    " AND p.birth_date IS NOT NULL AND " FEW(                                                 \
        "r.birth_date = p.birth_date AND r.pinyin = p.pinyin") " UNION " ALIKE_BY(            \
        "q.phone_hash = p.phone_hash AND q.pinyin = p.pinyin",                                \
        people) " AND p.phone_hash IS NOT NULL AND " FEW("r.phone_hash = p.phone_hash")       \
        " UNION " ALIKE_BY("q.household_id = p.household_id AND q.pinyin = p.pinyin", people) \
            " AND " FEW("r.household_id = p.household_id AND r.pinyin = p.pinyin") " "
constexpr Query find_candidates{"registry.alike_among",
                                ALIKE_OF("p.id > ?1 AND p.id <= ?2 AND q.id > p.id") "LIMIT ?3"};
constexpr Query find_candidates_of{"registry.alike_of",
                                   ALIKE_OF("p.id = ?1 AND q.id <> p.id") "LIMIT ?2"};
constexpr Query find_until{
    "registry.scan_until",
    "SELECT COALESCE(MAX(s.id), '') FROM (SELECT id FROM registry_person WHERE id > ?1 "
    "ORDER BY id LIMIT ?2) s"};
constexpr Query count_after{"registry.count_people_after",
                            "SELECT COUNT(*) FROM registry_person WHERE id > ?1"};

constexpr Query find_changed{
    "registry.changed_since",
    "SELECT COUNT(*) FROM (SELECT id FROM registry_person WHERE updated_at >= ?1 LIMIT 1) s"};

constexpr Query find_scan{"registry.find_pair_scan",
                          "SELECT state, cursor_person, done, total, found, started_at, "
                          "finished_at FROM registry_pair_scan WHERE id = 'latest'"};
constexpr Query put_scan{
    "registry.save_pair_scan",
    "INSERT INTO registry_pair_scan (id, state, cursor_person, done, total, found, started_at, "
    "finished_at) VALUES ('latest', ?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE SET "
    "state = excluded.state, cursor_person = excluded.cursor_person, done = excluded.done, "
    "total = excluded.total, found = excluded.found, started_at = excluded.started_at, "
    "finished_at = excluded.finished_at"};

#define PAIR_COLUMNS                                                                  \
    "p.person_a, p.person_b, p.area_a, p.area_b, p.level, p.score, p.rank, p.signs, " \
    "p.state, p.found_at"
constexpr Query upsert_pair{
    "registry.put_pair",
    "INSERT INTO registry_pair (person_a, person_b, area_a, area_b, level, score, rank, signs, "
    "state, found_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open', ?9) "
    "ON CONFLICT (person_a, person_b) DO UPDATE SET area_a = excluded.area_a, "
    "area_b = excluded.area_b, level = excluded.level, score = excluded.score, "
    "rank = excluded.rank, signs = excluded.signs WHERE registry_pair.state = 'open'"};
constexpr Query drop_open_a{"registry.drop_open_pairs_a",
                            "DELETE FROM registry_pair WHERE person_a = ?1 AND state = 'open'"};
constexpr Query drop_open_b{"registry.drop_open_pairs_b",
                            "DELETE FROM registry_pair WHERE person_b = ?1 AND state = 'open'"};
constexpr Query find_pair{"registry.find_pair", "SELECT " PAIR_COLUMNS
                                                " FROM registry_pair p "
                                                "WHERE p.person_a = ?1 AND p.person_b = ?2"};
constexpr Query save_pair_state{
    "registry.decide_pair",
    "UPDATE registry_pair SET state = ?3, decided_by = ?4, decided_at = ?5 "
    "WHERE person_a = ?1 AND person_b = ?2"};

#define MERGE_COLUMNS                                                                \
    "m.id, m.kept, m.gone, m.state, m.run_id, m.area_code, m.gone_area_code, m.at, " \
    "m.actor, m.reason, m.taken, m.kept_version, m.before, m.ended_at, m.ended_by"
#define MERGE_IN_SCOPE                                                            \
    "EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = ?1 "                   \
    "AND m.area_code BETWEEN s.code_first AND s.code_last) AND EXISTS (SELECT 1 " \
    "FROM scope_area s WHERE s.scope_id = ?1 AND m.gone_area_code BETWEEN "       \
    "s.code_first AND s.code_last) "
constexpr Query add_merge{
    "registry.insert_merge",
    "INSERT INTO registry_merge (id, kept, gone, state, run_id, area_code, gone_area_code, at, "
    "actor, reason, taken, kept_version, before) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"};
constexpr Query save_merge_end{
    "registry.end_merge",
    "UPDATE registry_merge SET state = ?2, ended_at = ?3, ended_by = ?4, before = NULL "
    "WHERE id = ?1"};
constexpr Query find_merge{"registry.find_merge", "SELECT " MERGE_COLUMNS
                                                  " FROM registry_merge m WHERE m.id = ?2 "
                                                  "AND " MERGE_IN_SCOPE};
constexpr Query list_merges{"registry.list_merges",
                            "SELECT " MERGE_COLUMNS
                            " FROM registry_merge m WHERE m.id < ?2 AND " MERGE_IN_SCOPE
                            "ORDER BY m.id DESC LIMIT ?3"};
constexpr Query list_merges_of{"registry.merges_of_person",
                               "SELECT " MERGE_COLUMNS
                               " FROM registry_merge m WHERE m.kept = ?1 UNION ALL "
                               "SELECT " MERGE_COLUMNS
                               " FROM registry_merge m WHERE m.gone = ?1 ORDER BY 1 DESC LIMIT 50"};
constexpr Query find_took{"registry.merge_that_took",
                          "SELECT " MERGE_COLUMNS
                          " FROM registry_merge m WHERE m.gone = ?1 AND m.state = 'merged'"};
constexpr Query list_of_run{
    "registry.merged_by_run",
    "SELECT number, person_a, person_b, outcome, reason, merge_id FROM registry_merge_result "
    "WHERE run_id = ?1 AND number < ?2 AND outcome = 'merged' ORDER BY number DESC LIMIT ?3"};
constexpr Query renew_version{
    "registry.renew_kept_version",
    "UPDATE registry_merge SET kept_version = ?3 WHERE kept = ?1 AND kept_version = ?2 "
    "AND state = 'merged'"};
constexpr Query empty_merges{"registry.forget_merges",
                             "UPDATE registry_merge SET before = NULL, reason = '' "
                             "WHERE kept = ?1 OR gone = ?1"};

constexpr Query fold{
    "registry.fold_person",
    "UPDATE registry_person SET merged_into = ?3, former_identity_hash = identity_hash, "
    "former_identity_tail_hash = identity_tail_hash, former_phone_hash = phone_hash, "
    "identity_hash = NULL, identity_tail_hash = NULL, phone_hash = NULL, used = 1, "
    "version = version + 1, updated_at = ?4 WHERE id = ?1 AND version = ?2 AND merged_into IS "
    "NULL"};
constexpr Query unfold{
    "registry.unfold_person",
    "UPDATE registry_person SET merged_into = NULL, identity_hash = ?2, identity_tail_hash = ?3, "
    "phone_hash = ?4, former_identity_hash = NULL, former_identity_tail_hash = NULL, "
    "former_phone_hash = NULL, version = version + 1, updated_at = ?5 WHERE id = ?1"};
constexpr Query find_merged_into{"registry.merged_into",
                                 "SELECT id FROM registry_person WHERE merged_into = ?1"};

#define RUN_COLUMNS                                                                        \
    "id, state, area_code, reason, created_by, created_at, total, done, merged, skipped, " \
    "undone, stayed, finished_at"
#define RUN_SEEN                                                               \
    "(created_by = ?1 OR EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id " \
    "= ?2 AND area_code BETWEEN s.code_first AND s.code_last)) "
constexpr Query add_run{"registry.insert_merge_run",
                        "INSERT INTO registry_merge_run (" RUN_COLUMNS
                        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"};
constexpr Query save_run_row{
    "registry.save_merge_run",
    "UPDATE registry_merge_run SET state = ?2, total = ?3, done = ?4, merged = ?5, skipped = ?6, "
    "undone = ?7, stayed = ?8, finished_at = ?9 WHERE id = ?1"};
constexpr Query find_run{"registry.find_merge_run", "SELECT " RUN_COLUMNS
                                                    " FROM registry_merge_run "
                                                    "WHERE id = ?3 AND " RUN_SEEN};
constexpr Query find_run_unscoped{"registry.find_merge_run_unscoped",
                                  "SELECT " RUN_COLUMNS " FROM registry_merge_run WHERE id = ?1"};
constexpr Query list_runs{"registry.list_merge_runs",
                          "SELECT " RUN_COLUMNS " FROM registry_merge_run WHERE " RUN_SEEN
                          "ORDER BY created_at DESC, id DESC LIMIT ?3"};
constexpr Query add_result{
    "registry.insert_merge_result",
    "INSERT INTO registry_merge_result (run_id, number, person_a, person_b, outcome, reason, "
    "merge_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"};
constexpr Query save_result{"registry.undo_merge_result",
                            "UPDATE registry_merge_result SET outcome = ?3, reason = ?4 "
                            "WHERE run_id = ?1 AND merge_id = ?2"};
constexpr Query list_results{
    "registry.merge_results",
    "SELECT number, person_a, person_b, outcome, reason, merge_id FROM registry_merge_result "
    "WHERE run_id = ?1 AND number > ?2 ORDER BY number LIMIT ?3"};

constexpr Query add_move{
    "registry.insert_move",
    "INSERT INTO registry_move (person_id, version, moved_on, from_household, from_area, "
    "to_household, to_area) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"};
constexpr Query list_moves{
    "registry.moves_of_person",
    "SELECT person_id, version, moved_on, from_household, from_area, to_household, to_area "
    "FROM registry_move WHERE person_id = ?1 ORDER BY version DESC LIMIT 200"};
constexpr Query drop_moves{"registry.forget_moves",
                           "DELETE FROM registry_move WHERE person_id = ?1"};

template <typename T>
Done done(Result<T> result) {
    return result ? Done{} : Done{fail(std::move(result.error()))};
}

// Which pairs a question means, without the place in the list where its page begins.
db::Where pair_conditions(const Scope& scope, const PairQuery& query) {
    db::Where where;
    where.add("p.state = ?", query.state);
    if (query.level) {
        where.add("p.level = ?", *query.level);
    }
    for (const char* column : {"p.area_a", "p.area_b"}) {
        const std::string area{column};
        where.add("EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = ? AND " + area +
                      " BETWEEN s.code_first AND s.code_last)",
                  scope.id);
        if (!query.area.empty()) {
            where.add(area + " BETWEEN ? AND ?", query.area, area_code_last(query.area));
        }
    }
    return where;
}

}  // namespace

Result<std::vector<Candidate>> candidates(Tx& tx, std::string_view after, std::string_view until,
                                          int limit) {
    return tx.rows<Candidate>(find_candidates, after, until, limit);
}

Result<std::vector<Candidate>> candidates_of(Tx& tx, PersonId person, int limit) {
    return tx.rows<Candidate>(find_candidates_of, person, limit);
}

Result<std::string> scan_until(Tx& tx, std::string_view after, int people) {
    XH_TRY(found, tx.row<std::string>(find_until, after, people));
    return found.value_or("");
}

Result<std::int64_t> count_people_after(Tx& tx, std::string_view after) {
    XH_TRY(found, tx.row<std::int64_t>(count_after, after));
    return found.value_or(0);
}

Result<bool> changed_since(Tx& tx, Instant moment) {
    XH_TRY(found, tx.row<std::int64_t>(find_changed, moment));
    return found.value_or(0) > 0;
}

Result<std::optional<StoredScan>> scan(Tx& tx) {
    return tx.row<StoredScan>(find_scan);
}

Done save_scan(Tx& tx, const StoredScan& s) {
    return done(tx.exec(put_scan, s.state, s.cursor, s.done, s.total, s.found, s.started_at,
                        s.finished_at));
}

Done put_pair(Tx& tx, const StoredPair& pair) {
    return done(tx.exec(upsert_pair, pair.a, pair.b, pair.area_a, pair.area_b, pair.level,
                        pair.score, pair.rank, pair.signs, pair.found_at));
}

Done drop_open_pairs(Tx& tx, PersonId person) {
    XH_DO(tx.exec(drop_open_a, person));
    XH_DO(tx.exec(drop_open_b, person));
    return {};
}

Result<std::optional<StoredPair>> pair(Tx& tx, PersonId a, PersonId b) {
    return tx.row<StoredPair>(find_pair, std::min(a, b), std::max(a, b));
}

Done set_pair_state(Tx& tx, const StoredPair& pair, PairState state, UserId actor, Instant now) {
    return done(tx.exec(save_pair_state, pair.a, pair.b, state, actor, now));
}

Result<std::vector<StoredPair>> pairs(Tx& tx, const Scope& scope, const PairQuery& query) {
    db::Where where = pair_conditions(scope, query);
    if (query.after_rank >= 0) {
        where.add("(p.rank, p.person_a, p.person_b) > (?, ?, ?)", query.after_rank, query.after_a,
                  query.after_b);
    }
    where.append(" ORDER BY p.rank, p.person_a, p.person_b LIMIT ?", query.limit);
    const std::string sql = "SELECT " PAIR_COLUMNS " FROM registry_pair p" + where.sql();
    return tx.rows_with<StoredPair>({"registry.list_pairs", sql}, where.values());
}

Result<std::int64_t> count_pairs(Tx& tx, const Scope& scope, const PairQuery& query) {
    const db::Where where = pair_conditions(scope, query);
    const std::string sql = "SELECT COUNT(*) FROM registry_pair p" + where.sql();
    XH_TRY(found, tx.rows_with<std::int64_t>({"registry.count_pairs", sql}, where.values()));
    return found.empty() ? 0 : found.front();
}

Done insert_merge(Tx& tx, const StoredMerge& m) {
    return done(tx.exec(add_merge, m.id, m.kept, m.gone, m.state, m.run, m.area_code,
                        m.gone_area_code, m.at, m.actor, m.reason, m.taken, m.kept_version,
                        m.before));
}

Done end_merge(Tx& tx, const StoredMerge& m) {
    return done(tx.exec(save_merge_end, m.id, m.state, m.ended_at, m.ended_by));
}

Result<std::optional<StoredMerge>> merge(Tx& tx, const Scope& scope, std::string_view id) {
    return tx.row<StoredMerge>(find_merge, scope.id, id);
}

Result<std::vector<StoredMerge>> merges(Tx& tx, const Scope& scope, std::string_view before,
                                        int limit) {
    return tx.rows<StoredMerge>(list_merges, scope.id, before.empty() ? "z" : before, limit);
}

Result<std::vector<StoredMerge>> merges_of(Tx& tx, PersonId person) {
    return tx.rows<StoredMerge>(list_merges_of, person);
}

Result<std::optional<StoredMerge>> merge_that_took(Tx& tx, PersonId gone) {
    return tx.row<StoredMerge>(find_took, gone);
}

Result<std::vector<StoredMergeResult>> merged_by_run(Tx& tx, std::string_view run,
                                                     std::int64_t before, int limit) {
    return tx.rows<StoredMergeResult>(list_of_run, run, before, limit);
}

Done renew_kept_version(Tx& tx, PersonId kept, std::int64_t was, std::int64_t now) {
    return done(tx.exec(renew_version, kept, was, now));
}

Done forget_merges(Tx& tx, PersonId person) {
    return done(tx.exec(empty_merges, person));
}

Done fold_person(Tx& tx, PersonId person, std::int64_t version, PersonId into, Instant now) {
    XH_TRY(changed, tx.exec(fold, person, version, into, now));
    return changed == 1 ? Done{} : Done{fail(ErrorCode::conflict, "registry.changed_meanwhile")};
}

Done unfold_person(Tx& tx, PersonId person, const Hashes& hashes, Instant now) {
    const auto changed =
        tx.exec(unfold, person, hashes.identity, hashes.identity_tail, hashes.phone, now);
    if (!changed && changed.error().key == "db.unique") {
        return fail(ErrorCode::conflict, "registry.identity_number_taken", "identity_number");
    }
    return done(changed);
}

Result<std::vector<PersonId>> merged_into(Tx& tx, PersonId person) {
    return tx.rows<PersonId>(find_merged_into, person);
}

Done insert_run(Tx& tx, const StoredMergeRun& r) {
    return done(tx.exec(add_run, r.id, r.state, r.area_code, r.reason, r.created_by, r.created_at,
                        r.total, r.done, r.merged, r.skipped, r.undone, r.stayed, r.finished_at));
}

Done save_run(Tx& tx, const StoredMergeRun& r) {
    return done(tx.exec(save_run_row, r.id, r.state, r.total, r.done, r.merged, r.skipped, r.undone,
                        r.stayed, r.finished_at));
}

Result<std::optional<StoredMergeRun>> run(Tx& tx, const Viewer& viewer, std::string_view id) {
    return tx.row<StoredMergeRun>(find_run, viewer.user, viewer.scope.id, id);
}

Result<std::optional<StoredMergeRun>> run_unscoped(Tx& tx, std::string_view id) {
    return tx.row<StoredMergeRun>(find_run_unscoped, id);
}

Result<std::vector<StoredMergeRun>> runs(Tx& tx, const Viewer& viewer, int limit) {
    return tx.rows<StoredMergeRun>(list_runs, viewer.user, viewer.scope.id, limit);
}

Done insert_result(Tx& tx, std::string_view run, const StoredMergeResult& r) {
    return done(tx.exec(add_result, run, r.number, r.a, r.b, r.outcome, r.reason, r.merge));
}

Done mark_result_undone(Tx& tx, std::string_view run, std::string_view merge,
                        std::string_view outcome, std::string_view reason) {
    return done(tx.exec(save_result, run, merge, outcome, reason));
}

Result<std::vector<StoredMergeResult>> results(Tx& tx, std::string_view run, std::int64_t after,
                                               int limit) {
    return tx.rows<StoredMergeResult>(list_results, run, after, limit);
}

Done insert_move(Tx& tx, const StoredMove& m) {
    return done(tx.exec(add_move, m.person, m.version, m.moved_on, m.from_household, m.from_area,
                        m.to_household, m.to_area));
}

Result<std::vector<StoredMove>> moves(Tx& tx, PersonId person) {
    return tx.rows<StoredMove>(list_moves, person);
}

Done forget_moves(Tx& tx, PersonId person) {
    return done(tx.exec(drop_moves, person));
}

}  // namespace xiuhua::registry::store
