"""How the rules are tested, for whoever writes one.

- ``bases/NAME/``: repositories in which nothing is wrong (descriptor, workflows, manifests).
- ``faults/ID.yaml``: ``says``, ``base``, ``edit: {file, find, replace}`` (one, `find` stands once),
  ``expect: [{code, file, text}]`` (`text`: how the line goes on at the first location), and
  ``also: [CODE]`` for warnings that are right beside it. Anything else fails, advice apart.
- ``outcomes/CODE.yaml``: for each rule ``fails``, ``passes``, ``not-applicable`` (and ``unknown``),
  each a scene ``{base, edits: [...], files: {PATH: TEXT or null}, as_of}``; a word behind a blank
  tells several of one kind apart (``fails twice``). A file ``live.json`` is what was observed.
"""
