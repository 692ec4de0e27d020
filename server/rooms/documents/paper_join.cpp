#include "rooms/documents/paper_join.hpp"

#include <zip.h>

#define POINTERHOLDER_TRANSITION 4  // Shared pointers of the standard, as qpdf 11 wants to be told.

#include <memory>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "kernel/text.hpp"

namespace xiuhua::documents {
namespace {

constexpr std::size_t file_name_max = 80;

tl::unexpected<Error> join_failed(std::string detail) {
    return fail(ErrorCode::internal, "documents.join_failed", {}, std::move(detail));
}

std::string joined_pages(std::span<const std::string> pdfs, std::string_view title) {
    QPDF joined;
    joined.setSuppressWarnings(true);
    joined.emptyPDF();
    std::vector<std::unique_ptr<QPDF>> sources;  // Pages are copied when the file is written.
    for (const std::string& pdf : pdfs) {
        auto& source = sources.emplace_back(std::make_unique<QPDF>());
        source->setSuppressWarnings(true);
        source->processMemoryFile("part", pdf.data(), pdf.size());
        for (const QPDFPageObjectHelper& page : QPDFPageDocumentHelper{*source}.getAllPages()) {
            QPDFPageDocumentHelper{joined}.addPage(page, false);
        }
    }
    auto information = QPDFObjectHandle::newDictionary();
    information.replaceKey("/Title", QPDFObjectHandle::newUnicodeString(std::string{title}));
    joined.getTrailer().replaceKey("/Info", joined.makeIndirectObject(information));
    QPDFWriter writer{joined};
    writer.setOutputMemory();
    writer.setObjectStreamMode(qpdf_o_generate);
    writer.setStaticID(false);
    writer.write();
    const auto buffer = writer.getBufferSharedPointer();
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

PaperBatch padded(const std::string& pdf, BlankPages blanks) {
    QPDF file;
    file.setSuppressWarnings(true);
    file.processMemoryFile("paper", pdf.data(), pdf.size());
    QPDFPageDocumentHelper pages{file};
    auto count = pages.getAllPages().size();
    if (blanks == BlankPages::none || count % 2 == 0) {
        return {pdf, {static_cast<int>(count)}};
    }
    auto page = QPDFObjectHandle::parse(
        "<< /Type /Page /MediaBox [0 0 595.276 841.89] "
        "/Resources << >> >>");
    pages.addPage(QPDFPageObjectHelper{file.makeIndirectObject(page)}, false);
    QPDFWriter writer{file};
    writer.setOutputMemory();
    writer.write();
    const auto buffer = writer.getBufferSharedPointer();
    return {{reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()},
            {static_cast<int>(count) + 1}};
}

struct ZipReleased {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};

std::string read_all(zip_source_t* source) {
    std::string bytes;
    zip_stat_t facts;
    if (zip_source_stat(source, &facts) != 0 || (facts.valid & ZIP_STAT_SIZE) == 0 ||
        zip_source_open(source) != 0) {
        return {};
    }
    bytes.resize(facts.size);
    const auto read = zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    return read == static_cast<zip_int64_t>(bytes.size()) ? bytes : std::string{};
}

}  // namespace

Result<std::string> join_pdfs(std::span<const std::string> pdfs, std::string_view title) {
    try {
        return joined_pages(pdfs, title);
    } catch (const std::exception& problem) {
        return join_failed(problem.what());
    }
}

Result<PaperBatch> pad_pdf(const std::string& pdf, BlankPages blanks) {
    try {
        return padded(pdf, blanks);
    } catch (const std::exception& problem) {
        return join_failed(problem.what());
    }
}

Result<std::string> zip_files(std::span<const NamedFile> files) {
    zip_error_t error;
    zip_error_init(&error);
    const std::unique_ptr<zip_source_t, ZipReleased> target{
        zip_source_buffer_create(nullptr, 0, 0, &error)};
    if (!target) {
        return join_failed("no memory for an archive");
    }
    zip_source_keep(target.get());  // zip_close() gives one reference back.
    std::unique_ptr<zip_t, ZipReleased> archive{
        zip_open_from_source(target.get(), ZIP_TRUNCATE, &error)};
    if (!archive) {
        zip_source_free(target.get());
        return join_failed(zip_error_strerror(&error));
    }
    for (const NamedFile& file : files) {
        zip_source_t* source =
            zip_source_buffer(archive.get(), file.bytes.data(), file.bytes.size(), 0);
        const auto index = source == nullptr
                               ? -1
                               : zip_file_add(archive.get(), file.name.c_str(), source,
                                              ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE);
        if (index < 0) {
            zip_source_free(source);
            return join_failed(zip_strerror(archive.get()));
        }
        zip_set_file_compression(archive.get(), static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    }
    if (zip_close(archive.get()) != 0) {
        return join_failed(zip_strerror(archive.get()));
    }
    static_cast<void>(archive.release());
    std::string bytes = read_all(target.get());
    if (bytes.empty() && !files.empty()) {
        return join_failed("the archive cannot be read back");
    }
    return bytes;
}

std::string safe_file_name(std::string_view text) {
    std::string name;
    std::size_t characters = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        characters += (byte & 0xC0) != 0x80 ? 1 : 0;
        if (characters > file_name_max) {
            break;
        }
        const bool refused =
            byte < 0x20 || std::string_view{"/\\:*?\"<>|"}.find(c) != std::string_view::npos;
        name += refused ? '_' : c;
    }
    return name.empty() || name == "." || name == ".." ? std::string{"_"} : name;
}

}  // namespace xiuhua::documents
