// The register at full size: a district's sheet in, anybody found as one types, the whole out again.
// XIUHUA_BENCH_PEOPLE: people of the large search (1,600,000); XIUHUA_TEST_POSTGRES: a server to measure beside.
#include <chrono>
#include <cstdlib>
#include <thread>

#include "adapters/spreadsheet/spreadsheet.hpp"
#include "bench/registry_world.hpp"
#include "kernel/text.hpp"
#include "platform/host/services.hpp"
#include "rooms/registry/actions.hpp"

namespace xiuhua::bench {
namespace {

using registry::ImportState;
using registry::ImportView;

constexpr int district = 160'000;
constexpr int searches = 3'000;
constexpr double import_goal_s = 45, import_goal_mb = 400;
constexpr double search_goal_ms = 15, search_growth_goal = 2;
constexpr double export_goal_s = 10, export_goal_mb = 100;
const std::string request_id = "bench";

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string suffix(Engine engine) {
    return engine == Engine::sqlite ? "" : "_postgresql";
}

Figure plain(const std::string& metric, Engine engine, double value, std::string unit) {
    return {"registry", metric + suffix(engine), value, std::move(unit)};
}

ImportView wait_until_over(RegistryWorld& world, const std::string& id) {
    constexpr std::chrono::milliseconds pause{50};
    while (true) {
        ImportView view = must_have(
            world.look([&](Context& context) { return registry::see_import(context, id); }));
        if (view.state != ImportState::running) {
            return view;
        }
        std::this_thread::sleep_for(pause);
    }
}

struct ImportTimes {
    double upload_s = 0, preview_s = 0, run_s = 0, total_s = 0, peak_mb = 0;
    std::int64_t good = 0;
};

ImportTimes import_sheet(RegistryWorld& world, const std::filesystem::path& sheet) {
    Services& services = world.program().services();
    const registry::Caller caller{services, world.viewer(), request_id};
    ImportTimes times;
    reset_peak_memory();
    const auto start = std::chrono::steady_clock::now();
    const ImportView view =
        must_have(registry::upload_import(caller, sheet, {"people.xlsx", "410105014"}));
    times.upload_s = seconds_since(start);
    (void)must_have(registry::map_import(caller, view.id, {view.header_row, view.mapping, {}}));
    times.preview_s = seconds_since(start) - times.upload_s;
    must_have(services.db.write([&](Tx& tx) {
        Context context{tx, world.viewer(), services, services.clock.now(), request_id};
        return registry::start_import(context, view.id, {});
    }));
    world.program().start();
    times.good = wait_until_over(world, view.id).good;
    times.total_s = seconds_since(start);
    times.run_s = times.total_s - times.upload_s - times.preview_s;
    times.peak_mb = peak_memory_mb();
    world.program().stop();
    return times;
}

void print_import(Engine engine, const ImportTimes& times, const Figure& beside) {
    Figure whole = plain("import_160000_xlsx_rows", engine, times.total_s, "s");
    whole.baseline = beside.baseline;
    whole.baseline_value = beside.baseline_value;
    whole.goal = engine == Engine::sqlite ? std::optional{import_goal_s} : std::nullopt;
    print(whole);
    print(plain("import_upload", engine, times.upload_s, "s"));
    print(plain("import_preview", engine, times.preview_s, "s"));
    print(plain("import_run", engine, times.run_s, "s"));
    Figure memory = plain("import_peak_memory", engine, times.peak_mb, "MB");
    memory.goal = import_goal_mb;
    print(memory);
}

// What people type, of somebody who is there, each kind in turn.
std::string typed(int search, int people) {
    const auto number = static_cast<int>(static_cast<std::uint64_t>(search) * 7'919'777 %
                                         static_cast<std::uint64_t>(people));
    const BenchPerson person = registry_person(number);
    const Pinyin pinyin = pinyin_of_name(person.name);
    switch (search % 7) {
        case 0:
            return person.name;
        case 1:
            return pinyin.full;
        case 2:
            return pinyin.initials;
        case 3:
            return person.identity_number;
        case 4:
            return person.phone;
        case 5:
            return person.identity_number.substr(14);
        default:
            return community_name(person.community) + " " + std::to_string(person.building) +
                   "号楼 " + person.name;
    }
}

// Each kind of search by itself, for whoever looks for the slow one.
void tell_kinds(const std::vector<double>& taken, int people) {
    if (std::getenv("XIUHUA_BENCH_KINDS") == nullptr) {
        return;
    }
    for (int kind = 0; kind < 7; ++kind) {
        std::vector<double> of_kind;
        for (std::size_t i = static_cast<std::size_t>(kind); i < taken.size(); i += 7) {
            of_kind.push_back(taken[i] * 1e3);
        }
        std::fprintf(stderr, "%d people, like \"%s\": median %.2f ms, p99 %.2f ms\n", people,
                     typed(kind, people).c_str(), percentile(of_kind, 50), percentile(of_kind, 99));
    }
}

double search_p99_ms(RegistryWorld& world, int people) {
    int found = 0;
    const auto one = [&](int search) {
        registry::PeopleQuery query;
        query.text = typed(search, people);
        query.limit = 20;
        const auto page = must_have(
            world.look([&](Context& context) { return registry::list_people(context, query); }));
        found += page.items.empty() ? 0 : 1;
        (void)json::write(page);
    };
    (void)each_seconds(searches / 10, one);
    found = 0;
    const auto taken = each_seconds(searches, one);
    if (found < searches * 9 / 10) {
        throw std::runtime_error("searches found nobody: " + std::to_string(searches - found));
    }
    tell_kinds(taken, people);
    return percentile(taken, 99) * 1e3;
}

void run_export(RegistryWorld& world, Engine engine) {
    registry::ExportQuery query;
    query.reason = "bench";
    for (const auto& [format, metric] :
         {std::pair{registry::ExportFormat::xlsx, "export_160000_rows_xlsx"},
          std::pair{registry::ExportFormat::csv, "export_160000_rows_csv"}}) {
        reset_peak_memory();
        const double before = peak_memory_mb();
        const auto start = std::chrono::steady_clock::now();
        const auto file = must_have(registry::write_export(
            {world.program().services(), world.viewer(), request_id}, query, format));
        Figure whole = plain(metric, engine, seconds_since(start), "s");
        whole.goal = export_goal_s;
        print(whole);
        Figure memory =
            plain(std::string{metric} + "_memory", engine, peak_memory_mb() - before, "MB");
        memory.goal = export_goal_mb;
        print(memory);
        std::filesystem::remove(file);
    }
}

int large_register() {
    const char* given = std::getenv("XIUHUA_BENCH_PEOPLE");
    return given == nullptr ? 1'600'000 : std::atoi(given);
}

// The baseline of reading: the same rows through the reader alone, nothing kept.
double read_alone_s(const std::filesystem::path& sheet) {
    const auto start = std::chrono::steady_clock::now();
    auto reader = must_have(spreadsheet::Reader::open_file(sheet.string()));
    must_have(reader.each_row(0, [](const spreadsheet::SheetRow&) { return Done{}; }));
    return seconds_since(start);
}

void run_engine(Engine engine) {
    const auto world = RegistryWorld::create(engine);
    if (!world) {
        for (const char* metric :
             {"import_160000_xlsx_rows", "search_p99_160000", "export_160000_rows_xlsx"}) {
            print_absent("registry", metric + suffix(engine), "XIUHUA_TEST_POSTGRES is not set");
        }
        return;
    }
    const auto sheet = world->directory() / "people.xlsx";
    write_people_sheet(sheet, district);
    Figure beside;
    beside.baseline = "reading the sheet alone";
    beside.baseline_value = read_alone_s(sheet);
    const ImportTimes times = import_sheet(*world, sheet);
    if (times.good != district) {
        throw std::runtime_error("not every row went in: " + std::to_string(times.good));
    }
    print_import(engine, times, beside);
    const double small = search_p99_ms(*world, district);
    Figure search = plain("search_p99_160000", engine, small, "ms");
    search.runs = searches;
    search.goal = search_goal_ms;
    print(search);
    run_export(*world, engine);
    if (const int people = large_register(); people > district) {
        world->add_people(district, people);
        Figure large = plain("search_p99_" + std::to_string(people), engine,
                             search_p99_ms(*world, people), "ms");
        large.runs = searches;
        large.baseline = "among 160000";
        large.baseline_value = small;
        large.goal = search_growth_goal;
        large.goal_is_ratio = true;
        print(large);
    }
}

void run() {
    run_engine(Engine::sqlite);
    run_engine(Engine::postgresql);
}

const Workload workload{"registry", run};

}  // namespace
}  // namespace xiuhua::bench
