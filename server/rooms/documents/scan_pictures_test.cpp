// Our own papers, spoiled in the ways of scanners and telephones, with a seeded generator.
#include <doctest/doctest.h>

#include "adapters/scan/code_finder.hpp"
#include "adapters/scan/scan.hpp"
#include "rooms/documents/paper_engine.hpp"
#include "rooms/documents/rules_scans.hpp"
#include "rooms/documents/scan_paper.hpp"
#include "rooms/documents/templates.hpp"
#include "testkit/scan_maker.hpp"

namespace xiuhua::documents {
namespace {

using scan::decode_jpeg, scan::find_code, scan::gray_of, scan::Picture, scan::read_scan,
    scan::ScannedPage;
using testkit::ScanFault;

const std::string url = "https://xiuhua.example/v/7K3M9PQ2XW4T." + std::string(86, 'x');

std::string paper(std::size_t which) {
    const auto form = parse_template(builtin_templates()[which]);
    REQUIRE(form);
    PaperContent content{.form = *form,
                         .fields = sample_fields(*form),
                         .office = "龙子湖街道办事处",
                         .number = "龙子湖〔2020〕0007号",
                         .made_at = office_instant(*parse_date("2020-03-02")),
                         .verification_url = url,
                         .signatures = {},
                         .seal = {.ring_text = "龙子湖街道办事处", .png = {}}};
    const auto drawn = render_paper(content);
    REQUIRE(drawn);
    return *drawn;
}

std::vector<ScannedPage> pages_of(const std::string& bytes, std::string* fault = nullptr) {
    std::vector<ScannedPage> pages;
    const Done read = read_scan(bytes, [&](ScannedPage&& page) -> Done {
        pages.push_back(std::move(page));
        return {};
    });
    if (fault != nullptr) {
        *fault = read ? "" : read.error().key;
    } else {
        CHECK_MESSAGE(read, (read ? "" : read.error().key + " " + read.error().detail));
    }
    return pages;
}

}  // namespace

TEST_CASE("a page is read however it lies on the glass, and stands upright afterwards") {
    std::mt19937 random{20200302};
    const auto sheets = testkit::pictures_of_pdf(paper(5), 150);
    REQUIRE(sheets.size() == 1);
    struct Row {
        double degrees;
        int quarters;
    };
    for (const Row& row : {Row{0, 0}, Row{90, 3}, Row{180, 2}, Row{270, 1}, Row{3.7, 0},
                           Row{-3.7, 0}, Row{93.7, 3}, Row{183.7, 2}, Row{38, 0}}) {
        CAPTURE(row.degrees);
        const auto pages =
            pages_of(testkit::spoiled_jpeg(sheets[0], {.degrees = row.degrees}, random));
        REQUIRE(pages.size() == 1);
        CHECK(pages[0].code == url);
        CHECK(pages[0].quarters == row.quarters);
        CHECK(pages[0].jpeg.starts_with("\xFF\xD8"));
    }
}

TEST_CASE("a skewed, blurred, noisy or shaded scan still finds its paper") {
    std::mt19937 random{7};
    const std::string drawn = paper(5);
    const auto fine = testkit::pictures_of_pdf(drawn, 200);
    const auto coarse = testkit::pictures_of_pdf(drawn, 120);
    for (const ScanFault& fault :
         {ScanFault{.shear = 0.06}, ScanFault{.degrees = 3.7, .shear = -0.05, .noise = 25},
          ScanFault{.blur_rounds = 1, .jpeg_quality = 40}, ScanFault{.noise = 60},
          ScanFault{.shade = 0.6, .jpeg_quality = 30},
          ScanFault{.degrees = 90, .blur_rounds = 1, .noise = 30, .shade = 0.4}}) {
        const auto pages = pages_of(testkit::spoiled_jpeg(fine[0], fault, random));
        REQUIRE(pages.size() == 1);
        CAPTURE(fault.degrees);
        CAPTURE(fault.blur_rounds);
        CAPTURE(fault.noise);
        CHECK(pages[0].code == url);
    }
    // As a fax machine sends it: two pixels a module.
    CHECK(pages_of(testkit::spoiled_jpeg(coarse[0], {.degrees = 3.7}, random))[0].code == url);
}

TEST_CASE(
    "of a hundred random scans at 150 to 300 dpi hardly one is put aside, and none is misread") {
    std::mt19937 random{42};
    const std::string drawn = paper(5);
    std::vector<Picture> sheets;
    for (const double dpi : {150.0, 200.0, 300.0}) {
        sheets.push_back(testkit::pictures_of_pdf(drawn, dpi).front());
    }
    std::uniform_real_distribution<double> share{0, 1};
    int found = 0;
#ifdef __SANITIZE_THREAD__
    constexpr int scans = 12;  // One thread reads them: a hundred find no race that these do not.
#else
    constexpr int scans = 100;
#endif
    for (int i = 0; i < scans; ++i) {
        const std::size_t sheet = static_cast<std::size_t>(i) % sheets.size();
        ScanFault fault;
        fault.degrees = 90.0 * (i % 4) + (share(random) - 0.5) * 8;
        fault.shear = (share(random) - 0.5) * 0.06;
        fault.blur_rounds = sheet > 0 && i % 5 == 0 ? 1 : 0;
        fault.noise = static_cast<int>(share(random) * 30);
        fault.shade = share(random) * 0.5;
        fault.jpeg_quality = 40 + static_cast<int>(share(random) * 50);
        const auto picture = decode_jpeg(testkit::spoiled_jpeg(sheets[sheet], fault, random));
        REQUIRE(picture);
        const auto code = find_code(gray_of(*picture), "/v/");
        found += code ? 1 : 0;
        if (code) {
            CHECK(code->text == url);
        }
    }
    MESSAGE("found ", found, " of ", scans);
    CHECK(found >= scans - 2);
}

TEST_CASE("a scanned PDF gives each of its pages, and says which page of the paper it is") {
    std::mt19937 random{3};
    const std::string drawn = paper(3);  // The notice takes two pages.
    std::vector<std::string> jpegs;
    for (const Picture& sheet : testkit::pictures_of_pdf(drawn, 200)) {
        jpegs.push_back(testkit::spoiled_jpeg(sheet, {.degrees = 180}, random));
    }
    REQUIRE(jpegs.size() == 2);
    const auto pdf = pdf_of_scans(jpegs, "scan");
    REQUIRE(pdf);
    const auto pages = pages_of(*pdf);
    REQUIRE(pages.size() == 2);
    for (int i = 0; i < 2; ++i) {
        const ScannedPage& page = pages[static_cast<std::size_t>(i)];
        CHECK(page.number == i + 1);
        CHECK(page.pages == 2);
        CHECK(page.quarters == 2);
        const auto code = read_page_code(page.code);
        REQUIRE(code);
        CHECK(code->page == i + 1);
        CHECK(code->pages == 2);
        CHECK(code->code == "7K3M9PQ2XW4T");
    }
}

TEST_CASE("what is no scan is refused with its reason, and a broken one ends its reader only") {
    std::string fault;
    CHECK(pages_of("hello", &fault).empty());
    CHECK(fault == "scan.unknown_kind");
    CHECK(pages_of("%PDF-1.4\ngarbage", &fault).empty());
    CHECK(fault == "scan.unreadable_file");
    std::mt19937 random{1};
    const std::string whole =
        testkit::spoiled_jpeg(Picture{40, 40, std::vector<std::uint8_t>(4800)}, {}, random);
    // A picture that claims 60,000 by 60,000 pixels.
    std::string bomb = whole;
    const auto frame = bomb.find("\xFF\xC0");
    REQUIRE(frame != std::string::npos);
    bomb.replace(frame + 5, 4, "\xEA\x60\xEA\x60");
    const auto pages = pages_of(bomb, &fault);
    REQUIRE(pages.size() == 1);
    CHECK(pages[0].fault == "scan.too_many_pixels");
    CHECK(pages[0].jpeg.empty());
    const auto blank = pages_of(whole);
    REQUIRE(blank.size() == 1);
    CHECK(blank[0].code.empty());
}

TEST_CASE("no bytes of a scan bring the program down") {
    std::mt19937 random{99};
    const auto sheet = testkit::pictures_of_pdf(paper(5), 60).front();
    const std::string jpeg = testkit::spoiled_jpeg(sheet, {}, random);
    const std::string pdf = *pdf_of_scans({jpeg}, "x");
    std::uniform_int_distribution<int> byte{0, 255};
    for (int round = 0; round < 20; ++round) {
        std::string broken = round % 2 == 0 ? jpeg : pdf;
        for (int i = 0; i < 40; ++i) {
            broken[random() % broken.size()] = static_cast<char>(byte(random));
        }
        if (round % 3 == 0) {
            broken.resize(broken.size() / 2);
        }
        std::string fault;
        pages_of(broken, &fault);  // Any answer is good that is one.
    }
    CHECK(pages_of(jpeg).size() == 1);
}

}  // namespace xiuhua::documents
