"""Types into a sheet with LibreOffice, as a person does, and saves it: ``python3 office.py SHEET CELLS OUT``.

Runs on the Python of Debian's package python3-uno, so that it takes nothing from this project. ``CELLS`` is a
JSON file: a list of page, column, row and what is typed. Typing goes the way of the program, so that numbers,
dates and TRUE become what it makes of them.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main(sheet: str, cells: str, out: str) -> None:
    import uno
    from com.sun.star.beans import PropertyValue

    def option(name: str, value: object) -> PropertyValue:
        made = PropertyValue()
        made.Name, made.Value = name, value
        return made

    with tempfile.TemporaryDirectory() as home:
        pipe = f"pipe,name=rostrum{Path(home).name}"
        command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{home}"]
        office = subprocess.Popen([*command, f"--accept={pipe};urp;"])
        try:
            local = uno.getComponentContext()
            resolver = local.ServiceManager.createInstanceWithContext(
                "com.sun.star.bridge.UnoUrlResolver", local
            )
            for _ in range(300):
                try:
                    there = resolver.resolve(f"uno:{pipe};urp;StarOffice.ComponentContext")
                    break
                except Exception:
                    time.sleep(0.1)
            desktop = there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
            book = desktop.loadComponentFromURL(
                Path(sheet).resolve().as_uri(), "_blank", 0, (option("Hidden", True),)
            )
            for page, column, row, text in json.loads(Path(cells).read_text(encoding="utf-8")):
                cell = book.Sheets.getByName(page).getCellRangeByName(f"{column}{row}")
                if cell.CellProtection and text.startswith("typed:"):
                    cell.setFormula(text.removeprefix("typed:"))
                else:
                    cell.setString(text)
            kind = option("FilterName", "Calc MS Excel 2007 XML")
            book.storeToURL(Path(out).resolve().as_uri(), (kind,))
            book.close(True)
            desktop.terminate()
            office.wait(60)
        finally:
            office.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
