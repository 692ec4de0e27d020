#include "rooms/documents/actions.hpp"

#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "platform/host/room.hpp"
#include "rooms/documents/actions_printing.hpp"
#include "rooms/documents/actions_shared.hpp"
#include "rooms/documents/paper_book.hpp"
#include "rooms/documents/paper_engine.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::documents {
namespace {

std::string public_url(const Config& config) {
    std::string url = config.http.public_url;
    if (url.empty()) {
        url = fmt::format("http://{}:{}", config.http.address, config.http.port);
    }
    while (url.ends_with('/')) {
        url.pop_back();
    }
    return url;
}

DocumentBrief brief_of(const DocumentRecord& record) {
    return {record.id,        record.kind,
            record.number,    record.state,
            record.order,     record.person,
            record.made_at,   record.handed_over_at,
            record.signed_at, record.template_version};
}

// The record of a new paper: numbered, its content sealed, its code signed.
Result<DocumentRecord> new_record(Context& context, const PaperRequest& request,
                                  const Template& form, const Fields& fields) {
    Services& services = context.services;
    XH_TRY(person, registry::find_person(context.tx, program_viewer().scope, request.person));
    if (!person) {
        return fail(ErrorCode::not_found, "documents.person_not_found");
    }
    const Date today = office_date(context.now);
    const int year = static_cast<int>(std::chrono::year_month_day{today}.year());
    XH_TRY(serial, store::next_serial(context.tx, form.kind, year));
    DocumentRecord record;
    record.id = new_id<DocumentId>(context.now);
    record.kind = form.kind;
    record.office = services.config.office.name;
    record.number = paper_number(record.office, form.mark, year, serial);
    record.code = short_code(new_uuid(context.now));
    record.order = request.order;
    record.person = request.person;
    record.guardian = person->guardian;
    record.area_code = request.area_code;
    record.template_version = form.version;
    record.made_at = context.now;
    record.made_by = context.viewer.user;
    const std::string content = json::write(SealedContent{fields, crypto::new_token()});
    record.digest = digest_of(record, content);
    XH_TRY(sealed, services.vault.seal(context.tx, record.person, Purpose::papers, content_column,
                                       content));
    record.content = std::move(sealed);
    const std::string signature = services.vault.sign(
        vouched_text(record.code, record.kind, record.number, today, record.digest));
    record.verification_url =
        fmt::format("{}/v/{}.{}", public_url(services.config), record.code, signature);
    return record;
}

}  // namespace

Result<DocumentBrief> make_paper(Context& context, const PaperRequest& request) {
    XH_TRY(form, form_in_force(context.tx, request.kind, office_date(context.now)));
    XH_TRY(fields, accept_fields(form, request.fields));
    XH_TRY(record, new_record(context, request, form, fields));
    XH_DO(store::insert(context.tx, record));
    if (form.repetition == Repetition::once) {
        XH_TRY(replaced, store::supersede(context.tx, record, context.now));
    }
    XH_DO(note(context, "documents.make", record));
    XH_DO(tell(context, "documents.made", record));
    return brief_of(record);
}

Result<std::vector<DocumentBrief>> papers_of_order(Tx& tx, OrderId order) {
    XH_TRY(records, store::of_order(tx, order));
    std::vector<DocumentBrief> briefs;
    for (const DocumentRecord& record : records) {
        briefs.push_back(brief_of(record));
    }
    return briefs;
}

Result<std::vector<std::string>> fields_of(Tx& tx, DocumentKind kind) {
    XH_TRY(forms, store::templates(tx));
    // Of every version, the newest first: one that is approved may not be in force yet, and the one in force may name
    // what the newest does not. What a template does not print is left out when the paper is made.
    std::vector<std::string> names;
    for (const TemplateRecord& record : forms) {
        if (record.kind != kind) {
            continue;
        }
        XH_TRY(form, stored_form(record.body));
        for (const TemplateField& field : form.fields) {
            if (std::find(names.begin(), names.end(), field.name) == names.end()) {
                names.push_back(field.name);
            }
        }
    }
    if (names.empty()) {
        return fail(ErrorCode::not_found, "documents.no_such_template");
    }
    return names;
}

Result<DocumentView> hand_over(Context& context, DocumentId id) {
    XH_TRY(record, find_document(context, id));
    XH_DO(decide_handover(record.state));
    XH_DO(store::mark_handed_over(context.tx, record, context.now));
    record.state = DocumentState::handed_over;
    ++record.version;
    XH_DO(note(context, "documents.hand_over", record));
    XH_DO(tell(context, "documents.handed_over", record));
    return document_view(context, id);
}

Result<PrintSource> print_source(Context& context, const DocumentRecord& record) {
    PrintSource source{record, {}, {}};
    XH_TRY(paper, store::find_paper(context.tx, record.id));
    if (paper) {
        XH_TRY(bytes, context.services.vault.open(context.tx, record.person, Purpose::papers,
                                                  paper_column, paper->pdf));
        if (crypto::digest(bytes) != paper->digest) {
            return fail(ErrorCode::internal, "documents.paper_changed");
        }
        source.kept = std::move(bytes);
        return source;
    }
    XH_TRY(signatures, store::signatures(context.tx, record.id));
    XH_TRY(content, open_paper(context, record, signatures));
    source.content = std::move(content);
    return source;
}

namespace {

struct SigningPlan {
    DocumentRecord record;
    Outcome outcome = Outcome::attended;
    std::optional<PaperContent> content;   // When this signature closes the paper.
    std::optional<DocumentView> repeated;  // When this very signature is there already.
};

Result<SigningPlan> plan_signature(Context& context, DocumentId id, Signer signer,
                                   const Drawing& drawing, std::string_view drawing_digest) {
    SigningPlan plan;
    XH_TRY(record, find_document(context, id));
    XH_TRY(signatures, store::signatures(context.tx, id));
    for (const SignatureRecord& signature : signatures) {
        if (signature.signer == signer && signature.drawing_digest == drawing_digest &&
            signature.recorded_by == context.viewer.user) {
            XH_TRY(view, document_view(context, id));
            plan.repeated = std::move(view);
            return plan;
        }
    }
    XH_TRY(form, form_of_record(context.tx, record));
    XH_TRY(facts, signing_facts(context, record, signatures));
    XH_TRY(outcome, decide_signature(form, facts, signer, context.viewer));
    plan.outcome = outcome;
    if (outcome == Outcome::closed) {
        XH_TRY(content, open_paper(context, record, signatures));
        content.signatures.push_back({signer, drawing, office_date(context.now)});
        plan.content = std::move(content);
    }
    plan.record = std::move(record);
    return plan;
}

Done save_signature(Context& context, DocumentRecord& record, Signer signer,
                    std::string_view drawing) {
    XH_TRY(sealed, context.services.vault.seal(context.tx, record.person, Purpose::papers,
                                               drawing_column, drawing));
    return store::add_signature(context.tx, {.id = to_text(new_uuid(context.now)),
                                             .document = record.id,
                                             .signer = signer,
                                             .drawing = sealed,
                                             .drawing_digest = crypto::digest(drawing),
                                             .signed_at = context.now,
                                             .recorded_by = context.viewer.user});
}

}  // namespace

Result<Printout> print_paper(const Asking& asking, DocumentId id) {
    const auto with_context = [&](Tx& tx) {
        return Context{tx, asking.viewer, asking.services, asking.services.clock.now(),
                       asking.request_id};
    };
    XH_TRY(source, asking.services.db.read([&](Tx& tx) -> Result<PrintSource> {
        Context context = with_context(tx);
        XH_TRY(record, find_document(context, id));
        return print_source(context, record);
    }));
    if (source.content) {
        source.content->seal = office_seal(asking.services.config.data, source.record.office);
        XH_TRY(drawn, render_paper(*source.content));
        source.kept = std::move(drawn);
    }
    XH_DO(asking.services.db.write([&](Tx& tx) -> Done {
        Context context = with_context(tx);
        return note(context, "documents.print", source.record);
    }));
    XH_TRY(form, asking.services.db.read([&](Tx& tx) -> Result<Template> {
        return form_of_record(tx, source.record);
    }));
    return Printout{std::move(*source.kept), form.title + " " + source.record.number + ".pdf"};
}

Result<DocumentView> sign_paper(const Asking& asking, DocumentId id,
                                const SignatureCommand& command) {
    const Drawing drawing{command.strokes, command.width, command.height};
    XH_DO(check_drawing(drawing));
    const std::string drawing_text = json::write(drawing);
    const Instant now = asking.services.clock.now();
    const auto with_context = [&](Tx& tx) {
        return Context{tx, asking.viewer, asking.services, now, asking.request_id};
    };
    XH_TRY(plan, asking.services.db.read([&](Tx& tx) -> Result<SigningPlan> {
        Context context = with_context(tx);
        return plan_signature(context, id, command.signer, drawing, crypto::digest(drawing_text));
    }));
    if (plan.repeated) {
        return std::move(*plan.repeated);
    }
    std::string pdf;
    if (plan.content) {
        plan.content->seal = office_seal(asking.services.config.data, plan.record.office);
        XH_TRY(drawn, render_paper(*plan.content));
        pdf = std::move(drawn);
    }
    return asking.services.db.write([&](Tx& tx) -> Result<DocumentView> {
        Context context = with_context(tx);
        DocumentRecord record = plan.record;  // Anew at each try; its version guards the plan.
        XH_DO(save_signature(context, record, command.signer, drawing_text));
        if (plan.outcome == Outcome::closed) {
            XH_DO(keep_paper(context, record, pdf,
                             command.signer == Signer::worker ? Holding::unsaid : Holding::held));
        }
        XH_DO(
            store::mark_signed(tx, record, record.state, record.handed_over_at, record.signed_at));
        ++record.version;
        XH_DO(
            note(context, "documents.sign", record, std::string{json::enum_text(command.signer)}));
        XH_DO(tell(context, "documents.signed", record));
        return document_view(context, id);
    });
}

}  // namespace xiuhua::documents
