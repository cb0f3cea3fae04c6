"""No input makes the diagnosis fall over."""

from __future__ import annotations

import io

from diagnosed import context, said
from hypothesis import given
from hypothesis import strategies as st

from runbook.diagnosis.diagnose import diagnose
from runbook.diagnosis.intake import read_stream
from runbook.diagnosis.knowledge import knowledge
from runbook.diagnosis.show.data import as_data
from runbook.diagnosis.show.markdown import as_markdown
from runbook.diagnosis.show.text import as_text
from runbook.errors import InputError

TEXTS = [item.text for item in knowledge().signatures]
ODD = [
    "* `sub`: `repo:a/b:x`",
    '"repository": "',
    "##[group]Run x",
    "##[error]",
    "\t\t",
    "\x1b[31m",
]


@given(st.binary(max_size=2000))
def test_any_bytes(data: bytes) -> None:
    try:
        diagnose(read_stream(io.BytesIO(data), "x"))
    except InputError as error:
        assert error.problems  # noqa: PT017 - damaged archives are the one thing refused


@given(
    st.lists(
        st.one_of(st.sampled_from(TEXTS), st.sampled_from(ODD), st.text(max_size=80)), max_size=12
    )
)
def test_any_mixture_of_messages(lines: list[str]) -> None:
    for known in (None, context(), context("npm", record={})):
        found = said("\n".join(lines), known)
        assert as_text(found).isprintable() or "\n" in as_text(found)
        assert as_markdown(found)
        assert as_data(found)["verdict"] == str(found.verdict)
        assert (found.cause is None) == (str(found.verdict) != "cause")
        assert all(char.isprintable() or char == "\n" for char in as_text(found))
