#include "rooms/documents/paper_engine.hpp"

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "rooms/documents/paper_flow.hpp"
#include "rooms/documents/paper_layout.hpp"
#include "rooms/documents/paper_marks.hpp"
#include "rooms/documents/rules_scans.hpp"

namespace xiuhua::documents {
namespace {

constexpr double qr_side =
    62;  // 22 mm: half a millimetre a module, which old phones read from paper.
constexpr double footer_top = page_height - 32 - qr_side;
constexpr FlowArea area{.first_top = 42, .top = 72, .bottom = footer_top - 10};

void rule(cairo_t* cairo, double top, double width, double gray) {
    cairo_set_source_rgb(cairo, gray, gray, gray);
    cairo_set_line_width(cairo, width);
    cairo_move_to(cairo, margin, top);
    cairo_line_to(cairo, page_width - margin, top);
    cairo_stroke(cairo);
}

void draw_running_head(PaperCanvas& canvas, const PaperContent& content) {
    const TextStyle style{.face = Face::sans, .size = 8.5, .pitch = 12, .gray = 0.35};
    TextStyle right = style;
    right.align = Align::right;
    canvas.block({{content.form.title}}, style, text_width)->draw(canvas.cairo(), margin, 42);
    canvas.block({{content.number}}, right, text_width)->draw(canvas.cairo(), margin, 42);
    rule(canvas.cairo(), 58, 0.5, 0.45);
}

bool draw_footer(PaperCanvas& canvas, const PaperContent& content, int page, int pages) {
    cairo_t* cairo = canvas.cairo();
    rule(cairo, footer_top - 8, 0.5, 0.45);
    if (!draw_qr(cairo, {margin, footer_top, qr_side, qr_side},
                 content.verification_url + page_mark(page, pages))) {
        return false;
    }
    const double left = margin + qr_side + 12;
    const double width = text_width - qr_side - 12;
    const TextStyle strong{.face = Face::sans, .weight = Weight::bold, .size = 9, .pitch = 14};
    const TextStyle plain{.face = Face::sans, .size = 8, .pitch = 12.5, .gray = 0.3};
    TextStyle right = plain;
    right.size = 9;
    right.align = Align::right;
    canvas.block({{"扫码核验真伪"}}, strong, width)->draw(cairo, left, footer_top + 6);
    canvas.block({{"编号：" + content.number}}, plain, width)->draw(cairo, left, footer_top + 22);
    canvas.block({{"核验页只显示真伪、文种、编号和日期，不显示任何个人信息。"}}, plain, width)
        ->draw(cairo, left, footer_top + 35);
    canvas.block({{fmt::format("第 {} 页 / 共 {} 页", page, pages)}}, right, width)
        ->draw(cairo, left, footer_top + 6);
    return true;
}

// Every text that this engine itself sets, besides template and fields.
constexpr std::string_view furniture =
    "一二三四五六七八九十年月日第页共编号扫码核验真伪核验页只显示文种和期不任何个人信息监护人代签"
    "　、。，：；！？（）《》〔〕“”‘’…·—＿■□℃";

// All characters of a paper, to cut its fonts by.
std::string characters_of(const PaperContent& content) {
    std::string text = json::write(content.form) + content.office + content.number +
                       content.seal.ring_text + std::string{furniture};
    for (const auto& [name, value] : content.fields) {
        text += printable(value);
    }
    return text;
}

// What stands where. A last page that holds little but the signatures is saved by setting all a little smaller.
struct Composition {
    std::unique_ptr<PaperLayout> layout;
    std::vector<Piece> pieces;
    std::vector<PlacedPiece> placed;
    int pages() const { return placed.empty() ? 1 : placed.back().page + 1; }
};

Composition compose_at(PaperCanvas& canvas, const PaperContent& content, double scale) {
    Composition made{std::make_unique<PaperLayout>(canvas, content, scale), {}, {}};
    made.pieces = made.layout->pieces();
    made.placed = flow(made.pieces, area);
    return made;
}

Composition compose(PaperCanvas& canvas, const PaperContent& content) {
    Composition roomy = compose_at(canvas, content, 1);
    if (roomy.pages() == 1) {
        return roomy;
    }
    for (const double scale : {0.95, 0.90, 0.87}) {  // 0.87 leaves the clauses at 9.6 pt.
        Composition tighter = compose_at(canvas, content, scale);
        if (tighter.pages() < roomy.pages()) {
            return tighter;
        }
    }
    return roomy;
}

}  // namespace

Fields sample_fields(const Template& form) {
    Fields fields;
    for (const TemplateField& field : form.fields) {
        fields[field.name] = field.sample;
    }
    return fields;
}

namespace {

// Answers on how many pages.
Result<int> draw_paper(PaperCanvas& canvas, const PaperContent& content) {
    const Composition made = compose(canvas, content);
    const int pages = made.pages();
    std::size_t at = 0;
    for (int page = 0; page < pages; ++page) {
        if (page > 0) {
            draw_running_head(canvas, content);
        }
        for (; at < made.placed.size() && made.placed[at].page == page; ++at) {
            const Piece& piece = made.pieces[made.placed[at].piece];
            (made.placed[at].head ? *piece.head : piece).draw(made.placed[at].top);
        }
        if (!draw_footer(canvas, content, page + 1, pages)) {
            return fail(ErrorCode::internal, "documents.bad_qr");
        }
        canvas.next_page();
    }
    if (!made.layout->seal_drawn()) {
        return fail(ErrorCode::internal, "documents.bad_seal");
    }
    return pages;
}

PaperFacts facts_of(const PaperContent& content) {
    return {.title = content.form.title,
            .subject = content.number,
            .author = content.office,
            .made_at = content.made_at};
}

// All characters of many papers; each template's own once.
std::string characters_of_all(std::span<const PaperContent> contents) {
    std::set<std::pair<DocumentKind, int>> forms;
    std::string text;
    for (const PaperContent& content : contents) {
        if (forms.emplace(content.form.kind, content.form.version).second) {
            text += characters_of(content);
            continue;
        }
        text += content.office + content.number + content.seal.ring_text;
        for (const auto& [name, value] : content.fields) {
            text += printable(value);
        }
    }
    return text;
}

// One draws at a time, whatever the canvas: cairo 1.16 shares FreeType's faces in the process and, beyond ten of them,
// closes one that another thread is about to use (cairo-ft-font.c, MAX_OPEN_FACES). Cutting fonts is not under it.
class DrawingTurn {
  public:
    enum class For { person, pile };
    explicit DrawingTurn(For whom) : lock_(mutex(), std::defer_lock), whom_(whom) { take(); }
    // Between two papers of a pile, whoever sits at a screen comes first.
    void offer() {
        lock_.unlock();
        take();
    }

  private:
    static std::mutex& mutex() {
        static std::mutex one;
        return one;
    }
    static std::atomic<int>& people() {
        static std::atomic<int> waiting{0};
        return waiting;
    }
    void take() {
        using namespace std::chrono_literals;
        if (whom_ == For::person) {
            ++people();
            lock_.lock();
            --people();
            return;
        }
        while (people() > 0) {
            std::this_thread::sleep_for(1ms);
        }
        lock_.lock();
    }

    std::unique_lock<std::mutex> lock_;
    For whom_;
};

}  // namespace

Result<std::string> render_paper(const PaperContent& content) {
    XH_TRY(fonts, PaperFonts::cut(characters_of(content)));
    const DrawingTurn turn{DrawingTurn::For::person};  // Outlives the canvas and its fonts.
    PaperCanvas canvas{facts_of(content), std::move(fonts)};
    XH_TRY(pages, draw_paper(canvas, content));
    static_cast<void>(pages);
    return canvas.finish();
}

Result<PaperBatch> render_together(std::span<const PaperContent> contents, std::string_view title,
                                   BlankPages blanks) {
    if (contents.empty()) {
        return fail(ErrorCode::invalid, "documents.nothing_to_print");
    }
    XH_TRY(fonts, PaperFonts::cut(characters_of_all(contents)));
    PaperFacts facts = facts_of(contents.front());
    facts.title = title;
    facts.subject.clear();
    DrawingTurn turn{DrawingTurn::For::pile};
    PaperCanvas canvas{facts, std::move(fonts)};
    PaperBatch batch;
    for (const PaperContent& content : contents) {
        XH_TRY(pages, draw_paper(canvas, content));
        const bool is_odd = blanks == BlankPages::after_odd && pages % 2 == 1;
        if (is_odd) {
            canvas.next_page();
        }
        batch.pages.push_back(pages + (is_odd ? 1 : 0));
        turn.offer();
    }
    XH_TRY(pdf, canvas.finish());
    batch.pdf = std::move(pdf);
    return batch;
}

Result<std::vector<std::string>> render_apart(std::span<const PaperContent> contents) {
    XH_TRY(cut, PaperFonts::cut(characters_of_all(contents)));
    DrawingTurn turn{DrawingTurn::For::pile};
    const std::shared_ptr<PaperFonts> fonts = std::move(cut);
    std::vector<std::string> papers;
    for (const PaperContent& content : contents) {
        {
            PaperCanvas canvas{facts_of(content), fonts};
            XH_TRY(pages, draw_paper(canvas, content));
            static_cast<void>(pages);
            XH_TRY(pdf, canvas.finish());
            papers.push_back(std::move(pdf));
        }
        turn.offer();
    }
    return papers;
}

}  // namespace xiuhua::documents
