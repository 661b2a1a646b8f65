import math

import pytest

from unstipple.optics import Layer, Stack


@pytest.fixture
def slab() -> Stack:
    """van de Hulst's slab: index matched, optical thickness 2, albedo 0.9."""
    return Stack((Layer(0.2, 1.0, 9.0, 0.75, 1.0),))


@pytest.fixture
def skin() -> Stack:
    """Two layers of different index, strongly absorbing so that runs are short."""
    return Stack((Layer(0.1, 1.0, 10.0, 0.8, 1.45), Layer(math.inf, 0.5, 8.0, 0.7, 1.37)))
