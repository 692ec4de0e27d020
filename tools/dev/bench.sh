# ./dev bench [NAME…]: one JSON line a figure (bench, metric, value, unit, runs, baseline, ratio, goal, meets).

bench() {
  preset=release
  setup
  build xiuhua_bench seed_district
  "$(build_directory)/bin/xiuhua_bench" "$@"
}
