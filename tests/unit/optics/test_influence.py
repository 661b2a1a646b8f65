import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.optics import Beam, Dots, Field, Hairs, Influence, Layer, Stack, influence, simulate

pytestmark = pytest.mark.slow  # its own variant of the walk is compiled first

SKIN = Stack((Layer(0.1, 0.4, 8.0, 0.8, 1.4), Layer(2.5, 0.03, 8.0, 0.8, 1.4), Layer(3.4, 0.01, 6.0, 0.8, 1.44)))
FIELD = Field(8.0, 8.0, "periodic")
HAIRS = Hairs([0.5, -2.0], [0.3, 1.5], [20.0, 10.0], [0.0, 90.0], 4.0, 0.035, 1.0, 1.8, 0.1, 0.12, 0.25, 2.0, 0.2, 2.0)  # type: ignore[arg-type]


def lattice(side: int, width_mm: float) -> Dots:
    rng = np.random.default_rng(3)
    pitch = width_mm / side
    x, y = ((np.indices((side, side)).reshape(2, -1) + 0.5) * pitch - width_mm / 2) + rng.uniform(-0.2, 0.2, (2, side * side))
    return Dots(x, y, rng.uniform(0.6, 0.9, x.size), rng.uniform(0.1, 0.17, x.size), 0.18, rng.uniform(5, 12, x.size))


@pytest.fixture(scope="module")
def answer() -> Influence:
    return influence(SKIN, FIELD, 60_000, 3, dots=lattice(11, 8.0), hairs=HAIRS)


def test_light_on_the_whole_field_is_absorbed_as_a_run_of_a_wide_beam_says(answer: Influence) -> None:
    absorbed = answer.absorbed(np.ones(answer.shape)) / 64
    run = simulate(
        SKIN, 40_000, 5, dots=lattice(11, 8.0), hairs=HAIRS, field=FIELD, beam=Beam(8.0)
    )  # in a periodic field each place is lit
    assert answer.by_patch(absorbed).sum() == pytest.approx(run.absorbed_by_layer[0], rel=0.02)
    assert 0.1 < answer.by_dot(absorbed).sum() < 0.6
    assert (answer.by_hair(absorbed)[0] > 0).all()


@pytest.mark.parametrize("spot_mm", [2.0, 4.0])
def test_a_stamp_made_of_beamlets_is_the_stamp_flown_directly(answer: Influence, spot_mm: float) -> None:
    beam, dots = Beam(spot_mm), lattice(11, 8.0)
    stamp = answer.stamp(beam)
    assert stamp.sum() * np.prod(answer.beamlet_mm) == pytest.approx(beam.area_mm2, rel=1e-6)
    made = answer.by_dot(answer.absorbed(stamp)) / beam.area_mm2
    run = simulate(SKIN, 60_000, 7, dots=dots, hairs=HAIRS, field=FIELD, beam=beam)
    lit = np.hypot(dots.x_mm, dots.y_mm) < spot_mm / 2 - 0.2
    noise = np.hypot(run.absorbed_by_dot_error[lit], answer.near_error[: answer.dots][lit] * 2 * made[lit])
    assert made[lit].sum() == pytest.approx(run.absorbed_by_dot[lit].sum(), rel=0.03)
    assert (np.abs(made[lit] - run.absorbed_by_dot[lit]) < 5 * noise).all()


def test_two_stamps_add_up_and_one_off_the_axis_is_the_same_in_a_periodic_field(answer: Influence) -> None:
    here, there = answer.stamp(Beam(3.0)), answer.stamp(Beam(3.0), 3.5, -3.0)
    np.testing.assert_allclose(answer.absorbed(here + 2 * there), answer.absorbed(here) + 2 * answer.absorbed(there), rtol=1e-9)
    assert there.sum() == pytest.approx(here.sum(), rel=1e-6)
    both = answer.absorbed(np.stack([here, there], axis=2))
    np.testing.assert_allclose(both[:, 1], answer.absorbed(there))


def test_the_same_seed_gives_the_same_table_whatever_the_number_of_threads() -> None:
    tables = [influence(SKIN, FIELD, 4_000, 2, dots=lattice(11, 8.0), threads=threads).matrix for threads in (1, 3)]
    assert (tables[0] != tables[1]).nnz == 0


def test_the_standard_errors_are_the_scatter_between_seeds() -> None:
    runs = [influence(SKIN, FIELD, 8_000, seed, dots=lattice(11, 8.0)) for seed in range(8)]
    flood = np.array([run.by_dot(run.absorbed(np.ones(run.shape))) for run in runs])
    scatter = flood.std(axis=0, ddof=1) / flood.mean(axis=0)
    said = np.mean([run.flood_error[: run.dots] for run in runs], axis=0)
    assert np.median(said) == pytest.approx(np.median(scatter), rel=0.35)


def test_without_objects_the_epidermis_alone_is_counted() -> None:
    plain = influence(SKIN, Field(8.0, 6.0), 20_000, 1)
    assert (plain.dots, plain.hairs) == (0, 0)
    assert plain.by_patch(plain.absorbed(np.ones(plain.shape))).shape == plain.patches
    assert plain.matrix.sum() > 0


def test_what_cannot_be_is_refused_by_name(answer: Influence) -> None:
    with pytest.raises(BadInput, match="photons"):
        influence(SKIN, FIELD, 0)
    with pytest.raises(BadInput, match="beamlet_mm"):
        influence(SKIN, FIELD, 1000, beamlet_mm=3.0)
    with pytest.raises(BadInput, match="exposure"):
        answer.absorbed(np.ones((3, 3)))
    with pytest.raises(BadInput, match="tilt_deg"):
        answer.stamp(Beam(3.0, tilt_deg=10.0))
    with pytest.raises(BadInput, match="dots"):
        influence(SKIN, Field(4.0, 4.0), 1000, dots=lattice(11, 8.0))
