#include "platform/audit/audit.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "kernel/page.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/outbox/bell.hpp"
#include "platform/outbox/numbering.hpp"

namespace xiuhua::audit {
namespace {

constexpr Query insert_entry{
    "audit.append",
    "INSERT INTO audit_entry (id, at, ord, actor, action, subject_kind, subject, person, "
    "area_code, "
    "reason, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"};
constexpr Query read_head{"audit.read_head",
                          "SELECT seq, hash FROM audit_head WHERE name = 'head'"};
constexpr Query write_head{"audit.write_head",
                           "UPDATE audit_head SET seq = ?1, hash = ?2 WHERE name = 'head'"};
constexpr Query select_unsealed{
    "audit.select_unsealed",
    "SELECT id, at, actor, action, subject_kind, subject, person, area_code, reason, facts "
    "FROM audit_entry WHERE seq IS NULL ORDER BY at, ord, id LIMIT ?1"};
constexpr Query seal_entry{"audit.seal",
                           "UPDATE audit_entry SET seq = ?1, hash = ?2 WHERE id = ?3"};
constexpr Query select_chain{
    "audit.select_chain",
    "SELECT id, at, actor, action, subject_kind, subject, person, area_code, reason, facts, seq, "
    "hash FROM audit_entry WHERE seq > ?1 ORDER BY seq LIMIT ?2"};
constexpr Query count_unsealed{"audit.count_unsealed",
                               "SELECT count(*) FROM audit_entry WHERE seq IS NULL"};

// Links written by one statement: on PostgreSQL each statement is a round trip.
constexpr std::size_t links_a_statement = 50;
constexpr int verify_page = 5'000;  // Entries held in memory at once while verifying.

struct Head {
    std::int64_t seq = 0;
    std::string hash;
};
BOOST_DESCRIBE_STRUCT(Head, (), (seq, hash))

// Every column but the chain's own, as text, so that both engines give the very same bytes.
struct Plain {
    std::string id;
    std::int64_t at = 0;
    std::string actor, action, subject_kind, subject;
    std::optional<std::string> person;
    std::string area_code, reason, facts;
};
BOOST_DESCRIBE_STRUCT(Plain, (),
                      (id, at, actor, action, subject_kind, subject, person, area_code, reason,
                       facts))
struct Chained {
    Plain entry;
    std::int64_t seq = 0;
    std::string hash;
};
BOOST_DESCRIBE_STRUCT(Chained, (), (entry, seq, hash))

// The canonical text: one JSON list, so that no two different entries write the same bytes.
std::string chain_hash(const Head& previous, const Plain& entry) {
    std::string text = "[";
    const auto add = [&](const auto& value) {
        text += text.size() > 1 ? "," : "";
        json::write_to(text, value);
    };
    add(previous.seq + 1);
    add(previous.hash);
    json::detail::each_member<Plain>([&](auto member) { add(entry.*member.pointer); });
    text += ']';
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size());
    std::array<char, 2 * crypto_hash_sha256_BYTES + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
    return hex.data();
}

Result<Head> head_of(Tx& tx) {
    XH_TRY(head, tx.row<Head>(read_head));
    if (!head) {
        return fail(ErrorCode::internal, "audit.head_missing");
    }
    return *head;
}

struct Link {
    std::string id;
    std::int64_t seq = 0;
    std::string hash;
};

std::string links_sql() {
    std::string sql = "WITH link (id, seq, hash) AS (VALUES ";
    for (std::size_t i = 0; i < links_a_statement; ++i) {
        sql += fmt::format("{}(CAST(?{} AS TEXT), CAST(?{} AS BIGINT), CAST(?{} AS TEXT))",
                           i == 0 ? "" : ", ", 3 * i + 1, 3 * i + 2, 3 * i + 3);
    }
    return sql +
           ") UPDATE audit_entry SET seq = link.seq, hash = link.hash FROM link "
           "WHERE audit_entry.id = link.id";
}

Done write_links(Tx& tx, const std::vector<Link>& links) {
    static const std::string sql = links_sql();
    std::size_t next = 0;
    for (; next + links_a_statement <= links.size(); next += links_a_statement) {
        std::vector<db::Value> values;
        for (std::size_t i = next; i < next + links_a_statement; ++i) {
            values.insert(values.end(), {links[i].id, links[i].seq, links[i].hash});
        }
        XH_DO(tx.rows_with<std::int64_t>({"audit.seal_many", sql}, values));
    }
    for (; next < links.size(); ++next) {
        XH_DO(tx.exec(seal_entry, links[next].seq, links[next].hash, links[next].id));
    }
    return {};
}

// Collects "AND …" conditions with their values, numbered in order.
class Conditions {
  public:
    template <typename T>
    std::string bind(const T& value) {
        values_.push_back(db::to_value(value));
        return "?" + std::to_string(values_.size());
    }
    void add(const std::string& condition) { sql_ += " AND " + condition; }
    const std::string& sql() const { return sql_; }
    const std::vector<db::Value>& values() const { return values_; }

  private:
    std::string sql_;
    std::vector<db::Value> values_;
};

void add_filter(Conditions& conditions, const Filter& filter) {
    const auto equal = [&](const char* column, const auto& value) {
        if (value) {
            conditions.add(std::string{column} + " = " + conditions.bind(*value));
        }
    };
    equal("actor", filter.actor);
    if (filter.person) {
        const std::string id = conditions.bind(*filter.person);
        conditions.add("person IN (SELECT CAST(" + id +
                       " AS TEXT) UNION ALL SELECT pa.alias_id FROM person_alias pa "
                       "WHERE pa.person_id = CAST(" +
                       id + " AS TEXT))");
    }
    equal("subject", filter.subject);
    if (filter.action && filter.action->ends_with('.')) {
        // The range uses the index; the exact prefix does not depend on the collation.
        conditions.add("action BETWEEN " + conditions.bind(*filter.action) + " AND " +
                       conditions.bind(*filter.action + "zzzz"));
        conditions.add("substr(action, 1, " + std::to_string(filter.action->size()) +
                       ") = " + conditions.bind(*filter.action));
    } else {
        equal("action", filter.action);
    }
    if (filter.from) {
        conditions.add("at >= " + conditions.bind(*filter.from));
    }
    if (filter.until) {
        conditions.add("at < " + conditions.bind(*filter.until));
    }
    if (filter.before) {
        conditions.add("seq < " + conditions.bind(*filter.before));
    }
}

}  // namespace

Done append(Tx& tx, Instant now, const AuditEntry& entry) {
    XH_DO(tx.exec(insert_entry, to_text(new_uuid(now)), now, outbox::next_order(), entry.actor,
                  entry.action, entry.subject_kind, entry.subject, entry.person, entry.area_code,
                  entry.reason, entry.facts));
    outbox::ring_bell();
    return {};
}

Result<int> seal_batch(Tx& tx) {
    XH_DO(outbox::leave_writers_alone(tx));
    XH_TRY(entries, tx.rows<Plain>(select_unsealed, batch_max));
    if (entries.empty()) {
        return 0;
    }
    XH_TRY(head, head_of(tx));
    std::vector<Link> links;
    for (const Plain& entry : entries) {
        head = Head{head.seq + 1, chain_hash(head, entry)};
        links.push_back({entry.id, head.seq, head.hash});
    }
    XH_DO(write_links(tx, links));
    XH_DO(tx.exec(write_head, head.seq, head.hash));
    return static_cast<int>(entries.size());
}

Result<Verification> verify(Tx& tx) {
    XH_TRY(head, head_of(tx));
    XH_TRY(unsealed, tx.row<std::int64_t>(count_unsealed));
    Verification verification;
    verification.unsealed = unsealed.value_or(0);
    Head last;
    for (;;) {
        XH_TRY(page, tx.rows<Chained>(select_chain, last.seq, verify_page));
        for (const Chained& chained : page) {
            ++verification.entries;
            const std::string expected = chain_hash(last, chained.entry);
            const bool fits = chained.seq == last.seq + 1 && chained.hash == expected;
            if (!fits && verification.broken_at == 0) {
                verification.broken_at = last.seq + 1;
            }
            last = Head{chained.seq, chained.hash};
        }
        if (page.size() < static_cast<std::size_t>(verify_page)) {
            break;
        }
    }
    if (verification.broken_at == 0 && (last.seq != head.seq || last.hash != head.hash)) {
        verification.broken_at = last.seq + 1;  // The tail was cut, or the head was changed.
    }
    verification.head = last.hash;
    return verification;
}

Result<std::vector<Record>> list(Tx& tx, const Filter& filter) {
    Conditions conditions;
    add_filter(conditions, filter);
    const int limit = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
    const std::string sql =
        "SELECT seq, at, actor, action, subject_kind, subject, person, area_code, reason, facts, "
        "hash FROM audit_entry WHERE seq IS NOT NULL" +
        conditions.sql() + " ORDER BY seq DESC LIMIT " + std::to_string(limit);
    return tx.rows_with<Record>({"audit.list", sql}, conditions.values());
}

}  // namespace xiuhua::audit
