"""Skin optics: published anchors, order of skin types and wavelengths, honest limits."""

from __future__ import annotations

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.evidence import Draws
from unstipple.skin import baseline_mua_per_mm, melanosome_mua_per_mm, skin_optics, stacks

DRAWS = Draws(64, 2)


def test_the_melanosome_forms_give_their_published_values() -> None:
    read, centre = melanosome_mua_per_mm(1064, np.array([1.0, 0.0]))
    assert read == pytest.approx(4.97, rel=0.01)
    assert centre == pytest.approx(5.49, rel=0.01)
    assert melanosome_mua_per_mm(755, np.array([1.0]))[0] == pytest.approx(16.4, rel=0.01)


def test_the_baseline_gives_its_published_values() -> None:
    assert baseline_mua_per_mm(1064) == pytest.approx(0.0244, rel=0.005)
    assert baseline_mua_per_mm(755) == pytest.approx(0.0254, rel=0.005)


def test_darker_skin_absorbs_more_in_every_draw() -> None:
    rows = [skin_optics(skin, 1064, DRAWS).epidermis_mua_per_mm for skin in range(1, 7)]
    assert (np.diff(rows, axis=0) > 0).all()


def test_755_nm_is_absorbed_and_scattered_more_than_1064_in_the_same_draw() -> None:
    short, long_ = skin_optics(3, 755, DRAWS), skin_optics(3, 1064, DRAWS)
    assert (short.epidermis_mua_per_mm > long_.epidermis_mua_per_mm).all()
    assert (short.scattering_per_mm > long_.scattering_per_mm).all()
    assert (short.epidermis_mm == long_.epidermis_mm).all()


def test_the_spread_of_scattering_covers_the_published_forms() -> None:
    low, high = np.percentile(skin_optics(2, 1064, Draws(500, 1)).scattering_per_mm, (5, 95))
    assert low == pytest.approx(0.7, rel=0.1)
    assert high == pytest.approx(3.3, rel=0.1)


def test_a_wavelength_outside_the_tables_is_refused() -> None:
    with pytest.raises(BadInput, match="755 to 1064"):
        skin_optics(2, 532, DRAWS)


def test_every_stack_has_four_layers_of_positive_thickness() -> None:
    for stack in stacks(6, 1064, DRAWS):
        assert len(stack.layers) == 4
        assert all(layer.thickness_mm > 0 for layer in stack.layers)
