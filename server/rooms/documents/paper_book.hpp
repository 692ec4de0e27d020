#pragma once
// Opening what is stored: templates, papers, their sealed content and signatures.
#include "platform/http/router.hpp"
#include "rooms/documents/model.hpp"
#include "rooms/documents/rules.hpp"
#include "rooms/documents/store.hpp"

namespace xiuhua::documents {

// What is sealed in documents_document.content. The salt keeps the digest, which is not sealed, from telling
// whether a guess at the fields is right.
struct SealedContent {
    Fields fields;
    std::string salt;
};
BOOST_DESCRIBE_STRUCT(SealedContent, (), (fields, salt))

inline constexpr std::string_view content_column = "documents_document.content";
inline constexpr std::string_view drawing_column = "documents_signature.drawing";
inline constexpr std::string_view paper_column = "documents_paper.pdf";

// Templates that the program carries, written where absent. Called when the room joins.
Done seed_templates(Tx& tx);
// A stored template's text, read once on each thread: nearly every paper asks, and the words change a few times a year.
Result<Template> stored_form(const std::string& body);
// `not_found` documents.no_such_template.
Result<Template> form_in_force(Tx& tx, DocumentKind kind, Date day);
Result<Template> form_of_record(Tx& tx, const DocumentRecord& record);

// The paper behind a QR code, if the code is ours and the paper is as it was then. The same work whether or not.
Result<std::optional<DocumentRecord>> genuine_document(Context& context, const CodeParts& parts);
// `not_found` documents.not_found: absent, or not the viewer's.
Result<DocumentRecord> find_document(Context& context, DocumentId id);
Result<SigningFacts> signing_facts(Context& context, const DocumentRecord& record,
                                   const std::vector<SignatureRecord>& signatures);

// The text that the digest is made over.
std::string digest_of(const DocumentRecord& record, std::string_view sealed_content);
// Everything but the seal, opened: ready to be drawn.
Result<PaperContent> open_paper(Context& context, const DocumentRecord& record,
                                const std::vector<SignatureRecord>& signatures);
// The seal's picture is the file seal.png in the data directory, when the office put one there.
SealDesign office_seal(const std::filesystem::path& data, std::string_view office);

}  // namespace xiuhua::documents
