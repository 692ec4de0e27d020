#pragma once
// One function a command. make_paper, papers_of_order and fields_of stand in public.hpp.
#include "platform/host/services.hpp"
#include "platform/http/router.hpp"
#include "rooms/documents/views.hpp"

namespace xiuhua::documents {

struct SignatureCommand {
    std::vector<std::vector<std::vector<double>>> strokes;  // Lists of points [x, y].
    double width = 0, height = 0;                           // Of the field that was drawn on.
    Signer signer = Signer::person;
};
BOOST_DESCRIBE_STRUCT(SignatureCommand, (), (strokes, width, height, signer))

Result<DocumentView> hand_over(Context& context, DocumentId id);

// Who asks, for commands that open transactions of their own: a paper is drawn between them, because drawing
// takes longer than a writer should be held.
struct Asking {
    Services& services;
    const Viewer& viewer;
    std::string request_id;
};
struct Printout {
    std::string pdf;
    std::string file_name;  // "居家隔离观察事项告知书 龙子湖隔告〔2026〕0001号.pdf"
};
// Audited before the bytes leave.
Result<Printout> print_paper(const Asking& asking, DocumentId id);
// Retryable: the same drawing by the same signer again answers as the first time did.
Result<DocumentView> sign_paper(const Asking& asking, DocumentId id,
                                const SignatureCommand& command);

}  // namespace xiuhua::documents
