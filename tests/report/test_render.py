"""Pages made by hand: what each block becomes, in both languages, and how hostile text stays text."""

from __future__ import annotations

import pytest

from cooperation_graph.report.blocks import (
    Badge,
    Bullets,
    Cell,
    Column,
    Definitions,
    Fact,
    Facts,
    Fold,
    Heading,
    Page,
    Picture,
    Section,
    Table,
    Text,
    slug,
)  # fmt: skip
from cooperation_graph.report.render import clean_svg, render_page
from cooperation_graph.report.typography import typeset
from report.reading import read, seen

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path id="a" d="M 0 0 L 1.23456 2" style="fill: #ff0000"/></svg>'
TABLE = Table("Qui a répondu", (Column("vague"), Column("taux", True)), ((Cell("2021"), Cell("64 %", 0.64)), (Cell("2023"), Cell("–"))), "Une note.")


def page(*blocks: object, title: str = "Les Ulis", overline: str = "Comment les acteurs coopèrent – 2025") -> Page:
    return Page("x.html", title, overline, ("QPV", "vagues : 2021, 2023"), (Section("un", "Une section", blocks),),  # type: ignore[arg-type]
                (Cell("Tous les territoires", href="../index.html"),), ("Graine 7.",))  # fmt: skip


def test_a_small_page_reads_as_expected() -> None:
    """The text of a page, in the order in which it is read."""
    text = seen(render_page(page(
        Text("Est-ce un silo ?", "lead"), Heading("Détail"), Bullets((Badge("silo", "■", "silo", "Il se ferme.", "Culture"),)),
        Facts((Fact("Diversité", "77 %", "entre 68 % et 85 % (95 %)", "La probabilité."),)), TABLE,
        Picture("Un groupe sur six", "Dessin : un groupe sur six", SVG, TABLE), Bullets(("Pourquoi ?", "Comment ?"), ordered=True),
        Fold("À ouvrir", (Text("Dedans."),)), Definitions((("Silo", ("Un groupe fermé.", "Source : nous.")),)),
    )))  # fmt: skip
    assert text == (
        "Les Ulis – Comment les acteurs coopèrent – 2025 Aller au contenu Comment les acteurs coopèrent – 2025 Les Ulis QPV vagues : "
        "2021, 2023 Sommaire Sur cette page Une section Tous les territoires Une section Est-ce un silo ? Détail Culture ■ silo Il se "
        "ferme. Diversité 77 % entre 68 % et 85 % (95 %) La probabilité. Qui a répondu vague taux 2021 64 % 2023 – Une note. Un groupe "
        "sur six Dessin : un groupe sur six Les données de cette figure Qui a répondu vague taux 2021 64 % 2023 – Une note. Pourquoi ? "
        "Comment ? À ouvrir Dedans. Silo Un groupe fermé. Source : nous. Graine 7."
    )


def test_the_frame_of_a_page_speaks_english_too() -> None:
    text = seen(render_page(page(Picture("One group", "One group", SVG, TABLE)), lang="en"))
    for words in ("Skip to the content", "On this page", "Contents", "The data of this figure"):
        assert words in text


def test_landmarks_headings_and_tables() -> None:
    html = render_page(page(TABLE))
    skip = '<a class="skip" href="#content">'
    for mark in ('<html lang="fr">', "<main ", "<nav ", "<header ", "<footer ", skip, 'scope="col"', 'scope="row"', "<caption"):
        assert mark in html
    assert html.count("<h1>") == 1
    assert read(html).cells["th"] == ["vague", "taux", "2021", "2023"]
    assert 'data-v="0.64"' in html


HOSTILE = "<img src=x onerror=alert(1)> & \"quotes\" 'apostrophes' </script></style> {{ 7*7 }} | safe"


def test_hostile_text_is_text_everywhere() -> None:
    cell = Cell(HOSTILE, href="../index.html")
    blocks = (
        Text(HOSTILE), Heading(HOSTILE), Bullets((HOSTILE,)), Bullets((Badge(HOSTILE, "■", "silo", HOSTILE, HOSTILE),)),
        Facts((Fact(HOSTILE, HOSTILE, HOSTILE, HOSTILE),)), Table(HOSTILE, (Column(HOSTILE),), ((cell,),), HOSTILE),
        Picture(HOSTILE, HOSTILE, SVG, TABLE), Fold(HOSTILE, (Text(HOSTILE),)), Definitions(((HOSTILE, (HOSTILE,)),)),
    )  # fmt: skip
    html = render_page(page(*blocks, title=HOSTILE, overline=HOSTILE))
    assert "<img" not in html
    assert html.count("<script") == html.count("</script>") == 1
    assert html.count("<style") == html.count("</style>") == 1
    assert seen(html).count("{{ 7*7 }} | safe") >= 19


def test_drawings_share_letters_and_keep_their_own_ids() -> None:
    letter = '<defs><path id="L" d="M 0 0 L 9 9"/></defs><use href="#L"/>'
    shared: dict[str, str] = {}
    first, second = (
        clean_svg(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{letter}</svg>', key, "x", shared) for key in ("a", "b")
    )
    assert 'id="a-s0"' in first
    assert 'href="#a-s0"' in second
    assert "<path" not in second


@pytest.mark.parametrize("attack", [
    "<script>x</script>", '<path d="M0 0" onclick="x"/>', '<a href="javascript:x"><path d="M0 0"/></a>', "<style>*{}</style>",
    '<image href="https://example.org/x.png"/>', '<foreignObject><p>x</p></foreignObject>', '<use href="https://example.org/#x"/>',
    '<path d="M0 0" style="fill: url(https://example.org/x)"/>',
])  # fmt: skip
def test_a_drawing_loads_and_runs_nothing(attack: str) -> None:
    clean = clean_svg(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{attack}</svg>', "k", 'a "label"')
    for word in ("script", "onclick", "href=\"", "style", "foreign", "example.org", "javascript"):
        assert word not in clean.replace('href="#', ""), word


def test_a_style_of_ones_own_cannot_leave_its_element() -> None:
    html = render_page(page(Text("x")), css="h1 { color: red }")
    assert "h1 { color: red }" in html
    with pytest.raises(ValueError, match="style"):
        render_page(page(Text("x")), css="</STYLE ><script>")


def test_names_of_files_are_safe_and_unique() -> None:
    taken: set[str] = set()
    names = [slug(text, taken) for text in ("../../etc/passwd", "CON", "", "é" * 300, "Le Clos", "le clos", "<b>", "町")]
    assert names == ["etc-passwd", "con-page", "page", "e" * 60, "le-clos", "le-clos-2", "b", "page-2"]


def test_french_signs_do_not_stand_alone_at_the_start_of_a_line() -> None:
    assert typeset("Un silo ? Non : « rien » ; p = 0,04 !", "fr") == "Un silo\u202f? Non\u00a0: «\u00a0rien\u00a0»\u202f; p\u00a0=\u00a00,04\u202f!"
    assert typeset("A silo? p = 0.04: don't", "en") == "A silo? p\u00a0=\u00a00.04: don't"
    assert typeset("https://x.org/?a=b", "fr") == "https://x.org/?a=b"
