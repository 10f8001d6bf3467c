"""Hold every sentence that the package shows to people: a module for each subject and language.

`problems_vi` and `problems_en` have the same names and placeholders; a further language is one file more, with its line
in LANGUAGES. `pages_vi` and `pages_en` are what templates know as `s` (through `pages`, which has their languages),
`parameters_vi` describes parameters in the OpenAPI document, and `operator_vi` is for the person who runs the service.
"""

from __future__ import annotations

from types import ModuleType

from search_api.sentences import problems_en, problems_vi

LANGUAGES: dict[str, ModuleType] = {"vi": problems_vi, "en": problems_en}


class Message:
    """Names a sentence about a problem and the values of its placeholders; a value may itself be a Message."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        self.sentence = sentence
        self.values = values

    def of(self, language: str) -> str:
        """Return the sentence in a language of LANGUAGES."""
        values = {
            name: value.of(language) if isinstance(value, Message) else value for name, value in self.values.items()
        }
        template: str = getattr(LANGUAGES[language], self.sentence)
        return template.format(**values)

    @property
    def vi(self) -> str:
        """Give the sentence in Vietnamese, the language of the pages."""
        return self.of("vi")
