#pragma once
// JSON values as block YAML: the keys' order stays, the same value is the same text.
#include <boost/json.hpp>
#include <string>

namespace xiuhua::app {

std::string yaml(const boost::json::value& value);

}  // namespace xiuhua::app
