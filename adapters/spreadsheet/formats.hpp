#pragma once
// Between the parts of the reader: one file of each kind of format.
#include <memory>
#include <string>
#include <string_view>

#include "adapters/spreadsheet/spreadsheet.hpp"

namespace xiuhua::spreadsheet {

class Xlsx {
  public:
    static Result<std::unique_ptr<Xlsx>> open(std::string_view bytes, const Limits& limits);
    ~Xlsx();
    const std::vector<Sheet>& sheets() const;
    Done each_row(std::size_t sheet, const Visit& visit) const;

  private:
    struct Impl;
    explicit Xlsx(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// UTF-8 of a CSV's bytes: by byte order mark (UTF-8, UTF-16), else UTF-8 when it is valid, else GB18030.
Result<std::string> decode_text(std::string bytes);
// The separator in use: "sep=;" on the first line, else the commonest of comma, tab, semicolon in it.
char separator_of(std::string_view text);
Done each_csv_row(std::string_view text, const Limits& limits, const Visit& visit);

}  // namespace xiuhua::spreadsheet
