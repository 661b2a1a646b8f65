"""Where a lane keeps its numbers: field ``k`` of lane ``i`` is at ``i + k * LANES`` of the flat array of its type."""

LANES = 256
"""Photons in flight a thread: enough to hide what a round costs apart from its lanes, few enough for the first-level cache."""

FEWEST_LANES, PHOTONS_PER_LANE = 32, 8
"""A small batch flies in fewer lanes, so that they do not stand empty most of the time while its last photons fly on."""

# float32: place in mm, direction, weight, mean of the copies' shares, weight over majorant at this collision (mm) and the same times that
# mean, energy when last settled, what its copies in objects lost since, length of the last flight in mm
X, Y, Z, VX, VY, VZ, WEIGHT, SHARE, BASE, DEPOSIT, SETTLED, TAKEN, FLIGHT = range(13)
# float32, copied from the sublayer's row when a photon enters it: see `SUBLAYER_FIELDS`
TOP, BOTTOM, STEP_MM, MUA, SCATTERED, G, CELLS_PER_MM, FIRST_CELL = range(13, 21)
FLOATS = 21
"""Where a journal is kept, as many more hold the path in mm that the photon has flown in each sublayer."""

SUBLAYER_FIELDS = ("top_mm", "bottom_mm", "1/majorant_mm", "mua_per_mm", "mus/majorant", "g", "depth cells per mm", "depth cell at z = 0")

# int32: sublayer, cell of the depth-radius grid, whether something rare happened, launch place, cell of the objects' grid along x, y, z,
# whether the last collision was only tentative
SUBLAYER, GRID_CELL, FLAG, PLACE, CELL_X, CELL_Y, CELL_Z, TENTATIVE = range(8)
INTS = 8

EVENT, OUTSIDE = 1, 2
"""Flags: a boundary or a small weight; beyond the edge of an open field."""

COPIES = 8
"""Most mirror images of a photon's path that are laid over the objects."""
FLIP_X, FLIP_Y, SWAP = 1, 2, 4
"""What a copy does to x and y: first swap them, then change signs."""

# float64 totals of a batch
REFLECTED, TRANSMITTED, UNSCATTERED, LOST, GAINED, SIDEWAYS, STEPS = range(7)
TOTALS = 7

PENCIL, FLAT_TOP, GAUSSIAN, TABLED, SQUARE = range(5)
"""How a photon's distance from its place of launch is drawn."""

RADIUS_SHIFT = 19
"""Radius cells are the leading bits of r² + r0² as a float: 16 to each doubling, so 2 % wide in r, and no root is taken."""
INNERMOST_MM = 0.01
ANGLE_CELLS = 18
ROULETTE_SURVIVAL = 0.1
RENORMALISED_EVERY = 16
SKIN_EVERY = 2
"""Rounds from one in which the epidermis is counted by beamlets to the next; neighbouring collisions of a photon tell much the same."""
