"""What a professional prescribed, as a TOML file: "my physiotherapist gave me a set".

    by = "Anna Keller, physiotherapist"

    [[exercise]]                    # one of ours, with the numbers that were prescribed
    base = "glute-bridge"
    sets = 3
    per_week = 4

    [[exercise]]                    # another
    name = "Wall slide"
    pillar = "strengthen"
    side = "each"
    place = "wall"
    steps = ["Stand with the back against the wall.", "Slide down for {hold}; the {side} heel stays on the floor."]
    cues = ["Knees over toes."]
    hold = "20s"

Whatever is wrong is said in one go, one line for each fault, with the line it stands on.
"""

from monitor.edges.prescriptions.reading import PrescriptionError, parse_prescription, read_prescription

__all__ = ["PrescriptionError", "parse_prescription", "read_prescription"]
