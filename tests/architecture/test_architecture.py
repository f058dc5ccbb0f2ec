"""The rules hold for this tree, and each fails on a tree that breaks it."""
import os
import shutil
import tempfile
import unittest

import rules

ROOT = os.environ.get("HEMIOLA_ROOT", os.path.join(os.path.dirname(__file__), "..", ".."))
PLAYERS = [p for p in os.environ.get("HEMIOLA_PLAYERS", "").split(":") if p]


class Tree(unittest.TestCase):
    def check(self, rule):
        complaints = rule(ROOT)
        self.assertFalse(complaints, "\n" + "\n".join(complaints))

    def test_every_include_follows_an_arrow_of_the_design_page(self):
        self.check(rules.wrong_arrows)

    def test_every_arrow_of_the_design_page_is_used(self):
        self.assertEqual(rules.unused_arrows(ROOT), [])

    def test_the_arrows_make_no_circle(self):
        self.check(rules.listed_circles)

    def test_no_file_is_longer_than_400_lines(self):
        self.check(rules.long_files)

    def test_every_file_opens_with_a_sentence(self):
        self.check(rules.silent_openings)

    def test_the_pages_name_files_that_exist(self):
        self.check(rules.missing_files)

    def test_no_file_names_a_path_of_the_machine_it_was_written_on(self):
        self.check(rules.machine_paths)

    def test_what_linux_alone_has_stands_behind_one_header(self):
        self.check(rules.linux_alone)

    def test_what_plays_loads_no_libtorch(self):
        for player in PLAYERS:
            self.assertEqual(rules.linked_torch(player), [])


class RulesCanFail(unittest.TestCase):
    """Each test breaks one rule in a small temporary tree."""

    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="hemiola-rules-")
        self.addCleanup(shutil.rmtree, self.root)
        self.write("docs/design.md", rules.read(os.path.join(ROOT, "docs/design.md")))
        shutil.copytree(os.path.join(ROOT, "engine/patchbay"),
                        os.path.join(self.root, "engine/patchbay"))
        for rule in (rules.wrong_arrows, rules.long_files, rules.silent_openings,
                     rules.machine_paths, rules.linux_alone):
            self.assertEqual(rule(self.root), [])

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def check_include(self, path, header, complaint):
        self.write(path, "// A file with a bad include.\n#include %s\n" % header)
        complaints = rules.wrong_arrows(self.root)
        self.assertEqual(len(complaints), 1, complaints)
        self.assertIn(complaint, complaints[0])

    def test_a_room_that_looks_up(self):
        self.check_include("engine/patchbay/bad.cpp", '"session/session.h"', "the room session")

    def test_a_plugin_that_reaches_for_the_model(self):
        self.check_include("plugins/bad.cpp", '"model/model.h"', "the room model")

    def test_a_plugin_that_reaches_for_libtorch(self):
        self.check_include("plugins/bad.h", "<torch/torch.h>", "the library torch")

    def test_a_library_in_the_wrong_room(self):
        self.check_include("engine/osc/bad.h", "<nlohmann/json.hpp>", "the library nlohmann")

    def test_an_unknown_library(self):
        self.check_include("engine/audio/bad.cpp", "<lo/lo.h>", "no rule knows")

    def test_a_system_call_of_linux_outside_of_the_platform_room(self):
        self.write("engine/platform/good.h", "// The place for it.\nint wake = eventfd(0, 0);\n")
        self.assertEqual(rules.linux_alone(self.root), [])
        self.write("plugins/bad.cpp", "// The wrong place.\nint wake = eventfd(0, 0);\n")
        self.assertIn("plugins/bad.cpp uses eventfd", rules.linux_alone(self.root)[0])

    def test_an_arrow_that_nobody_uses(self):
        self.assertNotIn("osc may include patchbay, and does not", rules.unused_arrows(ROOT))
        self.assertIn("osc may include patchbay, and does not", rules.unused_arrows(self.root))

    def test_a_room_that_is_not_on_the_page(self):
        self.check_include("engine/cellar/bad.cpp", "<vector>", "does not list")

    def test_a_table_with_a_circle(self):
        page = rules.read(os.path.join(self.root, "docs/design.md"))
        row = next(line for line in page.splitlines() if line.startswith("| patchbay |"))
        cells = row.split("|")
        cells[3] = " osc "
        self.write("docs/design.md", page.replace(row, "|".join(cells)))
        self.assertTrue(any("patchbay" in text for text in rules.listed_circles(self.root)))

    def test_a_long_file(self):
        self.write("engine/patchbay/long.cpp", "// A file that is too long.\n" * 401)
        self.assertEqual(len(rules.long_files(self.root)), 1)

    def test_a_file_without_its_sentence(self):
        self.write("engine/patchbay/silent.h", "#pragma once\n")
        self.assertEqual(len(rules.silent_openings(self.root)), 1)

    def test_a_page_that_names_a_file_of_yesterday(self):
        self.write("README.md", "# Readme\nSee `engine/patchbay/latent`, [that](docs/design.md) and [this](gone.md).\n")
        complaints = [text for text in rules.missing_files(self.root) if text.startswith("README")]
        self.assertEqual(complaints, ["README.md names gone.md, which does not exist"])

    def test_a_path_of_somebody(self):
        self.write("examples/mine.scd", "// Plays a sound.\n~a = \"/" + "home/somebody/a.wav\";\n")
        self.assertEqual(len(rules.machine_paths(self.root)), 1)


if __name__ == "__main__":
    unittest.main()
