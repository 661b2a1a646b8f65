"""Adapters: what each library is given and what is read from its answer."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import sep
from numpy.typing import NDArray
from photutils.detection import DAOStarFinder
from skimage.feature import blob_dog, blob_log

Array = NDArray[np.float64]
Image = NDArray[np.float32]
Mask = NDArray[np.bool_]
Finder = Callable[[Image, Mask, float, float], tuple[Array, Array]]

SIGMA_MM = (0.07, 0.17)
FWHM_MM = 0.28


def _inside(x: Array, y: Array, scalp: Mask) -> tuple[Array, Array]:
    rows, columns = np.rint(y).astype(int), np.rint(x).astype(int)
    good = (rows >= 0) & (columns >= 0) & (rows < scalp.shape[0]) & (columns < scalp.shape[1])
    good[good] = scalp[rows[good], columns[good]]
    return x[good], y[good]


def _blobs(found: Array, scalp: Mask) -> tuple[Array, Array]:
    return _inside(np.asarray(found[:, 1], dtype=float), np.asarray(found[:, 0], dtype=float), scalp)


def skimage_log(density: Image, scalp: Mask, mm_per_px: float, threshold: float) -> tuple[Array, Array]:
    low, high = (size / mm_per_px for size in SIGMA_MM)
    found = blob_log(np.where(scalp, density, 0), min_sigma=low, max_sigma=high, num_sigma=4, threshold=threshold, overlap=0.5)
    return _blobs(found, scalp)


def skimage_dog(density: Image, scalp: Mask, mm_per_px: float, threshold: float) -> tuple[Array, Array]:
    low, high = (size / mm_per_px for size in SIGMA_MM)
    found = blob_dog(np.where(scalp, density, 0), min_sigma=low, max_sigma=high, sigma_ratio=1.35, threshold=threshold, overlap=0.5)
    return _blobs(found, scalp)


def _sep(density: Image, scalp: Mask, threshold: float, kernel: Image) -> tuple[Array, Array]:
    sep.set_extract_pixstack(10_000_000)
    sep.set_sub_object_limit(65536)
    plain = np.ascontiguousarray(np.where(scalp, density, 0), dtype=np.float32)
    found = sep.extract(plain, threshold, filter_kernel=kernel, filter_type="conv", minarea=2, deblend_nthresh=32, deblend_cont=0.001)
    return _inside(found["x"].astype(float), found["y"].astype(float), scalp)


def _grid(sigma_px: float) -> Array:
    reach = int(np.ceil(4 * sigma_px))
    axis = np.arange(-reach, reach + 1)
    return np.asarray(axis[:, None] ** 2 + axis[None, :] ** 2, dtype=np.float64)


def sep_hat(density: Image, scalp: Mask, mm_per_px: float, threshold: float) -> tuple[Array, Array]:
    """A Mexican-hat kernel as wide as a dot; ``sep`` divides a kernel by its sum, so a little is added to keep that at 1."""
    square = 0.12 / mm_per_px
    square = square * square
    apart = _grid(np.sqrt(square))
    hat = (1 - apart / (2 * square)) * np.exp(-apart / (2 * square))
    hat /= np.abs(hat).sum() / 2
    filtered = cv2.filter2D(np.where(scalp, density, 0).astype(np.float32), -1, hat.astype(np.float32))
    return _sep(filtered, scalp, threshold, np.ones((1, 1), dtype=np.float32))


def sep_plain(density: Image, scalp: Mask, mm_per_px: float, threshold: float) -> tuple[Array, Array]:
    """The library's default 3 x 3 kernel."""
    return _sep(density, scalp, threshold, np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], dtype=np.float32))


def opencv_blob(density: Image, scalp: Mask, mm_per_px: float, threshold: float) -> tuple[Array, Array]:
    wanted = cv2.SimpleBlobDetector_Params()
    wanted.minThreshold, wanted.thresholdStep = 255 * threshold, 6.0
    wanted.maxThreshold, wanted.minRepeatability = 250.0, 2
    wanted.minDistBetweenBlobs = 0.15 / mm_per_px
    wanted.filterByColor, wanted.blobColor = True, 255
    wanted.filterByArea, wanted.minArea, wanted.maxArea = True, 1.0, np.pi * (0.4 / mm_per_px) ** 2
    wanted.filterByCircularity = wanted.filterByConvexity = wanted.filterByInertia = False
    smooth = cv2.GaussianBlur(np.where(scalp, density, 0).astype(np.float32), (0, 0), 0.05 / mm_per_px)
    points = cv2.SimpleBlobDetector_create(wanted).detect(np.clip(smooth * 255, 0, 255).astype(np.uint8))
    places = np.array([point.pt for point in points], dtype=float).reshape(-1, 2)
    return _inside(places[:, 0], places[:, 1], scalp)


def photutils_dao(density: Image, scalp: Mask, mm_per_px: float, threshold: float) -> tuple[Array, Array]:
    finder = DAOStarFinder(threshold=threshold, fwhm=FWHM_MM / mm_per_px)
    found = finder(np.where(scalp, density, 0).astype(np.float64), mask=~scalp)
    if found is None:
        return np.empty(0), np.empty(0)
    names = ("x_centroid", "y_centroid") if "x_centroid" in found.colnames else ("xcentroid", "ycentroid")
    return _inside(np.asarray(found[names[0]], dtype=float), np.asarray(found[names[1]], dtype=float), scalp)


FINDERS: dict[str, Finder] = {
    "skimage blob_log": skimage_log,
    "skimage blob_dog": skimage_dog,
    "sep, Mexican hat": sep_hat,
    "sep, default": sep_plain,
    "OpenCV SimpleBlob": opencv_blob,
    "photutils DAOStar": photutils_dao,
}
GRIDS: dict[str, tuple[float, ...]] = {
    "skimage blob_log": (0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.18),
    "skimage blob_dog": (0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.13),
    "sep, Mexican hat": (0.02, 0.03, 0.04, 0.05, 0.07, 0.09, 0.12),
    "sep, default": (0.05, 0.08, 0.11, 0.14, 0.18, 0.22),
    "OpenCV SimpleBlob": (0.05, 0.08, 0.1, 0.13, 0.17, 0.22),
    "photutils DAOStar": (0.05, 0.08, 0.12, 0.16, 0.2, 0.26),
}
THRESHOLDS: dict[str, float] = {
    "skimage blob_log": 0.08,
    "skimage blob_dog": 0.06,
    "sep, Mexican hat": 0.07,
    "sep, default": 0.08,
    "OpenCV SimpleBlob": 0.05,
    "photutils DAOStar": 0.05,
}
