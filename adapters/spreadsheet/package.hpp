#pragma once
// What reading an xlsx and filling one share: the zip, its parts, its relations, addresses of cells.
#include <zip.h>

#include <map>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/spreadsheet/spreadsheet.hpp"
#include "adapters/spreadsheet/xml_pull.hpp"

namespace xiuhua::spreadsheet {

tl::unexpected<Error> damaged(const char* detail);

struct ZipClose {
    void operator()(zip_t* zip) const { zip_discard(zip); }
};
using Zip = std::unique_ptr<zip_t, ZipClose>;
// For reading; `bytes` outlive it.
Result<Zip> open_zip(std::string_view bytes, const Limits& limits);

// A part of the package as a source of bytes that stops at a limit.
Result<XmlPull::Source> part_source(zip_t* zip, const std::string& name, std::uint64_t bytes_max);
Result<std::string> whole_part(zip_t* zip, const std::string& name, std::uint64_t bytes_max);
// The tree of a small part. Elements are looked for by local name, since some writers prefix them ("x:sheet").
Result<std::unique_ptr<pugi::xml_document>> tree(zip_t* zip, const std::string& name,
                                                 const Limits& limits);
std::string_view local(const char* name);
pugi::xml_node child(const pugi::xml_node& parent, std::string_view name);
std::string attribute(const pugi::xml_node& node, std::string_view name);

struct CellAddress {
    std::int64_t row = 0;    // From 1; 0 when the text is no address.
    std::size_t column = 0;  // From 0.
};
CellAddress parse_address(std::string_view text);

// "worksheets/sheet1.xml" relative to the folder "xl/", or "/xl/worksheets/sheet1.xml" from the root.
std::string resolved(const std::string& folder, const std::string& target);
struct Relations {
    std::map<std::string, std::string> by_id;
    std::string styles, shared;
};
Relations relations_of(const pugi::xml_node& root, const std::string& folder);

// By cell style: whether the number format of it is a date's.
std::vector<bool> date_styles_of(const pugi::xml_node& style_sheet);

}  // namespace xiuhua::spreadsheet
