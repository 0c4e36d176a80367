"""The shapes of the bridge, where interfaces may import them from."""

from accord.measures.bridge import Bridge, Step

__all__ = ["Bridge", "Step"]
