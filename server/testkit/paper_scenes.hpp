#pragma once
// Papers for this room's tests: made of the templates' samples, for people of the demo world.
#include <doctest/doctest.h>

#include <thread>

#include "rooms/documents/paper_book.hpp"
#include "rooms/documents/paper_engine.hpp"
#include "rooms/documents/templates.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua::documents {

inline constexpr std::string_view scene_home = "41010501400100101002";
inline constexpr std::string_view scene_number = "999999197506301239";

inline Fields scene_fields(DocumentKind kind) {
    for (const std::string_view text : builtin_templates()) {
        const auto form = parse_template(text);
        REQUIRE(form);
        if (form->kind == kind) {
            Fields fields = sample_fields(*form);
            fields["phone"] = "13800000777";
            fields["identity_number"] = std::string{scene_number};
            fields["reason"] = "外地归来";
            return fields;
        }
    }
    return {};
}

// A paper of 何佳's (姚桥, grid 1) or another's, of an order that need not exist here.
inline DocumentBrief make_scene_paper(testkit::TestApp& app, DocumentKind kind,
                                      std::string_view name = "何佳",
                                      std::string_view area = scene_home) {
    const PersonId person = app.world().person(name);
    OrderId order;
    order.value = person.value;
    const auto made = app.act("worker_sun", [&](Context& context) {
        return make_paper(context, {.kind = kind,
                                    .order = order,
                                    .person = person,
                                    .area_code = std::string{area},
                                    .fields = scene_fields(kind)});
    });
    REQUIRE_MESSAGE(made, (made ? "" : made.error().key + " " + made.error().detail));
    return *made;
}

// Asks until the answer has `what`: the room's own threads work beside the test's clock.
inline std::string wait_for(testkit::TestApp& app, const std::string& login,
                            const std::string& path, const std::string& what) {
    constexpr int looks = 15'000;  // Five minutes: a page is read in ten seconds under a sanitizer.
    std::string seen;
    for (int look = 0; look < looks; ++look) {
        seen = app.send({.as = login, .get = path}).body;
        if (seen.find(what) != std::string::npos) {
            return seen;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    FAIL("waited in vain for " << what << " in " << seen);
    return seen;
}

// The value of a text member in a flat JSON answer.
inline std::string member_of(const std::string& json, const std::string& name) {
    const std::string mark = "\"" + name + "\":\"";
    const auto at = json.find(mark);
    REQUIRE_MESSAGE(at != std::string::npos, name << " in " << json);
    return json.substr(at + mark.size(), json.find('"', at + mark.size()) - at - mark.size());
}

}  // namespace xiuhua::documents
