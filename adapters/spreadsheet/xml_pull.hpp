#pragma once
// A small pull reader of XML for sheets too large for a tree: elements, attributes, text. No DTD, no entities
// but the five and character references, so nothing can expand.
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/result.hpp"

namespace xiuhua::spreadsheet {

class XmlPull {
  public:
    // Fills at most `size` bytes; answers how many, 0 at the end.
    using Source = std::function<Result<std::size_t>(char* buffer, std::size_t size)>;
    enum class Token { start, end, text, finished };
    static constexpr std::size_t token_bytes_max = 1 << 20;  // A tag or a run of text.

    explicit XmlPull(Source source) : source_(std::move(source)) {}

    // An empty element <c/> answers start, then end.
    Result<Token> next();
    std::string_view name() const { return name_; }  // Without the namespace's prefix.
    std::string_view text() const { return text_; }  // Decoded.
    // Decoded value of the attribute, without its prefix; empty when absent.
    std::string_view attribute(std::string_view name) const;

  private:
    Result<bool> have(std::size_t bytes);
    Result<std::size_t> find(std::string_view what, std::size_t from);
    Result<std::size_t> find_tag_end();
    Result<Token> read_text();
    Result<Token> read_cdata();
    Done skip_markup();
    Done read_start(std::string_view tag);
    Done read_attributes(std::string_view rest);

    Source source_;
    std::string buffer_;
    std::size_t position_ = 0;
    bool ended_ = false;
    bool close_pending_ = false;
    std::string name_, text_;
    std::vector<std::pair<std::string, std::string>> attributes_;
    std::size_t attributes_used_ = 0;
};

// Decodes &amp; &#20013; and the like, appending; false on an unknown entity.
bool append_decoded(std::string& out, std::string_view raw);
void append_utf8(std::string& out, char32_t character);

}  // namespace xiuhua::spreadsheet
