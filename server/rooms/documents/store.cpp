#include "rooms/documents/store.hpp"

#include <charconv>

#include "platform/db/person_alias.hpp"

namespace xiuhua::documents {
namespace {

#define DOCUMENT_COLUMNS                                                                      \
    "d.id, d.kind, d.number, d.code, d.state, d.order_id, d.person_id, d.guardian_id, "       \
    "d.area_code, d.template_version, d.content, d.digest, d.office, d.verification_url, "    \
    "d.made_at, d.made_by, d.handed_over_at, d.signed_at, d.superseded_at, d.superseded_by, " \
    "d.version"

// ?1 the scope, ?2 the resident or NULL: staff see their areas' papers, a resident his own and his wards'.
#define VISIBLE                                                                                \
    "((CAST(?2 AS TEXT) IS NULL AND EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = ?1 " \
    "AND d.area_code BETWEEN s.code_first AND s.code_last)) "                                  \
    "OR d.person_id IN " XH_IDS_OF_PERSON("?2") " OR d.guardian_id IN " XH_IDS_OF_PERSON("?2") ")"

constexpr Query add_template_query{
    "documents.add_template",
    "INSERT INTO documents_template (kind, version, valid_from, title, source, body) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (kind, version) DO NOTHING"};
constexpr Query templates_query{
    "documents.templates",
    "SELECT kind, version, valid_from, title, source, body FROM documents_template "
    "ORDER BY kind, version DESC"};
constexpr Query template_in_force_query{
    "documents.template_in_force",
    "SELECT kind, version, valid_from, title, source, body FROM documents_template "
    "WHERE kind = ?1 AND valid_from <= ?2 ORDER BY version DESC LIMIT 1"};
constexpr Query template_version_query{
    "documents.template_version",
    "SELECT kind, version, valid_from, title, source, body FROM documents_template "
    "WHERE kind = ?1 AND version = ?2"};
constexpr Query next_serial_query{
    "documents.next_serial",
    "INSERT INTO documents_counter (kind, year, last) VALUES (?1, ?2, 1) "
    "ON CONFLICT (kind, year) DO UPDATE SET last = documents_counter.last + 1 RETURNING last"};
constexpr Query insert_query{
    "documents.insert",
    "INSERT INTO documents_document (id, kind, number, code, state, order_id, person_id, "
    "guardian_id, area_code, template_version, content, digest, office, verification_url, made_at, "
    "made_by, handed_over_at, signed_at, superseded_at, superseded_by, version) VALUES (?1, ?2, "
    "?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, NULL, NULL, NULL, NULL, 1)"};
constexpr Query find_query{"documents.find",
                           "SELECT " DOCUMENT_COLUMNS
                           " FROM documents_document d WHERE d.id = ?3 AND " VISIBLE};
constexpr Query find_by_code_query{"documents.find_by_code",
                                   "SELECT " DOCUMENT_COLUMNS
                                   " FROM documents_document d WHERE d.code = ?1"};
constexpr Query of_order_query{"documents.of_order",
                               "SELECT " DOCUMENT_COLUMNS
                               " FROM documents_document d "
                               "WHERE d.order_id = ?1 ORDER BY d.made_at, d.id"};
constexpr Query supersede_query{
    "documents.supersede",
    "UPDATE documents_document SET state = 'superseded', superseded_at = ?5, superseded_by = ?4, "
    "version = version + 1 WHERE order_id = ?1 AND person_id = ?2 AND kind = ?3 AND id <> ?4 "
    "AND state <> 'superseded'"};
constexpr Query mark_handed_over_query{
    "documents.mark_handed_over",
    "UPDATE documents_document SET state = 'handed_over', handed_over_at = ?3, "
    "version = version + 1 WHERE id = ?1 AND version = ?2"};
constexpr Query mark_signed_query{
    "documents.mark_signed",
    "UPDATE documents_document SET state = ?3, handed_over_at = ?4, signed_at = ?5, "
    "version = version + 1 WHERE id = ?1 AND version = ?2"};
constexpr Query add_signature_query{
    "documents.add_signature",
    "INSERT INTO documents_signature (id, document_id, signer, drawing, drawing_digest, signed_at, "
    "recorded_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"};
constexpr Query signatures_query{
    "documents.signatures",
    "SELECT id, document_id, signer, drawing, drawing_digest, signed_at, recorded_by "
    "FROM documents_signature WHERE document_id = ?1 ORDER BY signed_at, id"};
constexpr Query add_paper_query{
    "documents.add_paper",
    "INSERT INTO documents_paper (document_id, pdf, digest, stored_at) VALUES (?1, ?2, ?3, ?4)"};
constexpr Query find_paper_query{"documents.find_paper",
                                 "SELECT pdf, digest FROM documents_paper WHERE document_id = ?1"};

Done one_changed(const Result<std::int64_t>& changed) {
    if (!changed) {
        return fail(changed.error());
    }
    if (*changed != 1) {
        return fail(ErrorCode::conflict, "documents.changed_meanwhile");
    }
    return {};
}

Done finished(const Result<std::int64_t>& changed) {
    if (!changed) {
        return fail(changed.error());
    }
    return {};
}

struct Cursor {
    std::int64_t made_at = 0;
    std::string id;
};

std::optional<Cursor> parse_cursor(std::string_view text) {
    Cursor cursor;
    const auto dot = text.find('.');
    if (dot == text.npos || !parse_uuid(text.substr(dot + 1))) {
        return std::nullopt;
    }
    const auto read = std::from_chars(text.data(), text.data() + dot, cursor.made_at);
    if (read.ec != std::errc{} || read.ptr != text.data() + dot) {
        return std::nullopt;
    }
    cursor.id = text.substr(dot + 1);
    return cursor;
}

}  // namespace

Reader reader_of(const Viewer& viewer) {
    constexpr RoleSet staff{Role::command_post, Role::community_lead, Role::grid_worker,
                            Role::reviewer, Role::auditor};
    if (viewer.roles.has(Role::resident) && !viewer.roles.overlaps(staff)) {
        // A resident account without a person sees nothing: the nil id is nobody's.
        return {viewer.scope.id, viewer.person};
    }
    return {viewer.scope.id, std::nullopt};
}

namespace store {

Done add_template(Tx& tx, const TemplateRecord& form) {
    return finished(tx.exec(add_template_query, form.kind, form.version, form.valid_from,
                            form.title, form.source, form.body));
}

Result<std::vector<TemplateRecord>> templates(Tx& tx) {
    return tx.rows<TemplateRecord>(templates_query);
}

Result<std::optional<TemplateRecord>> template_in_force(Tx& tx, DocumentKind kind, Date day) {
    return tx.row<TemplateRecord>(template_in_force_query, kind, day);
}

Result<std::optional<TemplateRecord>> template_version(Tx& tx, DocumentKind kind, int version) {
    return tx.row<TemplateRecord>(template_version_query, kind, version);
}

Result<int> next_serial(Tx& tx, DocumentKind kind, int year) {
    XH_TRY(last, tx.row<int>(next_serial_query, kind, year));
    if (!last) {
        return fail(ErrorCode::internal, "documents.no_serial");
    }
    return *last;
}

Done insert(Tx& tx, const DocumentRecord& r) {
    return finished(tx.exec(insert_query, r.id, r.kind, r.number, r.code, r.state, r.order,
                            r.person, r.guardian, r.area_code, r.template_version, r.content,
                            r.digest, r.office, r.verification_url, r.made_at, r.made_by));
}

Result<std::optional<DocumentRecord>> find(Tx& tx, const Reader& reader, DocumentId id) {
    return tx.row<DocumentRecord>(find_query, reader.scope, reader.resident, id);
}

Result<std::optional<DocumentRecord>> find_by_code(Tx& tx, std::string_view code) {
    return tx.row<DocumentRecord>(find_by_code_query, code);
}

Result<std::vector<DocumentRecord>> of_order(Tx& tx, OrderId order) {
    return tx.rows<DocumentRecord>(of_order_query, order);
}

Result<std::vector<DocumentRecord>> list(Tx& tx, const Reader& reader, const DocumentFilter& filter,
                                         int limit) {
    std::string sql = "SELECT " DOCUMENT_COLUMNS " FROM documents_document d WHERE " VISIBLE;
    std::vector<db::Value> values{db::to_value(reader.scope), db::to_value(reader.resident)};
    const auto also = [&](std::string_view condition, const auto& wanted) {
        if (wanted) {
            values.push_back(db::to_value(*wanted));
            sql += fmt::format(" AND {} = ?{}", condition, values.size());
        }
    };
    also("d.order_id", filter.order);
    also("d.person_id", filter.person);
    also("d.kind", filter.kind);
    also("d.state", filter.state);
    if (filter.after) {
        const auto cursor = parse_cursor(*filter.after);
        if (!cursor) {
            return fail(ErrorCode::invalid, "documents.bad_cursor", "after");
        }
        values.push_back(cursor->made_at);
        values.push_back(cursor->id);
        sql += fmt::format(" AND (d.made_at, d.id) < (?{}, ?{})", values.size() - 1, values.size());
    }
    values.push_back(std::int64_t{limit} + 1);
    sql += fmt::format(" ORDER BY d.made_at DESC, d.id DESC LIMIT ?{}", values.size());
    return tx.rows_with<DocumentRecord>({"documents.list", sql}, values);
}

std::string cursor_of(const DocumentRecord& record) {
    return fmt::format("{}.{}", record.made_at.time_since_epoch().count(), to_text(record.id));
}

Result<std::int64_t> supersede(Tx& tx, const DocumentRecord& by, Instant now) {
    return tx.exec(supersede_query, by.order, by.person, by.kind, by.id, now);
}

Done mark_handed_over(Tx& tx, const DocumentRecord& record, Instant now) {
    return one_changed(tx.exec(mark_handed_over_query, record.id, record.version, now));
}

Done mark_signed(Tx& tx, const DocumentRecord& record, DocumentState state,
                 std::optional<Instant> handed_over_at, std::optional<Instant> signed_at) {
    return one_changed(
        tx.exec(mark_signed_query, record.id, record.version, state, handed_over_at, signed_at));
}

Done add_signature(Tx& tx, const SignatureRecord& s) {
    return finished(tx.exec(add_signature_query, s.id, s.document, s.signer, s.drawing,
                            s.drawing_digest, s.signed_at, s.recorded_by));
}

Result<std::vector<SignatureRecord>> signatures(Tx& tx, DocumentId document) {
    return tx.rows<SignatureRecord>(signatures_query, document);
}

Done add_paper(Tx& tx, DocumentId document, const Bytes& pdf, std::string_view digest,
               Instant now) {
    return finished(tx.exec(add_paper_query, document, pdf, digest, now));
}

Result<std::optional<StoredPaper>> find_paper(Tx& tx, DocumentId document) {
    return tx.row<StoredPaper>(find_paper_query, document);
}

}  // namespace store
}  // namespace xiuhua::documents
