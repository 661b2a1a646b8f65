"""Documents on disk: the case folder and the plan file."""

from unstipple.records.course_file import course_json, digest, finding_json, save_course
from unstipple.records.folder import CaseFolder, new_case, open_case, write_whole

__all__ = ["CaseFolder", "course_json", "digest", "finding_json", "new_case", "open_case", "save_course", "write_whole"]
