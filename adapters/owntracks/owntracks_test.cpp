#include "adapters/owntracks/owntracks.hpp"

#include <doctest/doctest.h>

#include "adapters/positions/message.hpp"

using namespace xiuhua;
using namespace xiuhua::owntracks;
using positions::Signal;

namespace {

const Instant arrival = *parse_instant("2026-11-24T08:00:00Z");

Instant at(std::int64_t seconds) {
    return Instant{std::chrono::seconds{seconds}};
}

std::string key_of(std::string_view body, const Key* key = nullptr) {
    const auto upload = decode(body, key, arrival);
    return upload ? "ok" : upload.error().key;
}

// The fields of one fix as a line, so that a table can hold many messages.
std::string line(const positions::Fix& fix) {
    const auto number = [](const std::optional<double>& value) {
        return value ? fmt::format("{:.4g}", *value) : "-";
    };
    return fmt::format(
        "{:.7f} {:.7f} t{} acc{} alt{} v{} cog{} b{}{} {}", fix.point.latitude, fix.point.longitude,
        std::chrono::duration_cast<std::chrono::seconds>(fix.fix_time.time_since_epoch()).count(),
        number(fix.accuracy_meters), number(fix.altitude_meters),
        number(fix.speed_meters_per_second), number(fix.heading_degrees),
        number(fix.battery_fraction), fix.charging ? "+" : "", fix.trigger);
}

}  // namespace

// Values of the peers' own tests: traccar's OwnTracksProtocolDecoderTest and owntracks/android's fixtures.
TEST_CASE("a location of OwnTracks has the values that its makers' tests expect") {
    struct Row {
        std::string_view body, expected;
    };
    for (const Row& row : {
             Row{R"({"_type":"location","acc":15,"alt":440,"batt":46,"conn":"w","lat":46.0681247,
                     "lon":11.1512805,"t":"u","tid":"5t","tst":1551874878,"vac":2,"vel":0})",
                 "46.0681247 11.1512805 t1551874878 acc15 alt440 v0 cog- b0.46 u"},
             Row{R"({"lon":2.29513,"lat":48.85833,"tst":1497349316,"_type":"location","tid":"JJ"})",
                 "48.8583300 2.2951300 t1497349316 acc- alt- v- cog- b- "},
             Row{R"({"cog":271,"lon":2.29513,"acc":5,"vel":61,"vac":21,"lat":48.85833,
                     "tst":1497349316,"alt":167,"_type":"location","tid":"JJ","t":"u","batt":67})",
                 "48.8583300 2.2951300 t1497349316 acc5 alt167 v16.94 cog271 b0.67 u"},
             Row{R"({"lat":48.85,"lon":2.295,"_type":"location","tid":"JJ","tst":1497476456})",
                 "48.8500000 2.2950000 t1497476456 acc- alt- v- cog- b- "},
             Row{R"({"topic":"owntracks/qtripp/865284041968706","lat":47.420051,"lon":13.654704,
                     "vel":0,"cog":113,"tst":1736519167,"mcc":232,"mnc":1,"lac":"4F4D","cid":"673A",
                     "_type":"location","acc":10,"alt":1113,"t":"I","don":105,"tid":"CS"})",
                 "47.4200510 13.6547040 t1736519167 acc10 alt1113 v0 cog113 b- I"},
             Row{R"({"_type":"location","acc":5,"alt":84,"batt":34,"bs":1,"cog":277,"conn":"m",
                     "lat":-25.762245,"lon":126.074502,"m":2,"p":100.477,"tid":"AA","t":"b",
                     "tst":1721896446,"vac":3,"vel":79})",
                 "-25.7622450 126.0745020 t1721896446 acc5 alt84 v21.94 cog277 b0.34 b"},
             Row{R"({"_type":"location","tid":"s5","acc":1600,"alt":0.0,"batt":99,"bs":3,"cog":56,
                     "conn":"w","_id":"inputTestId","lat":52.3153748,"lon":5.0408462,"t":"p",
                     "tst":1514455575,"vac":0,"inregions":["Testregion1","Testregion2"]})",
                 "52.3153748 5.0408462 t1514455575 acc1600 alt0 v- cog56 b0.99+ p"},
             Row{R"({"_type":"location","tst":1778266175,"tid":"xx","lat":0.000,"lon":0.000,
                     "acc":15,"alt":300,"vac":0,"cog":0,"vel":0,"batt":98})",
                 "0.0000000 0.0000000 t1778266175 acc15 alt300 v0 cog0 b0.98 "},
             // Over HTTP the login names the phone, so neither tid nor topic is needed.
             Row{R"({"_type":"location","tst":1778266175,"lat":0,"lon":0,"acc":0,"batt":-1})",
                 "0.0000000 0.0000000 t1778266175 acc- alt- v- cog- b- "},
         }) {
        CAPTURE(row.body);
        const auto upload = decode(row.body, nullptr, arrival);
        REQUIRE(upload);
        REQUIRE(upload->fixes.size() == 1);
        CHECK(upload->signals.empty());
        CHECK(line(upload->fixes[0]) == row.expected);
    }
}

TEST_CASE("a location of OwnTracks names its device, its own time and its Wi-Fi") {
    const auto upload = decode(R"({"lon":-122,"acc":5,"created_at":1736161415,"lat":37,
        "topic":"owntracks/ckrey/22A67880","t":"u","m":1,"tst":1736161169,"conn":"w","alt":0,
        "SSID":"AndroidWifi","BSSID":"00:13:10:85:fe:01","bs":2,"_type":"location","tid":"AC"})",
                               nullptr, arrival);
    REQUIRE(upload);
    CHECK(upload->device == "ckrey/22A67880");
    CHECK(upload->fixes[0].device_time == at(1736161415));
    CHECK(upload->fixes[0].fix_time == at(1736161169));
    CHECK(upload->fixes[0].network == "AndroidWifi");
    CHECK(upload->fixes[0].charging);
    CHECK_FALSE(upload->fixes[0].mock);
}

TEST_CASE("several messages in one list give several fixes") {
    const auto upload = decode(R"([
        {"_type":"location","tid":"s5","acc":1600,
         "lat":52.3153748,"lon":5.0408462,"tst":1514455575},
        {"_type":"location","tid":"s5","acc":95,
         "lat":12.3153748,"lon":15.0408462,"tst":1514455579}])",
                               nullptr, arrival);
    REQUIRE(upload);
    REQUIRE(upload->fixes.size() == 2);
    CHECK(upload->fixes[1].accuracy_meters == 95);
    CHECK(upload->fixes[1].fix_time == at(1514455579));
    CHECK(decode("[]", nullptr, arrival)->fixes.empty());
}

TEST_CASE("a transition is a fix and a signal, a last will and a status are signals") {
    const auto left = decode(R"({"_type":"transition","acc":3,"desc":"myregion","event":"leave",
        "lat":52.71234,"lon":-1.61234123,"t":"l","tid":"ce","tst":1603209966,"wtst":1558351273})",
                             nullptr, arrival);
    REQUIRE(left);
    REQUIRE(left->fixes.size() == 1);
    CHECK(line(left->fixes[0]) == "52.7123400 -1.6123412 t1603209966 acc3 alt- v- cog- b- leave");
    REQUIRE(left->signals.size() == 1);
    CHECK(left->signals[0].kind == Signal::Kind::leave);
    CHECK(left->signals[0].text == "myregion");
    CHECK(left->signals[0].time == at(1603209966));

    const auto entered = decode(
        R"({"_type":"transition","event":"enter","desc":"家","tst":1603209966})", nullptr, arrival);
    REQUIRE(entered);
    CHECK(entered->fixes.empty());
    CHECK(entered->signals[0].kind == Signal::Kind::enter);

    const auto will = decode(R"({"_type":"lwt","tst":1700000000})", nullptr, arrival);
    REQUIRE(will);
    CHECK(will->signals[0].kind == Signal::Kind::last_will);
    CHECK(will->signals[0].time == at(1700000000));

    const auto status =
        decode(R"({"_type":"status","android":{"wifi":1,"ps":0}})", nullptr, arrival);
    REQUIRE(status);
    CHECK(status->signals[0].kind == Signal::Kind::status);
    CHECK(status->signals[0].time == arrival);
}

TEST_CASE("messages without news are taken politely") {
    for (
        const std::string_view body :
        {R"({"_type":"card","tid":"xx","name":"X X"})", R"({"_type":"cmd","action":"nope"})",
         R"({"_type":"waypoint","desc":"mypoint","lat":52.0027789,"lon":-1.0829312,"rad":150,"tst":1558351273})",
         R"({"_type":"waypoints","waypoints":[]})", R"({"_type":"configuration","host":"newHost"})",
         R"({"_type":"steps","tst":1400,"steps":234,"from":1,"to":2})", R"({"_type":"dump"})"}) {
        CAPTURE(body);
        const auto upload = decode(body, nullptr, arrival);
        REQUIRE(upload);
        CHECK(upload->fixes.empty());
        CHECK(upload->signals.empty());
    }
}

TEST_CASE("a broken message is an error that no repetition mends") {
    struct Row {
        std::string_view body, key;
    };
    for (const Row& row : {
             Row{"", "positions.bad_json"},
             Row{"hello", "positions.bad_json"},
             Row{R"({"_type":"location")", "positions.bad_json"},
             Row{"\"text\"", "positions.unknown_message"},
             Row{"[1]", "positions.unknown_message"},
             Row{R"({"some":"invalid message"})", "positions.unknown_message"},
             Row{R"({"_type":"poem"})", "positions.unknown_message"},
             Row{R"({"_type":"location"})", "positions.no_time"},
             Row{R"({"_type":"location","tst":0,"lat":0,"lon":0})", "positions.bad_field"},
             Row{R"({"_type":"location","tst":1e15,"lat":0,"lon":0})", "positions.bad_field"},
             Row{R"({"_type":"location","tst":1778266175,"lon":0})", "positions.no_position"},
             Row{R"({"_type":"location","tst":1778266175,"lat":"x","lon":0})",
                 "positions.bad_field"},
             Row{R"({"_type":"location","tst":1778266175,"lat":0,"lon":0,"acc":[]})",
                 "positions.bad_field"},
             Row{R"({"_type":"transition","event":"dance","tst":1})", "positions.bad_field"},
             Row{R"({"_type":"transition","event":"leave"})", "positions.no_time"},
             Row{R"({"_type":"encrypted","data":"TestCipherText"})", "owntracks.no_key"},
         }) {
        CAPTURE(row.body);
        const auto upload = decode(row.body, nullptr, arrival);
        REQUIRE_FALSE(upload);
        CHECK(upload.error().key == row.key);
        CHECK(positions::retry_of(upload.error()) == positions::Retry::never);
    }
    CHECK(key_of(std::string(positions::body_bytes_max + 1, ' ')) == "positions.too_large");
    std::string many = "[";
    for (std::size_t i = 0; i <= positions::fixes_max; ++i) {
        many += i > 0 ? ",{}" : "{}";
    }
    CHECK(key_of(many + "]") == "positions.too_large");
    CHECK(key_of(std::string(100, '[') + std::string(100, ']')) == "positions.bad_json");
}

TEST_CASE("an encrypted location is read with the right key only") {
    const std::string plain =
        R"({"_type":"location","tid":"s5","acc":1600,"lat":52.3153748,"lon":5.0408462,"tst":1514455575})";
    const Key key = key_from_secret("绣花 secret");
    const std::array<std::uint8_t, 24> nonce{1, 2, 3};
    const std::string sealed = encrypt(plain, key, nonce);
    const auto upload = decode(sealed, &key, arrival);
    REQUIRE(upload);
    CHECK(upload->fixes[0].point.latitude == doctest::Approx(52.3153748));
    CHECK(upload->fixes[0].accuracy_meters == 1600);
    CHECK(decode(plain, &key, arrival)->fixes.size() == 1);  // A phone may be set up half-way.

    CHECK(decode_encrypted(sealed, key, arrival)->fixes.size() == 1);
    CHECK(decode_encrypted(plain, key, arrival).error().key == "owntracks.not_encrypted");
    CHECK(decode_encrypted("[" + sealed + "]", key, arrival).error().key ==
          "owntracks.not_encrypted");

    const Key other = key_from_secret("another");
    CHECK(key_of(sealed, &other) == "owntracks.wrong_key");
    CHECK(key_of(sealed) == "owntracks.no_key");
    std::string bent = sealed;
    bent[60] = bent[60] == 'A' ? 'B' : 'A';
    CHECK(key_of(bent, &key) == "owntracks.wrong_key");
    CHECK(key_of(encrypt(sealed, key, nonce), &key) == "positions.unknown_message");  // Not twice.
    for (const std::string_view body :
         {R"({"_type":"encrypted"})", R"({"_type":"encrypted","data":7})",
          R"({"_type":"encrypted","data":"%%%"})", R"({"_type":"encrypted","data":"AAAA"})"}) {
        CHECK(key_of(body, &key) == "owntracks.bad_ciphertext");
    }
}

TEST_CASE("the key is the secret's bytes, padded or cut to 32") {
    const Key key = key_from_secret("ab");
    CHECK(key[0] == 'a');
    CHECK(key[1] == 'b');
    CHECK(std::all_of(key.begin() + 2, key.end(), [](auto byte) { return byte == 0; }));
    CHECK(key_from_secret(std::string(40, 'x')) == key_from_secret(std::string(32, 'x')));
}

TEST_CASE("a topic names user, device and channel") {
    struct Row {
        std::string_view topic, expected;
    };
    for (const Row& row :
         {Row{"owntracks/jane/phone", "jane phone location"},
          Row{"owntracks/jane/phone/event", "jane phone event"},
          Row{"owntracks/jane/phone/status", "jane phone status"},
          Row{"owntracks/jane/phone/waypoints", "jane phone other"}, Row{"owntracks/jane", "none"},
          Row{"owntracks//phone", "none"}, Row{"owntracks/jane/", "none"},
          Row{"other/jane/phone", "none"}, Row{"owntracks/a/b/c/d", "none"}, Row{"", "none"},
          Row{"owntracks/+/phone", "none"}, Row{"owntracks/a\n/phone", "none"}}) {
        CAPTURE(row.topic);
        const auto topic = parse_topic(row.topic);
        constexpr std::array names{"location", "event", "status", "other"};
        CHECK((topic ? topic->user + " " + topic->device + " " +
                           names[static_cast<std::size_t>(topic->channel)]
                     : "none") == row.expected);
    }
    CHECK(command_topic({.user = "jane", .device = "phone"}) == "owntracks/jane/phone/cmd");
}

TEST_CASE("a phone is asked for a fix, and set up by one link") {
    CHECK(encode_answer({}) == "[]");
    CHECK(encode_answer({encode_report_location_command()}) ==
          R"([{"_type":"cmd","action":"reportLocation"}])");
    const Setup setup{
        .url = "https://office.example/pub", .device = "xabcdefghij", .password = "p+/="};
    const std::string text = encode_configuration(setup);
    for (const std::string_view part :
         {R"("_type":"configuration")", R"("mode":3)", R"("url":"https://office.example/pub")",
          R"("username":"xabcdefghij")", R"("password":"p+/=")", R"("cmd":true)"}) {
        CAPTURE(part);
        CHECK(text.find(part) != std::string::npos);
    }
    CHECK(text.find("encryptionKey") == std::string::npos);
    const std::string link = configuration_link(setup);
    CHECK(link.rfind("owntracks:///config?inline=", 0) == 0);
    CHECK(link.find_first_of("+", 27) == std::string::npos);
    CHECK(link.find('/', 27) == std::string::npos);
}
