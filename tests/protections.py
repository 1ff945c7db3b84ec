"""Does a test of a fault fail when its protection is taken away? ``python tests/protections.py [WORD ...]``.

In a copy of the project one protection at a time is taken out of the code, and the test that says it watches
it must fail. With words, only tests whose name has one of them. Exit status 1 when a test passes as before.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Protection(NamedTuple):
    """A test, and the code that it watches: as it is, and as it would be without the protection."""

    test: str
    path: str
    old: str
    new: str


BOOKS, CONSOLE, PACKAGE = "helpers/notebooks.py", "helpers/commands/console.py", "helpers/read/package.py"
MADE, MAIN = "helpers/code/package.py", "helpers/__main__.py"
SLOWLY = "lambda *paths: (__import__('time').sleep(0.1), shutil.copy(*paths))"
COPIED = f"shutil.copytree({{}}, copy_function={SLOWLY}, dirs_exist_ok=True)"
"""A folder that comes file by file, slowly, in place of one that comes at once."""
TEMPORARY = """part = real.with_name(f".{secrets.token_hex(8)}.part")
                with open(part, "xb", opener=partial(os.open, mode=allowed)) as file:"""
OPENED = 'with open(part, "wb") as file:'
OWNED = """if there:
                    with suppress(OSError, AttributeError):  # not every system has owners
                        os.chown(part, there.st_uid, there.st_gid)
                    part.chmod(allowed)"""
OWN = "helpers/code/package.py"
DOCUMENTED = "except (RostrumError, OSError, UnicodeEncodeError) as error:"
PROTECTIONS = [
    Protection(
        "test_faults.py::test_a_run_killed_while", BOOKS, TEMPORARY, f"part = real\n                {OPENED}"
    ),
    Protection(
        "test_faults.py::test_two_runs_at_once",
        BOOKS,
        TEMPORARY,
        f'part = real.with_name("x.part")\n                {OPENED}',
    ),
    Protection(
        "test_faults.py::test_a_full_disk",
        BOOKS,
        OWNED,
        "parts.pop(real).replace(real)",
    ),
    Protection(
        "test_faults.py::test_a_step_that_is_killed[new]",
        MADE,
        "staged.rename(out)",
        COPIED.format("staged, out"),
    ),
    Protection(
        "test_faults.py::test_a_step_that_is_killed[import_sheet]",
        MADE,
        '_exchange(staged / "article", here)',
        COPIED.format('staged / "article", here'),
    ),
    Protection(
        "test_faults.py::test_a_step_that_is_killed[corpus]",
        "helpers/corpus/store.py",
        "staged.rename(place(folder, bucket))",
        COPIED.format("staged, place(folder, bucket)"),
    ),
    Protection("test_faults.py::test_no_one_comes_between[new]", MADE, "with locked(out.parent), ", "with "),
    Protection(
        "test_faults.py::test_no_one_comes_between[corpus]",
        "helpers/corpus/store.py",
        "with locked(folder):",
        "if True:",
    ),
    Protection(
        "test_faults.py::test_no_one_comes_between[import_sheet]", MADE, "with locked(folder):", "if True:"
    ),
    Protection(
        "test_faults.py::test_no_one_comes_between[read]",
        "helpers/read/tables.py",
        "with locked(directory, alone=False):",
        "if True:",
    ),
    Protection(
        "test_faults.py::test_a_report_is_of_one_time",
        MAIN,
        "_use(notebooks.still(data, place))",
        "_use(data)",
    ),
    Protection(
        "test_code.py::test_what_else",
        MADE,
        'shutil.copytree(here, staged / "article", True, ignore, dirs_exist_ok=True)',
        "pass",
    ),
    Protection(
        "test_code.py::test_what_else", MADE, 'beside = f".staged-{out.name}-"', 'beside = f".{out.name}-"'
    ),
    Protection(
        "test_code.py::test_a_package_that_is_not_sound_says",
        MADE,
        "except Exception as error:",
        "except KeyError as error:",
    ),
    Protection("test_code.py::test_folders_change_places", MADE, 'old.rename(folder / "article")', "pass"),
    Protection(
        "test_hostile_browser.py::test_no_page_of",
        "helpers/report/exporter.py",
        "environment.autoescape = environment.trim_blocks",
        "environment.trim_blocks",
    ),
    Protection(
        "test_hostile_browser.py::test_neither_notebooks",
        "helpers/desk/desk.js",
        "  one.append(...children);",
        "  for (const child of children)\n"
        '    child.nodeType ? one.append(child) : one.insertAdjacentHTML("beforeend", child);',
    ),
    Protection(
        "test_hostile_browser.py::test_neither_notebooks",
        "helpers/show/finding.py",
        "{escape(self.detail)}",
        "{self.detail}",
    ),
    Protection("test_hostile_browser.py::test_nothing_listens", CONSOLE, "--ip=127.0.0.1", "--ip=0.0.0.0"),
    Protection(
        "test_hostile_browser.py::test_nothing_listens",
        CONSOLE,
        '"--ip=127.0.0.1", ',
        '"--ServerApp.allow_origin=*", "--ServerApp.disable_check_xsrf=True", "--ip=127.0.0.1", ',
    ),
    Protection("test_faults.py::test_a_folder_that", CONSOLE, DOCUMENTED, "except RostrumError as error:"),
    Protection("test_faults.py::test_a_file_in_place", CONSOLE, DOCUMENTED, "except RostrumError as error:"),
    Protection(
        "test_faults.py::test_a_command_killed_at_any_moment[refresh]",
        BOOKS,
        "client.async_execute(cleanup_kc=True,",
        "client.async_execute(cleanup_kc=True, independent=True,",
    ),
    Protection(
        "test_hostile.py::test_broken_files[loader",
        PACKAGE,
        "except (ValueError, RecursionError) as error:",
        "except KeyError as error:",
    ),
    Protection(
        "test_hostile.py::test_broken_files[report",
        BOOKS,
        "except Exception as error:",
        "except KeyError as error:",
    ),
    Protection(
        "test_hostile.py::test_a_command_says_that_a_file", CONSOLE, DOCUMENTED, "except KeyError as error:"
    ),
    Protection("test_hostile.py::test_a_command_says_what", CONSOLE, DOCUMENTED, "except KeyError as error:"),
    Protection(
        "test_hostile.py::test_hostile_outputs",
        "helpers/report/safe.py",
        "    clean = nh3.clean(",
        "    return Markup(source)\n    clean = nh3.clean(",
    ),
    Protection("test_elsewhere.py::test_a_package_in_a", OWN, '".gitattributes"', '".other"'),
    Protection("test_elsewhere.py::test_tables_are", OWN, "AttributeError, TypeError)", "AttributeError)"),
    Protection("test_elsewhere.py::test_what_was_killed", OWN, 'glob("*/old")', 'glob("*/none")'),
    Protection(
        "test_elsewhere.py::test_coders_names",
        "helpers/read/rules.py",
        ".str.lower().duplicated",
        ".duplicated",
    ),
    Protection("test_elsewhere.py::test_no_coder", "data/datapackage.json", "(?i:con|prn", "(?i:prn"),
    Protection("test_elsewhere.py::test_no_article", "data/datapackage.json", "(?!(con|prn", "(?!(prn"),
    Protection("test_elsewhere.py::test_jupyterlab", CONSOLE, '== "win32":', '== "cygwin":'),
    Protection(
        "test_browser.py::test_what_a_reader_has_set",
        "helpers/report/report.css",
        ":target { outline",
        ".x { outline",
    ),
    Protection(
        "test_desk_browser.py::test_it_can_be_seen",
        "helpers/desk/desk.css",
        ".rd-layer { z-index: 1; }",
        "",
    ),
    Protection("test_hostile.py::test_a_huge_output", BOOKS, "if size > LARGEST:", "if False:"),
    Protection("test_hostile.py::test_a_cell_that_hangs", BOOKS, ", RuntimeError, nbformat", ", nbformat"),
    Protection(
        "test_tables.py::test_a_link_may_not_leave_the_folder",
        PACKAGE,
        "if not _inside(path, directory):",
        "if False:",
    ),
    Protection(
        "test_supply.py::test_a_package_that_is_not",
        "Makefile",
        "--no-deps --require-hashes -r requirements.txt",
        "--no-deps $$(grep -o '^[a-z]*==[^ ]*' requirements.txt)",
    ),
    Protection(
        "test_determinism.py::test_notebooks_run",
        "helpers/show/words.py",
        "{MONTHS[date.month - 1]} {date.year}",
        "{date:%B %Y}",
    ),
    Protection(
        "test_determinism.py::test_pages_are",
        "helpers/show/words.py",
        "{MONTHS[date.month - 1]} {date.year}",
        "{date:%B %Y}",
    ),
]


def without(protection: Protection, copy: Path) -> str:
    """Run a test without its protection and return what pytest sums up."""
    path = copy / protection.path
    whole = path.read_text(encoding="utf-8")
    if whole.count(protection.old) != 1:
        return f"cannot be told: {protection.old!r} is not once in {protection.path}"
    path.write_text(whole.replace(protection.old, protection.new), encoding="utf-8")
    file, _, name = protection.test.partition("::")
    words = name.replace("[", " and ").replace("]", "")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"tests/{file}", "-k", words]
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy)},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        path.write_text(whole, encoding="utf-8")
    last = done.stdout.strip().splitlines()[-1]
    return f"fails: {last}" if done.returncode == 1 else f"DOES NOT FAIL: {last}"


def main(words: list[str]) -> int:
    """Try all protections, print a line for each, and return the exit status."""
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        ignored = shutil.ignore_patterns(".venv", ".git", "reports", ".*_cache", "__pycache__")
        copy = shutil.copytree(ROOT, Path(folder) / "project", ignore=ignored)
        for protection in PROTECTIONS:
            if words and not any(word in protection.test for word in words):
                continue
            began = time.monotonic()
            said = without(protection, copy)
            bad += not said.startswith("fails: ")
            print(f"{protection.test}\n    without its protection in {protection.path} it {said}", flush=True)
            print(f"    {time.monotonic() - began:.0f} s", flush=True)
    print(f"{bad} of the tests do not watch what they say" if bad else "each test watches what it says")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
