"""What is quoted of tables, through the whole way to an answer."""

from pathlib import Path

import pytest

from tests.helpers.quote_cases import QuoteCase, check_quote

CASES = {
    "a row is quoted with the head of its table": QuoteCase(
        "g.md",
        "| Formato | Prezzo |\n|---|---|\n| tela | 30 euro |\n| cartone | 12 euro |\n"
        + "".join(f"| misura speciale numero {number} | {number} euro |\n" for number in range(60)),
        "Quanto costa il cartone?",
        ("| cartone | 12 euro |",),
        ("tela",),
        ("| Formato | Prezzo |",),
    ),
    "a row of HTML is quoted with its head": QuoteCase(
        "h.html",
        "<table><tr><th>Route</th><th>Fare</th></tr>"
        + "".join(f"<tr><td>stop {number} bus</td><td>{number}</td></tr>" for number in range(9))
        + "<tr><td>ferry to Skye</td><td>seven pounds</td></tr></table>",
        "What does the ferry to Skye cost?",
        ("ferry to Skye | seven pounds",),
        ("stop 3",),
        ("Route | Fare",),
    ),
    "a row is quoted with both rows of the head, and no row of figures": QuoteCase(
        "h2.html",
        "<table><tr><th rowspan=2>Harbour<th colspan=2>Ships<tr><th colspan=2>2023"
        + "".join(f"<tr><td>pier {number} east<td>{number}<td>7" for number in range(40))
        + "<tr><td>dock of Leith<td>51<td>64</table>",
        "How many ships had the dock of Leith?",
        ("dock of Leith | 51 | 64",),
        ("pier 3",),
        ("Harbour | Ships | Ships", "Harbour | 2023 | 2023"),
    ),
    "a row of a long table is quoted with the head that stands far above": QuoteCase(
        "h3.md",
        "# Merci\n\n| Merce | Corsia | Scaffale |\n|---|---|---|\n"
        + "".join(
            f"| pacco di biscotti {number} | {number} | {number} |\n" for number in range(300)
        )
        + "| senape di Digione | nove | alto |\n"
        + "".join(
            f"| barattolo grande {number} | {number} | {number} |\n" for number in range(300)
        ),
        "In quale corsia sta la senape di Digione?",
        ("| senape di Digione | nove | alto |",),
        ("biscotti", "barattolo"),
        ("| Merce | Corsia | Scaffale |",),
    ),
    "a row of a sheet names its columns, and needs no head": QuoteCase(
        "h4.csv",
        "Merce,Corsia,Scaffale\n"
        + "".join(f"pacco di biscotti {number},{number},basso\n" for number in range(60))
        + "senape di Digione,nove,alto\n",
        "In quale corsia sta la senape di Digione?",
        ("Merce: senape di Digione | Corsia: nove | Scaffale: alto",),
        ("biscotti",),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_row_is_quoted_with_what_it_needs(name: str, tmp_path: Path) -> None:
    """The context is the head of the table, unless the row names its columns."""
    check_quote(tmp_path, CASES[name])
