import pytest

from unstipple.heat import Surface, ThermalBody, ThermalLayer, ThermalStack


@pytest.fixture
def scalp() -> ThermalStack:
    """Epidermis, dermis, subcutis."""
    return ThermalStack(
        (
            ThermalLayer(0.1, 0.24, 1200, 3590),
            ThermalLayer(2.0, 0.45, 1200, 3300, 0.00126),
            ThermalLayer(3.4, 0.19, 1000, 2500, 0.002),
        )
    )


@pytest.fixture
def body(scalp: ThermalStack) -> ThermalBody:
    """The scalp in still air."""
    return ThermalBody(scalp, Surface(10, 22), 37.0)
