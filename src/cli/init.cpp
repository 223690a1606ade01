// comity init: an exercise node from an alliance's files, or the guided set-up of a real one. Made in a side folder and renamed
// into place, so that an init that was killed leaves no half node.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "agreement/terms.hpp"
#include "alliance/directory.hpp"
#include "base/bytes.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/node_folder.hpp"
#include "cli/node_setup.hpp"
#include "cli/node_standing.hpp"
#include "cli/output.hpp"
#include "cli/play.hpp"
#include "cli/side_folder.hpp"
#include "cli/terminal.hpp"
#include "crypto/sign.hpp"
#include "operations/acts.hpp"
#include "server/opening.hpp"

namespace comity::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* kKeysNote =
    "These are the keys of the parties' authorities in an EXERCISE, so that one machine can play every party.\n"
    "In a real node they never lie here: each authority keeps its own key outside every node, signs agreements and\n"
    "clearances there (comity agreement sign, comity clearance sign), and hands over only what it signed.\n";

struct Options {
  std::string directory, alliance, name;
  std::string play;  // a file of steps
  std::string answers, config;
  std::vector<std::string> authorities, recovery;  // PARTY=KEY
  Answers real;
  bool exercise = false, yes = false, json = false;
};

// What the summary tells.
struct Made {
  std::size_t parties = 0, agencies = 0, people = 0, clearances = 0, agreements = 0, products = 0, objects = 0, steps = 0;
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
  std::optional<Play> play;
  if (!options.play.empty()) {
    TRY(play, Play::read(options.play, SystemClock().now()));
  }
  // A node with a play begins on its first day: what it holds from the start was there before anybody did anything.
  auto owned = std::make_unique<PlayClock>(play ? play->begins() : SystemClock().now());
  PlayClock& clock = *owned;
  TRY_VOID(server::make_node_directory(folder, options.name, clock, *random));
  TRY(const Authorities authorities, make_authorities(directory, folder / "exercise/authorities", *random));
  TRY(const auto opened, play ? server::open_node_by(folder, std::move(owned)) : server::open_node(folder));
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
  if (play) {
    Progress progress("playing the exercise");
    TRY_VOID(play->perform(*opened->node, clock, authorities, [&](std::size_t done) { progress.at(done, play->steps()); }));
    made.steps = play->steps();
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

Result<void> run_exercise(Options options) {
  if (options.name.empty()) options.name = "exercise";
  if (options.alliance.empty()) return fail(Code::invalid, "an exercise needs --alliance FOLDER");
  std::error_code error;
  TRY(const fs::path target, place_for_node(options.directory));
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
                {"objects", made.objects},
                {"steps", made.steps}});
    return {};
  }
  print(fmt::format("Made the node \"{}\" in {}\n", options.name, options.directory));
  print(fmt::format("  {} parties, {} agencies, {} people, {} clearances signed\n", made.parties, made.agencies,
                    made.people, made.clearances));
  print(fmt::format("  {} agreements signed by every party to them\n", made.agreements));
  print(fmt::format("  {} objects shared by {} agencies\n", made.objects, made.products));
  if (made.steps > 0) print(fmt::format("  {} steps of the exercise played\n", made.steps));
  print(fmt::format("This is an exercise: the authorities' keys lie in {}/exercise. Serve it with: comity serve {}\n",
                    options.directory, options.directory));
  return {};
}

Result<void> take_keys(const std::vector<std::string>& words, std::map<std::string, std::string>& keys) {
  for (const std::string& word : words) {
    const auto equals = word.find('=');
    if (equals == 0 || equals == std::string::npos) return fail(Code::invalid, "write PARTY=KEY, with the key as \"comity key show\" prints it", word);
    keys[word.substr(0, equals)] = word.substr(equals + 1);
  }
  return {};
}

Result<Answers> answers_of(const Options& options) {
  Answers answers;
  if (!options.config.empty()) {
    TRY(const std::string text, read_file(options.config, kMostDocument));
    TRY(answers.settings, server::parse_settings(text, options.config, fs::absolute(options.config).parent_path()));
    answers.named_settings = true;
  }
  if (!options.answers.empty()) TRY_VOID(read_answers(options.answers, answers));
  const Answers& said = options.real;
  if (!options.name.empty()) answers.name = options.name;
  if (!said.directory.empty()) answers.directory = said.directory;
  answers.clearances.insert(answers.clearances.end(), said.clearances.begin(), said.clearances.end());
  answers.agreements.insert(answers.agreements.end(), said.agreements.begin(), said.agreements.end());
  TRY_VOID(take_keys(options.authorities, answers.authorities));
  TRY_VOID(take_keys(options.recovery, answers.recovery));
  const server::Settings defaults;
  for (const server::Setting* row : server::changed_settings(defaults, said.settings)) {
    std::visit([&](auto member) { answers.settings.*member = said.settings.*member; }, row->value);
    answers.named_settings = true;
  }
  for (std::string* path : {&answers.settings.tls_certificate, &answers.settings.tls_key, &answers.settings.tls_client_ca})
    if (!path->empty()) *path = fs::absolute(*path).lexically_normal();
  return answers;
}

// A node that is there: takes in what was named, and says what is missing.
Result<void> go_on(const Options& options, const Answers& answers) {
  TRY_VOID(take_in(options.directory, answers));
  TRY(const ordered_json status, standing_of_node(options.directory));
  if (options.json) print_json(status);
  else print(standing_in_words(status));
  return {};
}

Result<void> run_real(const Options& options) {
  TRY(Answers answers, answers_of(options));
  if (fs::exists(options.directory + "/node.json")) return go_on(options, answers);
  TRY(const fs::path target, place_for_node(options.directory));
  const bool asks = can_ask() && !options.yes;
  if (asks) TRY_VOID(ask_answers(answers));
  TRY(const auto plan, plan_node(options.directory, answers));
  warn(summary_of(*plan));
  if (asks && !confirmed("Make this node?")) return fail(Code::precondition, "nothing was made");
  TRY(const auto side, SideFolder::make(target));
  TRY_VOID(make_node(*plan, side->path().string()));
  TRY_VOID(side->become(target));
  if (!options.json)
    print(fmt::format("Made the node \"{}\" in {}\n  its log key is {}/keys/log.key: take a copy now, sealed, with comity backup {} --with-keys\n"
                      "  the operator's token is in {}/operator.token\n", answers.name, options.directory, options.directory, options.directory,
                      options.directory));
  return go_on(options, {});
}

Result<void> run(const Options& options) {
  return options.exercise || !options.alliance.empty() ? run_exercise(options) : run_real(options);
}

}  // namespace

Act define_init(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->directory, "the folder to make; empty or absent. A node that is there is told what it lacks")->required();
  app.add_option("--name", options->name, "the node's name, which its ledger carries (of an exercise: exercise)")->type_name("NAME");
  const char* kExercise = "An exercise, which signs for everybody itself";
  auto* alliance = app.add_option("--alliance", options->alliance, "folder with alliance.toml, agreements/*.toml, products/AGENCY.json")
                       ->type_name("DIR")
                       ->group(kExercise);
  app.add_flag("--exercise", options->exercise, "make an exercise; so does --alliance alone")->needs(alliance)->group(kExercise);
  app.add_option("--play", options->play, "also play these steps, on days before today (alliances/README.md)")->type_name("FILE")->needs(alliance)->group(kExercise);
  const char* kReal = "A real node; on a terminal what is not given is asked";
  Answers& real = options->real;
  const auto add = [&](const char* name, auto& value, const char* text, const char* type) {
    app.add_option(name, value, text)->type_name(type)->group(kReal)->excludes(alliance);
  };
  add("--directory", real.directory, "the alliance's alliance.toml", "FILE");
  add("--authority", options->authorities, "the public key of a party's authority; one for each party", "PARTY=KEY");
  add("--recovery", options->recovery, "the public key that may revoke the authority's", "PARTY=KEY");
  add("--clearance", real.clearances, "a signed clearance, or a folder of them; repeatable", "FILE");
  add("--agreement", real.agreements, "a signed agreement, or a folder of them; repeatable", "FILE");
  add("--address", real.settings.address, "where to listen; beyond loopback only with TLS", "A");
  add("--port", real.settings.port, "the port", "N");
  add("--tls-certificate", real.settings.tls_certificate, "the certificate chain, PEM", "FILE");
  add("--tls-key", real.settings.tls_key, "its key, PEM, mode 600", "FILE");
  add("--tls-client-ca", real.settings.tls_client_ca, "who signs client certificates, PEM", "FILE");
  add("--config", options->config, "a node.toml to begin with", "FILE");
  add("--answers", options->answers, "a file that answers for scripts: name, directory, authorities, recovery, clearances, agreements", "FILE");
  app.add_flag("--yes", options->yes, "ask nothing")->group(kReal)->excludes(alliance);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
