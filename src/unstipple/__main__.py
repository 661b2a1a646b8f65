"""``python -m unstipple``."""

from unstipple.cli import main

main()
