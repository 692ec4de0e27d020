// What a day of papers costs: a thousand full sets made into one file for the printer by the program itself (database,
// unsealing, drawing, audit, joining, sealing), beside headless Chromium printing the same fifty papers.
// XIUHUA_DOCUMENTS_SETS sets the number of sets (1,000); CHROMIUM names the browser; XIUHUA_TEST_POSTGRES adds PostgreSQL.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

#include "app/rooms.hpp"
#include "bench/documents_html.hpp"
#include "bench/harness.hpp"
#include "platform/host/program.hpp"
#include "platform/log/log.hpp"
#include "rooms/documents/actions_printing.hpp"
#include "rooms/documents/paper_engine.hpp"
#include "rooms/documents/run_folder.hpp"
#include "rooms/documents/templates.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::bench {
namespace {

using namespace documents;

constexpr int compared_papers = 50;
constexpr int sets_a_transaction = 25;
constexpr std::string_view office = "龙子湖街道办事处";
constexpr std::string_view building = "41010501400100101001";

const char* const surnames[] = {"江", "何", "赵", "钱", "孙", "李",
                                "周", "吴", "郑", "王", "冯", "陈"};
const char* const given[] = {"望舒", "佳",   "一鸣", "多多", "晓禾", "建国", "敏",
                             "芳",   "德福", "秀英", "文涛", "静怡", "立群"};

std::string name_of(int person) {
    return std::string{surnames[person % 12]} + given[person / 12 % 13];
}

std::vector<Template> forms() {
    std::vector<Template> all;
    for (const std::string_view text : builtin_templates()) {
        all.push_back(*parse_template(text));
    }
    return all;
}

Fields fields_of(const Template& form, int person) {
    Fields fields = sample_fields(form);
    fields["name"] = name_of(person);
    fields["phone"] = std::to_string(13'800'000'000 + person);
    fields["address"] = fmt::format("姚桥社区第1网格姚桥家园1号楼{}室", 101 + person);
    Fields named;
    for (const TemplateField& field : form.fields) {
        named[field.name] = fields[field.name];
    }
    return named;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double cpu_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double memory_megabytes() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1024;
}

void must(const Done& done) {
    if (!done) {
        std::fprintf(stderr, "bench documents: %s %s\n", done.error().key.c_str(),
                     done.error().detail.c_str());
        std::exit(1);
    }
}
template <typename T>
T must(Result<T> result) {
    if (!result) {
        must(Done{fail(result.error())});
    }
    return std::move(*result);
}

// An office with one building, and a person a set.
class Office {
  public:
    Office(const Config& config, int sets)
        : program_(must(Program::create(config, clock_, app::rooms(), "policy"))) {
        must(write([](Context& context) -> Done {
            using registry::AreaLevel;
            for (const auto& [code, level, name] :
                 {std::tuple{"410105014", AreaLevel::subdistrict, "龙子湖街道"},
                  {"410105014001", AreaLevel::community, "姚桥社区"},
                  {"410105014001001", AreaLevel::grid, "第1网格"},
                  {"41010501400100101", AreaLevel::estate, "姚桥家园"},
                  {"41010501400100101001", AreaLevel::building, "1号楼"}}) {
                XH_DO(registry::add_area(context, {code, level, name, name, {}}));
            }
            return {};
        }));
        for (int from = 0; from < sets; from += sets_a_transaction) {
            must(write([&](Context& context) -> Done {
                for (int set = from; set < std::min(sets, from + sets_a_transaction); ++set) {
                    XH_DO(add_set(context, set));
                }
                return {};
            }));
        }
    }
    template <typename F>
    auto write(F work) -> std::invoke_result_t<F&, Context&> {
        Services& services = program_->services();
        return services.db.write([&](Tx& tx) {
            Context context{tx, program_viewer(), services, clock_.now(), "bench"};
            return work(context);
        });
    }
    Services& services() { return program_->services(); }

  private:
    Done add_set(Context& context, int set) {
        XH_TRY(household,
               registry::add_household(context, building, fmt::format("{}室", 101 + set)));
        registry::PersonInput input;
        input.name = name_of(set);
        input.area_code = std::string{building};
        XH_TRY(person, registry::add_person(context, household, input));
        OrderId order;
        order.value = person.value;
        for (const Template& form : forms_) {
            XH_DO(make_paper(context, {.kind = form.kind,
                                       .order = order,
                                       .person = person,
                                       .area_code = std::string{building},
                                       .fields = fields_of(form, set)}));
        }
        return {};
    }

    const std::vector<Template> forms_ = forms();
    SystemClock clock_;
    std::unique_ptr<Program> program_;
};

double measure_run(Office& office_of, RunForm form, int sets, const std::string& engine) {
    const auto started = std::chrono::steady_clock::now();
    const double cpu = cpu_seconds();
    RunCommand command;
    command.form = form;
    command.areas = std::vector<std::string>{"410105014"};
    const auto run =
        must(office_of.write([&](Context& context) { return start_run(context, command); }));
    draw_run(office_of.services(), run.id, [] { return false; });
    const double seconds = seconds_since(started);
    const double used = cpu_seconds() - cpu;
    const auto seen =
        must(office_of.write([&](Context& context) { return run_view(context, run.id); }));
    const std::string what =
        std::to_string(sets) + " full sets as one " + std::string{json::enum_text(form)};
    if (seen.state != RunState::finished || seen.drawn != sets * 6) {
        print_absent(
            "documents", what,
            "the run ended as " + std::string{json::enum_text(seen.state)} + " " + seen.error);
        return 0;
    }
    std::optional<double> goal;
    if (form == RunForm::pdf) {
        goal = 30.0 * sets / 1000;
    }
    print({.bench = "documents",
           .metric = what + engine,
           .value = seconds,
           .unit = "s",
           .goal = goal});
    print({.bench = "documents",
           .metric = what + engine + ", processor time a paper",
           .value = used / static_cast<double>(seen.drawn) * 1000,
           .unit = "ms"});
    print({.bench = "documents",
           .metric = what + engine + ", size",
           .value = static_cast<double>(seen.file_size) / 1e6,
           .unit = "MB"});
    if (form == RunForm::pdf) {
        print({.bench = "documents",
               .metric = what + engine + ", pages",
               .value = static_cast<double>(seen.pages),
               .unit = "pages"});
    }
    RunFolder{office_of.services().config.data, office_of.services().vault, run.id}.remove();
    return static_cast<double>(seen.drawn) / seconds;
}

std::filesystem::path private_directory() {
    std::string pattern = std::filesystem::temp_directory_path() / "xiuhua-bench-XXXXXX";
    return mkdtemp(pattern.data());
}

// Papers a second of the run as one PDF.
double measure_office(const Config& config, int sets, const std::string& engine) {
    Office office_of{config, sets};
    const double rate = measure_run(office_of, RunForm::pdf, sets, engine);
    if (engine.empty()) {
        if (sets * 6 <= zip_papers_max) {
            measure_run(office_of, RunForm::zip, sets, engine);
        }
        print({.bench = "documents",
               .metric = "most memory while a run is made",
               .value = memory_megabytes(),
               .unit = "MB"});
    }
    return rate;
}

// ---- beside Chromium

std::vector<PaperContent> contents(int papers) {
    const auto all = forms();
    std::vector<PaperContent> made;
    for (int i = 0; i < papers; ++i) {
        const Template& form = all[static_cast<std::size_t>(i) % all.size()];
        made.push_back({.form = form,
                        .fields = fields_of(form, i),
                        .office = std::string{office},
                        .number = fmt::format("龙子湖{}〔2020〕{:04}号", form.mark, i + 1),
                        .made_at = office_instant(*parse_date("2020-03-02")),
                        .verification_url = fmt::format(
                            "https://xiuhua.example/v/7K3M9PQ2X{:03}.{}", i, std::string(86, 'A')),
                        .signatures = {},
                        .seal = {.ring_text = std::string{office}, .png = {}}});
    }
    return made;
}

// Seconds of one Chromium that prints one page to PDF; nullopt when it does not.
std::optional<double> chromium_prints(const std::string& chromium,
                                      const std::filesystem::path& page) {
    const auto pdf = page.string() + ".pdf";
    const std::string profile = "--user-data-dir=" + page.parent_path().string() + "/profile";
    const std::string out = "--print-to-pdf=" + pdf, address = "file://" + page.string();
    const auto started = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child == 0) {
        const int quiet = open("/dev/null", O_RDWR);
        dup2(quiet, STDOUT_FILENO);
        dup2(quiet, STDERR_FILENO);
        execlp(chromium.c_str(), chromium.c_str(), "--headless", "--no-sandbox", "--disable-gpu",
               "--no-pdf-header-footer", profile.c_str(), out.c_str(), address.c_str(), nullptr);
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    std::error_code absent;
    const bool is_made = std::filesystem::file_size(pdf, absent) > 1000 && !absent;
    return status == 0 && is_made ? std::optional{seconds_since(started)} : std::nullopt;
}

// `ours` in papers a second, `theirs` in seconds for its 50.
void print_beside(const std::string& what, double ours, double theirs, int runs) {
    print({.bench = "documents",
           .metric = what,
           .value = ours,
           .unit = "papers/s",
           .runs = runs,
           .baseline = "headless Chromium",
           .baseline_value = compared_papers / theirs,
           .goal = 20,
           .goal_is_ratio = true,
           .better = Better::higher});
}

void beside_chromium(const std::string& run, double run_rate) {
    const char* named = std::getenv("CHROMIUM");
    const std::string chromium = named != nullptr ? named : "chromium";
    const auto folder = private_directory();
    const auto papers = contents(compared_papers);
    constexpr int runs = 3;
    std::vector<double> ours, one_process;
    for (int run = 0; run < runs; ++run) {
        const auto started = std::chrono::steady_clock::now();
        // As a run does it: pieces on two threads, of which one draws.
        std::thread other{[&] { (void)render_together(std::span{papers}.subspan(25), "x"); }};
        (void)render_together(std::span{papers}.first(25), "x");
        other.join();
        ours.push_back(seconds_since(started));
        const auto page = write_html(folder, "all", papers);
        const auto theirs = chromium_prints(chromium, page);
        if (!theirs) {
            std::filesystem::remove_all(folder);
            return print_absent("documents", "50 papers beside Chromium",
                                chromium + " does not print");
        }
        one_process.push_back(*theirs);
    }
    const double rate = compared_papers / median(ours);
    const std::string once = ", Chromium started once for its " + std::to_string(compared_papers);
    print_beside(run + once, run_rate, median(one_process), runs);
    print_beside(std::to_string(compared_papers) + " papers" + once, rate, median(one_process),
                 runs);
    double singly = 0;
    for (int i = 0; i < compared_papers; ++i) {
        const auto page =
            write_html(folder, std::to_string(i), {papers.begin() + i, papers.begin() + i + 1});
        singly += chromium_prints(chromium, page).value_or(0);
    }
    print_beside(std::to_string(compared_papers) + " papers, Chromium started for each", rate,
                 singly, 1);
    std::filesystem::remove_all(folder);
}

void run_documents() {
    log::set_level("error");
    const char* wanted = std::getenv("XIUHUA_DOCUMENTS_SETS");
    const int sets = wanted != nullptr ? std::max(1, std::atoi(wanted)) : 1000;
    const auto folder = private_directory();
    Config config;
    config.data = folder / "sqlite";
    std::filesystem::create_directories(config.data);
    const double rate = measure_office(config, sets, "");
    if (const char* url = std::getenv("XIUHUA_TEST_POSTGRES")) {
        config.data = folder / "postgresql";
        std::filesystem::create_directories(config.data);
        config.database.url = url;
        config.database.schema = "bench_documents";
        measure_office(config, sets, ", PostgreSQL");
    } else {
        print_absent("documents", "full sets, PostgreSQL", "XIUHUA_TEST_POSTGRES names no server");
    }
    std::filesystem::remove_all(folder);
    beside_chromium(std::to_string(sets) + " full sets as one pdf", rate);
}

const Workload documents_workload{"documents", run_documents};

}  // namespace
}  // namespace xiuhua::bench
