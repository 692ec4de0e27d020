#pragma once
// For tests only: what independent programs (poppler, zbar) see in a PDF.
#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace xiuhua::documents {

class PdfProbe {
  public:
    explicit PdfProbe(const std::string& bytes) {
        std::string name = (std::filesystem::temp_directory_path() / "paper-XXXXXX").string();
        folder_ = mkdtemp(name.data());
        std::ofstream{folder_ / "paper.pdf", std::ios::binary} << bytes;
    }
    ~PdfProbe() { std::filesystem::remove_all(folder_); }
    PdfProbe(const PdfProbe&) = delete;
    PdfProbe& operator=(const PdfProbe&) = delete;

    // All text, without blanks and line ends: a value broken over two lines is still found.
    std::string text() const { return squeezed(run("pdftotext -raw paper.pdf -")); }
    std::string fonts() const { return run("pdffonts paper.pdf | tail -n +3"); }
    std::string facts() const { return run("pdfinfo paper.pdf"); }
    int pages() const {
        const std::string all = facts();
        return std::stoi(all.substr(all.find("Pages:") + 6));
    }
    std::string page_text(int page) const {
        const std::string number = std::to_string(page);
        return squeezed(run("pdftotext -raw -f " + number + " -l " + number + " paper.pdf -"));
    }
    // The QR code of a page, as a camera would read it.
    std::string qr(int page) const {
        const std::string number = std::to_string(page);
        run("pdftoppm -r 150 -png -singlefile -f " + number + " -l " + number + " paper.pdf page");
        std::string read = run("zbarimg --quiet --raw page.png 2>/dev/null");
        while (!read.empty() && read.back() == '\n') {
            read.pop_back();
        }
        return read;
    }
    static std::string squeezed(const std::string& text) {
        std::string dense;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text.compare(i, 3, "　") == 0) {
                i += 2;
            } else if (static_cast<unsigned char>(text[i]) > 0x20) {
                dense += text[i];
            }
        }
        return dense;
    }

  private:
    std::string run(const std::string& command) const {
        std::string answer;
        FILE* pipe = popen(("cd '" + folder_.string() + "' && " + command).c_str(), "r");
        char buffer[4096];
        for (std::size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
            answer.append(buffer, got);
        }
        pclose(pipe);
        return answer;
    }
    std::filesystem::path folder_;
};

}  // namespace xiuhua::documents
