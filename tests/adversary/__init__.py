"""The adversary: whole scripts of honest and hostile mails through the real program, judged from the outside.

``wales`` makes up a directory and the truth about it; ``honest`` and ``attacks`` are the scripts; ``stage`` is what a
script can do; ``people`` answer the letters they get; ``judge`` knows the truth and the outside, none of the rules.
``python -m tests.adversary --scripts 30000 --seed 1`` runs as many as wanted and reports by class.
"""
