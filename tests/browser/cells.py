#!/usr/bin/env python3
"""Prints an xlsx's cells as JSON: {sheet: {"B3": text}}. Of its own, so that nothing of ours checks itself."""
import json
import re
import sys
import xml.etree.ElementTree as tree
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def text_of(node):
    return "".join(part.text or "" for part in node.iter(MAIN + "t"))


def main():
    with zipfile.ZipFile(sys.argv[1]) as book:
        if book.testzip():
            sys.exit("a part of the file is damaged")
        read = lambda part: tree.fromstring(book.read(part))
        shared = [text_of(one) for one in read("xl/sharedStrings.xml")] if "xl/sharedStrings.xml" in book.namelist() else []
        links = {one.get("Id"): one.get("Target") for one in read("xl/_rels/workbook.xml.rels")}
        workbook = read("xl/workbook.xml")
        found = {"": {"computed_when_opened": workbook.find(MAIN + "calcPr").get("fullCalcOnLoad", "")}}
        for sheet in workbook.find(MAIN + "sheets"):
            root = read("xl/" + re.sub("^/?xl/", "", links[sheet.get(LINK)]))
            cells = found[sheet.get("name")] = {}
            for cell in root.iter(MAIN + "c"):
                value, formula = cell.find(MAIN + "v"), cell.find(MAIN + "f")
                if formula is not None:
                    cells[cell.get("r")] = "=" + formula.text
                elif cell.get("t") == "inlineStr":
                    cells[cell.get("r")] = text_of(cell)
                elif value is not None:
                    cells[cell.get("r")] = shared[int(value.text)] if cell.get("t") == "s" else value.text
            merged = root.find(MAIN + "mergeCells")
            cells["merged"] = [one.get("ref") for one in merged] if merged is not None else []
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
