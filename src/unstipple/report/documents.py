"""All papers of a course: the clinician's page and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unstipple.course import Course
    from unstipple.photo import Look


def documents(course: Course, look: Look | None, digest: str) -> dict[str, bytes]:
    """File names and contents: first the page, one self-contained HTML file, then every figure as PNG.

    ``look`` is what was seen on the photograph, ``None`` without one; ``digest`` is the plan file's, printed on the page.
    """
    # the drawing libraries are slow to load; words alone must not wait for them
    from unstipple.report.figures import draw
    from unstipple.report.page import page

    pictures = draw(course, look)
    files = {"clinician.html": page(course, pictures, digest).encode()}
    return files | {f"{name}.png": picture.png for name, picture in pictures.items()}
