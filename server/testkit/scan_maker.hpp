#pragma once
// Scans as offices make them, from our own papers: turned, skewed, blurred, noisy, shaded, squeezed into a bad JPEG.
#include <random>
#include <string>
#include <vector>

#include "adapters/scan/picture.hpp"

namespace xiuhua::testkit {

// Each page of a PDF as a sheet on the glass of a scanner.
std::vector<scan::Picture> pictures_of_pdf(const std::string& pdf, double dpi);

struct ScanFault {
    double degrees = 0;  // Clockwise.
    double shear = 0;  // Of a page pulled crookedly through: sideways by this share of its height.
    int blur_rounds = 0;  // Each the mean of nine pixels.
    int noise = 0;        // Most that a pixel is off, of 255.
    double shade = 0;     // How much darker the right edge is than the left one, 0 to 1.
    int jpeg_quality = 80;
};
std::string spoiled_jpeg(const scan::Picture& page, const ScanFault& fault, std::mt19937& random);

}  // namespace xiuhua::testkit
