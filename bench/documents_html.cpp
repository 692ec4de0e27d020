#include "bench/documents_html.hpp"

#include <qrencode.h>

#include <fstream>

#include "rooms/documents/paper_text.hpp"

namespace xiuhua::bench {
namespace {

using namespace documents;

constexpr std::string_view style =
    "@page{size:A4;margin:15mm 24mm}body{font:11pt/17pt 'Noto Serif CJK SC';margin:0}"
    "article{page-break-after:always}h1,h2{text-align:center}h1{font-size:17pt;border-bottom:2px "
    "solid}h2{font-size:22pt}h3{font:bold 11.5pt 'Noto Sans CJK SC'}table{width:100%;"
    "border-collapse:collapse}td{border:1px solid #555;padding:4px}footer{font:8pt 'Noto Sans CJK "
    "SC'}svg.code{width:22mm;height:22mm}";

std::string code_of(const std::string& text) {
    QRcode* code = QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M);
    std::string path;
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            if ((code->data[y * code->width + x] & 1) != 0) {
                path += fmt::format("M{} {}h1v1h-1z", x, y);
            }
        }
    }
    const std::string svg = fmt::format(
        "<svg class=code viewBox='0 0 {0} {0}'><path d='{1}'/></svg>", code->width, path);
    QRcode_free(code);
    return svg;
}

std::string sentence(const PaperContent& paper, const std::string& text) {
    std::string html;
    for (const TextRun& run : fill(paper.form, paper.fields, text)) {
        html += run.filled ? "<u>" + run.text + "</u>" : run.text;
    }
    return html;
}

std::string table_of(const PaperContent& paper) {
    std::string html = "<table>";
    for (const auto& row : paper.form.rows) {
        html += "<tr>";
        for (const std::string& name : row) {
            const TemplateField* field = find_field(paper.form, name);
            const auto value = paper.fields.find(name);
            html += "<td>" + field->label + "<td>" +
                    (value == paper.fields.end() ? "" : printed_value(*field, value->second));
        }
    }
    html += "</table>";
    const TemplateField* records = find_field(paper.form, paper.form.records);
    const auto value = paper.fields.find(paper.form.records);
    if (records != nullptr && value != paper.fields.end()) {
        html += "<table>";
        for (const auto& row : record_rows(value->second, records->columns->size())) {
            html += "<tr>";
            for (const std::string& cell : row) {
                html += "<td>" + cell;
            }
        }
        html += "</table>";
    }
    return html;
}

std::string article_of(const PaperContent& paper) {
    std::string html = "<article><h1>" + paper.office + "</h1><p align=right>" + paper.number +
                       "</p><h2>" + paper.form.title + "</h2>";
    for (const std::string& text : paper.form.lead) {
        html += "<p>" + sentence(paper, text);
    }
    html += table_of(paper);
    for (const TemplateSection& section : paper.form.sections) {
        html += "<h3>" + section.title + "</h3><ol>";
        for (const std::string& item : section.items) {
            html += "<li>" + sentence(paper, item);
        }
        html += "</ol>";
    }
    for (const std::string& text : paper.form.closing) {
        html += "<p>" + sentence(paper, text);
    }
    return html +
           "<svg width=42mm height=42mm viewBox='0 0 42 42'><circle cx=21 cy=21 r=20 fill=none "
           "stroke=#d32 /></svg><footer>" +
           code_of(paper.verification_url) + "扫码核验真伪 " + paper.number + "</footer></article>";
}

}  // namespace

std::filesystem::path write_html(const std::filesystem::path& folder, const std::string& name,
                                 const std::vector<PaperContent>& papers) {
    const auto file = folder / (name + ".html");
    std::ofstream out{file};
    out << "<!doctype html><meta charset=utf-8><style>" << style << "</style>";
    for (const PaperContent& paper : papers) {
        out << article_of(paper);
    }
    return file;
}

}  // namespace xiuhua::bench
