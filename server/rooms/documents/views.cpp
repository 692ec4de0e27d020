#include "rooms/documents/views.hpp"

#include "platform/host/room.hpp"
#include "rooms/documents/paper_book.hpp"
#include "rooms/documents/rules.hpp"
#include "rooms/documents/scans.hpp"
#include "rooms/documents/templates.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::documents {
namespace {

// A community's code: subdistrict 9 digits and three of its own.
constexpr std::size_t community_code_length = 12;

std::string title_of(DocumentKind kind) {
    switch (kind) {
        case DocumentKind::isolation_commitment:
            return "居民隔离观察承诺书";
        case DocumentKind::isolation_notice:
            return "居家隔离观察事项告知书";
        case DocumentKind::building_commitment:
            return "楼栋联防联控承诺书";
        case DocumentKind::installation_receipt:
            return "APP安装回执单";
        case DocumentKind::status_report:
            return "居家隔离人员情况上报单";
        case DocumentKind::release_notice:
            return "解除隔离通知单";
    }
    return {};
}

Result<DocumentRow> row_of(Context& context, const DocumentRecord& record) {
    DocumentRow row{.id = record.id,
                    .kind = record.kind,
                    .title = title_of(record.kind),
                    .number = record.number,
                    .state = record.state,
                    .order = record.order,
                    .person = {.id = record.person, .name = {}},
                    .area_name = {},
                    .made_at = record.made_at,
                    .handed_over_at = record.handed_over_at,
                    .signed_at = record.signed_at,
                    .template_version = record.template_version,
                    .version = record.version};
    // The paper has passed the reader's check already; its person is looked up without a second one.
    XH_TRY(person, registry::find_person(context.tx, program_viewer().scope, record.person));
    if (person) {
        row.person.name = person->name;
    }
    const std::string_view code = record.area_code;
    XH_TRY(area, registry::find_area(context.tx, code.substr(0, community_code_length)));
    if (area) {
        row.area_name = area->name;
    }
    return row;
}

DocumentStep next_step_of(const DocumentRecord& record, const std::vector<Signer>& may_sign) {
    if (record.state == DocumentState::made) {
        return DocumentStep::hand_over;
    }
    return record.state == DocumentState::handed_over && !may_sign.empty() ? DocumentStep::sign
                                                                           : DocumentStep::none;
}

std::vector<DocumentSlotView> slots_of(const Template& form,
                                       const std::vector<SignatureRecord>& signatures) {
    std::vector<DocumentSlotView> slots;
    for (const TemplateSlot& slot : form.slots) {
        auto& view = slots.emplace_back();
        view.signer = slot.signer;
        view.label = slot.label;
        view.kind = slot.kind;
        for (const SignatureRecord& signature : signatures) {
            if (signature.signer == slot.signer ||
                (slot.signer == Signer::person && signature.signer == Signer::guardian)) {
                view.signed_as = signature.signer;
                view.signed_at = signature.signed_at;
            }
        }
    }
    return slots;
}

}  // namespace

Result<Page<DocumentRow>> document_page(Context& context, const DocumentFilter& filter) {
    const int limit = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
    XH_TRY(records, store::list(context.tx, reader_of(context.viewer), filter, limit));
    Page<DocumentRow> page;
    if (records.size() > static_cast<std::size_t>(limit)) {
        records.resize(static_cast<std::size_t>(limit));
        page.next = store::cursor_of(records.back());
    }
    for (const DocumentRecord& record : records) {
        XH_TRY(row, row_of(context, record));
        page.items.push_back(std::move(row));
    }
    return page;
}

Result<DocumentView> document_view(Context& context, DocumentId id) {
    XH_TRY(record, find_document(context, id));
    XH_TRY(form, form_of_record(context.tx, record));
    XH_TRY(signatures, store::signatures(context.tx, id));
    XH_TRY(facts, signing_facts(context, record, signatures));
    DocumentView view;
    XH_TRY(row, row_of(context, record));
    view.paper = std::move(row);
    view.slots = slots_of(form, signatures);
    for (const Signer signer : {Signer::person, Signer::guardian, Signer::worker}) {
        if (decide_signature(form, facts, signer, context.viewer)) {
            view.may_sign.push_back(signer);
        }
    }
    view.next_step = next_step_of(record, view.may_sign);
    for (const TemplateField& field : form.fields) {
        view.field_labels.push_back(field.label);
    }
    view.superseded_at = record.superseded_at;
    view.superseded_by = record.superseded_by;
    view.kept = record.signed_at.has_value();
    XH_TRY(scans, store::count_scans(context.tx, id));
    view.scan_pages = scans;
    return view;
}

Result<Page<TemplateRow>> template_page(Context& context) {
    XH_TRY(records, store::templates(context.tx));
    Page<TemplateRow> page;
    const Date today = office_date(context.now);
    std::set<DocumentKind>
        found;  // Versions come newest first: the first that is valid is in force.
    for (const TemplateRecord& record : records) {
        const bool in_force = record.valid_from <= today && found.insert(record.kind).second;
        page.items.push_back({record.kind, record.version, record.valid_from, record.title,
                              record.source, in_force});
    }
    return page;
}

Result<Template> template_view(Context& context, std::string_view kind) {
    const auto wanted = json::parse_enum<DocumentKind>(kind);
    if (!wanted) {
        return fail(ErrorCode::not_found, "documents.no_such_template");
    }
    return form_in_force(context.tx, *wanted, office_date(context.now));
}

Result<VerificationView> verification_view(Context& context, std::string_view code) {
    XH_TRY(record, genuine_document(context, split_code(code)));
    if (!record) {
        return VerificationView{};
    }
    return VerificationView{.genuine = true,
                            .kind = record->kind,
                            .title = title_of(record->kind),
                            .number = record->number,
                            .date = office_date(record->made_at)};
}

}  // namespace xiuhua::documents
