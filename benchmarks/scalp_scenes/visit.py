"""How a head looks on a day and how it is photographed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the camera stands: aim on the surface in mm, turn and tilts in degrees, distance in mm, and how far it is
    moved sideways (camera right, down) in mm."""

    aim_mm: tuple[float, float] = (0.0, 0.0)
    rotation_deg: float = 0.0
    tilt_deg: tuple[float, float] = (0.0, 0.0)
    distance_mm: float = 300.0
    aside_mm: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Light:
    """A key lamp and an even fill: key's azimuth and height above the surface in degrees, distance, share of fill, colour temperature."""

    azimuth_deg: float = -50.0
    elevation_deg: float = 55.0
    distance_mm: float = 600.0
    fill: float = 0.45
    kelvin: float = 5200.0
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Camera:
    """The phone: picture size (width, height), px per mm at the aim, lens blur, noise, and what its software does.

    ``noise`` scales the sensor's noise (1 is daylight at a low ISO); ``denoise``, ``sharpen`` and ``local_contrast`` are 0 for none and
    about 1 for a strong phone; ``tone`` bends the mid-tones; ``saturation``
    stretches colours; ``jpeg`` is the quality.
    """

    size_px: tuple[int, int] = (1152, 864)
    px_per_mm: float = 15.0
    blur_mm: float = 0.03
    noise: float = 1.0
    denoise: float = 0.4
    sharpen: float = 0.5
    local_contrast: float = 0.15
    tone: float = 0.0
    saturation: float = 1.15
    vignetting: float = 0.12
    exposure: float = 1.0
    kelvin_error: float = 0.0
    jpeg: int = 92


@dataclass(frozen=True, slots=True)
class Visit:
    """One day: clearance of the tattoo so far with its spread from dot to dot, hair, colour of the skin, oil, stretch, pose and camera.

    ``hair_mm`` shortest and longest length above the skin (0, 0: freshly shaved); ``tan`` and ``erythema`` relative change of melanin and
    blood; ``glare`` multiplies the shine; ``elastic_mm`` size of the skin's shift; ``card`` lays the printed card beside the scalp.
    """

    seed: int = 0
    cleared: float = 0.0
    cleared_spread: float = 0.12
    hair_mm: tuple[float, float] = (0.0, 0.08)
    tan: float = 0.0
    erythema: float = 0.0
    glare: float = 1.0
    elastic_mm: float = 0.0
    card: bool = False
    pose: Pose = field(default_factory=Pose)
    light: Light = field(default_factory=Light)
    camera: Camera = field(default_factory=Camera)
