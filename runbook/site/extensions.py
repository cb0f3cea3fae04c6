"""The Markdown extensions our pages use: few, and none that reads files or runs anything.

MkDocs itself always adds `toc`, `tables` and `fenced_code`.
"""

from __future__ import annotations

Options = dict[str, str | bool]

MARKDOWN_EXTENSIONS: dict[str, Options] = {
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
