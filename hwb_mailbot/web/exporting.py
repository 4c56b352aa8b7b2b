"""Lists as CSV files for a spreadsheet, no cell of which it takes for a formula (CWE-1236). Nothing here fails."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from starlette.responses import Response

from hwb_mailbot.directory.csv_files import inert


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The file ``name.csv``, to be saved.

    It begins with a byte order mark: without one Excel reads other letters where Welsh has its circumflexes.
    """
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([inert(str(cell)) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(file.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)
