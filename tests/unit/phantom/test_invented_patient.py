from __future__ import annotations

from dataclasses import replace
from datetime import date

import cv2
import numpy as np
import pytest

from unstipple.consult import CaseFile, parse_case
from unstipple.phantom import InventedPatient, invented_patient
from unstipple.phantom import patient as patient_module


@pytest.fixture(scope="module")
def patient() -> InventedPatient:
    return invented_patient(1)


@pytest.fixture(scope="module")
def case(patient: InventedPatient) -> CaseFile:
    return parse_case(patient.case_toml)


def test_he_is_invented_and_the_file_is_valid(case: CaseFile) -> None:
    assert case.patient.invented
    assert case.patient.age_years == 38
    assert case.planned_on == date(2026, 11, 23)
    assert case.skin.type_name == "III"
    assert [zone.name for zone in case.zone] == ["zone-1", "zone-2", "zone-3", "zone-4"]
    assert all(zone.confirmed for zone in case.zone)
    assert case.treatment.measured_energy_j["qs-ndyag"]["1064"] == 0.95
    assert set(case.treatment.eyewear_od) == {"1064", "532", "755", "785"}


def test_every_health_question_is_answered(case: CaseFile) -> None:
    left_out = {name for name, answer in case.history if answer is None}
    assert left_out == {"isotretinoin_stopped_on"}


def test_zones_lie_on_tattooed_skin(patient: InventedPatient, case: CaseFile) -> None:
    points = np.stack([patient.truth.x_px, patient.truth.y_px], axis=1).astype(np.float32)
    for zone in case.zone:
        outline = np.array(zone.polygon_px, np.float32)
        inside = sum(cv2.pointPolygonTest(outline, (float(x), float(y)), False) > 0 for x, y in points)
        area_cm2 = cv2.contourArea(outline) * patient.truth.mm_per_px**2 / 100
        assert area_cm2 > 5
        assert 60 < inside / area_cm2 < 105, zone.label


def test_photo_and_scale_belong_together(patient: InventedPatient, case: CaseFile) -> None:
    assert case.photo is not None
    assert case.photo.file == f"photos/{patient.photo_name}"
    assert case.photo.mm_per_px == patient.truth.mm_per_px
    assert case.photo.scalp == patient.truth.scalp_polygon
    assert patient.photo == patient.truth.jpeg
    assert patient.photo.startswith(b"\xff\xd8\xff")


def test_same_seed_same_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    small = replace(patient_module.DEMO_SCENE, width_px=400, height_px=320)
    monkeypatch.setattr(patient_module, "DEMO_SCENE", small)
    patient, again, other = invented_patient(1), invented_patient(1), invented_patient(2)
    assert again.photo == patient.photo
    assert again.case_toml == patient.case_toml
    assert other.photo != patient.photo
    assert not np.array_equal(other.truth.x_px, patient.truth.x_px)
