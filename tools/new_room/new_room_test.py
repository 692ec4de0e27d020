#!/usr/bin/env python3
"""A room is put into the desk's list whichever way the list is laid out; a hole in it would leave a blank page."""
import importlib.machinery
import importlib.util
import unittest
from pathlib import Path

loader = importlib.machinery.SourceFileLoader("new_room", str(Path(__file__).parent / "new_room"))
spec = importlib.util.spec_from_loader("new_room", loader)
new_room = importlib.util.module_from_spec(spec)
loader.exec_module(new_room)

HEAD = "import beta from '@/rooms/beta'\n"


class InDesk(unittest.TestCase):
    def check(self, listed):
        text = new_room.in_desk("\n" + HEAD + "\nexport const rooms = " + listed, "demo")
        self.assertIn(HEAD + "import demo from '@/rooms/demo'\n", text)
        inside = text[text.rindex("[") + 1:text.rindex("]")]
        self.assertEqual([name.strip() for name in inside.split(",")], ["alpha", "beta", "demo"])

    def test_one_line(self):
        self.check("[alpha, beta]\n")

    def test_a_line_each_with_a_last_comma(self):
        self.check("[\n  alpha,\n  beta,\n]\n")

    def test_the_desk_of_today(self):
        desk = Path(__file__).resolve().parents[2] / "web/src/desk/rooms.ts"
        text = new_room.in_desk(desk.read_text(), "demo")
        self.assertNotRegex(text, r",\s*,")
        self.assertRegex(text, r", demo\]\n$")


if __name__ == "__main__":
    unittest.main(verbosity=1)
