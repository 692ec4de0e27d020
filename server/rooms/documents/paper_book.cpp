#include "rooms/documents/paper_book.hpp"

#include <fstream>
#include <map>

#include "platform/crypto/password.hpp"
#include "platform/host/room.hpp"
#include "rooms/documents/templates.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::documents {
namespace {

constexpr std::size_t seal_bytes_max = 2 << 20;  // A scan at 600 dpi is far below.

}  // namespace

Done seed_templates(Tx& tx) {
    for (const std::string_view text : builtin_templates()) {
        XH_TRY(form, parse_template(text));
        XH_DO(store::add_template(tx, {form.kind, form.version, form.valid_from, form.title,
                                       form.source, std::string{text}}));
    }
    return {};
}

Result<Template> stored_form(const std::string& body) {
    constexpr std::size_t kept_max = 64;  // All kinds in some versions each; then from the start.
    static thread_local std::map<std::string, Template> kept;
    if (const auto known = kept.find(body); known != kept.end()) {
        return known->second;
    }
    XH_TRY(form, parse_template(body));
    if (kept.size() >= kept_max) {
        kept.clear();
    }
    kept.emplace(body, form);
    return std::move(form);
}

Result<Template> form_in_force(Tx& tx, DocumentKind kind, Date day) {
    XH_TRY(found, store::template_in_force(tx, kind, day));
    if (!found) {
        return fail(ErrorCode::not_found, "documents.no_such_template");
    }
    return stored_form(found->body);
}

Result<Template> form_of_record(Tx& tx, const DocumentRecord& record) {
    XH_TRY(found, store::template_version(tx, record.kind, record.template_version));
    if (!found) {
        return fail(ErrorCode::internal, "documents.no_such_template");
    }
    return stored_form(found->body);
}

Result<std::optional<DocumentRecord>> genuine_document(Context& context, const CodeParts& parts) {
    XH_TRY(record, store::find_by_code(context.tx, parts.code));
    // The same work whether the code exists or not: an answer's time tells nothing about which codes do.
    const DocumentRecord none{};
    const DocumentRecord& looked_at = record ? *record : none;
    const std::string vouched = vouched_text(looked_at.code, looked_at.kind, looked_at.number,
                                             office_date(looked_at.made_at), looked_at.digest);
    const std::string signature = parts.signature.empty() ? std::string(86, 'A') : parts.signature;
    const bool fits = context.services.vault.verify(vouched, signature);
    return record && fits ? std::move(record) : std::nullopt;
}

Result<DocumentRecord> find_document(Context& context, DocumentId id) {
    XH_TRY(record, store::find(context.tx, reader_of(context.viewer), id));
    if (!record) {
        return fail(ErrorCode::not_found, "documents.not_found");
    }
    return std::move(*record);
}

Result<SigningFacts> signing_facts(Context& context, const DocumentRecord& record,
                                   const std::vector<SignatureRecord>& signatures) {
    SigningFacts facts{.state = record.state,
                       .present = {},
                       .person_age = {},
                       .person = record.person,
                       .guardian = record.guardian};
    for (const SignatureRecord& signature : signatures) {
        facts.present.push_back(signature.signer);
    }
    XH_TRY(person, registry::find_person(context.tx, program_viewer().scope, record.person));
    if (person) {
        facts.person =
            person->id;  // Merged meanwhile: the resident signs under the id that is kept.
    }
    if (person && person->birth_date) {
        facts.person_age = age_on(*person->birth_date, office_date(context.now));
    }
    return facts;
}

std::string digest_of(const DocumentRecord& record, std::string_view sealed_content) {
    return crypto::digest(fmt::format("{}\n{}\n{}\n{}\n{}\n{}", json::enum_text(record.kind),
                                      record.template_version, record.office, record.number,
                                      record.made_at.time_since_epoch().count(), sealed_content));
}

Result<PaperContent> open_paper(Context& context, const DocumentRecord& record,
                                const std::vector<SignatureRecord>& signatures) {
    Vault& vault = context.services.vault;
    XH_TRY(form, form_of_record(context.tx, record));
    XH_TRY(opened,
           vault.open(context.tx, record.person, Purpose::papers, content_column, record.content));
    XH_TRY(sealed, json::parse<SealedContent>(opened));
    PaperContent content{.form = std::move(form),
                         .fields = std::move(sealed.fields),
                         .office = record.office,
                         .number = record.number,
                         .made_at = record.made_at,
                         .verification_url = record.verification_url,
                         .signatures = {},
                         .seal = {}};
    for (const SignatureRecord& signature : signatures) {
        XH_TRY(text, vault.open(context.tx, record.person, Purpose::papers, drawing_column,
                                signature.drawing));
        XH_TRY(drawing, json::parse<Drawing>(text));
        content.signatures.push_back(
            {signature.signer, std::move(drawing), office_date(signature.signed_at)});
    }
    return content;
}

SealDesign office_seal(const std::filesystem::path& data, std::string_view office) {
    SealDesign seal{.ring_text = seal_text(office), .png = {}};
    std::ifstream file{data / "seal.png", std::ios::binary};
    if (file) {
        seal.png.resize(seal_bytes_max);
        file.read(seal.png.data(), static_cast<std::streamsize>(seal.png.size()));
        seal.png.resize(static_cast<std::size_t>(file.gcount()));
    }
    return seal;
}

}  // namespace xiuhua::documents
