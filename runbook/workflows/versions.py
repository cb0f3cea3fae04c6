"""The comparison of a tag with the versions in files, as a script and what it reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.descriptor import VersionFile

COMPARE_VERSIONS = """\
python3 - <<'PYTHON'
import json
import os
import re
import sys
import tomllib

tag = os.environ["TAG"]
wrong = 0
for file, key in json.loads(os.environ["VERSIONS"]):
    with open(file, "rb") as stream:
        data = json.load(stream) if file.endswith(".json") else tomllib.load(stream)
    for part in key.split("."):
        data = data[part]
    same = re.sub(r"^[^0-9]*", "", tag) == data
    wrong += not same
    print(f"{file}: {key} is {data}, the tag is {tag}: {'same' if same else 'DIFFERENT'}")
sys.exit(1 if wrong else 0)
PYTHON
"""


def pairs(versions: Iterable[VersionFile]) -> str:
    """The files and keys, as the variable VERSIONS of the script wants them."""
    return json.dumps([[item.file, item.key] for item in versions], ensure_ascii=True)
