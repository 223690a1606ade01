#include "targets.hpp"

#include <array>

namespace comity::fuzz {
namespace {

// tools/fuzz reads these rows too: name, function, longest input, corpus, dictionary.
constexpr std::array kTargets = {
    Target{"act", fuzz_act, 4096, "act", "directory.dict"},
    Target{"agreement", fuzz_agreement, 4096, "agreement", "toml.dict"},
    Target{"alliance", fuzz_alliance, 4096, "alliance", "toml.dict"},
    Target{"bytes", fuzz_bytes, 256, "bytes", "bytes.dict"},
    Target{"canonical", fuzz_canonical, 2048, "canonical", "json.dict"},
    Target{"cut", fuzz_cut, 4096, "cut", "stix.dict"},
    Target{"definition", fuzz_definition, 4096, "definition", "definition.dict"},
    Target{"directory", fuzz_directory, 4096, "directory", "directory.dict"},
    Target{"document", fuzz_document, 1024, "document", "marking.dict"},
    Target{"http_request", fuzz_http_request, 4096, "http_request", "http.dict"},
    Target{"http_target", fuzz_http_target, 1024, "http_target", "http.dict"},
    Target{"json", fuzz_json, 4096, "json", "json.dict"},
    Target{"label", fuzz_label, 4096, "label", "label.dict"},
    Target{"marking", fuzz_marking, 4096, "marking", "marking.dict"},
    Target{"note", fuzz_note, 2048, "note", "note.dict"},
    Target{"past", fuzz_past, 4096, "past", "stix.dict"},
    Target{"pattern", fuzz_pattern, 1024, "pattern", "pattern.dict"},
    Target{"rendering", fuzz_rendering, 4096, "label", "label.dict"},
    Target{"round", fuzz_round, 8192, "round", "json.dict"},
    Target{"rules", fuzz_rules, 4096, "rules", "toml.dict"},
    Target{"selector", fuzz_selector, 2048, "selector", "stix.dict"},
    Target{"query", fuzz_query, 4096, "query", "stix.dict"},
    Target{"signed_agreement", fuzz_signed_agreement, 4096, "signed_agreement", "directory.dict"},
    Target{"statement", fuzz_statement, 4096, "statement", "directory.dict"},
    Target{"stix_bundle", fuzz_stix_bundle, 4096, "stix_bundle", "stix.dict"},
    Target{"stix_check", fuzz_stix_check, 4096, "stix_check", "stix.dict"},
    Target{"stix_object", fuzz_stix_object, 4096, "stix_object", "stix.dict"},
    Target{"taxii", fuzz_taxii, 1024, "taxii", "http.dict"},
    Target{"time", fuzz_time, 64, "time", "time.dict"},
    Target{"validate", fuzz_validate, 4096, "validate", "stix.dict"},
    Target{"votes", fuzz_votes, 4096, "votes", "votes.dict"},
};

}  // namespace

std::span<const Target> targets() { return kTargets; }

}  // namespace comity::fuzz
