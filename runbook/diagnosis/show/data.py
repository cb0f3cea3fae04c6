"""A diagnosis as plain data for JSON. Keys are stable; new ones may be added."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runbook.diagnosis.model import Candidate, Diagnosis, Evidence


def as_data(diagnosis: Diagnosis) -> dict[str, Any]:
    """`verdict`, `cause`, `confidence`, `registry`, `candidates`, `evidence`, `fix` and the rest.

    Shape: `candidates` and `evidence` are lists of objects, `difference` and `decider` objects or
    null; texts hold no secrets.
    """
    return {
        "verdict": str(diagnosis.verdict),
        "cause": diagnosis.cause,
        "confidence": str(diagnosis.confidence) if diagnosis.confidence else None,
        "registry": diagnosis.registry,
        "title": diagnosis.title,
        "definition": diagnosis.definition,
        "candidates": [_candidate(item) for item in diagnosis.candidates],
        "evidence": [_evidence(item) for item in diagnosis.evidence],
        "difference": asdict(diagnosis.difference) if diagnosis.difference else None,
        "fix": list(diagnosis.fix),
        "verify": list(diagnosis.verify),
        "decider": asdict(diagnosis.decider) if diagnosis.decider else None,
        "page": diagnosis.page,
        "job": diagnosis.job,
        "step": diagnosis.step,
        "others": [asdict(item) for item in diagnosis.others],
        "notes": list(diagnosis.notes),
        "date": diagnosis.date,
        "lines": diagnosis.lines,
    }


def _candidate(item: Candidate) -> dict[str, Any]:
    return {
        "cause": item.cause,
        "title": item.title,
        "confidence": str(item.confidence),
        "for": [_evidence(one) for one in item.evidence_for],
        "against": [_evidence(one) for one in item.evidence_against],
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "text": item.text,
        "line": item.line,
        "part": item.part,
        "signature": item.signature,
        "weight": str(item.weight),
    }
