"""The drawings of the chapter: well-formed, described, and what lies beneath lies beneath."""

import re
from xml.etree import ElementTree

import pytest

from monitor.drawing import draw_cause
from monitor.drawing.svg import ACCENT, HEIGHT, MUSCLE, WIDTH
from monitor.edges.languages import languages, read_translator
from monitor.wording.causes import CHAPTER, Section

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [one for one in CHAPTER if one.picture is not None]


def drawn(name: str) -> str:
    """A section's drawing, without words."""
    picture = draw_cause(name, "", "")
    assert picture is not None
    return picture


def test_what_has_a_description_has_a_drawing_and_only_that() -> None:
    """Muscle, nerve, hose and neighbours."""
    assert ["muscle", "nerve", "hose", "neighbours"] == [one.name for one in DRAWN]
    assert DRAWN == [one for one in CHAPTER if draw_cause(one.name, "", "") is not None]
    assert None is draw_cause("no-such-section", "", "")


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("section", DRAWN, ids=lambda section: str(section.name))
def test_a_screen_reader_says_title_and_description(section: Section, code: str) -> None:
    """In each language; well-formed, without script, without strangers, without letters that would need a font."""
    tr = read_translator(code)
    assert section.picture is not None
    picture = draw_cause(section.name, tr(section.heading), tr(section.picture))
    assert picture is not None
    root = ElementTree.fromstring(picture)

    assert (tr(section.heading), tr(section.picture)) == (root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc"))
    assert "img" == root.get("role")
    assert None is re.search(r"script|href|url\(|style=|font|on\w+=|<text", picture)


@pytest.mark.parametrize("section", DRAWN, ids=lambda section: str(section.name))
def test_all_of_it_is_on_the_paper(section: Section) -> None:
    """No point lies outside, and what is said stays what it is whatever stands in it."""
    picture = drawn(section.name)
    for path in ElementTree.fromstring(picture).iter(f"{SVG}path"):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", str(path.get("d")))]
        assert all(0.0 <= x <= WIDTH for x in numbers[::2])
        assert all(0.0 <= y <= HEIGHT for y in numbers[1::2])
    ElementTree.fromstring(str(draw_cause("hose", "<&>", "\"'")))


@pytest.mark.parametrize("name", ["nerve", "neighbours"])
def test_the_nerve_passes_beneath_the_muscle(name: str) -> None:
    """It is drawn before the muscle that covers it, shows through as dots, and comes out below."""
    paths = list(ElementTree.fromstring(drawn(name)).iter(f"{SVG}path"))
    nerve = next(n for n, path in enumerate(paths) if path.get("stroke") == ACCENT)
    muscle = max(n for n, path in enumerate(paths) if path.get("fill") == MUSCLE)
    dots = next(n for n, path in enumerate(paths) if path.get("class") == "beneath")

    assert nerve < muscle < dots
    assert str(paths[nerve].get("d")).startswith(str(paths[dots].get("d")))


def test_the_neighbours_lie_under_the_nerve() -> None:
    """Three of them, all drawn before it."""
    paths = list(ElementTree.fromstring(drawn("neighbours")).iter(f"{SVG}path"))
    nerve = next(n for n, path in enumerate(paths) if path.get("stroke") == ACCENT)

    assert 3 == sum(path.get("fill") == MUSCLE for path in paths[:nerve])


def test_the_hose_is_narrower_under_the_rock() -> None:
    """Wide before it, flat beneath, thin behind, and the end drips."""
    root = ElementTree.fromstring(drawn("hose"))
    before, beneath, behind = (
        float(str(path.get("stroke-width"))) for path in root.iter(f"{SVG}path") if path.get("stroke") == ACCENT
    )

    assert beneath < behind < before
    assert 2 == len(list(root.iter(f"{SVG}circle")))
