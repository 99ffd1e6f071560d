"""Other people's files: what Axivity, GENEActiv, ActiGraph and activPAL write, read without inventing anything.

One module a format.  Each opens to a `ForeignFile`: what the file says of itself, and its samples on the wearable's own
clock.  activPAL's event files hold postures, not samples, and are read as such.
"""

from monitor.edges.importing.actigraph import open_gt3x
from monitor.edges.importing.activpal import PalEvent, is_activpal, read_activpal
from monitor.edges.importing.axivity import open_cwa
from monitor.edges.importing.geneactiv import open_bin
from monitor.edges.importing.pages import ForeignFile, utc_of
from monitor.edges.importing.timeline import Fault, Timed

__all__ = ["OPENERS", "Fault", "ForeignFile", "PalEvent", "Timed", "is_activpal", "read_activpal", "utc_of"]

OPENERS = {".cwa": open_cwa, ".bin": open_bin, ".gt3x": open_gt3x}
"""What opens a file, by the ending of its name, in small letters."""
