// print_papers FOLDER [--blank]: writes the six papers with invented people, to be looked at and for tests of
// screens. --blank leaves the signatures out, as a paper is before it is signed.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "rooms/documents/paper_engine.hpp"
#include "rooms/documents/templates.hpp"

namespace {

using namespace xiuhua;
using namespace xiuhua::documents;

// Strokes that look like a name written in haste.
Drawing scribble(double slant) {
    Drawing drawing{.strokes = {}, .width = 300, .height = 100};
    for (int stroke = 0; stroke < 5; ++stroke) {
        auto& points = drawing.strokes.emplace_back();
        const double left = 25 + stroke * 52;
        for (int step = 0; step <= 8; ++step) {
            const double wave = step % 2 == 0 ? 18.0 : -14.0;
            points.push_back({left + step * 5 + slant * step, 50 + wave + (step - 4) * 4.0});
        }
    }
    drawing.strokes.push_back({{20, 82}, {120, 74}, {285, 66}});
    return drawing;
}

bool print(const Template& form, const std::filesystem::path& folder, bool blank) {
    PaperContent content{
        .form = form,
        .fields = sample_fields(form),
        .office = "龙子湖街道办事处",
        .number = "龙子湖" + form.mark + "〔2020〕0001号",
        .made_at = office_instant(*parse_date("2020-03-02"), std::chrono::hours{9}),
        .verification_url = "https://xiuhua.example/v/7K3M9PQ2XW4T." + std::string(86, 'A'),
        .signatures = {},
        .seal = {.ring_text = "龙子湖街道办事处疫情防控指挥部", .png = {}}};
    for (const TemplateSlot& slot : form.slots) {
        if (!blank) {
            content.signatures.push_back(
                {slot.signer, scribble(slot.signer == Signer::worker), *parse_date("2020-03-02")});
        }
    }
    const auto paper = render_paper(content);
    if (!paper) {
        std::fprintf(stderr, "print_papers: %s %s\n", paper.error().key.c_str(),
                     paper.error().detail.c_str());
        return false;
    }
    const auto file = folder / (std::string{json::enum_text(form.kind)} + ".pdf");
    std::ofstream out{file, std::ios::binary};
    out << *paper;
    std::printf("%s\n", file.c_str());
    return out.good();
}

}  // namespace

int main(int count, char** words) {
    const bool blank = count == 3 && std::string_view{words[2]} == "--blank";
    if (count < 2 || (count == 3 && !blank) || count > 3) {
        std::fputs("print_papers FOLDER [--blank]\n", stderr);
        return 2;
    }
    std::filesystem::create_directories(words[1]);
    for (const std::string_view text : builtin_templates()) {
        const auto form = parse_template(text);
        if (!form) {
            std::fprintf(stderr, "print_papers: %s\n", form.error().key.c_str());
            for (const auto& field : form.error().fields) {
                std::fprintf(stderr, "  %s: %s\n", field.field.c_str(), field.key.c_str());
            }
            return 1;
        }
        if (!print(*form, words[1], blank)) {
            return 1;
        }
    }
    return 0;
}
