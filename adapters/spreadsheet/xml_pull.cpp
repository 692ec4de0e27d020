#include "adapters/spreadsheet/xml_pull.hpp"

#include <charconv>

namespace xiuhua::spreadsheet {
namespace {

constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

auto damaged(const char* detail) {
    return fail(ErrorCode::invalid, "spreadsheet.damaged", {}, detail);
}

std::string_view local(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

void append_utf8(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

bool append_decoded(std::string& out, std::string_view raw) {
    std::size_t from = 0;
    while (true) {
        const auto amp = raw.find('&', from);
        out.append(raw.substr(from, amp == std::string_view::npos ? amp : amp - from));
        if (amp == std::string_view::npos) {
            return true;
        }
        const auto end = raw.find(';', amp);
        if (end == std::string_view::npos) {
            return false;
        }
        const auto entity = raw.substr(amp + 1, end - amp - 1);
        if (entity == "amp") {
            out += '&';
        } else if (entity == "lt") {
            out += '<';
        } else if (entity == "gt") {
            out += '>';
        } else if (entity == "quot") {
            out += '"';
        } else if (entity == "apos") {
            out += '\'';
        } else if (entity.starts_with('#') && entity.size() > 1) {
            const bool hex = entity[1] == 'x' || entity[1] == 'X';
            const auto digits = entity.substr(hex ? 2 : 1);
            std::uint32_t value = 0;
            const auto parsed =
                std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
            if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size() ||
                value == 0 || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) {
                return false;
            }
            append_utf8(out, value);
        } else {
            return false;
        }
        from = end + 1;
    }
}

std::string_view XmlPull::attribute(std::string_view name) const {
    for (std::size_t i = 0; i < attributes_used_; ++i) {
        if (attributes_[i].first == name) {
            return attributes_[i].second;
        }
    }
    return {};
}

// Sees to it that `bytes` bytes wait from position_ on; false when the source ends before.
Result<bool> XmlPull::have(std::size_t bytes) {
    while (buffer_.size() - position_ < bytes) {
        if (ended_) {
            return false;
        }
        if (position_ > 0) {
            buffer_.erase(0, position_);
            position_ = 0;
        }
        const std::size_t before = buffer_.size();
        if (before > token_bytes_max + read_bytes) {
            return fail(ErrorCode::too_large, "spreadsheet.cell_too_long");
        }
        buffer_.resize(before + read_bytes);
        XH_TRY(read, source_(buffer_.data() + before, read_bytes));
        buffer_.resize(before + read);
        ended_ = read == 0;
    }
    return true;
}

// Offset from position_ of `what`, at or after offset `from`; nowhere at the end.
Result<std::size_t> XmlPull::find(std::string_view what, std::size_t from) {
    while (true) {
        const auto found = buffer_.find(what, position_ + from);
        if (found != std::string::npos) {
            return found - position_;
        }
        const std::size_t waiting = buffer_.size() - position_;
        from = std::max(from, waiting >= what.size() ? waiting - what.size() + 1 : 0);
        XH_TRY(more, have(waiting + 1));
        if (!more) {
            return nowhere;
        }
    }
}

// Offset from position_ of the '>' that ends the tag at position_, outside of quotes.
Result<std::size_t> XmlPull::find_tag_end() {
    char quote = 0;
    for (std::size_t i = 1;; ++i) {
        if (position_ + i >= buffer_.size()) {
            XH_TRY(more, have(i + 1));
            if (!more) {
                return damaged("tag without end");
            }
        }
        const char c = buffer_[position_ + i];
        if (quote != 0) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return i;
        }
    }
}

Result<XmlPull::Token> XmlPull::read_text() {
    XH_TRY(end, find("<", 0));
    const std::size_t size = end == nowhere ? buffer_.size() - position_ : end;
    text_.clear();
    if (!append_decoded(text_, std::string_view{buffer_}.substr(position_, size))) {
        return damaged("unknown entity");
    }
    position_ += size;
    return Token::text;
}

Result<XmlPull::Token> XmlPull::read_cdata() {
    constexpr std::size_t opening = 9;  // <![CDATA[
    XH_TRY(end, find("]]>", opening));
    if (end == nowhere) {
        return damaged("CDATA without end");
    }
    text_.assign(buffer_, position_ + opening, end - opening);
    position_ += end + 3;
    return Token::text;
}

// Comments and processing instructions say nothing here; a document type could, and is refused.
Done XmlPull::skip_markup() {
    const bool comment = std::string_view{buffer_}.substr(position_).starts_with("<!--");
    if (!comment && buffer_[position_ + 1] == '!') {
        return damaged("document type");
    }
    const std::string_view closing = comment ? "-->" : "?>";
    XH_TRY(end, find(closing, 2));
    if (end == nowhere) {
        return damaged("markup without end");
    }
    position_ += end + closing.size();
    return {};
}

Done XmlPull::read_attributes(std::string_view rest) {
    attributes_used_ = 0;
    while (true) {
        while (!rest.empty() && is_space(rest.front())) {
            rest.remove_prefix(1);
        }
        if (rest.empty()) {
            return {};
        }
        const auto equals = rest.find('=');
        if (equals == std::string_view::npos) {
            return damaged("attribute without value");
        }
        auto name = rest.substr(0, equals);
        while (!name.empty() && is_space(name.back())) {
            name.remove_suffix(1);
        }
        rest.remove_prefix(equals + 1);
        while (!rest.empty() && is_space(rest.front())) {
            rest.remove_prefix(1);
        }
        if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) {
            return damaged("attribute without quotes");
        }
        const auto closing = rest.find(rest.front(), 1);
        if (closing == std::string_view::npos) {
            return damaged("attribute without end");
        }
        if (attributes_used_ == attributes_.size()) {
            attributes_.emplace_back();
        }
        auto& [stored_name, stored_value] = attributes_[attributes_used_++];
        stored_name.assign(local(name));
        stored_value.clear();
        if (!append_decoded(stored_value, rest.substr(1, closing - 1))) {
            return damaged("unknown entity");
        }
        rest.remove_prefix(closing + 1);
    }
}

Done XmlPull::read_start(std::string_view tag) {
    close_pending_ = tag.ends_with('/');
    if (close_pending_) {
        tag.remove_suffix(1);
    }
    std::size_t end = 0;
    while (end < tag.size() && !is_space(tag[end])) {
        ++end;
    }
    name_.assign(local(tag.substr(0, end)));
    return read_attributes(tag.substr(end));
}

Result<XmlPull::Token> XmlPull::next() {
    if (close_pending_) {
        close_pending_ = false;
        return Token::end;
    }
    while (true) {
        XH_TRY(any, have(1));
        if (!any) {
            return Token::finished;
        }
        if (buffer_[position_] != '<') {
            return read_text();
        }
        XH_TRY(two, have(2));
        if (!two) {
            return damaged("tag without end");
        }
        const char kind = buffer_[position_ + 1];
        if (kind == '!' || kind == '?') {
            XH_DO(have(9));
            if (std::string_view{buffer_}.substr(position_).starts_with("<![CDATA[")) {
                return read_cdata();
            }
            XH_DO(skip_markup());
            continue;
        }
        XH_TRY(end, find_tag_end());
        const auto tag = std::string_view{buffer_}.substr(position_ + 1, end - 1);
        position_ += end + 1;
        if (tag.starts_with('/')) {
            auto closing = local(tag.substr(1));
            while (!closing.empty() && is_space(closing.back())) {
                closing.remove_suffix(1);
            }
            name_.assign(closing);
            return Token::end;
        }
        XH_DO(read_start(tag));
        return Token::start;
    }
}

}  // namespace xiuhua::spreadsheet
