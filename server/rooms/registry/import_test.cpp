// Imports on both databases: rows in and rows out are the rows read, and an undoing leaves no trace.
#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <thread>

#include "adapters/spreadsheet/spreadsheet.hpp"
#include "kernel/identity_number.hpp"
#include "platform/host/program.hpp"
#include "rooms/registry/actions_import.hpp"
#include "testkit/host_fixture.hpp"
#include "testkit/source_tree.hpp"

namespace xiuhua::access {
extern const Room room;
}

namespace xiuhua::registry {

extern const Room room;

namespace {

using testkit::must;

const Date today = *parse_date("2026-03-02");

std::string card(std::string_view seventeen) {
    return std::string{seventeen} + identity_check_character(seventeen);
}

// A sheet as offices send it: a title, a header, good rows, and one of each fault.
std::string dirty_csv() {
    return "姚桥社区居民信息登记表,,,,,,,,\r\n"
           "序号,姓 名,身份证号,手机号码（必填）,出生日期,楼栋,单元,房号,与户主关系\r\n"
           "1,王建国," +
           card("99999919700101111") +
           ",13800001111,1970-1-1,3号楼,1单元,502,户主\r\n"
           "2,王小小,,,2020年5月1日,3,1,502室,儿子\r\n"
           "3,赵一," +
           card("99999919800101113") +
           ",12345,,3号楼,1,503,\r\n"                      // phone
           "4,,,13800001112,,3号楼,1,503,\r\n"             // no name
           "5,钱二,999999198001011112,,,3号楼,1,503,\r\n"  // checksum
           "6,孙三,4.10105E+17,,,3号楼,1,503,\r\n"         // rounded
           "7,李四,,,1990-13-01,3号楼,1,503,\r\n"          // date
           "8,周五,#N/A,,,3号楼,1,503,\r\n"                // error cell
           "9,王建国," +
           card("99999919700101111") +
           ",,,3号楼,1,502,\r\n"  // twice
           "10,老居民," +
           card("99999919600101115") +
           ",,,4号楼,2,101,\r\n"  // registered
           ",,,,,,,,\r\n"
           "11,老邻居,,13700000000,,5号楼,,101,\r\n";  // alike
}

struct Office : testkit::HostFixture {
    explicit Office(Engine engine) : HostFixture(engine, {&access::room, &room}) {
        const ScopeId scope{make_uuid_v7(Instant{}, std::array<std::uint8_t, 10>{9})};
        write([&](Tx& tx) -> Done {
            XH_DO(tx.exec({"test.scope",
                           "INSERT INTO scope_area (scope_id, code_first, code_last) "
                           "VALUES (?1, '410105014001', '410105014001z')"},
                          scope));
            return {};
        });
        lead = {UserId{scope.value}, "钱", {Role::community_lead}, {scope, {"410105014001"}}};
        as(program_viewer(), [&](Context& context) -> Done {
            must(add_area(context, {"410105014", AreaLevel::subdistrict, "龙子湖街道"}));
            must(add_area(context, {"410105014001", AreaLevel::community, "姚桥社区"}));
            must(add_area(context, {"410105014008", AreaLevel::community, "知启街社区"}));
            const auto home = must(add_household(context, "410105014001", "旧室"));
            must(add_person(context, home,
                            {.name = "老居民", .identity_number = card("99999919600101115")}));
            must(add_person(context, home, {.name = "老邻居", .phone = "13700000000"}));
            return {};
        });
    }
    template <typename F>
    auto as(const Viewer& viewer, F&& work) ->
        typename std::invoke_result_t<F&, Context&>::value_type {
        return must(db().write([&](Tx& tx) {
            Context context{tx, viewer, program().services(), clock.now(), "test"};
            return work(context);
        }));
    }
    Caller caller() { return {program().services(), lead, request_id}; }
    ImportView upload(const std::string& bytes) {
        const auto file = program().services().config.data / "upload.bin";
        std::ofstream{file, std::ios::binary} << bytes;
        return must(upload_import(caller(), file, {.filename = "登记表.csv"}));
    }
    ImportView see(const std::string& id) {
        return as(lead, [&](Context& context) { return see_import(context, id); });
    }
    std::size_t people() {
        return as(lead,
                  [](Context& context) { return list_people(context, {.limit = page_rows_max}); })
            .items.size();
    }

    Viewer lead;
    std::string request_id = "test";
};

}  // namespace

TEST_CASE("a header is found under titles and above data, and its columns are known") {
    const std::vector<ImportRow> rows{{1, {"居民信息登记表", "居民信息登记表"}},
                                      {2, {"序号", "基本信息", "基本信息", "联系电话"}},
                                      {3, {"序号", "姓 名*", "身份证号", "联系电话"}},
                                      {4, {"1", "王芳", "x", "138"}}};
    CHECK(find_header(rows) == 3);
    CHECK_FALSE(find_header({{1, {"a", "b"}}, {2, {"姓名"}}}));
    CHECK(suggest_mapping(rows[2].cells) ==
          ImportMapping{{"name", 1}, {"identity_number", 2}, {"phone", 3}});
    CHECK(check_mapping({{"phone", 1}}, 4).error().key == "registry.mapping_without_name");
    CHECK(check_mapping({{"name", 4}}, 4).error().key == "registry.mapping_column");
    CHECK(check_mapping({{"name", 1}, {"phone", 1}}, 4).error().key == "registry.mapping_column");
    CHECK(check_mapping({{"nmae", 1}}, 4).error().key == "registry.mapping_field");
}

TEST_CASE("a date is read however the office writes it, and never guessed") {
    struct Row {
        std::string_view text, date;
    };
    for (const Row& row :
         {Row{"1990-05-01", "1990-05-01"}, Row{"1990/5/1", "1990-05-01"},
          Row{"1990.5.1", "1990-05-01"}, Row{"１９９０年５月１日", "1990-05-01"},
          Row{"19900501", "1990-05-01"}, Row{"32994", "1990-05-01"},
          Row{"1990-05-01 00:00:00", "1990-05-01"}, Row{"1990-02-30", ""}, Row{"90-5-1", ""},
          Row{"1990年5月", ""}, Row{"五月", ""}, Row{"60", ""}, Row{"99999", ""}, Row{"", ""}}) {
        CAPTURE(row.text);
        const auto date = read_date(row.text);
        CHECK((date ? to_text(*date) : "") == row.date);
    }
    CHECK(read_sex("女性") == Sex::female);
    CHECK_FALSE(read_sex("x"));
    CHECK(read_relation("孙子") == Relation::grandchild);
    CHECK(read_relation("儿媳") == Relation::child);
    CHECK(read_relation("岳母") == Relation::parent);
}

TEST_CASE("good rows go in, each other row is reported with its reason, and none is lost") {
    for (const Engine engine : testkit::engines()) {
        SUBCASE(testkit::engine_name(engine)) {
            Office office{engine};
            const ImportView uploaded = office.upload(dirty_csv());
            CHECK(uploaded.header_row == 2);
            CHECK(uploaded.area_code == "410105014001");
            CHECK(json::write(uploaded).find("13800001111") == std::string::npos);
            const auto seen = must(map_import(office.caller(), uploaded.id,
                                              {uploaded.header_row, uploaded.mapping, {}}));
            CHECK(seen.good == 3);
            CHECK(seen.bad == 6);
            CHECK(seen.duplicates == 2);
            REQUIRE(seen.rows.size() == 11);
            CHECK(seen.rows[0].place == "3号楼 1单元 502室");
            CHECK(json::write(seen).find("13800001111") == std::string::npos);
            office.as(office.lead,
                      [&](Context& context) { return start_import(context, uploaded.id, {}); });
            office.settle();
            const ImportView done = office.see(uploaded.id);
            CHECK(done.state == ImportState::finished);
            CHECK(done.good == 3);
            CHECK(done.bad == 6);
            CHECK(done.duplicates == 2);
            CHECK(done.alike == 1);
            CHECK(office.people() == 5);
            const auto file = must(write_import_errors(office.caller(), uploaded.id));
            std::string text;
            auto reader = must(spreadsheet::Reader::open_file(file.string()));
            must(reader.each_row(0, [&](const spreadsheet::SheetRow& row) -> Done {
                text += row.cells[0] + ":" + row.cells[1] + "\n";
                return {};
            }));
            CHECK(text ==
                  "行号:原因\n5:联系电话：电话号码有误。\n6:姓名：请填写姓名。\n"
                  "7:身份证号：证件号码校验位不对，请核对。\n"
                  "8:身份证号：证件号码存成了数字，后几位已丢失；请把该列设为文本后重填。\n"
                  "9:出生日期：出生日期无法识别。\n"
                  "10:身份证号：单元格是公式错误（如 #N/A）。\n"
                  "11:身份证号：与表中另一行的证件号码相同。\n"
                  "12:身份证号：此证件号码已在册，未重复登记。\n");
            const auto twins = office.as(office.lead, [&](Context& context) {
                return list_import_twins(context, uploaded.id, {});
            });
            REQUIRE(twins.items.size() == 3);
            CHECK(twins.items[2].kind == TwinKind::alike);
            REQUIRE(twins.items[2].other);
            CHECK(twins.items[2].other->name == "老邻居");
            const auto child = office.as(office.lead, [](Context& context) {
                return list_people(context, {.text = "王小小"});
            });
            REQUIRE(child.items.size() == 1);
            const auto view = office.as(office.lead, [&](Context& context) {
                return see_person(context, child.items[0].id);
            });
            REQUIRE(view.guardian);
            CHECK(view.guardian->name == "王建国");
        }
    }
}

namespace {

// More rows than one transaction of an import takes: sixteen pieces of 250.
constexpr int many_rows = 4'010;

// `between` rows of other households part the two halves of one.
std::string parted_csv(const std::string& first, const std::string& last, int between) {
    std::string csv = "姓名,身份证号,手机号码,出生日期,楼栋,单元,房号,与户主关系\r\n" + first;
    for (int i = 0; i < between; ++i) {
        csv += fmt::format("旁人,,,{}-{:02}-{:02},9号楼,1,{},\r\n", 1930 + i / 300 % 60,
                           i / 25 % 12 + 1, i % 25 + 1, 1000 + i);
    }
    return csv + last;
}

void import_all(Office& office, const std::string& csv) {
    const ImportView uploaded = office.upload(csv);
    must(map_import(office.caller(), uploaded.id, {uploaded.header_row, uploaded.mapping, {}}));
    office.as(office.lead,
              [&](Context& context) { return start_import(context, uploaded.id, {}); });
    office.settle();
}

std::string guardian_of(Office& office, const std::string& name) {
    return office.as(office.lead, [&](Context& context) -> Result<std::string> {
        XH_TRY(found, list_people(context, {.text = name}));
        REQUIRE(found.items.size() == 1);
        XH_TRY(view, see_person(context, found.items[0].id));
        return view.guardian ? view.guardian->name : std::string{};
    });
}

}  // namespace

TEST_CASE("a child's guardian is found however far down the sheet the grown-ups stand") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        Office office{engine};
        import_all(office, parted_csv("王小小,,,2020-05-01,3号楼,1,502,儿子\r\n",
                                      "王建国,,,1970-01-01,3号楼,1,502,户主\r\n", many_rows));
        CHECK(guardian_of(office, "王小小") == "王建国");
        // A grown-up brother came first; the head of the household takes over when the sheet comes to him,
        import_all(office, parted_csv("陈小小,,,2020-05-01,4号楼,1,502,儿子\r\n"
                                      "陈大大,,,2000-05-01,4号楼,1,502,儿子\r\n",
                                      "陈建国,,,1970-01-01,4号楼,1,502,户主\r\n", many_rows));
        CHECK(guardian_of(office, "陈小小") == "陈建国");
    }
}

TEST_CASE("an import takes piece after piece while nobody waits, and one when somebody does") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        Office office{engine};
        const ImportView uploaded = office.upload(parted_csv("", "", 600));
        must(map_import(office.caller(), uploaded.id, {uploaded.header_row, uploaded.mapping, {}}));
        office.as(office.lead,
                  [&](Context& context) { return start_import(context, uploaded.id, {}); });
        Job job;
        job.payload = {R"({"import":")" + uploaded.id + "\"}"};
        const auto pieces_left = [&](Context& context) -> Result<int> {
            XH_DO(run_import_batch(context, job));
            XH_TRY(last, store::chunk(context.tx, uploaded.id, 2));
            XH_TRY(second, store::chunk(context.tx, uploaded.id, 1));
            return (last ? 1 : 0) + (second ? 1 : 0);
        };
        std::optional<std::thread> other;
        const int left = office.as(program_viewer(), [&](Context& context) {
            if (engine == Engine::sqlite) {
                other.emplace([&] { office.write([](Tx&) { return Done{}; }); });
                while (context.tx.has_time()) {
                    std::this_thread::yield();
                }
            }
            return pieces_left(context);
        });
        CHECK(left == 2);
        if (other) {
            other->join();
        }
        const int then = office.as(program_viewer(), pieces_left);
        CHECK(then == (engine == Engine::sqlite ? 0 : 1));
        office.settle();
        CHECK(office.see(uploaded.id).good == 600);
    }
}

TEST_CASE("a guardian whom somebody chose by hand stays when the import goes on") {
    Office office{Engine::sqlite};
    const ImportView uploaded =
        office.upload(parted_csv("陈小小,,,2020-05-01,4号楼,1,502,儿子\r\n"
                                 "陈大大,,,2000-05-01,4号楼,1,502,儿子\r\n",
                                 "陈建国,,,1970-01-01,4号楼,1,502,户主\r\n", many_rows));
    must(map_import(office.caller(), uploaded.id, {uploaded.header_row, uploaded.mapping, {}}));
    office.as(office.lead,
              [&](Context& context) { return start_import(context, uploaded.id, {}); });
    Job job;
    job.payload = {R"({"import":")" + uploaded.id + "\"}"};
    office.as(program_viewer(), [&](Context& context) { return run_import_batch(context, job); });
    office.as(office.lead, [&](Context& context) -> Result<PersonView> {
        XH_TRY(child, list_people(context, {.text = "陈小小"}));
        XH_TRY(brother, list_people(context, {.text = "陈大大"}));
        PersonChanges changes;
        changes.guardian = brother.items.at(0).id;
        changes.phone = "13800001234";
        changes.version = 1;
        return change_person(context, child.items.at(0).id, changes);
    });
    office.settle();
    CHECK(guardian_of(office, "陈小小") == "陈大大");
}

TEST_CASE("paging through possible duplicates skips none, also when one row has several") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        Office office{engine};
        std::string csv = "姓名,身份证号,手机号码,出生日期,楼栋,单元,房号,与户主关系\r\n";
        for (int i = 0; i < 3; ++i) {
            csv += "同名,,,1980-01-01,8号楼,1,10" + std::to_string(i) + ",\r\n";
        }
        const ImportView uploaded = office.upload(csv);
        must(map_import(office.caller(), uploaded.id, {uploaded.header_row, uploaded.mapping, {}}));
        office.as(office.lead,
                  [&](Context& context) { return start_import(context, uploaded.id, {}); });
        office.settle();
        // The second row is like the first, the third like both: three pairs.
        std::vector<std::string> pairs;
        ImportPageQuery page{{}, 1};
        for (int pages = 0; pages < 10; ++pages) {
            const auto found = office.as(office.lead, [&](Context& context) {
                return list_import_twins(context, uploaded.id, page);
            });
            for (const ImportTwinView& twin : found.items) {
                pairs.push_back(json::write(twin));
            }
            if (found.next.empty()) {
                break;
            }
            page.after = found.next;
        }
        CHECK(pairs.size() == 3);
        CHECK(std::set<std::string>(pairs.begin(), pairs.end()).size() == 3);
    }
}

TEST_CASE("an import undone takes back whom nobody touched, and the places it made") {
    for (const Engine engine : testkit::engines()) {
        SUBCASE(testkit::engine_name(engine)) {
            Office office{engine};
            const ImportView uploaded = office.upload(dirty_csv());
            must(map_import(office.caller(), uploaded.id,
                            {uploaded.header_row, uploaded.mapping, {}}));
            office.as(office.lead,
                      [&](Context& context) { return start_import(context, uploaded.id, {}); });
            office.settle();
            const auto kept = office.as(office.lead, [](Context& context) {
                return list_people(context, {.text = "王小小"});
            });
            REQUIRE(kept.items.size() == 1);
            office.as(office.lead, [&](Context& context) {
                return read_identity(context, kept.items[0].id, "isolation.order");
            });
            office.as(office.lead,
                      [&](Context& context) { return undo_import(context, uploaded.id); });
            office.settle();
            const ImportView undone = office.see(uploaded.id);
            CHECK(undone.state == ImportState::undone);
            CHECK(undone.removed == 2);
            CHECK(undone.kept == 1);
            CHECK(office.people() == 3);
            const auto gone =
                office.read([](Tx& tx) { return store::child_named(tx, "410105014001", "5号楼"); });
            CHECK_FALSE(gone);
            const auto stays =
                office.read([](Tx& tx) { return store::child_named(tx, "410105014001", "3号楼"); });
            CHECK(stays);
            // The same columns are suggested next time, and the sheet can come again.
            CHECK(office.upload(dirty_csv()).columns[1].suggestion == "name");
        }
    }
}

TEST_CASE("another's import looks not there, and a state allows only what fits it") {
    Office office{Engine::sqlite};
    const ImportView uploaded = office.upload(dirty_csv());
    Viewer other = office.lead;
    other.user = UserId{make_uuid_v7(Instant{}, std::array<std::uint8_t, 10>{8})};
    other.scope = {ScopeId{other.user.value}, {"410105014008"}};
    const auto key = [&](const Viewer& viewer, auto work) {
        const auto done = office.db().write([&](Tx& tx) {
            Context context{tx, viewer, office.program().services(), office.clock.now(), "test"};
            return work(context);
        });
        return done ? "ok" : done.error().key;
    };
    const auto start = [&](Context& c) { return start_import(c, uploaded.id, {}); };
    CHECK(key(other, start) == "registry.no_such_import");
    CHECK(key(office.lead, start) == "registry.import_state");
    CHECK(key(office.lead, [&](Context& c) { return undo_import(c, uploaded.id); }) ==
          "registry.import_state");
    CHECK(key(office.lead, [&](Context& c) {
              return see_import(c, "00000000-0000-7000-8000-000000000000");
          }) == "registry.no_such_import");
}

TEST_CASE("a sheet left lying is gone after seven days") {
    Office office{Engine::sqlite};
    const ImportView uploaded = office.upload(dirty_csv());
    office.clock.advance(std::chrono::days{8});
    office.as(program_viewer(), [](Context& context) { return purge_imports(context, {}); });
    CHECK(office.see(uploaded.id).state == ImportState::expired);
    const auto chunk = office.read([&](Tx& tx) { return store::chunk(tx, uploaded.id, 0); });
    CHECK_FALSE(chunk);
}

TEST_CASE("the reasons in the file of errors are those of texts.json") {
    std::ifstream file{testkit::source_tree() / "server/rooms/registry/texts.json"};
    const std::string text{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
    const auto texts = boost::json::parse(text).as_object();
    for (const auto& item : texts) {
        const std::string key{item.key().data(), item.key().size()};
        const std::string said = reason_text(key);
        if (said != key) {
            CHECK(said == std::string{item.value().at("zh").as_string().c_str()});
        }
    }
}

}  // namespace xiuhua::registry
