#pragma once
// Our own server with all rooms on a database of its own, and phones that it knows.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace xiuhua::bench {

// Makes `phones` active orders with a credential and a fence each, serves, tells the port; ends with the process.
void serve_positions(const std::filesystem::path& directory, int phones,
                     const std::function<void(int)>& listening);
// "Authorization: Basic …\r\n" of the phone.
std::string bench_login(int phone);
// When the phones' orders began, in seconds since 1970: positions are later than that and not in the future.
std::int64_t bench_start_seconds();

}  // namespace xiuhua::bench
