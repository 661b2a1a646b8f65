"""The table of verbs, in the order of a treatment."""

from __future__ import annotations

from cyclopts import App

from unstipple.cli.approve import approve
from unstipple.cli.card import card
from unstipple.cli.catalogue import lasers
from unstipple.cli.compare import compare
from unstipple.cli.demo import demo
from unstipple.cli.evidence import evidence
from unstipple.cli.follow import follow
from unstipple.cli.light import light
from unstipple.cli.log import log
from unstipple.cli.new import new
from unstipple.cli.plan import explain, plan
from unstipple.cli.report import report
from unstipple.cli.rules import rules
from unstipple.cli.screen import screen
from unstipple.cli.see import see
from unstipple.cli.validate import validate
from unstipple.cli.window import window

HELP = """Plan the laser removal of scalp micropigmentation from a photograph and a consult.

Decision support for trained clinicians who verify every setting. Not cleared or certified as a medical device.
"""

app = App(name="unstipple", help=HELP, help_format="markdown", suppress_keyboard_interrupt=False)
for verb in (demo, new, see, screen, card, plan, explain, compare, approve, report, log, follow, light, window):
    app.command(verb)
for catalogue in (lasers, rules, evidence):
    app.command(catalogue)
app.command(validate)
