"""What is taken without a question is right: counted on a labelled table of each language.

What would be lost: a column taken silently for something else gives wrong figures that nobody questions.
"""

from __future__ import annotations

from coaching.importing import SURE
from coaching.importing.vocabulary.by_language import languages
from tests.importing.made import suggested


def test_columns_that_are_not_asked_about_are_right_in_every_language() -> None:
    wrong, right, labelled = [], 0, 0
    for code, language in languages().items():
        for sample in language.samples:
            mapping = suggested([sample.header, *sample.rows], f"{sample.sheet}.csv")
            labelled += len(sample.fields)
            for name, header in mapping.fields.items():
                if mapping.certainty[name] < SURE or mapping.table != sample.table:
                    continue
                if sample.fields.get(header) == name:
                    right += 1
                elif header in sample.fields or header in sample.not_fields:
                    wrong.append((code, header, name))
    assert not wrong
    assert right >= 0.85 * labelled
