#include "rooms/ledger/rules.hpp"

#include <algorithm>

namespace xiuhua::ledger {
namespace {

bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= key_bytes_max &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

bool are_words(const std::vector<std::string>& list) {
    return list.size() <= columns_max && std::all_of(list.begin(), list.end(), is_word);
}

}  // namespace

Done check_view(const SavedView& view) {
    if (!is_word(view.ledger)) {
        return fail(ErrorCode::invalid, "ledger.bad_view", "ledger");
    }
    if (view.name.find_first_not_of(" \t") == std::string::npos ||
        view.name.size() > name_bytes_max) {
        return fail(ErrorCode::invalid, "ledger.name_length", "name");
    }
    if (view.filters.contains("text")) {
        return fail(ErrorCode::invalid, "ledger.text_not_kept", "filters.text");
    }
    const bool sound = view.filters.size() <= filters_max &&
                       std::all_of(view.filters.begin(), view.filters.end(), [](const auto& one) {
                           return is_word(one.first) && one.second.size() <= value_bytes_max;
                       });
    if (!sound) {
        return fail(ErrorCode::invalid, "ledger.bad_view", "filters");
    }
    if (!view.sort.empty() && !is_word(view.sort)) {
        return fail(ErrorCode::invalid, "ledger.bad_view", "sort");
    }
    if (!are_words(view.columns)) {
        return fail(ErrorCode::invalid, "ledger.bad_view", "columns");
    }
    if (!are_words(view.frozen)) {
        return fail(ErrorCode::invalid, "ledger.bad_view", "frozen");
    }
    return {};
}

Done check_sharing(const SavedView& view, const Scope& scope, MayShare may_share) {
    if (!view.shared) {
        return {};
    }
    if (may_share == MayShare::no) {
        return fail(ErrorCode::forbidden, "ledger.may_not_share", "shared");
    }
    if (!scope.covers(view.shared_area)) {
        return fail(ErrorCode::invalid, "ledger.area_not_yours", "shared_area");
    }
    return {};
}

bool may_see(const SavedView& view, const Viewer& viewer) {
    if (view.owner == viewer.user) {
        return true;
    }
    if (!view.shared || (view.shared_role && !viewer.roles.has(*view.shared_role))) {
        return false;
    }
    return viewer.scope.covers(view.shared_area) ||
           std::any_of(viewer.scope.area_codes.begin(), viewer.scope.area_codes.end(),
                       [&](const std::string& own) { return own.starts_with(view.shared_area); });
}

}  // namespace xiuhua::ledger
