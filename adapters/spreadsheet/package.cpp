#include "adapters/spreadsheet/package.hpp"

#include <charconv>
#include <cstdlib>

#include "adapters/spreadsheet/cell_format.hpp"

namespace xiuhua::spreadsheet {

tl::unexpected<Error> damaged(const char* detail) {
    return fail(ErrorCode::invalid, "spreadsheet.damaged", {}, detail);
}

Result<XmlPull::Source> part_source(zip_t* zip, const std::string& name, std::uint64_t bytes_max) {
    std::shared_ptr<zip_file_t> file{zip_fopen(zip, name.c_str(), 0), [](zip_file_t* opened) {
                                         if (opened != nullptr) {
                                             zip_fclose(opened);
                                         }
                                     }};
    if (file == nullptr) {
        return damaged("part is missing");
    }
    auto left = std::make_shared<std::uint64_t>(bytes_max);
    return XmlPull::Source{[file, left](char* buffer, std::size_t size) -> Result<std::size_t> {
        const zip_int64_t read = zip_fread(file.get(), buffer, size);
        if (read < 0) {
            return damaged("part cannot be inflated");
        }
        if (static_cast<std::uint64_t>(read) > *left) {
            return fail(ErrorCode::too_large, "spreadsheet.too_large");
        }
        *left -= static_cast<std::uint64_t>(read);
        return static_cast<std::size_t>(read);
    }};
}

Result<std::string> whole_part(zip_t* zip, const std::string& name, std::uint64_t bytes_max) {
    XH_TRY(source, part_source(zip, name, bytes_max));
    std::string out;
    char buffer[16 * 1024];
    while (true) {
        XH_TRY(read, source(buffer, sizeof buffer));
        if (read == 0) {
            return out;
        }
        out.append(buffer, read);
    }
}

Result<std::unique_ptr<pugi::xml_document>> tree(zip_t* zip, const std::string& name,
                                                 const Limits& limits) {
    XH_TRY(text, whole_part(zip, name, limits.parts_bytes_max));
    auto document = std::make_unique<pugi::xml_document>();
    if (!document->load_buffer(text.data(), text.size())) {
        return damaged("part is not XML");
    }
    return document;
}

std::string_view local(const char* name) {
    const std::string_view view{name};
    const auto colon = view.find(':');
    return colon == std::string_view::npos ? view : view.substr(colon + 1);
}
pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
    for (const pugi::xml_node node : parent.children()) {
        if (local(node.name()) == name) {
            return node;
        }
    }
    return {};
}
std::string attribute(const pugi::xml_node& node, std::string_view name) {
    for (const pugi::xml_attribute candidate : node.attributes()) {
        if (local(candidate.name()) == name) {
            return candidate.value();
        }
    }
    return {};
}

Result<Zip> open_zip(std::string_view bytes, const Limits& limits) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* opened = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
    if (opened == nullptr) {
        if (source != nullptr) {
            zip_source_free(source);
        }
        zip_error_fini(&error);
        return damaged("not a zip");
    }
    zip_error_fini(&error);
    Zip zip{opened};
    if (zip_get_num_entries(opened, 0) > static_cast<zip_int64_t>(limits.entries_max)) {
        return fail(ErrorCode::too_large, "spreadsheet.too_large");
    }
    return zip;
}

CellAddress parse_address(std::string_view text) {
    std::size_t column = 0;
    std::size_t at = 0;
    while (at < text.size() && text[at] >= 'A' && text[at] <= 'Z' && at < 4) {
        column = column * 26 + static_cast<std::size_t>(text[at++] - 'A' + 1);
    }
    std::int64_t row = 0;
    const auto parsed = std::from_chars(text.data() + at, text.data() + text.size(), row);
    if (at == 0 || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || row < 1) {
        return {};
    }
    return {row, column - 1};
}

std::string resolved(const std::string& folder, const std::string& target) {
    return target.starts_with('/') ? target.substr(1) : folder + target;
}

Relations relations_of(const pugi::xml_node& root, const std::string& folder) {
    Relations found;
    for (const pugi::xml_node relation : root.children()) {
        const std::string type = attribute(relation, "Type");
        const std::string target = resolved(folder, attribute(relation, "Target"));
        found.by_id[attribute(relation, "Id")] = target;
        if (type.ends_with("/styles")) {
            found.styles = target;
        } else if (type.ends_with("/sharedStrings")) {
            found.shared = target;
        }
    }
    return found;
}

std::vector<bool> date_styles_of(const pugi::xml_node& root) {
    std::vector<bool> styles;
    std::map<int, bool> custom;
    for (const pugi::xml_node format : child(root, "numFmts").children()) {
        custom[std::atoi(attribute(format, "numFmtId").c_str())] =
            is_date_code(attribute(format, "formatCode"));
    }
    for (const pugi::xml_node style : child(root, "cellXfs").children()) {
        const int id = std::atoi(attribute(style, "numFmtId").c_str());
        const auto found = custom.find(id);
        styles.push_back(found != custom.end() ? found->second : is_date_format(id));
    }
    return styles;
}

}  // namespace xiuhua::spreadsheet
