// The one page of this room that anybody may open, from the QR code on a paper.
#include "rooms/documents/paper_text.hpp"
#include "rooms/documents/views.hpp"

namespace xiuhua::documents {
namespace {

constexpr std::string_view style =
    "*{box-sizing:border-box}body{margin:0;font:16px/1.6 system-ui,-apple-system,'PingFang SC',"
    "'Noto Sans CJK SC','Microsoft YaHei',sans-serif;background:#f4f6f8;color:#1c2530}"
    "main{max-width:30rem;margin:0 auto;padding:1.5rem 1rem}header{text-align:center;color:#475563;"
    "margin-bottom:1rem}article{background:#fff;border-radius:12px;padding:1.5rem 1.25rem;"
    "box-shadow:0 1px 4px rgba(20,40,60,.12)}h1{font-size:1.5rem;line-height:1.3;margin:0 0 1rem;"
    "text-align:center}h1 small{display:block;font-size:1rem;font-weight:400}.yes{color:#0b6b3a}"
    ".no{color:#a8201a}dl{margin:0}dt{color:#5a6875;font-size:.875rem}dd{margin:0 0 .75rem;"
    "font-size:1.0625rem;overflow-wrap:anywhere}footer{margin-top:1rem;color:#5a6875;"
    "font-size:.875rem}p{margin:.25rem 0}";

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

std::string_view english_title(DocumentKind kind) {
    switch (kind) {
        case DocumentKind::isolation_commitment:
            return "Resident's isolation commitment";
        case DocumentKind::isolation_notice:
            return "Home-isolation notice";
        case DocumentKind::building_commitment:
            return "Building's joint-prevention commitment";
        case DocumentKind::installation_receipt:
            return "App-installation receipt";
        case DocumentKind::status_report:
            return "Status report of an isolated person";
        case DocumentKind::release_notice:
            return "Release notice";
    }
    return {};
}

std::string genuine_part(const VerificationView& view) {
    return fmt::format(
        "<h1 class=\"yes\">✓ 此文书为本办事处签发<small>This paper is genuine</small></h1>"
        "<dl><dt>文种 Kind</dt><dd>{}<br>{}</dd><dt>编号 Number</dt><dd>{}</dd>"
        "<dt>日期 Date</dt><dd>{}（{}）</dd></dl>"
        "<p>请核对纸面上的文种、编号和日期与此处一致。</p>"
        "<p lang=\"en\">Compare kind, number and date with the paper in your hand.</p>",
        escaped(*view.title), english_title(*view.kind), escaped(*view.number),
        chinese_date(*view.date), to_text(*view.date));
}

constexpr std::string_view not_genuine_part =
    "<h1 class=\"no\">✗ 未能确认此文书<small>This paper is not genuine</small></h1>"
    "<p>该二维码不是本办事处签发文书的二维码，或已被改动。请勿凭此办理事项，可联系社区核实。</p>"
    "<p lang=\"en\">The code was not issued by this office, or it was changed. Do not rely on this "
    "paper; ask the community office.</p>";

}  // namespace

std::string verification_page(const VerificationView& view, std::string_view office) {
    return fmt::format(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<meta name=\"robots\" content=\"noindex\"><title>文书核验 · Paper check</title>"
        "<style>{}</style></head><body><main><header><strong>{}</strong><br>文书核验 · Paper check"
        "</header><article role=\"status\">{}</article><footer><p>本页不显示任何个人信息。</p>"
        "<p lang=\"en\">This page shows nothing about any "
        "person.</p></footer></main></body></html>",
        style, escaped(office), view.genuine ? genuine_part(view) : std::string{not_genuine_part});
}

}  // namespace xiuhua::documents
