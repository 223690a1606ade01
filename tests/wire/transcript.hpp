// Transcripts of requests and answers, as text. README.md has the language.
#pragma once

#include <string>

#include "tests/wire/sample_node.hpp"

namespace comity::wire {

// Runs a transcript against a node; every fault is a gtest failure that names file and line.
void run(SampleNode& node, const std::string& file, const std::string& text);

// Whether the transcript asks for the sample products.
bool wants_products(const std::string& text);

}  // namespace comity::wire
