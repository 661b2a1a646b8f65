"""An invented patient: a case file and a rendered photograph, for trying the program without anybody's data."""

from unstipple.phantom.patient import InventedPatient, invented_patient

__all__ = ["InventedPatient", "invented_patient"]
