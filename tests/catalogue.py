"""Catalogues for tests: the built-in one, and a chart of four skills."""

from __future__ import annotations

import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import call_command

CONTENT = Path(__file__).resolve().parent.parent / "content"

SMALL = """
version: 1
as_of: '2026-11-24'
pitfalls:
  - {number: 1, id: over-specialising, name: Staying on one side}
domains:
  - {id: ml, code: MLF, name: Machine learning, short: ML, summary: Models.}
  - {id: ops, code: PLT, name: Platform, short: Platform, summary: Machines.}
skills:
  - id: python
    name: Python
    short: Python
    domain: ml
    level: foundation
    ml_weight: 0.6
    minutes: 300
    ageing: medium
    pitfalls: [1]
    prerequisites: []
    summary: Write programs that others can read.
    tools: [CPython]
    trend_keywords: [Python]
    outcomes:
      - {id: write-module, text: Write a module that another person can use from its docstrings}
      - {id: fix-leak, text: Find and mend a slow loop with a profiler}
  - id: evaluation
    name: Model evaluation
    short: Evaluation
    domain: ml
    level: practitioner
    ml_weight: 0.9
    minutes: 300
    ageing: slow
    pitfalls: [1]
    prerequisites: [{id: python, encompasses: 0.5}]
    summary: Judge a model by what it is for.
    tools: [scikit-learn]
    trend_keywords: [evaluation]
    outcomes:
      - {id: choose-metric, text: 'Choose a metric that fits a decision, with reasons'}
  - id: serving
    name: Model serving
    short: Serving
    domain: ops
    level: practitioner
    ml_weight: 0.3
    minutes: 400
    ageing: fast
    pitfalls: [1]
    prerequisites: [{id: python, encompasses: 0.4}, {id: networks, encompasses: 0.3}]
    summary: Answer requests with a model.
    tools: [KServe]
    trend_keywords: [KServe]
    outcomes:
      - {id: serve-model, text: Serve a model behind an endpoint that survives a restart}
  - id: networks
    name: Networks
    short: Networks
    domain: ops
    level: foundation
    ml_weight: 0.1
    minutes: 600
    ageing: slow
    pitfalls: [1]
    prerequisites: []
    summary: Find out why two machines do not talk.
    tools: [tcpdump]
    trend_keywords: [DNS]
    outcomes:
      - {id: trace-request, text: Trace a request that never arrives to the hop that drops it}
roles:
  - id: engineer
    name: Engineer
    summary: Does it all.
    ml_share_band: [0.4, 0.6]
    target_mastery: {ml: 1.0, ops: 1.0}
"""


def import_built_in() -> None:
    """Import the catalogue that ships with the app."""
    call_command("import_catalogue", str(CONTENT), verbosity=0, stdout=StringIO())


def import_small(text: str = SMALL) -> None:
    """Import a chart of four skills: serving needs Python and networks, evaluation needs Python."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.yaml"
        path.write_text(text, encoding="utf-8")
        call_command("import_catalogue", str(path), verbosity=0, stdout=StringIO())
