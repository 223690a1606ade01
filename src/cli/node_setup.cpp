#include "cli/node_setup.hpp"

#include <fmt/format.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "agreement/terms.hpp"
#include "alliance/directory.hpp"
#include "alliance/fields.hpp"
#include "alliance/toml_document.hpp"
#include "base/bytes.hpp"
#include "cli/agreement_file.hpp"
#include "cli/files.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "operations/acts.hpp"
#include "server/node_directory.hpp"

namespace comity::cli {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

struct Plan {
  Answers answers;
  alliance::Directory directory;
  std::vector<std::pair<std::string, journal::SignedClearance>> clearances;  // by file
  std::vector<std::pair<std::string, AgreementFile>> agreements;
  std::vector<std::string> remarks;
};

namespace {

constexpr std::int64_t kNotBefore = 1'735'689'600'000'000;  // 2025-01-01: a clock before that was never set

// Files themselves, and those of folders, by name.
std::vector<std::string> files_in(const std::vector<std::string>& named) {
  std::vector<std::string> out;
  for (const std::string& one : named) {
    std::error_code none;
    if (!fs::is_directory(one, none)) {
      out.push_back(one);
      continue;
    }
    std::vector<std::string> inside;
    for (const auto& entry : fs::directory_iterator(one, none))
      if (entry.is_regular_file()) inside.push_back(entry.path().string());
    std::sort(inside.begin(), inside.end());
    out.insert(out.end(), inside.begin(), inside.end());
  }
  return out;
}

Result<journal::SignedClearance> read_clearance(const std::string& path) {
  TRY(const std::string text, read_file(path, kMostDocument));
  const ordered_json file = ordered_json::parse(text, nullptr, false);
  if (!file.is_object() || !file.contains("clearance") || !file["clearance"].is_string() || !file.contains("signature") ||
      !file["signature"].is_string())
    return fail(Code::invalid, "this is no signed clearance; its authority makes one with comity clearance sign", path);
  return journal::SignedClearance{file["clearance"], file["signature"]};
}

Result<void> check_key(const std::string& party, const std::string& key) {
  const auto bytes = from_base64(key);
  if (bytes && bytes->size() == 32 && *bytes != std::string(32, '\0')) return {};
  return fail(Code::invalid, fmt::format("the key of {} is 44 characters as \"comity key show\" prints them", party), "--authority");
}

// What an authority does on a machine of its own, so that its key is never here.
std::string ceremony(const std::string& party) {
  return fmt::format("  {0}, on a machine of its own:  comity key new {0}.key   and tells the line that it prints\n", party);
}

Result<void> read_directory(Plan& plan) {
  const Answers& answers = plan.answers;
  if (answers.directory.empty()) return fail(Code::invalid, "name the alliance's file: --directory alliance.toml");
  TRY(plan.directory, read_alliance(answers.directory));
  for (const auto* keys : {&answers.authorities, &answers.recovery})
    for (const auto& [party, key] : *keys) {
      if (!plan.directory.parties.contains(party))
        return fail(Code::invalid, fmt::format("{} is no party of {}", party, answers.directory), "--authority");
      TRY_VOID(check_key(party, key));
    }
  std::string without;
  for (auto& [id, party] : plan.directory.parties) {
    if (const auto key = answers.authorities.find(id); key != answers.authorities.end()) party.authority = key->second;
    if (const auto key = answers.recovery.find(id); key != answers.recovery.end()) party.recovery = key->second;
    if (party.authority.empty()) without += (without.empty() ? "" : ", ") + id;
  }
  if (!without.empty())
    return fail(Code::precondition,
                fmt::format("the public keys of the authorities of {} are missing: each makes its key on a machine of its own (comity key new PARTY.key) and tells the line "
                            "that it prints, for --authority PARTY=KEY; a key cannot be added later, only replaced by its own signature",
                            without));
  return {};
}

Result<void> read_signed(Plan& plan) {
  for (const std::string& file : files_in(plan.answers.clearances)) {
    TRY(auto one, read_clearance(file));
    TRY(const alliance::Clearance clearance, alliance::parse_clearance(one.clearance));
    const auto party = plan.directory.parties.find(marking::party_of(clearance.person));
    if (party == plan.directory.parties.end() || !plan.directory.people.contains(clearance.person))
      return fail(Code::invalid, fmt::format("{} is not in the directory", clearance.person), file);
    if (auto sound = alliance::verify_clearance(one.clearance, one.signature, party->second.authority); !sound)
      return fail(Code::invalid, fmt::format("the authority of {} did not sign this, or its key is another", party->first), file);
    plan.clearances.emplace_back(file, std::move(one));
  }
  for (const std::string& file : files_in(plan.answers.agreements)) {
    TRY(auto one, read_agreement(file));
    if (!one.is_signed) return fail(Code::precondition, "nobody has signed this file; each party's authority does, with comity agreement sign", file);
    if (auto known = agreement::check(one.content.document.terms, plan.directory); !known)
      return tl::make_unexpected(about_file(std::move(known).error(), file));
    plan.agreements.emplace_back(file, std::move(one));
  }
  return {};
}

// A write that is synced, where the node will lie.
Result<void> try_disk(const fs::path& parent) {
  const auto disk = store::posix_disk();
  TRY_VOID(disk->make_directory(parent.string()));
  const std::string path = (parent / fmt::format(".comity-try-{}", ::getpid())).string();
  auto tried = [&]() -> Result<void> {
    TRY(const auto file, disk->open(path, store::Disk::Open::create));
    TRY_VOID(file->write(0, std::string(4096, 'x')));
    TRY_VOID(file->sync());
    return disk->sync_directory(parent.string());
  }();
  static_cast<void>(disk->remove(path));
  if (!tried) return fail(Code::unavailable, fmt::format("the disk there does not take a synced write: {}", tried.error().message), parent.string());
  return {};
}

Result<void> check_clock(Plan& plan) {
  if (SystemClock().now().us < kNotBefore)
    return fail(Code::precondition, fmt::format("this machine's clock says {}; set it first: terms and clearances begin and end by it",
                                                format_time(SystemClock().now()).substr(0, 10)));
  timex state{};
  if (::adjtimex(&state) == TIME_ERROR || (state.status & STA_UNSYNC))
    plan.remarks.push_back("this machine's clock is not synchronized (see timedatectl); terms begin and end by it");
  return {};
}

std::string line_of(const std::string& question, const std::string& fallback = "") {
  std::cerr << question << (fallback.empty() ? "" : fmt::format(" [{}]", fallback)) << ": " << std::flush;
  std::string line;
  if (!std::getline(std::cin, line)) return fallback;
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.pop_back();
  return line.empty() ? fallback : line;
}

std::vector<std::string> lines_of(const std::string& question) {
  std::vector<std::string> out;
  for (std::string line = line_of(question); !line.empty(); line = line_of("  another, or nothing")) out.push_back(line);
  return out;
}

}  // namespace

bool can_ask() { return ::isatty(STDIN_FILENO) == 1; }

bool confirmed(const std::string& question) {
  const std::string said = line_of(question + " yes or no", "no");
  return said == "yes" || said == "y";
}

Result<void> read_answers(const std::string& path, Answers& answers) {
  TRY(const std::string text, read_file(path, kMostDocument));
  TRY(const alliance::TomlDocument document, alliance::read_toml(text, path));
  const std::string folder = fs::absolute(path).parent_path().string();
  alliance::Faults faults;
  const alliance::Fields fields(faults, document.value, "", {"name", "directory", "authorities", "recovery", "clearances", "agreements"});
  const auto from_here = [&](const std::string& one) { return fs::path(one).is_absolute() || one.empty() ? one : folder + "/" + one; };
  answers.name = fields.text_or("name", answers.name);
  if (fields.has("directory")) answers.directory = from_here(fields.text("directory"));
  for (const auto& [key, into] : {std::pair("authorities", &answers.authorities), std::pair("recovery", &answers.recovery)})
    if (fields.has(key))
      fields.each_member(key, [&, into = into](const std::string& party, const nlohmann::json& value, const std::string& pointer) {
        if (value.is_string()) (*into)[party] = value.get<std::string>();
        else faults.add(pointer, "a public key in quotes must stand here");
      });
  for (const auto& [key, into] : {std::pair("clearances", &answers.clearances), std::pair("agreements", &answers.agreements)})
    for (const std::string& one : fields.texts(key)) into->push_back(from_here(one));
  if (const auto sound = faults.result(); !sound) return tl::make_unexpected(document.at_line(sound.error()));
  return {};
}

Result<void> ask_answers(Answers& answers) {
  warn("A real node is set up. No authority's key comes here: only public keys, and what was signed elsewhere.");
  if (answers.name.empty()) answers.name = line_of("The node's name, which its ledger carries for ever");
  if (answers.directory.empty()) answers.directory = line_of("The alliance's file", "alliance.toml");
  TRY(const alliance::Directory directory, read_alliance(answers.directory));
  for (const auto& [id, party] : directory.parties) {
    if (answers.authorities.contains(id)) continue;
    warn(ceremony(id).substr(0, ceremony(id).size() - 1));
    if (std::string key = line_of(fmt::format("The public key of the authority of {}", id)); !key.empty()) answers.authorities[id] = std::move(key);
  }
  if (answers.clearances.empty()) {
    warn("  An authority signs a clearance so:  comity clearance sign PERSON --alliance alliance.toml --key PARTY.key -o PERSON.clearance");
    answers.clearances = lines_of("A signed clearance, or a folder of them; nothing if there are none yet");
  }
  if (answers.agreements.empty()) {
    warn("  Authorities sign an agreement so:  comity agreement sign FILE.toml --key PARTY.key --as PARTY, one after the other");
    answers.agreements = lines_of("A signed agreement, or a folder of them; nothing if there are none yet");
  }
  if (answers.named_settings) return {};
  answers.settings.address = line_of("The address to listen on", answers.settings.address);
  answers.settings.port = std::strtoll(line_of("The port", std::to_string(answers.settings.port)).c_str(), nullptr, 10);
  if (server::is_loopback(answers.settings.address)) return {};
  answers.settings.tls_certificate = fs::absolute(line_of("The TLS certificate chain, PEM")).string();
  answers.settings.tls_key = fs::absolute(line_of("Its key, PEM, mode 600")).string();
  if (std::string ca = line_of("Who signs client certificates, PEM; nothing for none"); !ca.empty())
    answers.settings.tls_client_ca = fs::absolute(ca).string();
  return {};
}

Result<std::shared_ptr<Plan>> plan_node(const std::string& directory, const Answers& answers) {
  auto plan = std::make_shared<Plan>();
  plan->answers = answers;
  if (!server::is_node_name(answers.name))
    return fail(Code::invalid, "give the node a name, 1 to 64 letters, digits, dots, dashes and underscores: --name NAME");
  TRY_VOID(check_clock(*plan));
  TRY_VOID(read_directory(*plan));
  TRY_VOID(read_signed(*plan));
  TRY_VOID(server::check_settings(answers.settings));
  TRY_VOID(try_disk(fs::absolute(directory).lexically_normal().parent_path()));
  if (plan->clearances.empty()) plan->remarks.push_back("there are no clearances yet: nobody will be released anything");
  if (plan->agreements.empty()) plan->remarks.push_back("there are no agreements yet: each party's people read only what their own party shares");
  return plan;
}

std::string summary_of(const Plan& plan) {
  const Answers& answers = plan.answers;
  std::string out = fmt::format("The node \"{}\"\n", plain(answers.name));
  out += fmt::format("  directory    {} parties, {} agencies, {} people, from {}\n", plan.directory.parties.size(), plan.directory.agencies.size(),
                     plan.directory.people.size(), answers.directory);
  for (const auto& [id, party] : plan.directory.parties)
    out += fmt::format("  authority    {} {}{}\n", id, party.authority, party.recovery.empty() ? "" : ", with a recovery key");
  out += fmt::format("  clearances   {} signed\n", plan.clearances.size());
  for (const auto& [file, one] : plan.agreements) out += fmt::format("  agreement    {}\n", plain(summary_of(one.content.document.terms)));
  out += fmt::format("  listens on   {} port {}, {}\n", answers.settings.address, answers.settings.port,
                     answers.settings.tls_certificate.empty() ? "without TLS: this machine alone" : "TLS 1.3");
  for (const std::string& remark : plan.remarks) out += fmt::format("  note: {}\n", remark);
  return out;
}

Result<void> make_node(const Plan& plan, const std::string& folder) {
  const auto random = crypto::system_random();
  SystemClock clock;
  server::Settings settings = plan.answers.settings;
  if (settings.log_level == server::Settings{}.log_level) settings.log_level = "info";
  TRY_VOID(server::make_node_directory(folder, plan.answers.name, clock, *random));
  TRY_VOID(replace_file(folder + "/node.toml", "# comity config reference lists what can be set; comity config check says whether it is sound\n\n" +
                                                   server::settings_file(settings), 0600));
  TRY(const auto opened, server::open_node(folder));
  TRY_VOID(operations::establish(*opened->node, plan.answers.name));
  TRY_VOID(operations::set_directory(*opened->node, plan.directory));
  for (const auto& [file, one] : plan.clearances)
    if (auto added = operations::add_clearance(*opened->node, one); !added) return tl::make_unexpected(about_file(std::move(added).error(), file));
  for (const auto& [file, one] : plan.agreements)
    if (auto added = operations::add_agreement(*opened->node, agreement::to_json(one.content)); !added)
      return tl::make_unexpected(about_file(std::move(added).error(), file));
  TRY(const access::FreshToken op, operations::add_token(*opened->node, access::kOperator, Time::max()));
  TRY_VOID(replace_file(folder + "/operator.token", op.secret + "\n", 0600));
  TRY_VOID(opened->disk->make_directory(folder + "/ledger"));
  TRY_VOID(replace_file(folder + "/ledger/checkpoint", opened->checkpoint(), 0644));
  opened->node.reset();  // stops the journal before the store settles
  return opened->engine->settle();
}

Result<void> take_in(const std::string& directory, const Answers& answers) {
  const auto clearances = files_in(answers.clearances), agreements = files_in(answers.agreements);
  if (clearances.empty() && agreements.empty()) return {};
  TRY(const auto opened, open_node(directory));
  for (const std::string& file : clearances) {
    TRY(const auto one, read_clearance(file));
    auto added = operations::add_clearance(*opened->node, one);
    if (!added) return tl::make_unexpected(about_file(std::move(added).error(), file));
    print(fmt::format("Took in the clearance {}\n", file));
  }
  for (const std::string& file : agreements) {
    TRY(const auto one, read_agreement(file));
    auto added = operations::add_agreement(*opened->node, agreement::to_json(one.content));
    if (!added) return tl::make_unexpected(about_file(std::move(added).error(), file));
    print(fmt::format("Took in {}\n", plain(summary_of(one.content.document.terms))));
  }
  return {};
}

}  // namespace comity::cli
