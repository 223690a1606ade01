#include "console/routes.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "http/coding.hpp"
#include "http/etags.hpp"

namespace comity::console {

// Script, style, fonts and requests of this node alone; nothing inline, no frame on either side, and no text turned into script.
const char* const kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

namespace {

// Nothing of the device is the console's to ask for; it copies to the clipboard where somebody presses a button.
constexpr const char* kPermissions =
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=(), "
    "clipboard-write=(self)";

constexpr std::string_view kAbsent =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Comity</title>\n</head>\n<body>\n<h1>Comity</h1>\n"
    "<p>This node was built without the web console. It answers over its REST API below <code>/api/v1/</code>, described by "
    "<a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a> to whoever has a log-in, and over TAXII 2.1 from <code>/taxii2/</code>.</p>\n"
    "<p>To have the console: build it with <code>tools/build_console</code>, which needs Node, and name its folder by <code>[console] folder</code> "
    "in the node's settings or by <code>comity serve --console</code>.</p>\n</body>\n</html>\n";

void guard(http::Response& response) {
  response.headers.emplace_back("Content-Security-Policy", kPolicy);
  response.headers.emplace_back("Permissions-Policy", kPermissions);
}

http::Response absent(const http::Request&) {
  http::Response out = http::Response::text(200, "text/html; charset=utf-8", std::string(kAbsent));
  out.headers.emplace_back("Cache-Control", "no-cache");
  guard(out);
  return out;
}

http::Response give(const std::shared_ptr<const Files>& files, const File& file, const http::Request& request) {
  http::Response out;
  const bool packs = !file.gzip.empty();
  const bool pack = packs && http::accepted_codings(request.header("accept-encoding")).gzip;
  const std::string tag = "\"" + file.tag + "\"";  // as the server restores that of the packed form
  out.compressible = false;                        // it is packed already
  if (http::names_etag(request.header("if-none-match"), tag, true)) {
    out.status = 304;
  } else {
    out.headers.emplace_back("Content-Type", file.type);
    if (pack) out.headers.emplace_back("Content-Encoding", "gzip");
    out.pieces.push_back({pack ? file.gzip : file.bytes, files});
  }
  out.headers.emplace_back("ETag", pack ? "\"" + file.tag + "--gzip\"" : tag);
  if (packs) out.headers.emplace_back("Vary", "Accept-Encoding");
  out.headers.emplace_back("Cache-Control", file.named_by_content ? "public, max-age=31536000, immutable" : "no-cache");
  guard(out);
  return out;
}

// Which file answers a path.
class Paths {
 public:
  Paths(std::shared_ptr<const Files> files, std::set<std::string> reserved) : files_(std::move(files)), reserved_(std::move(reserved)) { reserved_.insert("assets"); }

  // Null: nobody's. An encoded slash is inside its segment, so no file has such a path.
  const File* find(const std::vector<std::string>& segments) const {
    if (!std::all_of(segments.begin(), segments.end(), plain)) return nullptr;
    std::string path;
    for (std::size_t i = 0; i < segments.size(); ++i) path += (i == 0 ? "" : "/") + segments[i];
    if (path.empty()) return segments.size() <= 1 ? &files_->index() : nullptr;
    if (const File* file = files_->find(path)) return file;
    return is_place(segments) ? &files_->index() : nullptr;
  }
  const std::shared_ptr<const Files>& files() const { return files_; }

 private:
  static bool plain(const std::string& segment) {
    return segment != "." && segment != ".." && std::none_of(segment.begin(), segment.end(), [](char c) {
      return c == '/' || c == '\\' || (static_cast<unsigned char>(c) < 0x20) || c == 0x7f;
    });
  }

  // A screen of the console, which its own script tells apart. What has a dot last is a file that is not there.
  bool is_place(const std::vector<std::string>& segments) const {
    const std::size_t count = segments.size() - (segments.back().empty() ? 1 : 0);  // it may end in a slash
    if (count == 0 || reserved_.contains(segments.front())) return false;
    for (std::size_t i = 0; i < count; ++i)
      if (segments[i].empty()) return false;
    return segments[count - 1].find('.') == std::string::npos;
  }

  std::shared_ptr<const Files> files_;
  std::set<std::string> reserved_;
};

}  // namespace

std::vector<http::Route> routes(std::shared_ptr<const Files> files, std::set<std::string> reserved) {
  if (!files) return {{"GET", "/", absent}};
  const auto paths = std::make_shared<const Paths>(std::move(files), std::move(reserved));
  http::Route row{"GET", "/{...}", [paths](const http::Request& request) { return give(paths->files(), *paths->find(request.args), request); }};
  row.takes = [paths](const std::vector<std::string>& segments) { return paths->find(segments) != nullptr; };
  return {std::move(row)};
}

}  // namespace comity::console
