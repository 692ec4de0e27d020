#include "platform/host/services.hpp"
#include "rooms/registry/actions.hpp"
#include "rooms/registry/rules_area.hpp"
#include "rooms/registry/rules_search.hpp"

namespace xiuhua::registry {
namespace {

constexpr int word_areas_max = 200;  // Places one typed word may stand for; more words narrow them.

// Where the next page starts: which way people were found, and behind whom.
struct Cursor {
    std::string way;  // "r" by place, "t" by token, "h" by hash
    std::string range, token, area_code, person;
};

std::string cursor_text(const Cursor& cursor) {
    return cursor.way + "~" + cursor.range + "~" + cursor.token + "~" + cursor.area_code + "~" +
           cursor.person;
}

Result<Cursor> parse_cursor(const std::optional<std::string>& text) {
    if (!text || text->empty()) {
        return Cursor{};
    }
    std::array<std::string, 5> parts;
    std::string_view left{*text};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto end = left.find('~');
        if ((end == std::string_view::npos) != (i + 1 == parts.size())) {
            return fail(ErrorCode::invalid, "registry.bad_cursor", "after");
        }
        parts[i] = std::string{left.substr(0, end)};
        left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
    }
    return Cursor{parts[0], parts[1], parts[2], parts[3], parts[4]};
}

struct Search {
    Tx& tx;
    const Vault& vault;
    const Scope& scope;
    store::PeopleFilter filter;
    std::vector<std::string> ranges;  // What the viewer may see of what is asked for.
    int limit = page_rows_default;
    Cursor cursor;
};

using People = Page<StoredPerson>;

bool full(const Search& search, const People& page) {
    return static_cast<int>(page.items.size()) >= search.limit;
}

// Range after range in the order of codes: the whole is in the order (area_code, id).
Result<People> by_ranges(const Search& search, const std::vector<std::string>& ranges) {
    People page;
    for (const std::string& range : ranges) {
        if (area_code_last(range) < search.cursor.area_code) {
            continue;
        }
        const int wanted = search.limit - static_cast<int>(page.items.size()) + 1;
        XH_TRY(found,
               store::people_in(search.tx, range, {search.cursor.area_code, search.cursor.person},
                                search.filter, wanted));
        for (StoredPerson& person : found) {
            if (full(search, page)) {
                const StoredPerson& last = page.items.back();
                page.next = cursor_text({"r", "", "", last.area_code, to_text(last.id)});
                return page;
            }
            page.items.push_back(std::move(person));
        }
    }
    return page;
}

bool passes(const Search& search, const StoredPerson& person) {
    const auto within = [&](const std::string& range) {
        return person.area_code.starts_with(range);
    };
    return (!search.filter.zone || person.zone == *search.filter.zone) &&
           (!search.filter.smartphone || person.smartphone == *search.filter.smartphone) &&
           std::any_of(search.ranges.begin(), search.ranges.end(), within);
}

Result<People> by_hash(const Search& search, store::HashColumn column, const std::string& hash) {
    People page;
    store::Place after{search.cursor.area_code, search.cursor.person};
    while (true) {
        XH_TRY(found, store::people_by_hash(search.tx, search.scope, column, hash, after,
                                            search.limit + 1));
        for (StoredPerson& person : found) {
            if (!passes(search, person)) {
                continue;
            }
            if (full(search, page)) {
                const StoredPerson& last = page.items.back();
                page.next = cursor_text({"h", "", "", last.area_code, to_text(last.id)});
                return page;
            }
            page.items.push_back(std::move(person));
        }
        if (static_cast<int>(found.size()) <= search.limit) {
            return page;
        }
        after = {found.back().area_code, to_text(found.back().id)};
    }
}

// A person with two tokens under one prefix is shown for the first of them only, on whatever page.
bool is_first_token(const store::TokenHit& hit, std::string_view key) {
    for (const std::string& token :
         search_tokens(hit.person.name, hit.person.pinyin, hit.person.initials)) {
        if (token.starts_with(key)) {
            return token == hit.token;
        }
    }
    return false;
}

// Names within one range after another; one range "" when the scope itself bounds the search.
Result<People> by_token(const Search& search, const std::string& key,
                        const std::vector<std::string>& ranges) {
    People page;
    std::string last_range, last_token;
    for (const std::string& range : ranges) {
        if (range < search.cursor.range) {
            continue;
        }
        store::TokenCursor after;
        if (range == search.cursor.range && !search.cursor.token.empty()) {
            after = {search.cursor.token, {search.cursor.area_code, search.cursor.person}};
        }
        while (true) {
            XH_TRY(hits, store::people_by_token(search.tx, search.scope, key, range, after,
                                                search.filter, search.limit + 1));
            const auto count = static_cast<int>(hits.size());
            if (count > 0) {
                const store::TokenHit& last = hits.back();
                after = {last.token, {last.person.area_code, to_text(last.person.id)}};
            }
            for (store::TokenHit& hit : hits) {
                if (!is_first_token(hit, key)) {
                    continue;
                }
                if (full(search, page)) {
                    const StoredPerson& last = page.items.back();
                    page.next = cursor_text(
                        {"t", last_range, last_token, last.area_code, to_text(last.id)});
                    return page;
                }
                last_range = range;
                last_token = hit.token;
                page.items.push_back(std::move(hit.person));
            }
            if (count <= search.limit) {
                break;
            }
        }
    }
    return page;
}

// Word by word: those that name places narrow the ranges, the rest is a name.
Result<People> by_address(const Search& search, const Question& question) {
    std::vector<std::string> places{""};
    std::string name;
    bool any_place = false;
    for (const std::string& word : question.words) {
        std::vector<std::string> narrowed;
        for (const std::string& place : places) {
            const int left = word_areas_max - static_cast<int>(narrowed.size());
            if (left <= 0) {
                break;
            }
            for (const std::string& range : ranges_within(search.ranges, place)) {
                XH_TRY(found, store::areas_by_word(search.tx, word, range, left));
                narrowed.insert(narrowed.end(), found.begin(), found.end());
            }
        }
        if (narrowed.empty()) {
            name += word;
        } else {
            places = normal_ranges(std::move(narrowed));
            any_place = true;
        }
    }
    std::vector<std::string> ranges;
    for (const std::string& place : places) {
        const auto within = ranges_within(search.ranges, place);
        ranges.insert(ranges.end(), within.begin(), within.end());
    }
    if (name.empty()) {
        return any_place ? by_ranges(search, ranges) : Result<People>{People{}};
    }
    return by_token(search, name, ranges);
}

// One range is worth saying in the query; several are left to the scope's own condition.
std::vector<std::string> name_ranges(const Search& search, bool has_area) {
    return search.ranges.size() == 1 || has_area ? search.ranges : std::vector<std::string>{""};
}

Result<People> answer(const Search& search, const Question& question, bool has_area) {
    const bool first_page = search.cursor.way.empty();
    switch (question.kind) {
        case QuestionKind::everyone:
            return by_ranges(search, search.ranges);
        case QuestionKind::identity_number:
            return by_hash(search, store::HashColumn::identity,
                           search.vault.lookup_hash("identity_number", question.text));
        case QuestionKind::phone:
            return by_hash(search, store::HashColumn::phone,
                           search.vault.lookup_hash("phone", question.text));
        case QuestionKind::identity_tail: {
            if (first_page || search.cursor.way == "h") {
                XH_TRY(page,
                       by_hash(search, store::HashColumn::identity_tail,
                               search.vault.lookup_hash("identity_last_four", question.text)));
                if (!page.items.empty() || !first_page) {
                    return std::move(page);
                }
            }
            return by_address(search, question);
        }
        case QuestionKind::names: {
            if (first_page || search.cursor.way == "t") {
                XH_TRY(page, by_token(search, question.text, name_ranges(search, has_area)));
                if (!page.items.empty() || !first_page) {
                    return std::move(page);
                }
            }
            return by_address(search, question);
        }
        case QuestionKind::address:
            return by_address(search, question);
    }
    return People{};
}

}  // namespace

Result<Page<StoredPerson>> find_people(Tx& tx, const Vault& vault, const Scope& scope,
                                       const PeopleQuery& query) {
    constexpr std::size_t text_bytes_max = 200;
    if (query.text && query.text->size() > text_bytes_max) {
        return fail(ErrorCode::invalid, "registry.too_long", "text");
    }
    XH_TRY(cursor, parse_cursor(query.after));
    const int limit = std::clamp(query.limit.value_or(page_rows_default), 1, page_rows_max);
    const Search search{tx,
                        vault,
                        scope,
                        {query.zone, query.smartphone},
                        ranges_within(normal_ranges(scope.area_codes), query.area.value_or("")),
                        limit,
                        cursor};
    if (search.ranges.empty()) {
        return People{};
    }
    return answer(search, understand(query.text.value_or("")), query.area.has_value());
}

Result<Page<PersonRow>> list_people(Context& context, const PeopleQuery& query) {
    XH_TRY(found, find_people(context.tx, context.services.vault, context.viewer.scope, query));
    Page<PersonRow> page;
    page.next = found.next;
    for (const StoredPerson& person : found.items) {
        XH_TRY(row, person_row(context, person));
        page.items.push_back(std::move(row));
    }
    return page;
}

}  // namespace xiuhua::registry
