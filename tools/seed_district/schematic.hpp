#pragma once
// The invented district's geometry: a schematic in the manner of the Longzi lake, drawn by hand and labelled so
// (示意底图). It is no survey: streets, water and buildings lie where a reader expects them, not where they are.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/geo.hpp"
#include "kernel/result.hpp"

namespace xiuhua::seed {

// East and north of the lake's middle, kilometres.
struct Spot {
    double east = 0;
    double north = 0;
};
GeoPoint on_earth(const Spot& spot);

class Schematic {
  public:
    Schematic();

    // The middle of the building that a household's area code stands for, a few metres apart from its neighbours.
    // The same code always gives the same point; the building lies in the code's community.
    GeoPoint home(std::string_view area_code) const;
    // A GeoJSON FeatureCollection: every feature has `kind` (boundary community lake river road campus park building
    // place) and, where it has one, `name`; roads a `class`, communities their area `code`.
    std::string geojson() const;

  private:
    struct Cell {
        std::string code, name;
        Spot seed;
        std::vector<Spot> ring;
        std::vector<Spot> buildings;
    };
    void build_up();
    std::vector<Cell> cells_;
};

// <data>/map/base-map.json, which the program serves as the district's own base map.
Done write_base_map(const std::filesystem::path& data, const Schematic& schematic);

}  // namespace xiuhua::seed
