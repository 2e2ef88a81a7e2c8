"""Everything a user reads exists in French and English, with the same fields."""

import catalogues


def test_every_marked_sentence_has_its_french():
    missing = catalogues.untranslated()
    assert not missing, "\n" + "\n".join(missing)


def test_entries_are_sure_consistent_and_keep_their_fields():
    wrong = catalogues.wrong_entries()
    assert not wrong, "\n" + "\n".join(wrong)


def test_compiled_files_are_up_to_date():
    old = catalogues.stale()
    assert not old, "\n" + "\n".join(old)


def test_the_extraction_sees_every_marker(tmp_path):
    module = tmp_path / "module.py"
    module.write_text(
        "_('one', plural='many', n=2)\nN_('two')\ntranslate('three', lang)\ntranslator(lang)('four')\n"
        "raise Undefined('five')\nlocale.translate('six', lang)\n_(name)\nprint('no')\n_(f'{x}')\n"
    )
    found = [text for text, _ in catalogues.marked(module)]
    assert set(found) == {"one", "many", "two", "three", "four", "five", "six", "f-string cannot be translated: f'{x}'"}

    template = tmp_path / "page.html"
    template.write_text("<p>{{ _('seven') }}</p>{% trans n=3 %}eight {{ n }}{% endtrans %}")
    assert {text for text, _ in catalogues.marked(template)} == {"seven", "eight %(n)s"}
