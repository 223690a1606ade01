#!/usr/bin/env python3
"""Builds small trees with one fault each and asserts that check_floors.py finds it, at its line, and nothing else."""

import unittest

import check_floors
from faults import SmallTrees

GOOD = {
    "floors.txt": "# rooms\nbase:\nhttp: base\nstore: base\nserver: base http store\nawait: http\n",
    "CMakeLists.txt": (
        "project(x)\ncomity_room(base LIBS fmt::fmt)\ncomity_room(http USES base LIBS Boost::headers)\n"
        "comity_room(store USES base\n            LIBS lmdb)  # an engine\ncomity_program(server served USES base http store)\n"
    ),
    "src/base/time.hpp": "#pragma once\n#include <string>\nstruct Time {};\n",
    "src/http/http.cpp": '#include "http/http.hpp"\n#include <boost/beast.hpp>\nTask f() { co_await g(); }\n',
    "src/http/http.hpp": '#pragma once\n#include "base/time.hpp"\n',
    "src/store/engine.cpp": '#include <lmdb.h>\n#include "base/time.hpp"\n',
    "src/server/main.cpp": '#include "http/http.hpp"\n// #include "server/absent.hpp", co_await\nint main() {}\n',
}


class CheckFloors(SmallTrees):
    check_type = check_floors.Check
    good = GOOD

    def test_good_tree_has_no_fault(self):
        self.assertEqual(self.faults({}), [])

    def test_include_of_a_room_that_is_not_allowed(self):
        self.finds({"src/base/up.cpp": '\n#include "http/http.hpp"\n'}, "src/base/up.cpp", 2, "base may not include http")

    def test_include_between_neighbours(self):
        self.finds({"src/store/side.cpp": '#include "http/http.hpp"\n'}, "src/store/side.cpp", 1, "store may not include http")

    def test_include_that_leads_nowhere(self):
        self.finds({"src/http/x.cpp": '#include "base/gone.hpp"\n'}, "src/http/x.cpp", 1, "leads to no file")

    def test_include_without_a_room(self):
        self.finds({"src/http/x.cpp": '#include "http.hpp"\n'}, "src/http/x.cpp", 1, "does not begin with a room")

    def test_include_by_a_relative_path(self):
        self.finds({"src/base/x.cpp": '#include "../http/http.hpp"\n'}, "src/base/x.cpp", 1, "does not begin with a room")

    def test_own_header_in_angle_brackets(self):
        self.finds({"src/base/x.cpp": "#include <http/http.hpp>\n"}, "src/base/x.cpp", 1, "is ours")

    def test_include_with_odd_spacing(self):
        self.finds({"src/base/x.cpp": '  #  include  "http/http.hpp"\n'}, "src/base/x.cpp", 1, "may not include")

    def test_tests_beside_the_code_are_held_too(self):
        self.finds({"src/base/x_test.cpp": '#include "http/http.hpp"\n'}, "src/base/x_test.cpp", 1, "may not include")

    def test_cycle_in_floors(self):
        floors = GOOD["floors.txt"].replace("base:\n", "base: server\n")
        cmake = GOOD["CMakeLists.txt"].replace("comity_room(base", "comity_room(base USES server")
        changes = {"floors.txt": floors, "CMakeLists.txt": cmake}
        self.finds(changes, "floors.txt", 2, "cycle: base -> server -> base", others=1)
        self.finds(changes, "floors.txt", 2, "a room listed below it", others=1)

    def test_room_that_uses_one_below_it_in_the_list(self):
        floors = GOOD["floors.txt"].replace("http: base\n", "http: base store\n")
        cmake = GOOD["CMakeLists.txt"].replace("http USES base", "http USES base store")
        self.finds({"floors.txt": floors, "CMakeLists.txt": cmake}, "floors.txt", 3, "http uses store, a room listed below")

    def test_room_listed_twice(self):
        self.finds({"floors.txt": GOOD["floors.txt"] + "base:\n"}, "floors.txt", 7, "listed twice")

    def test_line_without_a_colon(self):
        self.finds({"floors.txt": GOOD["floors.txt"] + "nonsense\n"}, "floors.txt", 7, "a line is")

    def test_await_in_an_unlisted_room(self):
        changes = {"floors.txt": GOOD["floors.txt"].replace("await: http", "await: http attic")}
        self.finds(changes, "floors.txt", 1, "await names attic")

    def test_cmake_uses_more(self):
        cmake = GOOD["CMakeLists.txt"].replace("store USES base", "store USES base http")
        self.finds({"CMakeLists.txt": cmake}, "CMakeLists.txt", 4, "store USES http")

    def test_cmake_keywords_end_the_list(self):
        cmake = GOOD["CMakeLists.txt"].replace("store USES base", "store USES base TEST_LIBS rapidcheck")
        self.assertEqual(self.faults({"CMakeLists.txt": cmake}), [])

    def test_cmake_uses_less(self):
        cmake = GOOD["CMakeLists.txt"].replace("USES base http store", "USES base http")
        self.finds({"CMakeLists.txt": cmake}, "CMakeLists.txt", 6, "server lacks USES store")

    def test_cmake_lacks_a_room(self):
        cmake = GOOD["CMakeLists.txt"].replace("comity_program(server served USES base http store)\n", "")
        self.finds({"CMakeLists.txt": cmake}, "floors.txt", 5, "server is not a room of CMakeLists.txt")

    def test_cmake_has_a_room_too_many(self):
        cmake = GOOD["CMakeLists.txt"] + "comity_room(attic)\n"
        self.finds({"CMakeLists.txt": cmake}, "CMakeLists.txt", 7, "attic is not in floors.txt")

    def test_listed_room_without_files_is_no_fault(self):
        self.assertEqual(self.faults({"src/server/main.cpp": None}), [])

    def test_folder_that_is_no_room(self):
        self.finds({"src/attic/x.cpp": "int x;\n"}, "src/attic", 1, "not a room")

    def test_file_in_no_room(self):
        self.finds({"src/x.cpp": "int x;\n"}, "src/x.cpp", 1, "lies in no room")

    def test_coroutine_elsewhere(self):
        self.finds({"src/store/x.cpp": "int a;\nT f() { co_await g(); }\n"}, "src/store/x.cpp", 2, "co_await")

    def test_coroutine_words_in_comments_and_strings_are_no_fault(self):
        text = 'auto s = "co_await"; /* co_yield\n*/ auto r = R"x(co_await ")x"; char c = \'"\'; // co_return\n'
        self.assertEqual(self.faults({"src/store/x.cpp": text}), [])

    def test_coroutine_after_a_digit_separator(self):
        self.finds({"src/store/x.cpp": "int a = 1'000; auto b = co_await g('x');\n"}, "src/store/x.cpp", 1, "co_await")

    def test_boost_elsewhere(self):
        self.finds({"src/store/x.cpp": "#include <boost/asio.hpp>\n"}, "src/store/x.cpp", 1, "in http only")

    def test_lmdb_elsewhere(self):
        self.finds({"src/server/x.cpp": "\n\n#include <lmdb.h>\n"}, "src/server/x.cpp", 3, "in store only")

    def test_empty_names(self):
        self.finds({"src/http/http_util.hpp": "#pragma once\n"}, "src/http/http_util.hpp", 1, "util")
        self.finds({"tests/common/x.toml": ""}, "tests/common", 1, "common")
        self.finds({"src/http/x.hpp": "\nclass PageManager {};\n"}, "src/http/x.hpp", 2, "Manager")
        self.finds({"src/http/x.hpp": "namespace comity::helpers {}\n"}, "src/http/x.hpp", 1, "helpers")

    def test_words_that_only_contain_an_empty_name_are_no_fault(self):
        self.assertEqual(self.faults({"src/http/utility.hpp": "struct Managerial {}; class CommonProperties {};\n"}), [])


if __name__ == "__main__":
    unittest.main()
