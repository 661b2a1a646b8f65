"""The light engine's peers, each run as a process of its own, and what they share: scenes, pairs, agreement."""
