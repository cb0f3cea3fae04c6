"""GitHub compares the names of inputs and secrets without regard to case."""

from runbook.forges.github.syntax.names import Names


def test_look_ups_ignore_case_and_iteration_keeps_it() -> None:
    names = Names({"Repository-URL": 1, "other": 2})
    assert names["repository-url"] == 1
    assert names.get("OTHER") == 2
    assert "Repository-Url" in names
    assert names.get("third") is None
    assert list(names) == ["Repository-URL", "other"]
    assert names == {"Repository-URL": 1, "other": 2}
    assert repr(names) == "Names({'Repository-URL': 1, 'other': 2})"


def test_of_names_that_differ_in_case_the_first_counts() -> None:
    assert Names({"A": 1, "a": 2})["a"] == 1
