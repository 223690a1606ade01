// comity init: a node from an alliance's files. Made in a side folder and renamed into place, so that an init that was
// killed leaves no half node.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "agreement/terms.hpp"
#include "alliance/directory.hpp"
#include "base/bytes.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "crypto/sign.hpp"
#include "operations/acts.hpp"

namespace comity::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* kKeysNote =
    "These are the keys of the parties' authorities in an EXERCISE, so that one machine can play every party.\n"
    "In a real node they never lie here: each authority keeps its own key outside every node, signs agreements and\n"
    "clearances there (comity agreement sign, comity clearance sign), and hands over only what it signed.\n";

struct Options {
  std::string directory, alliance, name = "exercise";
  bool json = false;
};

// What the summary tells.
struct Made {
  std::size_t parties = 0, agencies = 0, people = 0, clearances = 0, agreements = 0, products = 0, objects = 0;
};

// Files of a folder that end so, sorted by name; none if there is no such folder.
std::vector<fs::path> files_of(const fs::path& folder, std::string_view ending) {
  std::vector<fs::path> out;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none))
    if (entry.is_regular_file() && entry.path().filename().string().ends_with(ending)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

// The folder that a node is made in. Locked, so that two inits do not share it; what a killed one left is cleared.
class SideFolder {
 public:
  static Result<std::unique_ptr<SideFolder>> make(const fs::path& target) {
    std::unique_ptr<SideFolder> side(new SideFolder);
    side->path_ = target.parent_path() / ("." + target.filename().string() + ".unfinished");
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (::mkdir(side->path_.c_str(), 0700) != 0 && errno != EEXIST)
      return fail(Code::unavailable, fmt::format("cannot make this folder: {}", std::strerror(errno)), side->path_);
    side->fd_ = ::open(side->path_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (side->fd_ < 0 || ::flock(side->fd_, LOCK_EX | LOCK_NB) != 0) {
      side->path_.clear();
      return fail(Code::unavailable, "another init is making this node; wait for it to end", target);
    }
    for (const auto& left : fs::directory_iterator(side->path_, error)) fs::remove_all(left.path(), error);
    return side;
  }
  ~SideFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
    if (fd_ >= 0) ::close(fd_);
  }
  const fs::path& path() const { return path_; }
  Result<void> become(const fs::path& target) {
    // Over an empty folder too (rename(2)); never over one that holds something.
    if (::rename(path_.c_str(), target.c_str()) != 0)
      return fail(errno == ENOTEMPTY || errno == EEXIST ? Code::conflict : Code::unavailable,
                  fmt::format("cannot put the node in its place: {}", std::strerror(errno)), target);
    path_.clear();
    const int parent = ::open(target.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent >= 0) {
      ::fsync(parent);
      ::close(parent);
    }
    return {};
  }

 private:
  SideFolder() = default;
  fs::path path_;
  int fd_ = -1;
};

using Authorities = std::map<std::string, crypto::SigningKey>;

Result<Authorities> make_authorities(alliance::Directory& directory, const fs::path& folder, crypto::Random& random) {
  std::error_code error;
  fs::create_directories(folder, error);
  fs::permissions(folder.parent_path(), fs::perms::owner_all, error);
  fs::permissions(folder, fs::perms::owner_all, error);
  Authorities keys;
  ordered_json publics;
  for (auto& [id, party] : directory.parties) {
    if (!party.authority.empty())
      return fail(
          Code::precondition,
          fmt::format("{} has an authority of its own, and its key is not here to sign with. init makes exercises; "
                      "leave \"authority\" out",
                      id),
          "alliance.toml");
    crypto::SigningKey key = crypto::SigningKey::generate(random);
    party.authority = to_base64(key.public_key());
    publics[id] = party.authority;
    TRY_VOID(crypto::write_key_file(folder / (id + ".key"), key));
    keys.emplace(id, std::move(key));
  }
  TRY_VOID(replace_file(folder / "README", kKeysNote, 0600));
  TRY_VOID(replace_file(folder.parent_path() / "authorities.json", publics.dump(2) + "\n", 0600));
  return keys;
}

Result<void> add_people(server::Opened& opened, const alliance::Directory& directory, const fs::path& folder) {
  TRY(const access::FreshToken op, operations::add_token(*opened.node, access::kOperator, Time::max()));
  TRY_VOID(replace_file(folder / "operator.token", op.secret + "\n", 0600));
  ordered_json people = ordered_json::array();
  for (const auto& [id, person] : directory.people) {
    TRY(const access::FreshToken fresh, operations::add_token(*opened.node, id, Time::max()));
    people.push_back(
        {{"id", id}, {"party", marking::party_of(id)}, {"agency", marking::agency_of(id)}, {"token", fresh.secret}});
  }
  return replace_file(folder / "exercise/logins.json", ordered_json{{"people", people}}.dump(2) + "\n", 0600);
}

Result<void> share_products(server::Opened& opened, const alliance::Directory& directory, const fs::path& folder,
                            Made& made) {
  const auto files = files_of(folder, ".json");
  Progress progress("sharing products");
  for (const fs::path& file : files) {
    const std::string agency = file.stem();
    const auto submitter = std::find_if(directory.people.begin(), directory.people.end(), [&](const auto& one) {
      return marking::agency_of(one.first) == agency && one.second.roles.contains("submitter");
    });
    if (submitter == directory.people.end())
      return fail(Code::invalid,
                  fmt::format("nobody of {} has the role submitter, so its products cannot be shared", agency), file);
    TRY(const std::string bundle, read_file(file, kMostBundle));
    operations::Caller caller;
    caller.person = submitter->first;
    caller.agency = agency;
    caller.party = marking::party_of(agency);
    TRY(const operations::Submission shared, operations::submit(*opened.node, caller, bundle));
    for (const auto& object : shared.objects) {
      made.objects += object.accepted ? 1 : 0;
      if (!object.accepted)
        warn(plain(fmt::format("{}: {} was refused: {}", file.filename().string(), object.id, object.message)));
    }
    ++made.products;
    progress.at(made.products, files.size());
  }
  return {};
}

// Where an error lies: the file, and what the reader of it said.
Error in_file(Error error, const fs::path& file) {
  error.where = error.where.empty() ? file.string() : fmt::format("{}: {}", file.string(), error.where);
  return error;
}

Result<Made> fill(const Options& options, const fs::path& from, const fs::path& folder) {
  Made made;
  const fs::path toml = from / "alliance.toml";
  TRY(const std::string text, read_file(toml, kMostDocument));
  TRY(alliance::Directory directory, alliance::parse_alliance(text, toml.string()));
  // Read everything before anything is made: a fault in a file should cost no wait.
  std::vector<std::pair<fs::path, agreement::Document>> documents;
  for (const fs::path& file : files_of(from / "agreements", ".toml")) {
    TRY(const std::string terms, read_file(file, kMostDocument));
    TRY(agreement::Document document, agreement::parse_agreement(terms, file.string()));
    if (auto known = agreement::check(document.terms, directory); !known)
      return tl::make_unexpected(in_file(std::move(known).error(), file));
    documents.emplace_back(file, std::move(document));
  }

  const auto random = crypto::system_random();
  SystemClock clock;
  TRY_VOID(server::make_node_directory(folder, options.name, clock, *random));
  TRY(const Authorities authorities, make_authorities(directory, folder / "exercise/authorities", *random));
  TRY(const auto opened, server::open_node(folder));
  TRY_VOID(operations::establish(*opened->node, options.name));
  TRY_VOID(operations::set_directory(*opened->node, directory));
  for (auto [id, clearance] : directory.clearances) {
    clearance.issued = clock.now();
    const auto key = authorities.find(std::string(marking::party_of(id)));
    CHECK(key != authorities.end());  // parse_alliance holds people to parties that exist
    TRY_VOID(operations::add_clearance(
        *opened->node, {alliance::to_json(clearance), alliance::sign_clearance(clearance, key->second)}));
  }
  for (auto& [file, document] : documents) {
    agreement::Signed one{std::move(document), {}};
    for (const auto& adherence : one.document.terms.parties) {
      TRY(agreement::Signature signature,
          agreement::sign(one.document, adherence.party, authorities.at(adherence.party)));
      one.signatures.push_back(std::move(signature));
    }
    if (auto added = operations::add_agreement(*opened->node, agreement::to_json(one)); !added)
      return tl::make_unexpected(in_file(std::move(added).error(), file));
  }
  TRY_VOID(add_people(*opened, directory, folder));
  TRY_VOID(share_products(*opened, directory, from / "products", made));
  if (fs::exists(from / "import.rules.toml")) {
    TRY(const std::string rules, read_file(from / "import.rules.toml", kMostDocument));
    TRY_VOID(replace_file(folder / "exercise/import.rules.toml", rules, 0600));
  }
  std::error_code error;
  fs::create_directories(folder / "ledger", error);
  TRY_VOID(replace_file(folder / "ledger/checkpoint", opened->checkpoint(), 0644));
  opened->node.reset();  // stops the journal before the store settles
  TRY_VOID(opened->engine->settle());

  made.parties = directory.parties.size();
  made.agencies = directory.agencies.size();
  made.people = directory.people.size();
  made.clearances = directory.clearances.size();
  made.agreements = documents.size();
  return made;
}

Result<void> run(const Options& options) {
  std::error_code error;
  fs::path target = fs::absolute(options.directory).lexically_normal();
  if (target.filename().empty()) target = target.parent_path();
  if (fs::exists(target, error) && !(fs::is_directory(target, error) && fs::is_empty(target, error)))
    return fail(Code::conflict,
                "this is there already and not an empty folder; a node is never made over something else",
                options.directory);
  fs::path from = options.alliance;
  if (fs::is_regular_file(from, error)) from = from.parent_path();
  TRY(const auto side, SideFolder::make(target));
  TRY(const Made made, fill(options, from, side->path()));
  TRY_VOID(side->become(target));

  if (options.json) {
    print_json({{"dir", options.directory},
                {"name", options.name},
                {"parties", made.parties},
                {"agencies", made.agencies},
                {"people", made.people},
                {"clearances", made.clearances},
                {"agreements", made.agreements},
                {"products", made.products},
                {"objects", made.objects}});
    return {};
  }
  print(fmt::format("Made the node \"{}\" in {}\n", options.name, options.directory));
  print(fmt::format("  {} parties, {} agencies, {} people, {} clearances signed\n", made.parties, made.agencies,
                    made.people, made.clearances));
  print(fmt::format("  {} agreements signed by every party to them\n", made.agreements));
  print(fmt::format("  {} objects shared by {} agencies\n", made.objects, made.products));
  print(fmt::format("This is an exercise: the authorities' keys lie in {}/exercise. Serve it with: comity serve {}\n",
                    options.directory, options.directory));
  return {};
}

}  // namespace

Act define_init(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->directory, "the folder to make; empty or absent")->required();
  app.add_option("--alliance", options->alliance, "folder with alliance.toml, agreements/*.toml, products/AGENCY.json")
      ->required()
      ->type_name("DIR");
  app.add_option("--name", options->name, "the node's name, which its ledger carries")
      ->capture_default_str()
      ->type_name("NAME");
  app.add_flag("--json", options->json, "print the counts as JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
