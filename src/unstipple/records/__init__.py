"""Documents on disk: the case folder and the plan file."""

from unstipple.records.folder import CaseFolder, new_case, open_case, write_whole

__all__ = ["CaseFolder", "new_case", "open_case", "write_whole"]
