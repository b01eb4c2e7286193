#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What the page of studio promises of its files.

  rules_test.py <directory of the page>
"""

import os
import re
import sys
import unittest

PAGE = sys.argv.pop()
# All of it is read by people before it is let near a database.
MOST_BYTES = 160 * 1024
# Ways to make markup or code of text.
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b"
    r"|new Function|srcdoc|https?://(?!www\.w3\.org/2000/svg)")


def files():
    for name in sorted(os.listdir(PAGE)):
        if not name.endswith(".d.ts"):
            with open(os.path.join(PAGE, name), encoding="utf-8") as file:
                yield name, file.read()


class ThePage(unittest.TestCase):

    def test_is_small(self):
        self.assertLessEqual(
            sum(len(text.encode()) for _, text in files()), MOST_BYTES)

    def test_makes_no_markup_of_text_and_asks_nobody_else(self):
        for name, text in files():
            self.assertEqual(FORBIDDEN.findall(text), [], name)

    def test_has_no_script_and_no_style_in_its_markup(self):
        html = dict(files())["index.html"]
        self.assertEqual(re.findall(r"<script[^>]*>", html),
                         ['<script type="module" src="main.js">'])
        self.assertNotRegex(html, r"<style|\bstyle=|\bon\w+=")

    def test_names_its_licence(self):
        for name, text in files():
            if not name.endswith(".html"):
                self.assertIn("SPDX-License-Identifier: BSL-1.0",
                              text.split("\n")[0], name)


unittest.main()
