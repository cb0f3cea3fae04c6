"""The Markdown extensions our pages use: few, and none that reads files or runs anything.

MkDocs itself always adds `toc`, `tables` and `fenced_code`.
"""

from __future__ import annotations

Data = str | bool | None | list["Data"] | dict[str, "Data"]
Extensions = dict[str, dict[str, Data]]

MARKDOWN_EXTENSIONS: Extensions = {
    "admonition": {},
    "attr_list": {},
    "tables": {},
    "toc": {"permalink": True},
    "pymdownx.details": {},
    "pymdownx.highlight": {"pygments_lang_class": True},
    "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.tasklist": {"custom_checkbox": True, "clickable_checkbox": True},
}

# What the plugin techdocs-core switches on beside those, and must not do to our text: write c/o,
# 1/2 and 1st as signs, and read a file that a line of a fence names.
# Source: backstage/mkdocs-techdocs-core 1.7.1, techdocs_core/core.py; facelessuser/
# pymdown-extensions 11.0.1, smartsymbols.py and snippets.py.
TECHDOCS_EXTENSIONS: Extensions = {
    "pymdownx.smartsymbols": dict.fromkeys(
        (
            *("trademark", "copyright", "registered", "care_of", "plusminus"),
            *("arrows", "notequal", "fractions", "ordinal_numbers"),
        ),
        False,
    ),
    "pymdownx.snippets": {"base_path": []},
}
