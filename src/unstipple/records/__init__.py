"""Documents on disk: the case folder, the plan file, and who approved it."""

from unstipple.records.approval import Approval, approve, check_approval, read_approval
from unstipple.records.course_file import course_json, digest, finding_json, save_course
from unstipple.records.folder import CaseFolder, new_case, open_case
from unstipple.records.measured_file import store_measurement, stored_measurements
from unstipple.records.session_file import store_log, stored_logs
from unstipple.records.stored_plan import StoredPlan, Use, before_of, planned_visit, read_plan, stored_plans, uses
from unstipple.records.whole import write_whole

__all__ = [
    "Approval", "CaseFolder", "StoredPlan", "Use", "approve", "before_of", "check_approval", "course_json", "digest", "finding_json",
    "new_case", "open_case", "planned_visit", "read_approval", "read_plan", "save_course", "store_log", "store_measurement",
    "stored_logs", "stored_measurements", "stored_plans", "uses", "write_whole",
]  # fmt: skip
