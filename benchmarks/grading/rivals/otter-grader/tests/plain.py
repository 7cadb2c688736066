"""The plain tests as one of Otter's, a case each."""

from pathlib import Path

SLUG = next(Path.cwd().glob("*_plain.py")).stem.removesuffix("_plain")
NAMES = [
    line.split("(")[0].removeprefix("def ")
    for line in Path(f"{SLUG}_plain.py").read_text().splitlines()
    if line.startswith("def test_")
]
CASE = """
>>> import importlib, sys
>>> sys.path.insert(0, "")
>>> plain, module = importlib.import_module("{slug}_plain"), importlib.import_module("{slug}")
>>> plain.{name}(module)
"""

OK_FORMAT = True
test = {
    "name": "plain",
    "points": 1,
    "suites": [
        {
            "cases": [{"code": CASE.format(slug=SLUG, name=name).strip()} for name in NAMES],
            "scored": True,
            "setup": "",
            "teardown": "",
            "type": "doctest",
        }
    ],
}
