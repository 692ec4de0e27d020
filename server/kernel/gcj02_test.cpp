#include "kernel/gcj02.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace xiuhua;

namespace {

struct City {
    const char* name;
    GeoPoint wgs84;
    Gcj02Point gcj02;
    Bd09Point bd09;
};
// Values of a sample of hujiulong/gcoord's test/fixtures/china-cities.json, which has them from the map makers.
constexpr City cities[] = {
    {"驻马店市", {33.0133556, 114.0164322}, {33.0115324, 114.022306}, {33.0176697, 114.0287781}},
    {"邵阳市", {27.242124, 111.4622119}, {27.2388981, 111.4677938}, {27.2451662, 111.4742271}},
    {"邢台市", {37.0700925, 114.498916}, {37.0705911, 114.5048503}, {37.0766797, 114.5113116}},
    {"荆门市", {31.0376011, 112.1935849}, {31.0354012, 112.1994301}, {31.0417338, 112.2058231}},
    {"那曲地区", {31.4784436, 92.0499619}, {31.4762063, 92.0512438}, {31.4824421, 92.0576832}},
    {"莱芜市", {36.2138283, 117.6708588}, {36.2138184, 117.6767323}, {36.2195866, 117.6832831}},
    {"凉山彝族自治州",
     {27.8850446, 102.2658401},
     {27.8816151, 102.2673386},
     {27.8876621, 102.2738428}},
    {"梅州市", {24.2912377, 116.1174053}, {24.2886182, 116.1222426}, {24.2944828, 116.1287823}},
    {"梧州市", {23.4795593, 111.2740147}, {23.4769675, 111.2791187}, {23.4828109, 111.2856358}},
    {"楚雄彝族自治州",
     {25.048566, 101.5265949},
     {25.0455363, 101.5280737},
     {25.0518094, 101.5344863}},
    {"辽阳市", {41.2651725, 123.2312099}, {41.2672464, 123.2369518}, {41.2736074, 123.2433178}},
    {"鄂州市", {30.3946322, 114.8898012}, {30.3919431, 114.8948492}, {30.397616, 114.9014563}},
    {"毕节市", {27.2873271, 105.2884121}, {27.2839591, 105.2916458}, {27.2896767, 105.2982343}},
    {"运城市", {35.0271663, 111.0017421}, {35.0264171, 111.0075355}, {35.0327206, 111.0139261}},
    {"汉中市", {33.0693761, 107.0188197}, {33.0674824, 107.0233282}, {33.0736864, 107.0297571}},
    {"泉州市", {24.8770487, 118.6711365}, {24.8741363, 118.6756787}, {24.8804872, 118.6821251}},
    {"铜陵市", {30.9477988, 117.8059091}, {30.9455211, 117.8112693}, {30.9515411, 117.8177498}},
    {"泰州市", {32.4580023, 119.9183831}, {32.4557802, 119.9231242}, {32.4615531, 119.9296902}},
    {"酒泉市", {39.7319946, 98.4937175}, {39.7328234, 98.4943595}, {39.7388949, 98.5008441}},
    {"金华市", {29.0820414, 119.6427465}, {29.0790641, 119.6474509}, {29.0854003, 119.6538875}},
    {"阿克苏地区", {41.1677969, 80.2584377}, {41.1687815, 80.2606106}, {41.1749125, 80.2670534}},
    {"银川市", {38.4867312, 106.2265089}, {38.4871981, 106.2309166}, {38.4931761, 106.2374035}},
    {"长春市", {43.8146335, 125.3170587}, {43.8170782, 125.3235533}, {43.8228384, 125.3301537}},
    {"鸡西市", {45.292929, 130.9619049}, {45.2950784, 130.9693362}, {45.3007468, 130.9759563}},
    {"海西蒙古族藏族自治州",
     {37.3766618, 97.3689504},
     {37.3771444, 97.3697561},
     {37.3828943, 97.3763553}},
    {"鹰潭市", {28.2633308, 117.063936}, {28.2601931, 117.0692038}, {28.2658819, 117.0757788}},
    {"重庆城区", {29.565849, 106.5478343}, {29.563013, 106.5515641}, {29.5693061, 106.5579989}},
    {"三亚市", {18.2545417, 109.507813}, {18.2528524, 109.5119135}, {18.2585878, 109.5184703}},
    {"上海城区", {31.2323443, 121.4691633}, {31.2304194, 121.4737061}, {31.2363541, 121.4802435}},
    {"北京城区", {39.9028057, 116.4011517}, {39.9042136, 116.4074002}, {39.9105355, 116.4137852}},
    {"天津城区", {39.0831446, 117.1946734}, {39.0841645, 117.2009869}, {39.0899986, 117.2075221}},
    {"郑州市", {34.7478004, 113.6192856}, {34.7466173, 113.6253334}, {34.7528605, 113.6317519}},
    {"黑河市", {50.2434852, 127.5209846}, {50.2451332, 127.528304}, {50.2510922, 127.5347994}},
    {"深圳市", {22.5458236, 114.0527534}, {22.5431014, 114.0578659}, {22.5487584, 114.064418}},
    {"丹东市", {39.9992504, 124.3486948}, {40.0007902, 124.3544596}, {40.0067091, 124.3610035}},
};

template <typename A, typename B>
double metres_between(const A& a, const B& b) {
    return distance_meters({a.latitude, a.longitude}, {b.latitude, b.longitude});
}

}  // namespace

TEST_CASE("the map makers' own cities shift as they do") {
    for (const City& city : cities) {
        CAPTURE(city.name);
        CHECK(is_in_china(city.wgs84));
        CHECK(metres_between(to_gcj02(city.wgs84), city.gcj02) < 1);
        CHECK(metres_between(to_bd09(city.wgs84), city.bd09) < 2);
        CHECK(metres_between(from_gcj02(city.gcj02), city.wgs84) < 1);
        CHECK(metres_between(wgs84_from_bd09(city.bd09), city.wgs84) < 2);
    }
}

// Values of googollee/eviltransform's go/transform_test.go.
TEST_CASE(
    "three known points agree with another implementation to a hundred-thousandth of a degree") {
    struct Row {
        GeoPoint wgs84;
        Gcj02Point gcj02;
    };
    for (const Row& row : {Row{{31.1774276, 121.5272106}, {31.17530398364597, 121.531541859215}},
                           Row{{22.543847, 113.912316}, {22.540796131694766, 113.9171764808363}},
                           Row{{39.911954, 116.377817}, {39.91334545536069, 116.38404722455657}}}) {
        const Gcj02Point shifted = to_gcj02(row.wgs84);
        CHECK(std::abs(shifted.latitude - row.gcj02.latitude) < 1e-5);
        CHECK(std::abs(shifted.longitude - row.gcj02.longitude) < 1e-5);
        CHECK(metres_between(from_gcj02(row.gcj02), row.wgs84) < 0.5);
    }
}

TEST_CASE("there and back is exact to a tenth of a millimetre, all over China") {
    double worst = 0;
    double worst_bd09 = 0;
    int points = 0;
    for (double latitude = 18.1; latitude < 54; latitude += 0.37) {
        for (double longitude = 73.6; longitude < 135; longitude += 0.41) {
            const GeoPoint point{latitude, longitude};
            if (!is_in_china(point)) {
                continue;
            }
            ++points;
            worst = std::max(worst, metres_between(from_gcj02(to_gcj02(point)), point));
            worst_bd09 =
                std::max(worst_bd09, metres_between(wgs84_from_bd09(to_bd09(point)), point));
        }
    }
    CHECK(points > 5'000);
    CHECK(worst < 1e-4);
    CHECK(worst_bd09 < 1e-3);
}

TEST_CASE("the shift here is some hundred metres; elsewhere there is none") {
    const GeoPoint office{34.795, 113.81};
    CHECK(metres_between(to_gcj02(office), office) == doctest::Approx(568).epsilon(0.05));
    struct Place {
        const char* name;
        GeoPoint point;
        bool shifted;
    };
    for (const Place& place :
         {Place{"Seoul", {37.5665, 126.978}, false}, Place{"Hanoi", {21.0278, 105.8342}, false},
          Place{"Ulaanbaatar", {47.9185, 106.9176}, false},
          Place{"Kathmandu", {27.7172, 85.324}, false}, Place{"Almaty", {43.2389, 76.8897}, false},
          Place{"Vladivostok", {43.1155, 131.8855}, false},
          Place{"Hong Kong", {22.3, 114.17}, false}, Place{"Macau", {22.198, 113.543}, false},
          Place{"Taipei", {25.033, 121.565}, false}, Place{"Tokyo", {35.68, 139.69}, false},
          Place{"the Gulf of Guinea", {0, 0}, false}, Place{"Shenzhen", {22.543, 114.058}, true},
          Place{"Heihe", {50.2453, 127.5285}, true}, Place{"Sanya", {18.2525, 109.512}, true}}) {
        CAPTURE(place.name);
        CHECK(is_in_china(place.point) == place.shifted);
        const bool moved = metres_between(to_gcj02(place.point), place.point) > 0;
        CHECK(moved == place.shifted);
        if (!place.shifted) {
            const Gcj02Point same{place.point.latitude, place.point.longitude};
            CHECK(from_gcj02(same) == place.point);
        }
    }
}
