#include "kernel/text.hpp"
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/registry/actions.hpp"
#include "rooms/registry/rules_area.hpp"

namespace xiuhua::registry {
namespace {

// Seen by the viewer: within the scope, or on the way down to it.
bool is_visible(const Scope& scope, std::string_view code) {
    return scope.covers(code) ||
           std::any_of(scope.area_codes.begin(), scope.area_codes.end(),
                       [&](const std::string& own) { return own.starts_with(code); });
}

std::string full_name_of(const Area& parent, const Area& child) {
    if (child.level == AreaLevel::subdistrict || parent.level == AreaLevel::subdistrict) {
        return child.name;  // Everything lies in the one subdistrict: it goes without saying.
    }
    return parent.full_name + " " + child.name;
}

// The number in the name when it is free, so that 3号楼 is 003; otherwise the next after the highest.
Result<std::string> free_code(Tx& tx, const Area& parent, AreaLevel level, std::string_view name) {
    if (const auto number = number_in_name(name, level)) {
        std::string code = child_code(parent.code, level, *number);
        XH_TRY(taken, store::area_exists(tx, code));
        if (!taken) {
            return code;
        }
    }
    const std::string prefix = child_prefix(parent.code, level);
    XH_TRY(last, store::last_code(tx, prefix, level));
    const int digits = own_digits(level);
    int limit = 1;
    for (int i = 0; i < digits; ++i) {
        limit *= 10;
    }
    const int next = last.empty() ? 1 : std::stoi(last.substr(prefix.size())) + 1;
    if (next < limit) {
        return child_code(parent.code, level, next);
    }
    // The highest number is taken by its name: look for a gap from below.
    for (int number = 1; number < limit; ++number) {
        std::string code = child_code(parent.code, level, number);
        XH_TRY(taken, store::area_exists(tx, code));
        if (!taken) {
            return code;
        }
    }
    return fail(ErrorCode::too_many, "registry.area_full", "parent");
}

struct Wanted {
    AreaLevel level = AreaLevel::household;
    std::string name, code;  // An empty code: the next free one.
    std::optional<ZoneKind> zone;
    std::optional<std::string> import_id;
};

Result<Area> insert_child(Context& context, const Area& parent, const Wanted& wanted) {
    if (!is_area_name(wanted.name)) {
        return fail(ErrorCode::invalid, "registry.area_name_missing", "name");
    }
    if (wanted.level <= parent.level) {
        return fail(ErrorCode::invalid, "registry.level_not_below", "level");
    }
    Area area{wanted.code, wanted.level, wanted.name, "", wanted.zone.value_or(parent.zone)};
    if (area.code.empty()) {
        XH_TRY(code, free_code(context.tx, parent, wanted.level, wanted.name));
        area.code = std::move(code);
    }
    area.full_name = full_name_of(parent, area);
    XH_DO(store::insert_area(context.tx, {area, parent.code, wanted.import_id}, context.now));
    return area;
}

}  // namespace

Result<Page<Area>> list_areas(Context& context, const AreaQuery& query) {
    store::AreaFilter filter{query.parent.value_or(""), query.level, query.after.value_or(""),
                             page_rows_max};
    if (query.limit) {
        filter.limit = std::clamp(*query.limit, 1, page_rows_max);
    }
    Page<Area> page;
    while (true) {
        XH_TRY(found, store::areas(context.tx, filter));
        for (Area& area : found) {
            if (query.everywhere.value_or(false) || is_visible(context.viewer.scope, area.code)) {
                page.items.push_back(area);
            }
        }
        const bool whole = static_cast<int>(found.size()) < filter.limit;
        if (whole) {
            return page;
        }
        filter.after = found.back().code;
        if (static_cast<int>(page.items.size()) >= filter.limit / 2) {
            page.next = filter.after;
            return page;
        }
    }
}

Result<Area> see_area(Context& context, std::string_view code) {
    XH_TRY(found, store::area(context.tx, code));
    if (!found || !is_visible(context.viewer.scope, code)) {
        return fail(ErrorCode::not_found, "registry.no_such_area");
    }
    return std::move(*found);
}

Result<Area> make_area(Context& context, const AreaForm& form) {
    XH_TRY(parent, store::area(context.tx, form.parent));
    if (!parent || !context.viewer.scope.covers(form.parent)) {
        return fail(ErrorCode::invalid, "registry.no_such_area", "parent");
    }
    const std::string name = clean_area_name(form.name, form.level);
    XH_TRY(twin, store::child_named(context.tx, parent->code, name));
    if (twin) {
        return fail(ErrorCode::conflict, "registry.area_exists", "name");
    }
    XH_TRY(area, insert_child(context, *parent, {form.level, name, "", form.zone, {}}));
    XH_DO(audit::append(
        context.tx, context.now,
        {context.viewer.user, "registry.add_area", "area", area.code, {}, area.code, "", {}}));
    XH_DO(outbox::append(context.tx, context.now,
                         {"registry.area_added", area.code, area.code, {}, {}}));
    if (area.level == AreaLevel::household) {
        XH_DO(ensure_household(context, area, std::nullopt));
    }
    return area;
}

Result<Area> ensure_child(Context& context, const Area& parent, const ChildPlace& child) {
    XH_TRY(found, store::child_named(context.tx, parent.code, child.name));
    if (found) {
        return std::move(*found);
    }
    return insert_child(context, parent, {child.level, child.name, "", {}, child.import_id});
}

Result<HouseholdId> ensure_household(Context& context, const Area& place,
                                     const std::optional<std::string>& import_id) {
    XH_TRY(found, store::household_at(context.tx, place.code));
    if (found) {
        return found->id;
    }
    const auto id = new_id<HouseholdId>(context.now);
    XH_DO(store::insert_household(context.tx, id, place.code, import_id, context.now));
    return id;
}

// ---- public.hpp

Result<std::optional<Area>> find_area(Tx& tx, std::string_view code) {
    return store::area(tx, code);
}

Result<std::vector<Area>> area_chain(Tx& tx, std::string_view code) {
    return store::area_chain(tx, code);
}

Result<Area> add_area(Context& context, const Area& area) {
    const std::string name = normalise_line(area.name);
    if (area.level == AreaLevel::subdistrict) {
        Area root{area.code, area.level, name, name, area.zone};
        if (level_of(area.code) != AreaLevel::subdistrict) {
            return fail(ErrorCode::invalid, "registry.bad_area_code", "code");
        }
        XH_DO(store::insert_area(context.tx, {root, "", {}}, context.now));
        return root;
    }
    const bool has_code = area.code.size() == code_length(area.level);
    std::optional<Area> parent;
    if (has_code) {
        XH_TRY(chain, store::area_chain(context.tx, area.code));
        if (!chain.empty() && chain.back().code == area.code) {
            return fail(ErrorCode::conflict, "registry.area_exists", "code");
        }
        if (!chain.empty()) {
            parent = chain.back();
        }
    } else {
        XH_TRY(found, store::area(context.tx, area.code));
        parent = std::move(found);
    }
    if (!parent) {
        return fail(ErrorCode::invalid, "registry.no_such_area", "code");
    }
    return insert_child(context, *parent,
                        {area.level, name, has_code ? area.code : "", area.zone, {}});
}

Result<HouseholdId> add_household(Context& context, std::string_view parent_area_code,
                                  std::string_view name) {
    XH_TRY(parent, store::area(context.tx, parent_area_code));
    if (!parent) {
        return fail(ErrorCode::invalid, "registry.no_such_area", "parent_area_code");
    }
    XH_TRY(place, insert_child(context, *parent,
                               {AreaLevel::household, normalise_line(name), "", {}, {}}));
    return ensure_household(context, place, std::nullopt);
}

}  // namespace xiuhua::registry
